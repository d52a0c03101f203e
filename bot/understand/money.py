"""Amounts of money in a message: value or range, bounds, currency and period, each where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice

from bot.understand import amounts, bounds, currencies
from bot.understand.facts import Amount, Period
from bot.understand.message import Message
from bot.understand.openings import Opened

MAGNITUDES: dict[str, int] = {
    "k": 1000,
    "k's": 1000,
    "ks": 1000,
    "grand": 1000,
    "thousand": 1000,
    "thousands": 1000,
    "thou": 1000,
    "tsd": 1000,
    "tys": 1000,
    "t": 1000,
    "hundred": 100,
    "m": 10**6,
    "mm": 10**6,
    "mn": 10**6,
    "mio": 10**6,
    "mil": 10**6,
    "mill": 10**6,
    "million": 10**6,
    "millions": 10**6,
    "bn": 10**9,
    "billion": 10**9,
    "lakh": 10**5,
    "lakhs": 10**5,
    "lac": 10**5,
    "lacs": 10**5,
    "l": 10**5,
    "crore": 10**7,
    "crores": 10**7,
    "cr": 10**7,
    "large": 1000,
}
# Letters that are also other things (metres, litres, tonnes): money only beside a currency or a word for it.
_DOUBTFUL = {"m", "mm", "l", "t", "mil", "large", "cr", "hundred"}

_FIGURES = Opened(
    r"\b(?:(?:low|mid|high|upper|lower|solid|at least)[- ]?(?:to[- ](?:mid|high)[- ])?)?"
    r"(?:(three|four|five|six|seven|eight|[3-8])(?: ?- ?| to | or |/))?"
    r"(three|four|five|six|seven|eight|[3-8])[- ]figures?\b"
    r"(?:\s*(?:sum|amount|budget))?"
)
_VAGUE = Opened(
    r"\b(?:(a few|several) (hundred|thousand|grand|k|lakhs?|million)|(tens|hundreds) of thousands"
    r")\b"
)
_RANGE = re.compile(
    r"\s*(?:-|~|\bto\b|\bup to\b|\bthrough\b|\bor(?: (?:maybe|even|perhaps))?\b|\bbis\b|/|\band\b"
    r"|,? ?\bmaybe(?: up to)?\b|\.\.\.?)\s*"
    r"(?:(?:about|around|maybe|up to)\s*)?"
)
_BETWEEN = re.compile(rf"\b(?:between|from|anywhere from|range[a-z]*)\s*{bounds.HEDGE}*$")
_RANGE_START = re.compile(
    r"\b(?:anywhere |somewhere )?(?:between|from)\s*(?:about |around |like |roughly )?$"
)


@dataclass(frozen=True)
class Money:
    """One amount or range where it stands; `sure` when a currency or a magnitude says that it is money."""

    start: int
    end: int
    min: Amount | None
    max: Amount | None
    currency: str | None = None
    period: Period | None = None
    sure: bool = True
    scale: int = 1
    core: tuple[int, int] = (0, 0)


# "1,5 Mio. EUR": the dot of an abbreviation ends no sentence before a currency.
_SHORTENED = r"(?:(?<=mio)|(?<=tsd)|(?<=tys)|(?<=mn)|(?<=mill))"


# One word or sign and then digits: worth trying the currencies of the world on.
_WORD_BEFORE = r"[^\s\d]{1,12}\s?\d"


@lru_cache(maxsize=1)
def _amount() -> re.Pattern[str]:
    scale = "|".join(sorted(map(re.escape, MAGNITUDES), key=len, reverse=True))
    money = currencies.pattern()
    return re.compile(
        # Most letters stand behind a letter: those go first, at the least cost.
        rf"(?<![a-z])(?:(?<![a-z0-9.,#@/_])|(?<=\d/)(?=[\d.,]+ ?k))(?:(?={_WORD_BEFORE})(?P<pre>{money})\s?"
        rf"|(?<![a-z]))"
        rf"(?P<number>(?:half )?an?(?= (?:grand|lakh|crore|mill?)\b)|{amounts.NUMBER})(?P<half> and a half)?"
        # "50.000,- EUR", "5,00,000/-": nothing behind the comma.
        rf"(?:[.,]-{{1,2}}|/-)?"
        rf"(?:[ -]?(?P<scale>{scale})(?![a-z0-9%])(?:{_SHORTENED}\.(?=\s?{money}))?)?"
        rf"(?P<ish>[- ]?ish\b)?(?:\s?(?P<post>{money}))?"
        rf"(?![\w%]|[.,]\d|-(?:in|to|of)-)"
    )


def find(message: Message, country: str | None = None) -> list[Money]:
    """Every amount in the message, ranges joined, in order."""
    if not _WORTH.search(message.plain):
        return []
    whole = list(_figures(message))
    taken = {place for money in whole for place in range(money.start, money.end)}
    parts = [money for money in islice(_amounts(message, country), _MOST) if money.start not in taken]
    found = [
        _named(message, _bounded(message.plain, _named(message, money, country)), country)
        for money in [*_joined(message.plain, parts), *whole]
    ]
    found.sort(key=lambda money: money.start)
    # "30k one-off": the "one" is part of the amount before it.
    return [
        money
        for left, money in zip([None, *found], found, strict=False)
        if not left or money.core[0] >= left.end
    ]


_THOUSANDS = re.compile(r"(hundred )?(thousand|million|billion)\Z")
_ARTICLES = {"a": 1, "an": 1, "half a": 0.5, "half an": 0.5}
# A pasted table states no budget beyond its first lines, and each amount costs time.
_MOST = 16
_WORTH = re.compile(
    rf"\d|figure|thousands|\b(?:{amounts.WORDS}|a few|several|half an?|a mil|a grand|a lakh|a crore)\b"
)


def _amounts(message: Message, country: str | None) -> Iterator[Money]:
    for match in _amount().finditer(message.plain):
        money, start, end = None, match.start(), match.end()
        sign = False
        for side in ("pre", "post"):
            if word := match[side]:
                known, code = currencies.code(word, message.cased[slice(*match.span(side))], country)
                if known:
                    money, sign = money or code, True
                elif side == "post":
                    end = max(match.end("scale"), match.end("half"), match.end("number"))
                else:
                    start = match.start("number")
        scale = MAGNITUDES.get(match["scale"] or "", 1)
        if scale == 1 and sign:
            scale = currencies.scale(match["post"] or match["pre"])
        value = _ARTICLES.get(match["number"]) or amounts.parse(match["number"], scaled=scale > 1)
        if match["scale"] == "mil":
            scale = currencies.mil(value, money, country)
        value = (value + 0.5 if match["half"] else value) * scale
        if value > 10**12:
            continue
        scaled = scale > 1 and match["scale"] not in _DOUBTFUL
        if scale == 1 and value >= 1000 and (word := _THOUSANDS.search(match["number"])):
            scale, scaled = amounts.SCALES[word[2]] * (100 if word[1] else 1), True
        value = amounts.tidy(value)
        yield Money(start, end, value, value, money, None, sign or scaled, scale, (start, end))


def _joined(plain: str, found: list[Money]) -> list[Money]:
    """Ranges made of two amounts: "30-40 grand", "between 30k and 40k", "$20k to $30k"."""
    joined: list[Money] = []
    for money in found:
        left = joined[-1] if joined else None
        if left and left.min == left.max and (pair := _pair(plain, left, money)):
            joined[-1] = pair
        else:
            joined.append(money)
    return joined


def _pair(plain: str, left: Money, right: Money) -> Money | None:
    between = plain[left.end : right.start]
    if period := bounds.period_right(plain, left.end):
        between = plain[period[0] : right.start]
        other = bounds.period_right(plain, right.end)
        if other and other[1] != period[1]:
            return None
    if not _RANGE.fullmatch(between):
        return None
    opened = _BETWEEN.search(plain, max(0, left.start - 30), left.start)
    if between.strip() == "and" and not opened:
        return None
    low, high = left.min or 0, right.max or 0
    if left.scale == 1 and right.scale > 1 and low < high / right.scale:
        low = amounts.tidy(low * right.scale)
    elif left.scale == 1 and right.scale > 1000 and low < high / 1000:
        # "Fifty to two hundred thousand".
        low = amounts.tidy(low * 1000)
    elif right.scale == 1 and left.scale > 1 and high > low / left.scale and high < low:
        high = amounts.tidy(high * left.scale)
    if not low < high:
        return None
    start = left.start
    if opened and (word := _RANGE_START.search(plain, max(0, left.start - 30), left.start)):
        start = word.start()
    return Money(
        start,
        right.end,
        low,
        high,
        left.currency or right.currency,
        None,
        left.sure or right.sure,
        max(left.scale, right.scale),
        (left.start, right.end),
    )


@lru_cache(maxsize=1)
def _currency_apart() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Where a currency may stand apart from its amount: behind it, before it, and as a correction of it."""
    money = currencies.pattern()
    behind = (
        rf"\s*,?\s*\(?in ({money})\)?|\s*\(({money})\)"
        rf"|\s*[.,]\s*({money})(?=,? (?:that is|of course|obviously|i mean|not )|[\s.!]*\Z)"
    )
    before = rf"(?:\bin |\()({money})\)?\s*(?:is|of|about|around)?[\s:=,]*\Z"
    swap = r"(?:no|sorry|actually|wait|i mean|i meant|rather|make that|or)[\s,:]+"
    return (
        re.compile(behind),
        re.compile(before),
        re.compile(rf"\W*(?:{swap})+({money})(?=[\s.!]*\Z|[.!,;])"),
    )


@lru_cache(maxsize=1)
def _direct_currency() -> re.Pattern[str]:
    return re.compile(rf" ({currencies.pattern()})")


def _named(message: Message, money: Money, country: str | None) -> Money:
    """The amount with a currency that stands apart: "45k (EUR)", "80k, in dollars", "60k euros, no, £"."""
    plain = message.plain
    behind, before, swapped = _currency_apart()
    found = (money.sure or None) and swapped.match(plain, money.end)
    if not found and not money.currency:
        found = behind.match(plain, money.end) or before.search(
            plain[: money.start], max(0, money.start - 30)
        )
    if not found and not money.currency and money.min != money.max:
        # "A few thousand euros": of amounts in words the currency was not read with the number.
        found = _direct_currency().match(plain, money.end)
    if not found:
        return money
    place = next(place for place in range(1, len(found.groups()) + 1) if found[place])
    known, code = currencies.code(found[place], message.cased[slice(*found.span(place))], country)
    if not known:
        return money
    start, end = min(money.start, found.start()), max(money.end, found.end())
    return replace(money, start=start, end=end, currency=code, sure=True)


def _figures(message: Message) -> Iterator[Money]:
    for match in _FIGURES.finditer(message):
        least, most = (
            int(word) if word.isdigit() else amounts.SMALL[word] for word in (match[1] or match[2], match[2])
        )
        yield Money(*match.span(), 10 ** (min(least, most) - 1), 10**most - 1, core=match.span())
    for match in _VAGUE.finditer(message):
        if match[1]:
            scale = MAGNITUDES[match[2]]
            yield Money(*match.span(), 3 * scale, 9 * scale, core=match.span(), sure=scale > 100)
        else:
            digits = {"tens": 5, "hundreds": 6}.get(match[3], 4)
            yield Money(*match.span(), 10 ** (digits - 1), 10**digits - 1, core=match.span(), sure=False)


def _bounded(plain: str, money: Money) -> Money:
    """The amount with its period, and one side open where "up to" or "at least" says so."""
    start, end = money.start, money.end
    period = bounds.period_right(plain, end)
    end = period[0] if period else end
    least, start, end = bounds.bound(plain, start, end, exact=money.min == money.max)
    if period := period or bounds.period_right(plain, end):
        end = max(end, period[0])
    name, times = period[1:] if period else bounds.period_left(plain, money.start)
    low = None if least is False or money.min is None else amounts.tidy(money.min * times)
    high = None if least is True or money.max is None else amounts.tidy(money.max * times)
    return replace(money, start=start, end=end, min=low, max=high, period=name)
