"""Company size: the people that the visitor's company employs, not users, customers or one team."""

from __future__ import annotations

import re

from bot.understand import amounts
from bot.understand.facts import CompanySize, Said
from bot.understand.message import Message, Span

_N = rf"(?:{amounts.DIGITS}\s?k?|{amounts.WORDS}|a few hundred)"
_PEOPLE = (
    r"(?:people|persons?|employees?|staff(?: members)?|colleagues|team ?members|co-?workers|ftes?"
    r"|full[- ]time(?: employees)?|heads|headcount|workers|folks|man|souls|associates|of us|mitarbeiter)"
)
_SIZE = re.compile(
    rf"(?P<bound>(?:over|more than|at least|above|north of|upwards of|>=?|less than|under|fewer than|below"
    rf"|up to|max(?:imum)?|<=?|at most|almost|nearly|around|about|roughly|approx\.?|approximately|~|circa"
    rf"|ca\.?|between|from|some)\s*)?"
    rf"(?<![\w.,$€£])(?P<n>{_N})(?:\s*(?:-|to|and|or)\s*(?P<n2>{_N}))?(?P<plus>\s?\+| or more| plus)?"
    rf"(?P<unit>[ -]*(?:(?:strong|large|big|full[- ]time|permanent|total|active|office"
    rf"|internal) )?{_PEOPLE}\b| strong\b|-(?:person|people|employee|man|strong|head|seat)\b)"
)
_SIZE_OF = re.compile(
    rf"\b(?:(?:a |the )?(?:team|company|firm|startup|staff|workforce|headcount|organi[sz]ation|business"
    rf"|agency|shop|crew|group)(?: size)?(?: is| of|:| of about| is about| of around| around| about)+"
    rf"|headcount:?|company size:?|(?:we're|we are|we have)(?: now| currently| only| just)?(?: about"
    rf"| around| roughly| approximately| like| some| over| almost)?"
    rf"|we employ(?: about| around| roughly| over)?|employees:?|size:?)\s*(?P<n>{_N})(?:\s*(?:-"
    rf"|to)\s*(?P<n2>{_N}))?(?P<plus>\s?\+)?(?=\s*(?:$|[,.;!?)]|\band\b|\bat\b|\bin (?:total|all)\b|\bnow\b"
    rf"|\bhere\b|\bacross\b|\bworldwide\b|\bso\b|\bbut\b))"
)
_NOT_EMPLOYED = re.compile(
    r"\s*(?:(?:would|will|should|could|can|need|who need|using|use|that use|to use|log|access|sign|visit"
    r"|attend\w*|signed|registered|on the (?:waiting )?list|per (?:day|month)|a (?:day|month)|in (?:the "
    r"|our |my )?(?:(?:[a-z]+ )?(?:team|department|room|unit|group|call|meeting)|it\b|data\b|marketing"
    r"|finance|sales|engineering|analytics|support|product|bi\b)|on (?:the|our|my) (?:[a-z]+ )?team"
    r"|work(?:ing)? (?:in|on) (?:the |our )?(?:data|it|analytics|bi|marketing|finance)))"
)
_FOR_PEOPLE = re.compile(
    r"\b(?:for|seats? for|licen[cs]es? for|train|onboard|invite|reach|serv(?:e|es|ing)|hire|hiring"
    r"|laid off|lay off|fired|access (?:for|to)|by)\s+(?:about |around |roughly |the |all |our "
    r"|up to )*$|\b(?:data|it|bi|analytics|marketing|sales|finance|engineering|support|product|dev"
    r"|my) (?:team|department)(?: is| of| has| with)?(?: about| around| only)?\s*$"
)


def find(message: Message, *, asked: str | None) -> tuple[Said | None, list[Span]]:
    """How many people the company employs, and where heads of any kind are counted; users are none."""
    spans: list[Span] = []
    found: Said | None = None
    for match in _SIZE.finditer(message.plain):
        if _FOR_PEOPLE.search(
            message.plain[max(0, match.start() - 40) : match.start()]
        ) or _NOT_EMPLOYED.match(message.plain, match.end()):
            spans.append(match.span())
        elif value := _range(match, match["bound"] or ""):
            spans.append(match.span())
            found = Said(value, message.quote(*match.span()))
    if not found:
        for match in _SIZE_OF.finditer(message.plain):
            left = message.plain[max(0, match.start() - 20) : match.end("n")]
            if not re.search(
                r"\b(?:data|it|bi|analytics|marketing|sales|finance|engineering|support|product|dev|budget"
                r"|sample)\s+(?:team|department|size)",
                left,
            ) and (value := _range(match, "over" if "over" in match.group() else "")):
                if match.group().startswith(("we have", "size")) and asked != "company_size":
                    continue
                return Said(value, message.quote(*match.span())), [*spans, match.span()]
    if not found and asked == "company_size":
        return _bare_size(message, spans)
    return found, spans


_BARE_SIZE = re.compile(
    rf"(?P<bound>(?:over|more than|at least|above|>=?|less than|under|fewer than|below|up to|<=?|at most"
    rf"|around|about|roughly|approx\.?|~|between|maybe|circa)\s*)?(?<![\w.,$€£])(?P<n>{_N})(?:\s*(?:-|to"
    rf"|and|or)\s*(?P<n2>{_N}))?(?P<plus>\s?\+| or more| plus)?"
    r"(?!\s*(?:users|customers|clients|%|years?|months?|weeks?|eur|usd|€|\$|countries|offices|locations"
    r"|days))(?![\w%]|[.,]\d)"
)
_SOLO = re.compile(
    r"\b(?:just me|only me|me alone|solo|one[- ]man(?: show)?|myself|self[- ]employed|freelanc\w+"
    r"|sole trader|me, myself and i|one[- ]person|i'm alone)\b"
)


def _bare_size(message: Message, spans: list[Span]) -> tuple[Said | None, list[Span]]:
    for match in _BARE_SIZE.finditer(message.plain):
        if match.span() not in spans and (value := _range(match, match["bound"] or "")):
            return Said(value, message.quote(*match.span())), [*spans, match.span()]
    if alone := _SOLO.search(message.plain):
        return Said(CompanySize(1, 1), message.quote(*alone.span())), [*spans, alone.span()]
    return None, spans


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
        if (
            bound.strip() in {"over", "more than", "at least", "above", "north of", "upwards of", ">", ">="}
            or match["plus"]
        ):
            return CompanySize(low, None)
        if bound.strip() in {
            "less than",
            "under",
            "fewer than",
            "below",
            "up to",
            "max",
            "maximum",
            "<",
            "<=",
            "at most",
        }:
            return CompanySize(None, high)
    return CompanySize(low, high)


def _people(text: str) -> int:
    if text == "a few hundred":
        return 300
    thousands = text.rstrip().endswith("k")
    return int(amounts.parse(text.rstrip("k "), scaled=thousands) * (1000 if thousands else 1))
