"""Who else must approve a purchase, in the visitor's words: "boss has to nod", "need the CFO's ok".

The words that tell of an approval are looked for first, and a person or a body only beside them: that is
faster than the other way round, and finds bodies that no list has.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from bot.understand import approvals, approver_words, roles
from bot.understand.approver_words import Approver
from bot.understand.message import BLANK, Message, Span
from bot.understand.titles import Title

# Nobody decides more often in one message, and no nonsense takes longer.
_ENOUGH = 12
_DONE = re.compile(
    r"\b(?:already|ha(?:s|ve) (?:approved|signed|agreed|decided|confirmed)|(?<!be )approved (?:the|our|this"
    r"|it|a)|signed off (?:on )?(?:the|our|a) budget|gave (?:us|me)|got the)\b"
)
_PENDING = re.compile(r"\b(?:once|when|if|until|unless|after|as soon as|till|provided)\b")
# "When the CEO says so" tells when, not who.
_UNTIL = re.compile(r"\b(?:once|when|until|till|after|as soon as|before)\s*$")
_NO_NEED = re.compile(
    r"(?:\bno need (?:for|to)|\bwithout|\b(?:don't|doesn't|do not|does not|needn't) (?:need|have"
    r"|require)(?: to)?|\bnot)(?: [a-z']+){0,3}\s*$"
)
# "I can't sign without the CFO's approval."
_NOT_WITHOUT = re.compile(
    r"(?:n't|\bnot|\bcannot|\bnothing|\bnever|\bunable)\b[^,.;]*\bwithout\b|(?:n't|\bnot|\bnothing|\bnobody"
    r"|\bnever|\bcannot) [a-z ]*$"
)
_PAST = re.compile(r"\b(?:used to|no longer|not anymore|formerly|until last)\b[^,.;]*$")
_REQUEST = re.compile(r"\b(?:can|could|may|want|like|please|let me|do i|should i)\b")
_TO_SELLER = re.compile(r"\b(?:your|can i|could i|may i|i want to|let me|i'd like to|please)\s*$")
_PURPOSE = re.compile(r"\b(?:help(?:s|ing)?|lets?|enable[sd]?|so that|for|where)\s*$")
_PLACE = re.compile(r" (?:in|at|from) (?:the )?[A-Z]\w+ *\Z")
# Said of something else unless it was asked: "over the board", "ask finance".
_WHO_IS = ("who ", "person", "one ", "people")
_INVERTED = {"decide", "decides", "sign", "signs", "approve", "approves"}
_ONLY_ASKED = ("otherwise", "else", "above", "over", "beyond", "ask", "involve")
_PRONOUN = re.compile(r"\b(?:he|she|they)\s*\Z")
_AND = re.compile(r"\band\s*\Z")
_THIRD = re.compile(r"(?:will|must|has to|needs to|would|can)\b|[a-z]+s\b")
_FIRST = re.compile(r"\b(?:i|we|you)\b")
_OPENING = re.compile(r"(?:^|[,.;:!?(\n-]|\b(?:but|and|because|since|so|no))\s*$")
_FIRM = re.compile(
    r"(?:[a-z' ]+ )?(?:sign|approve|decide|agree|bless|make|take|has|have|hold|countersign|vote)s?\b(?!d)"
)
_TALKS = re.compile(r"(?:talk|speak|discuss|consult|bring|take|present|report)")
_WORDS = re.compile(r"[^\s\x00]+")
_RELATIVE = re.compile(r",? (?:who|that|which)$")


def find(message: Message, own: Sequence[Title], *, asked: str | None) -> Approver | None:
    """The person or body whose approval the message says is needed; `own` are the titles in it.

    "I'd have to check with finance" after another question is about that, not about an approval.
    """
    for found, span, cue in (*_acting(message, asked), *_led_to(message, asked)):
        elsewhere = asked in {"budget", "timeline", "need"}
        if elsewhere and (approvals.CHECK.match(cue) or _UNTIL.search(message.before(found[0]))):
            continue
        if _is_asked(message, found, span, own):
            whole = approver_words.whole(message, found, own)
            return Approver(
                approver_words.bare(message, *whole), (min(whole[0], span[0]), max(whole[1], span[1]))
            )
    return None


def _acting(message: Message, asked: str | None) -> Iterator[tuple[Span, Span, str]]:
    """Each one before "must approve" or "decides", with the words that say it."""
    plain = message.plain
    for match in islice(approvals.ACT.finditer(message), _ENOUGH):
        routine = approvals.ROUTINE.match(plain, match.end()) or approvals.COMMON.match(match.group())
        if routine and asked != "authority":
            continue
        # "Pricing looks ok": whoever it is must or will do it.
        firm = asked == "authority" and _FIRM.match(match.group())
        found = _before(message, match.start(), anybody=bool(firm)) or _antecedent(message, match)
        if found:
            yield found, match.span(), ""
    for match in islice(approvals.POSSESSED.finditer(plain), _ENOUGH):
        # "Management decision" is an answer; said of something else, "purchasing budget" is a budget.
        named = (match.group().startswith(("'s", "s'")) and match.group() != "'s") or asked == "authority"
        if named and (found := _before(message, match.start(), anybody=False)):
            yield found, match.span(), ""


def _led_to(message: Message, asked: str | None) -> Iterator[tuple[Span, Span, str]]:
    """Each one after "approval from" or "run it past", with the words that lead there."""
    plain = message.plain
    for match in islice(approvals.LEADS.finditer(message), _ENOUGH):
        words, asks = match.group(), asked == "authority"
        if not asks and (words.startswith(_ONLY_ASKED) or words in _INVERTED):
            continue
        weak = approvals.WEAK.match(words)
        # "Does it talk to HubSpot?"
        found = approver_words.after(
            message, match.end(), named=not weak and (asks or not _TALKS.match(words))
        )
        if not found and asks and words.startswith(_WHO_IS):
            found = approver_words.match_at(approvals.ANYBODY, plain, match.end())
        if found:
            theirs = approvals.THEIR_OK.match(plain, found[1])
            if theirs and not asks and approvals.ROUTINE.match(plain, theirs.end()):
                continue
            if theirs or not weak or _is_strong(words, message.before(match.start())):
                yield found, (match.start(), theirs.end() if theirs else match.end()), words


def _is_strong(words: str, before: str) -> bool:
    """Whether a person alone is enough after it: "need to ask my boss", "can't sign without the CFO"."""
    return words.endswith(("ask", "involve")) or bool(
        words.startswith("without") and _NOT_WITHOUT.search(before)
    )


def _before(message: Message, end: int, *, anybody: bool) -> Span | None:
    """The person, body or name that ends at `end`: the longest of up to eight words."""
    plain = message.plain
    low = max(plain.rfind(mark, 0, end) for mark in (BLANK, "\n", ";", "(", ":", "?", "!")) + 1
    last = len(_RELATIVE.sub("", plain[low:end].rstrip(" ,"))) + low
    # "Our headquarters in Paris must agree."
    if place := _PLACE.search(message.cased, low, last):
        last = place.start()
    starts = [word.start() for word in _WORDS.finditer(plain, max(low, end - 70), last)][-8:]
    for start in starts:
        if approvals.ROLES.fullmatch(plain, start, last) or (
            _opens(plain, start) and approvals.OPENING.fullmatch(plain, start, last)
        ):
            return start, last
    for start in starts:
        name = approvals.NAME.fullmatch(message.cased, start, last)
        if name and approver_words.is_name(message, start, name.group()):
            return start, last
    if anybody:
        for start in starts:
            if _opens(plain, start) and approvals.ANYBODY.fullmatch(plain, start, last):
                return start, last
    return None


def _antecedent(message: Message, act: re.Match[str]) -> Span | None:
    """Who "they must" in "procurement handles contracts and they must sign off" stands for."""
    before = message.plain[: act.start()]
    linked = _PRONOUN.search(before) or (_AND.search(before) and _THIRD.match(act.group()))
    found = [match.span() for match in approvals.ROLES.finditer(before)] if linked else []
    found = [span for span in found if not approver_words.is_pronoun(message, span)]
    return found[-1] if found and not _FIRST.search(before, found[-1][1]) else None


def _opens(plain: str, start: int) -> bool:
    """Whether a clause begins here."""
    return bool(_OPENING.search(plain[max(0, start - 10) : start]))


def _is_asked(message: Message, who: Span, span: Span, own: Sequence[Title]) -> bool:
    """Whether that approval is still to come, from someone else than the speaker or the seller."""
    start, end = min(who[0], span[0]), max(who[1], span[1])
    said, before = message.plain[start : end + 25], message.before(start)
    sentence = message.sentence(start, end).rstrip()
    if approver_words.is_pronoun(message, who) or sentence.endswith("?") or roles.QUESTION.match(sentence):
        return False
    if any(title.mine and title.start < who[1] and who[0] < title.end for title in own):
        return False
    if _DONE.search(said) and not _PENDING.search(before):
        return False
    if (_NO_NEED.search(before) and not _NOT_WITHOUT.search(before)) or _PAST.search(before):
        return False
    if _PURPOSE.search(before):
        return False
    talk = said.startswith(("talk", "speak")) and _REQUEST.search(before)
    return not (talk or _TO_SELLER.search(before) or re.search(r"\byour\b", message.plain[start:end]))
