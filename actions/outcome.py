"""What an action came to: words to say, slots to set, the next step. It is kept as the action's receipt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher


@dataclass(frozen=True)
class Say:
    """A response of domain.yml with its values, and the card that goes with it."""

    response: str
    values: Mapping[str, str] = field(default_factory=dict)
    card: Mapping[str, Any] | None = None
    asks: str | None = None


@dataclass(frozen=True)
class Outcome:
    """`follow` names the action that comes next; None leaves it to the stories and rules.

    `events` are Rasa's own, for what slots cannot say.
    """

    says: Sequence[Say] = ()
    slots: Mapping[str, Any] = field(default_factory=dict)
    follow: str | None = None
    events: Sequence[EventType] = ()

    def with_slots(self, slots: Mapping[str, Any]) -> Outcome:
        """The same with these slots too, unless it sets them itself."""
        return replace(self, slots={**slots, **self.slots})

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Outcome:
        return cls([Say(**say) for say in kept["says"]], kept["slots"], kept["follow"], kept["events"])

    def tell(self, dispatcher: CollectingDispatcher) -> list[EventType]:
        """Say it through Rasa, and give Rasa the events."""
        for say in self.says:
            custom = {k: v for k, v in (("card", say.card), ("asks", say.asks)) if v}
            dispatcher.utter_message(response=say.response, json_message=custom or None, **say.values)
        slots = [SlotSet(name, value) for name, value in self.slots.items()]
        return [*self.events, *slots, *([FollowupAction(self.follow)] if self.follow else [])]
