"""The console's pages about sequences: how they stand, what goes out next, a step's mail, a test."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select, update

from bot.mail.delivery import deliver_next
from bot.nurture.steps import do_next_step
from bot.nurture.trying import TESTS
from bot.report.ports import Asked
from bot.report.upcoming import find_upcoming
from bot.staff.rules import EVERYTHING, Sight
from bot.store.database import Store
from bot.store.tables.nurture import mail_links, sequence_steps
from tests.consoles import NOW, Console, add_lead
from tests.integration.staff.meetings import sign_in
from tests.integration.staff.sequences import FIRST, ann, came, click, end, send
from tests.nurturing import DESK, SENDER, SENDING, Outbox, a_lead

XSS = "<script>alert(1)</script>"


async def marketer(desk: Console) -> Console:
    await sign_in(desk, "ida", "marketer")
    return desk


async def page(desk: Console, path: str) -> str:
    answer = await desk.http.get(f"/console/{path}")
    assert answer.status_code == 200, answer.text[:500]
    return re.sub(r"\s+", " ", answer.text)


async def test_the_list_says_whom_a_sequence_is_for_and_how_it_stands(desk: Console) -> None:
    booked = await ann(desk.store, "booked")
    await ann(desk.store, "ann")
    await end(desk.store, booked, "booked", NOW)
    told = await page(await marketer(desk), "sequences")
    assert "Not now" in told
    assert "plans for later" in told
    card = told[told.index("Not now") :]
    assert "<dt>Running</dt><dd>1</dd>" in card
    assert "<dt>Ended early</dt><dd>1</dd>" in card
    assert "Booked a meeting (1)" in card


async def test_a_sequence_shows_its_steps_with_their_numbers(desk: Console) -> None:
    await ann(desk.store)
    mails = await send(desk.store, FIRST)
    await click(desk.store, mails[0], 1)
    told = await page(await marketer(desk), "sequences/not-now?period=all")
    assert "Your notes from our chat" in told
    assert "2 minutes after enrolling" in told
    assert "3 weeks after step 2, only if timeline is unknown" in told
    assert "1 waits for it" in told
    assert 'title="1 of 1 sent: somebody followed a link"' in told
    assert "100 %" in told


async def test_an_older_version_that_still_runs_can_be_chosen(desk: Console) -> None:
    await ann(desk.store)
    async with desk.store.write() as uow:
        (old,) = [v for v in await uow.sequences.newest() if v.name == "not-now"]
        steps = tuple(replace(step, id=f"new_{step.position}") for step in old.steps[:1])
        newer = replace(old, id="seq_new", version=2, digest="x", steps=steps)
        await uow.sequences.add(newer, now=NOW)
        await uow.sequences.use_only([newer.id])
    await marketer(desk)
    newest = await page(desk, "sequences/not-now")
    assert "version 2" in newest
    assert '<option value="1">1, 1 running</option>' in newest
    assert "What teams forget" not in newest
    older = await page(desk, "sequences/not-now?version=1")
    assert "What teams forget" in older
    assert "Replaced" in older
    for path in ("not-now?version=3", "not-now?version=x", "nothing", "not-now/steps/9", "nothing/steps/1"):
        answer = await desk.http.get(f"/console/sequences/{path}")
        assert answer.status_code == 404, path


async def test_next_sends_say_when_in_the_leads_zone_and_why_then(desk: Console) -> None:
    await ann(desk.store)
    told = await page(await marketer(desk), "sequences?show=next")
    assert "Ann Berg" in told
    assert "Mon 2 Mar, 10:02 in Berlin" in told
    assert "step 1 of 4" in told
    assert "2 minutes after enrolling" in told


async def test_a_mail_that_waits_in_the_mail_log_is_a_next_send_too(desk: Console) -> None:
    await ann(desk.store)
    while await do_next_step(desk.store, DESK, now=FIRST):
        pass
    async with desk.store.read() as uow:
        coming, total = await find_upcoming(uow, Asked())
    assert total == 2
    assert [(one.step, one.mail_id is not None) for one in coming] == [(1, True), (2, False)]
    assert "In the mail log" in await page(await marketer(desk), "sequences?show=next")


async def test_a_rep_sees_the_next_sends_to_own_and_unowned_leads_only(desk: Console) -> None:
    for name, owner in (("mine", "dana"), ("nobodys", None), ("theirs", "mei")):
        await ann(desk.store, name, owner_id=owner)
    for sight, names in (
        (EVERYTHING, {"lead_mine", "lead_nobodys", "lead_theirs"}),
        (Sight("own", "own", "dana"), {"lead_mine", "lead_nobodys"}),
    ):
        async with desk.store.read() as uow:
            coming, total = await find_upcoming(uow, Asked(sight))
        assert {one.lead["id"] for one in coming} == names
        assert total == len(names)
    await sign_in(desk, "dana", "rep")
    told = await page(desk, "sequences?show=next")
    assert "lead_mine" in told
    assert "lead_theirs" not in told


async def test_what_holds_a_send_back_is_told(desk: Console) -> None:
    lead = await ann(desk.store)
    await break_step(desk.store, "not-now-hello", body="{{ kompany }}")
    while await do_next_step(desk.store, DESK, now=FIRST):
        pass
    await marketer(desk)
    for path in ("sequences?show=next", f"leads/{lead.id}"):
        told = await page(desk, path)
        assert '<span class="pill warn">Held</span>' in told
        assert "kompany" in told


async def break_step(store: Store, template: str, **words: str) -> None:
    async with store.write() as uow:
        table = sequence_steps
        await uow.connection.execute(update(table).where(table.c.template == template).values(**words))


async def test_a_lead_s_page_tells_what_is_next_and_what_they_did_with_our_mails(desk: Console) -> None:
    lead = await ann(desk.store)
    mails = await send(desk.store, FIRST)
    await click(desk.store, mails[0], 1)
    await came(desk.store, mails[0], "reply", text=f"We have 40k {XSS}")
    await came(desk.store, mails[0], "soft_bounce")
    told = await page(await marketer(desk), f"leads/{lead.id}")
    assert "step 2 of 4" in told
    assert "in Berlin" in told
    assert "Followed a link in: Your notes from our chat" in told
    assert "Replied to: Your notes from our chat" in told
    assert "We have 40k &lt;script&gt;" in told
    assert "A mail came back for now" in told
    assert XSS not in told


STEP = "sequences/not-now/steps/1"


async def test_a_preview_shows_the_mail_for_an_example_and_follows_no_links(desk: Console) -> None:
    lead = await ann(desk.store)
    await marketer(desk)
    told = await page(desk, STEP)
    assert "Sam Rivera" in told
    assert "bantam playbook import" in told
    html = await desk.http.get(f"/console/{STEP}/html?lead={lead.contact.email}")
    assert "Hi Ann" in html.text
    assert html.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert f"{desk.settings.public_url}/l/" not in html.text
    async with desk.store.read() as uow:
        assert (await uow.connection.execute(select(mail_links))).all() == []


async def test_nobody_can_be_unsubscribed_from_a_preview(desk: Console) -> None:
    lead = await ann(desk.store)
    await marketer(desk)
    html = (await desk.http.get(f"/console/{STEP}/html?lead={lead.contact.email}")).text
    token = re.search(r"/unsubscribe/([\w.-]+)", html)
    assert token
    who, _, _ = desk.app.links.open("unsubscribe", token[1], now=NOW).partition(":")
    assert who == "lead_example"


async def test_a_rep_previews_with_leads_that_they_may_see_and_sends_no_tests(desk: Console) -> None:
    await ann(desk.store)
    await add_lead(desk.store, "Theirs", owner="mei")
    await add_lead(desk.store, "Mine", owner="dana")
    await sign_in(desk, "dana", "rep")
    assert "Mine" in await page(desk, f"{STEP}?lead=mine@northlight.example")
    told = await page(desk, f"{STEP}?lead=theirs@northlight.example")
    assert "No lead that you may see" in told
    assert "Send me a test" not in told
    assert (await desk.post(f"/console/{STEP}/test", f"/console/{STEP}")).status_code == 403


async def test_a_test_goes_to_oneself_through_the_mail_log_and_the_worker(desk: Console) -> None:
    lead = await ann(desk.store)
    await marketer(desk)
    form = {"lead": str(lead.contact.email)}
    answer = await desk.post(f"/console/{STEP}/test", f"/console/{STEP}", **form)
    assert answer.status_code == 303
    assert (
        "A test is on its way to ida@tidewater.example"
        in (await desk.http.get(answer.headers["location"])).text
    )
    outbox = Outbox()
    assert await deliver_next(desk.store, outbox, SENDER, SENDING, now=NOW) == 1
    (sent,) = outbox.sent
    assert sent["Subject"] == "[Test] Your notes from our chat"
    assert "ida@tidewater.example" in sent["To"]
    assert "Hi Ann" in str(sent.get_body(("plain",)))
    assert sent["List-Unsubscribe"] is None
    async with desk.store.read() as uow:
        assert (await uow.mails.log(lead_id=lead.id)) == []


async def test_ten_tests_an_hour_and_the_next_when_the_first_is_an_hour_old(desk: Console) -> None:
    await ann(desk.store)
    await marketer(desk)
    for _ in range(TESTS):
        assert (await desk.post(f"/console/{STEP}/test", f"/console/{STEP}")).status_code == 303
        desk.clock.move(timedelta(minutes=1))
    refused = await desk.post(f"/console/{STEP}/test", f"/console/{STEP}")
    assert refused.status_code == 429
    assert "The next one can go at 11:00" in refused.text  # Berlin
    desk.clock.move(timedelta(minutes=51))
    assert (await desk.post(f"/console/{STEP}/test", f"/console/{STEP}")).status_code == 303


async def test_a_fault_in_a_template_is_shown_in_words_and_nothing_is_sent(desk: Console) -> None:
    await ann(desk.store)
    await break_step(desk.store, "not-now-hello", body="{{ kompany }}")
    await marketer(desk)
    told = await page(desk, STEP)
    assert "This mail cannot be written" in told
    assert "kompany" in told
    assert (await desk.http.get(f"/console/{STEP}/html")).status_code == 422
    answer = await desk.post(f"/console/{STEP}/test", "/console/settings")
    assert answer.status_code == 422
    async with desk.store.read() as uow:
        assert await uow.mails.count() == 0


async def test_these_pages_run_nothing_that_somebody_wrote(desk: Console) -> None:
    await ann(
        desk.store, "evil", contact=replace(a_lead().contact, name=XSS, company=XSS, email="e@x.example")
    )
    await break_step(desk.store, "not-now-hello", subject=XSS)
    await marketer(desk)
    for path in ("sequences", "sequences?show=next", "sequences/not-now", STEP, f"{STEP}?lead=e@x.example"):
        told = await page(desk, path)
        assert XSS not in told, path
        assert " style=" not in told, path
