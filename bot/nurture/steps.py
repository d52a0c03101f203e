"""A step that is due becomes a mail in the mail log, and its enrolment waits for the next one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.errors import BantamError
from bot.leads.mail import MailDraft, MailWords, one_line
from bot.leads.models import Known, Lead
from bot.nurture.desk import Desk
from bot.nurture.links import queue_followed
from bot.nurture.models import Ending, Enrolment, SequenceVersion, Step
from bot.nurture.ports import NurtureWork, Store
from bot.nurture.rules import Due, address_hash, due_at, in_words, stage_ends
from bot.nurture.service import at_step, end_all, ended
from bot.playbook.shapes import Sending

AT_ONCE = 20
"""Steps in one transaction: each transaction costs the disk a turn."""
LEASE = timedelta(minutes=5)
TRY_AGAIN = timedelta(hours=1)
"""After which a step that a fault in its template holds back is tried again."""
SOON_ENOUGH = timedelta(hours=1)
"""By so much a step may come sooner after the one before it: that one left a little after it was due."""
LOOK = timedelta(minutes=5)
"""After which a step looks again whether the mail before it has left."""
UNCONFIRMED_FOR = timedelta(days=14)
"""How long a double opt-in waits for its click."""


async def do_next_step(store: Store, desk: Desk, *, now: datetime) -> int:
    """Do the due steps of some enrolments, AT_ONCE at most; how many were done, 0 when nothing is due.

    Leased first and done in a second transaction: a step that fails does not come first again and again. When
    one fails, each is done in a transaction of its own. Raises what the first one raised, after the others.
    """
    async with store.write() as uow:
        claimed = await uow.enrolments.claim_due(AT_ONCE, now=now, until=now + LEASE)
    try:
        await _do_all(store, desk, claimed, now=now)
    except Exception:
        if len(claimed) == 1:
            raise
        await _do_each(store, desk, claimed, now=now)
    return len(claimed)


async def _do_all(store: Store, desk: Desk, claimed: Sequence[str], *, now: datetime) -> None:
    if not claimed:
        return
    async with store.write() as uow:
        for enrolment_id in claimed:
            enrolment = await uow.enrolments.lock(enrolment_id)
            if enrolment and enrolment.due_at and enrolment.due_at <= now:
                await _do(uow, desk, enrolment, now=now)


async def _do_each(store: Store, desk: Desk, claimed: Sequence[str], *, now: datetime) -> None:
    failed: Exception | None = None
    for enrolment_id in claimed:
        try:
            await _do_all(store, desk, [enrolment_id], now=now)
        except Exception as error:  # noqa: BLE001 - whatever it is, the others must not wait for it
            failed = failed or error
    if failed:
        raise failed


async def _do(uow: NurtureWork, desk: Desk, enrolment: Enrolment, *, now: datetime) -> None:
    lead = await uow.leads.get(enrolment.lead_id)
    version = await uow.sequences.get(enrolment.version_id)
    if lead is None or version is None:
        return
    if because := await _over(uow, lead):
        await end_all(uow, lead.id, because, now=now)
    elif enrolment.status == "unconfirmed":
        await _ask_to_confirm(uow, desk, enrolment, lead, now=now)
    elif (step := version.step(enrolment.next_position or 0)) is None:
        await uow.enrolments.save(
            at_step(enrolment, version, len(version.steps), lead, desk.sending, now=now)
        )
    elif (due := await _due(uow, enrolment, step, lead, desk.sending, now=now)).at > now:
        await uow.enrolments.save(replace(enrolment, due_at=due.at, due_because=due.moved))
    else:
        await _send_step(uow, desk, enrolment, version, step, lead, now=now)


async def _due(
    uow: NurtureWork, enrolment: Enrolment, step: Step, lead: Lead, sending: Sending, *, now: datetime
) -> Due:
    """When the step may be done: in the lead's hours, and its delay after the mail before it really left.

    That one may have waited for a limit or a pause, or wait still: a story is told in its order.
    """
    last = await uow.mails.last_of(enrolment.id) if step.position else None
    if last is None:
        return due_at(now, lead.contact, sending)
    left, waits = last
    if not waits and left + step.delay - now <= SOON_ENOUGH:
        return due_at(now, lead.contact, sending)
    due = due_at(max(left + step.delay, now + LOOK), lead.contact, sending)
    because = f"{in_words(step.delay, f'step {step.position}')}, which {'waits' if waits else 'left late'}"
    return Due(due.at, "; ".join(filter(None, (because, due.moved))))


async def _over(uow: NurtureWork, lead: Lead) -> Ending | None:
    if not lead.contact.email:
        return "no_address"
    if suppressed := await uow.suppressions.reason(address_hash(lead.contact.email)):
        return "bounced" if suppressed == "bounced" else "unsubscribed"
    if not await uow.consents.has(lead.id, "nurture"):
        return "unsubscribed"
    return stage_ends(lead.stage)


async def _send_step(
    uow: NurtureWork, desk: Desk, enrolment: Enrolment, version: SequenceVersion, step: Step, lead: Lead,
    *, now: datetime,
) -> None:  # fmt: skip
    known = await uow.facts.known(lead.id)
    if wanted(step, known):
        try:
            letter = desk.write(lead, known, step.subject, step.body, now=now)
            unsubscribe_url = letter.unsubscribe_url
            draft = _draft(
                letter.words, enrolment, lead, step=step, desk=desk, unsubscribe_url=unsubscribe_url
            )
        except BantamError as fault:
            await uow.enrolments.save(_held(enrolment, str(fault), now=now))
            return
        await queue_followed(uow, draft, letter.links, now=now)
    await uow.enrolments.save(at_step(enrolment, version, step.position + 1, lead, desk.sending, now=now))


async def _ask_to_confirm(
    uow: NurtureWork, desk: Desk, enrolment: Enrolment, lead: Lead, *, now: datetime
) -> None:
    """The mail with which a double opt-in begins; unanswered after two weeks, the enrolment ends."""
    if enrolment.due_because == WAITING:
        await uow.enrolments.save(ended(enrolment, "unconfirmed", now=now))
        return
    variables = desk.variables(lead, await uow.facts.known(lead.id))
    try:
        words = desk.templates.render(
            "confirm", {**variables, "confirm_url": desk.confirm_url(enrolment, now)}
        )
        draft = _draft(words, enrolment, lead, desk=desk)
    except BantamError as fault:
        await uow.enrolments.save(_held(enrolment, str(fault), now=now))
        return
    await uow.mails.queue(draft, now=now)
    await uow.enrolments.save(
        replace(enrolment, due_at=now + UNCONFIRMED_FOR, due_because=WAITING, held_because=None)
    )


WAITING = "waits for the click in the confirmation mail"


def _draft(
    words: MailWords, enrolment: Enrolment, lead: Lead, *, desk: Desk, step: Step | None = None,
    unsubscribe_url: str | None = None,
) -> MailDraft:  # fmt: skip
    return MailDraft(
        kind="nurture" if step else "confirm",
        cause=f"enrolment:{enrolment.id}:{step.position if step else 'confirm'}",
        recipient=lead.contact.email or "",
        recipient_name=one_line(lead.contact.name) if lead.contact.name else None,
        subject=words.subject,
        text=words.text,
        html=words.html,
        reply_to=desk.reply_to(lead),
        unsubscribe_url=unsubscribe_url,
        lead_id=lead.id,
        enrolment_id=enrolment.id,
        step_id=step.id if step else None,
    )


def wanted(step: Step, known: Known) -> bool:
    """Whether the step's condition holds: a fact counts as known once the visitor stated it."""
    if step.condition is None:
        return True
    kept = known.facts.get(str(step.condition["fact"]))
    return (kept is not None and kept.status == "stated") is bool(step.condition["known"])


def _held(enrolment: Enrolment, because: str, *, now: datetime) -> Enrolment:
    return replace(enrolment, held_because=because, due_at=now + TRY_AGAIN)
