"""A time that is picked before the address or the permission is there; on both databases."""

from __future__ import annotations

from datetime import timedelta

from tests.integration.chat.booking import (
    ADDRESS,
    BOB,
    MONDAY,
    REFUSED,
    Read,
    booked,
    later,
    visitor,
)


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
