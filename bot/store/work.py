"""The unit of work: one transaction with every repository in it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.leads.events import Event
from bot.store.belongings import Belongings
from bot.store.calendars import Calendars
from bot.store.chat import Conversations, Receipts, Tasks, Turns, Visits
from bot.store.expiry import Expiry
from bot.store.leads import Consents, Facts, LeadEvents, Leads
from bot.store.listings import Listings
from bot.store.mailboxes import Mailboxes
from bot.store.mails import Mails
from bot.store.meetings import Meetings
from bot.store.messages import Choices, Messages
from bot.store.next_sends import NextSends
from bot.store.nurture import Enrolments, Sequences, Suppressions
from bot.store.nurture_report import NurtureReports
from bot.store.operation import Operations
from bot.store.playbooks import Playbooks
from bot.store.report import Reports
from bot.store.reps import Reps
from bot.store.responses import Engagement, Inbound, MailLinks, MailPreferences
from bot.store.returned import ReturnedMails
from bot.store.silences import Silences
from bot.store.solved_challenges import SolvedChallenges
from bot.store.staff import ApiTokens, AuditLog, SignInFailures, Staff, StaffSessions
from bot.store.takeovers import Takeovers

Handler = Callable[[Any, Any], Awaitable[None]]


class SqlUnitOfWork:
    """Repositories over one connection; `publish` runs an event's handlers in the same transaction."""

    def __init__(self, connection: AsyncConnection, handlers: Mapping[type, Sequence[Handler]]) -> None:
        self.connection = connection
        self._handlers = handlers
        self.leads = Leads(connection)
        self.facts = Facts(connection)
        self.consents = Consents(connection)
        self.lead_events = LeadEvents(connection)
        self.conversations = Conversations(connection)
        self.turns = Turns(connection)
        self.messages = Messages(connection)
        self.choices = Choices(connection)
        self.receipts = Receipts(connection)
        self.tasks = Tasks(connection)
        self.visits = Visits(connection)
        self.takeovers = Takeovers(connection)
        self.solved_challenges = SolvedChallenges(connection)
        self.sequences = Sequences(connection)
        self.enrolments = Enrolments(connection)
        self.mails = Mails(connection)
        self.suppressions = Suppressions(connection)
        self.mail_links = MailLinks(connection)
        self.inbound = Inbound(connection)
        self.returned = ReturnedMails(connection)
        self.mailboxes = Mailboxes(connection)
        self.preferences = MailPreferences(connection)
        self.engagement = Engagement(connection)
        self.reps = Reps(connection)
        self.meetings = Meetings(connection)
        self.calendars = Calendars(connection)
        self.silences = Silences(connection)
        self.expiry = Expiry(connection)
        self.staff = Staff(connection)
        self.staff_sessions = StaffSessions(connection)
        self.sign_in_failures = SignInFailures(connection)
        self.api_tokens = ApiTokens(connection)
        self.audit = AuditLog(connection)
        self.playbooks = Playbooks(connection)
        self.reports = Reports(connection)
        self.listings = Listings(connection)
        self.belongings = Belongings(connection)
        self.operations = Operations(connection)
        self.next_sends = NextSends(connection)
        self.nurture_reports = NurtureReports(connection)

    async def publish(self, event: Event) -> None:
        """Keep the event in the lead's timeline and run who reacts to it (wired in `bootstrap`)."""
        await self.lead_events.add(event)
        for handle in self._handlers.get(type(event), ()):
            await handle(self, event)
