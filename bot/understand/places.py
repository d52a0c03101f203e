"""Countries and cities by name (Babel's CLDR data), as ISO 3166-1 alpha-2 codes."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from functools import lru_cache

from babel import Locale
from babel.core import get_global

from bot.understand.openings import Opened

# What CLDR's English names lack: short forms, older names, and a country's name for itself.
_SHORT = {
    "AE": "uae|u.a.e.|emirates",
    "AT": "österreich|oesterreich",
    "BA": "bosnia",
    "BE": "belgique|belgië|belgien",
    "BR": "brasil",
    "CH": "schweiz|suisse|svizzera",
    "CI": "ivory coast",
    "CN": "prc|mainland china",
    "CZ": "czech republic|česko|czechia",
    "DE": "deutschland|allemagne|alemania",
    "DK": "danmark",
    "ES": "españa|spanien|espagne",
    "FI": "suomi",
    "FR": "frankreich|francia",
    "GB": "uk|u.k.|u.k|england|scotland|wales|britain|great britain|northern ireland",
    "HK": "hong kong",
    "HU": "magyarország|ungarn",
    "IE": "republic of ireland|éire",
    "IT": "italia|italien|italie",
    "KR": "korea|south korea|republic of korea",
    "MM": "burma",
    "MO": "macau",
    "MX": "méxico",
    "NL": "holland|the netherlands|nederland|niederlande",
    "NO": "norge",
    "PL": "polska|polen",
    "RU": "russia",
    "SA": "ksa|saudi",
    "SE": "sverige|schweden",
    "TR": "turkey|türkiye|turkiye",
    "US": "usa|us|u.s.|u.s|u.s.a.|u.s.a|the states|america|united states of america",
    "VN": "viet nam",
}
# Large cities that name no time zone.
_CITIES = {
    "AU": "canberra",
    "BR": "rio de janeiro|brasilia|belo horizonte|são paulo",
    "CA": "montreal|ottawa|calgary",
    "CH": "geneva|basel|bern|lausanne|zürich",
    "CN": "beijing|shenzhen|guangzhou",
    "DE": "munich|münchen|hamburg|frankfurt|cologne|köln|stuttgart|düsseldorf|leipzig|nuremberg|hannover"
    "|bremen|dresden",
    "DK": "aarhus",
    "ES": "barcelona|valencia|sevilla|seville|bilbao|malaga",
    "FR": "lyon|marseille|toulouse|bordeaux|lille|nantes",
    "GB": "manchester|birmingham|edinburgh|glasgow|bristol|leeds|liverpool|cardiff|cambridge|oxford",
    "IE": "cork",
    "IL": "tel aviv|haifa",
    "IN": "mumbai|bangalore|bengaluru|delhi|new delhi|pune|hyderabad|chennai|ahmedabad|noida|gurgaon|gurugram"
    "|kochi|jaipur",
    "IT": "milan|milano|turin|naples|bologna|roma",
    "JP": "osaka|kyoto|nagoya",
    "NL": "rotterdam|the hague|utrecht|eindhoven",
    "BE": "antwerp|ghent",
    "PL": "krakow|wroclaw|gdansk",
    "PT": "porto",
    "SE": "gothenburg|malmö",
    "TR": "ankara|izmir",
    "US": "austin|seattle|boston|dallas|houston|atlanta|miami|san francisco|philadelphia|washington|new york"
    "|san diego|nyc|san jose|portland|minneapolis|nashville|brooklyn",
    "ZA": "cape town|durban",
}
# Parts of countries that stand on an address's last line.
_REGIONS_WORDS = (
    "alabama|alaska|arizona|arkansas|california|colorado|connecticut|delaware|florida|hawaii|idaho|illinois"
    "|indiana|iowa|kansas|kentucky|louisiana|maine|maryland|massachusetts|michigan|minnesota|mississippi"
    "|missouri|montana|nebraska|nevada|new hampshire|new jersey|new mexico|north carolina|north dakota|ohio"
    "|oklahoma|oregon|pennsylvania|rhode island|south carolina|south dakota|tennessee|texas|utah|vermont"
    "|west virginia|wisconsin|wyoming|ontario|quebec|british columbia|alberta|manitoba|bavaria"
    "|bayern|hessen|saxony|karnataka|maharashtra|tamil nadu|kerala|gujarat|telangana|yorkshire|surrey"
    "|queensland|new south wales|europe|asia|africa|emea|apac|dach|latam|nordics|benelux"
)
_REGIONS = frozenset(_REGIONS_WORDS.split("|"))
# What a company is called by its country, and nobody's language: "a Swiss bank".
_PEOPLES = {
    "american": "US", "us-american": "US", "us": "US", "british": "GB", "uk": "GB", "german": "DE",
    "french": "FR", "spanish": "ES", "italian": "IT", "swiss": "CH", "austrian": "AT", "dutch": "NL",
    "belgian": "BE", "danish": "DK", "swedish": "SE", "norwegian": "NO", "finnish": "FI", "polish": "PL",
    "portuguese": "PT", "irish": "IE", "indian": "IN", "japanese": "JP", "canadian": "CA",
    "australian": "AU", "brazilian": "BR", "mexican": "MX", "turkish": "TR", "singaporean": "SG",
    "czech": "CZ", "greek": "GR", "israeli": "IL", "korean": "KR", "south african": "ZA",
}  # fmt: skip
_NO_CODE = {"EU", "EZ", "UN", "ZZ", "XA", "XB", "QO"}
PEOPLE = rf"(?P<people>{'|'.join(sorted(_PEOPLES, key=len, reverse=True))})"


@lru_cache(maxsize=1)
def countries() -> tuple[Mapping[str, str], Opened]:
    """Every name with its code, and a pattern for them in lower-case text; "us" is left to capitals."""
    english = Locale.parse("en").territories
    names = {
        spoken.lower(): code
        for code, spoken in english.items()
        if len(code) == 2 and code.isalpha() and code not in _NO_CODE
    } | _by_name(_SHORT)
    words = sorted((word for word in names if len(word) > 2 or word == "uk"), key=len, reverse=True)
    return names, Opened(rf"(?<![\w-])(?:{'|'.join(map(re.escape, words))})(?![\w-])")


@lru_cache(maxsize=1)
def _cities() -> Mapping[str, str]:
    zones = {
        zone.rsplit("/", 1)[-1].replace("_", " ").lower(): country
        for zone, country in get_global("zone_territories").items()
        if "/" in zone and len(country) == 2 and country.isalpha()
    }
    return zones | _by_name(_CITIES) | {"los angeles": "US", "abu dhabi": "AE"}


def _by_name(codes: Mapping[str, str]) -> dict[str, str]:
    return {name: code for code, names in codes.items() for name in names.split("|")}


def is_place(words: str) -> bool:
    """Whether these lower-case words name a country, a region or a city, so that they are no company."""
    names, _ = countries()
    words = words.removeprefix("the ")
    return words in names or words in _cities() or words in _REGIONS


def country_named(words: str) -> str | None:
    """The country of exactly these lower-case words."""
    names, _ = countries()
    return names.get(words) or names.get(words.removeprefix("the "))


def country_of_people(adjective: str) -> str | None:
    """The country of "swiss"."""
    return _PEOPLES.get(adjective)


def guess(words: str) -> str | None:
    """The country that an answer means: also by a city, or with a letter or two wrong ("swizerland")."""
    words = words.removeprefix("the ")
    if code := country_named(words) or _cities().get(words):
        return code
    names, _ = countries()
    near = (
        difflib.get_close_matches(words, [n for n in names if len(n) > 4], 1, 0.84) if len(words) > 4 else []
    )
    return names[near[0]] if near else None


def is_code(letters: str) -> bool:
    """Whether this is a country's ISO 3166-1 alpha-2 code that is no English word."""
    return letters not in _NO_CODE | {"NO"} and letters in Locale.parse("en").territories
