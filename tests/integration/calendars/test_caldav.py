"""CalDAV against a real server."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.book.calendar_models import CalendarFailure, CalendarUnreachable, FeedUnreadable, Reading, Source
from bot.book.calendar_writing import event_text
from bot.calendars.remote import Remote
from tests.integration.calendars.feeds import http, serving
from tests.integration.calendars.radicale import PASSWORD, USER, Radicale
from tests.unit.book.team import DANA
from tests.unit.book.test_invite import NOW, meeting
from tests.unit.calendars.texts import MARCH, calendar, event, shown

SERIES = calendar(
    event("DTSTART;TZID=Europe/Berlin:20260105T100000", "DTEND;TZID=Europe/Berlin:20260105T110000",
          "RRULE:FREQ=WEEKLY", "EXDATE;TZID=Europe/Berlin:20260316T100000", uid="series"),
    event("RECURRENCE-ID;TZID=Europe/Berlin:20260309T100000", "DTSTART;TZID=Europe/Berlin:20260310T120000",
          "DTEND;TZID=Europe/Berlin:20260310T130000", uid="series"),
)  # fmt: skip


@pytest.fixture(scope="module")
def radicale(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Radicale]:
    server = Radicale.start(tmp_path_factory.mktemp("radicale"))
    server.make("aaa", "Tasks", components="VTODO")
    yield server
    server.stop()


@pytest.fixture
def work(radicale: Radicale, request: pytest.FixtureRequest) -> str:
    """An empty calendar of this test's own; its address."""
    name = "".join(sign for sign in request.node.name if sign.isalnum())
    return radicale.make(name, "Work")


def at(address: str, **changes: object) -> Source:
    return replace(Source("caldav", address, USER, PASSWORD, private_allowed=True), **changes)  # type: ignore[arg-type]


async def read(source: Source) -> Reading:
    reading = await Remote().read(source, MARCH)
    assert isinstance(reading, Reading)
    return reading


async def test_busy_times_are_read_with_recurrence_and_exceptions(radicale: Radicale, work: str) -> None:
    radicale.put(work, "series", SERIES)
    radicale.put(work, "day", calendar(event("DTSTART;VALUE=DATE:20260331", uid="day")))
    radicale.put(
        work,
        "free",
        calendar(event("DTSTART:20260304T090000Z", "DURATION:PT1H", "TRANSP:TRANSPARENT", uid="f")),
    )
    radicale.put(work, "old", calendar(event("DTSTART:20250304T090000Z", "DURATION:PT1H", uid="old")))
    reading = await read(at(work))
    assert shown(reading.busy) == [
        "03-02 09:00-10:00", "03-10 11:00-12:00", "03-23 09:00-10:00", "03-30 08:00-09:00",
        "03-30 22:00-03-31 22:00",
    ]  # fmt: skip
    assert (reading.address, reading.name, reading.warnings) == (work, "Work", ())


async def test_a_servers_address_leads_to_its_calendar_for_events(radicale: Radicale) -> None:
    for address in (f"{radicale.url}/", f"{radicale.url}/{USER}/", f"{radicale.url}/.well-known/caldav"):
        reading = await read(at(address))
        assert reading.address is not None
        assert reading.address.startswith(f"{radicale.url}/{USER}/")
        assert "aaa" not in reading.address  # that one is for tasks


async def test_a_wrong_password_and_a_foreign_calendar_are_called_so(radicale: Radicale, work: str) -> None:
    with pytest.raises(CalendarUnreachable, match="app password") as caught:
        await read(at(work, password="wrong"))
    assert caught.value.permanent
    with pytest.raises(CalendarUnreachable, match="no access") as caught:
        await read(at(f"{radicale.url}/somebody/else/"))
    assert caught.value.permanent


async def test_no_password_travels_in_the_clear_and_the_own_network_is_closed(work: str) -> None:
    with pytest.raises(CalendarUnreachable, match="in the clear"):
        await read(at(work, private_allowed=False))
    with pytest.raises(CalendarUnreachable, match="private network"):
        await read(at(work.replace("http:", "https:"), private_allowed=False))


async def test_a_server_that_is_none_is_called_so() -> None:
    async with serving() as feeds:
        for body, more in (("<html><p>hello", {}), ("{}", {}), ("<a/>", {"Content_Type": "text/xml"})):
            feeds.at["/"] = lambda _, body=body, more=more: http(207, body, **more)  # type: ignore[misc]
            with pytest.raises(CalendarFailure) as caught:
                await read(at(feeds.url("/")))
            assert isinstance(caught.value, FeedUnreadable | CalendarUnreachable)


async def test_a_meeting_is_written_changed_and_taken_out(radicale: Radicale, work: str) -> None:
    remote, booked = Remote(), meeting()
    await remote.put(at(work), booked.uid, event_text(booked, DANA, None, "https://chat.example", now=NOW))
    there = radicale.get(work, "meet_1")
    assert there is not None
    assert "DTSTART;TZID=Europe/Berlin:20260302T130000" in there
    moved = meeting(NOW + timedelta(days=2), sequence=1)
    await remote.put(at(work), moved.uid, event_text(moved, DANA, None, "https://chat.example", now=NOW))
    there = radicale.get(work, "meet_1") or ""
    assert "DTSTART;TZID=Europe/Berlin:20260303T130000" in there
    assert "SEQUENCE:1" in there
    assert (await read(at(work))).busy == ()  # it is ours: SQL knows of it
    for _ in range(2):
        await remote.remove(at(work), booked.uid)
        assert radicale.get(work, "meet_1") is None


async def test_a_meeting_that_came_by_mail_already_is_left_as_it_is(radicale: Radicale, work: str) -> None:
    booked = meeting()
    text = event_text(booked, DANA, None, "https://chat.example", now=NOW)
    radicale.put(work, "by-mail", text)
    await Remote().put(at(work), booked.uid, text)
    assert radicale.get(work, "meet_1") is None
    assert radicale.get(work, "by-mail") is not None


async def test_writing_with_a_wrong_password_fails_for_good(work: str) -> None:
    for doing in (
        Remote().put(at(work, password="x"), "m@bantam", "x"),
        Remote().remove(at(work, password="x"), "m@bantam"),
    ):
        with pytest.raises(CalendarUnreachable) as caught:
            await doing
        assert caught.value.permanent
