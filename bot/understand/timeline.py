"""Timeline: which date in a message is when the visitor wants it in place."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from bot.understand import dates, replies, when
from bot.understand.durations import When
from bot.understand.facts import Timeline
from bot.understand.message import Message, Span

# The visitor's own plan, and what is planned: the surest sign of a deadline.
_GOAL = re.compile(
    r"\b(?:live|launch\w*|go[- ]?live|going live|in place|up and running|running|roll(?:ed|ing)?[ -]?out"
    r"|deploy\w*|implement\w*|need\w*|want\w*|done|ready|operational|in production"
    r"|deadline|deliver\w*|finish\w*|complete[d]?|get (?:it|this|started|going)|start\w*|kick[ -]?off"
    r"|switch\w*|migrat\w*|replace\w*|buy\w*|purchas\w*|onboard\w*|must|should|have to"
    r"|has to|would like|hop(?:e|ing)|plan\w*|target\w*|aim\w*|looking (?:to|at)|timeline|timeframe|set up"
    r"|install\w*|available|decide|decision|ideally|due|begin|use it)\b"
)
_TALK = re.compile(
    r"\b(?:call|calls|meet|meeting|talk|speak|chat|demo|discuss|catch up|follow[- ]?up|reach(?:ing)? out"
    r"|get back|ping|webinar|conference|appointment|available for|free on|free at|slot"
    r"|e-?mail me|contact me|come back to (?:you|me|us)|check back|check in|hear from|vacation|holiday(?!s)"
    r"|on leave|out of office|trade show|event|board meets?|budget (?:round|cycle)|interview)\b"
)
_LIVE = re.compile(
    r"\b(?:live|launch\w*|in place|running|roll(?:ed|ing)?[ -]?out|deploy\w*|implement\w*|operational"
    r"|production|deadline|done|ready|go[- ]live|need (?:it|this)|up and|switch\w*|complete\w*)\b"
)
_HISTORY = re.compile(
    r"\b(?:start(?:ed)|began|launched|founded|signed(?! off)|moved|switched|bought|tried|migrated|joined"
    r"|opened|raised|closed|was|were|did|used|renewed|hired|grew|lost|saw|built|had|went|got|made"
    r"|established|introduced|rolled out|implemented|finished|happened|came|left|met|spoke|talked|merged"
    r"|acquired|incorporated|since|expired|ended|adopted|chose|picked|released|worked|received)\b"
)
_STILL = re.compile(
    r"\b(?:wanted|hoped|hoping|hope|planned|want|need|needed|was (?:hoping|thinking|planning|looking"
    r"|wondering)|were (?:hoping|thinking|planning|looking|aiming)|would|should|must|to be|to have|have to"
    r"|has to|will|'ll|'d|told|asked|be|get|got to|target|deadline|going to|plan|due|had planned|was due)\b"
)
_OTHERS = re.compile(
    r"\b(?:contract|licen[cs]e|subscription|agreement|renewal|lease|fiscal year|financial year|our year"
    r"|funding|visa|thesis|semester|internship|graduat\w*|exam|warranty|support (?:for|of))\b"
    r"[^.;!?,]{0,40}\b(?:end(?:s|ing)?|expir\w*|run(?:s)? (?:out|until|through|till)|renew\w*|start\w*"
    r"|begin\w*|up|up for|over|is|due|until|terminates|lapses)\b[^.;!?]{0,15}$"
    r"|\b(?:cfo|ceo|cto|boss|manager|she|he|they|director|colleague)\b[^.;!?,]{0,25}\b(?:back|returns?"
    r"|joins?|starts?|leaves?|retires?|away)\b[^.;!?]{0,12}$"
)
_BY_THEN = re.compile(r"\b(?:by|before|until) (?:then|that)\b")
# "Once the budget is approved": a condition, no date.
_CONDITION = re.compile(
    r"^\W*(?:once|as soon as|when(?:ever)?|after|if|only (?:once|when|if)) (?!possible)(?:the|we|our|it|i"
    r"|they)\b"
)
_CORRECTED = re.compile(
    r"\b(?:sorry|actually|no wait|wait|i mean|i meant|make (?:that|it)|rather|scratch that|correction"
    r"|oops|better|let's say|moved to|pushed to|changed to|now|instead|no,)\b"
)
_NO_PLAN = re.compile(
    r"\b(?:no (?:real |particular |specific |fixed |hard |set |firm |concrete |defined |exact |immediate "
    r"|official |clear |great |big |definite |strict )*"
    r"(?:dates?(?: (?:set|fixed|yet|in mind|planned))*|rush|hurry|urgency|time ?line|time ?frame|deadlines?"
    r"|time pressure|time limit|plans?(?! to (?:stop|leave))(?: yet)?|schedule|timing|start date"
    r"|target date|eta|pressure|stress)\b"
    r")(?![a-z])|(?:\bnot|n't|\bhardly|\bwithout|\bnothing)(?: (?:really|at all|that|in|any|a|very|super"
    r"|too|particularly|been|have|have a|got|set|fixed|decided on|got a|specific|particular|under))*"
    r" (?:urgent|hurry|rush|rushed|dates?(?: yet)?|deadline|time pressure|time ?line|time ?frame"
    r"|time[- ]sensitive|scheduled|planned|date set|urgency|any ?time soon)\b"
    r"|\b(?:when(?:ever)?(?: it)?(?:'s)? (?:is )?(?:ready|possible|convenient|suits|works|fits)|whenever"
    r"|some ?day|one day|some ?time or other|eventually|sooner or later|at some point|in no (?:rush|hurry)"
    r"|take (?:our|your|my) time|take it slow|(?:time ?line|timing|date|deadline|time) is(?: very| fully"
    r"| quite| pretty| totally)? (?:flexible|open|not important|not critical|not an issue|open-ended)"
    r"|open-ended|time is not (?:an issue|critical|pressing)|flexible on (?:time|timing|dates|when)"
    r"|low priority|back ?burner|no idea if ever|long[- ]term idea|not a priority|indefinite(?:ly)?)"
)
_NO_PLAN_REPLY = re.compile(
    r"^[\W_]*(?:no|nope|none|nothing(?: yet| planned| specific| concrete| fixed| set)?|not yet|not really"
    r"|none yet|never|no plans?|open|flexible|eventually|later|not (?:right )?now|anytime|any time"
    r"|don't have one"
    r"|we don't have one|there isn't one|just (?:looking|browsing|exploring"
    r"|curious)(?: around)?(?: for now)?)(?:[^\w\x00]|_)*$"
)
_SOON = re.compile(r"\b(?:soon|very soon|pretty soon|shortly|in the near future|near[- ]term|before long)\b")


def find(
    message: Message, *, asked: str | None, today: date, month_first: bool = False
) -> tuple[Timeline | None, list[Span]]:
    """The timeline that the message states, and where dates stand.

    Dates are in the visitor's zone, `today` among them. Dates of the past, of calls and of other people's
    affairs are none; when the timeline was asked for, the benefit of the doubt goes to the answer.
    """
    mentions = when.find(message, today, month_first=month_first)
    spans = [(mention.start, mention.end) for mention in mentions if mention.clear or asked == "timeline"]
    if any(not mention.negated for mention in mentions):
        # "April, not March": what it is not says nothing beside what it is.
        mentions = [mention for mention in mentions if not mention.negated]
    rated = [(rate, mention) for mention in mentions if (rate := _rate(message, mention, asked))]
    if best := _chosen(message, rated, today):
        return _stated(message, best, today), spans
    return _without_date(message, asked, today), spans


def _stated(message: Message, best: When, today: date) -> Timeline:
    first = best.first if best.first and best.first > today else None
    return Timeline(
        "stated", first, best.last, dates.bucket(first, best.last, today), message.quote(best.start, best.end)
    )


def _rate(message: Message, mention: When, asked: str | None) -> int:
    before, after = message.before(mention.start), message.after(mention.end)
    around = before + message.plain[mention.start : mention.end] + after
    goal = bool(_GOAL.search(around))
    if not mention.clear and asked != "timeline":
        return 0
    if asked != "timeline":
        if asked == "slot" and not _LIVE.search(around):
            return 0
        if _TALK.search(around) and not _LIVE.search(around):
            return 0
        if _OTHERS.search(before) and not _BY_THEN.search(message.plain, mention.end):
            return 0
    if _HISTORY.search(before) and not _STILL.search(before):
        return 0
    return 3 if _LIVE.search(around) else 2 if goal or asked == "timeline" else 1


def _chosen(message: Message, rated: list[tuple[int, When]], today: date) -> When | None:
    """The surest, of equals the last; after a correction the last; "after May, before July" is one range."""
    if not rated:
        return None
    last = rated[-1][1]
    if len(rated) > 1:
        left, gap = rated[-2][1], message.plain[rated[-2][1].end : last.start]
        if _CORRECTED.search(gap):
            return last
        if (
            left.last is None
            and last.first is None
            and left.first
            and last.last
            and left.first < last.last
            and len(gap) < 40
        ):
            return replace(left, end=last.end, last=last.last)
    top = max(rate for rate, _ in rated)
    return [mention for rate, mention in rated if rate == top][-1]


def _without_date(message: Message, asked: str | None, today: date) -> Timeline | None:
    plain = message.plain
    if span := replies.refusal(message, "timeline", asked):
        return Timeline("refused", quote=message.quote(*span))
    no_plan = _NO_PLAN.search(plain)
    if no_plan and not _other_topic(message, no_plan.span(), asked):
        return Timeline("no_plan", quote=message.quote(*no_plan.span()))
    for match in when.ASAP.finditer(plain):
        if _urgent(message, match, asked):
            end = today + timedelta(days=30)
            return Timeline("stated", None, end, dates.bucket(None, end, today), message.quote(*match.span()))
    if span := replies.unsure(message, "timeline", asked):
        return Timeline("unsure", quote=message.quote(*span))
    if asked == "timeline":
        if condition := _CONDITION.search(plain):
            return Timeline("unsure", quote=message.quote(condition.start(), len(plain)))
        if reply := _NO_PLAN_REPLY.search(plain):
            return Timeline("no_plan", quote=message.quote(*reply.span()))
        if soon := _SOON.search(plain):
            return Timeline("stated", quote=message.quote(*soon.span()))
    return None


def _other_topic(message: Message, span: Span, asked: str | None) -> bool:
    """Whether "no plans", "not planned" and the like are about money or people."""
    words = message.plain[slice(*span)]
    if asked == "timeline" or not any(
        doubtful in words for doubtful in ("plan", "some", "one day", "pressure", "whenever", "event")
    ):
        return False
    return asked in {"budget", "authority"} or "plan" in words


_WEAK = {
    "now",
    "right now",
    "today",
    "tonight",
    "immediate",
    "yesterday",
    "first thing",
    "stat",
    "top priority",
    "in a hurry",
    "in a rush",
}
_START_NOW = re.compile(
    r"\b(?:need\w*|start\w*|want\w*|live|ready|begin|buy|get going|kick off|go|have it|implement\w*"
    r"|deploy\w*)\b[^.;!?]{0,25}$"
)
_NOT_URGENT = re.compile(
    r"(?:\bnot|n't|\bno|\bnothing|\bnever|\bwithout)(?: (?:really|so|that|very|super|an?|in|any|right"
    r"|the))*\s*$"
)


def _urgent(message: Message, match: re.Match[str], asked: str | None) -> bool:
    before = message.before(match.start())
    if _NOT_URGENT.search(before):
        return False
    if match.group() in _WEAK and not _START_NOW.search(before):
        return asked == "timeline" and (match.group() != "now" or len(message.plain.split()) <= 3)
    if asked == "timeline":
        return True
    return not (
        _TALK.search(message.clause(*match.span())) and not _LIVE.search(message.clause(*match.span()))
    )
