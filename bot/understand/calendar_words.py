"""Finds every stretch of the calendar that a message names ("Q3 next year", "15 March", "the summer")."""

from __future__ import annotations

import re
from itertools import islice

from bot.understand import dates, days, periods
from bot.understand.message import Message
from bot.understand.openings import Opened
from bot.understand.stretches import MONTH, Calendar, Stretch

# A pasted calendar states no plan beyond its first dates, and each costs time.
_MOST = 24
_READERS = (*days.READERS, *periods.READERS, *days.LOOSE_READERS, *periods.LOOSE_READERS)
# Most messages hold no month and many no digit: what cannot match is not tried.
_DIGIT = re.compile(r"\d")
_ANY_MONTH = re.compile(rf"{MONTH}")
_WITH_DIGITS = days.WITH_DIGITS | periods.WITH_DIGITS
_WITH_MONTH = days.WITH_MONTH | periods.WITH_MONTH
_HINTS = days.HINTS | periods.HINTS


def find(calendar: Calendar, message: Message) -> list[Stretch]:
    """All stretches in the message, in order, none overlapping; the more specific reading wins."""
    plain = message.plain
    found: list[Stretch] = []
    taken = [False] * len(plain)
    digits, months = bool(_DIGIT.search(plain)), _has_month(plain)
    for pattern, reader in _READERS:
        if (pattern in _WITH_DIGITS and not digits) or (pattern in _WITH_MONTH and not months):
            continue
        if pattern in _HINTS and not any(hint in plain for hint in _HINTS[pattern]):
            continue
        matches = pattern.finditer(message) if isinstance(pattern, Opened) else pattern.finditer(plain)
        for match in islice(matches, _MOST):
            start, end = match.span()
            stretch = None if any(taken[start:end]) else reader(calendar, match, message)
            if stretch and abs((stretch.last - calendar.today).days) < dates.HORIZON_DAYS:
                found.append(stretch)
                taken[start:end] = [True] * (end - start)
    return sorted(found, key=lambda stretch: stretch.start)[:_MOST]


def _has_month(plain: str) -> bool:
    # Looked for without "(?<![a-z])" in front, so that the search skips to the letters of months.
    return any(
        not "a" <= plain[match.start() - 1 : match.start()] <= "z" for match in _ANY_MONTH.finditer(plain)
    )
