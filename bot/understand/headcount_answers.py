"""Answers to "how many people are you?", which may be a bare number."""

from __future__ import annotations

import re

from bot.understand import heads
from bot.understand.facts import CompanySize, Said
from bot.understand.message import Message, Span

_BARE_SIZE = re.compile(
    rf"(?P<bound>{heads.ABOUT}\s*)?(?<![\w.,$€£'-])(?P<n>{heads.NUMBER})(?:\s*(?:-|to|and"
    rf"|or)\s*(?P<n2>{heads.NUMBER})|(?!\s*-\s*\d))"
    r"(?P<plus>\s?\+| or more| plus)?(?:-?ish)?(?![\w%]|[.,]\d)"
    # Only words that say no other noun may follow: "200 servers" counts no people.
    r"(?=\s*(?:$|[^\w\s%€$£'/]|\n|(?:or so|in|total|all|altogether|overall|now|today|currently|at|right|give"
    r"|across"
    r"|worldwide|globally|incl\w*|excl\w*|plus|with|without|and|but|so|maybe|i|if|as|last|strong|here|on"
    r"|around|roughly"
    r"|approx\w*|more or less|by now|bracket|range|band|category|full|part|permanent|not|nos|counting|when"
    r"|since|depending|we|thereabouts|only"
    rf"|{heads.PEOPLE})\b))"
)
_YEAR = re.compile(
    r"\b(?:since|founded|established|est\.?|in|from|started|year|incorporated|by|until|of)\s*$"
)
# "Fortune 500" ranks companies.
_RANKED = re.compile(r"\b(?:fortune|ftse|s&p|forbes|global|dax|mdax|top)\s*$")
_PAST = re.compile(r"\b(?:were|was|had|used to be)\b[^\d.;]{0,12}$|\bnot (?:about )?$")
_SOLO = re.compile(
    r"\b(?:just me|only me|me alone|solo|one[- ]man(?: show)?|myself|self[- ]employed|freelanc\w+"
    r"|sole (?:trader|proprietor)|me, myself and i|one[- ]person|i'm alone|it's me|me only)\b"
)
_ME_AND = re.compile(
    r"\b(?:me|myself|i)(?:,? (?:and|plus|\+|&) |, )(?:(?P<one>(?:my|a|one) [a-z-]+)"
    rf"|(?P<n>{heads.NUMBER})(?: [a-z-]+)?)[\W_]*$"
)


def find(message: Message, spans: list[Span], found: Said | None) -> tuple[Said | None, list[Span]]:
    """The answer, and `spans` with its place; `found` is what was read already, `spans` are all counts."""
    if together := _ME_AND.search(message.plain):
        others = 1 if together["one"] else heads.people(together["n"])
        return Said(CompanySize(1 + others, 1 + others), message.quote(*together.span())), [
            *spans,
            together.span(),
        ]
    bare: Said | None = None
    for match in _BARE_SIZE.finditer(message.plain, found.quote.end if found else 0):
        left = message.plain[max(0, match.start() - 20) : match.start()]
        old = (
            _PAST.search(left)
            or _RANKED.search(left)
            or (re.fullmatch(r"(?:19|20)\d\d", match["n"]) and _YEAR.search(left))
        )
        if any(start <= match.start("n") < end for start, end in spans) or old:
            continue
        between = message.plain[bare.quote.end : match.start()] if bare else ""
        if (not bare or heads.CORRECTED.search(between)) and (
            value := heads.between(match, match["bound"] or "")
        ):
            bare = Said(value, message.quote(*match.span()))
    if bare:
        return bare, [*spans, (bare.quote.start, bare.quote.end)]
    if not found and (alone := _SOLO.search(message.plain)):
        return Said(CompanySize(1, 1), message.quote(*alone.span())), [*spans, alone.span()]
    return found, spans
