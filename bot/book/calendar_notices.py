"""What a rep is told about their own calendars, once each, by mail."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from bot.book.calendar_models import OwnCalendar
from bot.book.calendar_ports import CalendarDesk, CalendarWork
from bot.book.words import day_words, hours_words, short_words, zone_of, zone_words
from bot.leads.mail import MailDraft, one_line
from bot.leads.models import Lead
from bot.playbook.shapes import Rep


async def tell_clashes(uow: CalendarWork, desk: CalendarDesk, rep: Rep, *, now: datetime) -> None:
    """Tell the rep of each meeting to come that their own calendar has something else at."""
    for meeting_id in await uow.calendars.clashing(rep.id, now=now):
        meeting = await uow.meetings.get(meeting_id)
        if meeting is None or not await uow.calendars.clash_told(meeting_id, now=now):
            continue
        zone = zone_of(rep.timezone)
        variables = {
            "rep_first_name": rep.name.split()[0],
            "visitor_name": visitor_name(await uow.leads.get(meeting.lead_id)),
            "when": short_words(meeting.start_at, zone),
            "day": day_words(meeting.start_at, zone),
            "hours": hours_words(meeting.start_at, meeting.end_at, zone),
            "zone": zone_words(meeting.start_at, zone),
            "lead_url": f"{desk.public_url}/console/leads/{meeting.lead_id}",
        }
        draft = _draft(
            desk, rep, "rep-calendar-clash", variables,
            cause=f"meeting:{meeting.id}:clash", version=meeting.sequence,
            lead_id=meeting.lead_id, meeting_id=meeting.id,
        )  # fmt: skip
        await uow.mails.queue(draft, now=now)


async def tell_problem(
    uow: CalendarWork,
    desk: CalendarDesk,
    rep: Rep,
    calendar: OwnCalendar,
    problem: str,
    *,
    now: datetime,
    about: Literal["reading", "writing"] = "reading",
) -> None:
    """Tell the rep that the calendar cannot be read, once for each time that it last could be; or that it
    cannot be written to, once."""
    zone, read_at = zone_of(rep.timezone), calendar.read_at
    variables = {
        "rep_first_name": rep.name.split()[0],
        "host": calendar.address.partition(" ")[0],
        "problem": problem,
        "about": about,
        "stale": calendar.stale(now),
        "read_at": f"{short_words(read_at, zone)} ({zone_words(read_at, zone)})" if read_at else "",
        "console_url": f"{desk.public_url}/console/settings/calendars",
    }
    read = about == "reading"
    minutes = int(read_at.timestamp()) // 60 if read and read_at else 0  # a whole number of 32 bits
    cause = f"calendar:{calendar.id}:{about}"
    draft = _draft(desk, rep, "rep-calendar-problem", variables, cause=cause, version=minutes)
    await uow.mails.queue(draft, now=now)


def visitor_name(lead: Lead | None) -> str:
    return (lead and (lead.contact.name or lead.contact.email)) or "A visitor"


def _draft(
    desk: CalendarDesk, rep: Rep, template: str, variables: Mapping[str, Any], *, cause: str, version: int,
    lead_id: str | None = None, meeting_id: str | None = None,
) -> MailDraft:  # fmt: skip
    words = desk.templates.render(template, variables)
    return MailDraft(
        kind="notice",
        cause=cause,
        version=version,
        recipient=rep.email,
        recipient_name=one_line(rep.name),
        subject=words.subject,
        text=words.text,
        html=words.html,
        lead_id=lead_id,
        meeting_id=meeting_id,
    )
