"""A bare number for a budget: "50" may be fifty or fifty thousand, and is worth one question."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.understand.facts import Amount, Budget
from bot.understand.reading import understand

# From here on a bare number is taken for what it says: "5000", "20.000".
PLAIN_FROM = 1_000


def unclear(budget: Budget | None) -> bool:
    """Whether a stated amount may be meant in thousands: small, and without a currency or a period."""
    if budget is None or budget.status != "stated" or budget.currency or budget.period:
        return False
    most = budget.max if budget.max is not None else budget.min
    return most is not None and most < PLAIN_FROM


def in_thousands(budget: Budget) -> Budget:
    return replace(budget, min=_thousandfold(budget.min), max=_thousandfold(budget.max))


def figures(budget: Budget) -> str:
    """The bare number, or both of a range, as the visitor may have written them: "50", "30-40"."""
    known = [f"{amount:g}" for amount in (budget.min, budget.max) if amount is not None]
    return "-".join(dict.fromkeys(known))


def settled(before: Budget, reply: str, *, agrees: bool, denies: bool, now: datetime) -> Budget | None:
    """What "50 thousand?" was answered with: yes, no, a unit ("k", "euros"), the same amount, or another.

    None when the words say nothing about it.
    """
    said = understand(reply, asked="budget", now=now).budget
    if said is not None and _upper(said) is not None:
        return in_thousands(before) if _upper(said) == _upper(in_thousands(before)) else said
    whole = understand(f"{figures(before)} {reply}", asked="budget", now=now).budget
    if whole is not None and (whole.currency, whole.period, _upper(whole)) != (None, None, _upper(before)):
        return replace(whole, quote=before.quote)
    if agrees:
        return in_thousands(before)
    return before if denies else None


def _upper(budget: Budget) -> Amount | None:
    return budget.max if budget.max is not None else budget.min


def _thousandfold(amount: Amount | None) -> Amount | None:
    return None if amount is None else amount * 1000
