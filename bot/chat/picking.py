"""Which of the shown times the visitor means, by a click, a number or a question."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.chat.models import Message

Card = Mapping[str, Any]
_MONTH_FIRST = frozenset({"US", "PH"})
"""Where 3/12 is the twelfth of March (CLDR)."""

_WHETHER = re.compile(
    r"\b(?:is|are|was|would|will|do|does|have|has|got|any)\b.*\b(?:free|available|availability|open|vacant|taken"
    r"|booked|left|possible|have anything|have something)\b.*\?|\bfree\?\s*\Z",
    re.IGNORECASE | re.DOTALL,
)
_TOLD = re.compile(
    r"\W*(?:(?:so|and|but|hi|hello|hey|sorry|please|just to check|remind me)\b[\s,:]*)*"
    r"(?:when|what|which|where|who|whom|is|isn'?t|was|wasn'?t|are|did|do i|does|have i)\b",
    re.IGNORECASE,
)
_CHANGED = re.compile(
    r"\b(?:mov\w+|chang\w+|shift\w*|switch\w*|swap\w*|re-?sched\w*|postpon\w+|push\w*|delay\w*|bring|put"
    r"|pick|instead|another|different|other|new|later|earlier|sooner|possible|free|available|better|rather|works?|okay|ok|about|if)\b",
    re.IGNORECASE,
)


def picked_start(choice: Any, card: Card | None) -> datetime | None:
    """The start of the time picked from the last slots card, aware; None when no shown one is named.

    `choice` is `{"start"}` of a button, or `{"nth"}` of typed words: the nth time shown (-1: the last).
    """
    if not isinstance(choice, Mapping):
        return None
    if choice.get("start"):
        return datetime.fromisoformat(str(choice["start"]))
    shown, nth = starts(card), choice.get("nth")
    if not isinstance(nth, int):
        return None
    index = nth - 1 if nth > 0 else nth
    return shown[index] if -len(shown) <= index < len(shown) else None


def starts(card: Card | None) -> list[datetime]:
    """When the times of a slots card start, in the card's order."""
    return [datetime.fromisoformat(str(slot["start"])) for slot in (card or {}).get("slots") or ()]


def slots_cards(messages: Iterable[Message]) -> list[Card]:
    """The slots cards of a conversation, in order."""
    return [m.card for m in messages if m.card and m.card.get("type") == "slots"]


def ever_shown(cards: Sequence[Card]) -> set[datetime]:
    """The starts that were shown for what the last card is about: a booking, or the move of one meeting."""
    moves = cards[-1].get("moves") if cards else None
    return {start for card in cards if card.get("moves") == moves for start in starts(card)}


def only_asks(text: str) -> bool:
    """Whether the words ask if a time is free, rather than take it: "is Thursday at 3 free?"."""
    return bool(_WHETHER.search(text))


def only_wants_to_know(text: str) -> bool:
    """Whether the words ask when or where a meeting is, rather than for another time of it."""
    return bool(_TOLD.match(text)) and not _CHANGED.search(text)


def day_first(locale: str | None) -> bool | None:
    """Whether the visitor writes 3/12 for the third of December; None where the locale names no country."""
    _, _, country = (locale or "").replace("_", "-").rpartition("-")
    return country.upper() not in _MONTH_FIRST if len(country) == 2 and country != locale else None
