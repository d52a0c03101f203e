"""What all actions share: one transaction, a receipt for what they change, a deadline, honest failure."""

from __future__ import annotations

import asyncio
import logging
from typing import Any, ClassVar

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.outcome import Outcome, Say
from actions.turn import Turn
from bot.bootstrap import App, Work
from bot.chat.handover import call_for_help
from bot.errors import DatabaseUnavailable

log = logging.getLogger(__name__)
DEADLINE = 8.0  # seconds; the dialogue gives up on an action after 10


class BantamAction(Action):  # type: ignore[misc]  # rasa_sdk ships no types
    """An action with a `title` (Rasa's name for it); `act` holds what it does.

    `changes` says that it writes: then its outcome is kept as a receipt in the same transaction, and a repeat
    of the same message gets that outcome and does nothing twice. `prepares` says that there is something to
    read from outside first, which no transaction may wait for.
    """

    title: ClassVar[str]
    changes: ClassVar[bool] = True
    prepares: ClassVar[bool] = False

    def __init__(self, app: App) -> None:
        self.app = app

    def name(self) -> str:
        return self.title

    async def prepare(self, turn: Turn) -> None:
        """What is read from outside before the transaction, unless the action has its receipt already."""

    async def act(self, turn: Turn, uow: Work) -> Outcome:
        raise NotImplementedError

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Run once. What fails is said, and becomes a task for a person.

        Raises only DatabaseUnavailable: then not even the task can be kept, the dialogue answers 503, and the
        turn stays pending until the database is back.
        """
        turn = Turn(self.app, tracker)
        try:
            async with asyncio.timeout(DEADLINE):
                outcome = await self._once(turn)
        except DatabaseUnavailable:
            raise
        except Exception as error:  # noqa: BLE001 - Rasa would go on as if a failed action had succeeded
            log.error("%s failed: %s", self.title, type(error).__name__)
            outcome = await self._give_up(turn)
        return outcome.tell(dispatcher)

    async def _once(self, turn: Turn) -> Outcome:
        if not self.changes:
            async with self.app.store.read() as uow:
                return await self.act(turn, uow)
        key = (turn.conversation_id, turn.client_id, self.title)
        if self.prepares:
            async with self.app.store.read() as uow:
                earlier = await uow.receipts.find(*key)
            if earlier:
                return Outcome.from_json(earlier)
            await self.prepare(turn.again())
        async with self.app.store.write() as uow:
            if earlier := await uow.receipts.find(*key):
                return Outcome.from_json(earlier)
            outcome = await self.act(turn, uow)
            await uow.receipts.keep(*key, outcome.to_json(), now=turn.now)
            return outcome

    async def _give_up(self, turn: Turn) -> Outcome:
        async with self.app.store.write() as uow:
            await call_for_help(uow, turn.conversation_id, "failed", self.title, now=turn.now)
        return Outcome([Say("utter_failed")], follow="action_listen")
