"""Every table, in the order of a lead's journey. Instants are UTC; `Document` is JSON."""

from bot.store.tables import book, chat, leads, nurture, staff
from bot.store.tables.base import metadata

__all__ = ["book", "chat", "leads", "metadata", "nurture", "staff"]
