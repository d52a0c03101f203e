"""A person takes over: tasks for the team, and a visitor who wants to be left alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.chat.models import Task
from bot.chat.ports import ChatWork
from bot.leads.events import ContactStopped, HandoverRequested
from bot.leads.ids import new_id
from bot.leads.models import Lead


async def call_for_help(
    uow: ChatWork, conversation_id: str, kind: str, reason: str, *, to: str | None = None, now: datetime
) -> Task:
    """A task for a person, once per conversation and kind while it is open."""
    if earlier := await uow.tasks.open_of(conversation_id, kind):
        return earlier
    conversation = await uow.conversations.get(conversation_id)
    lead_id = conversation.lead_id if conversation else None
    task = Task(new_id("task"), kind, reason, now, lead_id, conversation_id, to)
    await uow.tasks.add(task)
    return task


async def hand_over(
    uow: ChatWork, lead: Lead, conversation_id: str, reason: str, *, to: str | None = None, now: datetime
) -> Task:
    """Give the conversation to the rep `to`, else to the lead's owner, else to who looks after such leads.

    The lead's page shows the reason; the transcript is there too.
    """
    to = to or lead.owner_id
    task = await call_for_help(uow, conversation_id, "handover", reason, to=to, now=now)
    changed = replace(lead, handover_at=now, handover_reason=reason, handover_to=to, updated_at=now)
    await uow.leads.save(changed)
    await uow.publish(HandoverRequested(lead.id, now, reason, to, task.id))
    return task


async def leave_alone(uow: ChatWork, lead: Lead, conversation_id: str, *, now: datetime) -> None:
    """The visitor wants no more: consents are withdrawn, every sequence ends, the address is suppressed."""
    conversation = await uow.conversations.get(conversation_id)
    if conversation is not None:
        await uow.conversations.save(replace(conversation, stopped_at=now, outcome="stopped"))
    await uow.consents.withdraw(lead.id, None, now=now)
    await uow.publish(ContactStopped(lead.id, now, lead.contact.email, "chat"))
