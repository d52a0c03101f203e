"""When a meeting's reminders are due."""

from __future__ import annotations

from datetime import datetime, timedelta

BEFORE = (timedelta(hours=24), timedelta(hours=1))
"""How long before its start a meeting is called to mind."""

FRESH = timedelta(hours=6)
"""Who booked or moved the meeting this short a time before needs no reminder yet."""


def first_reminder(start: datetime, now: datetime) -> datetime | None:
    """The first reminder of a meeting that was booked or moved at `now`; None when none would help."""
    for before in BEFORE:
        if start - before >= now + min(FRESH, before):
            return start - before
    return None


def next_reminder(start: datetime, now: datetime) -> datetime | None:
    """The reminder that follows the one that was due at `now`."""
    return next((start - before for before in BEFORE if start - before > now), None)
