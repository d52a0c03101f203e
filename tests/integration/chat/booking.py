"""A visitor's chat about meetings: the real actions over the real store, on a clock of the test's own.

Intents are given, as the dialogue would find them; facts, times and what stands in the chat are real.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.server import ACTIONS
from bot.book.models import Meeting
from bot.bootstrap import App
from bot.capture.service import Origin, keep_facts
from bot.chat import service as chat
from bot.chat.models import Conversation, Message
from bot.chat.turns import add_messages
from bot.clock import FixedClock
from bot.dialogue.choices import read_choice
from bot.dialogue.reply import chosen, read_reply
from bot.understand import understand
from bot.understand.entities import entities
from bot.understand.wishes import read_wish

READY: Mapping[str, Mapping[str, Any]] = {
    "need": {"status": "stated", "category": "reporting", "quote": "dashboards"},
    "budget": {
        "status": "stated",
        "min": 90000,
        "max": 90000,
        "currency": "EUR",
        "period": "year",
        "quote": "90k",
    },
    "authority": {"status": "stated", "role": "decision_maker", "approver": None, "quote": "I decide"},
    "timeline": {
        "status": "stated",
        "start": None,
        "end": "2026-04-01",
        "bucket": "now",
        "quote": "this month",
    },
}
ADDRESS = {"value": "ann@acme.example", "quote": "ann@acme.example"}
REFUSED = {"value": None, "status": "refused", "quote": "rather not"}
YES = {"value": True, "quote": "yes"}
KNOWN = {"email": ADDRESS, "consent": YES}
BOB = {"email": {**ADDRESS, "value": "bob@b.example"}, "consent": YES}
MONDAY = datetime(2026, 3, 2, 8, tzinfo=UTC)
"""9:00 in Berlin, where Dana works from 9 to 17 with a break from 12:30 to 13:15."""
NUMBERS = itertools.count(1)
BY_INTENT = {
    "choose": "action_book",
    "more_times": "action_offer_slots",
    "book_meeting": "action_offer_slots",
    "ask_meeting": "action_show_meeting",
    "reschedule_meeting": "action_move_meeting",
    "cancel_meeting": "action_cancel_meeting",
    "get_mail": "action_ask_mail",
}
"""The rules of data/rules/book.yml; everything else goes on with the booking."""


class Visitor:
    """Whoever sits before the widget; `said` are the names of the responses of the last turn."""

    def __init__(self, app: App, conversation: Conversation) -> None:
        self.app, self.conversation = app, conversation
        self.zone = ZoneInfo(conversation.timezone or "UTC")
        self.messages: Sequence[Message] = ()

    @property
    def said(self) -> list[str]:
        return [str(message.response) for message in self.messages]

    @property
    def card(self) -> Mapping[str, Any]:
        """The card of the last turn."""
        return next(m.card for m in reversed(self.messages) if m.card)

    @property
    def shown(self) -> list[str]:
        """The times of the last turn, by the visitor's clock, for example `Wed 10:00`."""
        return [f"{self._local(slot['start']):%a %H:%M}" for slot in self.card["slots"]]

    def _local(self, instant: str) -> datetime:
        return datetime.fromisoformat(instant).astimezone(self.zone)

    async def say(self, text: str, intent: str) -> list[str]:
        """Typed words; `intent` is what the classifier would make of them."""
        now = self.app.clock.now().astimezone(self.zone)
        async with self.app.store.read() as uow:
            asked = await uow.messages.open_question(self.conversation.id)
            conversation = await uow.conversations.get(self.conversation.id)
        if asked is None and conversation and conversation.outcome == "qualified":
            asked = "slot"
        found = entities(understand(text, asked=asked, now=now))
        wish = read_wish(text, now, self.zone) if asked == "slot" else None
        reply = read_reply(text, intent, 0.9, found, asked, wish)
        return await self._turn(text, reply.intent, reply.entities)

    async def click(self, title: str) -> list[str]:
        """The button or the time with that title, in the last turn."""
        ids = {choice["title"]: choice["id"] for message in self.messages for choice in message.choices}
        for message in self.messages:
            ids |= {slot["label"]: slot["id"] for slot in (message.card or {}).get("slots") or ()}
        return await self.choose(ids[title], title)

    async def pick(self, number: int) -> list[str]:
        slot = self.card["slots"][number - 1]
        return await self.choose(slot["id"], slot["label"])

    async def choose(self, choice_id: str, title: str, *, message_id: str | None = None) -> list[str]:
        async with self.app.store.read() as uow:
            kept = await uow.choices.get(self.conversation.id, choice_id)
            asked = await uow.messages.open_question(self.conversation.id)
        assert kept
        choice = read_choice(kept.payload, [*BY_INTENT, "affirm", "deny", "talk_to_human", "refuse"])
        assert choice
        found = chosen(title, choice.intent, choice.entities, asked)
        return await self._turn(title, choice.intent, found, message_id=message_id)

    async def run(self, action: str, text: str = "", intent: str = "affirm") -> list[str]:
        """One action, for words or a button that the rules above do not know."""
        async with self.app.store.read() as uow:
            asked = await uow.messages.open_question(self.conversation.id)
        return await self._turn(text, intent, chosen(text, intent, {}, asked), action=action)

    async def meetings(self) -> list[Meeting]:
        async with self.app.store.read() as uow:
            conversation = await uow.conversations.get(self.conversation.id)
            assert conversation
            assert conversation.lead_id
            return await uow.meetings.of_lead(conversation.lead_id)

    async def booked(self) -> str | None:
        """The time of the confirmed meeting, by the visitor's clock; there is one at most."""
        confirmed = [m for m in await self.meetings() if m.status == "confirmed"]
        assert len(confirmed) <= 1
        return f"{confirmed[0].start_at.astimezone(self.zone):%a %H:%M}" if confirmed else None

    async def outcome(self) -> str | None:
        async with self.app.store.read() as uow:
            conversation = await uow.conversations.get(self.conversation.id)
        return conversation.outcome if conversation else None

    async def _turn(
        self,
        text: str,
        intent: str,
        found: Sequence[Mapping[str, Any]],
        *,
        action: str | None = None,
        message_id: str | None = None,
    ) -> list[str]:
        async with self.app.store.read() as uow:
            asked = await uow.messages.open_question(self.conversation.id)
        message = {
            "message_id": message_id or f"m{next(NUMBERS)}",
            "text": text,
            "intent": {"name": intent},
            "entities": list(found),
            "metadata": {"asks": asked},
        }
        said: list[dict[str, Any]] = []
        names = ["action_validate_slot_mappings", action or BY_INTENT.get(intent, "action_go_on_booking")]
        while names:
            told, follow = await self._run(names.pop(0), message)
            said += told
            names += [follow] if follow else []
        async with self.app.store.write() as uow:
            self.messages = await add_messages(uow, said, self.conversation.id, None, clock=self.app.clock)
        return self.said

    async def _run(self, name: str, message: Mapping[str, Any]) -> tuple[list[dict[str, Any]], str | None]:
        slots = {"outcome": await self.outcome()}
        tracker = Tracker(self.conversation.id, slots, dict(message), [], False, None, {}, "action_listen")
        dispatcher = CollectingDispatcher()
        action = next(each for each in ACTIONS if each.title == name)(self.app)
        events = await action.run(dispatcher, tracker, {})
        said = []
        for each in dispatcher.messages:
            values = {k: str(v) for k, v in each.items() if k not in ("response", "custom", "text")}
            words = dict(self.app.words.say(each["response"], **values))
            filled = [{**b, "payload": _filled(b["payload"], values)} for b in words["buttons"]]
            said.append({**words, "buttons": filled, "custom": each["custom"]})
        return said, next((event["name"] for event in events if event["event"] == "followup"), None)


def _filled(payload: str, values: Mapping[str, str]) -> str:
    """As Rasa fills a payload: single braces are values, doubled ones are braces."""
    for name, value in values.items():
        payload = payload.replace(f'"{{{name}}}"', f'"{value}"')
    return payload.replace("{{", "{").replace("}}", "}")


async def visitor(
    app: App,
    *facts: Mapping[str, Mapping[str, Any]],
    zone: str = "Europe/Berlin",
    owner: str = "dana",
    locale: str = "en-GB",
) -> Visitor:
    """A visitor who is sales-ready, has a rep, and is at the point of being offered times."""
    now = app.clock.now()
    async with app.store.write() as uow:
        page = {"url": "https://tidewater.example/"}
        started = await chat.start(uow, page, locale=locale, timezone=zone, now=now)
        said = {"text": "hello"}
        await chat.accept(uow, started.conversation, "first", said, limit=None, now=now)
        conversation = await uow.conversations.get(started.conversation.id)
        assert conversation
        lead = await uow.leads.get(str(conversation.lead_id))
        assert lead
        stated = {kind: value for group in (READY, *facts) for kind, value in group.items()}
        kept = await keep_facts(uow, lead, stated, Origin(conversation.id), now=now)
        await uow.leads.save(replace(kept.lead, owner_id=owner, stage="sql"))
        conversation = await uow.conversations.get(conversation.id)
        assert conversation
        await uow.conversations.save(replace(conversation, outcome="qualified"))
    return Visitor(app, conversation)


def starts(ann: Visitor) -> list[str]:
    """When the times of the last turn start."""
    return [slot["start"] for slot in ann.card["slots"]]


async def booked(app: App, when: str = "Thursday at 10:00", zone: str = "Europe/Berlin") -> Visitor:
    """A visitor who has just booked that time, with Dana."""
    ann = await visitor(app, KNOWN, zone=zone)
    await ann.run("action_offer_slots")
    assert await ann.say(when, "choose") == ["utter_booked"]
    return ann


def later(app: App, **by: int) -> None:
    """Move the clock of the test, as `timedelta` counts."""
    assert isinstance(app.clock, FixedClock)
    app.clock.move(timedelta(**by))


class Read(App):
    """The application, with a list of the reps whose own calendars were read again."""

    fresh: list[str]

    async def fresh_calendar(self, rep_id: str) -> None:
        self.fresh.append(rep_id)
