"""Calendar arithmetic for deadlines: periods are half-open spans of dates, the end exclusive."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import Literal

from bot.understand.facts import Bucket

Grain = Literal["day", "week", "month", "quarter", "half", "season", "year"]
Period = tuple[date, date]
DAY = timedelta(days=1)
# No plan reaches further, and date arithmetic stays far from year 9999.
HORIZON_DAYS = 366 * 20


def add_months(day: date, months: int) -> date:
    """The same day of the month that many months on, or that month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def months(year: int, first: int, count: int) -> Period:
    """`count` months from month number `first` of that year; `first` may run over the year's end."""
    start = add_months(date(year, 1, 1), first - 1)
    return start, add_months(start, count)


def year(number: int) -> Period:
    """A calendar year."""
    return months(number, 1, 12)


def quarter_of(day: date) -> Period:
    """The calendar quarter that the day is in."""
    return months(day.year, (day.month - 1) // 3 * 3 + 1, 3)


def month_of(day: date) -> Period:
    """The month that the day is in."""
    return months(day.year, day.month, 1)


def week_of(day: date) -> Period:
    """The week that the day is in, from Monday."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=7)


def ahead(today: date, unit: str, count: int) -> Period:
    """The week, month, quarter or year that is `count` after the one of today."""
    if unit == "week":
        return week_of(today + timedelta(days=7 * count))
    if unit == "month":
        return month_of(add_months(today.replace(day=1), count))
    if unit == "quarter":
        return quarter_of(add_months(today.replace(day=1), 3 * count))
    return year(today.year + count)


def week_number(number: int, today: date) -> Period | None:
    """The ISO 8601 week of that number, the next one to come."""
    for year_number in (today.year, today.year + 1):
        try:
            start = date.fromisocalendar(year_number, number, 1)
        except ValueError:
            continue
        if start + timedelta(days=7) > today:
            return start, start + timedelta(days=7)
    return None


def coming(period_in: int, first: int, count: int, today: date) -> Period:
    """These months of the year `period_in`, or a year later when they are over."""
    period = months(period_in, first, count)
    return period if period[1] > today else months(period_in + 1, first, count)


def easter(year_number: int) -> date:
    """Easter Sunday in the Gregorian calendar (the anonymous algorithm)."""
    a, b, c = year_number % 19, year_number // 100, year_number % 100
    d = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    e = (32 + 2 * (b % 4) + 2 * (c // 4) - d - c % 4) % 7
    f = d + e - 7 * ((a + 11 * d + 22 * e) // 451) + 114
    return date(year_number, f // 31, f % 31 + 1)


def third(period: Period, which: Literal["early", "mid", "late"], grain: Grain) -> Period:
    """The early, middle or late third: of a month days 1-10, 11-20 and the rest; else whole months."""
    start, end = period
    if grain in {"month", "week", "day"}:
        if grain == "month":
            marks = [start, start + 10 * DAY, start + 20 * DAY, end]
        else:
            marks = [start, start + 2 * DAY, start + 4 * DAY, end]
    else:
        step = ((end.year - start.year) * 12 + end.month - start.month) // 3
        marks = [start, add_months(start, step), add_months(start, 2 * step), end]
    number = ("early", "mid", "late").index(which)
    return marks[number], marks[number + 1]


def bucket(start: date | None, end: date | None, today: date) -> Bucket | None:
    """How soon: now within 31 days of today, quarter 92, half_year 184, else later; open: by the start."""
    if end is None:
        return "later" if start and (start - today).days > 184 else None
    days = (end - today).days
    if days <= 31:
        return "now"
    if days <= 92:
        return "quarter"
    return "half_year" if days <= 184 else "later"
