"""Stage 5b: who is not ready yet hears from us now and then: sequences, enrolments, what is due."""
