"""Picking a time, and the meeting after it, with the trained model; the actions answer from memory."""

from __future__ import annotations

import pytest

from tests.unit.dialogue.chats import Chat


@pytest.fixture
async def offered(chat: Chat) -> Chat:
    """A visitor who is shown times."""
    await chat.begin()
    await chat.say(
        "We need dashboards, I'm the CTO, 50k budget, asap, my name is Anna Berg, anna@nordwind.de"
    )
    assert await chat.choose("/affirm", "Yes, please") == ["utter_offer_slots"]
    return chat


@pytest.mark.parametrize(
    "said",
    [
        "the second one", "2", "Thursday afternoon?", "after 3pm my time", "next week", "not Monday",
        "10am works", "tomorrow at 10:30", "no, Wednesday would be better",
        "I can't do Tuesday, what about Friday",
        "do you have anything on Friday", "any of those is fine", "what about the 27th?", "3pm?",
        "ok whatever, the first one then",
        "I'm only free in the evening", "mornings are better for me", "the earliest one please",
    ],
)  # fmt: skip
async def test_words_about_a_time_are_taken_for_one_while_times_are_shown(offered: Chat, said: str) -> None:
    assert await offered.say(said) == ["utter_booked"]
    assert offered.actions.calls["action_book"] == 1


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("what does it cost?", "utter_pricing"),
        ("do you have other times", "utter_more_slots"),
        ("anything later?", "utter_more_slots"),
        ("no", "utter_slots_declined"),
        ("I want to talk to a human", "utter_handover"),
        ("is our data available 24/7?", "utter_security"),
    ],
)
async def test_other_words_pick_no_time(offered: Chat, said: str, answer: str) -> None:
    assert (await offered.say(said) or [])[:1] == [answer]
    assert offered.actions.calls["action_book"] == 0


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("what does it cost?", "utter_pricing"),
        ("is it secure?", "utter_security"),
        ("is there a free trial", "utter_trial"),
        ("why do you ask?", "utter_why"),
    ],
)
async def test_the_times_come_again_after_a_question_in_between(
    offered: Chat, question: str, answer: str
) -> None:
    assert await offered.say(question) == [answer, "utter_back_to_times"]
    assert await offered.say("the second one") == ["utter_booked"]


async def test_a_time_may_be_named_after_words_that_asked_nothing(offered: Chat) -> None:
    assert await offered.say("thanks") == ["utter_welcome"]
    assert await offered.say("Thursday at 3pm then") == ["utter_booked"]


async def test_a_date_of_the_project_is_no_time_to_meet(offered: Chat) -> None:
    await offered.say("actually we need it by June")
    assert offered.actions.calls["action_book"] == 0
    assert offered.actions.facts[offered.id]["timeline"]["end"] == "2027-07-01"


async def test_a_time_to_meet_is_no_date_of_the_project(offered: Chat) -> None:
    before = offered.actions.facts[offered.id]["timeline"]
    await offered.say("next week on Thursday")
    assert offered.actions.facts[offered.id]["timeline"] == before


async def test_a_picked_time_waits_for_the_address_and_the_permission(chat: Chat) -> None:
    chat.actions.outcome[chat.id] = "qualified"
    await chat.begin()
    chat.asks = "slot"
    assert await chat.say("the first one") == ["utter_held_for_an_address"]
    assert await chat.say("anna@nordwind.de") == ["utter_ask_consent_meeting"]
    assert await chat.say("yes") == ["utter_booked"]


@pytest.fixture
async def booked(offered: Chat) -> Chat:
    assert await offered.say("the first one") == ["utter_booked"]
    return offered


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("when is my meeting?", "utter_meeting"),
        ("where do we meet?", "utter_meeting"),
        ("what's the link for our call", "utter_meeting"),
        ("move it to Friday", "utter_offer_new_time"),
        ("can we do it an hour later", "utter_offer_new_time"),
        ("reschedule", "utter_offer_new_time"),
        ("I can't make it", "utter_offer_new_time"),
        ("cancel it", "utter_ask_cancel"),
        ("please cancel my meeting", "utter_ask_cancel"),
        ("book another meeting", "utter_meeting"),
        ("thanks", "utter_welcome"),
    ],
)
async def test_a_meeting_can_be_asked_about_moved_and_cancelled(booked: Chat, said: str, answer: str) -> None:
    assert await booked.say(said) == [answer]


@pytest.mark.parametrize("sure", ["yes", "yes please", "yes, cancel it"])
async def test_a_meeting_is_cancelled_after_one_question_and_another_can_be_booked(
    booked: Chat, sure: str
) -> None:
    await booked.say("cancel my meeting")
    assert await booked.say(sure) == ["utter_cancelled"]
    assert await booked.say("when is my meeting?") == ["utter_no_meeting"]
    assert await booked.say("book another meeting please") == ["utter_offer_slots"]
    assert await booked.say("the second one") == ["utter_booked"]


@pytest.mark.parametrize("kept", ["no", "keep it", "no, leave it as it is"])
async def test_a_no_keeps_the_meeting(booked: Chat, kept: str) -> None:
    await booked.say("cancel my meeting")
    assert await booked.say(kept) == ["utter_meeting_kept"]


async def test_the_button_that_cancels_names_the_meeting(booked: Chat) -> None:
    await booked.say("cancel my meeting")
    payload = booked.said[-1]["buttons"][0]["payload"]
    assert payload == '/cancel_meeting{"choice": {"sure": true, "meeting": "meet_1"}}'
    assert await booked.choose(payload, "Yes, cancel it") == ["utter_cancelled"]


async def test_who_cancelled_may_have_mail_instead(booked: Chat) -> None:
    await booked.say("cancel my meeting")
    await booked.say("yes")
    assert await booked.choose("/get_mail", "Useful e-mails") == ["utter_ask_consent_mail"]
    assert await booked.say("yes") == ["utter_enrolled"]


async def test_a_meeting_moves_to_the_time_that_is_picked(booked: Chat) -> None:
    assert await booked.say("I need another time for my meeting") == ["utter_offer_new_time"]
    assert await booked.say("Friday at 2pm") == ["utter_moved"]
