"""What a mail server gets of a meeting: a real server takes the mails, Python and ical.js read them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage, MIMEPart

import pytest

from bot.book.changes import cancel_meeting, move_meeting
from bot.book.models import Booked, BookingRequest
from bot.book.reminders import remind_next
from bot.book.service import book_meeting
from bot.clock import FixedClock
from bot.mail.compose import Sender
from bot.mail.delivery import deliver_next
from bot.mail.smtp import SmtpMailer, SmtpServer
from bot.playbook.shapes import Sending
from bot.store.database import Store
from tests.icaljs.reading import read
from tests.integration.book.conftest import NOW, add_lead, invites
from tests.smtp import mail_server

TEN = datetime(2026, 3, 4, 9, tzinfo=UTC)
LATER = TEN + timedelta(hours=6)
CLOCK = FixedClock(NOW)
SENDER = Sender("Tidewater", "hello@tidewater.example")
NAME = "Zoë Ünal-Österreicher; 李雷 🚀"
ZOE, DANA, MARCUS = "zoe@acme.example", "dana@tidewater.example", "marcus@tidewater.example"


async def sent(store: Store, url: str, now: datetime = NOW) -> None:
    while await deliver_next(store, SmtpMailer(SmtpServer.from_url(url)), SENDER, Sending(), now=now):
        pass


async def everything_that_happens(store: Store, url: str) -> None:
    """Booked, moved, handed on to Marcus, reminded, cancelled: every mail of it leaves."""
    lead = await add_lead(store, NAME, email=ZOE)
    async with store.write() as uow:
        request = BookingRequest(lead.id, None, "dana", TEN, "America/New_York")
        outcome = await book_meeting(uow, request, clock=CLOCK)
    assert isinstance(outcome, Booked)
    await sent(store, url)
    for rep_id in ("dana", "marcus"):
        async with store.write() as uow:
            start = LATER if rep_id == "dana" else LATER + timedelta(hours=1)
            await move_meeting(uow, outcome.meeting.id, start, "rep", clock=CLOCK, rep_id=rep_id)
        await sent(store, url)
    soon = LATER + timedelta(minutes=10)
    assert await remind_next(store, invites(), now=soon) == 1
    await sent(store, url, soon)
    async with store.write() as uow:
        await cancel_meeting(uow, outcome.meeting.id, "visitor", clock=FixedClock(soon))
    await sent(store, url, soon)


def parts(mail: EmailMessage) -> tuple[MIMEPart, MIMEPart, MIMEPart, MIMEPart]:
    """Plain, HTML, calendar and attachment of `mixed{ alternative{ plain, html, calendar }, invite.ics }`."""
    assert mail.get_content_type() == "multipart/mixed"
    alternative, attachment = mail.iter_parts()
    assert alternative.get_content_type() == "multipart/alternative"
    plain, html, calendar = alternative.iter_parts()
    kinds = [part.get_content_type() for part in (plain, html, calendar, attachment)]
    assert kinds == ["text/plain", "text/html", "text/calendar", "application/ics"]
    return plain, html, calendar, attachment


async def test_every_mail_of_a_meeting_arrives_as_it_was_meant(store: Store) -> None:
    with mail_server() as (url, keeper):
        await everything_that_happens(store, url)
    said: list[tuple[str, str, int]] = []
    for received in keeper.received:
        mail = received.mail
        (to,) = received.recipients
        assert all(len(line) <= 998 for line in received.raw.split(b"\r\n"))
        assert received.raw.isascii()
        assert str(mail["From"]) == "Tidewater <hello@tidewater.example>"
        assert mail["Auto-Submitted"] == "auto-generated"
        if mail.get_content_type() == "multipart/alternative":
            said.append((to, "reminder", 0))
            continue
        plain, html, calendar, attachment = parts(mail)
        ics = attachment.get_content()
        assert calendar.get_payload(decode=True) == ics
        assert max(len(line) for line in ics.split(b"\r\n")) <= 75
        assert attachment.get_filename() == "invite.ics"
        method = calendar["Content-Type"].params["method"]
        found = read(ics.decode())
        event = found["event"]
        assert found["method"] == method
        assert event["organizer"]["address"] == "mailto:hello@tidewater.example"
        assert NAME in plain.get_content() or "Hi Zoë" in plain.get_content()
        assert "<html" in html.get_content()
        if event["status"] == "CONFIRMED":
            names: Mapping[str, str] = {who["address"]: who["name"] for who in event["attendees"]}
            assert names[f"mailto:{ZOE}"] == NAME
        said.append((to, method, event["sequence"]))
    # Mails of one instant leave in any order.
    assert sorted(said) == sorted([
        (ZOE, "REQUEST", 0), (DANA, "REQUEST", 0),
        (ZOE, "REQUEST", 1), (DANA, "REQUEST", 1),
        (ZOE, "REQUEST", 2), (MARCUS, "REQUEST", 2), (DANA, "CANCEL", 2),
        (ZOE, "reminder", 0), (MARCUS, "reminder", 0),
        (ZOE, "CANCEL", 3), (MARCUS, "CANCEL", 3),
    ])  # fmt: skip


async def test_replies_of_people_reach_people(store: Store) -> None:
    with mail_server() as (url, keeper):
        await everything_that_happens(store, url)
    for received in keeper.received:
        (to,) = received.recipients
        reply_to = str(received.mail["Reply-To"])
        assert reply_to in ((DANA, MARCUS) if to == ZOE else (ZOE,))


@pytest.mark.parametrize("address", ["ünal@acme.example", "ann@bücher.example"])
async def test_an_address_beyond_ascii_loses_no_invite_of_the_rep(store: Store, address: str) -> None:
    lead = await add_lead(store, "zoe", email=address)
    async with store.write() as uow:
        request = BookingRequest(lead.id, None, "dana", TEN, "America/New_York")
        assert isinstance(await book_meeting(uow, request, clock=CLOCK), Booked)
    with mail_server() as (url, keeper):
        await sent(store, url)
    assert DANA in [to for received in keeper.received for to in received.recipients]
