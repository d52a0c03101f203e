"""Countries and cities by their English names (Babel's CLDR data), and the one that the visitor is in."""

from __future__ import annotations

import re
from functools import lru_cache

from babel import Locale
from babel.core import get_global

from bot.understand.facts import Said
from bot.understand.message import Message

_SHORT = {
    "usa": "US",
    "us": "US",
    "u.s.": "US",
    "u.s": "US",
    "u.s.a.": "US",
    "the states": "US",
    "america": "US",
    "united states of america": "US",
    "uk": "GB",
    "u.k.": "GB",
    "england": "GB",
    "scotland": "GB",
    "wales": "GB",
    "britain": "GB",
    "great britain": "GB",
    "northern ireland": "GB",
    "deutschland": "DE",
    "holland": "NL",
    "the netherlands": "NL",
    "uae": "AE",
    "emirates": "AE",
    "czech republic": "CZ",
    "korea": "KR",
    "russia": "RU",
    "österreich": "AT",
    "schweiz": "CH",
    "españa": "ES",
    "italia": "IT",
    "turkey": "TR",
    "ivory coast": "CI",
    "hong kong": "HK",
    "macau": "MO",
    "brasil": "BR",
    "méxico": "MX",
    "bosnia": "BA",
    "burma": "MM",
}
_BASED = re.compile(
    r"\b(?:based(?: out of)?|located|headquartered|headquarters|hq|offices?|registered|incorporated|live"
    r"|living|sit|sitting|operat\w+|company|startup|firm|business|we're|we are|i'm|i am|work(?:ing)?|people"
    r"|employees|bank|retailer|agency|here|team|"
    r"manufacturer|fintech|from|located)\b[^.;!?]{0,25}$|^[\s\W]*(?:in |from )?(?:the )?$"
)


# Large cities that name no time zone.
_CITIES = (
    "munich hamburg frankfurt cologne barcelona milan lyon geneva basel manchester birmingham edinburgh "
    "glasgow bristol leeds boston seattle austin dallas houston atlanta miami san francisco philadelphia "
    "washington montreal mumbai bangalore bengaluru delhi pune hyderabad chennai osaka rotterdam antwerp "
    "porto valencia gothenburg "
)
# In capitals only: "us" and "in us" are words.
_US = re.compile(r"(?:\b(?:in|from) (?:the )?|^\s*)(?P<us>US|USA|U\.S\.A?\.?|UK|UAE)(?![\w-])")


@lru_cache(maxsize=1)
def _countries() -> tuple[dict[str, str], re.Pattern[str]]:
    english = Locale.parse("en").territories
    names = {
        spoken.lower(): code
        for code, spoken in english.items()
        if len(code) == 2 and code.isalpha() and code not in {"EU", "EZ", "UN", "ZZ", "XA", "XB", "QO"}
    } | _SHORT
    words = sorted((word for word in names if len(word) > 2 or word == "uk"), key=len, reverse=True)
    return names, re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, words))})(?![\w-])")


@lru_cache(maxsize=1)
def _cities() -> frozenset[str]:
    zones = {zone.rsplit("/", 1)[-1].replace("_", " ").lower() for zone in get_global("zone_territories")}
    return frozenset(
        zones
        | set(_CITIES.split())
        | {"new york", "los angeles", "san francisco", "san diego", "the hague", "tel aviv", "cape town"}
    )


def is_place(words: str) -> bool:
    """Whether these lower-case words name a country or a city, so that they are no company."""
    names, _ = _countries()
    words = words.removeprefix("the ")
    return words in names or words in _cities()


def find(message: Message, *, asked: str | None) -> Said | None:
    """The country that the company is in, as ISO 3166-1 alpha-2."""
    names, pattern = _countries()
    for match in pattern.finditer(message.plain):
        left = message.plain[max(0, match.start() - 45) : match.start()]
        if asked == "country" or (
            re.search(r"\b(?:in|from|of)\s+(?:the )?$|,\s*$|\b(?:is|are|be)\s+$", left)
            and _BASED.search(left)
        ):
            return Said(names[match.group()], message.quote(*match.span()))
    short = _US.search(message.cased)
    near = message.plain[max(0, short.start() - 30) : short.start("us")] if short else ""
    if short and (asked == "country" or _BASED.search(near)):
        return Said(names[short["us"].lower()], message.quote(*short.span("us")))
    if asked == "country":
        words = message.plain.strip(" .!,")
        if code := names.get(words):
            return Said(code, message.quote(0, len(message.raw)))
    return None
