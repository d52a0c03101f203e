"""Times in the chat: shown, asked for in words, and taken; on both databases."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.integration.chat.booking import (
    KNOWN,
    REFUSED,
    Read,
    starts,
    visitor,
)


async def test_three_times_are_shown_and_then_others_until_there_are_no_more(app: Read) -> None:
    ann = await visitor(app, KNOWN)
    assert await ann.run("action_offer_slots") == ["utter_offer_slots"]
    seen = list(starts(ann))
    assert len(seen) == 3
    for _ in range(60):
        if await ann.say("more times", "more_times") == ["utter_no_more_times"]:
            break
        page = starts(ann)
        assert page
        assert not set(page) & set(seen)
        seen += page
    assert ann.said == ["utter_no_more_times"]
    assert [choice["title"] for choice in ann.messages[-1].choices] == ["Have someone get in touch"]
    assert len(seen) > 100  # three weeks of Dana's
    assert await ann.say("Thursday at 10", "choose") == ["utter_booked"]


async def test_the_reps_own_calendar_is_read_before_times_are_offered_or_taken(app: Read) -> None:
    ann = await visitor(app, KNOWN)
    await ann.run("action_offer_slots")
    assert app.fresh == ["dana"]
    await ann.say("Thursday at 10", "choose")
    assert app.fresh == ["dana"] * 2
    await ann.say("move it to Friday at 10", "reschedule_meeting")
    assert app.fresh == ["dana"] * 3
    await ann.say("when is it", "ask_meeting")
    assert app.fresh == ["dana"] * 3


async def test_a_message_that_comes_twice_is_read_from_its_receipt(app: Read) -> None:
    ann = await visitor(app, KNOWN)
    await ann.run("action_offer_slots")
    slot = ann.card["slots"][0]
    for _ in range(2):
        assert await ann.choose(slot["id"], slot["label"], message_id="twice") == ["utter_booked"]
    assert len(app.fresh) == 2
    assert len(await ann.meetings()) == 1


@pytest.mark.parametrize(
    ("zone", "said", "expected"),
    [
        ("Europe/Berlin", "Thursday at 10", "Thu 10:00"),
        ("Europe/Berlin", "can we do Friday at 3?", "Fri 15:00"),
        ("Europe/Berlin", "tomorrow 11:30 please", "Tue 11:30"),
        ("Europe/Berlin", "the 12th at 2pm", "Thu 14:00"),
        ("America/New_York", "Thursday at 9am", "Thu 09:00"),
        ("America/New_York", "Thursday 3pm your time", "Thu 09:00"),
        ("Asia/Kathmandu", "Wednesday at 3:45pm", "Wed 15:45"),
        ("Asia/Kathmandu", "Thursday at 16:15", "Thu 16:15"),
    ],
)
async def test_one_free_time_that_is_named_is_booked(app: Read, zone: str, said: str, expected: str) -> None:
    ann = await visitor(app, KNOWN, zone=zone)
    await ann.run("action_offer_slots")
    assert await ann.say(said, "choose") == ["utter_booked"]
    assert await ann.booked() == expected


@pytest.mark.parametrize(
    ("said", "response", "fits"),
    [
        ("Thursday afternoon?", "utter_slots_fit", lambda day, hour: day == "Thu" and hour >= "12"),
        ("after 3pm my time", "utter_slots_fit", lambda day, hour: hour >= "15"),
        ("next week", "utter_slots_fit", lambda day, hour: True),
        (
            "not Tuesday, and not in the morning",
            "utter_slots_fit",
            lambda day, hour: day != "Tue" and hour > "12",
        ),
        ("Saturday at 10", "utter_no_slot_fits", lambda day, hour: True),
        ("Thursday at 12:45", "utter_no_slot_fits", lambda day, hour: day == "Thu"),
        ("at midnight on Thursday", "utter_no_slot_fits", lambda day, hour: True),
    ],
)
async def test_what_fits_is_shown_and_else_the_nearest(
    app: Read, said: str, response: str, fits: object
) -> None:
    ann = await visitor(app, KNOWN)
    await ann.run("action_offer_slots")
    assert await ann.say(said, "more_times") == [response]
    assert 1 <= len(ann.shown) <= 3
    assert callable(fits)
    assert all(fits(*time.split()) for time in ann.shown), ann.shown
    assert await ann.booked() is None
    assert await ann.say("the first one", "choose") == ["utter_booked"]


async def test_a_question_whether_a_time_is_free_is_answered_and_a_yes_takes_it(app: Read) -> None:
    ann = await visitor(app, KNOWN)
    await ann.run("action_offer_slots")
    assert await ann.say("is Thursday at 3 free?", "book_meeting") == ["utter_slot_free"]
    assert ann.shown == ["Thu 15:00"]
    assert await ann.say("yes please", "affirm") == ["utter_booked"]
    assert await ann.booked() == "Thu 15:00"


async def test_more_times_after_a_wish_are_of_that_wish_while_there_are_any(app: Read) -> None:
    ann = await visitor(app, KNOWN)
    await ann.run("action_offer_slots")
    await ann.say("only Fridays", "choose")
    assert await ann.say("more times", "more_times") == ["utter_more_slots"]
    assert {time.split()[0] for time in ann.shown} == {"Fri"}


async def test_an_hour_alone_means_the_shown_time_at_that_hour(app: Read) -> None:
    ann = await visitor(app, KNOWN)
    await ann.run("action_offer_slots")
    hours = [time.split()[1] for time in ann.shown]
    once = next(time for time in ann.shown if hours.count(time.split()[1]) == 1)
    assert await ann.say(f"{once.split()[1]} works", "choose") == ["utter_booked"]
    assert await ann.booked() == once


async def test_an_hour_alone_is_of_the_day_that_is_talked_about(app: Read) -> None:
    ann = await visitor(app, KNOWN)
    await ann.run("action_offer_slots")
    await ann.say("what about Friday the 13th", "choose")
    assert await ann.say("3pm then", "choose") == ["utter_booked"]
    assert (await ann.meetings())[0].start_at == datetime(2026, 3, 13, 14, tzinfo=UTC)


async def test_a_yes_to_several_times_shows_the_same_ones_again(app: Read) -> None:
    ann = await visitor(app, KNOWN)
    await ann.run("action_offer_slots")
    shown = starts(ann)
    assert await ann.say("yes", "affirm") == ["utter_pick_slot"]
    assert starts(ann) == shown
    assert await ann.run("action_go_on_booking", "is it secure?", "ask_security") == ["utter_back_to_times"]
    assert starts(ann) == shown
    assert await ann.pick(1) == ["utter_booked"]


async def test_a_question_while_a_time_is_held_leads_back_to_what_is_missing(app: Read) -> None:
    ann = await visitor(app, {"email": REFUSED})
    await ann.run("action_offer_slots")
    await ann.pick(1)
    assert await ann.run("action_go_on_booking", "is it secure?", "ask_security") == ["utter_ask_email"]
    await ann.say("ann@acme.example", "inform")
    assert await ann.run("action_go_on_booking", "why?", "why_do_you_ask") == ["utter_ask_consent_meeting"]
    assert await ann.say("yes", "affirm") == ["utter_booked"]
