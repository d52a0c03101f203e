"""The preferences page and the unsubscribe link, asked of the real web application on both databases."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from bot.bootstrap import App, build
from bot.chat import service as chat
from bot.clock import FixedClock
from bot.leads.links import Links
from bot.leads.models import Consent, Lead
from bot.nurture import service
from bot.nurture.models import Enrolment, Preferences, Refused
from bot.nurture.rules import address_hash
from bot.settings import load_settings
from bot.web.app import create_app
from tests.nurturing import MONDAY, SITE, a_draft, a_lead, enrolled

ANN = address_hash("ann@example.com")


@dataclass
class Site:
    """The web application on Monday at ten in Berlin; `http` keeps no cookies."""

    http: httpx.AsyncClient
    app: App
    clock: FixedClock

    def link(self, lead_id: str = "lead_ann", hashed: str = ANN, *, purpose: str = "preferences") -> str:
        token = self.app.links.sign(purpose, f"{lead_id}:{hashed}", MONDAY)  # type: ignore[arg-type]
        return f"/{purpose}/{token}"

    async def choose(self, wish: str, link: str | None = None) -> httpx.Response:
        return await self.http.post(link or self.link(), data={"wish": wish})

    async def enrolment(self) -> Enrolment:
        async with self.app.store.read() as uow:
            [found] = await uow.enrolments.running("lead_ann")
        return found

    async def preferences(self) -> Preferences | None:
        async with self.app.store.read() as uow:
            return await uow.preferences.get("lead_ann")

    async def suppressed(self) -> str | None:
        async with self.app.store.read() as uow:
            return await uow.suppressions.reason(ANN)

    async def enrolled_again(self, lead: Lead) -> object:
        async with self.app.store.write() as uow:
            if await uow.leads.get(lead.id) is None:
                await uow.leads.add(lead)
            await uow.consents.give(Consent(lead.id, "nurture", MONDAY, "Yes, send me mails"))
            return await service.enrol(uow, lead, "later", SITE, now=self.clock.now())


@pytest.fixture
async def site(database_url: str, tmp_path: Path) -> AsyncIterator[Site]:
    settings = load_settings(tmp_path, {"DEMO": "1", "DATABASE_URL": database_url})
    preparing = build(settings)
    await preparing.import_playbook()
    await preparing.close()
    web = create_app(settings)
    async with web.router.lifespan_context(web):
        app, clock = web.state.bantam, FixedClock(MONDAY)
        app.clock = clock
        transport = httpx.ASGITransport(web)
        async with httpx.AsyncClient(transport=transport, base_url="https://chat.example") as http:
            yield Site(http, app, clock)


async def test_the_page_says_what_runs_and_when_the_next_mail_comes_by_their_own_clock(site: Site) -> None:
    await enrolled(site.app.store)
    page = await site.http.get(site.link())

    assert page.status_code == 200
    assert "a***@example.com" in page.text
    assert "ann@example.com" not in page.text
    assert "The next one is due on Monday 2 March 2026, 10:02 (Berlin time, UTC+1)." in page.text
    assert page.headers["referrer-policy"] == "no-referrer"
    assert page.headers["x-robots-tag"] == "noindex"
    assert "script-src 'self'" in page.headers["content-security-policy"]


async def test_opening_the_page_changes_nothing(site: Site) -> None:
    await enrolled(site.app.store)
    before = await site.enrolment()
    for method in ("GET", "HEAD", "OPTIONS", "GET"):
        await site.http.request(method, site.link())

    assert await site.enrolment() == before
    assert (await site.preferences(), await site.suppressed()) == (None, None)


@pytest.mark.parametrize(
    ("wish", "until", "day"),
    [
        ("month", datetime(2026, 4, 2, 7, tzinfo=UTC), "2 April"),  # Thursday, 9:00 in Berlin's summer
        ("quarter", datetime(2026, 6, 2, 7, tzinfo=UTC), "2 June"),
    ],
)
async def test_a_pause_moves_what_is_due_to_the_first_hour_that_suits_after_it(
    site: Site, wish: str, until: datetime, day: str
) -> None:
    await enrolled(site.app.store)
    for _ in range(2):
        page = await site.choose(wish)
        assert page.status_code == 200
        assert "set-cookie" not in page.headers
        assert f"paused until {day} 2026" in page.text
        moved = await site.enrolment()
        assert moved.due_at == until
        assert (moved.due_because or "").startswith(f"paused until {day} by the lead")


async def test_a_pause_that_is_ended_early_goes_on_as_planned_and_not_at_once(site: Site) -> None:
    await enrolled(site.app.store, reason="no_show")
    planned = await site.enrolment()
    await site.choose("month")
    assert (await site.enrolment()).due_at != planned.due_at
    page = await site.choose("usual")

    assert (await site.enrolment()).due_at == planned.due_at
    assert "paused" not in page.text


async def test_a_pause_leaves_alone_what_is_due_after_it(site: Site) -> None:
    await enrolled(site.app.store)
    async with site.app.store.write() as uow:
        await uow.enrolments.save(replace(await site.enrolment(), due_at=MONDAY + timedelta(days=50)))
    before = await site.enrolment()
    await site.choose("month")

    assert await site.enrolment() == before


async def test_a_mail_that_is_written_and_waits_is_the_next_one(site: Site) -> None:
    await enrolled(site.app.store)
    async with site.app.store.write() as uow:
        waits = MONDAY + timedelta(days=1)
        draft = a_draft(kind="nurture", cause="enrolment:1:1", lead_id="lead_ann", due_at=waits)
        await uow.mails.queue(draft, now=MONDAY)
        await uow.enrolments.save(replace(await site.enrolment(), due_at=MONDAY + timedelta(days=9)))

    assert "due on Tuesday 3 March 2026, 10:00" in (await site.http.get(site.link())).text


async def test_one_mail_a_month_is_kept_and_shown_and_outlives_a_pause(site: Site) -> None:
    await enrolled(site.app.store)
    page = await site.choose("monthly")
    assert 'value="monthly" required checked' in page.text
    await site.choose("month")
    assert await site.preferences() == Preferences("lead_ann", datetime(2026, 4, 1, 22, tzinfo=UTC), 30)
    site.clock.move(timedelta(days=40))
    assert 'value="monthly" required checked' in (await site.http.get(site.link())).text
    await site.choose("usual")
    assert await site.preferences() == Preferences("lead_ann")


async def test_no_mail_at_all_is_to_be_unsubscribed(site: Site) -> None:
    await enrolled(site.app.store)
    for _ in range(2):
        page = await site.choose("none")
        assert page.status_code == 200
        assert "a***@example.com is unsubscribed" in page.text

    assert await site.suppressed() == "unsubscribed"
    async with site.app.store.read() as uow:
        assert await uow.enrolments.running("lead_ann") == []
        assert not await uow.consents.has("lead_ann", "nurture")
    page = await site.choose("usual")
    assert "You get no mails" in page.text
    assert await site.suppressed() == "unsubscribed"


@pytest.mark.parametrize("wish", ["", "weekly", "usual\x00"])
async def test_what_is_no_choice_changes_nothing_and_says_so(site: Site, wish: str) -> None:
    await enrolled(site.app.store)
    before = await site.enrolment()
    page = await site.choose(wish)

    assert page.status_code == 422
    assert "Pick one of the choices" in page.text
    assert (await site.enrolment(), await site.preferences()) == (before, None)


async def test_deleting_is_asked_about_first_and_then_leaves_nothing(site: Site) -> None:
    await enrolled(site.app.store)
    async with site.app.store.write() as uow:
        started = await chat.start(uow, {}, locale="en", timezone=None, now=MONDAY, lead_id="lead_ann")
    page = await site.choose("erase")
    assert "Delete all your data?" in page.text
    async with site.app.store.read() as uow:
        assert await uow.leads.get("lead_ann")
    for _ in range(2):
        page = await site.choose("erase_now")
        assert "Your data is deleted" in page.text

    async with site.app.store.read() as uow:
        assert await uow.leads.get("lead_ann") is None
        assert await uow.conversations.get(started.conversation.id) is None
        assert await uow.mails.count() == 0
    assert await site.suppressed() is None


async def test_after_an_erasure_the_page_says_that_nothing_is_there_and_can_still_stop_all_mail(
    site: Site,
) -> None:
    await enrolled(site.app.store)
    await site.choose("erase_now")
    page = await site.http.get(site.link())
    assert page.status_code == 200
    assert "nothing here any more" in page.text
    await site.choose("none")

    assert await site.suppressed() == "unsubscribed"
    assert await site.enrolled_again(a_lead("lead_new")) == Refused("unsubscribed")


async def test_who_has_another_address_now_is_not_shown_to_the_old_one(site: Site) -> None:
    await enrolled(site.app.store)
    async with site.app.store.write() as uow:
        await uow.leads.save(a_lead(email="new@example.com"))
    assert "nothing here any more" in (await site.http.get(site.link())).text
    await site.choose("erase_now")
    await site.choose("month")

    async with site.app.store.read() as uow:
        assert await uow.leads.get("lead_ann")
    assert await site.preferences() is None


@pytest.mark.parametrize(
    "token",
    [
        "x",
        "%00",
        "é" * 50,
        Links("b" * 40).sign("preferences", f"lead_ann:{ANN}", MONDAY),
    ],
)
async def test_a_forged_link_shows_and_changes_nothing(site: Site, token: str) -> None:
    await enrolled(site.app.store)
    foreign = site.app.links.sign("unsubscribe", f"lead_ann:{ANN}", MONDAY)
    for each in (token, foreign):
        assert (await site.http.get(f"/preferences/{each}")).status_code == 404
        assert (await site.choose("none", f"/preferences/{each}")).status_code == 404

    assert await site.suppressed() is None


async def test_the_link_works_after_years(site: Site) -> None:
    await enrolled(site.app.store)
    link = site.link()
    site.clock.move(timedelta(days=3 * 365))
    assert (await site.choose("none", link)).status_code == 200
    assert await site.suppressed() == "unsubscribed"


FORM = {"data": {"List-Unsubscribe": "One-Click"}}
MULTIPART = {"files": {"List-Unsubscribe": (None, "One-Click")}}
"""The two bodies of RFC 8058, section 3.2."""


@pytest.mark.parametrize("body", [FORM, MULTIPART, {}], ids=["form", "multipart", "no body"])
async def test_a_mail_programs_one_click_unsubscribes_at_exactly_the_address_of_the_header(
    site: Site, body: dict[str, object]
) -> None:
    await enrolled(site.app.store)
    answer = await site.http.post(site.link(purpose="unsubscribe"), **body)  # type: ignore[arg-type]

    assert answer.status_code == 200
    assert not answer.history
    assert "set-cookie" not in answer.headers
    assert await site.suppressed() == "unsubscribed"


async def test_a_suppression_outlives_the_erasure_of_the_lead_and_its_coming_back(site: Site) -> None:
    await enrolled(site.app.store)
    await site.http.post(site.link(purpose="unsubscribe"), **FORM)  # type: ignore[arg-type]
    await site.choose("erase_now")
    assert "unsubscribed" in (await site.http.get(site.link())).text

    assert await site.suppressed() == "unsubscribed"
    shouted = a_lead("lead_back", " ANN@Example.com ")
    assert await site.enrolled_again(shouted) == Refused("unsubscribed")
