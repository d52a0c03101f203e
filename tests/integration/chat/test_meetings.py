"""The meeting that a conversation has: shown, moved, cancelled; on both databases."""

from __future__ import annotations

import pytest

from bot.book.changes import cancel_meeting
from tests.integration.chat.booking import (
    BOB,
    Read,
    booked,
    later,
    starts,
    visitor,
)


async def test_a_meeting_is_shown_and_never_doubled(app: Read) -> None:
    ann = await booked(app)
    for words, intent in (("when is my meeting?", "ask_meeting"), ("book another", "book_meeting")):
        assert await ann.say(words, intent) == ["utter_meeting"]
        assert (ann.card["type"], ann.card["state"]) == ("meeting", "booked")
    assert len(await ann.meetings()) == 1


@pytest.mark.parametrize(
    ("zone", "said", "expected"),
    [
        ("Europe/Berlin", "move it to Friday at 11", "Fri 11:00"),
        ("Europe/Berlin", "can we do it an hour later", "Thu 11:00"),
        ("Europe/Berlin", "half an hour earlier please", "Thu 09:30"),
        ("Europe/Berlin", "a day later", "Fri 10:00"),
        ("Europe/Berlin", "could we make it 2pm", "Thu 14:00"),
        ("Europe/Berlin", "move it from Thursday 10am to Friday 3pm", "Fri 15:00"),
        ("America/New_York", "Friday 9:30am would be better", "Fri 09:30"),
        ("Asia/Kathmandu", "let's do Friday at 14:15 instead", "Fri 14:15"),
        ("Asia/Kathmandu", "same time on Friday", "Fri 14:45"),
    ],
)
async def test_a_meeting_moves_at_once_to_the_time_that_is_named(
    app: Read, zone: str, said: str, expected: str
) -> None:
    first = {"Europe/Berlin": "10:00", "America/New_York": "9:00am", "Asia/Kathmandu": "14:45"}[zone]
    ann = await booked(app, f"Thursday at {first}", zone)
    assert await ann.say(said, "reschedule_meeting") == ["utter_moved"]
    assert await ann.booked() == expected
    assert ann.card["state"] == "moved"
    assert ann.messages[-1].text.startswith("Moved from Thu 5 Mar")
    assert len(await ann.meetings()) == 1


@pytest.mark.parametrize(
    ("said", "response"),
    [
        ("I can't make it", "utter_offer_new_time"),
        ("move it to next week", "utter_slots_fit"),
        ("Thursday doesn't work, can we do Friday", "utter_slots_fit"),
        ("can we make it Saturday at 10", "utter_no_slot_fits"),
        ("an hour earlier", "utter_moved"),
        ("two hours earlier", "utter_no_slot_fits"),
        ("it's Thursday at 10, right?", "utter_meeting_there"),
        ("is our call tomorrow at 3 still on?", "utter_meeting"),
    ],
)
async def test_times_are_shown_when_it_is_not_clear_where_a_meeting_moves(
    app: Read, said: str, response: str
) -> None:
    ann = await booked(app)
    assert await ann.say(said, "reschedule_meeting") == [response]
    if response.startswith("utter_slot") or "no_slot" in response or "new_time" in response:
        assert await ann.booked() == "Thu 10:00"
        assert "Thu 10:00" not in ann.shown
        meeting_id = (await ann.meetings())[0].id
        assert ann.card["moves"] == meeting_id
        picked = ann.shown[-1]
        assert await ann.say("the last one", "choose") == ["utter_moved"]
        assert await ann.booked() == picked


async def test_more_times_for_a_move_and_a_no_that_keeps_it(app: Read) -> None:
    ann = await booked(app)
    await ann.say("I can't make it", "reschedule_meeting")
    first = starts(ann)
    assert await ann.click("More times") == ["utter_more_slots"]
    assert not set(first) & set(starts(ann))
    assert await ann.say("no, leave it", "deny") == ["utter_meeting_kept"]
    assert await ann.booked() == "Thu 10:00"


async def test_a_time_that_somebody_took_while_it_was_shown_gives_the_nearest(app: Read) -> None:
    ann, bob = await booked(app), await visitor(app, BOB)
    await ann.say("Friday", "reschedule_meeting")
    slot = ann.card["slots"][0]
    label = ann.shown[0]
    await bob.run("action_offer_slots")
    day, hour = label.split()
    assert await bob.say(f"{day} at {hour}", "choose") == ["utter_booked"]
    assert await ann.choose(slot["id"], slot["label"]) == ["utter_slot_taken"]
    assert await ann.booked() == "Thu 10:00"
    assert await ann.pick(1) == ["utter_moved"]


async def test_a_meeting_that_has_begun_is_neither_moved_nor_cancelled(app: Read) -> None:
    ann = await booked(app)
    later(app, days=3, hours=1, minutes=5)
    for words, intent in (("move it to Friday", "reschedule_meeting"), ("cancel it", "cancel_meeting")):
        assert await ann.say(words, intent) == ["utter_meeting_begun"]
    later(app, hours=1)
    assert await ann.say("when is my meeting", "ask_meeting") == ["utter_no_meeting"]
    assert await ann.say("book another one", "book_meeting") == ["utter_offer_slots"]


async def test_cancelling_asks_once_and_another_meeting_can_be_booked(app: Read) -> None:
    ann = await booked(app)
    assert await ann.say("cancel it", "cancel_meeting") == ["utter_ask_cancel"]
    assert await ann.booked() == "Thu 10:00"
    assert await ann.click("Yes, cancel it") == ["utter_cancelled"]
    assert (await ann.booked(), ann.card["state"], await ann.outcome()) == (None, "cancelled", "qualified")
    assert "manage_url" not in ann.card
    assert await ann.click("Another time") == ["utter_offer_slots"]
    assert await ann.say("Thursday at 10", "choose") == ["utter_booked"]


async def test_a_meeting_that_is_kept_stays(app: Read) -> None:
    ann = await booked(app)
    await ann.say("cancel it", "cancel_meeting")
    assert await ann.click("Keep it") == ["utter_meeting_kept"]
    assert await ann.booked() == "Thu 10:00"


async def test_an_old_yes_does_not_cancel_the_next_meeting(app: Read) -> None:
    ann = await booked(app)
    await ann.say("cancel it", "cancel_meeting")
    old = next(c["id"] for c in ann.messages[-1].choices if c["title"] == "Yes, cancel it")
    await ann.choose(old, "Yes, cancel it")
    await ann.say("Friday at 10", "choose")
    assert await ann.choose(old, "Yes, cancel it") == ["utter_ask_cancel"]
    assert await ann.booked() == "Fri 10:00"


async def test_who_cancelled_may_have_useful_mail_instead(app: Read) -> None:
    ann = await booked(app)
    await ann.say("cancel it", "cancel_meeting")
    await ann.click("Yes, cancel it")
    assert await ann.click("Useful e-mails") == ["utter_ask_consent_mail"]
    assert await ann.run("action_enrol", "yes") == ["utter_enrolled"]
    lead_id = (await ann.meetings())[0].lead_id
    async with app.store.read() as uow:
        assert [e.sequence for e in await uow.enrolments.running(lead_id)] == ["another-time"]


async def test_a_meeting_that_was_cancelled_elsewhere_makes_room_for_the_next(app: Read) -> None:
    ann = await booked(app)
    async with app.store.write() as uow:
        await cancel_meeting(uow, (await ann.meetings())[0].id, "rep", clock=app.clock)
    assert await ann.say("when is my meeting?", "ask_meeting") == ["utter_no_meeting"]
    assert await ann.say("then another time please", "book_meeting") == ["utter_offer_slots"]
    assert await ann.say("Friday at 10", "choose") == ["utter_booked"]


async def test_a_meeting_can_be_changed_after_a_person_was_called(app: Read) -> None:
    ann = await booked(app)
    await ann.run("action_handover", "a person please", "talk_to_human")
    assert await ann.say("I can't make it", "reschedule_meeting") == ["utter_offer_new_time"]
    assert await ann.say("Friday at 10", "choose") == ["utter_moved"]
    await ann.say("cancel it", "cancel_meeting")
    assert await ann.click("Yes, cancel it") == ["utter_cancelled"]
    assert await ann.outcome() == "handover"
