"""Payloads of buttons and slots."""

from __future__ import annotations

import pytest

from bot.dialogue.body import BadBody
from bot.dialogue.choices import Choice, read_choice

INTENTS = {"affirm", "inform", "choose", "restart", "back", "session_start"}


@pytest.mark.parametrize(
    ("payload", "choice"),
    [
        ("/affirm", Choice("affirm", {})),
        ('/choose{"choice": "slt_1"}', Choice("choose", {"choice": "slt_1"})),
        ('/choose{"choice": {"start": "10:00"}}', Choice("choose", {"choice": {"start": "10:00"}})),
        ('/inform{"need": "a", "budget": "b"}', Choice("inform", {"need": "a", "budget": "b"})),
        ("Within 3 months", None),
        ("50 to 249 employees", None),
    ],
)  # fmt: skip
def test_a_payload_is_an_intent_with_entities_or_plain_text(payload: str, choice: Choice | None) -> None:
    assert read_choice(payload, INTENTS) == choice


@pytest.mark.parametrize(
    "payload",
    ["/", "/unknown", "/restart", "/back", "/session_start", "/affirm{", '/affirm{"a": }', "/affirm{1}",
     "/affirm []", "/Affirm", "/affirm@1.0", "//affirm", '/inform{"a": 1} and more'],
)  # fmt: skip
def test_a_payload_that_says_nothing_known_is_refused(payload: str) -> None:
    with pytest.raises(BadBody):
        read_choice(payload, INTENTS)
