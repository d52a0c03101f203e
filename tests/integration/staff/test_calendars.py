"""A rep's own calendars in the console: connecting, reading, removing, and the private feed of meetings."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.book.calendar_feed import opened_feed
from bot.book.calendar_models import CalendarUnreachable, Reading
from bot.book.calendar_ports import CalendarDesk
from bot.calendars.vault import Vault
from bot.leads.links import Links
from tests.consoles import NOW, Console
from tests.integration.calendars.conftest import DAV, FEED, FakeRemote, an_hour
from tests.integration.staff.meetings import EMAILS, audit, sign_in

PAGE = "/console/settings/calendars"
SECRET = "correct horse battery"


@pytest.fixture
def remote(desk: Console) -> FakeRemote:
    """The world's calendars, as far as this console knows."""
    remote = FakeRemote()
    vault = Vault(desk.settings.secret_key)
    templates = desk.app.invites.templates
    desk.app.calendar_desk = CalendarDesk(remote, remote, vault, templates, desk.settings.public_url)
    return remote


async def ids(desk: Console, rep_id: str = "dana") -> list[str]:
    async with desk.store.read() as uow:
        return [calendar.id for calendar in await uow.calendars.of_rep(rep_id)]


async def connected(desk: Console) -> str:
    assert (await desk.post(PAGE, PAGE, rep="dana", address=FEED)).status_code == 303
    return (await ids(desk))[0]


async def test_a_feed_is_read_once_and_then_kept_without_its_address_being_shown(
    desk: Console, remote: FakeRemote
) -> None:
    remote.says[FEED] = [an_hour()]
    await sign_in(desk, "dana", "rep")
    answer = await desk.post(PAGE, PAGE, rep="dana", address=FEED)
    assert answer.headers["Location"] == f"{PAGE}?rep=dana&done=added"
    page = (await desk.http.get(answer.headers["Location"])).text
    assert "The calendar is connected" in page
    assert "calendar.example" in page
    assert "private-3f9c" not in page
    async with desk.store.read() as uow:
        assert await uow.calendars.busy("dana", NOW, NOW + timedelta(days=9)) == [an_hour()]
    assert await audit(desk.store) == [(EMAILS["dana"], "calendar connected", (await ids(desk))[0])]


async def test_a_caldav_calendar_is_kept_and_its_password_never_shown(
    desk: Console, remote: FakeRemote
) -> None:
    await sign_in(desk, "dana", "rep")
    fields = {"address": DAV, "username": "dana", "password": SECRET, "written": "yes"}
    await desk.post(PAGE, PAGE, rep="dana", **fields)
    page = (await desk.http.get(PAGE)).text
    assert "CalDAV, meetings are written to it" in page
    assert SECRET not in page
    assert remote.read_from[0].password == SECRET


async def test_what_was_guessed_of_a_calendar_stands_beside_it(desk: Console, remote: FakeRemote) -> None:
    remote.says[FEED] = Reading((an_hour(),), ("The zone Middle-earth is unknown: read as yours.",))
    await sign_in(desk, "dana", "rep")
    answer = await desk.post(PAGE, PAGE, rep="dana", address=FEED)
    page = (await desk.http.get(answer.headers["Location"])).text
    assert "The calendar is connected" in page
    assert "The zone Middle-earth is unknown" in page


async def test_what_cannot_be_read_is_not_kept_and_says_why(desk: Console, remote: FakeRemote) -> None:
    remote.says[DAV] = CalendarUnreachable("dav.example refuses the password. Make a new one.")
    await sign_in(desk, "dana", "rep")
    answer = await desk.post(PAGE, PAGE, rep="dana", address=DAV, username="dana", password=SECRET)
    assert answer.status_code == 422
    assert "dav.example refuses the password. Make a new one." in answer.text
    assert 'value="dana"' in answer.text  # the user name stays, the secrets do not
    assert SECRET not in answer.text
    assert "/dana/meetings/" not in answer.text
    assert await ids(desk) == []
    assert await audit(desk.store) == []


@pytest.mark.parametrize("address", ["", "file:///etc/passwd", "https://", "not an\naddress", "http://[::1"])
async def test_what_is_no_address_is_refused(desk: Console, remote: FakeRemote, address: str) -> None:
    await sign_in(desk, "dana", "rep")
    answer = await desk.post(PAGE, PAGE, rep="dana", address=address)
    assert answer.status_code == 422
    assert "no address of a calendar" in answer.text
    assert remote.read_from == []


async def test_only_an_admin_lets_a_calendar_stand_in_the_own_network(
    desk: Console, remote: FakeRemote
) -> None:
    await sign_in(desk, "dana", "rep")
    await desk.post(PAGE, PAGE, rep="dana", address=FEED)
    desk.http.cookies.clear()
    await sign_in(desk, "alex", "admin")
    await desk.post(PAGE, PAGE, rep="mei", address=FEED)
    assert [source.private_allowed for source in remote.read_from] == [False, True]


async def test_a_calendar_is_read_again_at_once_and_its_problem_shown(
    desk: Console, remote: FakeRemote
) -> None:
    await sign_in(desk, "dana", "rep")
    calendar_id = await connected(desk)
    desk.clock.move(timedelta(hours=7))
    assert "What is known of it is too old" in (await desk.http.get(PAGE)).text
    remote.says[FEED] = CalendarUnreachable("calendar.example does not answer. Wait, or look at its address.")
    failed = await desk.post(f"{PAGE}/{calendar_id}/read", PAGE, rep="dana")
    page = (await desk.http.get(failed.headers["Location"])).text
    assert "calendar.example does not answer" in page
    assert "was read just now" not in page
    remote.says[FEED] = Reading(())
    read = await desk.post(f"{PAGE}/{calendar_id}/read", PAGE, rep="dana")
    page = (await desk.http.get(read.headers["Location"])).text
    assert "The calendar was read just now." in page
    assert "too old" not in page


async def test_a_calendar_is_removed(desk: Console, remote: FakeRemote) -> None:
    await sign_in(desk, "dana", "rep")
    calendar_id = await connected(desk)
    answer = await desk.post(f"{PAGE}/{calendar_id}/remove", PAGE, rep="dana")
    assert "No calendar is connected" in (await desk.http.get(answer.headers["Location"])).text
    assert (await desk.post(f"{PAGE}/{calendar_id}/remove", PAGE, rep="dana")).status_code == 404
    assert [did for _, did, _ in await audit(desk.store)] == ["calendar removed", "calendar connected"]


async def test_nobody_touches_a_colleagues_calendars(desk: Console, remote: FakeRemote) -> None:
    await sign_in(desk, "dana", "rep")
    calendar_id = await connected(desk)
    desk.http.cookies.clear()
    await sign_in(desk, "mei", "rep")
    assert (await desk.http.get(f"{PAGE}?rep=dana")).status_code == 404
    assert "calendar.example" not in (await desk.http.get(PAGE)).text
    for rep in ("dana", "mei"):
        for action in ("read", "remove"):
            answer = await desk.post(f"{PAGE}/{calendar_id}/{action}", PAGE, rep=rep)
            assert answer.status_code == 404, (rep, action)
    assert (await desk.post(PAGE, PAGE, rep="dana", address=DAV)).status_code == 404
    assert (await desk.post(f"{PAGE}/feed", PAGE, rep="dana")).status_code == 404
    assert await ids(desk) == [calendar_id]
    assert len(remote.read_from) == 1


async def test_marketers_have_no_calendars(desk: Console, remote: FakeRemote) -> None:
    await sign_in(desk, "ida", "marketer")
    assert (await desk.http.get(PAGE)).status_code == 403
    assert PAGE not in (await desk.http.get("/console/settings")).text
    for path in ("", "/feed", "/cal_1/read", "/cal_1/remove"):
        answer = await desk.post(f"{PAGE}{path}", "/console/settings", rep="dana", address=FEED)
        assert answer.status_code == 403
    assert remote.read_from == []


@pytest.mark.parametrize("path", ["", "/feed", "/cal_1/read", "/cal_1/remove"])
async def test_a_form_of_another_page_changes_nothing(desk: Console, remote: FakeRemote, path: str) -> None:
    await sign_in(desk, "dana", "rep")
    fields = {"csrf": "made up", "rep": "dana", "address": FEED}
    assert (await desk.http.post(f"{PAGE}{path}", data=fields)).status_code == 403
    assert remote.read_from == []


async def test_the_private_feed_is_shown_to_its_rep_alone_and_a_new_link_ends_the_earlier(
    desk: Console, remote: FakeRemote
) -> None:
    await sign_in(desk, "dana", "rep")
    first = feed_in((await desk.http.get(PAGE)).text)
    assert opened_feed(Links(desk.settings.secret_key), first, now=NOW) == ("dana", 0)
    answer = await desk.post(f"{PAGE}/feed", PAGE, rep="dana")
    page = (await desk.http.get(answer.headers["Location"])).text
    assert "Earlier links of the feed are ended" in page
    assert opened_feed(Links(desk.settings.secret_key), feed_in(page), now=NOW) == ("dana", 1)
    assert await audit(desk.store) == [(EMAILS["dana"], "calendar feed renewed", "dana")]
    desk.http.cookies.clear()
    await sign_in(desk, "alex", "admin")
    assert "/calendar/" not in (await desk.http.get(f"{PAGE}?rep=dana")).text


def feed_in(page: str) -> str:
    """The token of the feed's address on the page."""
    return page.partition("/calendar/")[2].partition(".ics")[0]
