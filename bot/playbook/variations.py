"""Which variation of a response is said: in the visitor's language if there is one, then the closest.

The mechanism is Rasa's: a variation with `condition: [{type: slot, name: language, value: de}]`. Rasa itself
takes any of those whose conditions hold, as chance has it: then a repeat (`asked`) in English may be said to
who is spoken to in German. The rule stands here once, for the dialogue and for what is said beside it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

LANGUAGE = "language"
"""The slot that holds the language that the visitor reads, such as `de`."""
PLAIN = "en"
"""The language of the variations that name none."""
Variation = Mapping[str, Any]


def language_of(locale: str | None) -> str:
    """The language of a locale (BCP 47): `de` of `de-CH`; English for none."""
    return (locale or PLAIN).replace("_", "-").split("-")[0].lower()


def best_fitting(
    variations: Sequence[Variation], slots: Mapping[str, Any], channel: str | None = None
) -> list[Variation]:
    """Those that fit best, in their order: in the slot's language, then for the channel, then with the most
    conditions. Empty when the conditions of none hold.
    """
    fitting = [each for each in variations if _fits(each, slots) and each.get("channel") in (None, channel)]
    best = max(map(_closeness, fitting), default=None)
    return [each for each in fitting if _closeness(each) == best]


def conditions(variation: Variation) -> dict[str, Any]:
    """The values that slots must have, by slot."""
    return {str(each["name"]): each["value"] for each in variation.get("condition") or ()}


def _fits(variation: Variation, slots: Mapping[str, Any]) -> bool:
    """As Rasa compares them: text without regard to case."""
    return all(_plain(slots.get(name)) == _plain(value) for name, value in conditions(variation).items())


def _plain(value: Any) -> Any:
    return value.casefold() if isinstance(value, str) else value


def _closeness(variation: Variation) -> tuple[bool, bool, int]:
    asked_for = conditions(variation)
    return LANGUAGE in asked_for, "channel" in variation, len(asked_for)
