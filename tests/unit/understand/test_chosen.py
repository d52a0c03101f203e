"""What the buttons of a question state."""

from __future__ import annotations

import pytest

from bot.understand.chosen import chosen_facts


@pytest.mark.parametrize(
    ("payload", "kind", "holds"),
    [
        ('/inform{"need": "security"}', "need", {"status": "stated", "category": "security"}),
        ('/inform{{"need": "security"}}', "need", {"status": "stated", "category": "security"}),
        ('/inform{{"authority": "influencer"}}', "authority", {"status": "stated", "role": "influencer"}),
        ('/inform{{"timeline": "no_plan"}}', "timeline", {"status": "no_plan", "bucket": None}),
        ('/inform{{"budget": "none_yet"}}', "budget", {"status": "none_yet", "min": None}),
        ('/inform{"budget": {"status": "stated", "min": 5000}}', "budget", {"status": "stated", "min": 5000}),
    ],
)
def test_a_payload_is_the_whole_fact_with_the_button_as_the_quote(
    payload: str, kind: str, holds: dict[str, object]
) -> None:
    stated = chosen_facts("The button", payload)
    assert stated is not None
    assert stated[kind].items() >= {**holds, "quote": "The button"}.items()


@pytest.mark.parametrize(
    ("payload", "why"),
    [
        ("/refuse", "a refusal states nothing"),
        ('/inform{"need": ', "no JSON"),
        ('/inform{"budget": "80k"}', "short for nothing"),
        ("/inform[1]", "no object"),
    ],
)
def test_what_states_nothing_is_empty(payload: str, why: str) -> None:
    assert chosen_facts("x", payload) == {}, why


def test_plain_words_are_left_to_be_read() -> None:
    assert chosen_facts("Soon", "As soon as possible") is None
