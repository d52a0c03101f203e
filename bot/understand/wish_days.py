"""Days in a message about a meeting: "tomorrow", "early next week", "the 12th", "in two weeks", "3/12"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import partial
from itertools import islice

from bot.understand import dates, wish_weekdays
from bot.understand.calendar_words import find
from bot.understand.dates import DAY, Grain, Period
from bot.understand.message import BLANK, Message
from bot.understand.stretches import MONTH, Calendar, Stretch, month_number
from bot.understand.wish_bounds import dated
from bot.understand.wish_shapes import Days
from bot.understand.wish_weekdays import WEEK

_TOMORROW = re.compile(
    r"\b(?P<after>(?:the )?day after )?(?:tom?m?or?row|tommorrow|tmr|tmw|tmrw|tmmrw|2moro+w?|tomo|tomoz"
    r"|tomorrw|tomrrow|tomarrow)\b"
)
_AFTER_THAT = re.compile(
    r"\b(?:the )?(?P<unit>week|day|one) after(?: that)?\b(?! (?:next|tom|the|\d|mon|tue|wed|thu|fri|\x00))"
    r"|\bthe following (?P<unit2>day|one)\b"
)
_ORDINAL = re.compile(
    r"(?<![\w./-])(?P<d>\d{1,2})(?:st|nd|rd|th)\b(?! (?:of\b|floor|time|one|option|slot|quarter|street))"
)
_ON = re.compile(
    r"\b(?:the|on|by|till|until|before|after|from|since|and|or|to|between|not|about|maybe|than)\s+(?:the )?\Z"
    r"|[,&/-]\s*\Z|\x00\s*\Z"
)
_LIST = re.compile(
    rf"(?<![\d.,:/-])(?P<days>\d{{1,2}}(?:st|nd|rd|th)?(?:\s*(?:,|or|and|/|&)\s*(?:the )?\d{{1,2}}(?:st"
    rf"|nd|rd|th)?){{1,5}})"
    rf" (?:of )?(?P<month>{MONTH})"
    rf"|\b(?P<month2>{MONTH}) (?P<days2>\d{{1,2}}(?:st|nd|rd|th)?(?:\s*(?:,|or|and|/|&)\s*(?:the )?"
    rf"\d{{1,2}}(?:st|nd|rd|th)?){{1,5}})(?![\d:]| ?[ap]m| ?- ?[\d\x00])"
)
_NUMERIC = re.compile(
    r"(?<![\w/.,$€£:-])(?P<a>\d{1,2})(?P<sep>[/.-])(?P<b>\d{1,2})(?:(?P=sep)(?P<y>20\d\d|\d\d)|(?P<dot>\.))?"
    r"(?![\w/%:-]|[.,]\d)(?! (?:of|hours?|hrs?|stars?|people|users|days|min)\b)"
)
_NUMBERS = {
    name: n
    for n, name in enumerate(
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"], 1
    )
} | {"a": 1, "an": 1, "couple": 2, "few": 3, "several": 3, "fortnight": 1}
_N = r"(?:(?:a|the) )?(?P<n>couple|few|\d{1,2}|an?|" + "|".join(list(_NUMBERS)[:12]) + r")(?: of)?(?: more)?"
_AHEAD = re.compile(
    rf"\b(?:in|after) (?:about |around |like |maybe |another )?{_N} ?(?P<unit>days?|weeks?|wks?|months?"
    rf"|fortnights?)"
    rf"(?:'s?)?(?: time| from (?:now|today)| or so)*\b(?! of)"
    rf"|\b{_N.replace('<n>', '<n2>')} ?(?P<unit2>days?|weeks?|wks?|months?|fortnights?) (?:from|on)"
    rf" (?P<from>now|today|tomorrow|{wish_weekdays.ANY})\b"
)
_WITHIN = re.compile(
    rf"\b(?:(?:with)?in |over |during |sometime in |some time in )?(?:the )?(?:next|coming|following) "
    rf"(?:{_N} ?)?(?P<unit>days|weeks|wks|months)\b|\bwithin {_N.replace('<n>', '<n2>')} ?(?P<unit2>days?"
    rf"|weeks?|wks?)\b"
)
_SHORT_END = re.compile(r"\b(?P<end>eow|eom|(?:the )?end of (?:this |the )?(?P<unit>week|wk|month))\b(?! of)")
_PART = re.compile(
    r"\b(?:(?P<early>early(?: on)?|(?:the )?(?:beginning|start|top|first half|first part|first days|front) of"
    r"|beginning|start)|(?P<mid>mid|(?:the )?middle(?: of)?|midway through)"
    r"|(?:the )?(?P<nth>first|1st|second|2nd|third|3rd|last|final) week (?:of|in)"
    r"|(?P<later>later(?: on)?|(?:the )?(?:second|latter|back|other) half of|(?:the )?(?:rest|remainder) of)"
    r"|(?P<late>late|(?:towards? )?(?:the )?(?:very |back )?end(?: of)?))[ -]*(?:in |of )?(?:the |this )?\Z"
)
_WEEK_OF = re.compile(
    r"\b(?:(?:the )?week (?:of|from|commencing|beginning|starting)|w/?c"
    r"|week)(?: on)?[ .:]*(?:mon(?:day)?,? )?(?:the )?\Z"
)
_A_DAY = re.compile(r" \d{1,2}(?:st|nd|rd|th)?\b(?![:.]\d| ?[ap]m)")
_BEHIND_MONTH = re.compile(
    r"\s*(?:\Z|[?.!,;:)]|(?:or|and|works?|would|is|could|please|instead|maybe|if|then|at)\b)"
)
_NAMES = ("jan", "april", "may", "june", "august")
_BEFORE_MONTH = re.compile(
    r"\b(?:in|of|for|during|by|until|till|or|after|before|from|sometime|late|early|mid)[ -]\Z"
)
# A pasted calendar wishes for nothing beyond its first dates.
_MOST = 24
_NTH = {"first": 0, "1st": 0, "second": 1, "2nd": 1, "third": 2, "3rd": 2}
_GRAINS = {"day", "week", "month"}


class DayReader:
    """Reads days relative to `today`, a date in the visitor's zone; nothing before today is read."""

    def __init__(self, today: date, *, day_first: bool | None, asked: bool) -> None:
        self.today = today
        self.day_first = day_first
        self.asked = asked
        self.calendar = Calendar(today, month_first=day_first is False)

    def read(self, message: Message) -> list[Days]:
        """All days that the message names; `wish_bounds.related` adds what stands around them."""
        found: list[Days] = []
        for reader in (
            self._ends,
            self._aheads,
            self._withins,
            partial(wish_weekdays.across, today=self.today),
            partial(wish_weekdays.weekends, today=self.today),
            partial(wish_weekdays.weekdays, today=self.today),
            self._lists,
            self._numerics,
            self._tomorrows,
            self._stretches,
            self._ordinals,
        ):
            message = _taken(message, reader(message), found)
        _taken(message, self._after_that(message, found), found)
        return found

    def _ends(self, message: Message) -> Iterator[Days]:
        for match in _SHORT_END.finditer(message.plain):
            month = match["end"] == "eom" or match["unit"] == "month"
            period = dates.month_of(self.today) if month else dates.week_of(self.today)
            yield Days(*match.span(), (_late(period, week=not month),))

    def _aheads(self, message: Message) -> Iterator[Days]:
        for match in _AHEAD.finditer(message.plain):
            count = _count(match["n"] or match["n2"])
            unit = match["unit"] or match["unit2"]
            origin = match["from"] or "now"
            if origin not in {"now", "today"}:
                number = wish_weekdays.number_of(origin)
                start = self.today + DAY if number is None else wish_weekdays.coming(self.today, number)
                ahead = start + count * (DAY if unit.startswith("d") else WEEK)
                yield Days(*match.span(), ((ahead, ahead + DAY),))
            elif unit.startswith("d"):
                loose = (match["n"] or "") in {"couple", "few"}
                ahead = self.today + (2 if loose else count) * DAY
                yield Days(*match.span(), ((ahead, ahead + (4 if loose else 1) * DAY),))
            elif origin == "today" and match["from"]:
                ahead = self.today + count * WEEK
                yield Days(*match.span(), ((ahead, ahead + DAY),))
            elif unit.startswith("m"):
                yield Days(*match.span(), (dates.week_of(dates.add_months(self.today, count)),))
            else:
                weeks = 2 * count if unit.startswith("f") else count
                yield Days(*match.span(), (dates.week_of(self.today + weeks * WEEK),))

    def _withins(self, message: Message) -> Iterator[Days]:
        for match in _WITHIN.finditer(message.plain):
            number, unit = match["n"] or match["n2"], match["unit"] or match["unit2"]
            if unit.startswith("d"):
                days = _count(number) if number and number not in {"couple", "few"} else 7
            else:
                days = (_count(number) if number else 2) * (30 if unit.startswith("m") else 7)
            yield Days(*match.span(), ((self.today, self.today + days * DAY),))

    def _lists(self, message: Message) -> Iterator[Days]:
        for match in _LIST.finditer(message.plain):
            month = month_number(match["month"] or match["month2"])
            stretches = [
                self.calendar.day(match, None, month, int(number))
                for number in re.findall(r"\d+", match["days"] or match["days2"])
            ]
            if all(stretches):
                yield Days(*match.span(), tuple((each.first, each.last) for each in stretches if each))

    def _numerics(self, message: Message) -> Iterator[Days]:
        """3/12 is both 3 December and March 12 unless the visitor's habit is known or one is no date."""
        for match in islice(_NUMERIC.finditer(message.plain), _MOST):
            a, b, sep, named = int(match["a"]), int(match["b"]), match["sep"], match["y"]
            context = self.asked or named or _ON.search(message.plain, 0, match.start())
            if not context or (not named and (sep == "-" or (sep == "." and not match["dot"]))):
                continue
            year = int(named) % 100 + 2000 if named else None
            first = True if sep == "." else self.day_first
            orders = [(a, b), (b, a)] if first is not False else [(b, a), (a, b)]
            read = [self.calendar.day(match, year, month, day) for day, month in orders]
            possible = [(each.first, each.last) for each in read if each]
            if possible and first is not None:
                possible = possible[:1]
            if possible:
                yield Days(*match.span(), tuple(sorted(set(possible))))

    def _tomorrows(self, message: Message) -> Iterator[Days]:
        for match in _TOMORROW.finditer(message.plain):
            day = self.today + DAY * (2 if match["after"] else 1)
            yield Days(*match.span(), ((day, day + DAY),))

    def _stretches(self, message: Message) -> Iterator[Days]:
        for stretch in find(self.calendar, message):
            if stretch.past or not (self.asked or stretch.grain in _GRAINS):
                continue
            period, start = (stretch.first, stretch.last), stretch.start
            if stretch.grain == "month" and _A_DAY.match(message.plain, stretch.end):
                continue  # "30 February"
            if part := _PART.search(message.plain, max(0, start - 40), start):
                period, start = self._part(period, part, stretch.grain == "week"), part.start()
                yield Days(start, stretch.end, (period,))
            elif stretch.grain == "day" and (
                week := _WEEK_OF.search(message.plain, max(0, start - 40), start)
            ):
                yield Days(week.start(), stretch.end, (dates.week_of(stretch.first),))
            elif stretch.whole and (stretch.grain != "month" or self._month_named(message, stretch)):
                yield Days(start, stretch.end, (period,))

    def _month_named(self, message: Message, stretch: Stretch) -> bool:
        """ "In may" is a month; "may I ask" and "Jan joins us" are none."""
        words = message.plain[stretch.start : stretch.end]
        if stretch.clear and (stretch.fixed or words.strip(" .") not in _NAMES):
            return True
        before = _BEFORE_MONTH.search(message.plain, 0, stretch.start)
        return bool(before or (stretch.clear and _BEHIND_MONTH.match(message.plain, stretch.end)))

    def _part(self, period: Period, part: re.Match[str], week: bool) -> Period:
        if part["nth"]:
            number = _NTH.get(part["nth"])
            first = period[1] - WEEK if number is None else period[0] + number * WEEK
            return first, first + WEEK
        if part["late"]:
            return _late(period, week=week)
        if part["later"]:
            if period[0] <= self.today:
                return self.today + DAY, max(period[1], self.today + 2 * DAY)
            return period[0] + (2 * DAY if week else (period[1] - period[0]) // 2), period[1]
        grain: Grain = "week" if week else "month" if (period[1] - period[0]).days < 32 else "year"
        return dates.third(period, "early" if part["early"] else "mid", grain)

    def _ordinals(self, message: Message) -> Iterator[Days]:
        for match in _ORDINAL.finditer(message.plain):
            number, before = int(match["d"]), message.plain[: match.start()]
            # "The 2nd" is one of the three times shown, "on the 2nd" a date.
            dated = before.endswith(("on the ", "on ")) or (number > 3 and (self.asked or _ON.search(before)))
            if not (dated or (BLANK in before and _ON.search(before))):
                continue
            for ahead in range(3):
                month = dates.add_months(self.today.replace(day=1), ahead)
                stretch = self.calendar.day(match, month.year, month.month, number)
                if stretch and stretch.first >= self.today:
                    yield Days(*match.span(), ((stretch.first, stretch.last),))
                    break

    def _after_that(self, message: Message, found: list[Days]) -> Iterator[Days]:
        """ "Next week is bad, the week after works", "tomorrow or the day after"."""
        for match in _AFTER_THAT.finditer(message.plain):
            earlier = [days for days in found if days.end <= match.start() and days.periods]
            if not earlier:
                continue
            first, last = dated(self.today, max(earlier, key=lambda days: days.end))
            long = (last - first).days > 1
            if match["unit"] == "week" or (long and match["unit"] != "day"):
                yield Days(*match.span(), (dates.week_of(first + WEEK),))
            else:
                yield Days(*match.span(), ((last, last + DAY),))


def _late(period: Period, *, week: bool) -> Period:
    """The end of a week is from Thursday on, of a month from the 21st."""
    return (period[0] + 3 * DAY, period[1]) if week else dates.third(period, "late", "month")


def _count(text: str | None) -> int:
    return (_NUMBERS.get(text) or int(text)) if text else 1


def _taken(message: Message, read: Iterator[Days], found: list[Days]) -> Message:
    """Adds what was read to `found`; the message without its words."""
    new = [days for days in read if BLANK not in message.plain[days.start : days.end]]
    found += new
    return message.without((days.start, days.end) for days in new)
