"""Every table, in the order of a lead's journey. Instants are UTC; `Document` is JSON."""

from bot.store.tables import book, calendars, chat, leads, nurture, staff
from bot.store.tables.base import metadata

__all__ = ["book", "calendars", "chat", "leads", "metadata", "nurture", "staff"]
