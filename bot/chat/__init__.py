"""Conversations: a visitor's message is committed, runs as one turn of the dialogue, and its answer is kept."""
