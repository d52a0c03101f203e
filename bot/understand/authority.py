"""Authority: who decides about the purchase, from what the visitor says of it and from titles."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.understand import approvers, corrections, replies, roles
from bot.understand.facts import Authority, Role
from bot.understand.message import Message, Span
from bot.understand.titles import Title

_DENIED = re.compile(r"(?:\bnot|n't|\bif)(?: only| just)?\s*$")


def find(message: Message, own: Sequence[Title], *, asked: str | None) -> Authority | None:
    """The speaker's part in the purchase; `own` are the titles in the message.

    "My boss decides... no, since the reorg it's me": what was taken back does not count.
    """
    if later := corrections.corrected(message.plain):
        said = _part(message.without([(0, later)]), own, asked)
        if said:
            return said
    return _part(message, own, asked) or _no_answer(message, asked)


def _part(message: Message, own: Sequence[Title], asked: str | None) -> Authority | None:
    """An approver beats the speaker's own title: "CTO here, boss has to nod" is an influencer."""
    plain, answering = message.plain, asked == "authority"
    if together := roles.TOGETHER.search(plain):
        return _stated(message, "decision_maker", together.span())
    named = answering and not any(title.mine for title in own) and approvers.answer(message)
    if approver := named or approvers.find(message, own, asked=asked):
        return _stated(message, "influencer", approver.span, approver.name)
    research = _first(roles.RESEARCH, message)
    not_mine = roles.NOT_MINE.search(plain) or (roles.NOT_ME.search(plain) if answering else None)
    if not_mine and not research:
        return _stated(message, "influencer", not_mine.span())
    answers = (roles.MINE_REPLY, roles.MINE_ASKED, roles.MINE_FIRST) if answering else ()
    for pattern in (roles.MINE, *answers):
        if mine := _first(pattern, message):
            return _stated(message, "decision_maker", mine.span())
    if research and (asked or not roles.OTHER_THINGS.match(plain, research.end())):
        return _stated(message, "researcher", research.span())
    if match := roles.HAVE_A_SAY.search(plain):
        return _stated(message, "influencer", match.span())
    if title := next((title for title in own if title.mine and title.owns), None):
        return _stated(message, "decision_maker", (title.start, title.end))
    return None


def _no_answer(message: Message, asked: str | None) -> Authority | None:
    if span := replies.refusal(message, "authority", asked):
        return Authority("refused", quote=message.quote(*span))
    untold = roles.UNTOLD.search(message.plain) if asked == "authority" else None
    if span := untold.span() if untold else replies.unsure(message, "authority", asked):
        return Authority("unsure", quote=message.quote(*span))
    return None


def _stated(message: Message, role: Role, span: Span, approver: str | None = None) -> Authority:
    return Authority("stated", role, approver, message.quote(*span))


def _first(pattern: re.Pattern[str], message: Message) -> re.Match[str] | None:
    """The first place that is no question to us and not denied."""
    for match in pattern.finditer(message.plain):
        asks = message.sentence(*match.span()).rstrip()
        if not _DENIED.search(message.before(match.start())) and not roles.QUESTION.match(asks):
            return match
    return None
