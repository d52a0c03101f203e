from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.book.calendar_models import CalendarRefused, CalendarUnreachable, NotModified, Reading
from bot.book.own_calendars import MOST, remove_calendar
from bot.book.service import offer_slots
from bot.calendars.vault import Vault
from bot.errors import NotFound
from bot.playbook.shapes import TeamPlaybook
from bot.store.tables.calendars import calendar_busy, calendar_writes, calendars
from tests.integration.book.conftest import MARCUS, NOW, add_lead
from tests.integration.calendars.conftest import DAV, FEED, HOUR, TEN, Office, an_hour
from tests.unit.book.team import DANA


async def test_a_calendar_is_kept_once_it_was_read(office: Office) -> None:
    office.remote.says[FEED] = Reading((an_hour(),), ("a warning",), name="Work")
    added = await office.add()
    assert (added.host, added.name, added.busy, added.warnings) == (
        "calendar.example",
        "Work",
        1,
        ("a warning",),
    )
    (view,) = await office.views(NOW + HOUR)
    assert (view.id, view.host, view.kind, view.written) == (
        added.calendar_id,
        "calendar.example",
        "ics",
        False,
    )
    assert (view.age, view.stale, view.failing, view.problem) == (HOUR, False, False, "a warning")
    assert view.next_read == NOW + timedelta(minutes=10)
    async with office.store.read() as uow:
        assert await uow.calendars.busy("dana", NOW, NOW + timedelta(days=9)) == [an_hour()]
        assert await uow.calendars.busy("dana", TEN + HOUR, NOW + timedelta(days=9)) == []
        assert await uow.calendars.busy("marcus", NOW, NOW + timedelta(days=9)) == []


async def test_what_is_read_reaches_to_the_reps_horizon_and_a_day_more(office: Office) -> None:
    await office.add()
    (window,) = office.remote.windows
    assert window.start <= NOW
    assert window.end == NOW + DANA.horizon + timedelta(days=1)
    assert (window.zone, window.email) == (DANA.timezone, DANA.email)


async def test_a_calendar_that_cannot_be_read_is_not_kept(office: Office) -> None:
    office.remote.says[FEED] = CalendarUnreachable("calendar.example is away.")
    with pytest.raises(CalendarUnreachable):
        await office.add()
    office.remote.says[FEED] = NotModified()
    with pytest.raises(CalendarUnreachable.__mro__[1]):
        await office.add()
    assert await office.views() == []


async def test_no_transaction_is_open_while_a_calendar_is_read(office: Office) -> None:
    async def write() -> None:
        async with office.store.write() as uow:  # would wait for ever on SQLite, and time out
            await uow.calendars.end_feed_links("dana")

    office.remote.during = write()
    await office.add()


async def test_addresses_and_passwords_are_sealed_in_the_database(office: Office) -> None:
    office.remote.says[DAV] = Reading((), address=f"{DAV}own/")
    await office.add()
    await office.add_dav()
    async with office.store.read() as uow:
        rows = (await uow.connection.execute(select(calendars))).all()
    kept = repr(rows)
    for secret in ("3f9c", "secret'", "/dana/meetings"):
        assert secret not in kept
    vault = office.desk.vault
    assert vault.open(rows[1].url.split(" ")[1]) == f"{DAV}own/"  # where the server led to
    assert vault.open(rows[1].secret) == "secret"


async def test_a_calendar_is_added_once_and_no_more_than_the_most(office: Office) -> None:
    await office.add()
    with pytest.raises(CalendarRefused, match="there already"):
        await office.add(FEED.replace("https", "webcal"))
    for number in range(MOST - 1):
        await office.add(f"{FEED}{number}")
    with pytest.raises(CalendarRefused, match="the most"):
        await office.add(f"{FEED}x")
    assert len(office.remote.read_from) == MOST  # what is refused is not even asked
    await office.add(rep_id="marcus")


async def test_only_an_admin_lets_a_calendar_stand_in_the_own_network(office: Office) -> None:
    await office.add()
    await office.add(f"{FEED}2", by_admin=True)
    assert [source.private_allowed for source in office.remote.read_from] == [False, True]


async def test_nobody_but_reps_has_calendars(office: Office) -> None:
    with pytest.raises(NotFound):
        await office.add(rep_id="nobody")


async def test_a_removed_calendar_leaves_nothing(office: Office) -> None:
    office.remote.says[DAV] = [an_hour(TEN + HOUR * 3)]
    added = await office.add_dav()
    await office.book()
    async with office.store.write() as uow:
        with pytest.raises(NotFound):
            await remove_calendar(uow, "marcus", added.calendar_id)
        await remove_calendar(uow, "dana", added.calendar_id)
    async with office.store.read() as uow:
        for table in (calendars, calendar_busy, calendar_writes):
            assert (await uow.connection.execute(select(table))).all() == []


async def test_no_slot_is_offered_at_a_busy_time_or_from_a_stale_calendar(office: Office) -> None:
    office.remote.says[FEED] = [(NOW, TEN + timedelta(days=1))]
    await office.add()
    lead = await add_lead(office.store)
    async with office.store.read() as uow:
        offer = await offer_slots(uow, lead, "dana", now=NOW)
        assert offer.slots
        assert min(offer.slots).start >= TEN + timedelta(days=1)
        late = NOW + timedelta(hours=6, seconds=1)
        assert not await uow.calendars.stale("dana", now=NOW)
        assert await uow.calendars.stale("dana", now=late)
        assert (await offer_slots(uow, lead, "dana", now=late)).slots == ()
        assert not await uow.calendars.stale("marcus", now=late)


async def test_after_a_change_of_the_key_the_host_is_still_shown_and_another_one_can_be_added(
    office: Office,
) -> None:
    await office.add()
    changed = replace(office, desk=replace(office.desk, vault=Vault("another secret, as long as the first")))
    await changed.add()
    assert [view.host for view in await changed.views()] == ["calendar.example"] * 2


async def test_calendars_of_a_rep_who_left_are_not_read_any_more(office: Office) -> None:
    await office.add()
    async with office.store.write() as uow:
        await uow.reps.replace(TeamPlaybook((MARCUS,)))
        assert await uow.calendars.claim_due(now=NOW + HOUR, until=NOW + HOUR * 2) is None
