"""Deadlines as a time from now: "in 6 weeks", "2-3 months", "at least half a year"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from math import ceil

from bot.understand import amounts, dates
from bot.understand.message import Message
from bot.understand.openings import Opened


@dataclass(frozen=True)
class When:
    """Where a deadline stands and its dates, `last` exclusive; `clear` when it is one wherever it stands.

    A `loose` day ("on Friday") is a deadline only beside what is to be done by then.
    """

    start: int
    end: int
    first: date | None
    last: date | None
    clear: bool = True
    negated: bool = False
    loose: bool = False


_UNIT = (
    r"(?P<unit>(?:business |working |calendar |full |more )?(?:days?|weeks?|wks?|months?|mos?|mths?"
    r"|quarters?|years?|yrs?|fortnights?|hours?|hrs?|h))"
)
_N = rf"(?:{amounts.DIGITS}|{amounts.WORDS}|an?|another|a few|few|several|half an?|a half|half)"
_DURATION = Opened(
    rf"(?<![\w.,$€£-])(?:(?P<n>{_N})(?P<mid> and a half)?(?:\s*(?:-|to|or|and"
    rf"|/)\s*(?P<n2>{_N}))?(?P<more>\s?\+)?[ -]?{_UNIT}(?P<half> and a half)?(?:,? (?:(?:or|maybe|perhaps"
    rf"|possibly|even) )+(?P<or>two|so|three|2|3)\b(?! (?:months|weeks|years|days|people)))?"
    rf"(?P<more2> ?\+| plus\b)?|(?:the )?(?:coming|next) (?P<plural>weeks|months|days)|(?<=the )(?:coming"
    rf"|next) (?P<single>year|month|week)|half (?P<halfyear>year))(?!\w)"
)
_WITHIN_THE = re.compile(r"\b(?:within|in|over|during) (?:the )?$")
_NEAREST = (
    (
        "after",
        re.compile(
            r"(?:(?:\bnot|n't) (?:for|within|in|before)|\bno sooner than|\banother"
            r"|(?:\bnot|n't|\bnothing)\b[^.,;!?]{0,25}\b(?:for|in|within|before)(?: the next"
            r"| at least)?)\s+(?:about |another |the next |the )*$"
        ),
    ),
    (
        "within",
        re.compile(
            r"\b(?:(?:with)?in|inside|over|during|for|throughout)(?: of)?\s+(?:about |around |roughly "
            r"|approximately |the |our )*(?:next|coming|following)\s+$"
            r"|\b(?:next|coming)\s+$|\b(?:with)?in(?: (?:about|around|roughly|approximately|approx\.?|maybe"
            r"|like|less than|under|max|just|some|say|probably|the|up to|no more than|circa|ca\.?"
            r"|a good))*\s+$"
            r"|\b(?:under|less than|max(?:imum)?|at most|up to|no (?:more|longer|later) than|inside of)\s+$"
        ),
    ),
    (
        "after",
        re.compile(
            r"\b(?:after|at least|at the earliest in|more than|in over|minimum(?: of)?)\s+(?:about "
            r"|another |the next |the )*$"
        ),
    ),
)
_AWAY = re.compile(
    r"\s*(?:'s?\s*time|'|from (?:now|today)|out\b|away|hence|time\b|at (?:the )?(?:most|latest)|tops"
    r"|max(?:imum)?\b|or (?:less|sooner)|from here|horizon|down the (?:road|line))"
)
_OR_MORE = re.compile(r"\s*(?:or (?:more|longer|later)|at (?:the )?(?:least|earliest)|minimum|and up)\b")
_NO_DEADLINE = re.compile(
    r"[ -]*(?:ago|old|earlier|back|free|trial|pilot|contract|subscription|notice|history|of (?:data|history"
    r"|experience|logs|work|training|trial)|experience|commitment|project|term"
    r"|in business|per|a (?:week|month)|each|in a row|long|student|warranty|retention|worth|runway|plan\b"
    r"|roadmap|of)\b"
)
_LASTING = re.compile(
    r"(?:\b(?:for|past|last|took|takes?|taking|every|lasts?|lasting|spent|been|previous|first|each|per"
    r"|older than|than|have|had|has|with)\s+(?:the |about |over |around |last |past |almost "
    r"|nearly )*)$"
)


# Cheap to look for: most messages name no time at all.
_ANY_UNIT = re.compile(r"day|week|wk|month|\d ?mos?\b|mth|quarter|year|yr|fortnight|hour|hr|\d ?h\b")
_MOST = 24
# "25k a year max": a period of money.
_PRICED = re.compile(
    r"(?:\d|[k€$£₹]|\b(?:grand|euros?|eur|usd|dollars?|pounds?|gbp|chf|inr|lakhs?|bucks)) ?\Z"
)


# "We have 2 months to fix this", "only 3 weeks left".
_LEFT_OVER = re.compile(
    r" (?:left\b|to (?:go|fix|get|do|find|replace|migrate|move|implement|switch|decide|finish|build|set"
    r"|launch"
    r"|deliver|choose|select|solve)\b)"
)
_HAVING = re.compile(
    r"\b(?:have|has|got|only|gave us|given us|there (?:are|is))\s+(?:only |about |around |just )*\Z"
)


def find(message: Message, today: date) -> Iterator[When]:
    """Every time from now that the message names, counted from `today`."""
    plain = message.plain
    if not _ANY_UNIT.search(plain):
        return
    for match in islice(_DURATION.finditer(message), _MOST):
        start, end = match.span()
        left = plain[max(0, start - 45) : start]
        away = _AWAY.match(plain, end)
        more = _OR_MORE.match(plain, end)
        relation = next(((name, hit) for name, pattern in _NEAREST if (hit := pattern.search(left))), None)
        if match["n"] in {"a", "an"} and not relation and _PRICED.search(left):
            continue
        if match["single"] and not _WITHIN_THE.search(left):
            continue
        if left_over := _HAVING.search(left) and _LEFT_OVER.match(plain, end):
            away = left_over
        elif _NO_DEADLINE.match(plain, end) or (not relation and _LASTING.search(left)):
            continue
        low, high = _reach(match, today)
        if not low or not high:
            continue
        if relation:
            start -= len(left) - relation[1].start()
        end = away.end() if away else more.end() if more else end
        clear = bool(relation or away or match["plural"] or match["single"])
        if (relation and relation[0] == "after") or more or match["more"] or match["more2"]:
            yield When(start, end, low, None, clear)
        else:
            yield When(start, end, low if low < high else None, high, clear)


def _reach(match: re.Match[str], today: date) -> tuple[date | None, date | None]:
    if unit := match["plural"] or match["single"]:
        end = _later(today, 3 if unit.endswith("s") else 1, unit)
        return end, end
    if match["halfyear"]:
        return (_later(today, 6, "months"),) * 2
    unit = match["unit"]
    least = _count(match["n"]) + (0.5 if match["half"] or match["mid"] else 0)
    most = _count(match["n2"]) if match["n2"] else least
    if match["or"] and match["or"] != "so":
        most = _count(match["or"])
    return _later(today, min(least, most), unit), _later(today, max(least, most), unit)


def _count(words: str) -> float:
    if words in {"a", "an", "another"}:
        return 1
    if "few" in words or words == "several":
        return 3
    if words in {"half", "half a", "half an", "a half"}:
        return 0.5
    return float(amounts.parse(words))


def _later(today: date, count: float, unit: str) -> date | None:
    """The day that many units on; None beyond any plan."""
    if re.search(r"\bh(?:ou)?r?s?$", unit):
        # Fewer hours are how long something takes.
        return today + timedelta(days=ceil(count / 24)) if 24 <= count <= 2400 else None
    day = re.search(r"day|we?e?k|fortnight|mo|mth|quarter|y", unit)
    name = day.group() if day else "day"
    if name in {"mo", "mth", "quarter", "y"}:
        months = count * {"quarter": 3, "y": 12}.get(name, 1)
        if not 0 < months <= 240:
            return None
        return dates.add_months(today, int(months)) + timedelta(days=round(months % 1 * 30))
    days = count * {"day": 1, "fortnight": 14}.get(name, 7)
    if "business" in unit or "working" in unit:
        days = days * 7 / 5
    return today + timedelta(days=round(days)) if 0 < days <= 240 * 30 else None
