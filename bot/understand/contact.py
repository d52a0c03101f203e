"""E-mail addresses and phone numbers, and where they stand."""

from __future__ import annotations

import re
from functools import lru_cache

import phonenumbers
from babel.core import get_global
from email_validator import EmailNotValidError, validate_email

from bot.understand.common_words import STOP
from bot.understand.facts import Said
from bot.understand.message import Message, Span, mails

_DOT = r"\s*(?:[\[({]\s?(?:dot|\.)\s?[\])}]|\bdot\b|\.)\s*"
_SPELLED = re.compile(
    rf"(?<![\w.@])(?P<local>[a-z0-9_%+-]+(?:(?:\.| dot )[a-z0-9_%+-]+)*)\s*(?P<at>[\[({{]\s?(?:at"
    rf"|@)\s?[\])}}]|\bat\b"
    r"|@)\s*"
    rf"(?P<domain>[a-z0-9-]+(?:{_DOT}[a-z0-9-]+)*{_DOT}[a-z]{{2,}})(?![\w@])"
)
_COMMA_DOT = re.compile(r"[^\s@,;<>()]+@[a-z0-9-]+(?:\.[a-z0-9-]+)*,(?:com|net|org|de|io|fr|in|co\.uk)\b")
_MAIL_CUE = re.compile(r"\b(?:e-?mail|mail|write|reach|contact|address|send)\b[^.!?\n]{0,30}$")
_NOT = re.compile(
    r"(?:\bnot(?: at| to)?|\binstead of|\brather than|\bno longer|n't (?:use|write to|send to)|\b(?:old"
    r"|previous|former"
    r"|wrong) (?:one|address|e-?mail)(?: was| is|:)?|\bignore)\s*$"
)
# Somebody else's address, unless an address was asked for and no other is there.
_ANOTHERS = re.compile(
    r"\b(?:(?:my|our|the|a|his|her|their) (?:[a-z]+ )?(?:colleague|boss|manager|assistant|c[efito]o)|cc"
    r"|copy|ask|his"
    r"|her|their)\b[^.!?;\n@|]{0,30}$"
)
# Nobody's own: where others write to, or where the visitor has written or may write.
_WRITTEN_TO = re.compile(
    r"\b(?:(?:i|we)(?:'ve| have)? (?:already )?(?:wrote|written|e-?mailed|mailed|sent [^.!?;\n@]{0,20}"
    r"|contacted"
    r"|tried)(?: to)?|(?:should|can|could|may|do|must|shall) (?:i|we) (?:write|mail|e-?mail|send|use|contact"
    r"|reach)[^.!?;\n@]{0,20}|(?:customers?|clients?|users?|people|they|everybody|everyone|suppliers?)"
    r" (?:can |have to |must |all |usually |always )?(?:mail|e-?mail|write|send|contact"
    r"|reach)[^.!?;\n@]{0,20}"
    r"|(?:reply|mail|e-?mail|answer|message)s? (?:came |got |received )?from|your)\s*$"
)
# A mailbox of a company, not of a person: unasked, it is the visitor's only where it is given as such.
_ROLE_MAIL = re.compile(
    r"(?:info|support|sales|help|orders?|hello|office|contact|service|billing|accounting|invoices?|hr|jobs"
    r"|press"
    r"|no-?reply|admin|team|marketing)@"
)
_ASKS = re.compile(r"\W*(?:is|are|was|were|does|did|do|whose|who|why|should i|can i)\b.*\?\W*$", re.DOTALL)
# "A or B if that bounces": the second choice.
_SECOND = re.compile(
    r"\b(?:or|alternatively|otherwise|backup|fallback|private(?:ly)?)(?: at| to| under| is|:)?\s*$"
)
_PHONE = re.compile(
    r"(?<![\w.,$€£@/:-])(?:\+|\(|00|\d)[\d\s().\-/]{5,22}\d(?:\s?(?:ext|x)\.?\s?\d{1,5})?(?![\w%]"
    r"|[.,]\d)"
)
# Cheap to look for: a number has this many figures together.
_FIGURES = re.compile(r"[\d\s().\-/]{5}\d")
_PHONE_CUE = re.compile(
    r"\b(?:call|ring|mob|ph|m|t|telefon|téléphone|tél|telefone|teléfono|tlf|direct|line|landline|office|phone"
    r"|mobile|cell|tel|telephone|whatsapp|number|reach|text|sms|contact|dial|fon"
    r"|handy)\b[^.;!?\n]{0,30}$"
)
_NO_PHONE = re.compile(
    r"\b(?:invoice|order|ticket|ref(?:erence)?|id|account|iban|vat|hrb|tax|case|article|sku|version|ip|serial"
    r"|customer"
    r"|contract|fax|po|your(?: [a-z]+){1,2})\b[^,;!?\n]{0,15}$"
)
_AMERICAN = re.compile(r"\(\d{3}\) ?\d{3}[-. ]\d{4}")
_NANP = set(phonenumbers.COUNTRY_CODE_TO_REGION_CODE[1])
_GROUPED = re.compile(r"\(?\d{3}\)?[-. ]\d{3}[-. ]\d{4}|0\d{2,4}[ /-]?\d{3,}.*")


@lru_cache(maxsize=256)
def country_of(zone: str | None) -> str | None:
    """The country (ISO 3166-1 alpha-2) of an IANA time zone; None when it lies in none or several."""
    country = get_global("zone_territories").get(zone or "")
    return country if country and len(country) == 2 and country.isalpha() else None


def email(message: Message, *, asked: str | None = None) -> tuple[Said | None, list[Span]]:
    """The last valid address that is not denied ("not the old one, use ..."), by syntax (RFC 5321, 5322)."""
    weaker: list[Said] = []
    mentioned = False
    spans = mails(message)
    for start, end in reversed(spans):
        address = message.raw[start:end].strip(".!?*'_`|")
        start = message.raw.index(address, start)
        address = address.removeprefix("mailto:")
        start = message.raw.index(address, start)
        left = message.plain[max(0, start - 45) : start]
        if _NOT.search(left) or not (value := _valid(address)):
            continue
        said = Said(value, message.quote(start, start + len(address)))
        if _WRITTEN_TO.search(left) or (asked != "email" and _is_mentioned(message, start, address)):
            mentioned = True
            continue
        if not _ANOTHERS.search(left) and not _SECOND.search(left):
            return said, spans
        if asked == "email" or not _ANOTHERS.search(left):
            weaker.append(said)
    if weaker or mentioned:
        return (weaker[0] if weaker else None), spans
    spelled = _spelled(message, asked)
    return (spelled[0], [*spans, spelled[1]]) if spelled else (None, spans)


def _is_mentioned(message: Message, start: int, address: str) -> bool:
    """Whether an address is only asked about, or is a company's mailbox in the middle of a sentence."""
    if _ASKS.match(message.sentence(start, start + len(address))):
        return True
    before = message.before(start)
    return bool(
        _ROLE_MAIL.match(address.lower()) and len(before.split()) > 2 and not _MAIL_CUE.search(before)
    )


def _spelled(message: Message, asked: str | None) -> tuple[Said, Span] | None:
    """ "dana at acme dot com", "dana [at] acme.com", "dana@acme,com"; a plain "at" where one is due."""
    plain = message.plain
    if (
        "@" in plain
        and (comma := _COMMA_DOT.search(plain))
        and (value := _valid(comma.group().replace(",", ".")))
    ):
        return Said(value, message.quote(*comma.span())), comma.span()
    if "@" not in plain and "at" not in plain:
        return None
    for match in _SPELLED.finditer(plain):
        odd = match["at"] != "at" or "dot" in match["domain"]
        due = asked == "email" or _MAIL_CUE.search(plain[max(0, match.start() - 40) : match.start()])
        if not (odd or due) or match["local"] in STOP or (match["at"] == "@" and not due):
            continue
        domain = re.sub(_DOT, ".", match["domain"])
        if value := _valid(f"{match['local'].replace(' dot ', '.')}@{domain}"):
            return Said(value, message.quote(*match.span())), match.span()
    return None


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
    for match in _PHONE.finditer(message.plain) if _FIGURES.search(message.plain) else ():
        digits = match.group()
        cue = asked == "phone" or _PHONE_CUE.search(message.plain, max(0, match.start() - 40), match.start())
        if not (digits.startswith(("+", "00")) or cue or _GROUPED.fullmatch(digits)):
            continue
        if _NO_PHONE.search(message.plain[max(0, match.start() - 30) : match.start()]):
            continue
        if value := _e164(digits, country, sure=bool(cue)):
            found = Said(value, message.quote(*match.span()))
            spans.append(match.span())
    return found, spans


def _of_one_length(country: str | None) -> bool:
    numbers = phonenumbers.PhoneMetadata.metadata_for_region(country) if country else None
    shape = numbers.general_desc if numbers else None
    return bool(shape and len(shape.possible_length) <= 3)


def _e164(digits: str, country: str | None, *, sure: bool = False) -> str | None:
    if digits.startswith("00"):
        digits = "+" + digits[2:]
    if _AMERICAN.fullmatch(digits) and country not in _NANP and (value := _e164(digits, "US")):
        return value
    try:
        number = phonenumbers.parse(digits, country)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number) or not (
        phonenumbers.is_valid_number(number)
        or digits.startswith("+")
        # Called a phone number, it may be of a range kept for films, where all numbers have one length.
        or (sure and _GROUPED.fullmatch(digits) and _of_one_length(country))
    ):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
