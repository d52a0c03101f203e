"""A feed that was good goes bad, over real connections: nothing known is lost, and the rep is told once."""

from __future__ import annotations

import gzip
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.book.calendar_reading import read_next_due
from bot.calendars.network import LARGEST
from bot.calendars.remote import Remote
from tests.integration.book.conftest import NOW
from tests.integration.calendars.conftest import HOUR, Office, an_hour
from tests.integration.calendars.feeds import Feeds, http, serving
from tests.unit.calendars.texts import calendar, event

PATH = "/private-3f9c/basic.ics"
TEN = event("DTSTART:20260302T090000Z", "DTEND:20260302T100000Z")
ENDLESS = event("DTSTART:20260101T090000Z", "DURATION:PT1M", "RRULE:FREQ=SECONDLY", uid="endless")
IN_MARS = event("DTSTART;TZID=Mars/Olympus:20260302T100000", "DURATION:PT1H", uid="mars")


@pytest.fixture
async def feeds() -> AsyncIterator[Feeds]:
    async with serving() as served:
        served.answer(PATH, calendar(TEN))
        yield served


@pytest.fixture
def real(office: Office) -> Office:
    """The office with the network that the product has."""
    return replace(office, desk=replace(office.desk, reader=Remote()))


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        pytest.param(http(503), "problem of its own", id="down"),
        pytest.param(http(404), "no calendar at this address", id="gone"),
        pytest.param(http(302, Location=PATH), "on and on", id="redirects in a circle"),
        pytest.param(http(200, b"x" * (LARGEST + 1)), "more than 10 MB", id="huge"),
        pytest.param(
            http(200, gzip.compress(b" " * 30_000_000), Content_Encoding="gzip"),
            "more than 10 MB",
            id="a bomb",
        ),
        pytest.param(http(200, "<html>Sign in"), "web page", id="a web page"),
        pytest.param(http(200, calendar(TEN)[:70]), "breaks off", id="half of it"),
    ],
)
async def test_a_bad_feed_is_shown_and_told_once_and_nothing_known_is_lost(
    real: Office, feeds: Feeds, answer: bytes, words: str
) -> None:
    await real.add(feeds.url(PATH), by_admin=True)
    feeds.at[PATH] = lambda _: answer
    for hours in (1, 2, 7, 8, 9):
        assert await read_next_due(real.store, real.desk, now=NOW + HOUR * hours) == 1
    (view,) = await real.views(NOW + HOUR * 9)
    assert view.problem is not None
    assert words in view.problem
    assert (view.failing, view.stale) == (True, True)
    assert await real.busy() == [an_hour()]
    (mail,) = await real.mails("calendar:")
    assert "127.0.0.1" in mail.subject
    assert "3f9c" not in mail.text + view.problem


@pytest.mark.parametrize(
    ("also", "words"),
    [(ENDLESS, "repeats too often"), (IN_MARS, 'the zone "Mars/Olympus" is not known')],
    ids=["an endless rule", "an unknown zone"],
)
async def test_a_strange_event_is_remarked_and_the_others_count(
    real: Office, feeds: Feeds, also: str, words: str
) -> None:
    feeds.answer(PATH, calendar(TEN, also))
    added = await real.add(feeds.url(PATH), by_admin=True)
    assert words in added.warnings[0]
    (view,) = await real.views()
    assert words in (view.problem or "")
    assert (view.failing, await real.busy()) == (False, [an_hour()])
