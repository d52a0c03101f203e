"""Days and hours put together: "Tue 2pm or Wed morning" are two options, "Mon or Tue afternoon" is one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import time

from bot.understand.dates import Period
from bot.understand.message import Message
from bot.understand.wish_shapes import Clock, Days, Hours, Option, Piece
from bot.understand.wish_sides import REFUSAL

_OR = re.compile(r"\b(?:or|else|otherwise|alternatively|nor|and)\b|[/&+]")
_APART = re.compile(r"\b(?:or|else|otherwise|alternatively|failing)\b|/")


class _Draft:
    """Days and hours that belong together, while they are collected."""

    def __init__(self) -> None:
        self.days: list[Days] = []
        self.clocks: list[Clock] = []
        self.part: Clock | None = None
        self.hours_first = False

    def add_day(self, days: Days, *, narrows: bool) -> None:
        if not narrows or not self.days or not (both := _narrowed(self.days[-1], days)):
            self.days.append(days)
            return
        self.days[-1] = both
        if not days.weekdays:
            # "Wednesday or Thursday next week": all the names before it.
            self.days = [_narrowed(each, days) or each if each.coming else each for each in self.days]

    def add_clock(self, clock: Clock, *, narrows: bool) -> None:
        self.hours_first = self.hours_first or not self.days
        if self.clocks and narrows:
            self.part = self.clocks[-1] if self.clocks[-1].part else None
            self.clocks[-1] = _both(self.clocks[-1], clock)
        elif self.part and clock.hours.kind != "range":
            # "Friday evening, 7 or 8".
            self.clocks.append(_both(self.part, clock))
        else:
            self.clocks.append(clock)

    def options(self) -> list[Option]:
        hours = tuple(dict.fromkeys(clock.hours for clock in self.clocks))
        if not self.days:
            return [Option(hours=hours)] if hours else []
        named: dict[tuple[Period, ...], frozenset[int]] = {}
        dated: list[Period] = []
        for days in self.days:
            if days.weekdays:
                named[days.periods] = named.get(days.periods, frozenset()) | days.weekdays
            else:
                dated += days.periods
        found = [Option(periods, weekdays, hours) for periods, weekdays in named.items()]
        return found + ([Option(tuple(sorted(set(dated))), frozenset(), hours)] if dated else [])


def options(message: Message, pieces: Sequence[Piece]) -> tuple[Option, ...]:
    """Alternatives: "Tue 2pm or Wed morning" are two, "Monday or Tuesday afternoon" is one."""
    drafts = [_Draft()]
    for number, piece in enumerate(pieces):
        previous = pieces[number - 1] if number else None
        following = pieces[number + 1] if number + 1 < len(pieces) else None
        gap = message.plain[previous.end : piece.start] if previous and piece.start > previous.end else ""
        draft = drafts[-1]
        if isinstance(piece, Days):
            if (
                draft.clocks
                and draft.days
                and not _of_one(previous, piece, gap)
                and (not draft.hours_first or isinstance(following, Clock))
            ):
                drafts.append(draft := _Draft())
            draft.add_day(piece, narrows=not _APART.search(gap) and isinstance(previous, Days))
            continue
        if (
            isinstance(previous, Days)
            and not draft.clocks
            and _APART.search(gap)
            and piece.hours.kind == "range"
        ):
            # "Weekends, or after 6".
            drafts.append(draft := _Draft())
        new_pair = isinstance(previous, Days) and draft.hours_first and _OR.search(gap)
        if new_pair and isinstance(following, Days):
            drafts.append(draft := _Draft())
        draft.add_clock(piece, narrows=bool(draft.clocks) and _narrows(draft.clocks[-1], piece, gap))
    return tuple(dict.fromkeys(option for draft in drafts for option in draft.options()))


def refusals(message: Message, pieces: Sequence[Piece]) -> tuple[Option, ...]:
    """What does not fit: "not Monday morning" is one, "not Monday, and no mornings" are two."""
    found: list[Option] = []
    group: list[Piece] = []
    for piece in pieces:
        gap = message.plain[group[-1].end : piece.start] if group else ""
        if group and (piece.start - group[-1].end > 12 or "," in gap or "." in gap or REFUSAL.search(gap)):
            found += options(message, [_any_week(each) for each in group])
            group = []
        group.append(piece)
    return tuple(dict.fromkeys([*found, *options(message, [_any_week(each) for each in group])]))


def _any_week(piece: Piece) -> Piece:
    # Who cannot do Monday can do none of them.
    return replace(piece, periods=(), coming=False) if isinstance(piece, Days) and piece.coming else piece


def _of_one(previous: Piece | None, piece: Days, gap: str) -> bool:
    """Whether a day behind an hour belongs to the same thought: "Tuesday at 3 next week"."""
    return (
        isinstance(previous, Clock)
        and not piece.weekdays
        and gap.strip() == ""
        and len(piece.periods) == 1
        and (piece.periods[0][1] - piece.periods[0][0]).days > 1
    )


def _narrowed(first: Days, second: Days) -> Days | None:
    """Both together: a weekday in a week, a day in a month; None when they are two."""
    for named, dated in ((first, second), (second, first)):
        if named.weekdays and not dated.weekdays and dated.periods:
            start, end = min(first.start, second.start), max(first.end, second.end)
            if all((last - begin).days == 1 for begin, last in dated.periods):
                # "Monday the 16th" is the 16th.
                return Days(start, end, dated.periods) if named is first else None
            return Days(start, end, dated.periods, named.weekdays)
    if not first.weekdays and not second.weekdays and len(first.periods) == len(second.periods) == 1:
        wide, close = first.periods[0], second.periods[0]
        if wide != close and wide[0] <= close[0] and close[1] <= wide[1]:
            return replace(second, start=first.start)
    return None


def _narrows(first: Clock, second: Clock, gap: str) -> bool:
    """Whether two hours are one thing said twice: "morning, after 10"; else they are alternatives."""
    if _APART.search(gap):
        return False
    if first.hours.kind != "range" and second.hours.kind != "range":
        return False
    if "and" in gap.split() or "&" in gap:
        return not (first.part or second.part) and first.hours.kind == second.hours.kind
    return not (first.part and second.part)


def _both(first: Clock, second: Clock) -> Clock:
    exact, other = (first, second) if first.hours.kind != "range" else (second, first)
    if exact.hours.kind != "range":
        return replace(exact, hours=_in_part(exact, other) if other.part else exact.hours, start=first.start)
    start = max(first.hours.start, second.hours.start)
    ends = [each.hours.end for each in (first, second) if each.hours.end is not None]
    end = min(ends) if ends else None
    if end is not None and end <= start:
        return second
    over = any(each.hours.over and each.hours.end == end for each in (first, second))
    return replace(second, start=first.start, hours=Hours(start, end, over=over))


def _in_part(exact: Clock, part: Clock) -> Hours:
    at = exact.hours.start
    shifted = time((at.hour + 12) % 24, at.minute)
    within = part.hours.start <= at and (part.hours.end is None or at < part.hours.end)
    fits = part.hours.start <= shifted and (part.hours.end is None or shifted < part.hours.end)
    return replace(exact.hours, start=shifted) if exact.bare and fits and not within else exact.hours
