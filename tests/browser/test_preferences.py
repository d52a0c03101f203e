"""The preferences page in a real browser: by keyboard, without scripts, on a phone, in every state."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from bot.bootstrap import App, Work
from bot.leads.ids import new_id
from bot.leads.models import Consent, Contact, Lead
from bot.nurture.models import Enrolled, Preferences
from bot.nurture.rules import address_hash
from bot.nurture.service import enrol
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.meeting_site import MeetingSite, meeting_site
from tests.browser.test_manage import FAINT, SMALL

LONG = "a.very.long.address.of.somebody@a-long-company-name-without-end.of-many-parts.example"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MeetingSite]:
    with meeting_site(tmp_path_factory.mktemp("preferences")) as served:
        yield served


class Reader:
    """Somebody who gets mail, with the link from the last one."""

    def __init__(self, site: MeetingSite, email: str = "{}@example.com", *, enrols: bool = True) -> None:
        self.site, self.id = site, new_id("lead")
        email, now = email.format(self.id), site.clock.now()
        lead = Lead(self.id, now, now, contact=Contact("Ann Berg", email, timezone="Europe/Berlin"))

        async def work(app: App, uow: Work) -> str:
            await uow.leads.add(lead)
            await uow.consents.give(Consent(lead.id, "nurture", now, "Yes"))
            if enrols:
                assert isinstance(await enrol(uow, lead, "later", app.playbook().site, now=now), Enrolled)
            return app.links.sign("preferences", f"{lead.id}:{address_hash(email)}", now)

        self.url = f"{site.address}/preferences/{site.do(work)}"

    @property
    def chosen(self) -> Preferences | None:
        async def work(_app: App, uow: Work) -> Preferences | None:
            return await uow.preferences.get(self.id)

        return self.site.do(work)

    @property
    def exists(self) -> bool:
        async def work(_app: App, uow: Work) -> bool:
            return await uow.leads.get(self.id) is not None

        return self.site.do(work)


def test_one_mail_a_month_is_chosen_by_keyboard_alone(site: MeetingSite, context: BrowserContext) -> None:
    ann = Reader(site)
    page = context.new_page()
    page.goto(ann.url)
    page.keyboard.press("Tab")
    expect(page.get_by_role("radio", name="The mails as planned")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Save")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("That's saved.")
    expect(page.get_by_role("radio", name="One a month at most")).to_be_checked()
    assert ann.chosen
    assert ann.chosen.every_days == 30


def test_without_scripts_and_cookies_a_pause_is_made_and_ended(site: MeetingSite, browser: Browser) -> None:
    ann = Reader(site)
    plain = browser.new_context(viewport=DESKTOP, java_script_enabled=False)
    page = plain.new_page()
    page.goto(ann.url)
    page.get_by_label("A pause of three months").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("They're paused until 1 June 2026")).to_be_visible()
    page.get_by_label("The mails as planned").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("The next one is due on Monday 2 March 2026")).to_be_visible()
    assert ann.chosen == Preferences(ann.id)
    assert plain.cookies() == []
    plain.close()


def test_data_is_deleted_on_a_phone_only_after_a_second_button(site: MeetingSite, browser: Browser) -> None:
    ann = Reader(site)
    phone = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True)
    page = phone.new_page()
    page.goto(ann.url)
    page.get_by_role("button", name="Delete my data").tap()
    page.get_by_role("link", name="Keep it").tap()
    expect(page.get_by_role("button", name="Save")).to_be_visible()
    assert ann.exists
    page.get_by_role("button", name="Delete my data").tap()
    page.get_by_role("button", name="Delete it all").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your data is deleted")
    assert not ann.exists
    phone.close()


def states(site: MeetingSite, page: Page) -> Iterator[str]:
    """Every state of the page, one after the other."""
    ann, idle = Reader(site, f"{new_id('a')}.{LONG}"), Reader(site, enrols=False)
    page.goto(idle.url)
    yield "nothing planned"
    page.goto(ann.url)
    yield "as planned"
    page.get_by_label("A pause of one month").check()
    page.get_by_role("button", name="Save").click()
    yield "paused"
    page.evaluate("document.querySelectorAll('input').forEach((one) => one.removeAttribute('required'))")
    page.get_by_role("button", name="Save").click()
    yield "fault"
    page.get_by_role("button", name="Delete my data").click()
    yield "asks"
    page.get_by_role("button", name="Delete it all").click()
    yield "deleted"
    page.goto(ann.url)
    yield "gone"
    page.goto(idle.url)
    page.get_by_label("None at all").check()
    page.get_by_role("button", name="Save").click()
    yield "stopped"
    page.goto(ann.url + "x")
    yield "broken"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_every_state_fits_reads_well_and_can_be_hit(
    site: MeetingSite, browser: Browser, width: int, scheme: Literal["light", "dark"]
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 844}, color_scheme=scheme)
    page = context.new_page()
    for state in states(site, page):
        page.wait_for_load_state()
        assert page.evaluate("document.documentElement.scrollWidth") <= width, state
        assert page.evaluate(FAINT) == [], state
        # A choice is hit on its whole label, and a link in a sentence need not be large.
        small = [one for one in page.evaluate(SMALL) if "radio" not in one and '<a href="/' not in one]
        assert small == [], state
        assert page.get_by_role("heading", level=1).count() == 1, state
        for label in page.locator("label").all():
            box = label.bounding_box()
            assert box
            assert box["height"] >= 24, state
    context.close()
