"""What is said of timing without a date: as soon as possible, no plan, it depends, or not for telling."""

from __future__ import annotations

import re
from datetime import date, timedelta

from bot.understand import dates, replies, when
from bot.understand.calls import LIVE, TALK
from bot.understand.facts import Timeline
from bot.understand.message import Message, Span
from bot.understand.openings import Opened

# "Once the budget is approved": a condition, no date.
_CONDITION = re.compile(
    r"^\W*(?:once|as soon as|when(?:ever)?|after|if|only (?:once|when|if)) (?!possible)(?:the|we|our|it|i"
    r"|they)\b"
)
_NO_PLAN = Opened(
    r"\b(?:no (?:have )?(?:a |any )?(?:real |due |fix |particular "
    r"|specific |fixed |hard |set |firm |concrete |defined |exact |immediate "
    r"|official |clear |great |big |definite |strict )*"
    r"(?:dates?(?: (?:set|fixed|yet|in mind|planned))*|rush|hurry|urgency|time ?line|time ?frame|deadlines?"
    r"|time pressure|time limit|plans?(?! to (?:stop|leave))(?: yet)?|schedule|timing|start date"
    r"|target date|eta|pressure|stress)\b"
    r")(?![a-z])|(?:\bnot|n't|\bhardly|\bwithout|\bnothing)(?: (?:really|at all|that|in|any|a|very|super"
    r"|too|particularly|been|have|have a|got|set|fixed|decided on|got a|specific|particular|under))*"
    r" (?:urgent|hurry|rush|rushed|dates?(?: yet)?|deadline|time pressure|time ?line|time ?frame"
    r"|time[- ](?:sensitive|critical)|scheduled|planned|date set|urgency|any ?time soon)\b"
    r"|\b(?:when(?:ever)?(?: it)?(?:'s)? (?:is )?(?:ready|possible|convenient|suits|works|fits)|whenever"
    r"|some ?day|one day|some ?time or other|eventually|sooner or later|at some point|in no (?:rush|hurry)"
    r"|(?:we|i|it)(?:'ve| have| has)(?: got)?(?: plenty of| enough| all the| lots of| some)? time"
    r"(?! (?:to|until|till|for|in|on|frame|line|pressure|constraints?|limit|and)\b)|(?:it|this|that) can wait"
    r"|nobody (?:is |'s )?(?:pushing|rushing|pressing)|when (?:we|i) (?:find|have|get) (?:the |some )?time"
    r"|take (?:our|your|my) time|take it slow|in (?:our|my) own time|at our own pace|(?:we|i|it|that"
    r"|this) can wait|relaxed about (?:it|time|timing|that)|none that (?:i|we) know|(?:nothing"
    r"|not)(?: set)? in stone|nothing in the (?:diary|calendar|books)|(?:time ?line|timing|date|deadline"
    r"|time) is(?: very| fully"
    r"| quite| pretty| totally)? (?:flexible|open|not important|not critical|not an issue|open-ended)"
    r"|open-ended|time is not (?:an issue|critical|pressing)|flexible on (?:time|timing|dates|when)"
    r"|low priority|back ?burner|no idea if ever|long[- ]term idea|not a priority|indefinite(?:ly)?)"
)
_NO_PLAN_REPLY = re.compile(
    r"^[\W_]*(?:no|nope|none|nothing(?: yet| planned| specific| concrete| fixed| set| definite)*|not yet"
    r"|not really"
    r"|none yet|never|no plans?|open|flexible|eventually|later|not (?:right )?now|anytime|any time"
    r"|don't have one"
    r"|we don't have one|there isn't one|just (?:doing )?(?:some )?(?:research\w*|comparing|evaluating"
    r"|gathering info\w*|looking|browsing|exploring"
    r"|curious)(?: around)?(?: for now)?)(?:[^\w\x00]|_)*$"
)
_QUICKLY = re.compile(r"\A\W*(?:(?:very|pretty|really) )?(?:quick(?:ly)?|fast)\b(?! as)")
_SOON = re.compile(r"\b(?:soon|very soon|pretty soon|shortly|in the near future|near[- ]term|before long)\b")


def find(message: Message, asked: str | None, today: date) -> Timeline | None:
    plain = message.plain
    if span := replies.refusal(message, "timeline", asked):
        return Timeline("refused", quote=message.quote(*span))
    no_plan = _NO_PLAN.search(message)
    if no_plan and not _other_topic(message, no_plan.span(), asked):
        return Timeline("no_plan", quote=message.quote(*no_plan.span()))
    quickly = [*_QUICKLY.finditer(plain)] if asked == "timeline" else []
    for match in [*quickly, *when.ASAP.finditer(message)]:
        if match in quickly or _urgent(message, match, asked):
            end = today + timedelta(days=30)
            return Timeline("stated", None, end, dates.bucket(None, end, today), message.quote(*match.span()))
    span = replies.unsure(message, "timeline", asked)
    if span := span or (replies.elsewhere(message) if asked == "timeline" else None):
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
    return not (TALK.search(message.clause(*match.span())) and not LIVE.search(message.clause(*match.span())))
