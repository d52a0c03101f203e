"""Whether a mail may go out at this instant: asked in the transaction that marks it as `sending`."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.leads.mail import AT_MOST_ONCE, NURTURE, Mail
from bot.leads.models import Lead
from bot.nurture.models import ENDINGS, Postpone, Preferences, Send, Verdict, Withhold
from bot.nurture.ports import NurtureWork
from bot.nurture.preferences import pause_words
from bot.nurture.rules import address_hash, due_at, stage_ends, zone_of
from bot.playbook.shapes import Sending

WEEK, MINUTE, HOUR = timedelta(days=7), timedelta(minutes=1), timedelta(hours=1)


async def look_again(uow: NurtureWork, mail: Mail, sending: Sending, *, now: datetime) -> Verdict:
    """Whether the mail may still go out: much can happen between queueing and sending.

    Useful mail (NURTURE) is withheld when its reason is gone, and waits for the lead's hours, for what they
    prefer, and for the limits. Mail that somebody waits for counts in the limits and waits for none. From the
    verdict to the end of the transaction nobody else gets one: so they hold over any number of workers.
    """
    if mail.kind not in NURTURE:
        if sending.limited:
            await uow.mails.hold_limits()
        return Send()
    lead = await uow.leads.get(mail.lead_id) if mail.lead_id else None
    if lead is None:
        return Withhold("no longer enrolled")
    if because := await _over(uow, mail, lead):
        return Withhold(because)
    chosen = await uow.preferences.get(lead.id) if mail.kind in AT_MOST_ONCE else None
    # First what needs no lock.
    if later := _later(mail, lead, _pauses(chosen, lead, now=now), sending, now=now):
        return later
    if sending.limited or (chosen and chosen.every_days):
        await uow.mails.hold_limits()
    limits = [*await _rhythm(uow, mail, chosen, now=now), *await _limits(uow, mail, sending, now=now)]
    return _later(mail, lead, limits, sending, now=now) or Send()


async def _over(uow: NurtureWork, mail: Mail, lead: Lead) -> str | None:
    """Why the mail is never to be sent, in words; None when nothing speaks against it."""
    if reason := await uow.suppressions.reason(address_hash(mail.recipient)):
        return ENDINGS["bounced"] if reason == "bounced" else ENDINGS["unsubscribed"]
    enrolment = await uow.enrolments.get(mail.enrolment_id) if mail.enrolment_id else None
    if enrolment is None and mail.kind != "ready":  # the offer to meet belongs to no sequence
        return "no longer enrolled"
    if enrolment and enrolment.status == "ended":
        return ENDINGS.get(enrolment.ended_because or "", "sequence ended")
    if ending := stage_ends(lead.stage):
        return ENDINGS[ending]
    if not await uow.consents.has(lead.id, "nurture"):
        return "consent withdrawn"
    if mail.kind == "confirm" and enrolment and enrolment.status != "unconfirmed":
        return "confirmed already"
    return None


def _later(
    mail: Mail, lead: Lead, waits: list[Postpone], sending: Sending, *, now: datetime
) -> Postpone | None:
    """The first instant that suits all of them, and then the lead's hours; None when that is now.

    The question of a double opt-in waits for no hours: the visitor has just asked for it.
    """
    earliest = max((wait.until for wait in waits), default=now)
    reasons = [wait.reason for wait in waits]
    if mail.kind != "confirm":
        due = due_at(max(earliest, now), lead.contact, sending)
        earliest, reasons = due.at, [*reasons, due.moved]
    return Postpone(earliest, "; ".join(filter(None, reasons))) if earliest > now else None


def _pauses(chosen: Preferences | None, lead: Lead, *, now: datetime) -> list[Postpone]:
    if chosen is None or chosen.paused_until is None or chosen.paused_until <= now:
        return []
    return [Postpone(chosen.paused_until, pause_words(chosen.paused_until, zone_of(lead.contact)))]


async def _rhythm(
    uow: NurtureWork, mail: Mail, chosen: Preferences | None, *, now: datetime
) -> list[Postpone]:
    """One mail in so many days at most, when the lead chose that."""
    if chosen is None or not chosen.every_days:
        return []
    apart = timedelta(days=chosen.every_days)
    last = await uow.mails.begun_to_lead(chosen.lead_id, 1, within=apart, but=mail.id, now=now)
    words = f"one mail in {chosen.every_days} days, as the lead prefers"
    return [Postpone(last + apart, words)] if last else []


async def _limits(uow: NurtureWork, mail: Mail, sending: Sending, *, now: datetime) -> list[Postpone]:
    """When each limit that is reached lets the next mail out: as soon as the N-th newest is old enough.

    Others that the same limit holds up are lined up behind it, so that each is asked once, and not all of
    them again and again.
    """
    waits = []
    if (most := sending.a_week_per_lead) and mail.kind in AT_MOST_ONCE and mail.lead_id:
        nth = await uow.mails.begun_to_lead(mail.lead_id, most, within=WEEK, but=mail.id, now=now)
        if nth:
            waits.append(Postpone(nth + WEEK, f"weekly limit of {most} mail{'s' if most > 1 else ''}"))
    domain = mail.recipient.rpartition("@")[2].lower()
    if (most := sending.a_minute_per_domain) and (
        nth := await uow.mails.begun(most, within=MINUTE, domain=domain, now=now)
    ):
        words = f"{most} mail{'s' if most > 1 else ''} a minute to {domain}"
        waits.append(Postpone(nth + MINUTE, words))
        await uow.mails.line_up(waits[-1], most, apart=MINUTE, behind=mail.id, domain=domain, now=now)
    if (most := sending.an_hour) and (nth := await uow.mails.begun(most, within=HOUR, now=now)):
        waits.append(Postpone(nth + HOUR, f"hourly limit of {most}"))
        await uow.mails.line_up(waits[-1], most, apart=HOUR, behind=mail.id, domain=None, now=now)
    return waits
