"""What the dialogue says becomes messages; payloads stay on the server."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.card import slot_label
from bot.chat.models import Conversation
from bot.chat.picking import day_first, ever_shown, only_asks, only_wants_to_know, picked_start
from bot.chat.rules import asks_of, for_widget, known_zone, message_from, metadata_for

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
CARD = {
    "slots": [
        {"start": "2026-03-03T10:00:00+01:00"},
        {"start": "2026-03-04T10:00:00+01:00"},
        {"start": "2026-03-05T15:30:00+01:00"},
    ]
}


@pytest.mark.parametrize(
    ("said", "asks"),
    [
        ({"utter_action": "utter_ask_budget"}, "budget"),
        ({"utter_action": "utter_ask_company"}, "company"),
        ({"utter_action": "utter_ask_company_size"}, "company_size"),
        ({"utter_action": "utter_ask_consent_mail"}, "consent"),
        ({"utter_action": "utter_greet"}, None),
        ({"utter_action": "utter_ask_riddle"}, None),
        ({"utter_action": "utter_offer_slots", "custom": {"asks": "slot"}}, "slot"),
        ({"custom": {"asks": "password"}}, None),
        ({}, None),
    ],
)
def test_what_a_message_asks_for_follows_from_its_response(said: dict[str, Any], asks: str | None) -> None:
    assert asks_of(said) == asks


def test_a_browser_sees_the_title_of_a_choice_and_never_its_payload() -> None:
    button = {"title": "Rather not say", "payload": "/refuse"}
    message, offered = message_from({"text": "Well?", "buttons": [button]}, "chat_1", 7, now=NOW)
    assert [choice.payload for choice in offered] == ["/refuse"]
    assert "/refuse" not in str(for_widget(message))
    assert for_widget(message)["choices"] == [{"id": offered[0].id, "title": "Rather not say"}]


def test_a_slots_card_carries_ids_for_its_times_and_no_payload() -> None:
    slot = {"id": "old", "start": "s", "end": "e", "label": "Tue 10:00", "payload": "/choose{}"}
    said = {"text": "When?", "custom": {"card": {"type": "slots", "timezone": "UTC", "slots": [slot]}}}
    message, [choice] = message_from(said, "chat_1", 7, now=NOW)
    assert message.card
    assert message.card["slots"] == [{"id": choice.id, "start": "s", "end": "e", "label": "Tue 10:00"}]
    assert choice.payload == "/choose{}"


def test_the_dialogue_is_told_the_visitors_now_in_the_visitors_zone() -> None:
    talk = Conversation("chat_1", "visitor_1", NOW, timezone="Asia/Kathmandu")
    assert metadata_for(talk, "budget", now=NOW)["now"] == "2026-03-02T14:45:00+05:45"


@pytest.mark.parametrize("name", [None, "", "Nowhere/Town", "../etc/passwd", "/etc/localtime", "Europe"])
def test_a_zone_that_is_none_is_not_kept(name: str | None) -> None:
    assert known_zone(name) is None


@given(st.text())
def test_any_text_may_be_sent_as_a_zone(name: str) -> None:
    assert known_zone(name) is None or ZoneInfo(name)


@pytest.mark.parametrize(
    ("choice", "day"),
    [
        ({"start": "2026-03-09T10:00:00+01:00"}, 9),
        ({"nth": 1, "quote": "the first"}, 3),
        ({"nth": -1, "quote": "the last one"}, 5),
        ({"nth": 4, "quote": "the fourth"}, None),
        ({"nth": None, "quote": "Wednesday"}, None),  # a day is left to be read as a wish
        (None, None),
        ("/restart", None),
    ],
)
def test_the_time_that_was_meant_is_found_or_none_is(choice: Any, day: int | None) -> None:
    start = picked_start(choice, CARD)
    assert (start.day if start else None) == day


def test_without_times_on_the_table_words_pick_none() -> None:
    assert picked_start({"nth": 1, "quote": "the first"}, None) is None


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("is Thursday at 3 free?", True),
        ("do you have 10am on Friday available?", True),
        ("Would Tuesday at 10 be possible?", True),
        ("Thursday at 3?", False),
        ("can we do Thursday at 3?", False),
        ("how about Friday 10am?", False),
        ("I'm free on Thursday at 3", False),
        ("3pm is free for me", False),
    ],
)
def test_a_question_whether_a_time_is_free_is_told_from_a_pick(text: str, asks: bool) -> None:
    assert only_asks(text) is asks


@pytest.mark.parametrize(
    ("text", "knows"),
    [
        ("is our call tomorrow at 3 still on?", True),
        ("was it 3pm or 4pm, our call", True),
        ("so what time did we say", True),
        ("is another time possible?", False),
        ("is Friday at 3 free?", False),
        ("what about Friday at 3?", False),
        ("move it to Friday at 3", False),
        ("can it be at 4", False),
    ],
)
def test_who_asks_when_a_meeting_is_does_not_move_it(text: str, knows: bool) -> None:
    assert only_wants_to_know(text) is knows


@pytest.mark.parametrize(
    ("locale", "first"),
    [("en-GB", True), ("de-DE", True), ("en-US", False), ("en_PH", False), ("en", None), (None, None)],
)
def test_how_dates_are_written_follows_from_the_country(locale: str | None, first: bool | None) -> None:
    assert day_first(locale) is first


def test_pages_of_a_booking_and_of_a_move_are_not_mixed() -> None:
    move = {"moves": "meet_1", "slots": [{"start": "2026-03-06T10:00:00+01:00"}]}
    assert {start.day for start in ever_shown([CARD, CARD])} == {3, 4, 5}
    assert {start.day for start in ever_shown([CARD, move])} == {6}
    assert ever_shown([]) == set()


def test_a_slot_is_labelled_in_the_visitors_zone_and_language() -> None:
    start = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
    assert slot_label(start, BERLIN, "en-GB") == "Tue 3 Mar, 10:00"
    assert slot_label(start, BERLIN, "de") == "Di., 3. März, 10:00"
    assert slot_label(start, BERLIN, "en-US") == "Tue 3 Mar, 10:00"
    assert slot_label(start, BERLIN, "xx-nonsense") == "Tue 3 Mar, 10:00"
