"""Who is told what when a meeting moves, by itself or to another rep."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.book.changes import cancel_meeting, move_meeting
from bot.book.models import Booked, BookingRequest, Meeting, Moved, Side
from bot.book.service import book_meeting
from bot.clock import FixedClock
from bot.leads.mail import Mail
from bot.store.database import Store
from tests.icaljs.reading import read
from tests.integration.book.conftest import NOW, add_lead

TEN = datetime(2026, 3, 2, 9, tzinfo=UTC)  # ten o'clock on Monday in Berlin
LATER = TEN + timedelta(hours=6)  # office hours of both reps
CLOCK = FixedClock(NOW)
ANN, DANA, MARCUS = "ann@acme.example", "dana@tidewater.example", "marcus@tidewater.example"


async def booked(store: Store) -> Meeting:
    lead = await add_lead(store)
    async with store.write() as uow:
        request = BookingRequest(lead.id, None, "dana", TEN, "America/New_York")
        outcome = await book_meeting(uow, request, clock=CLOCK)
    assert isinstance(outcome, Booked)
    return outcome.meeting


async def move(store: Store, meeting: Meeting, start: datetime, by: Side, rep_id: str | None = None) -> None:
    async with store.write() as uow:
        done = await move_meeting(uow, meeting.id, start, by, clock=FixedClock(NOW), rep_id=rep_id)
    assert isinstance(done, Moved), done


async def news(store: Store) -> dict[str, Mail]:
    """The mails of the move, by whom they are for."""
    async with store.read() as uow:
        return {mail.recipient: mail for mail in await uow.mails.log() if mail.version == 1}


async def test_a_move_updates_the_same_event_for_both(store: Store) -> None:
    meeting = await booked(store)
    await move(store, meeting, LATER, "visitor")
    mails = await news(store)
    assert mails.keys() == {ANN, DANA}
    for mail in mails.values():
        assert (mail.kind, mail.ics_method) == ("update", "REQUEST")
        calendar = read(mail.ics or "")
        event = calendar["event"]
        assert (calendar["method"], event["uid"], event["sequence"]) == ("REQUEST", meeting.uid, 1)
        assert datetime.fromtimestamp(event["start"], UTC) == LATER
        assert {who["answer"] for who in event["attendees"]} == {"NEEDS-ACTION"}
    assert "as you asked, your meeting with Dana Köhler has a new time" in mails[ANN].text
    assert "Monday 2 March 2026, 10:00 to 10:30 (New York time, UTC-5)" in mails[ANN].text
    assert "It was Monday 2 March 2026, 04:00 (New York time, UTC-5)." in mails[ANN].text
    assert "https://chat.example/meeting/" in mails[ANN].text
    assert mails[ANN].reply_to == DANA
    assert "Ann moved the meeting with you" in mails[DANA].text
    assert "It was Monday 2 March 2026, 10:00 (Berlin time, UTC+1)." in mails[DANA].text


async def test_a_rep_who_moves_says_sorry(store: Store) -> None:
    await move(store, await booked(store), LATER, "rep")
    mails = await news(store)
    assert "Dana Köhler had to move your meeting, sorry" in mails[ANN].text
    assert "You moved the meeting with Ann" in mails[DANA].text


async def test_another_rep_is_briefed_and_the_one_before_is_freed(store: Store) -> None:
    meeting = await booked(store)
    await move(store, meeting, LATER, "rep", "marcus")
    mails = await news(store)
    assert mails.keys() == {ANN, DANA, MARCUS}
    assert "with Marcus Reed instead of Dana Köhler now" in mails[ANN].text
    assert mails[ANN].reply_to == MARCUS
    assert (mails[MARCUS].kind, mails[MARCUS].ics_method) == ("invite", "REQUEST")
    assert "You take over the meeting of Dana Köhler with Ann" in mails[MARCUS].text
    assert "Why they score 60" in mails[MARCUS].text
    new = read(mails[MARCUS].ics or "")["event"]
    assert [who["address"] for who in new["attendees"]] == [f"mailto:{MARCUS}", f"mailto:{ANN}"]
    freed = mails[DANA]
    assert (freed.kind, freed.ics_method) == ("cancel", "CANCEL")
    assert "Marcus Reed meets Ann instead of you" in freed.text
    assert "Monday 2 March 2026, 10:00 to 10:30 (Berlin time, UTC+1)" in freed.text
    event = read(freed.ics or "")["event"]
    assert (event["uid"], event["sequence"], event["status"]) == (meeting.uid, 1, "CANCELLED")
    assert datetime.fromtimestamp(event["start"], UTC) == TEN


async def test_only_another_rep_at_the_same_time_names_no_other_time(store: Store) -> None:
    meeting = await booked(store)
    await move(store, meeting, TEN, "rep", "marcus")
    words = (await news(store))[ANN].text
    assert "Marcus Reed meets you instead of Dana Köhler, at the same time" in words
    assert "It was" not in words


async def test_moved_twice_and_cancelled_counts_on(store: Store) -> None:
    meeting = await booked(store)
    await move(store, meeting, LATER, "visitor")
    await move(store, meeting, TEN + timedelta(hours=1), "visitor")
    async with store.write() as uow:
        await cancel_meeting(uow, meeting.id, "rep", clock=FixedClock(NOW + timedelta(hours=2)))
    async with store.read() as uow:
        mails = [mail for mail in await uow.mails.log(to=ANN) if mail.ics]
    said = sorted(
        (e["sequence"], e["status"], e["stamp"]) for e in (read(m.ics or "")["event"] for m in mails)
    )
    assert [(sequence, status) for sequence, status, _ in said] == [
        (0, "CONFIRMED"), (1, "CONFIRMED"), (2, "CONFIRMED"), (3, "CANCELLED")
    ]  # fmt: skip
    assert datetime.fromtimestamp(said[-1][2], UTC) == NOW + timedelta(hours=2)
