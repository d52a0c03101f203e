"""Replies that answer any question without a value: a refusal, and "I do not know"."""

from __future__ import annotations

import re
from functools import lru_cache

from bot.understand.message import Message, Span
from bot.understand.openings import Opened

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
    rf"|not here|refuse|decline)(?: to| be)?{_REALLY} {_TELL}(?! (?:yet|sure|if|when))"
    # "The money is not yet give to us" (sic) refuses nothing.
    rf"|not{_REALLY} (?!give\b|state\b){_TELL}(?! (?:yet|sure|if|when))"
    r"|(?:that|this|it) (?:i|we) (?:do not|don't|won't|will not|cannot|can't|would not) (?:tell|say|share"
    r"|answer)"
    r"|(?:rather|sooner|prefer(?:ably)?) not(?=\s*[.!,;]*\s*$)|(?:that|this|it)(?:'s| is) (?:our"
    r"|my)(?: own)? business|(?:policy|rules?|nda) (?:forbids?|prohibits?|does(?:n't"
    r"| not) allow|do(?:n't| not) allow)|against (?:company |our )?policy|nothing (?:i|we) (?:can|could"
    r"|want to|will|may)"
    r" (?:share|tell|say|disclose)"
    r"|keep (?:our|my|the|such) (?:[a-z]+ ){0,2}(?:private|secret|confidential|internal|close|to (?:our"
    r"|my)sel\w+"
    r"|under wraps)"
    rf"|(?:can't|cannot|cant|can not|unable to|not able to|may not|don't|do not|we never){_REALLY} {_SHARE}"
    r"|(?:can't|cannot|cant|can not) (?:tell (?:you|that|it)|say that)(?! (?:yet|for sure|exactly|right now))"
    r"|none of (?:your|ur|yer) (?:damn |bloody )?(?:business|concern|beeswax)|not your (?:business|concern)"
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
    r"|(?:won't|will not|don't|not going to) name names|stays? (?:with|between) (?:me|us)"
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
    r"|could(?:n't|nt| not) (?:really |honestly |even )?(?:say|tell|put a (?:number|figure|date))"
    r"|(?:i|we) (?:really |do )?(?:not|no) (?:really |yet |exactly )?know|wish (?:i|we) knew"
    r"|(?:haven't|hasn't|not) the (?:foggiest|faintest|slightest)(?: idea)?|(?:not|n't) privy"
    r"|(?:(?:they|he|she|boss|management|finance|it) (?:didn't|did not|never|haven't|hasn't|has not|have not"
    r"|not)|nobody|no ?one)(?: ever| yet)? (?:tell|told|tells|informed|inform|said)(?: me| us)?"
    r"|(?:wasn't|was not|weren't|were not|not been|haven't been) (?:told|informed|given (?:a|any|that))"
    r"|(?:haven't|have not|hasn't|don't|do not|no)(?: got| have| yet)*(?: a| any| the| an| exact| specific"
    r"| precise)* (?:number|figure|amount|information|info|visibility|insight)s?(?: (?:yet|in mind|about|on"
    r"|for"
    r"|so far|at the moment)\b|(?=\s*[.!,;]*\s*$))"
    r"|(?:can't|cannot|can not|couldn't) commit to|(?:get|come) back to you(?: (?:on|about|with|once|when"
    r"|later)\b|(?=\W*$))"
    r"|(?:haven't|hasn't|have not) a clue|(?:speak|talk) (?:to|with) (?:my|our|the (?:cfo|ceo|cto|boss|team"
    r"|board)"
    r"|accounting|finance|management)|(?:under|in) discussion|being (?:discussed|decided|defined|clarified)"
    r"|to be clarified|nothing(?: is| has been|'s)? (?:decided|agreed|final|settled)|(?:don't|doesn't"
    r"|do not|never"
    r"|won't) tell (?:me|us)|hinges on|contingent on"
    r"|(?:have|need|got) to see\b(?! (?:the|a|your|it|how|some|our)\b)|to be seen|wait and see|beyond me"
    r"|it (?:varies|can vary)|we'?ll see|not that i know|can't remember|anyone's guess|your guess is)\b"
    rf"|^\s*(?:hm+|uh+|um+|erm*)[\s.?!,]*$|\bnot {_SURE}\b"
)
TOPICS = {
    "budget": Opened(
        r"\b(?:budgets?|money|spend(?:ing)?|costs?|price|amounts?|figures?|funds?|funding|how much|numbers"
        r"|financials|afford)\b"
    ),
    "timeline": Opened(
        r"\b(?:time ?lines?|timing|time ?frames?|deadlines?|dates?|when|schedule|start|go[- ]live|timescale"
        r"|launch|how soon|calendar|roadmap)\b"
    ),
    "authority": Opened(
        r"\b(?:who (?:decides|signs|approves|makes|is|would|will|else|has|needs)|decision"
        r"|decision[- ]?makers?|sign[- ]?offs?|approver|approval|decides|authority)\b"
    ),
    "need": Opened(
        r"\b(?:(?:our|the|my|your) needs?|use case|what (?:we|i) (?:need|want)|requirements?|looking for"
        r"|problem|goals?)\b"
    ),
}


# Whoever knows is somebody else: it leaves a date or a figure open, and says something about who decides.
_ELSEWHERE = Opened(
    r"\b(?:(?:above|beyond) my pay ?grade|not my (?:department|area|remit|topic|call|job|decision)"
    r"|(?:finance|accounting|procurement|my boss|the boss|my manager|management|the board|the c[a-z]o"
    r"|our c[a-z]o"
    r"|treasurer|someone else|others?|colleagues?|controlling|he|she|they)(?: \w+)? (?:knows?|would know"
    r"|handles? (?:that|it|this)|ha(?:s|ve) (?:that|the (?:numbers?|figures?|details|answer))|holds that"
    r"|keeps the)"
    r"|(?:have|need|should|must|better|can|'d) (?:to )?ask (?:my|our|the|finance|someone|accounting|him|her"
    r"|them)"
    r"|(?:up to|for) (?:the|my|our|finance|them|him|her|management)(?: \w+){0,2}(?: to (?:say|decide|tell"
    r"|determine|know))?(?=\s*[.!,;]*\s*$)"
    r"|when (?:the|my|our) \w+ (?:decides?|says? so|agrees?))(?![a-z])"
)


def elsewhere(message: Message) -> Span | None:
    """Where the visitor answers that it is for somebody else to know."""
    match = _ELSEWHERE.search(message)
    return match.span() if match else None


# Cheap to look for: a refusal has one of these.
_REFUSING = re.compile(
    r"not|n't|nt |rather|prefer|keep|sooner|refuse|declin|confid|private|personal|sensitive|secret|internal"
    r"|classif"
    r"|between us|stay|business|policy|rule|concern|beeswax|comment|mind your|next|another|different|skip"
    r"|pass"
    r"|nda|why|leave|never"
)


def refusal(message: Message, kind: str, asked: str | None) -> Span | None:
    """Where the visitor declines to state this fact: the one asked, or one that the clause names."""
    return _reply(REFUSAL, message, kind, asked) if _REFUSING.search(message.plain) else None


def unsure(message: Message, kind: str, asked: str | None) -> Span | None:
    """Where the visitor does not know this fact: the one asked, or one that the clause names."""
    return _reply(UNSURE, message, kind, asked)


def _reply(pattern: re.Pattern[str], message: Message, kind: str, asked: str | None) -> Span | None:
    if kind != asked and not TOPICS[kind].search(message):
        return None
    for match in pattern.finditer(message.plain):
        start, end = match.span()
        if any(word in match.group() for word in ("depend", "hinge", "contingent")):
            if kind == asked:
                return start, end
            continue
        around = comma_clause(message.plain, start, end)
        named = [topic for topic, words in TOPICS.items() if words.regex.search(around)]
        if kind in named and (
            topical := TOPICS[kind].regex.search(message.plain, *_edges(message.plain, start, end))
        ):
            return min(start, topical.start()), max(end, topical.end())
        if not named and kind == asked:
            return start, end
    return None


# Its words begin with letters, not with "\b", so that the search skips to those letters.
_COMMA = re.compile(r"[,.!?;\n]|but\b(?<!\wbut)|and\b(?<!\wand)")


@lru_cache(maxsize=4)
def _commas(plain: str) -> tuple[Span, ...]:
    """Where clauses end; kept, since each amount and date of a message asks for them."""
    return tuple(cut.span() for cut in _COMMA.finditer(plain))


def _edges(plain: str, start: int, end: int) -> Span:
    left = 0
    right = len(plain)
    for cut, after in _commas(plain):
        if cut >= end:
            right = cut
            break
        # "Budget? No idea.": the question names what the answer is about.
        if after <= start and (plain[cut] != "?" or len(plain[left:cut].split()) > 2):
            left = after
    return left, right


def comma_clause(plain: str, start: int, end: int) -> str:
    """The words around `start:end` up to the next comma, stop, "but" or "and" on each side."""
    left, right = _edges(plain, start, end)
    return plain[left:right]
