"""How the console says things: names of stages and rules, amounts, dates, times."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel import Locale, UnknownLocaleError
from babel.numbers import format_currency, format_decimal

STAGES: Mapping[str, tuple[str, str]] = {
    "captured": ("New", "plain"),
    "iql": ("Interested", "plain"),
    "mql": ("Marketing qualified", "accent"),
    "pql": ("Product qualified", "accent"),
    "sql": ("Sales qualified", "good"),
    "meeting": ("Meeting booked", "good"),
    "nurture": ("In nurture", "warn"),
    "customer": ("Customer", "good"),
    "lost": ("Lost", "bad"),
    "disqualified": ("Not a prospect", "bad"),
}
"""A stage's name and the colour of its pill."""

STATES: Mapping[str, tuple[str, str]] = {
    "held": ("Held for the visitor", "warn"),
    "confirmed": ("Confirmed", "good"),
    "cancelled": ("Cancelled", "bad"),
    "expired": ("Not taken", "plain"),
    "completed": ("Took place", "plain"),
    "no_show": ("Nobody came", "bad"),
    "queued": ("Waiting", "plain"),
    "sending": ("Being sent", "accent"),
    "accepted": ("Sent", "good"),
    "deferred": ("Trying again", "warn"),
    "rejected": ("Refused by the receiver", "bad"),
    "unknown": ("Perhaps sent", "warn"),
    "withheld": ("Not sent", "bad"),
    "unconfirmed": ("Waiting for consent", "warn"),
    "active": ("Running", "good"),
    "finished": ("Finished", "plain"),
    "ended": ("Ended", "plain"),
    "cold": ("Cold", "plain"),
    "warm": ("Warm", "warn"),
    "hot": ("Hot", "bad"),
}
"""States of meetings, mails and enrolments, and temperatures."""

KINDS: Mapping[str, str] = {
    "nurture": "Nurture",
    "confirm": "Consent question",
    "ready": "Offer to meet",
    "test": "Test",
    "invite": "Invite",
    "update": "Invite, changed",
    "cancel": "Cancellation",
    "reminder": "Reminder",
    "missed": "Another time after a no-show",
    "notice": "Notice to the team",
    "handover": "Wants a person",
    "failed": "The chat failed",
    "routing": "Needs an owner",
    "email_at_work": "Work e-mail",
    "decision_maker": "Decision maker",
    "influencer": "Has a say, somebody else approves",
    "researcher": "Gathers information",
    "none_yet": "No budget yet",
    "no_plan": "No date planned",
    "refused": "Would rather not say",
    "unsure": "Does not know",
    "unknown": "Not asked yet",
    "now": "Within a month",
    "quarter": "Within three months",
    "half_year": "Within half a year",
    "later": "Later than half a year",
    "email": "E-mail",
    "company_size": "People",
    "asked_pricing": "Asked for the price",
    "asked_for_sales": "Asked for sales",
    "job_seeker": "Job seeker",
    "contact": "To be contacted",
}

WHAT_HAPPENED: Mapping[str, str] = {
    "MeetingBooked": "Booked a meeting",
    "MeetingCancelled": "The meeting was cancelled",
    "MeetingMoved": "The meeting was moved",
    "MeetingHeld": "The meeting took place",
    "MeetingMissed": "Nobody came to the meeting",
    "LeadEnrolled": "Enrolled in a nurture sequence",
    "LeadStageChanged": "Came to another stage",
    "LeadConverted": "Became a customer",
    "LeadReady": "Became ready for a meeting",
    "LeadReplied": "Replied to a mail",
    "AddressBounced": "Their address takes no mail",
    "LeadDisqualified": "Found to be no prospect",
    "HandoverRequested": "Handed over to a person",
    "ContactStopped": "Asked not to be contacted",
}

UNITS = ((365 * 86400, "y"), (30 * 86400, "mo"), (7 * 86400, "wk"), (86400, "d"), (3600, "h"), (60, "min"))
GAP = timedelta(minutes=10)
"""After so long a silence the transcript tells the time again."""
PERIODS = {"once": "once", "month": "a month", "year": "a year"}


def spoken(code: str | None) -> str:
    """A code of ours in words: `budget_reaches` reads "Budget reaches"."""
    if not code:
        return ""
    if code in KINDS:
        return KINDS[code]
    words = code.replace("_", " ").replace("-", " ")
    return words[:1].upper() + words[1:]


def sentence(words: str | None) -> str:
    """Words with a capital at their start, and otherwise as they are."""
    return f"{words[:1].upper()}{words[1:]}" if words else ""


def task_reason(reason: str) -> str:
    """Why a person is needed; the name of an action that failed is put into words."""
    return f"It could not {spoken(reason[7:]).lower()}" if reason.startswith("action_") else sentence(reason)


def country(code: str | None) -> str:
    """`Germany` for `DE`; a code that nobody knows is shown as it is."""
    return str(Locale("en").territories.get(code or "", code or ""))


def language(code: str | None) -> str:
    """`German (Austria)` for `de-AT`; what nobody knows is shown as it is."""
    try:
        return Locale.parse((code or "").replace("-", "_")).get_display_name("en") or str(code)
    except (UnknownLocaleError, ValueError):
        return code or ""


def happened(kind: str) -> str:
    """An event of a lead's timeline in words; one without words of its own is spelt out."""
    split = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in kind).strip()
    return WHAT_HAPPENED.get(kind) or split[:1].upper() + split[1:]


def by_whom(side: str | None) -> str:
    """Who did something to a meeting: `visitor` or `rep`."""
    return {"visitor": "by the visitor", "rep": "by the rep or an admin"}.get(side or "", "")


def number(amount: float) -> str:
    return format_decimal(amount, locale="en")


def money(amount: float, currency: str | None) -> str:
    """`€40,000`, or `40,000` while the currency is not known."""
    if currency is None:
        return number(amount)
    return format_currency(amount, currency, format="¤#,##0.##", locale="en", currency_digits=False)


def span(least: Any, most: Any, show: Any = number) -> str:
    """`20-50`, `up to 50`, `20 or more`, or one value."""
    if least is None and most is None:
        return ""
    if least is None:
        return f"up to {show(most)}"
    if most is None:
        return f"{show(least)} or more"
    return str(show(least)) if least == most else f"{show(least)}\u2013{show(most)}"


def fact_in_words(kind: str, fact: Mapping[str, Any]) -> str:
    """What a visitor said about Budget, Authority, Need or Timeline, in our words."""
    status = fact.get("status", "unknown")
    if status != "stated":
        return spoken(status)
    if kind == "budget":
        amount = span(fact.get("min"), fact.get("max"), lambda sum_: money(sum_, fact.get("currency")))
        return " ".join(filter(None, (amount, PERIODS.get(fact.get("period") or "")))) or "There is a budget"
    if kind == "authority":
        approver = fact.get("approver")
        return spoken(fact.get("role")) + (f": {approver}" if approver else "")
    if kind == "timeline":
        return _timeline(fact)
    return spoken(fact.get("category")) or "Something else"


def _timeline(fact: Mapping[str, Any]) -> str:
    start = fact.get("start") and day(date.fromisoformat(fact["start"]))
    # The end is exclusive; people name the last day.
    end = fact.get("end") and day(date.fromisoformat(fact["end"]) - timedelta(days=1))
    if start and end:
        return f"Between {start} and {end}"
    return f"By {end}" if end else f"From {start}" if start else spoken(fact.get("bucket"))


def plain_fact(value: Mapping[str, Any]) -> str:
    """A contact fact, a profile or a consent in words."""
    said = value.get("value")
    if isinstance(said, Mapping):
        return f"{span(said.get('min'), said.get('max'))} people"
    if isinstance(said, bool):
        return "Yes" if said else "No"
    return spoken(value.get("status")) if said is None else str(said)


def day(instant: date) -> str:
    return f"{instant.day} {instant:%b %Y}"


def days(first: date, last: date) -> str:
    """`Mon 2 Mar 2026`, or `Mon 2 Mar to Fri 6 Mar 2026`: both ends included."""
    end = f"{last:%a} {day(last)}"
    if first == last:
        return end
    return f"{first:%a} {day(first) if first.year != last.year else f'{first.day} {first:%b}'} to {end}"


def zone_of(name: str) -> ZoneInfo:
    """The reader's zone; UTC when the name is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def exact(instant: datetime, zone: ZoneInfo) -> str:
    """`Tue 24 Nov 2026, 14:05 CET`: what stands behind every relative time."""
    local = instant.astimezone(zone)
    return f"{local:%a} {local.day} {local:%b %Y, %H:%M %Z}"


def local(instant: datetime, zone: str | None) -> str:
    """`Tue 24 Nov, 10:00 in Berlin`: an instant where somebody else is."""
    there = instant.astimezone(zone_of(zone or "UTC"))
    place = zone.rpartition("/")[2].replace("_", " ") if zone else ""
    return f"{there:%a} {there.day} {there:%b, %H:%M} {f'in {place}' if place else 'UTC'}"


def hour(instant: datetime, zone: ZoneInfo) -> str:
    return f"{instant.astimezone(zone):%H:%M}"


def long_day(instant: datetime, zone: ZoneInfo) -> str:
    """`Tuesday 24 Nov`: above the times of one day."""
    local = instant.astimezone(zone)
    return f"{local:%A} {local.day} {local:%b}"


def short_day(instant: datetime, zone: ZoneInfo, now: datetime) -> str:
    """`Today`, `Tomorrow`, or `Tue 24 Nov`, as the reader counts days."""
    local, today = instant.astimezone(zone).date(), now.astimezone(zone).date()
    named = {0: "Today", 1: "Tomorrow", -1: "Yesterday"}.get((local - today).days)
    year = "" if local.year == today.year else f" {local.year}"
    return named or f"{local:%a} {local.day} {local:%b}{year}"


def ago(instant: datetime, now: datetime) -> str:
    """`just now`, `3 h ago`, `in 2 d`: as exact as a glance needs."""
    seconds = (now - instant).total_seconds()
    size = abs(seconds)
    if size < 60:
        return "just now" if seconds >= 0 else "in a moment"
    per, unit = next((per, unit) for per, unit in UNITS if size >= per)
    told = f"{int(size // per)} {unit}"
    return f"{told} ago" if seconds > 0 else f"in {told}"


def start_of_day(now: datetime, zone: ZoneInfo) -> datetime:
    """The midnight at which the reader's day began, in UTC."""
    return datetime.combine(now.astimezone(zone).date(), datetime.min.time(), zone).astimezone(UTC)


def greeting(now: datetime, zone: ZoneInfo) -> str:
    at = now.astimezone(zone).hour
    if 4 <= at < 12:
        return "Good morning"
    return "Good afternoon" if 12 <= at < 18 else "Good evening"
