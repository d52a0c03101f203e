"""Stage 1: a visitor becomes a lead. Facts are kept, people recognised by e-mail, consent kept as worded."""
