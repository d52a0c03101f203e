"""What a lead chooses for themselves: how much useful mail, when it goes on, or none."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import Literal, Protocol
from zoneinfo import ZoneInfo

from bot.leads.models import Lead
from bot.nurture.models import Enrolment, Preferences
from bot.nurture.ports import NurtureWork
from bot.nurture.rules import address_hash, due_at, zone_of
from bot.nurture.service import unsubscribe
from bot.playbook.shapes import Sending

Wish = Literal["usual", "monthly", "month", "quarter", "none"]
"""As the sequences have it; one mail a month at most; a pause of one month or three; no mail at all."""
PAUSES: dict[Wish, int] = {"month": 1, "quarter": 3}
MONTHLY = 30  # days
PAUSED = "paused until"
"""How the `due_because` of an enrolment begins that its lead has paused."""


class Signer(Protocol):
    def sign(self, purpose: Literal["preferences"], subject: str, now: datetime) -> str: ...


class Opener(Protocol):
    def open(self, purpose: Literal["preferences"], token: str, *, now: datetime) -> str: ...


def preferences_url(links: Signer, public_url: str, lead: Lead, now: datetime) -> str:
    """The page of this lead's choices; signed for the hash of their address, so that none stands in it."""
    subject = f"{lead.id}:{address_hash(lead.contact.email or '')}"
    return f"{public_url}/preferences/{links.sign('preferences', subject, now)}"


@dataclass(frozen=True)
class Holder:
    """Who a link was made for: a lead, and the hash of the address that it was sent to."""

    lead_id: str
    hashed: str


def holder_of(links: Opener, token: str, now: datetime) -> Holder:
    """Raises LinkInvalid. Without an age limit, as for unsubscribing: who wants less must always get it."""
    lead_id, _, hashed = links.open("preferences", token, now=now).partition(":")
    return Holder(lead_id, hashed)


@dataclass(frozen=True)
class Standing:
    """What holds for a link's holder now.

    `lead` is None when there is none with that address any more. `stopped` is why the address gets no mail
    (`unsubscribed`, `bounced`), or None. `due_at` is when the next mail of a sequence goes out, in UTC.
    """

    lead: Lead | None = None
    stopped: str | None = None
    agreed: bool = False
    preferences: Preferences | None = None
    due_at: datetime | None = None
    unconfirmed: bool = False

    @property
    def zone(self) -> ZoneInfo:
        return zone_of(self.lead.contact) if self.lead else ZoneInfo("UTC")


async def standing(uow: NurtureWork, holder: Holder, sending: Sending, *, now: datetime) -> Standing:
    """What the page shows. Changes nothing."""
    stopped = await uow.suppressions.reason(holder.hashed)
    lead = await theirs(uow, holder)
    if lead is None:
        return Standing(stopped=stopped)
    chosen = await uow.preferences.get(lead.id)
    if chosen and chosen.paused_until and chosen.paused_until <= now:
        chosen = replace(chosen, paused_until=None)
    running = await uow.enrolments.running(lead.id)
    dates = [
        after_pause(each.due_at, chosen, lead, sending)
        for each in running
        if each.status == "active" and each.due_at
    ]
    return Standing(
        lead,
        stopped,
        await uow.consents.has(lead.id, "nurture"),
        chosen,
        min(dates, default=None),
        any(each.status == "unconfirmed" for each in running),
    )


async def theirs(uow: NurtureWork, holder: Holder) -> Lead | None:
    """The lead, while it has the address that the link was sent to."""
    lead = await uow.leads.get(holder.lead_id)
    same = lead and lead.contact.email and address_hash(lead.contact.email) == holder.hashed
    return lead if same else None


async def choose(uow: NurtureWork, holder: Holder, wish: Wish, sending: Sending, *, now: datetime) -> None:
    """Do as the lead wishes; the same wish again changes nothing more.

    `none` holds for the address even when the lead is gone; every other wish needs the lead.
    """
    if wish == "none":
        await unsubscribe(uow, holder.lead_id, holder.hashed, now=now)
        return
    lead = await theirs(uow, holder)
    if lead is None:
        return
    chosen = chosen_by(wish, lead, await uow.preferences.get(lead.id), now=now)
    await uow.preferences.save(chosen, now=now)
    for each in await uow.enrolments.running(lead.id):
        locked = await uow.enrolments.lock(each.id)
        if locked and locked.status == "active":
            await uow.enrolments.save(moved(locked, chosen, lead, sending, now=now))


def chosen_by(wish: Wish, lead: Lead, before: Preferences | None, *, now: datetime) -> Preferences:
    """A pause keeps the rhythm that was chosen before; a rhythm ends a pause."""
    if months := PAUSES.get(wish):
        zone = zone_of(lead.contact)
        day = months_after(now.astimezone(zone).date(), months)
        until = datetime.combine(day, time(), zone).astimezone(UTC)
        return Preferences(lead.id, until, before.every_days if before else None)
    return Preferences(lead.id, None, MONTHLY if wish == "monthly" else None)


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month: 31 January and one are 28 February."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def moved(
    enrolment: Enrolment, chosen: Preferences, lead: Lead, sending: Sending, *, now: datetime
) -> Enrolment:
    """The enrolment with its next step after the pause; after a pause that has ended early, from now on."""
    if enrolment.due_at is None:
        return enrolment
    paused = (enrolment.due_because or "").startswith(PAUSED)
    if chosen.paused_until is None:
        if not paused:
            return enrolment
        due = due_at(now, lead.contact, sending)
        because = ["the lead has ended the pause", due.moved]
    elif paused or enrolment.due_at < chosen.paused_until:
        due = due_at(chosen.paused_until, lead.contact, sending)
        because = [pause_words(chosen.paused_until, zone_of(lead.contact)), due.moved]
    else:
        return enrolment
    return replace(enrolment, due_at=due.at, due_because="; ".join(filter(None, because)))


def after_pause(at: datetime, chosen: Preferences | None, lead: Lead, sending: Sending) -> datetime:
    """When a mail that is due at `at` goes out; a step that was reached during a pause waits for its end."""
    until = chosen.paused_until if chosen else None
    return due_at(until, lead.contact, sending).at if until and until > at else at


def pause_words(until: datetime, zone: ZoneInfo) -> str:
    """`paused until 3 March by the lead`, for the console and `bantam next`."""
    day = until.astimezone(zone)
    return f"{PAUSED} {day.day} {day:%B} by the lead"


def masked(email: str) -> str:
    """`a***@example.com`: enough to know it again, too little to learn it."""
    name, _, domain = email.rpartition("@")
    return f"{name[:1]}***@{domain}"
