"""A meeting's page and what is done about it: cancelling, marking, a new link; for whom, and for whom not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.leads.events import MeetingBooked, MeetingMoved
from bot.staff.models import Role
from tests.consoles import NOW, Console, csrf_of
from tests.integration.staff.meetings import (
    EMAILS,
    TUESDAY_TEN,
    audit,
    book,
    held_before,
    lead_of,
    meeting_of,
    say_budget,
    sign_in,
)

ACTIONS = ("cancel", "held", "no-show", "link", "move")


async def test_the_page_tells_who_when_where_what_they_said_and_what_happened(desk: Console) -> None:
    meeting = await book(desk.store, visitor_reply="accepted", rep_reply="tentative")
    await say_budget(desk.store, meeting.lead_id, "five grand a year")
    async with desk.store.write() as uow:
        await uow.publish(MeetingBooked(meeting.lead_id, NOW, meeting.id, "dana"))
        before = TUESDAY_TEN - timedelta(hours=1)
        await uow.publish(MeetingMoved(meeting.lead_id, NOW, meeting.id, "dana", "visitor", before, "dana"))
    await sign_in(desk, "dana", "rep")
    page = (await desk.http.get(f"/console/meetings/{meeting.id}")).text
    for words in (
        "Priya and Dana", "Tue 3 Mar 2026, 10:00 CET", "Tue 3 Mar 2026, 09:00 GMT", "Accepted", "Perhaps",
        "five grand a year", f'href="/console/leads/{meeting.lead_id}"', "Booked a meeting",
        "It was on Tue 3 Mar 2026, 09:00 CET, by the visitor", "https://meet.tidewater.example/dana",
    ):  # fmt: skip
        assert words in page, words


async def test_a_rep_sees_what_a_lead_of_nobody_said_and_not_that_of_anothers(desk: Console) -> None:
    meeting = await book(desk.store)
    async with desk.store.write() as uow:
        lead = await uow.leads.get(meeting.lead_id)
        assert lead is not None
        await uow.leads.save(replace(lead, owner_id="mei"))
    await say_budget(desk.store, meeting.lead_id, "five grand a year")
    await sign_in(desk, "dana", "rep")
    page = (await desk.http.get(f"/console/meetings/{meeting.id}")).text
    assert "The lead belongs to another rep" in page
    assert "five grand" not in page


@pytest.mark.parametrize("action", ["", "/move"])
async def test_another_reps_meeting_and_one_that_does_not_exist_look_the_same(
    desk: Console, action: str
) -> None:
    await book(desk.store, "Theirs", "mei")
    await sign_in(desk, "dana", "rep")
    foreign = await desk.http.get(f"/console/meetings/meet_theirs{action}")
    missing = await desk.http.get(f"/console/meetings/meet_none{action}")
    odd = await desk.http.get(f"/console/meetings/%00{action}")
    assert foreign.status_code == missing.status_code == odd.status_code == 404
    assert foreign.text == missing.text == odd.text


@pytest.mark.parametrize("action", ACTIONS)
async def test_nobody_acts_on_what_is_not_theirs(desk: Console, action: str) -> None:
    theirs = await book(desk.store, "Theirs", "mei")
    await sign_in(desk, "dana", "rep")
    answer = await desk.post(f"/console/meetings/{theirs.id}/{action}", "/console/settings", start="other")
    assert answer.status_code == 404
    assert await meeting_of(desk.store, theirs.id) == theirs
    assert await audit(desk.store) == []


@pytest.mark.parametrize("action", ACTIONS)
async def test_a_marketer_neither_sees_nor_acts_on_meetings(desk: Console, action: str) -> None:
    meeting = await book(desk.store)
    await sign_in(desk, "ida", "marketer")
    assert (await desk.http.get(f"/console/meetings/{meeting.id}")).status_code == 403
    answer = await desk.post(f"/console/meetings/{meeting.id}/{action}", "/console/settings", start="other")
    assert answer.status_code == 403
    assert await meeting_of(desk.store, meeting.id) == meeting


@pytest.mark.parametrize("action", ACTIONS)
async def test_a_form_of_another_page_changes_nothing(desk: Console, action: str) -> None:
    meeting = await book(desk.store)
    await sign_in(desk, "dana", "rep")
    answer = await desk.http.post(f"/console/meetings/{meeting.id}/{action}", data={"csrf": "made up"})
    assert answer.status_code == 403
    assert await meeting_of(desk.store, meeting.id) == meeting


@pytest.mark.parametrize("action", ACTIONS)
async def test_who_is_not_signed_in_is_sent_to_sign_in(desk: Console, action: str) -> None:
    meeting = await book(desk.store)
    answer = await desk.http.post(f"/console/meetings/{meeting.id}/{action}", data={})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/console/sign-in")
    assert await meeting_of(desk.store, meeting.id) == meeting


@pytest.mark.parametrize(("who", "role"), [("dana", "rep"), ("alex", "admin")])
async def test_a_meeting_is_cancelled_and_the_log_says_by_whom(desk: Console, who: str, role: Role) -> None:
    meeting = await book(desk.store)
    await sign_in(desk, who, role)
    page = f"/console/meetings/{meeting.id}"
    answer = await desk.post(f"{page}/cancel", page)
    assert answer.headers["Location"] == f"{page}?done=cancelled"
    after = (await desk.http.get(answer.headers["Location"])).text
    assert "The meeting is cancelled." in after
    assert "It was cancelled" in after
    assert f"{page}/move" not in after
    kept = await meeting_of(desk.store, meeting.id)
    assert (kept.status, kept.cancelled_by) == ("cancelled", "rep")
    assert await audit(desk.store) == [(EMAILS[who], "meeting cancelled", meeting.id)]


async def test_what_cannot_be_cancelled_says_why(desk: Console) -> None:
    over = await held_before(desk.store)
    await sign_in(desk, "dana", "rep")
    answer = await desk.post(f"/console/meetings/{over.id}/cancel", f"/console/meetings/{over.id}")
    assert answer.status_code == 409
    assert "Mark it as a no-show instead" in answer.text
    assert (await meeting_of(desk.store, over.id)).status == "confirmed"
    assert await audit(desk.store) == []


async def test_a_meeting_that_is_over_is_marked_and_a_wrong_mark_taken_back(desk: Console) -> None:
    meeting = await held_before(desk.store)
    await sign_in(desk, "dana", "rep")
    page = f"/console/meetings/{meeting.id}"
    assert "Did it take place?" in (await desk.http.get(page)).text
    good = await desk.post(f"{page}/held", page, rating="good")
    assert "the lead is a good one" in (await desk.http.get(good.headers["Location"])).text
    kept = await meeting_of(desk.store, meeting.id)
    assert (kept.status, kept.rating) == ("completed", "good")
    await desk.post(f"{page}/no-show", page)
    kept = await meeting_of(desk.store, meeting.id)
    assert (kept.status, kept.rating) == ("no_show", None)
    assert (await lead_of(desk.store, meeting.lead_id)).stage == "sql"
    await desk.post(f"{page}/held", page, rating="bad")
    kept = await meeting_of(desk.store, meeting.id)
    assert (kept.status, kept.rating) == ("completed", "bad")
    assert (await lead_of(desk.store, meeting.lead_id)).stage == "lost"
    assert [did for _, did, _ in await audit(desk.store)] == [
        "meeting held, lead bad", "meeting missed", "meeting held, lead good",
    ]  # fmt: skip


@pytest.mark.parametrize("action", ["held", "no-show"])
async def test_what_has_not_begun_or_was_cancelled_is_not_marked(desk: Console, action: str) -> None:
    ahead = await book(desk.store, "Ahead")
    gone = await held_before(desk.store, "Gone", status="cancelled")
    await sign_in(desk, "dana", "rep")
    for meeting, words in ((ahead, "has not begun yet"), (gone, "was cancelled")):
        answer = await desk.post(f"/console/meetings/{meeting.id}/{action}", "/console/meetings", rating="")
        assert answer.status_code == 409
        assert words in answer.text
        assert (await meeting_of(desk.store, meeting.id)).status == meeting.status
    assert await audit(desk.store) == []


async def test_a_rating_that_is_none_is_refused(desk: Console) -> None:
    meeting = await held_before(desk.store)
    await sign_in(desk, "dana", "rep")
    page = f"/console/meetings/{meeting.id}"
    assert (await desk.post(f"{page}/held", page, rating="superb")).status_code == 422
    assert (await meeting_of(desk.store, meeting.id)).status == "confirmed"


async def test_the_list_asks_of_each_that_is_over_and_one_click_answers(desk: Console) -> None:
    meeting = await held_before(desk.store)
    await book(desk.store, "Ahead")
    await sign_in(desk, "dana", "rep")
    assert ">Priya<" not in (await desk.http.get("/console/meetings")).text
    past = "/console/meetings?show=past"
    page = await desk.http.get(past)
    assert f"/console/meetings/{meeting.id}/no-show" in page.text
    assert ">Ahead<" not in page.text
    answer = await desk.post(f"/console/meetings/{meeting.id}/no-show", past, next=past)
    assert answer.headers["Location"] == f"{past}&marked={meeting.id}"
    after = (await desk.http.get(answer.headers["Location"])).text
    assert "Nobody came: Priya" in after
    await desk.post(f"/console/meetings/{meeting.id}/held", answer.headers["Location"], next=past)
    assert (await meeting_of(desk.store, meeting.id)).status == "completed"


async def test_today_asks_too_until_it_is_marked(desk: Console) -> None:
    meeting = await held_before(desk.store)
    await held_before(desk.store, "Theirs", "mei")
    await sign_in(desk, "dana", "rep")
    today = (await desk.http.get("/console")).text
    assert "Did it take place?" in today
    assert "meet_theirs" not in today
    answer = await desk.post(f"/console/meetings/{meeting.id}/held", "/console", next="/console")
    after = (await desk.http.get(answer.headers["Location"])).text
    assert "Took place: Priya" in after
    assert "Did it take place?" not in after


async def test_what_was_marked_elsewhere_is_not_told_to_others(desk: Console) -> None:
    theirs = await held_before(desk.store, "Theirs", "mei", rating="good")
    async with desk.store.write() as uow:
        await uow.meetings.mark(theirs.id, "completed", "good", now=NOW)
    await sign_in(desk, "dana", "rep")
    for path in ("/console", "/console/meetings"):
        assert "Theirs" not in (await desk.http.get(f"{path}?marked={theirs.id}")).text


async def test_a_new_link_ends_the_earlier_ones_and_is_sent(desk: Console) -> None:
    meeting = await book(desk.store)
    await sign_in(desk, "dana", "rep")
    page = f"/console/meetings/{meeting.id}"
    answer = await desk.post(f"{page}/link", page)
    after = (await desk.http.get(answer.headers["Location"])).text
    assert "a new one was sent" in after
    assert "to priya@northlight.example" in after
    assert (await meeting_of(desk.store, meeting.id)).link_version == 1
    assert await audit(desk.store) == [(EMAILS["dana"], "meeting link renewed", meeting.id)]


async def test_what_is_over_has_no_link_to_renew(desk: Console) -> None:
    meeting = await held_before(desk.store)
    await sign_in(desk, "dana", "rep")
    answer = await desk.post(f"/console/meetings/{meeting.id}/link", f"/console/meetings/{meeting.id}")
    assert answer.status_code == 409
    assert (await meeting_of(desk.store, meeting.id)).link_version == 0


async def test_a_token_of_one_sign_in_is_no_good_for_another(desk: Console) -> None:
    meeting = await book(desk.store)
    await sign_in(desk, "mei", "rep")
    stolen = csrf_of(await desk.http.get("/console/settings"))
    desk.http.cookies.clear()
    await sign_in(desk, "dana", "rep")
    answer = await desk.http.post(f"/console/meetings/{meeting.id}/cancel", data={"csrf": stolen})
    assert answer.status_code == 403
    assert (await meeting_of(desk.store, meeting.id)).status == "confirmed"
