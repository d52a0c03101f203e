"""Who reacts to a booking with a mail: the visitor and the rep each get one, with the invite in it.

`bootstrap` wires `Invites.on_booked` and `Invites.on_cancelled` to the events: the mails are rows of
the booking's own transaction. Their words are in playbook/emails.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.book.briefing import Case, for_rep, for_visitor
from bot.book.invite import Invitation, Method, Person, invite
from bot.book.manage_link import manage_url
from bot.book.ports import BookWork, MailTemplates
from bot.errors import NotFound
from bot.leads.events import MeetingBooked, MeetingCancelled
from bot.leads.links import Links
from bot.leads.mail import MailDraft, MailKind, one_line

_TEMPLATES = {
    ("visitor", "REQUEST"): "meeting-booked",
    ("visitor", "CANCEL"): "meeting-cancelled",
    ("rep", "REQUEST"): "rep-booked",
    ("rep", "CANCEL"): "rep-cancelled",
}
_KINDS: Mapping[Method, MailKind] = {"REQUEST": "invite", "CANCEL": "cancel"}


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
        for draft in self.drafts(case, "REQUEST"):
            await uow.mails.queue(draft, now=case.at)

    async def on_cancelled(self, uow: BookWork, event: MeetingCancelled) -> None:
        """Both are told, with METHOD:CANCEL, which takes the meeting out of their calendars."""
        case = await _case(uow, event.meeting_id, event.at, by=event.by)
        for draft in self.drafts(case, "CANCEL"):
            await uow.mails.queue(draft, now=case.at)

    def drafts(self, case: Case, method: Method) -> list[MailDraft]:
        """The visitor's mail and the rep's; a visitor without an address gets none."""
        visitor = Person(case.visitor_name, case.lead.contact.email or "")
        rep = Person(case.rep.name, case.rep.email)
        lead_url = f"{self.public_url}/console/leads/{case.lead.id}"
        found = [self._draft(case, method, "rep", rep, visitor, for_rep(case, lead_url=lead_url))]
        if visitor.email:
            link = manage_url(self.links, self.public_url, case.meeting, now=case.at)
            variables = for_visitor(case, manage_url=link, chat_url=f"{self.public_url}/#chat")
            found.insert(0, self._draft(case, method, "visitor", visitor, rep, variables))
        return found

    def _draft(
        self, case: Case, method: Method, side: str, to: Person, other: Person, variables: Mapping[str, Any]
    ) -> MailDraft:
        words = self.templates.render(_TEMPLATES[side, method], variables)
        return MailDraft(
            kind=_KINDS[method],
            cause=f"meeting:{case.meeting.id}:{side}",
            version=case.meeting.sequence,
            recipient=to.email,
            recipient_name=one_line(to.name),
            subject=words.subject,
            text=words.text,
            html=words.html,
            ics=invite(_invitation(case, self.organizer), method, now=case.at),
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


async def _case(uow: BookWork, meeting_id: str, at: datetime, *, by: str | None = None) -> Case:
    meeting = await uow.meetings.get(meeting_id)
    if meeting is None:
        raise NotFound()
    lead, rep = await uow.leads.get(meeting.lead_id), await uow.reps.get(meeting.rep_id)
    if lead is None or rep is None:
        raise NotFound()
    known = await uow.facts.known(lead.id)
    return Case(meeting, lead, rep, known, await uow.leads.score_parts(lead.id), at, by)
