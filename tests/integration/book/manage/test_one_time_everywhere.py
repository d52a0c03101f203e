"""Offered, booked, mailed and shown on the manage page: the same instant, at every change of the clocks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from html import unescape
from zoneinfo import ZoneInfo

import icalendar
import pytest
from sqlalchemy import select

from bot.book.models import Booked, BookingRequest, Slot
from bot.book.service import book_meeting
from bot.book.vtimezone import clock_changes
from bot.playbook.shapes import Span
from bot.store.tables.nurture import mails
from tests.integration.book.conftest import NOW, add_lead
from tests.integration.book.manage.visitor import Visitor
from tests.unit.book.team import DANA
from tests.unit.book.test_one_instant_everywhere import times

ZONES = (
    "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Santiago", "Asia/Kathmandu",
)  # fmt: skip
TWO_YEARS = NOW + timedelta(days=731)
AROUND = timedelta(hours=2)
WHEN = re.compile(r"(\w+ \d+ \w+ \d{4}) (\d\d:\d\d to \d\d:\d\d) ((?:[\w ]+ time, )?UTC(?:[+-][\d:]+)?)")
"""How the page puts it, without its tags."""
ALL_DAY = ((Span(time(0), time(23, 59)),),) * 7


def moments(zone: ZoneInfo) -> Iterator[datetime]:
    """Each change of the clocks in two years; four plain days where the clocks never change."""
    changes = [after for _, after in clock_changes(zone, NOW, TWO_YEARS)]
    yield from changes or (NOW + timedelta(days=180 * number) for number in range(4))


@pytest.mark.parametrize("name", ZONES)
async def test_what_is_offered_is_booked_mailed_and_shown(visitor: Visitor, name: str) -> None:
    zone = ZoneInfo(name)
    dana = replace(
        DANA, timezone=name, country="ZZ", hours=ALL_DAY, breaks=(), daily_cap=50, buffer_before=timedelta(0),
        buffer_after=timedelta(0), notice=timedelta(0), horizon=timedelta(days=2),
    )  # fmt: skip
    await visitor.team(dana)
    checked = 0
    for number, moment in enumerate(moments(zone)):
        visitor.clock.move(moment - timedelta(hours=20) - visitor.clock.now())
        offered = [slot for slot in await visitor.free(rep=dana) if abs(slot.start - moment) <= AROUND]
        assert offered
        for each, slot in enumerate(offered):
            assert await everywhere(visitor, f"lead{number}x{each}", slot, name) == {slot.start}
            checked += 1
    assert checked >= 20


async def everywhere(visitor: Visitor, lead_name: str, slot: Slot, zone: str) -> set[datetime]:
    """Every instant at which somebody is told that the meeting of this slot begins."""
    lead = await add_lead(visitor.store, lead_name)
    async with visitor.store.write() as uow:
        request = BookingRequest(lead.id, None, "dana", slot.start, zone)
        outcome = await book_meeting(uow, request, clock=visitor.clock)
        assert isinstance(outcome, Booked)
        query = select(mails.c.text, mails.c.ics).where(mails.c.meeting_id == outcome.meeting.id)
        rows = (await uow.connection.execute(query)).all()
    assert len(rows) == 2
    told = {outcome.meeting.start_at}
    for row in rows:
        assert times(row.text)
        told.update(times(row.text))
        event = icalendar.Calendar.from_ical(row.ics).walk("VEVENT")[0]
        told.add(event["DTSTART"].dt.astimezone(UTC))
    (link,) = {found[0] for row in rows if (found := re.search(r"/meeting/[\w.-]*\w", row.text))}
    page = re.sub(r"(?:<[^>]+>|\s)+", " ", unescape(await visitor.text(link)))
    shown = times(WHEN.sub(r"\1, \2 (\3)", page))
    assert len(shown) == 1
    return told | set(shown)
