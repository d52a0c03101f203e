"""After a meeting that did not take place, and after a visitor who wants to be forgotten."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from bot.book.changes import cancel_meeting, mark_no_show
from bot.book.models import Booked, BookingRequest, Meeting
from bot.book.service import book_meeting, hold_slot
from bot.chat import service as chat
from bot.chat.models import Conversation
from bot.clock import FixedClock
from bot.leads.mail import Mail
from bot.leads.models import Consent, Lead
from bot.nurture.sequences import import_sequences
from bot.store.database import Store
from tests.icaljs.reading import read
from tests.integration.book.conftest import NOW, PLAYBOOK, add_lead

TEN = datetime(2026, 3, 2, 9, tzinfo=UTC)
OVER = TEN + timedelta(hours=1)
ANN, DANA = "ann@acme.example", "dana@tidewater.example"


async def booked(store: Store, *consents: str, start: datetime = TEN, at: datetime = NOW) -> Meeting:
    """A meeting of Ann, who comes by a chat and gave these consents."""
    async with store.read() as uow:
        lead = await uow.leads.get("lead_ann")
    lead = lead or await add_lead(store)
    async with store.write() as uow:
        await import_sequences(uow, PLAYBOOK, now=at)
        for purpose in consents:
            await uow.consents.give(Consent(lead.id, purpose, at, "Yes"))
        request = BookingRequest(lead.id, None, "dana", start, "America/New_York")
        outcome = await book_meeting(uow, request, clock=FixedClock(at))
    assert isinstance(outcome, Booked), outcome
    return outcome.meeting


async def missed(store: Store, meeting: Meeting) -> None:
    async with store.write() as uow:
        for _ in range(2):  # a second click changes nothing
            await mark_no_show(uow, meeting.id, clock=FixedClock(OVER))


async def log(store: Store, kind: str | None = None) -> list[Mail]:
    async with store.read() as uow:
        return [mail for mail in await uow.mails.log() if kind in (None, mail.kind)]


async def enrolled(store: Store) -> list[tuple[str, str]]:
    async with store.read() as uow:
        return [(each.sequence, each.reason) for each in await uow.enrolments.running("lead_ann")]


async def test_who_did_not_come_is_offered_another_time_once_and_gets_useful_mail(store: Store) -> None:
    await missed(store, await booked(store, "contact", "nurture"))
    (mail,) = await log(store, "missed")
    assert (mail.recipient, mail.reply_to, mail.ics) == (ANN, DANA, None)
    words = " ".join(mail.text.split())  # a plain text is wrapped
    assert "we missed each other: Monday 2 March 2026, 04:00 to 04:30 (New York time, UTC-5)" in words
    assert "https://chat.example/meeting/" in mail.text
    assert await enrolled(store) == [("another-time", "no_show")]


async def test_without_the_consent_there_is_no_nurture_mail(store: Store) -> None:
    await missed(store, await booked(store, "contact"))
    assert len(await log(store, "missed")) == 1
    assert await enrolled(store) == []


async def test_who_withdrew_every_consent_is_left_alone(store: Store) -> None:
    meeting = await booked(store, "contact", "nurture")
    async with store.write() as uow:
        await uow.consents.withdraw("lead_ann", None, now=TEN)
    await missed(store, meeting)
    assert await log(store, "missed") == []
    assert await enrolled(store) == []


@pytest.mark.parametrize(("by", "sequences"), [("visitor", [("another-time", "cancelled")]), ("rep", [])])
async def test_a_visitor_who_cancels_goes_back_to_nurture(
    store: Store, by: str, sequences: list[tuple[str, str]]
) -> None:
    meeting = await booked(store, "contact", "nurture")
    async with store.write() as uow:
        await cancel_meeting(uow, meeting.id, "visitor" if by == "visitor" else "rep", clock=FixedClock(NOW))
        lead = await uow.leads.get("lead_ann")
    assert lead is not None
    assert lead.stage == ("nurture" if by == "visitor" else "sql")
    assert await enrolled(store) == sequences


async def test_booking_again_ends_what_the_no_show_began(store: Store) -> None:
    await missed(store, await booked(store, "contact", "nurture"))
    await booked(store, start=TEN + timedelta(days=2), at=OVER)
    assert await enrolled(store) == []


async def chat_of(store: Store, lead: Lead) -> Conversation:
    talk = Conversation("conv_ann", "visitor_ann", NOW, lead.id)
    async with store.write() as uow:
        await uow.conversations.add(talk, token_hash="hash")
    return talk


async def test_an_erased_visitors_meeting_leaves_the_reps_calendar_without_a_word_of_them(
    store: Store,
) -> None:
    lead = await add_lead(store, company="Acme", phone="+12125550100")
    talk = await chat_of(store, lead)
    meeting = await booked(store, "contact", "nurture")
    async with store.write() as uow:
        assert await chat.erase(uow, talk, now=NOW) == [talk.id]
    (mail,) = await log(store)
    assert (mail.recipient, mail.state, mail.kind) == (DANA, "queued", "cancel")
    assert (mail.lead_id, mail.meeting_id, mail.reply_to) == (None, None, None)
    calendar = read(mail.ics or "")
    event = calendar["event"]
    assert (calendar["method"], event["uid"], event["sequence"]) == ("CANCEL", meeting.uid, 1)
    assert [who["address"] for who in event["attendees"]] == [f"mailto:{DANA}"]
    everything = " ".join(str(part) for part in (mail.subject, mail.text, mail.html, mail.ics))
    assert not re.search(r"\bann\b|acme|2125550100|lead_", everything, re.IGNORECASE)
    async with store.read() as uow:
        assert await uow.meetings.between() == []
        assert await uow.leads.get(lead.id) is None
        assert await uow.reps.booked_days("dana", TEN.date(), TEN.date()) == {TEN.date(): 0}


async def test_erasing_gives_up_what_was_held_and_tells_nobody(store: Store) -> None:
    lead = await add_lead(store)
    talk = await chat_of(store, lead)
    async with store.write() as uow:
        request = BookingRequest(lead.id, talk.id, "dana", TEN, "America/New_York")
        await hold_slot(uow, request, clock=FixedClock(NOW))
        await chat.erase(uow, talk, now=NOW)
        assert await uow.reps.booked_days("dana", TEN.date(), TEN.date()) == {TEN.date(): 0}
    assert await log(store) == []


async def test_a_meeting_that_is_over_is_no_news_to_anybody(store: Store) -> None:
    lead = await add_lead(store)
    talk = await chat_of(store, lead)
    await booked(store)
    async with store.write() as uow:
        await chat.erase(uow, talk, now=OVER)
    assert await log(store) == []
