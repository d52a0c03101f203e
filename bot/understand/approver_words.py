"""How far the words go that name who approves: "Sandra, our head of finance", "our Group CIO"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice
from typing import NamedTuple

from bot.understand import approvals
from bot.understand.message import BLANK, Message, Span
from bot.understand.titles import TITLE, Title


class Approver(NamedTuple):
    """Who approves, without "the" or "our", and the words that say so."""

    name: str
    span: Span


_NAME_NEXT = re.compile(rf"[ :]*(?P<who>{approvals.NAME.pattern})")
_NAME_BEHIND = re.compile(rf",? (?P<who>{approvals.PERSON})(?!'s|\w)")
_NAME_BEFORE = re.compile(rf"(?<!\w)(?P<who>{approvals.PERSON})(?: (?:in|from) (?:the |our )?|, )\Z")
# "My boss, Ana Ruiz" is named by her name; "manager Tom" and "CFO, Ms Tanaka" need both.
_WHOLE_NAME = re.compile(r"(?!(?:Mr|Mrs|Ms|Miss|Dr|Prof)\b)[^\W\d_][\w'’-]*\.?(?: [^\W\d_][\w'’.-]*)+")
_ROLE_BEFORE = re.compile(rf"(?<!\w){approvals.ONE},? \Z")
_ROLE_BEHIND = re.compile(
    rf",? \(?{TITLE.pattern}\)?(?=[.! ]*$)|,? \(?(?:(?:my|our|the|his"
    rf"|her) )(?:\w+ )?{approvals.ONE}\)?|,? (?:in|from) (?:the "
    rf"|our )?(?:{approvals.TEAMS})\b"
)
_PLACE_BEHIND = re.compile(r",? (?:in|at) (?:the )?(?P<where>[A-Z][a-z]+)\b")
_WORD = re.compile(r"\w+(?:[&/-]\w+)*")


def whole(message: Message, who: Span, own: Sequence[Title]) -> Span:
    """With the words beside it that say who: "Sandra, our head of finance", "our CEO, Maria Lopez"."""
    start, end = who
    if approvals.ROLES.fullmatch(message.plain, start, end):
        behind = _NAME_BEHIND.match(message.cased, end)
        if behind and is_name(message, behind.start("who"), behind["who"]):
            end = behind.end()
            if _WHOLE_NAME.fullmatch(behind["who"]):
                start = behind.start("who")
        before = _NAME_BEFORE.search(message.cased, max(0, start - 50), start)
        if before and is_name(message, before.start("who"), before["who"]):
            start = before.start("who")
    else:
        before = _ROLE_BEFORE.search(message.plain, max(0, start - 50), start)
        if before and not any(title.mine and title.end > before.start() for title in own):
            named = _WHOLE_NAME.fullmatch(message.cased, start, end)
            start = start if named else before.start()
        behind = _ROLE_BEHIND.match(message.plain, end)
        end = behind.end() if behind else end
    place = _PLACE_BEHIND.match(message.cased, end)
    if place and is_name(message, place.start("where"), place["where"]):
        end = place.end()
    return start, end


def after(message: Message, start: int, *, named: bool) -> Span | None:
    """The person, body or name that begins at `start`."""
    if found := match_at(approvals.ROLES, message.plain, start):
        return found
    match = _NAME_NEXT.match(message.cased, start)
    if not match or not is_name(message, match.start("who"), match["who"]):
        return None
    return match.span("who") if named or message.cased.startswith(("'s", "s'"), match.end()) else None


def match_at(pattern: re.Pattern[str], plain: str, start: int) -> Span | None:
    """The longest match that begins at `start`, at most three words more than the first."""
    while plain[start : start + 1] in {" ", ":"}:
        start += 1
    match = pattern.match(plain, start)
    if not match:
        return None
    # "Our Group CIO" is more than "our Group".
    end = match.end()
    for word in islice(_WORD.finditer(plain, end), 3):
        if pattern.fullmatch(plain, start, word.end()):
            end = word.end()
    return start, end


def is_name(message: Message, start: int, name: str) -> bool:
    """Whether these capitals are a name: "Then" and "IT" are none."""
    words = [word.strip(".'") for word in name.lower().split() if word not in {"and", "&"}]
    shown = message.plain[start] != BLANK and name[0].isupper() and not name.isupper()
    return shown and approvals.STOPS.isdisjoint(words)


def is_pronoun(message: Message, who: Span) -> bool:
    """Whether "it" is no IT department."""
    return message.raw[slice(*who)] in {"it", "It"}


def bare(message: Message, start: int, end: int) -> str:
    """The approver in the visitor's words, without "the" or "our"."""
    return re.sub(
        r"^(?:my|our|the|his|her|their|its|both|an?) ", "", message.raw[start:end], flags=re.IGNORECASE
    )
