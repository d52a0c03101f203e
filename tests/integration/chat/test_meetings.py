"""Meetings in the chat, from the first times to the cancelled meeting, on both databases."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.book.changes import cancel_meeting
from bot.bootstrap import App
from bot.clock import FixedClock
from bot.settings import load_settings
from tests.integration.chat.booking import ADDRESS, REFUSED, YES, Visitor, visitor

MONDAY = datetime(2026, 3, 2, 8, tzinfo=UTC)
"""9:00 in Berlin, where Dana works from 9 to 17 with a break from 12:30 to 13:15."""
KNOWN = {"email": ADDRESS, "consent": YES}
BOB = {"email": {**ADDRESS, "value": "bob@b.example"}, "consent": YES}


class Read(App):
    """The application, with a list of the reps whose own calendars were read again."""

    fresh: list[str]

    async def fresh_calendar(self, rep_id: str) -> None:
        self.fresh.append(rep_id)


@pytest.fixture
async def app(database_url: str, tmp_path: Path) -> AsyncIterator[Read]:
    settings = load_settings(tmp_path, {"DEMO": "1", "DATABASE_URL": database_url})
    built = Read(settings, clock=FixedClock(MONDAY))
    built.fresh = []
    await built.import_playbook()
    yield built
    await built.close()


def later(app: App, **by: int) -> None:
    assert isinstance(app.clock, FixedClock)
    app.clock.move(timedelta(**by))


async def booked(app: App, when: str = "Thursday at 10:00", zone: str = "Europe/Berlin") -> Visitor:
    ann = await visitor(app, KNOWN, zone=zone)
    await ann.run("action_offer_slots")
    assert await ann.say(when, "choose") == ["utter_booked"]
    return ann


# --- times ---


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


def starts(ann: Visitor) -> list[str]:
    return [slot["start"] for slot in ann.card["slots"]]


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


# --- free text ---


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


# --- holds ---


async def test_a_time_is_held_until_the_address_and_the_permission_are_there(app: Read) -> None:
    ann = await visitor(app, {"email": REFUSED})
    await ann.run("action_offer_slots")
    assert await ann.pick(2) == ["utter_held_for_an_address"]
    assert ann.messages[-1].asks == "email"
    [held] = await ann.meetings()
    assert (held.status, held.held_until) == ("held", MONDAY + timedelta(minutes=5))
    assert await ann.say("ann@acme.example", "inform") == ["utter_ask_consent_meeting"]
    assert await ann.booked() is None
    assert await ann.say("yes", "affirm") == ["utter_booked"]
    assert [m.start_at for m in await ann.meetings() if m.status == "confirmed"] == [held.start_at]
    async with app.store.read() as uow:
        assert await uow.consents.has(held.lead_id, "contact")


async def test_a_held_time_is_nobody_elses(app: Read) -> None:
    ann, bob = (
        await visitor(app, {"email": REFUSED}),
        await visitor(app, BOB),
    )
    await ann.run("action_offer_slots")
    await ann.say("Thursday at 10", "choose")
    await bob.run("action_offer_slots")
    assert await bob.say("Thursday at 10", "choose") == ["utter_no_slot_fits"]
    later(app, minutes=6)
    assert await bob.say("Thursday at 10", "choose") == ["utter_booked"]


async def test_a_hold_that_ran_out_is_booked_if_the_time_is_still_free(app: Read) -> None:
    ann = await visitor(app, {"email": REFUSED})
    await ann.run("action_offer_slots")
    await ann.say("Thursday at 10", "choose")
    later(app, minutes=20)
    await ann.say("ann@acme.example", "inform")
    assert await ann.say("yes", "affirm") == ["utter_booked"]
    assert await ann.booked() == "Thu 10:00"


async def test_a_hold_that_ran_out_and_is_gone_gives_the_nearest_times(app: Read) -> None:
    ann, bob = (
        await visitor(app, {"email": REFUSED}),
        await visitor(app, BOB),
    )
    await ann.run("action_offer_slots")
    await ann.say("Thursday at 10", "choose")
    later(app, minutes=20)
    await bob.run("action_offer_slots")
    assert await bob.say("Thursday at 10", "choose") == ["utter_booked"]
    await ann.say("ann@acme.example", "inform")
    assert await ann.say("yes", "affirm") == ["utter_slot_taken"]
    assert all(time.startswith("Thu") for time in ann.shown)
    assert await ann.pick(1) == ["utter_booked"]


async def test_an_address_that_is_refused_for_good_ends_honestly_with_an_offer_of_a_call(app: Read) -> None:
    ann = await visitor(app, {"email": REFUSED})
    await ann.run("action_offer_slots")
    await ann.pick(1)
    assert await ann.say("no, I'd rather not", "refuse") == ["utter_no_address"]
    assert ann.messages[-1].choices[0]["title"] == "Yes, call me"
    assert (await ann.outcome(), await ann.booked()) == ("declined", None)


async def test_without_the_permission_nothing_is_booked(app: Read) -> None:
    ann = await visitor(app, {"email": ADDRESS})
    await ann.run("action_offer_slots")
    assert await ann.pick(1) == ["utter_held", "utter_ask_consent_meeting"]
    assert await ann.say("no", "deny") == ["utter_declined"]
    assert (await ann.outcome(), await ann.booked()) == ("declined", None)


async def test_something_else_than_an_address_is_asked_for_again(app: Read) -> None:
    ann = await visitor(app, {"email": REFUSED})
    await ann.run("action_offer_slots")
    await ann.pick(1)
    assert await ann.say("hm", "inform") == ["utter_ask_email"]
    assert await ann.say("ann@acme.example", "inform") == ["utter_ask_consent_meeting"]


async def test_an_address_whose_owner_has_a_meeting_brings_no_second_one_and_tells_nothing(app: Read) -> None:
    await booked(app)
    impostor = await visitor(app, {"email": REFUSED})
    await impostor.run("action_offer_slots")
    await impostor.say("Friday at 10", "choose")
    await impostor.say("ann@acme.example", "inform")
    assert await impostor.say("yes", "affirm") == ["utter_meeting_elsewhere"]
    assert "Thu" not in " ".join(message.text for message in impostor.messages)
    for words, intent in (
        ("when is it", "ask_meeting"),
        ("cancel it", "cancel_meeting"),
        ("move it", "reschedule_meeting"),
    ):
        assert (await impostor.say(words, intent))[0] == "utter_no_meeting"


# --- the meeting that there is ---


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
