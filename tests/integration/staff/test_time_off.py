"""Time off in the console, and a rep's day explained: whose, for whom, and what is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from bot.book.time_off import Absence
from tests.consoles import NOW, Console
from tests.integration.staff.meetings import EMAILS, audit, book, sign_in

PAGE = "/console/meetings/time-off"
DAY = "/console/meetings/availability"
THURSDAY_TEN = datetime(2026, 3, 5, 9, tzinfo=UTC)


async def entered(desk: Console, rep_id: str) -> list[Absence]:
    async with desk.store.read() as uow:
        return list(await uow.reps.time_off(rep_id))


async def test_a_rep_adds_days_off_and_sees_which_meetings_stand_there(desk: Console) -> None:
    inside = await book(desk.store, "Inside", start=THURSDAY_TEN)
    await book(desk.store, "Outside")
    await sign_in(desk, "dana", "rep")
    answer = await desk.post(PAGE, PAGE, rep="dana", first="2026-03-05", last="2026-03-06", because="a fair")
    assert answer.headers["Location"] == f"{PAGE}?rep=dana&done=added"
    page = (await desk.http.get(answer.headers["Location"])).text
    assert "Thu 5 Mar to Fri 6 Mar 2026" in page
    assert "a fair" in page
    assert f'href="/console/meetings/{inside.id}"' in page
    assert "meet_outside" not in page
    kept = await entered(desk, "dana")
    assert [(off.first, off.last, off.created_by) for off in kept] == [
        (date(2026, 3, 5), date(2026, 3, 6), EMAILS["dana"])
    ]
    assert await audit(desk.store) == [(EMAILS["dana"], "time off added", "dana")]


async def test_what_stands_in_team_yml_is_marked_and_cannot_be_removed_here(desk: Console) -> None:
    await sign_in(desk, "dana", "rep")
    page = (await desk.http.get(PAGE)).text
    assert "winter break" in page
    assert "team.yml</span>" in page
    assert "/remove" not in page


async def test_days_off_are_removed(desk: Console) -> None:
    await sign_in(desk, "dana", "rep")
    await desk.post(PAGE, PAGE, rep="dana", first="2026-03-05", last="2026-03-06")
    off = (await entered(desk, "dana"))[0]
    answer = await desk.post(f"{PAGE}/{off.id}/remove", PAGE, rep="dana")
    assert "The days are offered again" in (await desk.http.get(answer.headers["Location"])).text
    assert await entered(desk, "dana") == []
    again = await desk.post(f"{PAGE}/{off.id}/remove", PAGE, rep="dana")
    assert again.status_code == 404
    assert "gone already" in again.text
    assert [did for _, did, _ in await audit(desk.store)] == ["time off removed", "time off added"]


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [("2026-03-06", "2026-03-05", "Exchange the two"), ("2026-02-01", "2026-02-03", "These days are over"),
     ("2026-03-05", "2028-03-05", "more than a year"), ("tomorrow", "2026-03-05", "as dates"),
     ("", "", "as dates"), ("2026-02-30", "2026-03-05", "as dates"), ("9999-12-31", "9999-12-31", "as dates"),
    ],
)  # fmt: skip
async def test_days_that_cannot_be_are_refused_with_what_to_do(
    desk: Console, first: str, last: str, words: str
) -> None:
    await sign_in(desk, "dana", "rep")
    answer = await desk.post(PAGE, PAGE, rep="dana", first=first, last=last, because="a fair")
    assert answer.status_code == 422
    assert words in answer.text
    assert 'value="a fair"' in answer.text  # what was typed stays
    assert await entered(desk, "dana") == []
    assert await audit(desk.store) == []


async def test_a_rep_sees_and_changes_nobody_elses_days(desk: Console) -> None:
    async with desk.store.write() as uow:
        off = Absence("off_mei", date(2026, 3, 5), date(2026, 3, 6), "secret plans", NOW, EMAILS["mei"])
        await uow.reps.add_time_off("mei", off)
    await sign_in(desk, "dana", "rep")
    assert "secret plans" not in (await desk.http.get(PAGE)).text
    assert (await desk.http.get(f"{PAGE}?rep=mei")).status_code == 404
    assert (await desk.http.get(f"{DAY}?rep=mei")).status_code == 404
    added = await desk.post(PAGE, PAGE, rep="mei", first="2026-03-09", last="2026-03-09")
    assert added.status_code == 404
    for rep in ("mei", "dana"):
        removed = await desk.post(f"{PAGE}/off_mei/remove", PAGE, rep=rep)
        assert removed.status_code == 404
    assert await entered(desk, "mei") == [off]
    assert await audit(desk.store) == []


async def test_an_admin_gives_anybody_days_off(desk: Console) -> None:
    await sign_in(desk, "alex", "admin")
    answer = await desk.post(PAGE, PAGE, rep="mei", first="2026-03-05", last="2026-03-05")
    assert "Days off of Mei Tan" in (await desk.http.get(answer.headers["Location"])).text
    assert len(await entered(desk, "mei")) == 1
    assert (await desk.http.get(f"{PAGE}?rep=nobody")).status_code == 404


async def test_marketers_have_no_calendars(desk: Console) -> None:
    await sign_in(desk, "ida", "marketer")
    for page in (PAGE, DAY, f"{DAY}?rep=dana"):
        assert (await desk.http.get(page)).status_code == 403
    answer = await desk.post(PAGE, "/console/settings", rep="dana", first="2026-03-05", last="2026-03-05")
    assert answer.status_code == 403
    assert await entered(desk, "dana") == []


async def test_a_form_of_another_page_adds_nothing(desk: Console) -> None:
    await sign_in(desk, "dana", "rep")
    fields = {"csrf": "made up", "rep": "dana", "first": "2026-03-05", "last": "2026-03-05"}
    assert (await desk.http.post(PAGE, data=fields)).status_code == 403
    assert await entered(desk, "dana") == []


async def test_a_sign_in_that_is_on_no_team_is_told_so(desk: Console) -> None:
    await desk.add("new@tidewater.example", "rep")
    await desk.sign_in("new@tidewater.example")
    for page in (PAGE, DAY, "/console/settings/calendars"):
        assert "You are not on the team" in (await desk.http.get(page)).text
    answer = await desk.post(PAGE, "/console/settings", first="2026-03-05", last="2026-03-05")
    assert answer.status_code == 422
    assert "not on the team" in answer.text


async def test_a_day_is_explained_hour_by_hour(desk: Console) -> None:
    await book(desk.store, "Priya", start=THURSDAY_TEN)
    await sign_in(desk, "dana", "rep")
    page = (await desk.http.get(f"{DAY}?day=2026-03-05")).text
    assert "Thu 5 Mar 2026: a meeting can begin at" in page
    assert "09:55–10:40" in page
    assert "A meeting with its buffers" in page
    assert "Outside working hours" in page
    assert '<text class="day-label"' in page
    assert 'href="/console/meetings/meet_priya"' in page
    assert "day=2026-03-04" in page
    assert "day=2026-03-06" in page


async def test_a_day_without_times_says_what_took_them(desk: Console) -> None:
    async with desk.store.write() as uow:
        off = Absence("off_1", date(2026, 3, 5), date(2026, 3, 5), "a fair", NOW, EMAILS["dana"])
        await uow.reps.add_time_off("dana", off)
    await sign_in(desk, "dana", "rep")
    page = (await desk.http.get(f"{DAY}?day=2026-03-05")).text
    assert "no times to offer" in page
    assert "Most of the time is taken by: time off: a fair" in page
    assert "Dana does not work on this day" in (await desk.http.get(f"{DAY}?day=2026-03-08")).text


@pytest.mark.parametrize("day", ["2026-03-29", "2026-10-25"])
async def test_days_on_which_the_clocks_change_are_drawn_too(desk: Console, day: str) -> None:
    await sign_in(desk, "dana", "rep")
    assert (await desk.http.get(f"{DAY}?day={day}")).status_code == 200


@pytest.mark.parametrize("day", ["nonsense", "2026-02-30", "0001-01-01", "9999-12-31", "%00"])
async def test_a_day_that_is_none_is_refused(desk: Console, day: str) -> None:
    await sign_in(desk, "dana", "rep")
    status = (await desk.http.get(f"{DAY}?day={day}")).status_code
    assert status == (200 if day == "%00" else 422)
