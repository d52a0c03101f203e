"""Who is told of a meeting by mail, and when: the visitor and the rep, with the invite in it.

`bootstrap` wires the `on_...` to the events: the mails are rows of the transaction that caused them. Their
words are in playbook/emails, in the folders meeting-... and rep-....
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol

from bot.book.briefing import Case, for_rep, for_visitor, meeting_words
from bot.book.invite import Invitation, Method, Person, invite
from bot.book.manage_link import manage_url
from bot.book.models import Meeting
from bot.book.ports import BookWork, MailTemplates
from bot.book.words import zone_of
from bot.errors import NotFound
from bot.leads.events import MeetingBooked, MeetingCancelled, MeetingMissed, MeetingMoved
from bot.leads.links import Links
from bot.leads.mail import MailDraft, MailKind, one_line
from bot.playbook.shapes import Rep


class Consents(Protocol):
    async def has(self, lead_id: str, purpose: str) -> bool: ...


class MissedWork(BookWork, Protocol):
    @property
    def consents(self) -> Consents: ...


@dataclass(frozen=True)
class Invites:
    """Writes the mails. `organizer` is the mailbox that invites come from; `public_url` ends in no slash."""

    templates: MailTemplates
    links: Links
    organizer: Person
    public_url: str

    async def on_booked(self, uow: BookWork, event: MeetingBooked) -> None:
        """The visitor's confirmation and the rep's briefing, both with METHOD:REQUEST."""
        case = await _case(uow, event.meeting_id, event.at)
        await self._tell_visitor(uow, case, "meeting-booked", "invite", "REQUEST")
        await self._tell_rep(uow, case, "rep-booked", "invite", "REQUEST")

    async def on_moved(self, uow: BookWork, event: MeetingMoved) -> None:
        """The same UID, the next SEQUENCE; a rep who takes it over is briefed, the one before is freed."""
        case = await _case(uow, event.meeting_id, event.at, by=event.by, before=event.before)
        earlier = None if event.from_rep_id == event.rep_id else await uow.reps.get(event.from_rep_id)
        if earlier is None:
            await self._tell_visitor(uow, case, "meeting-moved", "update", "REQUEST")
            await self._tell_rep(uow, case, "rep-moved", "update", "REQUEST")
            return
        case = replace(case, other_rep=earlier.name)
        await self._tell_visitor(uow, case, "meeting-moved", "update", "REQUEST")
        await self._tell_rep(uow, case, "rep-booked", "invite", "REQUEST")
        was = replace(_as_it_was(case, earlier, event.before), other_rep=case.rep.name)
        await self._tell_rep(uow, was, "rep-cancelled", "cancel", "CANCEL")

    async def on_cancelled(self, uow: BookWork, event: MeetingCancelled) -> None:
        """Both are told, with METHOD:CANCEL, which takes the meeting out of their calendars."""
        case = await _case(uow, event.meeting_id, event.at, by=event.by)
        await self._tell_visitor(uow, case, "meeting-cancelled", "cancel", "CANCEL")
        await self._tell_rep(uow, case, "rep-cancelled", "cancel", "CANCEL")

    async def on_missed(self, uow: MissedWork, event: MeetingMissed) -> None:
        """The visitor is offered another time, once, unless they withdrew the consent to be contacted."""
        if await uow.consents.has(event.lead_id, "contact"):
            case = await _case(uow, event.meeting_id, event.at)
            await self._tell_visitor(uow, case, "meeting-missed", "missed", about="missed:")

    async def send_link(self, uow: BookWork, meeting: Meeting, *, now: datetime) -> bool:
        """The confirmation once more, with the manage link that holds now; False without an address."""
        case = await _case(uow, meeting.id, now)
        about = f"link-{meeting.link_version}:"
        await self._tell_visitor(uow, case, "meeting-booked", "invite", "REQUEST", about=about)
        return bool(case.lead.contact.email)

    async def remind(self, uow: BookWork, meeting_id: str, *, soon: bool, at: datetime) -> None:
        """The visitor's reminder, and when it begins `soon` the rep's too; once for each time that it has."""
        case = replace(await _case(uow, meeting_id, at), soon=soon)
        about = "soon:" if soon else "day:"
        await self._tell_visitor(uow, case, "meeting-reminder", "reminder", about=about)
        if soon:
            await self._tell_rep(uow, case, "rep-reminder", "reminder", about=about)

    async def tell_rep_of_erasure(self, uow: BookWork, meeting: Meeting, *, at: datetime) -> None:
        """The cancelled meeting leaves the rep's calendar by a mail that knows nothing of the visitor.

        It belongs to no lead and no meeting: those are about to be erased, with every mail that does.
        """
        rep = await uow.reps.get(meeting.rep_id)
        if rep is None:
            return
        person = Person(rep.name, rep.email)
        words = self.templates.render("rep-erased", meeting_words(meeting, zone_of(rep.timezone)))
        card = Invitation(meeting, rep.timezone, self.organizer, (person,), words.subject, "")
        draft = MailDraft(
            kind="cancel",
            cause=f"erased:{meeting.id}:rep",
            version=meeting.sequence,
            recipient=rep.email,
            recipient_name=one_line(rep.name),
            subject=words.subject,
            text=words.text,
            html=words.html,
            ics=invite(card, "CANCEL", now=at),
            ics_method="CANCEL",
        )
        await uow.mails.queue(draft, now=at)

    async def _tell_visitor(
        self, uow: BookWork, case: Case, template: str, kind: MailKind, method: Method | None = None,
        *, about: str = "",
    ) -> None:  # fmt: skip
        """Nothing for a visitor without an address. `about` sets mails without an invite apart."""
        if not case.lead.contact.email:
            return
        link = manage_url(self.links, self.public_url, case.meeting, now=case.at)
        variables = for_visitor(case, manage_url=link, chat_url=f"{self.public_url}/chat")
        cause = f"meeting:{case.meeting.id}:{about}visitor"
        await uow.mails.queue(
            self._draft(case, "visitor", cause, template, variables, kind, method), now=case.at
        )

    async def _tell_rep(
        self, uow: BookWork, case: Case, template: str, kind: MailKind, method: Method | None = None,
        *, about: str = "",
    ) -> None:  # fmt: skip
        variables = for_rep(case, lead_url=f"{self.public_url}/console/leads/{case.lead.id}")
        cause = f"meeting:{case.meeting.id}:{about}rep"
        await uow.mails.queue(self._draft(case, "rep", cause, template, variables, kind, method), now=case.at)

    def _draft(
        self, case: Case, side: str, cause: str, template: str, variables: Mapping[str, Any], kind: MailKind,
        method: Method | None,
    ) -> MailDraft:  # fmt: skip
        visitor = Person(case.visitor_name, case.lead.contact.email or "")
        rep = Person(case.rep.name, case.rep.email)
        to, other = (visitor, rep) if side == "visitor" else (rep, visitor)
        words = self.templates.render(template, variables)
        return MailDraft(
            kind=kind,
            cause=cause,
            version=case.meeting.sequence,
            recipient=to.email,
            recipient_name=one_line(to.name),
            subject=words.subject,
            text=words.text,
            html=words.html,
            ics=invite(_invitation(case, self.organizer), method, now=case.at) if method else None,
            ics_method=method,
            reply_to=other.email or None,
            lead_id=case.lead.id,
            meeting_id=case.meeting.id,
        )


def _invitation(case: Case, organizer: Person) -> Invitation:
    """The same for both sides, as one UID asks for: nothing of the rep's briefing may stand in it."""
    attendees = [Person(case.rep.name, case.rep.email)]
    if case.lead.contact.email:
        attendees.append(Person(case.visitor_name, case.lead.contact.email))
    return Invitation(
        meeting=case.meeting,
        timezone=case.rep.timezone,
        organizer=organizer,
        attendees=tuple(attendees),
        summary=f"{case.visitor_name} and {case.rep.name}",
        description=case.meeting.location,
    )


def _as_it_was(case: Case, rep: Rep, start: datetime) -> Case:
    """The case of a meeting that was handed on, as the rep who had it knows it: theirs, at its old time."""
    length = case.meeting.end_at - case.meeting.start_at
    theirs = replace(
        case.meeting, rep_id=rep.id, start_at=start, end_at=start + length, location=rep.location
    )
    return replace(case, meeting=theirs, rep=rep, before=None)


async def _case(
    uow: BookWork, meeting_id: str, at: datetime, *, by: str | None = None, before: datetime | None = None
) -> Case:
    meeting = await uow.meetings.get(meeting_id)
    if meeting is None:
        raise NotFound()
    lead, rep = await uow.leads.get(meeting.lead_id), await uow.reps.get(meeting.rep_id)
    if lead is None or rep is None:
        raise NotFound()
    known = await uow.facts.known(lead.id)
    return Case(meeting, lead, rep, known, await uow.leads.score_parts(lead.id), at, by, before)
