"""Conversation, turn, message and choice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

NOTICE = "utter_one_moment"
"""The response that says, honestly, that the answer comes later."""
STILL_THERE, CARRY_ON = "utter_still_there", "utter_carry_on_offer"
"""The responses that ask a silent visitor, and offer them a link to carry on with later."""
BESIDE = frozenset({NOTICE, STILL_THERE, CARRY_ON})
"""What is said beside the dialogue: it answers nothing, and the question before it stays open."""
Sender = Literal["bot", "visitor", "rep"]


@dataclass(frozen=True)
class Conversation:
    """`lead_id` is None until the visitor's first message; `source` is that of the first page."""

    id: str
    visitor_id: str
    created_at: datetime
    lead_id: str | None = None
    locale: str | None = None
    timezone: str | None = None
    source: Mapping[str, Any] = field(default_factory=dict)
    outcome: str | None = None
    stopped_at: datetime | None = None
    taken_by: str | None = None
    """The staff member who answers instead of the bot; changed by `bot.chat.takeover` alone, never saved."""


@dataclass(frozen=True)
class Turn:
    """One message of the visitor on its way to an answer.

    `payload` is what the dialogue is sent: `{"text"}`, `{"choice", "title"}` or `{"fact", "text"}`.
    """

    id: int
    conversation_id: str
    client_id: str
    kind: str
    payload: Mapping[str, Any]
    status: str
    created_at: datetime
    answered_at: datetime | None = None
    attempts: int = 0
    noticed: bool = False


@dataclass(frozen=True)
class Message:
    """What stands in the chat. `choices` are `{"id", "title"}`, `card` as in the widget's interface;
    `response` names the words of domain.yml that were said, `author` the person of the team who wrote it.
    """

    id: int
    conversation_id: str
    sender: Sender
    at: datetime
    text: str
    turn_id: int | None = None
    choices: Sequence[Mapping[str, Any]] = ()
    card: Mapping[str, Any] | None = None
    asks: str | None = None
    response: str | None = None
    author: str | None = None


@dataclass(frozen=True)
class Choice:
    """Something that the visitor may pick: the browser sees id and title, the dialogue gets the payload."""

    id: str
    title: str
    payload: str


@dataclass(frozen=True)
class Task:
    """Work for a person; `kind` is `handover`, `failed`, `routing`, `reply` (a lead wrote) or `mailbox`."""

    id: str
    kind: str
    reason: str
    created_at: datetime
    lead_id: str | None = None
    conversation_id: str | None = None
    assigned_to: str | None = None
    done_at: datetime | None = None


@dataclass(frozen=True)
class Quiet:
    """A visitor who says nothing. `nudges`: steps of this silence that are done; `seen_at`: their page;
    `attended`: a person of the team is there, or was said to come; `pending`: a turn has no answer yet.
    """

    nudges: int
    seen_at: datetime | None = None
    outcome: str | None = None
    stopped_at: datetime | None = None
    attended: bool = False
    pending: bool = False


@dataclass(frozen=True)
class Visit:
    conversation_id: str
    at: datetime
    url: str
    title: str | None = None
    referrer: str | None = None
