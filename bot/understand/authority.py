"""Authority: who decides about the purchase, from what the visitor says of it and from titles."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from bot.understand import approver_answers, approvers, corrections, replies, roles
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
    if together := roles.TOGETHER.search(message):
        return _stated(message, "decision_maker", together.span())
    named = answering and not any(title.mine for title in own) and approver_answers.answer(message)
    if approver := named or approvers.find(message, own, asked=asked):
        return _stated(message, "influencer", approver.span, approver.name)
    research = _first(roles.RESEARCH.finditer(message), message)
    not_mine = roles.NOT_MINE.search(message) or (roles.NOT_ME.search(message) if answering else None)
    if not_mine and not research:
        return _stated(message, "influencer", not_mine.span())
    claims = [roles.MINE.finditer(message)]
    if answering:
        replied, opened = roles.MINE_REPLY.finditer(plain), roles.MINE_FIRST.finditer(plain)
        claims += [replied, roles.MINE_ASKED.finditer(message), opened]
    for claim in claims:
        if mine := _first(claim, message):
            return _stated(message, "decision_maker", mine.span())
    if research and (asked or not roles.OTHER_THINGS.match(plain, research.end())):
        return _stated(message, "researcher", research.span())
    if match := roles.HAVE_A_SAY.search(message):
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


def _first(matches: Iterable[re.Match[str]], message: Message) -> re.Match[str] | None:
    """The first of these places that is no question to us and not denied."""
    for match in matches:
        asks = message.sentence(*match.span()).rstrip()
        if not _DENIED.search(message.before(match.start())) and not roles.QUESTION.match(asks):
            return match
    return None
