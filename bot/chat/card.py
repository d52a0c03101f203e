"""The cards of the chat: what was understood, in the visitor's terms, and times to meet."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_datetime, format_skeleton, format_time
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
    theirs = shown_in(words, f"utter_label_{LINES[0]}", locale)
    lines = []
    for kind in LINES:
        kept = known.facts.get(kind)
        if kept is None or kept.status == "unknown":
            continue
        value = _value(kind, known, words, needs=needs, currency=currency, locale=theirs)
        label = _word(words, f"utter_label_{kind}", theirs)
        lines.append({"fact": kind, "label": label, "value": value, "quote": kept.quote})
    return {"type": "understood", "lines": lines}


def known_locale(name: str | None) -> Locale:
    """The visitor's locale, or its language alone ("de" of "de-US"), or British English: what Babel knows."""
    for known in (name or "", language_of(name)):
        with suppress(UnknownLocaleError, ValueError):
            return Locale.parse(known.replace("-", "_"))
    return Locale("en", "GB")


def shown_in(words: Words, response: str, locale: str | None) -> Locale:
    """How values in a response are written: as the visitor's locale does; in the form of their region, but in
    English, where domain.yml has that response in English only.
    """
    theirs = known_locale(locale)
    spoken = words.say(response, locale)["language"]
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
    return moment_words(start, zone, known_locale(locale))


def moment_words(at: datetime, zone: ZoneInfo, locale: Locale) -> str:
    """`Tue 24 Nov, 10:00`; in other languages as CLDR writes it: `Di., 24. Nov., 10:00`."""
    if locale.language == "en":
        return str(format_datetime(at, "EEE d MMM, HH:mm", zone, locale))
    return f"{format_skeleton('MMMEd', at, zone, locale=locale)}, {format_time(at, 'short', zone, locale)}"
