"""Rasa's custom actions: each reads the turn, calls one use case, returns its outcome. No rule lives here."""
