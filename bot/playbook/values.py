"""The values that the playbook is written in. Each parser raises ValueError with what is wrong, in words."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

from email_validator import EmailNotValidError, validate_email

from bot.playbook.shapes import WEEKDAYS, Size, Span

_UNITS = {"minute": 60, "hour": 3600, "day": 86400, "week": 604800}
_DURATION = re.compile(r"(\d{1,5}) (minute|hour|day|week)s?")
_LINK = re.compile(r"https://[^\s/]+\.[^\s]+")
_PHONE = re.compile(r"\+[1-9][\d ()/-]{6,20}")


def text(value: str) -> str:
    if not value.strip():
        raise ValueError("empty")
    return value.strip()


def name(value: str) -> str:
    if not re.fullmatch(r"[a-z][a-z0-9_-]{0,63}", value):
        raise ValueError("no plain name (small letters, digits, _ and -)")
    return value


def whole(least: int, most: int) -> Callable[[str], int]:
    """A parser of whole numbers, both ends included."""

    def parse(value: str) -> int:
        if not re.fullmatch(r"[+-]?\d{1,9}", value) or not least <= int(value) <= most:
            raise ValueError(f"no whole number from {least} to {most}")
        return int(value)

    return parse


def limit(value: str) -> int | None:
    """A whole number from 1, or `none`: no limit."""
    try:
        return None if value == "none" else whole(1, 1_000_000)(value)
    except ValueError:
        raise ValueError("neither a whole number from 1 to 1000000 nor none") from None


def amount(value: str) -> float:
    if not re.fullmatch(r"\d{1,12}(\.\d{1,9})?(e-\d{1,2})?", value) or float(value) == 0:
        raise ValueError("no number above 0")
    return float(value)


def yes_or_no(value: str) -> bool:
    words = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
    if value.lower() not in words:
        raise ValueError("neither true nor false")
    return words[value.lower()]


def day(value: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise ValueError("no date") from None


def duration(value: str) -> timedelta:
    """`30 minutes`, `4 hours`, `3 days`, `2 weeks`."""
    if not (found := _DURATION.fullmatch(value)):
        raise ValueError("no length of time")
    return timedelta(seconds=int(found[1]) * _UNITS[found[2]])


def wait(value: str) -> timedelta | None:
    """A length of time above zero, or `none`: never."""
    if value == "none":
        return None
    if not (length := duration(value)):
        raise ValueError("no time at all")
    return length


def show_duration(length: timedelta) -> str:
    """The same length in the largest unit that fits it."""
    seconds = int(length.total_seconds())
    unit, size = next((u, s) for u, s in sorted(_UNITS.items(), key=lambda us: -us[1]) if seconds % s == 0)
    count = seconds // size
    return f"{count} {unit}{'' if count == 1 else 's'}" if count else "0 minutes"


def span(value: str) -> Span:
    """`09:00-17:30`, wall clock."""
    found = re.fullmatch(r"(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})", value.strip())
    try:
        hours = [int(part) for part in found.groups()] if found else []
        start, end = time(hours[0], hours[1]), time(hours[2], hours[3])
    except (ValueError, IndexError):
        raise ValueError("no span of hours") from None
    if start >= end:
        raise ValueError("over before it starts")
    return Span(start, end)


def show_span(hours: Span) -> str:
    return f"{hours.start:%H:%M}-{hours.end:%H:%M}"


def weekdays(value: str) -> tuple[int, ...]:
    """`mon`, `mon-fri` or `mon, wed` as numbers, Monday 0."""
    found: list[int] = []
    for part in value.lower().replace(" ", "").split(","):
        first, _, last = part.partition("-")
        last = last or first
        if first not in WEEKDAYS or last not in WEEKDAYS or WEEKDAYS.index(first) > WEEKDAYS.index(last):
            raise ValueError("no weekday")
        found += range(WEEKDAYS.index(first), WEEKDAYS.index(last) + 1)
    return tuple(sorted(set(found)))


def show_weekdays(days: tuple[int, ...]) -> str:
    """`mon-fri` where they follow each other, else `mon, wed`."""
    names = [WEEKDAYS[day] for day in days]
    in_a_row = len(days) > 2 and days == tuple(range(days[0], days[-1] + 1))
    return f"{names[0]}-{names[-1]}" if in_a_row else ", ".join(names)


def timezone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError):
        raise ValueError("no time zone") from None
    return value


def country(value: str) -> str:
    if not re.fullmatch(r"[A-Z]{2}", value):
        raise ValueError("no country code of two capital letters")
    return value


def currency(value: str) -> str:
    if not re.fullmatch(r"[A-Z]{3}", value):
        raise ValueError("no currency code of three capital letters")
    return value


def language(value: str) -> str:
    if not re.fullmatch(r"[a-z]{2,3}", value):
        raise ValueError("no language code of two small letters")
    return value


def email(value: str) -> str:
    try:
        return validate_email(value, check_deliverability=False).normalized
    except EmailNotValidError:
        raise ValueError("no e-mail address") from None


def location(value: str) -> str:
    """Where a meeting takes place: a link or a phone number that a visitor can use from anywhere."""
    if not (_LINK.fullmatch(value) or _PHONE.fullmatch(value)):
        raise ValueError("neither a link nor a phone number")
    return value


def link(value: str) -> str:
    """An address on the web, or a path on the company's own site."""
    if not (_LINK.fullmatch(value) or re.fullmatch(r"/[^\s/][^\s]*", value)):
        raise ValueError("no link")
    return value


def size(value: str) -> Size:
    """`50-999`, `1000+`, `up to 49`: people employed."""
    found = re.fullmatch(r"(?P<min>\d+)\s*(?:\+|[-–]\s*(?P<max>\d+))|up to (?P<top>\d+)", value.strip())
    if not found:
        raise ValueError("no number of people")
    least, most = found["min"], found["max"] or found["top"]
    read = Size(int(least) if least else None, int(most) if most else None)
    if read.min is not None and read.max is not None and read.min > read.max:
        raise ValueError("the wrong way round")
    return read


def show_size(people: Size) -> str:
    if people.min is None:
        return f"up to {people.max}"
    return f"{people.min}+" if people.max is None else f"{people.min}-{people.max}"
