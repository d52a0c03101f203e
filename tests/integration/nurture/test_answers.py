"""One click in a mail answers what it asks: the fact, the score, the route and the chat follow."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.capture.service import Origin, keep_facts
from bot.chat.models import Turn
from bot.chat.turns import run_pending
from bot.leads.events import ContactStopped
from bot.nurture.rules import address_hash
from tests.integration.nurture.clicks import ALL_BUT_THE_DATE, Site
from tests.nurturing import MONDAY

SOON = "Within 3 months"


async def test_the_mail_asks_for_the_first_fact_that_is_not_dealt_with_in_the_words_of_the_chat(
    site: Site,
) -> None:
    await site.lead(knows={k: v for k, v in ALL_BUT_THE_DATE.items() if k != "authority"})
    mail = await site.mail()

    assert "Who signs off on something like this at your company?" in mail.text
    answers = {(link.fact, link.answer) for link in await site.links("answer")}
    assert answers == {
        ("authority", "I do"), ("authority", "Someone else approves it"),
        ("authority", "I'm gathering information"),
    }  # fmt: skip
    assert 'class="choices"' in mail.html


async def test_a_refusal_is_no_answer_to_click_and_what_is_known_is_not_asked(site: Site) -> None:
    await site.lead(knows={k: v for k, v in ALL_BUT_THE_DATE.items() if k != "budget"})
    mail = await site.mail()
    assert {link.answer for link in await site.links("answer")} == {"No budget yet", "Not sure"}
    assert "Rather not say" not in mail.text


@pytest.mark.parametrize(
    ("timeline", "asked"),
    [
        ({"status": "stated", "bucket": "now", "quote": "now"}, set()),
        ({"status": "refused", "quote": "rather not"}, set()),
        ({"status": "no_plan", "quote": "no date"}, {"As soon as possible", SOON, "Within 6 months"}),
    ],
    ids=["known", "refused", "no date yet, which time may change"],
)
async def test_what_was_left_open_is_asked_again_but_no_refusal(
    site: Site, timeline: dict[str, str], asked: set[str]
) -> None:
    await site.lead(knows={**ALL_BUT_THE_DATE, "timeline": timeline})
    await site.mail()
    assert {link.answer for link in await site.links("answer")} == asked


async def test_opening_an_answer_shows_it_and_keeps_nothing_before_the_button(site: Site) -> None:
    conversation = await site.lead()
    await site.mail()
    path = await site.path("answer", SOON)
    for _ in range(3):
        page = await site.http.get(path)

    assert page.status_code == 200
    assert "When would you like to have it up and running?" in page.text
    assert SOON in page.text
    assert '<form method="post"' in page.text
    assert "That's right" in page.text
    assert not (await site.known()).closed("timeline")
    assert sum(link.clicks for link in await site.links()) == 0
    assert not [m for m in await site.messages(conversation) if m.sender == "visitor"]


async def test_the_button_keeps_the_fact_scores_routes_and_opens_the_chat(site: Site) -> None:
    conversation = await site.lead()
    await site.mail()
    before = await site.the_lead()
    answer = await site.http.post(await site.path("answer", SOON))

    assert answer.status_code == 303
    base, _, token = answer.headers["location"].partition("#carry-on=")
    assert base == f"{site.app.settings.public_url}/chat"
    assert site.app.links.open("resume", token, now=MONDAY) == conversation
    kept = (await site.known()).facts["timeline"]
    assert (kept.status, kept.value["bucket"], kept.quote) == ("stated", "quarter", SOON)
    assert kept.conversation_id == conversation
    lead = await site.the_lead()
    assert lead.score > before.score
    assert (lead.stage, lead.owner_id is not None) == ("sql", True)
    said = [(m.sender, m.text) for m in await site.messages(conversation)]
    asked = "When would you like to have it up and running?"
    assert said[:2] == [("bot", asked), ("visitor", SOON)]
    assert said[2][0] == "bot"


async def test_an_answer_that_is_no_date_is_kept_as_that(site: Site) -> None:
    await site.lead()
    await site.mail()
    await site.http.post(await site.path("answer", "No date yet"))
    assert (await site.known()).facts["timeline"].status == "no_plan"
    assert await site.told("LeadReady") == 0


async def test_a_second_click_does_nothing_twice(site: Site) -> None:
    conversation = await site.lead()
    await site.mail()
    path = await site.path("answer", SOON)
    answers = await asyncio.gather(*(site.http.post(path) for _ in range(4)))

    assert {answer.status_code for answer in answers} == {303}
    assert len([m for m in await site.messages(conversation) if m.sender == "visitor"]) == 1
    assert await site.told("LeadReady") == 1


async def test_who_becomes_ready_by_a_click_is_told_once_and_who_was_ready_is_not(site: Site) -> None:
    await site.lead()
    await site.mail()
    await site.http.post(await site.path("answer", SOON))
    await site.http.post(await site.path("answer", "As soon as possible"))
    assert await site.told("LeadReady") == 1
    assert (await site.known()).facts["timeline"].value["bucket"] == "now"


async def test_a_click_is_newer_than_what_was_said_meanwhile_and_counts(site: Site) -> None:
    conversation = await site.lead()
    await site.mail()
    path = await site.path("answer", SOON)
    site.clock.move(timedelta(days=3))
    later = {"timeline": {"status": "stated", "start": None, "end": None, "bucket": "later", "quote": "2029"}}
    async with site.app.store.write() as uow:
        lead = await uow.leads.get("lead_ann")
        assert lead is not None
        await keep_facts(uow, lead, later, Origin(conversation), now=site.clock.now())
    await site.http.get(path)
    assert (await site.known()).facts["timeline"].quote == "2029"

    site.clock.move(timedelta(hours=1))
    await site.http.post(path)
    assert (await site.known()).facts["timeline"].quote == SOON


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("a customer", "no longer need an answer"),
        ("disqualified", "no longer need an answer"),
        ("stopped", "stopped these mails"),
        ("the conversation is gone", "chat is gone"),
        ("the lead is gone", "chat is gone"),
        ("not sent", "hasn't been sent"),
    ],
)
async def test_an_answer_that_comes_too_late_or_too_early_is_not_kept_and_the_page_says_why(
    site: Site, what: str, words: str
) -> None:
    conversation = await site.lead()
    await site.mail(sent=what != "not sent")
    path = await site.path("answer", SOON)
    async with site.app.store.write() as uow:
        if what == "stopped":
            await uow.publish(ContactStopped("lead_ann", MONDAY, None, "chat"))
        elif what == "the conversation is gone":
            await uow.conversations.remove(conversation)
        elif what == "the lead is gone":
            await uow.leads.remove("lead_ann")
    if what in ("a customer", "disqualified"):
        await site.at_stage("customer" if what == "a customer" else "disqualified")
    for method in ("GET", "POST"):
        page = await site.http.request(method, path)
        assert page.status_code in (409, 410)
        assert words in page.text
        assert "<button" not in page.text

    assert not (await site.known()).closed("timeline")
    assert await site.told("LeadReady") == 0


async def test_who_has_a_meeting_already_may_answer_and_nobody_is_told_that_they_are_ready(
    site: Site,
) -> None:
    await site.lead()
    await site.mail()
    await site.at_stage("meeting")
    assert (await site.http.post(await site.path("answer", SOON))).status_code == 303
    assert (await site.known()).closed("timeline")
    assert (await site.the_lead()).stage == "meeting"
    assert await site.told("LeadReady") == 0


async def test_who_clicks_got_the_mail_whatever_bounced_since(site: Site) -> None:
    await site.lead()
    await site.mail()
    async with site.app.store.write() as uow:
        await uow.suppressions.add(address_hash("ann@example.com"), "bounced", now=MONDAY)
    assert (await site.http.post(await site.path("answer", SOON))).status_code == 303
    assert (await site.known()).closed("timeline")


async def test_while_the_dialogue_is_away_the_answer_waits_for_its_turn_and_is_not_lost(site: Site) -> None:
    conversation = await site.lead()
    await site.mail()
    async with site.app.store.write() as uow:  # said before, and nobody has answered it
        waiting = Turn(0, conversation, "m1", "text", {"text": "hello"}, "pending", MONDAY)
        waiting = await uow.turns.add(waiting)
    assert (await site.http.post(await site.path("answer", SOON))).status_code == 303
    assert not (await site.known()).closed("timeline")

    async with site.app.store.write() as uow:
        await uow.turns.answered(waiting.id, MONDAY)
    await run_pending(site.app.turns)
    assert (await site.known()).facts["timeline"].quote == SOON
    assert await site.told("LeadReady") == 1
