"""E-mail addresses and phone numbers, and where they stand."""

from __future__ import annotations

import re
from functools import lru_cache

import phonenumbers
from babel.core import get_global
from email_validator import EmailNotValidError, validate_email

from bot.understand.facts import Said
from bot.understand.message import Message, Span, mails

_SPELLED = re.compile(
    r"\b(?P<local>[a-z0-9._%+-]+)\s*[\[({]?\s?(?:\bat\b"
    r"|@)\s?[\])}]?\s*(?P<domain>[a-z0-9-]+(?:\s*[\[({]?\s?(?:\bdot\b|\.)\s?[\])}]?\s*[a-z0-9-]+)*"
    r"\s*[\[({]?\s?\bdot\b\s?[\])}]?\s*[a-z]{2,})\b"
)
_NOT = re.compile(
    r"(?:\bnot|\binstead of|\brather than|\bno longer|\bold (?:one|address|e-?mail)(?: was| is|:)?)\s*$"
)
_PHONE = re.compile(
    r"(?<![\w.,$€£@/:-])(?:\+|\(|00|\d)[\d\s().\-/]{5,22}\d(?:\s?(?:ext|x)\.?\s?\d{1,5})?(?![\w%]"
    r"|[.,]\d)"
)
_PHONE_CUE = re.compile(
    r"\b(?:call|ring|phone|mobile|cell|tel|telephone|whatsapp|number|reach|text|sms|contact|dial|fon"
    r"|handy)\b[^.;!?\n]{0,30}$"
)
_AMERICAN = re.compile(r"\(\d{3}\) ?\d{3}[-. ]\d{4}")
_NANP = set(phonenumbers.COUNTRY_CODE_TO_REGION_CODE[1])
_GROUPED = re.compile(r"\(?\d{3}\)?[-. ]\d{3}[-. ]\d{4}|0\d{2,4}[ /-]?\d{3,}.*")


@lru_cache(maxsize=256)
def country_of(zone: str | None) -> str | None:
    """The country (ISO 3166-1 alpha-2) of an IANA time zone; None when it lies in none or several."""
    country = get_global("zone_territories").get(zone or "")
    return country if country and len(country) == 2 and country.isalpha() else None


def email(message: Message) -> tuple[Said | None, list[Span]]:
    """The last valid address that is not denied ("not the old one, use ..."), by syntax (RFC 5321, 5322)."""
    found: Said | None = None
    spans = mails(message)
    for start, end in spans:
        address = message.raw[start:end].strip(".!?*'_`|")
        start = message.raw.index(address, start)
        address = address.removeprefix("mailto:")
        start = message.raw.index(address, start)
        if (value := _valid(address)) and not _NOT.search(message.plain, max(0, start - 30), start):
            found = Said(value, message.quote(start, start + len(address)))
    if not found and " dot" in message.plain and (match := _SPELLED.search(message.plain)):
        domain = re.sub(r"[\s\[({\])}]*\bdot\b[\s\[({\])}]*", ".", match["domain"])
        if value := _valid(f"{match['local']}@{domain.replace(' ', '')}"):
            return Said(value, message.quote(*match.span())), [*spans, match.span()]
    return found, spans


def _valid(address: str) -> str | None:
    try:
        # Reserved names such as .test are fine in a demo; nothing is sent before the address is confirmed.
        return validate_email(address, check_deliverability=False, test_environment=True).normalized
    except (EmailNotValidError, ValueError):
        return None


def phone(message: Message, country: str | None, *, asked: str | None) -> tuple[Said | None, list[Span]]:
    """The last phone number as E.164, and where numbers stand.

    A number without its country code is read as one of `country` when a word or the question says that it is
    a phone number, or its grouping does.
    """
    found: Said | None = None
    spans: list[Span] = []
    for match in _PHONE.finditer(message.plain):
        digits = match.group()
        cue = asked == "phone" or _PHONE_CUE.search(message.plain, max(0, match.start() - 40), match.start())
        if not (digits.startswith(("+", "00")) or cue or _GROUPED.fullmatch(digits)):
            continue
        if value := _e164(digits, country):
            found = Said(value, message.quote(*match.span()))
            spans.append(match.span())
    return found, spans


def _e164(digits: str, country: str | None) -> str | None:
    if digits.startswith("00"):
        digits = "+" + digits[2:]
    if _AMERICAN.fullmatch(digits) and country not in _NANP and (value := _e164(digits, "US")):
        return value
    try:
        number = phonenumbers.parse(digits, country)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number) or not (
        phonenumbers.is_valid_number(number) or digits.startswith("+")
    ):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
