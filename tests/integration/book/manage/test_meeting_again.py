from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.book.changes import mark_no_show
from bot.book.manage_link import manage_url
from bot.bootstrap import Work
from bot.leads.models import Contact
from bot.nurture.models import SequenceVersion, Step
from bot.nurture.rules import address_hash
from tests.integration.book.conftest import LINKS, NOW
from tests.integration.book.manage.visitor import (
    NINE_ON_TUESDAY,
    QUESTION,
    Visitor,
    link,
    offered,
)


async def _ended(visitor: Visitor, how: str) -> str:
    meeting_id = await visitor.book()
    if how == "cancelled":
        await visitor.post(link(meeting_id))
        return meeting_id
    visitor.clock.move(timedelta(days=1))
    if how == "missed":
        async with visitor.store.write() as uow:
            await mark_no_show(uow, meeting_id, clock=visitor.clock)
    return meeting_id


@pytest.mark.parametrize("how", ["cancelled", "missed", "over"])
async def test_another_time_is_a_new_meeting_with_a_link_of_its_own(visitor: Visitor, how: str) -> None:
    old = await _ended(visitor, how)
    assert "Pick another time" in await visitor.text(link(old))
    start = offered(await visitor.text(link(old, "/again?zone=Asia/Kathmandu")))[0]
    answer = await visitor.post(link(old, "/again"), start=start.isoformat(), zone="Asia/Kathmandu")
    assert answer.status_code == 303
    assert visitor.refreshed == ["dana"]
    [new] = [meeting for meeting in await visitor.meetings_of("lead_ann") if meeting.id != old]
    assert (new.status, new.rep_id, new.start_at) == ("confirmed", "dana", start)
    assert new.visitor_timezone == "Asia/Kathmandu"
    mine = manage_url(LINKS, "", new, now=visitor.clock.now())
    assert answer.headers["location"] == f"{mine}?result=booked"
    page = await visitor.text(answer.headers["location"])
    assert "It’s booked. The invite is on its way to you." in page
    assert "Kathmandu time, UTC+5:45" in page


async def test_the_old_link_tells_of_the_new_meeting_and_never_opens_it(visitor: Visitor) -> None:
    old = await _ended(visitor, "cancelled")
    for _ in range(2):
        answer = await visitor.post(link(old, "/again"), start=NINE_ON_TUESDAY.isoformat())
    assert answer.headers["location"] == link(old)
    page = await visitor.text(link(old))
    assert "You have another meeting with us" in page
    assert "Tuesday 3 March 2026, 03:00 to 03:30 (New York time, UTC-5)" in page
    assert "meet.tidewater.example" not in page
    assert "Pick another time" not in page
    await visitor.post(link(old))
    active = [meeting for meeting in await visitor.meetings_of("lead_ann") if meeting.active]
    assert len(active) == 1


async def test_a_button_that_is_pressed_many_times_at_once_works_once(visitor: Visitor) -> None:
    async with visitor.store.write() as uow:
        await _add_sequence(uow)
    old = await _ended(visitor, "cancelled")
    await asyncio.gather(*(visitor.post(link(old, "/mails")) for _ in range(5)))
    form = {"start": NINE_ON_TUESDAY.isoformat()}
    answers = await asyncio.gather(*(visitor.post(link(old, "/again"), **form) for _ in range(5)))
    assert {answer.status_code for answer in answers} == {303}
    assert sum("result=booked" in answer.headers["location"] for answer in answers) == 1
    assert len(await visitor.meetings_of("lead_ann")) == 2
    async with visitor.store.read() as uow:
        assert len(await uow.reports.of_leads("consents", ["lead_ann"])) == 1
        assert await uow.mails.count(to="ann@acme.example") == 3  # two invites, a cancellation between them


@pytest.mark.parametrize("stage", ["customer", "lost", "disqualified"])
async def test_who_is_no_lead_any_more_talks_to_a_person(visitor: Visitor, stage: Any) -> None:
    old = await _ended(visitor, "cancelled")
    async with visitor.store.write() as uow:
        lead = await uow.leads.get("lead_ann")
        assert lead
        await uow.leads.save(replace(lead, stage=stage))
    page = await visitor.text(link(old))
    assert "Pick another time" not in page
    assert "Reply to the mail" in page
    await visitor.post(link(old, "/again"), start=NINE_ON_TUESDAY.isoformat())
    assert [meeting.id for meeting in await visitor.meetings_of("lead_ann")] == [old]


async def test_without_an_address_nothing_is_booked(visitor: Visitor) -> None:
    old = await _ended(visitor, "cancelled")
    async with visitor.store.write() as uow:
        lead = await uow.leads.get("lead_ann")
        assert lead
        await uow.leads.save(replace(lead, contact=Contact()))
    answer = await visitor.post(link(old, "/again"), start=NINE_ON_TUESDAY.isoformat())
    assert answer.status_code == 409
    assert "We have no address to send the invite to" in answer.text


async def test_a_meeting_to_come_is_not_booked_beside(visitor: Visitor) -> None:
    meeting_id = await visitor.book()
    answer = await visitor.post(link(meeting_id, "/again"), start=NINE_ON_TUESDAY.isoformat())
    assert answer.headers["location"] == link(meeting_id)
    assert len(await visitor.meetings_of("lead_ann")) == 1


async def _add_sequence(uow: Work) -> None:
    step = Step("step_1", 0, timedelta(0), "looking-hello", "Hello", "Hello", None)
    version = SequenceVersion("seq_1", "after", 1, "After", ("cancelled",), "digest", (step,))
    await uow.sequences.add(version, now=NOW)
    await uow.sequences.use_only([version.id])


@pytest.mark.parametrize("double_opt_in", [False, True])
async def test_who_cancels_may_agree_to_useful_mail_in_the_words_that_were_asked(
    visitor: Visitor, double_opt_in: bool
) -> None:
    playbook = visitor.app.playbook()
    playbook = replace(playbook, site=replace(playbook.site, double_opt_in=double_opt_in))
    visitor.app.playbook = lambda: playbook
    async with visitor.store.write() as uow:
        await _add_sequence(uow)
    meeting_id = await visitor.book()
    assert QUESTION not in await visitor.text(link(meeting_id))
    await visitor.post(link(meeting_id))
    page = await visitor.text(link(meeting_id))
    assert QUESTION in page
    assert 'href="/privacy"' in page
    answers = [await visitor.post(link(meeting_id, "/mails")) for _ in range(2)]
    said = "confirm_first" if double_opt_in else "first_mail"
    assert [answer.headers["location"].rpartition("=")[2] for answer in answers] == [said, "agreed"]
    page = await visitor.text(answers[0].headers["location"])
    assert ("asks you to confirm" if double_opt_in else "now and then") in page
    assert QUESTION not in page
    async with visitor.store.read() as uow:
        [consent] = await uow.reports.of_leads("consents", ["lead_ann"])
        [enrolment] = await uow.enrolments.running("lead_ann")
    assert (consent["purpose"], consent["wording"], consent["confirmed_at"]) == ("nurture", QUESTION, None)
    assert enrolment.status == ("unconfirmed" if double_opt_in else "active")
    assert enrolment.reason == "cancelled"


@pytest.mark.parametrize("why", ["said stop", "no sequence", "not cancelled"])
async def test_who_is_not_asked_gets_no_mails(visitor: Visitor, why: str) -> None:
    meeting_id = await visitor.book()
    async with visitor.store.write() as uow:
        if why != "no sequence":
            await _add_sequence(uow)
        if why == "said stop":
            await uow.suppressions.add(address_hash("ann@acme.example"), "unsubscribed", now=NOW)
    if why != "not cancelled":
        await visitor.post(link(meeting_id))
    assert QUESTION not in await visitor.text(link(meeting_id))
    answer = await visitor.post(link(meeting_id, "/mails"))
    assert answer.headers["location"].endswith("?result=no_mails")
    async with visitor.store.read() as uow:
        assert not await uow.consents.has("lead_ann", "nurture")
        assert not await uow.enrolments.running("lead_ann")
