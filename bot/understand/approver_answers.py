"""Answers to "who signs off?" that name somebody: "my boss", "Peter Lang, CTO"."""

from __future__ import annotations

import re

from bot.understand import approvals, approver_words
from bot.understand.approver_words import Approver
from bot.understand.message import Message

_AND_ME = re.compile(r"\b(?:and|plus|&|with) (?:i|me|myself)\b")
# Nobody names more.
_MOST = 12
_JOINED = re.compile(r",? (?:and|&|plus) |, ")
_AND_NAME = re.compile(r" (?:and|&) ")
# "My boss. She said 20k at most."
_FIRST_SENTENCE = re.compile(r"[^.!?\n\x00]{2,40}[.!\n](?=\s+\S)")


def answer(message: Message) -> Approver | None:
    """Who decides, when the message, or its first sentence, is nothing but the answer to that question."""
    first = _FIRST_SENTENCE.match(message.plain)
    if first:
        cut = slice(first.end())
        return _answer(Message(message.raw[cut], message.cased[cut], message.plain[cut]))
    return _answer(message)


def _answer(message: Message) -> Approver | None:
    if _AND_ME.search(message.plain):
        return None
    match = approvals.ANSWER_NAME.search(message.cased)
    # One capital alone may be any word.
    named = match and (
        match["said"] or match["tail"] or match["who"].count(" ") == 1 or _AND_NAME.search(match["who"])
    )
    if match and named and approver_words.is_name(message, match.start("who"), match["who"]):
        return Approver(
            approver_words.bare(message, *approver_words.whole(message, match.span("who"), ())), match.span()
        )
    if several := _several(message):
        return several
    match = approvals.ANSWER.search(message.plain)
    if not match or "?" in message.plain or approver_words.is_pronoun(message, match.span("who")):
        return None
    tail = message.raw[slice(*match.span("tail"))].strip(" ,") if match["tail"] else ""
    # "My manager Tom" and "the board in Paris" are answers, "our CEO likes it" is none.
    if tail and not tail[0].isupper() and not tail.lower().startswith(("in ", "at ", "from ", "of ")):
        return None
    return Approver(
        approver_words.bare(message, *approver_words.whole(message, match.span("who"), ())), match.span()
    )


def _several(message: Message) -> Approver | None:
    """ "My colleague Ann and the CFO": people and bodies, named and not."""
    end = begin = len(message.plain) - len(message.plain.lstrip())
    count, listed = 0, False
    while count < _MOST and (who := approver_words.after(message, end, named=True)):
        count, end = count + 1, approver_words.whole(message, who, ())[1]
        joined = _JOINED.match(message.plain, end)
        if not joined:
            break
        end = joined.end()
        listed = listed or joined.group() != ", " or message.plain.startswith(("the ", "our ", "my "), end)
    # "Helen Duret, Lumora SA" is one person.
    if count < 2 or not listed or message.plain[end:].strip(" .!") or "?" in message.plain:
        return None
    return Approver(approver_words.bare(message, begin, end), (begin, end))
