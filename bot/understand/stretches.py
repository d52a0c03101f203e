"""Stretches of the calendar that words name, and how a year is given to those that name none."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from bot.understand import dates
from bot.understand.dates import DAY, Grain, Period

_MONTHS = [
    # With the usual slips of the pen, and in German, which slips into visitors' English most.
    "january|jan|janurary|januray|januar",
    "february|feb|febuary|feburary|februar",
    "march|mar|märz|maerz",
    "april|apr|apirl|aprill",
    "may|mai",
    "june|jun|juni",
    "july|jul|juli",
    "august|aug|agust|augst",
    "september|sept|sep|septmber|setpember|septemer|setember",
    "october|oct|ocotber|octber|oktober|okt",
    "november|nov|novemeber|novmber",
    "december|dec|decemeber|decmber|dezember|dez",
]
MONTH_NUMBER = {name: n for n, names in enumerate(_MONTHS, 1) for name in names.split("|")}
MONTH = rf"(?:{'|'.join(_MONTHS)})\b\.?"
YEAR = (
    r"(?:[ ,]*(?:of |in )?(?:(?P<year>20\d\d)|'(?P<short>\d\d)|(?:the )?(?P<which>next|this|following"
    r"|coming) year"
    r"|(?P<fy>fy ?'?\d\d(?:\d\d)?))(?!\d))?"
)


@dataclass(frozen=True)
class Stretch:
    """A named stretch `first` to `last` (exclusive) where it stands.

    `clear` stretches are dates whatever stands around them; the others need a word like "by" or the question.
    `fixed` ones name their year. `whole` is False for a bare "year" or "month", which needs "end of" first.
    An `edge` is the end of a stretch, as in "year-end".
    """

    start: int
    end: int
    first: date
    last: date
    grain: Grain
    clear: bool = True
    fixed: bool = False
    whole: bool = True
    past: bool = False
    edge: bool = False


class Calendar:
    """Reads stretches relative to `today`; `month_first` reads 3/4 as 4 March."""

    def __init__(self, today: date, *, month_first: bool = False) -> None:
        self.today = today
        self.month_first = month_first

    def year_named(self, match: re.Match[str]) -> int | None:
        """The year that the words give ("2027", "'27", "next year", "FY27"), None when they give none."""
        groups = match.groupdict()
        for name in ("year", "short", "slash", "fy", "lead_year"):
            if text := groups.get(name):
                return int(re.sub(r"\D", "", text)[-2:]) + 2000
        if which := groups.get("which"):
            return self.today.year + (which != "this")
        return None

    def day(
        self, match: re.Match[str], year: int | None, month: int, day: int, *, clear: bool = True
    ) -> Stretch | None:
        """One day, in the coming year when it is over and no year was named."""
        for number in (year,) if year else (self.today.year, self.today.year + 1):
            try:
                first = date(number, month, day)
            except ValueError:
                continue
            if year or first >= self.today:
                return Stretch(*match.span(), first, first + DAY, "day", clear=clear, fixed=year is not None)
        return None

    def span(
        self,
        match: re.Match[str],
        period: Period,
        grain: Grain,
        *,
        clear: bool = True,
        fixed: bool = False,
        past: bool = False,
    ) -> Stretch:
        """The words of the match as this period."""
        return Stretch(*match.span(), *period, grain, clear=clear, fixed=fixed, past=past)

    def months(
        self, match: re.Match[str], first: int, count: int, grain: Grain, *, clear: bool = True
    ) -> Stretch:
        """`count` months from month `first`: of the year named, or the next ones to come."""
        lead = match.groupdict().get("lead")
        if year := self.year_named(match):
            return self.span(match, dates.months(year, first, count), grain, clear=clear, fixed=True)
        # Winter runs over the new year: in January it is last December's that is still on.
        base = self.today.year - (
            first + count > 13 and dates.months(self.today.year - 1, first, count)[1] > self.today
        )
        period = dates.coming(base, first, count, self.today)
        if lead == "next" and period[0] <= self.today:
            period = dates.months(period[0].year + 1, first, count)
        return self.span(match, period, grain, clear=clear, past=lead in {"last", "past"})


def month_number(name: str) -> int:
    """1 for "January" or "jan."."""
    return MONTH_NUMBER[name.rstrip(".")]
