"""Budget: which amount in a message is what the visitor may spend, and what else may be said of one."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.understand import funding, spending
from bot.understand import money as moneys
from bot.understand.facts import Budget
from bot.understand.message import Message, Span
from bot.understand.money import Money

_CORRECTED = re.compile(
    r"\b(?:sorry|actually|no wait|wait|i mean|i meant|we mean|meant|correction|corrected?|make (?:that|it)"
    r"|rather|or no|scratch that|better|let's say|oops|whoops"
    r"|to be precise|increased|cut|raised|changed|now|updated?|reduced|lowered|typo|instead|no,)\b"
)


def find(
    message: Message, *, asked: str | None, year: int, country: str | None = None
) -> tuple[Budget | None, list[Span]]:
    """The budget that the message states, and where amounts stand (so that nothing else reads them).

    A bare number counts when the budget was asked for, or beside a word for it. `year` is the visitor's now.
    """
    mentions = [_turned(message.plain, money) for money in moneys.find(message, country)]
    spans = [(money.start, money.end) for money in mentions if money.sure]
    rated = [(rate, money) for money in mentions if (rate := spending.rate(message, money, asked, year))]
    best = _chosen(message, rated)
    if best and not _unapproved(message, best):
        quote = message.quote(best.start, best.end)
        found = Budget("stated", best.min, best.max, best.currency, best.period, quote)
        return found, [*spans, (best.start, best.end)]
    return funding.find(message, asked), spans


def _turned(plain: str, money: Money) -> Money:
    """The amount, as the most where it is a least that is "too much"."""
    if money.max is None and (match := spending.TOO_MUCH.match(plain, money.end)):
        return replace(money, min=None, max=money.min, end=match.end())
    return money


def _chosen(message: Message, rated: list[tuple[int, Money]]) -> Money | None:
    """The surest, and of equals the last; "50k, up to 60k" is one range; a correction takes the last."""
    if not rated:
        return None
    last = rated[-1][1]
    if len(rated) > 1:
        before, gap = rated[-2][1], message.plain[rated[-2][1].end : last.start]
        if _CORRECTED.search(gap) or (_CORRECTED.search(message.plain, last.end) and rated[-1][0] > 1):
            return last
        if len(gap) < 25 and (pair := _range(before, last)):
            return pair
    top = max(rate for rate, _ in rated)
    return [money for rate, money in rated if rate == top][-1]


def _range(low: Money, high: Money) -> Money | None:
    if low.max is None or low.min == low.max:
        bottom, top = low.min, high.max
        if bottom is not None and top is not None and bottom < top and high.min is None:
            period, currency = low.period or high.period, low.currency or high.currency
            return replace(low, end=high.end, min=bottom, max=top, period=period, currency=currency)
    if low.min is None and high.max is None and (high.min or 0) < (low.max or 0):
        return replace(low, end=high.end, min=high.min, period=low.period or high.period)
    return None


# "We asked for 50k but it's not approved": an amount, yet no budget.
_UNAPPROVED = re.compile(
    r"(?:\b(?:not|un|pending|awaiting|waiting for)|n't)(?: (?:yet|been|formally|officially|it"
    r"|is|get|got))*\s?(?:approv|sanction)"
)


def _unapproved(message: Message, money: Money) -> bool:
    return bool(_UNAPPROVED.search(message.sentence(money.start, money.end)))
