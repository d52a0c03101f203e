from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import icalendar

from bot.book.changes import cancel_meeting
from bot.book.manage_link import open_manage_link
from bot.book.models import Booked, BookingRequest
from bot.book.service import book_meeting
from bot.clock import FixedClock
from bot.leads.mail import Mail
from bot.leads.models import Lead
from bot.store.database import Store
from tests.integration.book.conftest import LINKS, NOW, add_lead, say

TEN = datetime(2026, 3, 2, 9, tzinfo=UTC)
CLOCK = FixedClock(NOW)


async def book(store: Store, lead: Lead) -> str:
    async with store.write() as uow:
        request = BookingRequest(lead.id, None, "dana", TEN, "America/New_York")
        outcome = await book_meeting(uow, request, clock=CLOCK)
    assert isinstance(outcome, Booked)
    return outcome.meeting.id


async def mail_to(store: Store, address: str, kind: str = "invite") -> Mail:
    async with store.read() as uow:
        (mail,) = [mail for mail in await uow.mails.log(to=address) if mail.kind == kind]
    return mail


def event_of(mail: Mail) -> Any:  # its properties are of thirty types
    (event,) = icalendar.Calendar.from_ical(mail.ics or "").walk("VEVENT")
    return event


async def test_the_visitor_gets_time_place_invite_and_manage_link(store: Store) -> None:
    meeting_id = await book(store, await add_lead(store, company="Acme"))
    mail = await mail_to(store, "ann@acme.example")
    assert mail.subject == "Dana Köhler and you: Mon 2 Mar, 04:00"
    assert "Monday 2 March 2026, 04:00 to 04:30 (New York time, UTC-5)" in mail.text
    assert "https://meet.tidewater.example/dana" in mail.text
    assert mail.reply_to == "dana@tidewater.example"
    assert mail.ics_method == "REQUEST"
    token = mail.text.split("https://chat.example/meeting/")[1].split()[0]
    assert open_manage_link(LINKS, token, now=NOW) == (meeting_id, 0)
    assert f"https://chat.example/meeting/{token}" in mail.html
    assert len(mail.text.split("-- ")[0].split()) < 120


async def test_the_rep_gets_who_comes_why_they_score_and_their_words(store: Store) -> None:
    lead = await add_lead(store, company="Acme", job_title="COO", phone="+12125550100")
    await say(
        store,
        lead,
        {
            "need": ({"status": "stated", "category": "ocean"}, "ship 40 containers a month"),
            "budget": ({"status": "refused"}, ""),
        },
    )
    async with store.write() as uow:
        parts = [
            {"rule": "need_stated", "points": 25, "quote": "ship 40 containers a month"},
            {"rule": "researcher", "points": -5, "quote": ""},
        ]
        await uow.leads.replace_score(lead.id, parts)
    await book(store, lead)
    mail = await mail_to(store, "dana@tidewater.example")
    assert mail.subject == "Ann (Acme) booked Mon 2 Mar, 10:00"
    words = " ".join(mail.text.split())  # a plain text is wrapped
    assert "for them it is Mon 2 Mar, 04:00 (New York time, UTC-5)" in words
    for words in (
        "- COO\n", "- Acme\n", "- ann@acme.example\n", "- +12125550100",
        '- Need: "ship 40 containers a month"\n- Budget: would rather not say\n- Authority: not said yet',
        '+25 need stated: "ship 40 containers a month"\n- -5 researcher',
        f"https://chat.example/console/leads/{lead.id}",
    ):  # fmt: skip
        assert words in mail.text
    assert mail.reply_to == "ann@acme.example"


async def test_both_sides_get_the_same_event(store: Store) -> None:
    await book(store, await add_lead(store))
    sides = [await mail_to(store, who) for who in ("ann@acme.example", "dana@tidewater.example")]
    assert sides[0].ics == sides[1].ics
    assert event_of(sides[0]).start == TEN


async def test_cancelling_sends_the_same_event_with_cancel_and_the_next_sequence_number(store: Store) -> None:
    meeting_id = await book(store, await add_lead(store))
    invited = await mail_to(store, "ann@acme.example")
    async with store.write() as uow:
        await cancel_meeting(uow, meeting_id, "visitor", clock=CLOCK)
    for address in ("ann@acme.example", "dana@tidewater.example"):
        mail = await mail_to(store, address, "cancel")
        assert (mail.ics_method, mail.version) == ("CANCEL", 1)
        before, after = event_of(invited), event_of(mail)
        assert (before["uid"], before["sequence"] + 1) == (after["uid"], after["sequence"])
    assert "as you asked" in (await mail_to(store, "ann@acme.example", "cancel")).text


async def test_words_of_the_visitor_reach_the_mails_as_words(store: Store) -> None:
    evil = "Ann [x](https://evil.example) <b>=?utf-8?Q?=0A?=\r\nBcc: all@evil.example"
    odd = await add_lead(store, evil, email="odd@acme.example", company="{{ 7 * 7 }}")
    await book(store, odd)
    mail = await mail_to(store, "dana@tidewater.example")
    assert 'href="https://evil.example' not in mail.html
    assert "<b>" not in mail.html
    assert "49" not in mail.subject
    assert "\n" not in mail.subject
    assert "=?" not in mail.subject
