"""Timeline: which date in a message is when the visitor wants it in place."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from bot.understand import dates, replies, undated, when
from bot.understand.calls import LIVE, TALK
from bot.understand.durations import When
from bot.understand.facts import Timeline
from bot.understand.funding import BUDGET
from bot.understand.message import Message, Span

# The visitor's own plan, and what is planned: the surest sign of a deadline.
_GOAL = re.compile(
    r"\b(?:live|launch\w*|go[- ]?live|going live|in place|up and running|running|roll(?:ed|ing)?[ -]?out"
    r"|deploy\w*|implement\w*|need\w*|want\w*|done|ready|operational|in production"
    r"|deadline|deliver\w*|finish\w*|complete[d]?|get(?:ting)? (?:it|this|(?:\w+ )?(?:started|going))"
    r"|start\w*"
    r"|kick(?:s|ing)?[ -]?off"
    r"|switch\w*|migrat\w*|replace\w*|buy\w*|purchas\w*|onboard\w*|must|should|have to"
    r"|has to|would like|hop(?:e|ing)|plan\w*|target\w*|aim\w*|looking (?:to|at)|timeline|timeframe|set up"
    r"|install\w*|available|decide|decision|ideally|due|begin|use it|project|do (?:it|this|that)|go (?:with"
    r"|for)"
    r"|happen\w*"
    r"|realistic|possible|comply|compliant|before then|ahead of|in time)\b"
)
_HISTORY = re.compile(
    r"\b(?:start(?:ed)|began|launched|founded|signed(?! off)|moved|switched|bought|tried|migrated|joined"
    r"|opened|raised|closed|was|were|did|used|renewed|hired|grew|lost|saw|built|had|went|got|made"
    r"|established|introduced|rolled out|implemented|finished|happened|came|left|met|spoke|talked|merged"
    r"|acquired|incorporated|since|expired|ended|adopted|chose|picked|released|worked|received|broke|changed"
    r"|failed|crashed|read|heard|found|paid|spent|sent|wrote|called|died|stopped|dropped|fell|rose|increased"
    r"|decreased|shipped|upgraded|updated|attended|visited)\b"
)
_STILL = re.compile(
    r"\b(?:wanted|hoped|hoping|hope|planned|want|need|needed|was (?:hoping|thinking|planning|looking"
    r"|wondering)|were (?:hoping|thinking|planning|looking|aiming)|would|should|must|to be|to have|have to"
    r"|has to|will|'ll|'d|told|asked|be|get|got to|target|deadline|going to|plan|due|had planned|was due"
    r"|(?:postponed|moved|pushed|delayed|shifted|slipped|rescheduled)(?: back| out)? (?:to|until|till)"
    r"|to (?:go|start|launch|buy|switch|roll|deploy|implement|migrate|move|use|begin|replace|do|finish"
    r"|complete))\b"
)
_OTHERS = re.compile(
    r"\b(?:contract|licen[cs]e|subscription|agreement|renewal|lease|trial|poc|notice period|fiscal year"
    r"|financial year|our year"
    r"|funding|visa|thesis|semester|internship|graduat\w*|exam|warranty|support (?:for|of))\b"
    r"[^.;!?,]{0,40}\b(?:end(?:s|ing)?|expir\w*|run(?:s)? (?:out|until|through|till)|renew\w*|start\w*"
    r"|begin\w*|up|up for|over|is|due|until|terminates|lapses)\b[^.;!?]{0,15}$"
    r"|\b(?:cfo|ceo|cto|boss|manager|she|he|they|director|colleague)\b[^.;!?,]{0,25}\b(?:back|returns?"
    r"|joins?|starts?|leaves?|retires?|away)\b[^.;!?]{0,12}$"
)
# What is reported, forecast or planned for a period is the visitor's need, not when it is needed.
_DATA = re.compile(
    r"(?:'s)?\s+(?:\w+ )?(?:numbers?|results?|figures?|reports?|reporting|sales|revenue|forecasts?|earnings"
    r"|clos(?:e|ing)|audit|deck|targets?|kpis|budgets?|financials|release|version|demand|statements?"
    r"|accounts|planning"
    r"|everyone|everybody)\b"
)
_MODEL = re.compile(
    r"\b(?:predict\w*|forecast\w*|estimat\w+|anticipat\w+|compar\w+|staff(?:ing)?|rota"
    r"|shifts)\b[^.;!?]{0,40}\Z"
    r"|\b(?:they|customers?|clients?|users|guests|patients|people|shoppers)(?: \w+)? (?:buy|order|churn"
    r"|sell|pay|visit|cancel|leave|come)\b[^,.;]{0,15}\Z"
    r"|\b(?:get|process|handle|ship|receive|produce|serve) [^,.;\d]{0,10}\d[^,.;]{0,20}\Z"
    r"|\b(?:was|were|is|are) (?:up|down) [^,.;]{0,20}\Z|\b(?:every|each) (?:year|month|quarter"
    r"|week)\b[^.;!?]{0,15}\Z"
    r"|\b(?:invoice|e?-?mail|letter|message|ticket|order|statement|version|article|booking|outage|incident"
    r"|call"
    r"|webinar)s?(?: (?:of|dated|on|from))?\s*(?:the )?\Z"
)
_DEADLINE = re.compile(r"(?:by|before|b4|until|till|no later|at the latest|latest|deadline|due)\b")
_RELATED = re.compile(r"(?:by|before|b4|until|till|after|from|not|no)\b")
_WORD = re.compile(r"[a-z']+")
# "20k this year", "the budget for 2027": the year of the money.
_MONEY_YEAR = re.compile(
    r"(?:(?:for|of|in) )?(?:the )?(?:(?:this|next|coming) (?:\w+ )?year|fy ?\d*|20\d\d)\Z"
)
_MONEY_BEFORE = re.compile(
    rf"(?:\d|[k€$£₹]|\b(?:{BUDGET}s?|grand|euros?|eur|usd|dollars?|pounds?|gbp|chf|inr|lakhs?))"
    r"(?P<link> ?(?:for|of)?(?: the)? )\Z"
)
# "New budget will be approved in March."
_MONEY_COMES = re.compile(
    rf"\b{BUDGET}s? (?:round |cycle |\w+ly )?(?:comes?|arrives?|opens?|resets?|starts?|gets?|will|is|are"
    rf"|has)\b"
    r"(?:(?! and | but )[^,.;\d]){0,25}\Z"
)
_MONEY_BEHIND = re.compile(
    r",? (?:we have |it's |it is |is )?(?:about |around )?[$€£₹]?\d[\d.,]*(?:k|[ ]?[€$£]|\b)"
)
_BY_THEN = re.compile(r"\b(?:by|before|until) (?:then|that)\b")
_WISHED = re.compile(r"\b(?:ideally|best[- ]case|preferably|hopefully|optimally|at best)\b")
_AT_WORST = re.compile(r"\b(?:worst[- ]case|at (?:the )?worst)\b")
_LATEST = re.compile(r"\b(?:latest|otherwise|if not|failing that|fall[- ]?back|else)\b")
_CORRECTED = re.compile(
    r"\b(?:sorry|actually|no wait|wait|i mean|i meant|make (?:that|it)|rather|scratch that|correction"
    r"|oops|better|let's say|(?:moved|pushed|postponed|delayed|shifted) to|changed to|now|instead|no,)\b"
)


def find(
    message: Message, *, asked: str | None, today: date, month_first: bool = False
) -> tuple[Timeline | None, list[Span]]:
    """The timeline that the message states, and where dates stand.

    Dates are in the visitor's zone, `today` among them. Dates of the past, of calls and of other people's
    affairs are none; when the timeline was asked for, the benefit of the doubt goes to the answer.
    """
    mentions = when.find(message, today, month_first=month_first)
    spans = [
        (mention.start, mention.end)
        for mention in mentions
        if (mention.clear or asked == "timeline") and not _period_of_money(message, mention, asked)
    ]
    if any(not mention.negated for mention in mentions):
        # "April, not March": what it is not says nothing beside what it is.
        mentions = [mention for mention in mentions if not mention.negated]
    rated = [(rate, mention) for mention in mentions if (rate := _rate(message, mention, asked))]
    if best := _chosen(message, rated, today):
        return _stated(message, best, today), spans
    return undated.find(message, asked, today), spans


def _stated(message: Message, best: When, today: date) -> Timeline:
    first = best.first if best.first and best.first > today else None
    return Timeline(
        "stated", first, best.last, dates.bucket(first, best.last, today), message.quote(best.start, best.end)
    )


def _rate(message: Message, mention: When, asked: str | None) -> int:
    before, after = message.before(mention.start), message.after(mention.end)
    if asked != "timeline" and _describes(message, mention):
        return 0
    around = before + message.plain[mention.start : mention.end] + after
    goal = bool(_GOAL.search(around))
    if asked != "timeline" and (not mention.clear or (mention.loose and not goal)):
        return 0
    if asked != "timeline":
        if asked == "slot" and not LIVE.search(around):
            return 0
        if TALK.search(around) and not LIVE.search(around):
            return 0
        if _OTHERS.search(before) and not _BY_THEN.search(message.plain, mention.end):
            return 0
    if _history(message, before, mention):
        return 0
    if goal or asked == "timeline":
        return 3 if LIVE.search(around) else 2
    # "March Capital" is no month where the company was asked for.
    return int(asked not in {"company", "name"} and _alone(message, mention))


def _alone(message: Message, mention: When) -> bool:
    """Whether little else is said beside a date that no goal explains: "CTO, 40k, Q3" has a timeline."""
    plain = message.plain
    if _DEADLINE.match(plain, mention.start):
        return True
    around = replies.comma_clause(plain, mention.start, mention.end)
    words = len(_WORD.findall(around)) - len(_WORD.findall(plain[mention.start : mention.end]))
    return words <= 3 and not message.sentence(mention.start, mention.end).rstrip().endswith("?")


def _period_of_money(message: Message, mention: When, asked: str | None) -> bool:
    """Whether the words are the budget's to read: "20k this year"."""
    text = message.plain[mention.start : mention.end]
    return asked != "timeline" and text == "this year" and _describes(message, mention)


def _history(message: Message, before: str, mention: When) -> bool:
    """Whether the date is one of the past: "we started in March"."""
    if not _HISTORY.search(before) or _STILL.search(before):
        return False
    own = re.split(r"[,;:]", before)[-1]
    if own == before or _HISTORY.search(own):
        return True
    # "We moved offices in 2021, and by 31 May the new platform has to stand."
    return not _STILL.search(own + message.after(mention.end))


def _describes(message: Message, mention: When) -> bool:
    """Whether the date is one of data or of money: "predict next month's demand", "the budget for 2027"."""
    text, before = message.plain[mention.start : mention.end], message.plain[: mention.start][-60:]
    if _MONEY_COMES.search(before):
        return True
    if _RELATED.match(text):
        return False
    if _DATA.match(message.plain, mention.end) or _MODEL.search(before):
        return True
    money = _MONEY_BEFORE.search(before)
    if not _MONEY_YEAR.match(text):
        return False
    linked = money and (money["link"].strip() or text.startswith(("this", "for", "of")))
    return bool(linked or (text.startswith("this") and _MONEY_BEHIND.match(message.plain, mention.end)))


def _wish_and_fallback(plain: str, left: When, right: When) -> When | None:
    """ "Ideally Q2, worst case Q3" is all of Q2 and Q3, in either order."""
    around = plain[max(0, left.start - 25) : right.end + 18]
    if right.start - left.end > 40 or not (
        _AT_WORST.search(around) or (_WISHED.search(around) and _LATEST.search(around))
    ):
        return None
    if left.last is None or right.last is None:
        return None
    wished = min(left, right, key=lambda when: when.last or date.max)
    return replace(left, end=right.end, first=wished.first, last=max(left.last, right.last))


def _chosen(message: Message, rated: list[tuple[int, When]], today: date) -> When | None:
    """The surest, of equals the last; after a correction the last; "after May, before July" is one range."""
    if not rated:
        return None
    last = rated[-1][1]
    if len(rated) > 1:
        left, gap = rated[-2][1], message.plain[rated[-2][1].end : last.start]
        if _CORRECTED.search(gap):
            return last
        if wish := _wish_and_fallback(message.plain, left, last):
            return wish
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
