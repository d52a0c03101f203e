"""What holds of a message in which the visitor corrects themselves: "I'm Anna, no, sorry, Annabelle Kerr"."""

from __future__ import annotations

from dataclasses import replace

from bot.understand.corrections import corrected
from bot.understand.message import Message


def after(message: Message, start: int) -> Message | None:
    """The message from its last correction on, at the same offsets; None when none is behind `start`."""
    end = corrected(message.plain)
    if end <= start:
        return None
    gap = " " * end
    return replace(message, cased=gap + message.cased[end:], plain=gap + message.plain[end:])
