"""Points for what a lead said and did, each with its evidence."""
