"""What a mail about a meeting can speak of: the variables of playbook/emails/meeting-... and rep-..."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.book.models import Meeting
from bot.book.words import day_words, hours_words, short_words, start_words, zone_of, zone_words
from bot.leads.mail import first_name
from bot.leads.models import Known, Lead
from bot.playbook.shapes import Rep
from bot.understand.facts import BANT, CompanySize


@dataclass(frozen=True)
class Case:
    """A meeting with what is known around it; `at` is the event's instant.

    `by` is who moved or cancelled it, `before` when it was until then, `other_rep` who has it instead or had
    it before, by name. `soon`: a reminder shortly before it begins.
    """

    meeting: Meeting
    lead: Lead
    rep: Rep
    known: Known
    score_parts: Sequence[Mapping[str, Any]]
    at: datetime
    by: str | None = None
    before: datetime | None = None
    other_rep: str = ""
    soon: bool = False

    @property
    def visitor_name(self) -> str:
        return self.lead.contact.name or self.lead.contact.email or "A visitor"


def for_visitor(case: Case, *, manage_url: str, chat_url: str) -> dict[str, Any]:
    """Times are in the visitor's zone."""
    zone = zone_of(case.meeting.visitor_timezone)
    return {
        **meeting_words(case.meeting, zone),
        **_change(case, zone),
        "first_name": first_name(case.lead.contact.name),
        "rep_name": case.rep.name,
        "rep_first_name": case.rep.name.split()[0],
        "manage_url": manage_url,
        "chat_url": chat_url,
    }


def for_rep(case: Case, *, lead_url: str) -> dict[str, Any]:
    """Times are in the rep's zone. Who the lead is, why they score as they do, BANT in their words."""
    contact, meeting = case.lead.contact, case.meeting
    ours, theirs = zone_of(case.rep.timezone), zone_of(meeting.visitor_timezone)
    return {
        **meeting_words(meeting, ours),
        **_change(case, ours),
        "visitor_name": case.visitor_name,
        "visitor_email": contact.email or "",
        "visitor_phone": contact.phone or "",
        "visitor_company": contact.company or "",
        "visitor_when": short_words(meeting.start_at, theirs),
        "visitor_zone": zone_words(meeting.start_at, theirs),
        "job_title": contact.job_title or "",
        "company_size": _size(contact.company_size),
        "bant": [_fact(case.known, kind) for kind in BANT],
        "score": case.lead.score,
        "temperature": case.lead.temperature or "",
        "score_parts": case.score_parts,
        "lead_url": lead_url,
    }


def meeting_words(meeting: Meeting, zone: ZoneInfo) -> dict[str, Any]:
    """When and where, in that zone; nothing of who comes."""
    return {
        "when": short_words(meeting.start_at, zone),
        "day": day_words(meeting.start_at, zone),
        "hours": hours_words(meeting.start_at, meeting.end_at, zone),
        "zone": zone_words(meeting.start_at, zone),
        "location": meeting.location,
        "link": meeting.location if meeting.location.startswith("https://") else "",
    }


def _change(case: Case, zone: ZoneInfo) -> dict[str, Any]:
    before, meeting = case.before, case.meeting
    reply = meeting.visitor_reply if case.by == "visitor" else meeting.rep_reply
    moved = before is not None and before != meeting.start_at
    return {
        "by": case.by,
        "declined": case.by is not None and reply == "declined",
        "before": start_words(before, zone) if before and moved else "",
        "other_rep": case.other_rep,
        "soon": case.soon,
    }


def _fact(known: Known, kind: str) -> dict[str, str]:
    kept = known.facts.get(kind)
    return {"kind": kind, "status": kept.status if kept else "unknown", "quote": kept.quote if kept else ""}


def _size(size: CompanySize | None) -> str:
    if size is None:
        return ""
    if size.min == size.max or size.max is None:
        return f"{size.min}" if size.max is not None else f"{size.min} or more"
    return f"{size.min} to {size.max}" if size.min is not None else f"up to {size.max}"
