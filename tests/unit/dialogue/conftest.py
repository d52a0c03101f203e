"""The fixtures of chats.py, for every test of the dialogue."""

from __future__ import annotations

from tests.unit.dialogue.chats import actions, agent, chat, loaded, store

__all__ = ["actions", "agent", "chat", "loaded", "store"]
