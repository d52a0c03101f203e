"""Currencies of the world: signs, codes and names (Babel's CLDR data) to ISO 4217 codes."""

from __future__ import annotations

import re
from functools import lru_cache

from babel.core import get_global
from babel.numbers import get_currency_name

SIGNS = {
    "us$": "USD",
    "a$": "AUD",
    "au$": "AUD",
    "c$": "CAD",
    "ca$": "CAD",
    "nz$": "NZD",
    "s$": "SGD",
    "hk$": "HKD",
    "r$": "BRL",
    "mx$": "MXN",
    "nt$": "TWD",
    "$": "USD",
    "£": "GBP",
    "€": "EUR",
    "¥": "JPY",
    "₹": "INR",
    "₩": "KRW",
    "₽": "RUB",
    "₺": "TRY",
    "₪": "ILS",
    "₫": "VND",
    "฿": "THB",
    "₦": "NGN",
    "₱": "PHP",
    "₴": "UAH",
    "₸": "KZT",
}
# What people say instead of a currency's full name. "Crowns" and a bare "kr" are several countries' money.
_WORDS = {
    "dollars": "USD",
    "dollar": "USD",
    "bucks": "USD",
    "us dollars": "USD",
    "euros": "EUR",
    "euro": "EUR",
    "pounds": "GBP",
    "pound": "GBP",
    "quid": "GBP",
    "sterling": "GBP",
    "pounds sterling": "GBP",
    "rupees": "INR",
    "rupee": "INR",
    "rs": "INR",
    "rs.": "INR",
    "yen": "JPY",
    "yuan": "CNY",
    "rmb": "CNY",
    "renminbi": "CNY",
    "francs": "CHF",
    "franken": "CHF",
    "sfr": "CHF",
    "zloty": "PLN",
    "zlotys": "PLN",
    "zł": "PLN",
    "rand": "ZAR",
    "reais": "BRL",
    "dirhams": "AED",
    "dirham": "AED",
    "shekels": "ILS",
    "baht": "THB",
    "ringgit": "MYR",
    "naira": "NGN",
    "kronor": "SEK",
    "forint": "HUF",
    "koruna": "CZK",
    "pesos": "MXN",
    "aussie dollars": "AUD",
    "kiwi dollars": "NZD",
    "dhs": "AED",
    "sfr.": "CHF",
    "canadian": "CAD",
    "riyals": "SAR",
    "lira": "TRY",
    "hryvnia": "UAH",
    "hryvnias": "UAH",
}
# Codes that are hardly ever an English word, so that they count in lower case too.
_SAFE_WORDS = (
    "usd eur gbp chf inr cad aud nzd jpy cny sek nok dkk pln czk huf brl mxn zar sgd hkd aed ils krw thb "
    "sar qar kwd ngn kes egp idr myr vnd twd uah rub clp cop ars pkr bdt lkr ghs "
)
_SAFE = frozenset(_SAFE_WORDS.split())
# What a visitor's country means by "kr", and by letters that elsewhere are no money ("fr." is also a Friday).
KRONER = {"DK": "DKK", "NO": "NOK", "SE": "SEK", "IS": "ISK", "GL": "DKK", "FO": "DKK"}
_LOCAL = {"kr", "kroner", "krone", "crowns"}
_HOME = {("fr", "CH"): "CHF", ("fr.", "CH"): "CHF", ("r", "ZA"): "ZAR"}
# "TEUR", "k€", "MSEK": bookkeepers put the magnitude before the currency.
_PREFIX = {"k": 1000, "t": 1000, "m": 10**6}
_PREFIXED = r"[kmt](?:€|\$|£|(?:eur|chf|usd|gbp|sek|nok|dkk|kr|pln|czk|cad|aud|inr)(?![a-z]))"
# Where "mil" is a thousand (Portuguese and Spanish), by country and by currency.
_MIL_COUNTRIES = frozenset(
    (
        "BR",
        "PT",
        "ES",
        "MX",
        "AR",
        "CL",
        "CO",
        "PE",
        "UY",
        "PY",
        "BO",
        "EC",
        "VE",
        "CR",
        "GT",
        "DO",
        "AO",
        "MZ",
    )
)
_MIL_MONEY = frozenset(
    ("BRL", "MXN", "ARS", "CLP", "COP", "PEN", "UYU", "PYG", "BOB", "CRC", "GTQ", "DOP", "AOA", "MZN")
)


@lru_cache(maxsize=1)
def names() -> dict[str, str]:
    """Lower-case names in the singular and plural, and what people say instead, each to its code."""
    found: dict[str, str] = {}
    for code in sorted(_current()):
        for count in (1, 2):
            name = get_currency_name(code, count=count, locale="en").lower()
            if re.fullmatch(r"[a-z .'-]+", name):
                found[name] = code
    return found | _WORDS


@lru_cache(maxsize=1)
def _current() -> frozenset[str]:
    """The codes that are legal tender somewhere today."""
    spent = get_global("territory_currencies").values()
    return frozenset(code for tenders in spent for code, _, until, tender in tenders if tender and not until)


@lru_cache(maxsize=1)
def pattern() -> str:
    """A regular expression, without groups, that matches a sign, a code or a name in lower case."""
    letters = {letters for letters, _ in _HOME}
    words = sorted(
        {*names(), *_LOCAL, *letters, *(code.lower() for code in _current())}, key=len, reverse=True
    )
    signs = "|".join(re.escape(sign) for sign in sorted(SIGNS, key=len, reverse=True))
    return rf"(?:{_PREFIXED}|{signs}|(?:{'|'.join(map(re.escape, words))})(?![a-z]))"


def scale(word: str) -> int:
    """1000 for "teur" and "k€", a million for "msek", 1 for a currency without a magnitude."""
    return _PREFIX[word[0]] if re.fullmatch(_PREFIXED, word) else 1


def mil(value: float, money: str | None, country: str | None) -> int:
    """What "mil" is worth: a thousand in Portuguese and Spanish, else short for a million.

    Nobody writes "20 mil euros" for twenty million.
    """
    iberian = country in _MIL_COUNTRIES or money in _MIL_MONEY or (money == "EUR" and value >= 10)
    return 1000 if iberian else 10**6


def code(word: str, cased: str, country: str | None) -> tuple[bool, str | None]:
    """Whether `word` is money at all, and its ISO 4217 code; `cased` is the word as it was typed.

    "50k ALL" is Albanian lek, "50k all in" is not.
    """
    if word in SIGNS:
        return True, SIGNS[word]
    if scale(word) > 1:
        return code(word[1:], cased[1:], country)
    if home := _HOME.get((word, country or "")):
        return True, home
    if word in _LOCAL:
        return True, KRONER.get(country or "")
    if found := names().get(word):
        return True, found
    upper = word.upper()
    return (word in _SAFE or cased == upper) and upper in _current(), upper
