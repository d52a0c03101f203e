"""The cards of the chat: what was understood, in the visitor's terms, and times to meet."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_datetime
from babel.numbers import format_currency, format_decimal

from bot.chat.ports import Words
from bot.leads.models import Known, company_size
from bot.playbook.variations import language_of
from bot.understand.facts import Authority, Budget, Need, Timeline

LINES = ("need", "budget", "authority", "timeline", "name", "email", "company", "company_size")
PLAIN = frozenset({"name", "email", "company"})


def understood_card(
    known: Known, words: Words, *, needs: Mapping[str, str], currency: str, locale: str | None
) -> dict[str, Any]:
    """The card "what I understood": a line for each fact that was dealt with, to be corrected in place.

    `needs` gives the titles of the playbook's categories; `currency` counts where none was said.
    """
    shown_in = _shown_in(words, locale)
    lines = []
    for kind in LINES:
        kept = known.facts.get(kind)
        if kept is None or kept.status == "unknown":
            continue
        value = _value(kind, known, words, needs=needs, currency=currency, locale=shown_in)
        label = _word(words, f"utter_label_{kind}", shown_in)
        lines.append({"fact": kind, "label": label, "value": value, "quote": kept.quote})
    return {"type": "understood", "lines": lines}


def known_locale(name: str | None) -> Locale:
    """The visitor's locale, or its language alone ("de" of "de-US"), or English: what Babel knows."""
    for known in (name or "", language_of(name)):
        with suppress(UnknownLocaleError, ValueError):
            return Locale.parse(known.replace("-", "_"))
    return Locale("en")


def _shown_in(words: Words, locale: str | None) -> Locale:
    """The visitor's locale; English in their region where domain.yml does not speak their language."""
    theirs = known_locale(locale)
    spoken = words.say(f"utter_label_{LINES[0]}", locale)["language"]
    return theirs if spoken == theirs.language else known_locale(f"{spoken}-{theirs.territory}")


def _word(words: Words, response: str, locale: Locale, **values: str) -> str:
    return str(words.say(response, locale.language, **values)["text"])


def _value(
    kind: str, known: Known, words: Words, *, needs: Mapping[str, str], currency: str, locale: Locale
) -> str:
    fact = known.facts[kind]
    if fact.status != "stated":
        return _word(words, f"utter_value_{fact.status}", locale)
    if kind in PLAIN:
        return str(known.value(kind))
    if kind == "company_size":
        size = company_size(known)
        return _range(size.min, size.max, lambda n: format_decimal(n, locale=locale)) if size else fact.quote
    typed = getattr(known.bant, kind)
    match typed:
        case Budget():
            return _budget(typed, words, currency=currency, locale=locale) or fact.quote
        case Timeline():
            return _timeline(typed, words, locale=locale) or fact.quote
        case Need():
            return needs.get(typed.category or "", fact.quote)
        case Authority():
            return _word(words, f"utter_value_{typed.role}", locale) if typed.role else fact.quote
    return fact.quote


def _budget(budget: Budget, words: Words, *, currency: str, locale: Locale) -> str:
    def money(amount: float) -> str:
        code = budget.currency or currency
        return str(format_currency(amount, code, locale=locale, format="¤#,##0.##", currency_digits=False))

    shown = _range(budget.min, budget.max, money)
    if shown and budget.period:
        shown += " " + _word(words, f"utter_value_{budget.period}", locale)
    return shown


def _timeline(timeline: Timeline, words: Words, *, locale: Locale) -> str:
    def day(value: Any) -> str:
        return str(format_date(value, "d MMM y", locale=locale))

    last = timeline.end - timedelta(days=1) if timeline.end else None
    if timeline.start and last:
        return f"{day(timeline.start)} – {day(last)}"
    if last:
        return _word(words, "utter_value_until", locale, date=day(last))
    return _word(words, "utter_value_from", locale, date=day(timeline.start)) if timeline.start else ""


def _range(low: Any, high: Any, show: Any) -> str:
    if low is not None and high is not None:
        return str(show(low)) if low == high else f"{show(low)} – {show(high)}"
    if high is not None:
        return f"≤ {show(high)}"
    return f"≥ {show(low)}" if low is not None else ""


def slot_label(start: datetime, zone: ZoneInfo, locale: str | None) -> str:
    """For example `Tue 24 Nov, 10:00`, in the visitor's zone."""
    local = start.astimezone(zone)
    return str(format_datetime(local, "EEE d MMM, HH:mm", tzinfo=zone, locale=known_locale(locale)))
