"""Which rep takes a lead, and why."""
