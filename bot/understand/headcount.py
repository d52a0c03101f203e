"""Company size: the people that the visitor's company employs, not users, customers or one team."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.understand import headcount_answers, heads
from bot.understand.facts import Said
from bot.understand.message import Message, Span
from bot.understand.openings import Opened

_COUNTED = (
    rf"(?<![\w.,$€£])(?P<n>{heads.NUMBER})(?:\s*(?:-|to|and|or)\s*(?P<n2>{heads.NUMBER}))?(?P<plus>\s?\+"
    r"| or more| plus)?"
    r"(?P<unit>(?:-?ish)?[ -]*(?:(?:strong|large|big|full[- ]time|permanent|total|active|office"
    rf"|internal|odd|good|hard-?working|dedicated) )*{heads.PEOPLE}\b| strong\b|-(?:person|people|employee"
    r"|man"
    r"|strong|head)\b)"
)
_SIZE = re.compile(rf"(?P<bound>{heads.ABOUT}\s*)?{_COUNTED}")
_HEADS = Opened(_COUNTED)
_BOUND = re.compile(rf"{heads.ABOUT}\s*\Z")
_SIZE_OF = Opened(
    r"\b(?:(?:a |the )?(?P<whole>team|company|firm|startup|staff|workforce|headcount|organi[sz]ation"
    r"|business"
    r"|agency|shop|crew|group)(?: size)?(?: is| of| has| with|:| of about| is about| of around| around"
    r"| about)+"
    r"|the (?:whole |entire |rest of the )?(?P<all>company|firm|group"
    r"|organi[sz]ation)(?: as a whole)?(?: about"
    r"| around| roughly)?|headcount:?|company size:?|(?:we're|we are|we r|we have)(?: now| currently| only"
    r"| just)?(?: about"
    r"| around"
    r"| roughly| approximately| like| some| over| almost)?|(?:we |company )?employ(?:s|ing)?(?: about"
    r"| around| roughly"
    r"| over)?|(?<!\d )(?:(?:no\.?|number|#) of )?(?:employees|staff|people|workers)(?: count| is| are|:)*"
    r"|employee count:?|size:?)"
    rf"\s*(?P<n>{heads.NUMBER})(?:\s*(?:-|to)\s*(?P<n2>{heads.NUMBER}))?(?P<plus>\s?\+)?(?=\s*(?:$"
    r"|[,.;!?)\n]|\band\b|\bat\b"
    r"|\bin (?:total|all)\b|\bnow\b|\bhere\b|\bacross\b|\bworldwide\b|\bso\b|\bbut\b))"
)
_TEAM = (
    r"(?:data|it|analytics|bi|marketing|finance|sales|engineering|support|product|dev|development|hr"
    r"|operations|ops"
    r"|accounting|procurement|reporting|tech)"
)
_NOT_EMPLOYED = re.compile(
    r"\s*(?:(?:would|will|should|could|can|need|who need|using|use|that use|to use|log|access|sign|visit"
    r"|attend\w*|signed|registered|on the (?:waiting )?list|per (?:day|month)|a (?:day|month)|in (?:the "
    rf"|our |my )?(?:(?:[a-z]+ )?(?:team|department|room|unit|group|call|meeting)|{_TEAM}\b|it\b|data\b)"
    rf"|on (?:the|our|my) (?:[a-z]+ )?team|{_TEAM} (?:team|department|squad)"
    r"|work(?:ing)? (?:in|on|with) (?:the |our )?(?:data|it|analytics|bi|marketing|finance|this|reports?"
    r"|excel)"
    r"|each\b|last year|a year ago|back then|years ago|at the time|before (?:the|that|covid)"
    r"|(?:to|just to|whose (?:only )?job|involved|in charge|responsible)\b)|'s? )"
)
# "Four people sit typing it in Excel": some of the staff at a task, unless they are "we".
_AT_A_TASK = re.compile(
    r"(?: who| that)?(?: (?:are|is|have been|keep|just|all|only|currently|still|now))* (?!(?:working"
    r"|including"
    r"|excluding|counting|according|depending|during)\b)(?:[a-z]{3,}ing\b|sit\b|sits\b|spend|type\b|copy\b"
    r"|do\b|does\b"
    r"|enter\b|fill\b|check\b|handle|manage\b|maintain|prepare|build\b|collect|update\b|look\b|waste"
    r"|manually\b|full time"
    r" (?:on|just)\b|touch|share\b|edit\b|merge\b)"
)
_WE = re.compile(
    r"\b(?:we|we're|we r|employ\w*|company|firm|business|startup)(?: (?:are|is|of|with|has|about|around|now"
    r"|a))*\s*$"
)
_WE_HAVE = re.compile(r"\bwe (?:have|got|need)\b[^.!?]{0,12}$")
_FOR_PEOPLE = re.compile(
    r"\b(?:for|seats? for|licen[cs]es? for|train|onboard|invite|reach|serv(?:e|es|ing)|hir(?:e|ed|ing)"
    r"|laid off|lay off|fired|access (?:for|to)|by|lost|grow(?:ing)? to|were|was|used to be|had|interview\w*"
    r"|met|(?:start(?:ing)?|begin) with|(?:sen[dt]|mail\w*|deliver\w*|shown?|distributed|given|visible) to"
    r"|when|while"
    r"|whether (?:we are|we're|it'?s)|if (?:we are|we're|we were|we had|it'?s)|there(?:'d| would| will"
    r"|'ll) be|how many"
    r"|other (?:companies|firms|teams|customers|businesses) (?:of|with)|add(?:ing)?|told (?:you|u)|said|wrote"
    r"|typed)\s+"
    r"(?:about |around |roughly |the |all |our |only |up to |another |i )*$|\b(?:data|it|bi|analytics"
    r"|marketing|sales|finance"
    r"|engineering|support"
    r"|product|dev|my) (?:team|department)(?: is| of| has| with|:)?(?: about| around| only)?\s*$"
)


def find(message: Message, *, asked: str | None) -> tuple[Said | None, list[Span]]:
    """How many people the company employs, and where heads of any kind are counted; users are none."""
    spans: list[Span] = []
    found: Said | None = None
    for match in _sizes(message):
        spans.append(match.span())
        bound = match["bound"] or ""
        # "Grown from 20 to 65 people" is 65.
        grown = bound.strip() == "from" and match["n2"] and _GROWN.search(message.plain, 0, match.start())
        value = heads.exactly(match["n2"]) if grown else heads.between(match, bound)
        if not _employed(message.plain, match) or not value:
            continue
        between = message.plain[found.quote.end : match.start()] if found else ""
        # "120 employees, 30 of them in the factory" is 120; "40 people, no, 55 people" is 55.
        if not found or heads.CORRECTED.search(between) or _IN_ALL.match(message.plain, match.end()):
            found = Said(value, message.quote(*match.span()))
    if not found:
        found = _instead(message, spans) or _size_of(message, asked)
        spans += [(found.quote.start, found.quote.end)] if found else []
    if asked == "company_size" and (not found or _LATER.search(message.plain, found.quote.end)):
        return headcount_answers.find(message, spans, found)
    return found, spans


_GROWN = re.compile(
    r"\b(?:gr[oe]w(?:n|ing)?|went|gone|going|expand\w*|scal\w+|up|doubled|tripled|shr[aiu]nk(?:en)?|down"
    r"|cut)\s*\Z"
)


def _sizes(message: Message) -> Iterator[re.Match[str]]:
    """Every match of _SIZE: its number is looked for first, then the bound before it."""
    done = 0
    for counted in _HEADS.finditer(message):
        bound = _BOUND.search(message.plain, done, counted.start())
        if match := _SIZE.match(message.plain, bound.start() if bound else counted.start()):
            done = match.end()
            yield match


# "Our clients have 50 to 500 employees."
_THEIRS = re.compile(
    r"\b(?:customers?|clients?|suppliers?|competit(?:ors?|ion)|prospects?|vendors?|partners?|accounts"
    r"|companies|firms"
    r"|businesses|organi[sz]ations)(?: (?:who|that|which|usually|mostly|typically|all|each|often|in [a-z]+))*"
    r" (?:have|has|having|had|with|of|from|are|employ|between)\s*$"
)


def _employed(plain: str, match: re.Match[str]) -> bool:
    left = plain[max(0, match.start() - 40) : match.start()]
    if _FOR_PEOPLE.search(left) or _THEIRS.search(left) or _NOT_EMPLOYED.match(plain, match.end()):
        return False
    ours = _WE.search(left) and not _WE_HAVE.search(left)
    return bool(ours or not _AT_A_TASK.match(plain, match.end()))


# "I told you 100 people, but it's 140": the number alone holds.
_INSTEAD = re.compile(
    r"\b(?:but|actually|it'?s|it is|we're|make (?:it|that)|should be|meant?)(?: actually| now| really"
    rf"| about)* (?P<n>{heads.NUMBER})"
    r"(?![\w%]|[.,]\d)"
)


def _instead(message: Message, counted: list[Span]) -> Said | None:
    if not counted or not re.search(r"\b(?:told|said|wrote|typed)\b", message.plain[: counted[0][0]]):
        return None
    match = _INSTEAD.search(message.plain, counted[-1][1])
    return Said(heads.exactly(match["n"]), message.quote(*match.span())) if match else None


_LATER = re.compile(
    r"(?:[,.;-]\s*|\b)(?:no|sorry|wait|actually|i mean|i meant|rather|correction|make (?:that"
    r"|it))\b[^\d\n]{0,20}\d"
)
_IN_ALL = re.compile(
    r"\s*(?:in total|in all|overall|altogether|worldwide|globally|company[- ]wide|group[- ]wide|across the)"
)


def _size_of(message: Message, asked: str | None) -> Said | None:
    found: Said | None = None
    for match in _SIZE_OF.finditer(message):
        left = message.plain[max(0, match.start() - 20) : match.end("n")]
        if re.search(
            rf"\b(?:{_TEAM}|my|budget|sample)\s+(?:team|department|size)|\bfor (?:a |an |the "
            rf"|our )?(?:small )?team",
            left,
        ):
            continue
        formed = match.group().startswith("size") and "company" in message.plain[: match.start()]
        if match.group().startswith(("we have", "size")) and asked != "company_size" and not formed:
            continue
        # "a team of 12 in a company of 400": the company counts.
        if (value := heads.between(match, "over" if "over" in match.group() else "")) and (
            not found
            or match["all"]
            or match["whole"] in {"company", "firm", "organisation", "organization", "business", "group"}
        ):
            found = Said(value, message.quote(*match.span()))
    return found
