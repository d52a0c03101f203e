"""Checks a mail log after the fact, from the rows alone: nothing here imports the product.

Who the leads are, what happened to them and the playbook's files are read anew, with libraries of others.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from holidays import country_holidays

Diary = Mapping[str, Sequence[tuple[datetime, str]]]
ENDS = {"book": "booked", "reply": "replied", "hard_bounce": "bounced", "unsubscribe": "unsubscribed",
        "convert": "converted", "delete": "deleted"}  # fmt: skip
WEEK, MINUTE, HOUR = timedelta(days=7), timedelta(minutes=1), timedelta(hours=1)


@dataclass(frozen=True)
class Rules:
    """What the playbook promises."""

    a_week_per_lead: int
    a_minute_per_domain: int
    an_hour: int


@dataclass(frozen=True)
class Log:
    """The rows: `mails` of every kind, `enrolments`, `steps` and `leads` by id; instants aware, in UTC."""

    mails: Sequence[Mapping[str, Any]]
    enrolments: Mapping[str, Mapping[str, Any]]
    steps: Mapping[str, Mapping[str, Any]]
    leads: Mapping[str, Mapping[str, Any]]

    @property
    def sent(self) -> list[Mapping[str, Any]]:
        """The mails of sequences that left, in their order."""
        left = (m for m in self.mails if m["kind"] == "nurture" and m["state"] in ("accepted", "unknown"))
        return sorted(left, key=lambda mail: mail["begun_at"])


def faults(log: Log, diary: Diary, rules: Rules, *, until: datetime) -> list[str]:
    """Every broken rule, in words; an empty list when all held."""
    return [
        *hours(log),
        *limits(log, rules),
        *endings(log, diary),
        *pauses(log, diary),
        *steps(log),
        *nothing_lost(log, diary, until=until),
    ]


def hours(log: Log) -> Iterable[str]:
    """Monday to Friday, nine to five, no holiday, by the lead's own clock and country."""
    for mail in log.sent:
        lead = log.leads[mail["lead_id"]]
        local = mail["begun_at"].astimezone(ZoneInfo(lead["timezone"] or "UTC"))
        if local.weekday() > 4 or not 9 <= local.hour < 17:
            yield f"{mail['id']}: sent at {local:%a %H:%M} of {lead['timezone']}"
        if lead["country"] and local.date() in country_holidays(lead["country"], years=local.year):
            yield f"{mail['id']}: sent on a holiday of {lead['country']}, {local.date()}"


def limits(log: Log, rules: Rules) -> Iterable[str]:
    """Rolling windows; mails of sequences must fit into what all mails together use."""
    by_lead, by_domain = defaultdict(list), defaultdict(list)
    begun = sorted((m for m in log.mails if m["begun_at"]), key=lambda mail: mail["begun_at"])
    for mail in begun:
        if mail["kind"] == "nurture":
            by_lead[mail["lead_id"]].append(mail)
        by_domain[mail["recipient"].rpartition("@")[2]].append(mail)
    for mails in by_lead.values():
        yield from _too_many(mails, WEEK, rules.a_week_per_lead, "a week to a lead")
    for mails in by_domain.values():
        yield from _too_many(mails, MINUTE, rules.a_minute_per_domain, "a minute to a domain")
    yield from _too_many(begun, HOUR, rules.an_hour, "an hour")


def _too_many(mails: Sequence[Mapping[str, Any]], window: timedelta, most: int, what: str) -> Iterable[str]:
    for first, last in zip(mails, mails[most:], strict=False):
        if last["kind"] == "nurture" and last["begun_at"] - first["begun_at"] < window:
            yield f"{last['id']}: more than {most} mails {what} since {first['begun_at']}"


def endings(log: Log, diary: Diary) -> Iterable[str]:
    """Nothing after a booking, a reply, a bounce, an unsubscription or a sale; and the reason stands."""
    over = {
        lead_id: min(at for at, what in happened if what in ENDS)
        for lead_id, happened in diary.items()
        if any(what in ENDS for _, what in happened)
    }
    for mail in log.sent:
        if mail["begun_at"] > over.get(mail["lead_id"], mail["begun_at"]):
            yield f"{mail['id']}: sent though all ended at {over[mail['lead_id']]}"
    for enrolment in log.enrolments.values():
        end = over.get(enrolment["lead_id"])
        if end and enrolment["status"] in ("active", "unconfirmed") and enrolment["enrolled_at"] < end:
            yield f"{enrolment['id']}: still runs though all ended at {end}"
        if enrolment["status"] == "ended" and end is None and enrolment["ended_because"] != "bounced":
            yield f"{enrolment['id']}: ended ({enrolment['ended_because']}) though nothing happened"


def pauses(log: Log, diary: Diary) -> Iterable[str]:
    """Nothing while somebody is away (eight days) or wants a pause (28 days)."""
    quiet = [
        (lead_id, at, at + timedelta(days=8 if what == "away" else 28))
        for lead_id, happened in diary.items()
        for at, what in happened
        if what in ("away", "pause")
    ]
    sent = defaultdict(list)
    for mail in log.sent:
        sent[mail["lead_id"]].append(mail)
    for lead_id, since, until in quiet:
        for mail in sent[lead_id]:
            # The day of return is the lead's own: a day less, to be fair in every zone.
            if since < mail["begun_at"] < until - timedelta(days=1):
                yield f"{mail['id']}: sent in the quiet time from {since}"


def steps(log: Log) -> Iterable[str]:
    """Each step once, in order, not before its delay is over, and of the version that the enrolment has."""
    for count in Counter(m["message_id"] for m in log.mails).values():
        if count > 1:
            yield "a Message-ID stands in the log twice"
    by_enrolment = defaultdict(list)
    for mail in log.sent:
        by_enrolment[mail["enrolment_id"]].append(mail)
    for enrolment_id, mails in by_enrolment.items():
        enrolment = log.enrolments[enrolment_id]
        done = [log.steps[mail["step_id"]] for mail in mails]
        positions = [step["position"] for step in done]
        if positions != sorted(set(positions)):
            yield f"{enrolment_id}: steps {positions}"
        if any(step["version_id"] != enrolment["version_id"] for step in done):
            yield f"{enrolment_id}: a step of another version"
        before, slack = enrolment["enrolled_at"], timedelta(0)
        for mail, step in zip(mails, done, strict=True):
            if mail["begun_at"] < before + timedelta(seconds=step["delay_seconds"]) - slack:
                yield f"{mail['id']}: too soon after {before}"
            before, slack = mail["begun_at"], timedelta(hours=1)


def nothing_lost(log: Log, diary: Diary, *, until: datetime) -> Iterable[str]:
    """Who was left alone by all this got every step that was due; and every row says what became of it."""
    sent = Counter(mail["enrolment_id"] for mail in log.sent)
    for mail in log.mails:
        if mail["state"] in ("queued", "deferred", "sending") and mail["due_at"] < until:
            yield f"{mail['id']}: {mail['state']} though it was due at {mail['due_at']}"
        if mail["state"] == "withheld" and not mail["reason"]:
            yield f"{mail['id']}: withheld without a reason"
    versions: dict[str, int] = Counter(step["version_id"] for step in log.steps.values())
    for enrolment in log.enrolments.values():
        undisturbed = {what for _, what in diary[enrolment["lead_id"]]} <= {"join", "soft_bounce"}
        if enrolment["status"] == "finished" and undisturbed:
            wanted = versions[enrolment["version_id"]]
            if sent[enrolment["id"]] != wanted:
                yield f"{enrolment['id']}: {sent[enrolment['id']]} of {wanted} steps"
        if enrolment["status"] == "active" and enrolment["due_at"] < until:
            yield f"{enrolment['id']}: its step was due at {enrolment['due_at']}"


def aware(value: Any) -> Any:
    """SQLite's text, or PostgreSQL's instant, as an aware instant; None stays None."""
    if value is None:
        return None
    found = datetime.fromisoformat(value) if isinstance(value, str) else value
    return found if found.tzinfo else found.replace(tzinfo=UTC)
