"""Replies that answer any question without a value: a refusal, and "I do not know"."""

from __future__ import annotations

import re

from bot.understand.message import Message, Span

_SHARE = (
    r"(?:share|sharing|disclos(?:e|ing)|discuss(?:ing)?|reveal(?:ing)?|talk(?:ing)? about|get(?:ting)? into"
    r"|go(?:ing)? into"
    r"|divulg(?:e|ing)|giv(?:e|ing) (?:out |you )?(?:that|this|it|any|numbers|figures|details|those|our|my)"
    r"|comment)"
)
_TELL = rf"(?:{_SHARE}|say|saying|tell|telling|answer|answering|specify|state|mention|give)"
_REALLY = r"(?: (?:really|publicly|at this (?:point|stage)|yet|here))?"
REFUSAL = re.compile(
    r"(?<![a-z])(?:"
    rf"(?:i'd |i would |i |we'd |we |would )?(?:rather|prefer|prefers) (?:not|to keep"
    rf"|keep)\b(?: to)?(?: {_TELL}| it| that| this| private)*"
    r"|(?:do not|don't|dont|wouldn't|would not) (?:really )?(?:want|wish|like|care|feel comfortable)(?: to)?"
    rf" {_TELL}|(?:won't|will not|wont|not (?:going|allowed|willing|prepared|at liberty|comfortable"
    rf"|supposed|happy|ready|gonna)"
    rf"|not here|refuse|decline|not)(?: to| be)?{_REALLY} {_TELL}(?! (?:yet|sure|if|when))"
    rf"|(?:can't|cannot|cant|can not|unable to|not able to|may not|don't|do not|we never){_REALLY} {_SHARE}"
    r"|(?:can't|cannot|cant|can not) (?:tell (?:you|that|it)|say that)(?! (?:yet|for sure|exactly|right now))"
    r"|none of (?:your|ur|yer) (?:damn |bloody )?(?:business|concern)|not your (?:business|concern)"
    r"|no comment|mind your own"
    r"|(?:that|this|it|which)(?:'s| is|s) (?:private|personal|confidential|sensitive|secret|internal"
    r"|between us|classified)"
    r"|(?:is|are|strictly) (?:private|confidential|classified|secret)|confidential|(?:next|another"
    r"|different) question"
    r"|skip(?:ping)?(?: (?:that|this|it)(?: one)?| the question| please)?\b(?! (?:the|a|to|meetings?"
    r"|calls?)\b)"
    r"|(?:i'll |i will |i'd |let me |i |i'm gonna |hard )?pass(?: on (?:that|this)(?: one"
    r"| question)?)?(?=\s*[.!,;]*\s*$)"
    r"|under (?:an )?nda|why (?:should|would) i (?:tell|say|share|give)|keep (?:that|it"
    r"|this) (?:to (?:myself|ourselves)|private)"
    r"|not (?:relevant|needed|important) (?:to you|here)|leave (?:that|it|this) (?:out|blank|open)"
    r"|you don't need to know"
    r")(?![a-z])"
)
_SURE = (
    r"(?:sure|certain|decided|clear|determined|settled|defined|fixed|set|final|finalised|finalized|known"
    r"|established)"
)
UNSURE = re.compile(
    rf"\b(?:no (?:idea|clue)|not (?:a clue|really sure|quite sure|100% sure|totally sure|too sure|so sure"
    rf"|entirely sure|exactly sure|sure|certain)"
    rf"|un(?:sure|clear|certain|known|decided)|not (?:yet )?(?:clear|decided|determined|settled|defined"
    rf"|known|thought)(?: (?:yet|about))?"
    r"|(?:do not|don't|dont|doesn't|didn't|wouldn't|couldn't) (?:really |actually |yet |exactly )?(?:know"
    r"|have (?:a clue|any idea|an idea|a number|a figure|that))"
    r"|dunno|idk|i dk|who knows|(?:hard|difficult|tough|too early|too soon|impossible|early) to (?:say|tell"
    r"|know)|can'?t (?:really )?(?:say|tell)(?: yet| for sure| exactly| right now| now)?"
    r"|cannot say|can not say|tb[dc]|to be (?:determined|defined|decided|discussed|confirmed)|(?:it |that "
    r"|all )?depends|up in the air|open question"
    r"|(?:would |will |'d |'ll )?(?:have|need) to (?:check|ask|find out|look into|think about|figure"
    r"|discuss)|let me (?:check|ask|find out)|i'?ll (?:check|find out)|beats me|no answer"
    r"|(?:have not|haven't|hasn't|didn't) (?:really |yet )?(?:thought|decided|figured|worked|determined"
    r"|discussed|looked|settled|agreed|made up)|still (?:figuring|working|thinking|discussing|deciding"
    r"|debating|under discussion|open)"
    r"|we'?ll see|not that i know|can't remember|anyone's guess|your guess is)\b"
    rf"|^\s*(?:hm+|uh+|um+|erm*)[\s.?!,]*$|\bnot {_SURE}\b"
)
TOPICS = {
    "budget": re.compile(
        r"\b(?:budgets?|money|spend(?:ing)?|costs?|price|amounts?|figures?|funds?|funding|how much|numbers"
        r"|financials|afford)\b"
    ),
    "timeline": re.compile(
        r"\b(?:time ?lines?|timing|time ?frames?|deadlines?|dates?|when|schedule|start|go[- ]live|timescale"
        r"|launch|how soon|calendar|roadmap)\b"
    ),
    "authority": re.compile(
        r"\b(?:who (?:decides|signs|approves|makes|is|would|will|else|has|needs)|decision"
        r"|decision[- ]?makers?|sign[- ]?offs?|approver|approval|decides|authority)\b"
    ),
    "need": re.compile(
        r"\b(?:(?:our|the|my|your) needs?|use case|what (?:we|i) (?:need|want)|requirements?|looking for"
        r"|problem|goals?)\b"
    ),
}


def refusal(message: Message, kind: str, asked: str | None) -> Span | None:
    """Where the visitor declines to state this fact: the one asked, or one that the clause names."""
    return _reply(REFUSAL, message, kind, asked)


def unsure(message: Message, kind: str, asked: str | None) -> Span | None:
    """Where the visitor does not know this fact: the one asked, or one that the clause names."""
    return _reply(UNSURE, message, kind, asked)


def _reply(pattern: re.Pattern[str], message: Message, kind: str, asked: str | None) -> Span | None:
    for match in pattern.finditer(message.plain):
        start, end = match.span()
        if "depend" in match.group():
            if kind == asked:
                return start, end
            continue
        around = comma_clause(message.plain, start, end)
        named = [topic for topic, words in TOPICS.items() if words.search(around)]
        if kind in named and (
            topical := TOPICS[kind].search(message.plain, *_edges(message.plain, start, end))
        ):
            return min(start, topical.start()), max(end, topical.end())
        if not named and kind == asked:
            return start, end
    return None


_COMMA = re.compile(r"[,.!?;\n]|\bbut\b|\band\b")


def _edges(plain: str, start: int, end: int) -> Span:
    left = 0
    for cut in _COMMA.finditer(plain, 0, start):
        # "Budget? No idea.": the question names what the answer is about.
        if cut.group() != "?" or len(plain[left : cut.start()].split()) > 2:
            left = cut.end()
    right = _COMMA.search(plain, end)
    return left, right.start() if right else len(plain)


def comma_clause(plain: str, start: int, end: int) -> str:
    """The words around `start:end` up to the next comma, stop, "but" or "and" on each side."""
    left, right = _edges(plain, start, end)
    return plain[left:right]
