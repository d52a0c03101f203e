"""What a lead chooses for themselves: how much useful mail, when it goes on, or none."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal, Protocol
from zoneinfo import ZoneInfo

from bot.leads.mail import AT_MOST_ONCE
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
LONG_AGO = timedelta(days=400)
"""No step waits longer after the mail before it."""
PAUSED = "paused until"
"""How the `due_because` of an enrolment begins that its lead has paused."""


class Opener(Protocol):
    def open(self, purpose: Literal["preferences"], token: str, *, now: datetime) -> str: ...


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
    due = [each.due_at for each in running if each.status == "active" and each.due_at]
    due += [mail.due_at for mail in await uow.mails.waiting(AT_MOST_ONCE, lead.id)]
    allowed = await _allowed(uow, lead, chosen, now=now)
    return Standing(
        lead,
        stopped,
        await uow.consents.has(lead.id, "nurture"),
        chosen,
        due_at(max(min(due), allowed), lead.contact, sending).at if due else None,
        any(each.status == "unconfirmed" for each in running),
    )


async def _allowed(uow: NurtureWork, lead: Lead, chosen: Preferences | None, *, now: datetime) -> datetime:
    """The first instant, now or later, at which what the lead prefers lets a mail out.

    A step that is reached in a pause, or less than a month after another mail, waits when it is to be sent.
    """
    last = None
    if chosen and chosen.every_days:
        apart = timedelta(days=chosen.every_days)
        last = await uow.mails.begun_to_lead(lead.id, 1, within=apart, but="", now=now)
        last = last + apart if last else None
    return max(filter(None, (now, last, chosen.paused_until if chosen else None)))


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
        if locked and locked.status == "active" and locked.due_at:
            planned = await _planned(uow, locked, now=now)
            await uow.enrolments.save(moved(locked, chosen, lead, sending, planned, now=now))


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


async def _planned(uow: NurtureWork, enrolment: Enrolment, *, now: datetime) -> datetime:
    """When the next step would come without any pause, as its sequence has it."""
    version = await uow.sequences.get(enrolment.version_id)
    step = version.step(enrolment.next_position or 0) if version else None
    last = await uow.mails.begun_to_lead(enrolment.lead_id, 1, within=LONG_AGO, but="", now=now)
    return (last or enrolment.enrolled_at) + (step.delay if step else timedelta(0))


def moved(
    enrolment: Enrolment,
    chosen: Preferences,
    lead: Lead,
    sending: Sending,
    planned: datetime,
    *,
    now: datetime,
) -> Enrolment:
    """The enrolment with its next step after the pause; at the `planned` time when one has ended early."""
    until, is_due = chosen.paused_until, enrolment.due_at
    paused = (enrolment.due_because or "").startswith(PAUSED)
    if is_due is None or not (paused or (until and is_due < until)):
        return enrolment
    if until and planned < until:
        due, why = due_at(until, lead.contact, sending), pause_words(until, zone_of(lead.contact))
    else:
        due, why = due_at(max(planned, now), lead.contact, sending), "the lead has ended a pause"
    return replace(enrolment, due_at=due.at, due_because="; ".join(filter(None, (why, due.moved))))


def pause_words(until: datetime, zone: ZoneInfo) -> str:
    """`paused until 3 March by the lead`, for the console and `bantam next`."""
    day = until.astimezone(zone)
    return f"{PAUSED} {day.day} {day:%B} by the lead"


def masked(email: str) -> str:
    """`a***@example.com`: enough to know it again, too little to learn it."""
    name, _, domain = email.rpartition("@")
    return f"{name[:1]}***@{domain}"
