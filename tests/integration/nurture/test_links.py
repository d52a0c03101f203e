"""The links under mails: GET shows, POST does, and only the right link does anything."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from types import SimpleNamespace

import httpx
import pytest
from fastapi import FastAPI

from bot.clock import FixedClock
from bot.leads.links import Links
from bot.nurture import service
from bot.nurture.models import Enrolled, Refused
from bot.nurture.rules import address_hash
from bot.nurture.steps import do_next_step
from bot.store.database import Store
from bot.web import guard, unsubscribe
from tests.nurturing import DESK, LINKS, MONDAY, OPT_IN, PLAYBOOK, SITE, a_lead, agreed, enrolled, wired

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@dataclass
class Site:
    http: httpx.AsyncClient
    store: Store
    clock: FixedClock

    async def suppressed(self, email: str = "ann@example.com") -> str | None:
        async with self.store.read() as uow:
            return await uow.suppressions.reason(address_hash(email))

    async def running(self) -> int:
        async with self.store.read() as uow:
            return len(await uow.enrolments.running())


@pytest.fixture
async def site(database_url: str) -> AsyncIterator[Site]:
    store, clock = wired(database_url), FixedClock(MONDAY)
    app = FastAPI()
    app.state.bantam = SimpleNamespace(store=store, clock=clock, links=LINKS, playbook=lambda: PLAYBOOK)
    guard.install(app)
    app.include_router(unsubscribe.router)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="https://chat.example") as http:
        yield Site(http, store, clock)
    await store.close()


def path(url: str) -> str:
    return url.removeprefix(DESK.public_url)


UNSUBSCRIBE = path(DESK.unsubscribe_url(a_lead(), MONDAY))


async def test_opening_the_link_changes_nothing_however_often_a_scanner_does(site: Site) -> None:
    await enrolled(site.store)
    for method in ("GET", "GET", "HEAD", "OPTIONS"):
        await site.http.request(method, UNSUBSCRIBE)

    page = await site.http.get(UNSUBSCRIBE)
    assert page.status_code == 200
    assert '<form method="post">' in page.text
    assert "ann@example.com" not in page.text
    assert page.headers["referrer-policy"] == "no-referrer"
    assert (await site.suppressed(), await site.running()) == (None, 1)


async def test_the_button_unsubscribes_once_and_for_all(site: Site) -> None:
    await enrolled(site.store)
    await do_next_step(site.store, DESK, now=MONDAY + timedelta(minutes=2))
    for _ in range(2):
        page = await site.http.post(UNSUBSCRIBE)
        assert page.status_code == 200
        assert "unsubscribed" in page.text

    assert (await site.suppressed(), await site.running()) == ("unsubscribed", 0)
    async with site.store.write() as uow:
        assert [(mail.state, mail.reason) for mail in await uow.mails.log()] == [("withheld", "unsubscribed")]
        assert not await uow.consents.has("lead_ann", "nurture")
        again = await service.enrol(uow, a_lead(), "later", SITE, now=MONDAY)
    assert again == Refused("unsubscribed")


async def test_a_mail_programs_one_click_works_without_cookies_and_without_a_redirect(site: Site) -> None:
    await enrolled(site.store)
    answer = await site.http.post(UNSUBSCRIBE, data=ONE_CLICK)

    assert answer.status_code == 200
    assert "set-cookie" not in answer.headers
    assert await site.suppressed() == "unsubscribed"


async def test_a_link_in_an_old_mail_holds_after_years_and_after_the_lead_is_erased(site: Site) -> None:
    await enrolled(site.store)
    async with site.store.write() as uow:
        await uow.leads.remove("lead_ann")
    site.clock.move(timedelta(days=3 * 365))
    answer = await site.http.post(UNSUBSCRIBE, data=ONE_CLICK)

    assert answer.status_code == 200
    assert await site.suppressed() == "unsubscribed"


BOB = replace(a_lead("lead_bob", "bob@example.com"))


@pytest.mark.parametrize(
    ("token", "why"),
    [
        ("x", "nonsense"),
        (path(DESK.unsubscribe_url(a_lead(), MONDAY)).split("/")[-1][:-1], "cut off"),
        (
            Links("b" * 40).sign("unsubscribe", f"lead_ann:{address_hash('ann@example.com')}", MONDAY),
            "forged",
        ),
        (LINKS.sign("confirm", f"lead_ann:{address_hash('ann@example.com')}", MONDAY), "of another purpose"),
        (LINKS.sign("meeting", "lead_ann", MONDAY), "of a meeting"),
        ("%00", "a zero byte"),
        ("é" * 50, "not ASCII"),
    ],
)
async def test_a_forged_or_foreign_link_changes_nothing(site: Site, token: str, why: str) -> None:
    await enrolled(site.store)
    for method in ("GET", "POST"):
        answer = await site.http.request(method, f"/unsubscribe/{token}")
        assert answer.status_code == 404, why
        assert "work" in answer.text

    assert (await site.suppressed(), await site.running()) == (None, 1)


async def test_somebody_elses_link_unsubscribes_them_and_nobody_else(site: Site) -> None:
    await enrolled(site.store)
    await enrolled(site.store, BOB)
    await site.http.post(path(DESK.unsubscribe_url(BOB, MONDAY)))

    assert await site.suppressed("bob@example.com") == "unsubscribed"
    assert (await site.suppressed(), await site.running()) == (None, 1)


async def test_a_link_of_an_address_that_the_lead_no_longer_has_ends_nothing_of_the_new_one(
    site: Site,
) -> None:
    lead = await agreed(site.store)
    async with site.store.write() as uow:
        moved = replace(lead, contact=replace(lead.contact, email="new@example.com"))
        await uow.leads.save(moved)
        await service.enrol(uow, moved, "later", SITE, now=MONDAY)
    await site.http.post(UNSUBSCRIBE)

    assert await site.suppressed() == "unsubscribed"
    assert (await site.suppressed("new@example.com"), await site.running()) == (None, 1)


async def test_a_double_opt_in_is_shown_by_get_and_done_by_post(site: Site) -> None:
    lead = await agreed(site.store)
    async with site.store.write() as uow:
        outcome = await service.enrol(uow, lead, "later", OPT_IN, now=MONDAY)
    assert isinstance(outcome, Enrolled)
    link = path(DESK.confirm_url(outcome.enrolment, MONDAY))

    assert "button" in (await site.http.get(link)).text
    assert (await status(site, outcome)) == "unconfirmed"
    assert (await site.http.post(link)).status_code == 200
    assert (await site.http.post(link)).status_code == 200
    assert (await status(site, outcome)) == "active"


async def test_a_confirmation_that_comes_too_late_or_after_a_stop_starts_nothing(site: Site) -> None:
    lead = await agreed(site.store)
    async with site.store.write() as uow:
        outcome = await service.enrol(uow, lead, "later", OPT_IN, now=MONDAY)
    assert isinstance(outcome, Enrolled)
    link = path(DESK.confirm_url(outcome.enrolment, MONDAY))
    await site.http.post(UNSUBSCRIBE)

    assert (await site.http.post(link)).status_code == 410
    site.clock.move(timedelta(days=15))
    for method in ("GET", "POST"):
        late = await site.http.request(method, link)
        assert (late.status_code, "too old" in late.text) == (410, True)
    assert (await status(site, outcome)) == "ended"


async def status(site: Site, outcome: Enrolled) -> str:
    async with site.store.read() as uow:
        enrolment = await uow.enrolments.get(outcome.enrolment.id)
    assert enrolment is not None
    return enrolment.status
