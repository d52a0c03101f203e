"""Rasa's conversations: live in memory, only new events appended to SQL, shortened when they get long.

Stock Rasa reads and replays a whole conversation for every message, so a chat gets slower as it goes on.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME, REQUESTED_SLOT
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, Event, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

METADATA = sa.MetaData()
# A part is a stretch of a conversation that reads by itself; the last one is the conversation as it stands.
EVENTS = sa.Table(
    "dialogue_events",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("conversation", sa.String(128), nullable=False, index=True),
    sa.Column("part", sa.Integer, nullable=False),
    sa.Column("data", sa.Text, nullable=False),
)


@dataclass(frozen=True)
class Live:
    """A conversation in memory: Rasa's own object, and how much of it is stored, in which part."""

    tracker: DialogueStateTracker
    part: int
    stored: int


class LiveTrackerStore(TrackerStore):  # type: ignore[misc]
    """Conversations by sender id. Database errors surface, so that the turn fails as a whole.

    `keep` is how many conversations stay in memory. A part with more than `longest` events (0: never) is
    closed, and a new one begins that holds the slots, the active form and the last `turns` turns.
    """

    def __init__(
        self,
        domain: Domain | None = None,
        host: str | None = None,
        event_broker: EventBroker | None = None,
        keep: int = 5000,
        longest: int = 80,
        turns: int = 4,
        **_kwargs: Any,
    ) -> None:
        super().__init__(domain, event_broker)
        self._engine = _engine(host or "sqlite://")
        self._live: OrderedDict[str, Live] = OrderedDict()
        self._keep, self._longest, self._turns = keep, longest, turns
        METADATA.create_all(self._engine)

    def forget(self, sender_id: str) -> None:
        """Drops the copy in memory: after a failed turn it holds events that never happened."""
        self._live.pop(sender_id, None)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The conversation as it was last saved; None when there is none."""
        live = self._live.get(sender_id)
        # Rasa changes the object that it is given: more events than were stored is a turn left half done.
        if live is not None and len(live.tracker.events) == live.stored:
            self._live.move_to_end(sender_id)
            return live.tracker
        self.forget(sender_id)
        part, events = self._read(sender_id)
        if not events:
            return None
        tracker = DialogueStateTracker.from_dict(sender_id, events, self.domain.slots)
        self._remember(tracker, part)
        return tracker

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Appends what is new since the last save; on any error forgets the copy in memory and raises it."""
        sender_id = tracker.sender_id
        try:
            part, stored = self._position(sender_id)
            rows = _rows(sender_id, part, list(tracker.events)[stored:])
            long = 0 < self._longest < len(tracker.events)
            if long and (short := shorter(tracker, self.domain, self._turns)):
                tracker, part = short, part + 1
                rows += _rows(sender_id, part, tracker.events)
            if rows:
                with self._engine.begin() as connection:
                    connection.execute(EVENTS.insert(), rows)
        except BaseException:
            self.forget(sender_id)
            raise
        self._remember(tracker, part)

    async def delete(self, sender_id: str) -> None:
        """Removes every event of a conversation, in memory and in SQL."""
        self.forget(sender_id)
        with self._engine.begin() as connection:
            connection.execute(EVENTS.delete().where(EVENTS.c.conversation == sender_id))

    async def keys(self) -> Iterable[str]:
        """The ids of all stored conversations."""
        with self._engine.connect() as connection:
            return list(connection.execute(sa.select(EVENTS.c.conversation).distinct()).scalars())

    def _position(self, sender_id: str) -> tuple[int, int]:
        """The part that is being written, and how many of its events are stored."""
        if live := self._live.get(sender_id):
            return live.part, live.stored
        part, events = self._read(sender_id)
        return part, len(events)

    def _read(self, sender_id: str) -> tuple[int, list[dict[str, Any]]]:
        its = EVENTS.c.conversation == sender_id
        last = sa.select(sa.func.max(EVENTS.c.part)).where(its).scalar_subquery()
        query = sa.select(EVENTS.c.part, EVENTS.c.data).where(its, EVENTS.c.part == last)
        with self._engine.connect() as connection:
            rows = connection.execute(query.order_by(EVENTS.c.id)).all()
        return (rows[0].part if rows else 0), [json.loads(row.data) for row in rows]

    def _remember(self, tracker: DialogueStateTracker, part: int) -> None:
        self._live[tracker.sender_id] = Live(tracker, part, len(tracker.events))
        self._live.move_to_end(tracker.sender_id)
        while len(self._live) > self._keep:
            self._live.popitem(last=False)


def shorter(tracker: DialogueStateTracker, domain: Domain, turns: int) -> DialogueStateTracker | None:
    """The same conversation, told by its slots, its active form and its last turns; None if it has no more.

    A session started by Rasa itself would end the form, so the start is written out here.
    """
    events = list(tracker.events)
    users = [number for number, event in enumerate(events) if isinstance(event, UserUttered)]
    if len(users) <= turns:
        return None
    cut = users[-turns]
    head = DialogueStateTracker.from_events(tracker.sender_id, events[:cut], domain.slots)
    opening = _opening(head)
    for event in opening:
        event.timestamp = events[cut].timestamp
    told = DialogueStateTracker.from_events(tracker.sender_id, opening + events[cut:], domain.slots)
    told.model_id, told.assistant_id = tracker.model_id, tracker.assistant_id
    return told


def _opening(head: DialogueStateTracker) -> list[Event]:
    opening: list[Event] = [SessionStarted()]
    opening += [
        SlotSet(slot.name, slot.value)
        for slot in head.slots.values()
        if slot.value is not None and slot.name != REQUESTED_SLOT
    ]
    if head.active_loop_name:
        opening += [ActionExecuted(head.active_loop_name), ActiveLoop(head.active_loop_name)]
        opening.append(SlotSet(REQUESTED_SLOT, head.get_slot(REQUESTED_SLOT)))
    return [*opening, ActionExecuted(ACTION_LISTEN_NAME)]


def _rows(sender_id: str, part: int, events: Sequence[Event]) -> list[dict[str, Any]]:
    data = [json.dumps(event.as_dict()) for event in events]
    return [{"conversation": sender_id, "part": part, "data": text} for text in data]


def _engine(url: str) -> sa.engine.Engine:
    # Hidden: an error's text goes into the log, and an event's values are a visitor's.
    if not url.startswith("sqlite"):
        return sa.create_engine(url, future=True, pool_pre_ping=True, hide_parameters=True)
    engine = sa.create_engine(url, future=True, hide_parameters=True)
    sa.event.listen(engine, "connect", _write_ahead)
    return engine


def _write_ahead(connection: Any, _record: Any) -> None:
    """One writer, many readers; an event lost in a power cut is told again from the product's database."""
    connection.execute("pragma journal_mode=wal")
    connection.execute("pragma synchronous=normal")
    connection.execute("pragma busy_timeout=5000")
