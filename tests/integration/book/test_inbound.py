"""Answers to invites, from the mail that brings them to what both sides are told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from bot.book.changes import cancel_meeting, move_meeting
from bot.book.models import Answered, Booked, BookingRequest, Meeting, Moved
from bot.book.service import book_meeting
from bot.clock import FixedClock
from bot.mail.inbound import Ignored, Received, in_words, receive
from bot.mail.returned import ReturnDesk
from bot.store.database import Store
from tests.integration.book.conftest import NOW, PLAYBOOK, TEMPLATES, add_lead
from tests.integration.mail.replies_of_programs import apple, thunderbird
from tests.integration.mail.replies_of_servers import exchange, fastmail, gmail
from tests.integration.mail.reply import ORGANIZER, Said, plain

TEN = datetime(2026, 3, 2, 9, tzinfo=UTC)
CLOCK = FixedClock(NOW)
RETURNS = ReturnDesk(ORGANIZER, "a secret of the tests", lambda: PLAYBOOK, TEMPLATES, "https://chat.example")
PROGRAMS = (gmail, exchange, fastmail, apple, thunderbird)


async def booked(store: Store) -> Meeting:
    lead = await add_lead(store)
    async with store.write() as uow:
        outcome = await book_meeting(
            uow, BookingRequest(lead.id, None, "dana", TEN, "America/New_York"), clock=CLOCK
        )
    assert isinstance(outcome, Booked)
    return outcome.meeting


async def arrives(store: Store, raw: bytes) -> Received:
    return await receive(store, raw, RETURNS, clock=CLOCK)


async def now_kept(store: Store, meeting: Meeting) -> Meeting:
    async with store.read() as uow:
        kept = await uow.meetings.get(meeting.id)
    assert kept is not None
    return kept


@pytest.mark.parametrize("program", PROGRAMS)
async def test_a_declined_invite_cancels_the_meeting_and_both_are_told(
    store: Store, program: Callable[[Said], bytes]
) -> None:
    meeting = await booked(store)
    done = await arrives(store, program(Said(meeting.uid)))
    assert isinstance(done, Answered), done
    assert (done.side, done.answer) == ("visitor", "declined")
    kept = await now_kept(store, meeting)
    assert (kept.status, kept.cancelled_by, kept.visitor_reply) == ("cancelled", "visitor", "declined")
    async with store.read() as uow:
        mails = {mail.recipient: mail for mail in await uow.mails.log() if mail.kind == "cancel"}
    assert "Ann declined your meeting from their calendar" in mails["dana@tidewater.example"].text
    assert "you declined the invite" in mails["ann@acme.example"].text
    assert {mail.ics_method for mail in mails.values()} == {"CANCEL"}


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize(("partstat", "answer"), [("ACCEPTED", "accepted"), ("TENTATIVE", "tentative")])
async def test_another_answer_is_kept_and_changes_nothing_else(
    store: Store, program: Callable[[Said], bytes], partstat: str, answer: str
) -> None:
    meeting = await booked(store)
    await arrives(store, program(Said(meeting.uid, partstat)))
    kept = await now_kept(store, meeting)
    assert (kept.status, kept.visitor_reply, kept.rep_reply) == ("confirmed", answer, None)
    async with store.read() as uow:
        assert await uow.mails.count() == 2


async def test_a_rep_declines_from_their_calendar_and_the_visitor_hears_of_it(store: Store) -> None:
    meeting = await booked(store)
    dana = "dana@tidewater.example"
    done = await arrives(store, exchange(Said(meeting.uid, attendee=dana.upper(), sender=dana)))
    assert isinstance(done, Answered)
    assert (await now_kept(store, meeting)).cancelled_by == "rep"
    async with store.read() as uow:
        mails = {mail.recipient: mail.text for mail in await uow.mails.log() if mail.kind == "cancel"}
    assert "Dana Köhler had to cancel" in mails["ann@acme.example"]
    assert "You declined the meeting with Ann from your calendar" in mails[dana]


async def test_a_reply_with_its_method_in_the_content_type_alone_is_understood(store: Store) -> None:
    meeting = await booked(store)
    done = await arrives(store, exchange(Said(meeting.uid), in_body=False))
    assert isinstance(done, Answered)


async def test_an_answer_to_an_earlier_time_changes_nothing(store: Store) -> None:
    meeting = await booked(store)
    async with store.write() as uow:
        later = TEN + timedelta(hours=2)
        assert isinstance(await move_meeting(uow, meeting.id, later, "visitor", clock=CLOCK), Moved)
    assert await arrives(store, gmail(Said(meeting.uid))) == Ignored("old")
    assert (await now_kept(store, meeting)).status == "confirmed"
    assert isinstance(await arrives(store, gmail(Said(meeting.uid, sequence=1))), Answered)


async def test_declining_twice_cancels_once(store: Store) -> None:
    meeting = await booked(store)
    await arrives(store, gmail(Said(meeting.uid)))
    assert await arrives(store, gmail(Said(meeting.uid))) == Ignored("over")
    async with store.read() as uow:
        assert await uow.mails.count() == 4


async def test_an_answer_to_a_cancelled_meeting_changes_nothing(store: Store) -> None:
    meeting = await booked(store)
    async with store.write() as uow:
        await cancel_meeting(uow, meeting.id, "rep", clock=CLOCK)
    assert await arrives(store, gmail(Said(meeting.uid, "ACCEPTED", sequence=1))) == Ignored("over")


ANN, EVIL = "ann@acme.example", "eve@evil.example"


@pytest.mark.parametrize(
    ("letter", "because"),
    [
        (lambda uid: plain(Said(uid, sender=EVIL)), "not_theirs"),
        (lambda uid: plain(Said(uid, sender=EVIL, attendee=EVIL)), "stranger"),
        (lambda uid: plain(Said(uid), From=f"{ANN}, {EVIL}"), "not_theirs"),
        (lambda uid: b"From: " + EVIL.encode() + b"\r\n" + plain(Said(uid)), "not_theirs"),
        (lambda uid: plain(Said(uid), From=f"{ANN} <{EVIL}>"), "not_theirs"),
        (lambda uid: plain(Said(uid, attendee=f'x";SENT-BY="mailto:{EVIL}')), "not_theirs"),
        (lambda uid: plain(Said(uid, f'DECLINED;SENT-BY="mailto:{EVIL}"', sender=EVIL)), "not_theirs"),
        (lambda uid: plain(Said(uid), From=ORGANIZER), "own"),
        (lambda uid: plain(Said("somebody-elses")), "unknown"),
        (lambda uid: plain(Said(uid, "NEEDS-ACTION")), "no_answer"),
        (lambda uid: plain(Said(uid, "DELEGATED")), "no_answer"),
        (lambda uid: plain(Said(uid), Content_Type="text/calendar; method=REQUEST"), "contradiction"),
        (lambda uid: plain(Said(uid), Auto_Submitted="auto-replied"), "automatic"),
        (lambda uid: exchange(Said(uid), method="COUNTER"), "method"),
        (lambda uid: plain(Said(uid)).replace(b"SEQUENCE:0", b"SEQUENCE:-1"), "unreadable"),
        (lambda uid: plain(Said(uid)).replace(b"SEQUENCE:0", b"SEQUENCE:" + b"9" * 30), "unreadable"),
        (lambda uid: plain(Said(uid)).replace(b"UID:", b"UID:\x00"), "unreadable"),
        (lambda uid: plain(Said(uid)).replace(b"ATTENDEE", b"X-ATTENDEE"), "unreadable"),
        (lambda uid: plain(Said(uid)).replace(b"VEVENT", b"VTODO"), "unreadable"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_what_is_no_answer_of_who_was_invited_changes_nothing(
    store: Store, letter: Callable[[str], bytes], because: str
) -> None:
    meeting = await booked(store)
    done = await arrives(store, letter(meeting.uid))
    assert isinstance(done, Ignored)
    assert done.because == because
    assert await now_kept(store, meeting) == meeting


async def test_somebody_of_the_same_company_answers_for_who_was_invited(store: Store) -> None:
    meeting = await booked(store)
    office = "office@acme.example"
    said = Said(meeting.uid, f'DECLINED;SENT-BY="mailto:{office}"', sender=office)
    assert isinstance(await arrives(store, plain(said)), Answered)


async def test_nobody_answers_for_somebody_else_at_a_provider_of_free_mail(store: Store) -> None:
    lead = await add_lead(store, "cem", email="cem@gmail.com")
    async with store.write() as uow:
        request = BookingRequest(lead.id, None, "dana", TEN, "America/New_York")
        outcome = await book_meeting(uow, request, clock=CLOCK)
    assert isinstance(outcome, Booked)
    said = Said(
        outcome.meeting.uid, 'DECLINED;SENT-BY="mailto:eve@gmail.com"', 0, "cem@gmail.com", "eve@gmail.com"
    )
    assert await arrives(store, plain(said)) == Ignored("not_theirs")


async def test_what_was_done_is_told_without_a_word_of_who_wrote(store: Store) -> None:
    meeting = await booked(store)
    words = in_words(await arrives(store, gmail(Said(meeting.uid))))
    assert words == f"The visitor declined meeting {meeting.id}; it is cancelled."
    assert in_words(Ignored("method", "COUNTER")) == (
        "Ignored: its calendar part is no answer to an invite (METHOD COUNTER)."
    )
