"""A wish in a short notation, read on Tuesday, 10 February 2026, 10:00 in Berlin.

`|` stands between alternatives; `02-12` is a date, `02-16/02-23` half-open, `02-16/` open; `every Fri` of
any week; `@15:00` exactly, `~15:00` about, `14:00-16:00` from and until; `!` is refused; `+` the order;
`[Europe/London]`, `[visitor]` or `[team]` whose clock.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.understand.wish_bounds import FAR
from bot.understand.wish_shapes import Hours, Option, Wish
from bot.understand.wishes import read_wish

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 2, 10, 10, tzinfo=BERLIN)
TODAY = NOW.date()
COMING = (TODAY, TODAY + timedelta(days=8))
NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

Table = dict[str, list[tuple[str, str]]]
"""By the reason: what is written, and what it means."""


def meant(text: str) -> str:
    """What the text means, by somebody in Berlin who was shown times."""
    return said(read_wish(text, NOW, BERLIN))


def rows(table: Table) -> list[tuple[str, str, str]]:
    return [(text, meaning, why) for why, group in table.items() for text, meaning in group]


def said(wish: Wish | None) -> str:
    """The wish in the notation of the table."""
    if wish is None:
        return "none"
    clock = f"[{wish.zone.key if wish.zone else wish.whose}]" if wish.whose else ""
    refused = ["!" + option_said(option).removeprefix("every ") for option in wish.refused]
    order = f"+{wish.order}" if wish.order else ""
    words = [" | ".join(map(option_said, wish.options)), *refused, order, clock]
    return " ".join(filter(None, words)) or "any"


def option_said(option: Option) -> str:
    names = ",".join(NAMES[number] for number in sorted(option.weekdays))
    dates = [] if option.weekdays and option.days == (COMING,) else [days_said(*days) for days in option.days]
    every = "every " if names and not option.days else ""
    return " ".join(filter(None, [",".join(dates), every + names, ",".join(map(hours_said, option.hours))]))


def days_said(first: date, last: date) -> str:
    if last - first == timedelta(days=1):
        return f"{first:%m-%d}"
    return f"{first:%m-%d}/" + ("" if last == TODAY + FAR else f"{last:%m-%d}")


def hours_said(hours: Hours) -> str:
    if hours.kind != "range":
        return ("@" if hours.kind == "at" else "~") + f"{hours.start:%H:%M}"
    start = f"{hours.start:%H:%M}" if hours.start != hours.start.min else ""
    return start + "-" + (f"{hours.end:%H:%M}" if hours.end else "")
