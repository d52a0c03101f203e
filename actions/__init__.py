"""Rasa's custom actions: each reads the turn, calls one use case, and returns its outcome. No rule lives here."""
