"""The turn that an action runs in: which conversation, which message, what the visitor said in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from rasa_sdk import Tracker

from bot.book.models import BookingRequest, Meeting
from bot.bootstrap import App, Work
from bot.chat.models import Conversation
from bot.errors import NotFound
from bot.leads.models import Known, Lead


@dataclass
class Turn:
    """The conversation is read once; `again` is the same turn with everything to be read anew."""

    app: App
    tracker: Tracker
    _conversation: Conversation | None = None

    def again(self) -> Turn:
        return Turn(self.app, self.tracker)

    @property
    def conversation_id(self) -> str:
        return str(self.tracker.sender_id)

    @property
    def _message(self) -> Mapping[str, Any]:
        return self.tracker.latest_message or {}

    @property
    def metadata(self) -> Mapping[str, Any]:
        return self._message.get("metadata") or {}

    @property
    def client_id(self) -> str:
        return str(self._message.get("message_id") or "")

    @property
    def intent(self) -> str:
        return str((self._message.get("intent") or {}).get("name") or "")

    @property
    def text(self) -> str:
        return str(self._message.get("text") or "")

    @property
    def entities(self) -> Sequence[Mapping[str, Any]]:
        return self._message.get("entities") or ()

    @property
    def asked(self) -> str | None:
        return self.metadata.get("asks")

    @property
    def now(self) -> datetime:
        return self.app.clock.now()

    @property
    def entity_kinds(self) -> frozenset[str]:
        return frozenset(str(entity.get("entity")) for entity in self.entities)

    def entity(self, kind: str) -> Any:
        """The value of the message's last entity of the kind; None when it has none."""
        return next((e.get("value") for e in reversed(self.entities) if e.get("entity") == kind), None)

    async def conversation(self, uow: Work) -> Conversation:
        """Raises NotFound when web does not know the conversation, or it has no lead."""
        if self._conversation is None:
            self._conversation = await uow.conversations.get(self.conversation_id)
        if self._conversation is None:
            raise NotFound
        return self._conversation

    async def lead(self, uow: Work) -> Lead:
        """The lead of the conversation. Raises NotFound."""
        conversation = await self.conversation(uow)
        lead = await uow.leads.get(conversation.lead_id) if conversation.lead_id else None
        if lead is None:
            raise NotFound
        return lead

    async def known(self, uow: Work) -> Known:
        """What was said in this conversation; empty before the visitor's first message."""
        conversation = await self.conversation(uow)
        if conversation.lead_id is None:
            return Known()
        return await uow.facts.known(conversation.lead_id, conversation_id=conversation.id)

    async def zone(self, uow: Work) -> ZoneInfo:
        """The visitor's zone; UTC while it is not known."""
        return ZoneInfo((await self.conversation(uow)).timezone or "UTC")

    async def meeting(self, uow: Work) -> Meeting | None:
        """The lead's meeting to come, when it was made in this conversation: an address that is given in a
        chat proves nothing, so that the meetings of others stay untold."""
        conversation = await self.conversation(uow)
        meeting = await uow.meetings.booked_of(conversation.lead_id) if conversation.lead_id else None
        ours = meeting and meeting.conversation_id == self.conversation_id and meeting.end_at > self.now
        return meeting if ours else None

    async def pick(self, uow: Work) -> Meeting | None:
        """The time that was picked last in this conversation and is not booked yet: held, or no longer."""
        meetings = await uow.meetings.of_lead((await self.lead(uow)).id)
        ours = [meeting for meeting in meetings if meeting.conversation_id == self.conversation_id]
        last = max(ours, key=lambda meeting: meeting.created_at, default=None)
        return last if last and last.status in ("held", "expired") and last.start_at > self.now else None

    async def booking_request(self, uow: Work, start: datetime, rep_id: str) -> BookingRequest:
        """The picked time with the rep."""
        lead, zone = await self.lead(uow), str(await self.zone(uow))
        return BookingRequest(lead.id, self.conversation_id, rep_id, start, zone)
