"""Conversations: a visitor's message is committed, runs as one turn, and its answer is kept."""
