"""Whose clock a time is on: "3pm London time", "10am ET", "9 CET", "UTC+2", "my time", "your time"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.understand.message import Message
from bot.understand.wish_shapes import Whose

# What people call the time of; of an abbreviation with several meanings, the one that chats use most.
_SPOKEN = {
    "America/New_York": "eastern|us eastern|east coast|new york|nyc|boston|miami|atlanta|washington"
    "|philadelphia|florida",
    "America/Chicago": "central|us central|chicago|dallas|houston|austin|texas",
    "America/Denver": "mountain|denver|colorado|utah|salt lake city",
    "America/Phoenix": "phoenix|arizona",
    "America/Los_Angeles": "pacific|west coast|california|los angeles|san francisco|sf|seattle"
    "|san diego|portland|la|vegas|las vegas",
    "America/Toronto": "toronto|montreal|ottawa",
    "America/Vancouver": "vancouver",
    "America/Halifax": "atlantic|halifax",
    "America/Mexico_City": "mexico|mexico city",
    "America/Sao_Paulo": "brazil|sao paulo|são paulo|rio",
    "America/Argentina/Buenos_Aires": "argentina|buenos aires",
    "America/Bogota": "colombia|bogota|bogotá",
    "Pacific/Honolulu": "hawaii|honolulu",
    "Europe/London": "uk|london|england|scotland|british|british summer|edinburgh|manchester|glasgow",
    "Europe/Dublin": "ireland|irish|dublin",
    "Europe/Lisbon": "portugal|lisbon|porto",
    "Europe/Berlin": "german|germany|berlin|munich|hamburg|frankfurt|cologne|central european|european",
    "Europe/Paris": "france|french|paris",
    "Europe/Madrid": "spain|spanish|madrid|barcelona",
    "Europe/Rome": "italy|italian|rome|milan",
    "Europe/Amsterdam": "dutch|netherlands|amsterdam",
    "Europe/Brussels": "belgium|brussels",
    "Europe/Vienna": "austria|vienna",
    "Europe/Zurich": "swiss|switzerland|zurich|zürich|geneva",
    "Europe/Stockholm": "sweden|swedish|stockholm",
    "Europe/Oslo": "norway|oslo",
    "Europe/Copenhagen": "denmark|danish|copenhagen",
    "Europe/Helsinki": "finland|finnish|helsinki|eastern european",
    "Europe/Warsaw": "poland|polish|warsaw|krakow",
    "Europe/Prague": "czech|prague",
    "Europe/Athens": "greece|greek|athens",
    "Europe/Bucharest": "romania|bucharest",
    "Europe/Istanbul": "turkey|turkish|istanbul",
    "Europe/Moscow": "moscow",
    "Europe/Kiev": "ukraine|kyiv|kiev",
    "Africa/Johannesburg": "south africa|south african|johannesburg|cape town",
    "Africa/Lagos": "nigeria|lagos",
    "Africa/Nairobi": "kenya|nairobi",
    "Africa/Cairo": "egypt|cairo",
    "Asia/Dubai": "dubai|uae|abu dhabi|gulf",
    "Asia/Jerusalem": "israel|tel aviv|jerusalem",
    "Asia/Riyadh": "riyadh|saudi",
    "Asia/Karachi": "pakistan|karachi|lahore",
    "Asia/Kolkata": "india|indian|mumbai|delhi|new delhi|bangalore|bengaluru|hyderabad|chennai|pune|kolkata",
    "Asia/Kathmandu": "nepal|kathmandu",
    "Asia/Dhaka": "bangladesh|dhaka",
    "Asia/Bangkok": "thailand|bangkok",
    "Asia/Ho_Chi_Minh": "vietnam|saigon|hanoi",
    "Asia/Jakarta": "jakarta",
    "Asia/Singapore": "singapore",
    "Asia/Kuala_Lumpur": "malaysia|kuala lumpur",
    "Asia/Manila": "philippines|manila",
    "Asia/Hong_Kong": "hong kong",
    "Asia/Shanghai": "china|chinese|beijing|shanghai|shenzhen",
    "Asia/Tokyo": "japan|japanese|tokyo",
    "Asia/Seoul": "korea|korean|seoul",
    "Australia/Perth": "perth",
    "Australia/Adelaide": "adelaide",
    "Australia/Brisbane": "brisbane",
    "Australia/Melbourne": "melbourne",
    "Australia/Sydney": "sydney|australian eastern",
    "Pacific/Auckland": "new zealand|auckland|wellington",
}
_LETTERS = {
    "America/New_York": "est|edt",
    "America/Chicago": "cst|cdt",
    "America/Denver": "mst|mdt",
    "America/Los_Angeles": "pst|pdt",
    "America/Anchorage": "akst|akdt",
    "Pacific/Honolulu": "hst",
    "America/Sao_Paulo": "brt",
    "UTC": "utc|gmt",
    "Europe/London": "bst",
    "Europe/Berlin": "cet|cest",
    "Europe/Helsinki": "eet|eest",
    "Europe/Moscow": "msk",
    "Africa/Johannesburg": "sast",
    "Asia/Karachi": "pkt",
    "Asia/Kathmandu": "npt",
    "Asia/Singapore": "sgt",
    "Asia/Hong_Kong": "hkt",
    "Asia/Tokyo": "jst",
    "Asia/Seoul": "kst",
    "Australia/Perth": "awst",
    "Australia/Sydney": "aest|aedt|aet",
    "Pacific/Auckland": "nzst|nzdt",
}
# Words of their own, or two letters only: they are zones right behind an hour.
_BEHIND_AN_HOUR = {
    "America/New_York": "et|eastern",
    "America/Chicago": "ct|central",
    "America/Denver": "mt|mountain",
    "America/Los_Angeles": "pt|pacific",
    "Europe/Lisbon": "wet",
    "Europe/London": "uk",
    "Asia/Kolkata": "ist",
    "Asia/Dubai": "gst",
}


def _names(table: dict[str, str]) -> dict[str, str]:
    return {name: zone for zone, names in table.items() for name in names.split("|")}


_PLACE, _SHORT, _CLOSE = _names(_SPOKEN), _names(_LETTERS), _names(_BEHIND_AN_HOUR)


def _any(names: dict[str, str]) -> str:
    return "|".join(sorted(map(re.escape, names), key=len, reverse=True))


# Each begins with letters rather than with "\b", so that the search skips to those letters.
_OFFSET = re.compile(r"(?:utc|gmt) ?(?P<sign>[+-]) ?(?P<hours>\d{1,2})(?::?00)?(?![\d:])")
_ABBREVIATION = re.compile(rf"(?<![^\W\d])(?P<name>{_any(_SHORT)})\b(?: time\b)?")
_AFTER_HOUR = re.compile(
    rf"(?:(?<=\d)|(?<=[ap]m)|(?<=o'clock)|(?<=noon)) ?(?P<name>{_any(_CLOSE)})\b(?: time\b)?"
)
_TIME_OF = re.compile(
    rf"\b(?P<name>{_any(_PLACE)})(?:'s)?(?: (?:local|standard|summer|daylight))? ?(?:time ?zone|tz|time)\b"
)
_IN = re.compile(
    rf"\b(?:(?:i'?m|i am|we'?re|we are|live|living|based|located|here|sitting|being|time|hours?|office"
    rf"|calling|joining)(?: (?:based|located|living|sitting|currently|over|here|both|all|out))*"
    rf" (?:in|from|of)) (?P<name>{_any(_PLACE)})\b(?: time\b)?"
)
_MINE = re.compile(
    r"\b(?:(?:in )?(?:my|our) (?:own |local )?(?:time ?zone|tz|time|clock|end)|(?:my|our) side|local time"
    r"|for me here|(?:time|hour) here)\b"
)
_YOURS = re.compile(
    r"\b(?:in )?(?:your|ur|their|yours?) (?:own |local )?(?:time ?zone|tz|time|clock|end)\b(?! for\b| to\b)"
)


@dataclass(frozen=True)
class Zoned:
    """What is said about the clock: `zone` when a place or an offset is named; where it stands."""

    whose: Whose
    zone: ZoneInfo | None
    spans: tuple[tuple[int, int], ...]


def find(message: Message) -> Zoned | None:
    """Whose clock the message's hours are on; None when it does not say. A named one wins over "my time"."""
    plain = message.plain
    spans: list[tuple[int, int]] = []
    zone: ZoneInfo | None = None
    for pattern, names in ((_TIME_OF, _PLACE), (_IN, _PLACE), (_ABBREVIATION, _SHORT), (_AFTER_HOUR, _CLOSE)):
        for match in pattern.finditer(plain):
            zone = zone or _zone(names[match["name"]])
            spans.append(match.span())
    if offset := _OFFSET.search(plain):
        zone = _offset(offset) or zone
        spans.append(offset.span())
    mine, yours = _MINE.search(plain), _YOURS.search(plain)
    spans += [match.span() for match in (mine, yours) if match]
    if yours and not mine:
        # "I'm in Sydney, so 8am your time is too late": the hour is on the clock that it names.
        return Zoned("team", None, tuple(spans))
    if zone:
        return Zoned("named", zone, tuple(spans))
    return Zoned("visitor", None, tuple(spans)) if mine else None


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None


def _offset(match: re.Match[str]) -> ZoneInfo | None:
    # POSIX counts the other way round: Etc/GMT-2 is two hours ahead of UTC.
    hours = int(match["hours"])
    return _zone(f"Etc/GMT{'-' if match['sign'] == '+' else '+'}{hours}" if hours else "UTC")
