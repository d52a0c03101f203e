from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

from bot.book.calendar_models import CalendarUnreachable, FeedUnreadable, NotModified, Reading
from bot.book.calendar_reading import read_calendar, read_next_due, refresh_rep
from bot.book.own_calendars import remove_calendar
from bot.calendars.vault import Vault
from bot.mail.templates import TemplateFault
from tests.integration.book.conftest import NOW
from tests.integration.calendars.conftest import FEED, HOUR, MINUTE, TEN, Office, an_hour

AWAY = CalendarUnreachable("calendar.example does not answer.")
GONE = CalendarUnreachable("calendar.example has no calendar there.", permanent=True)


async def work(office: Office, now: datetime) -> int:
    """What the worker does at that instant, until nothing is due."""
    done = 0
    while count := await read_next_due(office.store, office.desk, now=now):
        done += count
    return done


async def test_a_calendar_is_read_again_every_ten_minutes(office: Office) -> None:
    await office.add()
    assert await work(office, NOW + MINUTE * 9) == 0
    office.remote.says[FEED] = [an_hour()]
    assert await work(office, NOW + MINUTE * 10) == 1
    assert await office.busy() == [an_hour()]
    assert await work(office, NOW + MINUTE * 19) == 0
    office.remote.says[FEED] = []
    assert await work(office, NOW + MINUTE * 20) == 1
    assert await office.busy() == []


async def test_each_due_calendar_is_read_by_one_worker(office: Office) -> None:
    for number in range(5):
        await office.add(f"{FEED}{number}")
    office.remote.read_from.clear()
    workers = [read_next_due(office.store, office.desk, now=NOW + HOUR) for _ in range(10)]
    assert sum(await asyncio.gather(*workers)) == 5
    assert len({source.address for source in office.remote.read_from}) == 5


async def test_a_calendar_whose_worker_died_is_read_after_its_lease(office: Office) -> None:
    await office.add()
    async with office.store.write() as uow:
        assert await uow.calendars.claim_due(now=NOW + HOUR, until=NOW + HOUR + MINUTE * 2)
    assert await work(office, NOW + HOUR + MINUTE) == 0
    assert await work(office, NOW + HOUR + MINUTE * 2) == 1


async def test_what_is_known_stays_while_a_calendar_is_down_and_tries_grow_rarer(office: Office) -> None:
    office.remote.says[FEED] = [an_hour()]
    await office.add()
    office.remote.says[FEED] = AWAY
    waits = []
    at = NOW + MINUTE * 10
    for _ in range(5):
        assert await work(office, at) == 1
        (view,) = await office.views(at)
        assert view.problem == str(AWAY)
        waits.append((view.next_read - at) / MINUTE)
        at = view.next_read
    assert waits == [10, 20, 40, 60, 60]
    assert await office.busy() == [an_hour()]
    office.remote.says[FEED] = [an_hour(TEN + HOUR)]
    await work(office, at)
    (view,) = await office.views(at)
    assert (view.problem, view.stale, view.next_read - at) == (None, False, MINUTE * 10)
    assert await office.busy() == [an_hour(TEN + HOUR)]


async def test_a_rep_is_told_once_when_a_calendar_is_stale(office: Office) -> None:
    await office.add()
    office.remote.says[FEED] = AWAY
    for hours in range(1, 6):
        await work(office, NOW + HOUR * hours)
    assert await office.mails("calendar:") == []
    for hours in range(7, 20):
        await work(office, NOW + HOUR * hours)
    (mail,) = await office.mails("calendar:")
    assert (mail.recipient, mail.kind) == ("dana@tidewater.example", "notice")
    assert mail.subject == "Your calendar on calendar.example needs you"
    assert str(AWAY) in mail.text
    assert "No times with you are offered" in mail.text
    assert "3f9c" not in mail.text + mail.html + mail.subject


async def test_what_will_not_mend_by_itself_is_told_at_the_second_time(office: Office) -> None:
    await office.add()
    office.remote.says[FEED] = GONE
    await work(office, NOW + MINUTE * 10)
    assert await office.mails("calendar:") == []
    await work(office, NOW + MINUTE * 20)
    await work(office, NOW + MINUTE * 40)
    (mail,) = await office.mails("calendar:")
    assert "still counts" in mail.text


async def test_the_next_problem_is_told_again(office: Office) -> None:
    await office.add()
    for hour in (1, 3):
        office.remote.says[FEED] = GONE
        await work(office, NOW + HOUR * hour)
        await work(office, NOW + HOUR * hour + MINUTE * 30)
        office.remote.says[FEED] = []
        await work(office, NOW + HOUR * (hour + 1) + MINUTE * 30)
    assert len(await office.mails("calendar:")) == 2


async def test_a_failure_is_kept_when_the_rep_cannot_be_told(office: Office) -> None:
    class Broken:
        def render(self, name: str, variables: object) -> object:
            raise TemplateFault("the template is broken")

    await office.add()
    office.remote.says[FEED] = GONE
    broken = replace(office, desk=replace(office.desk, templates=Broken()))  # type: ignore[arg-type]
    for hours in (7, 9):
        await work(broken, NOW + HOUR * hours)
    assert (await office.views())[0].problem == str(GONE)
    await work(office, NOW + HOUR * 11)
    assert len(await office.mails("calendar:")) == 1


async def test_a_strange_error_is_a_failure_like_any_other(office: Office) -> None:
    office.remote.says[FEED] = [an_hour()]
    await office.add()
    office.remote.says[FEED] = ZeroDivisionError("secret words")
    await work(office, NOW + HOUR)
    (view,) = await office.views()
    assert view.problem is not None
    assert "secret" not in view.problem
    assert await office.busy() == [an_hour()]


async def test_after_a_change_of_the_key_the_rep_is_asked_to_enter_it_again(office: Office) -> None:
    await office.add()
    changed = replace(office, desk=replace(office.desk, vault=Vault("another secret, as long as the first")))
    office.remote.read_from.clear()
    await work(changed, NOW + HOUR)
    await work(changed, NOW + HOUR * 2)
    assert office.remote.read_from == []
    (mail,) = await office.mails("calendar:")
    assert "enter it again" in " ".join(mail.text.split())  # a plain text is wrapped


async def test_marks_are_sent_once_a_day_only_after_the_whole_was_read(office: Office) -> None:
    """A feed may stay as it is for weeks, while the days that it is read for move on."""
    office.remote.says[FEED] = Reading((an_hour(),), etag='"a"', last_modified="x")
    await office.add()  # at noon of March 1
    office.remote.says[FEED] = NotModified()
    for at in (NOW + HOUR, NOW + HOUR * 2):
        await work(office, at)
        assert await office.busy() == [an_hour()]
        assert (await office.views(at))[0].age == timedelta(0)
    office.remote.says[FEED] = Reading((), etag='"b"')
    await work(office, NOW + HOUR * 13)
    assert [source.etag for source in office.remote.read_from] == [None, '"a"', '"a"', None]
    assert await office.busy() == []


async def test_what_was_guessed_is_shown_beside_the_calendar_until_it_is_mended(office: Office) -> None:
    guessed = Reading((an_hour(),), ('the zone "Mars" is not known',), etag='"a"')
    office.remote.says[FEED] = guessed
    await office.add()
    (view,) = await office.views()
    assert (view.failing, view.problem) == (False, 'the zone "Mars" is not known')
    office.remote.says[FEED] = NotModified()
    await work(office, NOW + HOUR)
    assert (await office.views())[0].problem == 'the zone "Mars" is not known'
    office.remote.says[FEED] = []
    await work(office, NOW + HOUR * 2)
    assert (await office.views())[0].problem is None
    assert await office.mails("calendar:") == []


async def test_after_an_import_everything_is_read_whole(office: Office) -> None:
    office.remote.says[FEED] = Reading((an_hour(),), etag='"a"')
    await office.add()
    async with office.store.write() as uow:
        await uow.calendars.read_anew(now=NOW + MINUTE)
    assert await work(office, NOW + MINUTE) == 1
    assert office.remote.read_from[-1].etag is None


async def test_a_calendar_that_is_removed_while_it_is_read_stays_removed(office: Office) -> None:
    added = await office.add()

    async def remove() -> None:
        async with office.store.write() as uow:
            await remove_calendar(uow, "dana", added.calendar_id)

    office.remote.during = remove()
    office.remote.says[FEED] = [an_hour()]
    assert await work(office, NOW + HOUR) == 1
    assert await office.views() == []


async def test_an_older_reading_does_not_replace_a_newer_one(office: Office) -> None:
    added = await office.add()
    office.remote.says[FEED] = [an_hour()]

    async def newer() -> None:
        await read_calendar(office.store, office.desk, added.calendar_id, now=NOW + HOUR * 2)
        office.remote.says[FEED] = []

    office.remote.during = newer()
    await read_calendar(office.store, office.desk, added.calendar_id, now=NOW + HOUR)
    assert await office.busy() == [an_hour()]


async def test_before_a_booking_all_calendars_of_the_rep_are_read_again(office: Office) -> None:
    for address in (FEED, f"{FEED}2"):
        await office.add(address)
    await office.add(f"{FEED}3", rep_id="marcus")
    office.remote.says[FEED] = [an_hour()]
    office.remote.says[f"{FEED}2"] = AWAY
    office.remote.read_from.clear()
    await refresh_rep(office.store, office.desk, "dana", now=NOW + MINUTE * 5)
    assert len(office.remote.read_from) == 2
    assert await office.busy() == [an_hour()]
    assert {view.problem for view in await office.views()} == {None, str(AWAY)}


async def test_what_was_read_a_moment_ago_or_failed_a_moment_ago_is_not_read_again(office: Office) -> None:
    await office.add()
    office.remote.read_from.clear()
    await refresh_rep(office.store, office.desk, "dana", now=NOW + timedelta(seconds=59))
    assert office.remote.read_from == []
    office.remote.says[FEED] = AWAY
    for minutes in (5, 6, 7):
        await refresh_rep(office.store, office.desk, "dana", now=NOW + MINUTE * minutes)
    assert len(office.remote.read_from) == 1
    await refresh_rep(office.store, office.desk, "dana", now=NOW + MINUTE * 16)
    assert len(office.remote.read_from) == 2


async def test_nobody_waits_longer_than_that_for_a_slow_calendar(office: Office) -> None:
    office.remote.says[FEED] = [an_hour()]
    await office.add()
    office.remote.during = asyncio.sleep(30)
    began = asyncio.get_running_loop().time()
    await refresh_rep(office.store, office.desk, "dana", now=NOW + HOUR, within=0.2)
    assert asyncio.get_running_loop().time() - began < 5
    (view,) = await office.views()
    assert view.problem is not None
    assert "did not answer in time" in view.problem
    assert await office.busy() == [an_hour()]


async def test_a_rep_without_calendars_is_ready_at_once(office: Office) -> None:
    await refresh_rep(office.store, office.desk, "dana", now=NOW)
    await refresh_rep(office.store, office.desk, "nobody", now=NOW)
    assert office.remote.read_from == []


async def test_an_unreadable_feed_after_a_good_one_loses_nothing(office: Office) -> None:
    office.remote.says[FEED] = [an_hour()]
    await office.add()
    office.remote.says[FEED] = FeedUnreadable("A web page stands there instead.", permanent=True)
    await work(office, NOW + HOUR)
    assert await office.busy() == [an_hour()]
