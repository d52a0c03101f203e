"""What a message states, as Rasa entities: bot.understand, in the light of the question that was asked."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, Optional, cast
from zoneinfo import ZoneInfo

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import ENTITIES, INTENT, METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.dialogue.reply import read_reply
from bot.playbook.faults import PlaybookError
from bot.playbook.load import load_needs
from bot.understand import NeedCategory, encoder, understand
from bot.understand.clarify import settled
from bot.understand.entities import entities as as_entities
from bot.understand.facts import Budget, bant_from_json
from bot.understand.need import Encoder
from bot.understand.wish_shapes import Wish
from bot.understand.wishes import read_wish

log = logging.getLogger(__name__)

NEED = "We would like to see our figures every morning."
"""Words that no keyword decides, so that they are compared with every need's examples."""


class Needs:
    """The playbook's categories of need, read again when their file has changed."""

    def __init__(self, root: Path) -> None:
        self._root, self._file = root, root / "playbook" / "qualification.yml"
        self._changed_at = self._file.stat().st_mtime
        self._categories = self._read()

    def current(self) -> Sequence[NeedCategory]:
        """The categories as the file has them; as they were, while the file has faults."""
        try:
            changed_at = self._file.stat().st_mtime
            if changed_at != self._changed_at:
                self._changed_at = changed_at
                self._categories = self._read()
        except (OSError, PlaybookError) as error:
            log.warning("playbook/qualification.yml is not followed: %s", type(error).__name__)
        return self._categories

    def _read(self) -> tuple[NeedCategory, ...]:
        return tuple(NeedCategory(need.name, need.keywords, need.examples) for need in load_needs(self._root))


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class FactExtractor(GraphComponent, EntityExtractorMixin):  # type: ignore[misc]
    """The facts of a message as entities, and its intent as a reply. Stands last, to outrank the fallback."""

    def __init__(self, sentences: Encoder, needs: Needs) -> None:
        self._sentences, self._needs = sentences, needs
        # Compiles the grammars and embeds the needs' examples (2 s) now, while nobody waits.
        now = datetime.now(timezone.utc)
        understand(NEED, asked="need", now=now, needs=needs.current(), encoder=sentences)

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> FactExtractor:
        # Rasa runs in the project's folder.
        return cls(encoder.load(), Needs(Path.cwd()))

    def process(
        self,
        messages: list[Message],
        tracker: Optional[DialogueStateTracker] = None,  # noqa: UP045 - Rasa reads it
    ) -> list[Message]:
        """Adds the entities and settles the intent of each message."""
        for message in messages:
            self._read(message, tracker)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Training examples keep the intents that their writers gave them."""
        return training_data

    def _read(self, message: Message, tracker: DialogueStateTracker | None) -> None:
        text, metadata = message.get(TEXT) or "", message.get(METADATA) or {}
        now, asked = now_of(metadata), metadata.get("asks") or (_standing(tracker) if tracker else None)
        facts = understand(text, asked=asked, now=now, needs=self._needs.current(), encoder=self._sentences)
        guess = message.get(INTENT) or {"name": None, "confidence": 0.0}
        if unclear := _unclear_budget(tracker) if tracker else None:
            says = {"agrees": guess["name"] == "affirm", "denies": guess["name"] == "deny"}
            facts = replace(facts, budget=settled(unclear, text, now=now, **says) or facts.budget)
        wish = _wish(text, now, dated=facts.timeline is not None) if asked == "slot" else None
        reply = read_reply(text, guess["name"], guess["confidence"], as_entities(facts), asked, wish)
        message.set(ENTITIES, self.add_extractor_name(reply.entities), add_to_output=True)
        if reply.intent != guess["name"]:
            message.set(INTENT, {**guess, "name": reply.intent}, add_to_output=True)


def _standing(tracker: DialogueStateTracker) -> str | None:
    """Times that were offered may still be picked after a question in between."""
    return "slot" if tracker.get_slot("outcome") == "qualified" else None


def _wish(text: str, now: datetime, *, dated: bool) -> Wish | None:
    """When the text would like to meet; None where its date is the project's ("we need it by June")."""
    zone = now.tzinfo if isinstance(now.tzinfo, ZoneInfo) else ZoneInfo("UTC")
    if dated and read_wish(text, now, zone, asked_for_slot=False) is None:
        return None
    return read_wish(text, now, zone)


def _unclear_budget(tracker: DialogueStateTracker) -> Budget | None:
    """The budget whose meaning the open question asks for."""
    held = tracker.get_slot("budget")
    if tracker.get_slot("requested_slot") != "budget_meant" or not isinstance(held, Mapping):
        return None
    return cast(Budget, bant_from_json("budget", held))


def now_of(metadata: Mapping[str, Any]) -> datetime:
    """The visitor's now, aware, in the visitor's zone; the server's, in UTC, where the metadata has none."""
    try:
        # Python 3.10 reads no Z.
        now = datetime.fromisoformat(metadata["now"].replace("Z", "+00:00"))
    except (KeyError, ValueError):
        now = datetime.now(timezone.utc)
    now = now if now.tzinfo else now.replace(tzinfo=timezone.utc)
    try:
        return now.astimezone(ZoneInfo(metadata["timezone"]))
    except (KeyError, ValueError, OSError):  # a browser may name any zone: unknown, absolute, a folder
        return now
