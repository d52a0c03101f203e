"""What the console and the API ask for. Whoever asks sees no more than their `Sight` allows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.report import rules, shapes
from bot.report.funnel import Funnel, funnel
from bot.report.ports import Asked, LeadsAsked, MailAsked, MeetingsAsked, ReportWork, Row, Rows
from bot.staff.rules import EVERYTHING, Sight


async def find_leads(
    uow: ReportWork, asked: LeadsAsked, *, of: Sequence[str] = rules.OF_A_LEAD
) -> shapes.LeadsPage:
    """One page of leads and how many there are; each with what belongs to it, of these kinds."""
    rows, total = await uow.reports.leads(asked)
    return {"leads": await _with_belongings(uow, rows, asked.sight, of), "total": total}


async def find_lead(uow: ReportWork, lead_id: str, sight: Sight = EVERYTHING) -> shapes.LeadShape | None:
    """The lead; None when there is none, or none that may be seen."""
    row = await uow.reports.lead(lead_id)
    if row is None or not sight.lead(row["owner_id"]):
        return None
    return (await _with_belongings(uow, [row], sight))[0]


async def _with_belongings(
    uow: ReportWork, rows: Rows, sight: Sight, of: Sequence[str] = rules.OF_A_LEAD
) -> list[shapes.LeadShape]:
    ids = [row["id"] for row in rows]
    found = {what: await uow.reports.of_leads(what, ids) for what in of} if ids else {}
    belongings = rules.by_lead(found)
    return [rules.lead_shape(row, belongings[row["id"]], sight) for row in rows]


@dataclass(frozen=True)
class Story:
    """A lead with what only its page tells: every fact with its history, what happened, its mails, and what
    they did with those: links followed, mails that came back, what they chose about our mails."""

    lead: shapes.LeadShape
    facts: Rows
    events: Rows
    mails: Sequence[shapes.MailShape]
    meeting_rep: shapes.Person | None
    clicks: Rows = ()
    inbound: Rows = ()
    preferences: Row | None = None


async def lead_story(uow: ReportWork, lead_id: str, sight: Sight) -> Story | None:
    """All about one lead; None when there is none, or none that may be seen."""
    lead = await find_lead(uow, lead_id, sight)
    if lead is None:
        return None
    facts = await uow.reports.of_leads("facts", [lead_id])
    events = await uow.reports.of_leads("events", [lead_id])
    meetings = await uow.reports.of_leads("meetings", [lead_id])
    mails = await find_mail(uow, MailAsked(sight, lead=lead_id))
    on = rules.meeting_that_counts(meetings)
    rep = rules.person(on["rep_name"], on["rep_email"]) if on else None
    clicks = await uow.reports.of_leads("clicks", [lead_id])
    inbound = await uow.reports.of_leads("inbound", [lead_id])
    chosen = await uow.reports.of_leads("preferences", [lead_id])
    preferences = next(iter(chosen), None)
    return Story(lead, facts, events, mails["mail"], rep, clicks, inbound, preferences)


async def find_meetings(uow: ReportWork, asked: MeetingsAsked) -> shapes.MeetingsPage:
    """Meetings in the order in which they take place (`latest_first` turns it round)."""
    rows, total = await uow.listings.meetings(asked)
    return {"meetings": [rules.meeting_shape(row) for row in rows], "total": total}


@dataclass(frozen=True)
class MeetingStory:
    """A meeting with what happened to it (events, the earliest first) and the mails that told of it.

    `lead` and `facts` are of who is met; None and empty for who may see the meeting and not the lead.
    """

    meeting: shapes.MeetingDetail
    lead: shapes.LeadShape | None
    facts: Rows
    events: Rows
    mails: Sequence[shapes.MailShape]


async def meeting_story(uow: ReportWork, meeting_id: str, sight: Sight) -> MeetingStory | None:
    """All about one meeting; None when there is none, or none in a calendar that may be seen."""
    row = await uow.listings.meeting(meeting_id)
    if row is None or not sight.calendar(row["rep_id"]):
        return None
    lead = await find_lead(uow, row["lead_id"], sight)
    facts = await uow.reports.of_leads("facts", [lead["id"]]) if lead else ()
    events = await uow.reports.of_leads("events", [row["lead_id"]])
    mails = await find_mail(uow, MailAsked(sight, meeting=meeting_id))
    own = [event for event in events if event["detail"].get("meeting_id") == meeting_id]
    return MeetingStory(rules.meeting_detail(row), lead, facts, own, mails["mail"])


async def find_enrolments(uow: ReportWork, asked: Asked, *, lead: str | None = None) -> shapes.EnrolmentsPage:
    """Enrolments of all leads, or of one (by id or e-mail), the latest first."""
    rows, total = await uow.listings.enrolments(asked, lead)
    return {"enrolments": [rules.enrolment_shape(row) for row in rows], "total": total}


async def find_mail(uow: ReportWork, asked: MailAsked) -> shapes.MailPage:
    """The mail log, the latest first."""
    rows, total = await uow.listings.mails(asked)
    return {"mail": [rules.mail_shape(row) for row in rows], "total": total}


async def one_mail(uow: ReportWork, mail_id: str, sight: Sight) -> shapes.MailShape | None:
    """One mail; None when there is none, or none that may be seen."""
    row = await uow.listings.mail(mail_id)
    if row is None or not _may_see_mail(row, sight):
        return None
    return rules.mail_shape(row)


def _may_see_mail(row: Row, sight: Sight) -> bool:
    """A mail is seen by who sees its lead; what tells of a meeting, by who sees the rep's calendar."""
    if row["recipient"] == sight.email:
        return True
    if row["meeting_id"] and not sight.calendar(row["meeting_rep_id"]):
        return False
    return sight.leads == "all" or (row["lead_id"] is not None and sight.lead(row["lead_owner_id"]))


@dataclass(frozen=True)
class SequenceVersion:
    """A version of a sequence with its steps and how many leads are where in it."""

    id: str
    name: str
    title: str
    version: int
    active: bool
    imported_at: datetime
    reasons: Sequence[str]
    steps: Rows
    counts: dict[str, int]
    stages: Sequence[str] = ()
    segment: Row | None = None


async def find_sequences(uow: ReportWork) -> list[SequenceVersion]:
    """Every version of every sequence, by name, the newest version first."""
    versions, steps, counts = await uow.listings.sequences()
    return [
        SequenceVersion(
            v["id"], v["name"], v["title"], v["version"], v["active"], v["imported_at"], v["reasons"],
            [step for step in steps if step["version_id"] == v["id"]],
            {c["status"]: c["leads"] for c in counts if c["version_id"] == v["id"]},
            v["stages"] or (), v["segment"],
        )
        for v in versions
    ]  # fmt: skip


async def count_funnel(uow: ReportWork, sight: Sight, *, since: datetime | None = None) -> Funnel:
    """The funnel of the leads that began at or after `since` (aware; None: of all)."""
    return funnel(await uow.reports.funnel(sight, since=since))
