"""The process that reads calendars, and how it is ended."""

from __future__ import annotations

import asyncio
import time

import pytest

from bot.book.calendar_models import FeedUnreadable
from bot.calendars.parsing import Parser
from tests.unit.calendars.texts import MARCH, busy, calendar, event

NEVER = "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"
"""A day that no year has: looking for it goes on to the year 9999."""
TEN = event("DTSTART:20260302T090000Z", "DTEND:20260302T100000Z")


async def test_it_says_what_reading_here_says() -> None:
    found = await Parser().busy_in(
        [calendar(TEN).encode(), b"\xef\xbb\xbf" + calendar(TEN).encode("cp1252")], MARCH
    )
    assert [start.isoformat() for start, _ in found.busy] == ["2026-03-02T09:00:00+00:00"]
    assert len(found.busy) == len(busy(TEN))
    assert found.warnings == ()


async def test_one_rule_that_never_comes_costs_a_second_and_itself_alone() -> None:
    never = event("DTSTART:20260101T090000Z", "DURATION:PT1H", NEVER, uid="never")
    began = time.monotonic()
    found = await Parser().busy_in([calendar(never, TEN).encode()], MARCH)
    assert len(found.busy) == 1
    assert found.warnings == ("an event that repeats too often was left out",)
    assert time.monotonic() - began < 10


async def test_many_of_them_end_with_the_time_that_there_is() -> None:
    many = [event("DTSTART:20260101T090000Z", "DURATION:PT1H", NEVER, uid=f"{n}") for n in range(100)]
    began = time.monotonic()
    with pytest.raises(FeedUnreadable, match="takes too long"):
        await Parser().busy_in([calendar(*many).encode()], MARCH, longest=2.5)
    assert time.monotonic() - began < 6


async def test_who_gives_up_waiting_leaves_no_process_behind() -> None:
    many = [event("DTSTART:20260101T090000Z", "DURATION:PT1H", NEVER, uid=f"{n}") for n in range(100)]
    before = len(asyncio.all_tasks())
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(1):
            await Parser().busy_in([calendar(*many).encode()], MARCH)
    assert len(asyncio.all_tasks()) == before


async def test_words_of_a_refusal_come_through() -> None:
    with pytest.raises(FeedUnreadable, match="web page") as caught:
        await Parser().busy_in([b"<html></html>"], MARCH)
    assert caught.value.permanent
