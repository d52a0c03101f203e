"""Calendars to read in tests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from bot.book.calendar_models import Window
from bot.book.rules import Busy
from bot.calendars.ics import Found, busy_times

MARCH = Window(
    datetime(2026, 3, 1, tzinfo=UTC),
    datetime(2026, 4, 1, tzinfo=UTC),
    "Europe/Berlin",
    "dana@tidewater.example",
)


def event(*lines: str, uid: str | None = "a@example.com") -> str:
    named = [f"UID:{uid}"] if uid else []
    return "\r\n".join(["BEGIN:VEVENT", *named, "DTSTAMP:20260101T000000Z", *lines, "END:VEVENT"])


def calendar(*components: str, head: Sequence[str] = ()) -> str:
    return "\r\n".join(
        ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", *head, *components, "END:VCALENDAR", ""]
    )


def found(*components: str, head: Sequence[str] = (), window: Window = MARCH) -> Found:
    return busy_times([calendar(*components, head=head)], window)


def busy(*components: str, head: Sequence[str] = (), window: Window = MARCH) -> list[str]:
    return shown(found(*components, head=head, window=window).busy)


def shown(times: Sequence[Busy]) -> list[str]:
    """`03-02 09:00-09:30`, in UTC; with the end's day when it is another one."""
    return [
        f"{start:%m-%d %H:%M}-{end:%H:%M}"
        if start.date() == end.date()
        else f"{start:%m-%d %H:%M}-{end:%m-%d %H:%M}"
        for start, end in times
    ]
