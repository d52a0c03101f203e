"""Hours of the clock: "at 3", "between 2 and 4", "not before 10", "half past two", "9-11"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import time
from itertools import pairwise
from typing import Literal

from bot.understand.message import Message
from bot.understand.wish_moments import DAY, NOON, Moment, moments
from bot.understand.wish_shapes import Clock, Hours

_BETWEEN = re.compile(r"\b(?:between|betw\.?|from|anywhere from)\s+(?:about |around |like )?$")
_NO = r"(?:n't|\b(?:not|cannot|nothing|never|no|none|cant|dont|wont))\b[^.,;!?\x00]{0,25}?"
_NOT_BEFORE = re.compile(
    rf"{_NO}\b(?:before|b4|until|till?|earlier than|sooner than|prior to)\s*(?:about |around |like )?$"
)
_NOT_AFTER = re.compile(rf"{_NO}\b(?:after|past|later than|beyond)\s*(?:about |around |like )?$")
_FROM = re.compile(
    r"(?:\b(?:(?:finish|get off|get out|get home)(?: work| from work| school)?(?: at| by| around)?|after"
    r"|afer|from|past|later than"
    r"|starting(?: at| from)?|earliest(?: is| at| would be)?|beyond|as of|>=?))\s*(?:about |around |like )?$"
)
_UNTIL = re.compile(
    r"(?:\b(?:before|b4|by|until|till?|up to|up until|latest(?: is| at| by)?"
    r"|earlier than|prior to|sooner than|have to (?:leave|go|be out|stop)(?: at| by)?))\s*(?:about "
    r"|around )?$"
)
_ABOUT = re.compile(
    r"(?:\b(?:around|about|approx\.?|approximately|roughly|circa|ca\.?|near|towards)|~)\s*(?:at )?$"
)
_AT = re.compile(
    r"(?:\b(?:at|say|make it|do|how about|what about|hows|how's|maybe|perhaps|ideally|preferably|for|to"
    r"|like|prefer"
    r"|take|is|want|only|let's|lets|go with|pick|try|book(?: me)?(?: in)?(?: for)?)|@)\s*(?:like )?$"
)
_HOW = re.compile(r"\b(?:how|what) about\s*$")
# In this order: "how about 11" is no "about", "not after" no "after".
_RELATIONS = (
    ("between", _BETWEEN),
    ("at", _HOW),
    ("from", _NOT_BEFORE),
    ("until", _NOT_AFTER),
    ("from", _FROM),
    ("until", _UNTIL),
    ("about", _ABOUT),
    ("at", _AT),
)
_ONWARDS = re.compile(
    r"[\s\x00]*(?:onwards?|or (?:later|after)|and (?:later|after|onwards?)|at the earliest|earliest|\+)"
)
_LATEST = re.compile(
    r"[\s\x00]*(?:or (?:earlier|before|sooner)|and (?:earlier|before)|at the (?:very )?latest|latest|max\b)"
)
_OR_SO = re.compile(r"\s*(?:or so|or thereabouts|give or take|-?ish)\b")
_JOIN = re.compile(r"\s*(?:,|/|&|,?\s?\b(?:or|and|or even|or maybe|and/or)\b)\s*(?:at |maybe |around )?")
_RANGE = re.compile(r"\s*(?:-|\b(?:to|till?|until|through)\b)\s*")
# What may stand behind a bare number that is an hour; "3 people" and "2 questions" are none.
_BEHIND = re.compile(
    r"\s*(?:\Z|[.,;!?)\n:\x00/-](?!\d)|(?:or|and|on|at|in the|works?|would|could|is|are|was|my|your|our"
    r"|local|please"
    r"|pls|plz|thx|thanks|thank|for (?:me|us|you)|if|till?|until|but|so|then|because|since|as|i|i'm|im|we"
    r"|maybe|though"
    r"|tho|instead|sharp|onwards?|latest|earliest|any|every|this|next|too|again|also|suits?|sounds|looks"
    r"|with|time"
    r"|that|when|either|max|from|good|fine|ok|okay|possible|be|only|will|should|can|does|do|available"
    r"|free|might"
    r"|better|best|ideally|preferably|after|before|earlier|later|not|each|a\b)\b)"
)
_ALONE = re.compile(r"\s*(?:ok(?:ay)?|yes|yeah|sure|great|hi|hello|hm+|and|or|so)?[\s,.:!]*\Z")
_APART = re.compile(r"(?:[,.;!?\n]|\b(?:or|then|so|and)) *\Z")
_STOP = re.compile(
    r" *(?:[?!.]|\Z|(?:would|works?|could work|suits?|is (?:fine|good|ok|okay|better|great|possible))\b)"
)
_BESIDE_PART = re.compile(
    r"\b(?:morning|afternoon|evening|night|lunch|am|pm)s?,? (?:maybe |say |ideally )?\Z"
)
_BESIDE_DAY = re.compile(r"\x00\s*[,:-]?\s*(?:at |from )?\Z")
_DAY_BEHIND = re.compile(r"\s*,?\s*(?:on |of )?(?:the )?\x00")


def times(message: Message, *, asked: bool) -> list[Clock]:
    """Clock times with what stands around them: "after 3pm", "9-11", "10 or 11".

    Days and zones are blanked in the message: a bare number beside a blank, as in "Friday 10", is an hour.
    """
    found = list(moments(message))
    _relate(message, found, asked=asked)
    _join(message, found)
    return list(_clocks(message, found))


def _relate(message: Message, moments: list[Moment], *, asked: bool) -> None:
    plain = message.plain
    for moment in moments:
        start, end = moment.match.span()
        moment.start = start
        before = plain[max(0, start - 50) : start]
        for name, pattern in _RELATIONS:
            if found := pattern.search(before):
                moment.relation = name
                if name != "at":
                    moment.start = start - len(before) + found.start()
                break
        else:
            beside = (
                _BESIDE_DAY.search(before) or _DAY_BEHIND.match(plain, end) or _BESIDE_PART.search(before)
            )
            alone = _ALONE.match(plain[:start]) or (_APART.search(before) and _STOP.match(plain, end))
            if beside and moment.match["w"] != "one":
                moment.relation = "at"
            elif asked and alone and moment.match["h"] and moment.minute >= 4 * 60:
                # One to three are what the visitor picks among the times shown.
                moment.relation = "at"


def _join(message: Message, moments: list[Moment]) -> None:
    """Marks ranges and lists, lets a bare number count beside a sure one, and drops counts of things."""
    plain = message.plain
    for moment, after in pairwise(moments):
        gap = plain[moment.match.end() : after.match.start()]
        if _RANGE.fullmatch(gap) or (moment.relation == "between" and gap.strip() == "and"):
            moment.joined = "range"
        elif _JOIN.fullmatch(gap):
            moment.joined = "list"
    for moment, after in reversed(list(pairwise(moments))):
        after_is_hour = after.strong or _hour_by_what_follows(plain, after)
        if moment.joined and not moment.sure and after.sure and after_is_hour:
            moment.relation = "at"
    for moment, after in pairwise(moments):
        if moment.joined and moment.sure and not after.relation and _hour_by_what_follows(plain, after):
            after.relation = "about" if moment.relation == "about" and moment.joined == "list" else "at"
    for moment in reversed(moments):
        if not moment.strong and not moment.joined and not _hour_by_what_follows(plain, moment):
            moment.relation = ""
    for moment, after in reversed(list(pairwise(moments))):
        if moment.joined and not moment.strong and not after.sure:
            moment.relation = ""


def _hour_by_what_follows(plain: str, moment: Moment) -> bool:
    end = moment.match.end()
    return moment.strong or bool(
        moment.joined
        or _BEHIND.match(plain, end)
        or _LATEST.match(plain, end)
        or _ONWARDS.match(plain, end)
        or _OR_SO.match(plain, end)
    )


def _clocks(message: Message, moments: list[Moment]) -> Iterator[Clock]:
    done = -1
    for number, moment in enumerate(moments):
        if not moment.sure or number == done:
            continue
        following = moments[number + 1] if number + 1 < len(moments) else None
        if moment.joined == "range" and following and following.sure:
            done = number + 1
            yield _range(moment, following)
            continue
        if moment.joined == "list" and following and following.half != moment.half and not moment.half:
            moment.half = following.half if moment.minute < following.minute % NOON else None
        yield _single(message, moment)


def _range(first: Moment, last: Moment) -> Clock:
    if last.half and not first.half and not first.literal:
        # "2-4pm" begins in the afternoon, "11-1pm" and "9-5pm" do not.
        same = _as_half(first, last.half)
        if same < last.resolved():
            first.half = last.half
    start, end = first.resolved(), last.resolved()
    if first.half and not last.half and end <= start and end + NOON < DAY:
        end += NOON
    if end <= start:
        end = end + NOON if start < end + NOON < DAY else DAY
    return Clock(first.start, last.match.end(), Hours(_wall(start), _until(end), over=True))


def _as_half(moment: Moment, half: Literal["am", "pm"]) -> int:
    """The minute of the day if the moment were of that half."""
    return replace(moment, half=half).resolved()


def _single(message: Message, moment: Moment) -> Clock:
    minute, end = moment.resolved(), moment.match.end()
    relation = moment.relation
    for name, pattern in (("from", _ONWARDS), ("until", _LATEST), ("about", _OR_SO)):
        if found := pattern.match(message.plain, end):
            relation, end = name, found.end()
            break
    bare = not moment.half and not moment.literal
    at = _wall(minute)
    if relation in {"from", "between"}:
        hours = Hours(at)
    elif relation == "until":
        hours = Hours(time.min, at if minute else None, over=bool(minute))
    elif relation == "about" or moment.match["ish"]:
        hours = Hours(at, None, "about")
    else:
        hours = Hours(at, None, "at")
    return Clock(moment.start, end, hours, bare=bare)


def _wall(minute: int) -> time:
    return time(minute // 60 % 24, minute % 60)


def _until(minute: int) -> time | None:
    return _wall(minute) if minute < DAY else None
