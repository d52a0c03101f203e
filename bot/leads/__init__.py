"""The nouns that every stage shares: lead, contact, facts, consent, events."""
