"""Company size: the people that the visitor's company employs, not users, customers or one team."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.understand import amounts
from bot.understand.facts import CompanySize, Said
from bot.understand.message import Message, Span
from bot.understand.openings import Opened

_N = rf"(?:{amounts.DIGITS}\s?k?|{amounts.WORDS}|a few hundred)"
_PEOPLE = (
    r"(?:people|ppls?|persons?|peoples|employ\w{0,2}es*|emplyees|emps?|staffs?(?: members)?|staffers"
    r"|colleagues"
    r"|team ?(?:members|mates)|co-?workers|ftes?|full[- ]time(?:rs?| employees)?|heads|headcount|workers"
    r"|workforce"
    r"|personnel|folks|man|souls|associates|of us|humans|mitarbeite(?:r(?:innen)?|nde)|salariés|empleados"
    r"|funcion[aá]rios|dipendenti|medewerkers|collaborateurs)"
)
_ABOUT = (
    r"(?:over|more than|at least|above|north of|upwards of|>=?|less than|under|fewer than|below|up to"
    r"|max(?:imum)?"
    r"|<=?|at most|almost|nearly|around|about|roughly|approx\.?|approximately|~|circa|ca\.?|between|from|some"
    r"|maybe)"
)
_COUNTED = (
    rf"(?<![\w.,$€£])(?P<n>{_N})(?:\s*(?:-|to|and|or)\s*(?P<n2>{_N}))?(?P<plus>\s?\+| or more| plus)?"
    rf"(?P<unit>(?:-?ish)?[ -]*(?:(?:strong|large|big|full[- ]time|permanent|total|active|office"
    rf"|internal|odd|good|hard-?working|dedicated) )*{_PEOPLE}\b| strong\b|-(?:person|people|employee|man"
    rf"|strong|head)\b)"
)
_SIZE = re.compile(rf"(?P<bound>{_ABOUT}\s*)?{_COUNTED}")
_HEADS = Opened(_COUNTED)
_BOUND = re.compile(rf"{_ABOUT}\s*\Z")
_SIZE_OF = Opened(
    rf"\b(?:(?:a |the )?(?P<whole>team|company|firm|startup|staff|workforce|headcount|organi[sz]ation"
    rf"|business"
    rf"|agency|shop|crew|group)(?: size)?(?: is| of| has| with|:| of about| is about| of around| around"
    rf"| about)+"
    rf"|headcount:?|company size:?|(?:we're|we are|we r|we have)(?: now| currently| only| just)?(?: about"
    rf"| around"
    rf"| roughly| approximately| like| some| over| almost)?|(?:we |company )?employ(?:s|ing)?(?: about"
    rf"| around| roughly"
    rf"| over)?|(?<!\d )(?:(?:no\.?|number|#) of )?(?:employees|staff|people|workers)(?: count| is| are|:)*"
    rf"|employee count:?|size:?)"
    rf"\s*(?P<n>{_N})(?:\s*(?:-|to)\s*(?P<n2>{_N}))?(?P<plus>\s?\+)?(?=\s*(?:$|[,.;!?)\n]|\band\b|\bat\b"
    rf"|\bin (?:total|all)\b|\bnow\b|\bhere\b|\bacross\b|\bworldwide\b|\bso\b|\bbut\b))"
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
    r"|last year|a year ago|back then|years ago|at the time|before (?:the|that|covid)"
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
        if not _employed(message.plain, match) or not (value := _range(match, match["bound"] or "")):
            continue
        between = message.plain[found.quote.end : match.start()] if found else ""
        # "120 employees, 30 of them in the factory" is 120; "40 people, no, 55 people" is 55.
        if not found or _CORRECTED.search(between) or _IN_ALL.match(message.plain, match.end()):
            found = Said(value, message.quote(*match.span()))
    if not found:
        found = _instead(message, spans) or _size_of(message, asked)
        spans += [(found.quote.start, found.quote.end)] if found else []
    if asked == "company_size" and (not found or _LATER.search(message.plain, found.quote.end)):
        return _bare_size(message, spans, found)
    return found, spans


def _sizes(message: Message) -> Iterator[re.Match[str]]:
    """Every match of _SIZE: its number is looked for first, then the bound before it."""
    done = 0
    for heads in _HEADS.finditer(message):
        bound = _BOUND.search(message.plain, done, heads.start())
        if match := _SIZE.match(message.plain, bound.start() if bound else heads.start()):
            done = match.end()
            yield match


def _employed(plain: str, match: re.Match[str]) -> bool:
    left = plain[max(0, match.start() - 40) : match.start()]
    if _FOR_PEOPLE.search(left) or _NOT_EMPLOYED.match(plain, match.end()):
        return False
    ours = _WE.search(left) and not _WE_HAVE.search(left)
    return bool(ours or not _AT_A_TASK.match(plain, match.end()))


# "I told you 100 people, but it's 140": the number alone holds.
_INSTEAD = re.compile(
    rf"\b(?:but|actually|it'?s|it is|we're|make (?:it|that)|should be|meant?)(?: actually| now| really"
    rf"| about)* (?P<n>{_N})"
    r"(?![\w%]|[.,]\d)"
)


def _instead(message: Message, counted: list[Span]) -> Said | None:
    if not counted or not re.search(r"\b(?:told|said|wrote|typed)\b", message.plain[: counted[0][0]]):
        return None
    match = _INSTEAD.search(message.plain, counted[-1][1])
    return (
        Said(CompanySize(_people(match["n"]), _people(match["n"])), message.quote(*match.span()))
        if match
        else None
    )


_CORRECTED = re.compile(r"\b(?:no|sorry|wait|actually|i mean|meant|rather|correction|make that|now)\b")
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
        if match.group().startswith(("we have", "size")) and asked != "company_size":
            continue
        # "a team of 12 in a company of 400": the company counts.
        if (value := _range(match, "over" if "over" in match.group() else "")) and (
            not found
            or match["whole"] in {"company", "firm", "organisation", "organization", "business", "group"}
        ):
            found = Said(value, message.quote(*match.span()))
    return found


_BARE_SIZE = re.compile(
    rf"(?P<bound>{_ABOUT}\s*)?(?<![\w.,$€£'-])(?P<n>{_N})(?:\s*(?:-|to|and|or)\s*(?P<n2>{_N}))?"
    r"(?P<plus>\s?\+| or more| plus)?(?:-?ish)?(?![\w%]|[.,]\d)"
    # Only words that say no other noun may follow: "200 servers" counts no people.
    rf"(?=\s*(?:$|[^\w\s%€$£'/]|\n|(?:or so|in|total|all|altogether|overall|now|today|currently|at|right|give"
    rf"|across"
    r"|worldwide|globally|incl\w*|excl\w*|plus|with|without|and|but|so|maybe|i|if|as|last|strong|here|on"
    r"|around|roughly"
    rf"|approx\w*|more or less|full|part|permanent|not|nos|counting|when|since|depending|we|thereabouts|only"
    rf"|{_PEOPLE})\b))"
)
_YEAR = re.compile(
    r"\b(?:since|founded|established|est\.?|in|from|started|year|incorporated|by|until|of)\s*$"
)
_PAST = re.compile(r"\b(?:were|was|had|used to be)\b[^\d.;]{0,12}$|\bnot (?:about )?$")
_SOLO = re.compile(
    r"\b(?:just me|only me|me alone|solo|one[- ]man(?: show)?|myself|self[- ]employed|freelanc\w+"
    r"|sole (?:trader|proprietor)|me, myself and i|one[- ]person|i'm alone|it's me|me only)\b"
)
_ME_AND = re.compile(
    rf"\b(?:me|myself|i)(?:,? (?:and|plus|\+|&) |, )(?:(?P<one>(?:my|a|one) [a-z-]+)"
    rf"|(?P<n>{_N})(?: [a-z-]+)?)[\W_]*$"
)


def _bare_size(message: Message, spans: list[Span], found: Said | None) -> tuple[Said | None, list[Span]]:
    if together := _ME_AND.search(message.plain):
        others = 1 if together["one"] else _people(together["n"])
        return Said(CompanySize(1 + others, 1 + others), message.quote(*together.span())), [
            *spans,
            together.span(),
        ]
    bare: Said | None = None
    for match in _BARE_SIZE.finditer(message.plain, found.quote.end if found else 0):
        left = message.plain[max(0, match.start() - 20) : match.start()]
        old = _PAST.search(left) or (re.fullmatch(r"(?:19|20)\d\d", match["n"]) and _YEAR.search(left))
        if any(start <= match.start("n") < end for start, end in spans) or old:
            continue
        between = message.plain[bare.quote.end : match.start()] if bare else ""
        if (not bare or _CORRECTED.search(between)) and (value := _range(match, match["bound"] or "")):
            bare = Said(value, message.quote(*match.span()))
    if bare:
        return bare, [*spans, (bare.quote.start, bare.quote.end)]
    if not found and (alone := _SOLO.search(message.plain)):
        return Said(CompanySize(1, 1), message.quote(*alone.span())), [*spans, alone.span()]
    return found, spans


_MORE = {"over", "more than", "at least", "above", "north of", "upwards of", ">", ">="}
_LESS = {"less than", "under", "fewer than", "below", "up to", "max", "maximum", "<", "<=", "at most"}


def _range(match: re.Match[str], bound: str) -> CompanySize | None:
    low = _people(match["n"])
    high = _people(match["n2"]) if match["n2"] else low
    if (
        match["n2"]
        and match["n2"].rstrip().endswith("k")
        and not match["n"].rstrip().endswith("k")
        and low < 1000
    ):
        low *= 1000
    if not 0 < low <= high <= 5_000_000:
        return None
    if not match["n2"]:
        if bound.strip() in _MORE or match["plus"]:
            return CompanySize(low, None)
        if bound.strip() in _LESS:
            return CompanySize(None, high)
    return CompanySize(low, high)


def _people(text: str) -> int:
    if text == "a few hundred":
        return 300
    thousands = text.rstrip().endswith("k")
    return int(amounts.parse(text.rstrip("k "), scaled=thousands) * (1000 if thousands else 1))
