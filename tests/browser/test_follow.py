"""A click in a mail, in a real browser: for people it is one, for programs that open links it is none."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.follow_site import FollowSite, follow_site
from tests.integration.nurture.clicks import Site

SOON = "Within 3 months"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FollowSite]:
    with follow_site(tmp_path_factory.mktemp("follow")) as site:
        yield site


@pytest.fixture
def mailed(served: FollowSite) -> FollowSite:
    """Ann has a mail with a link to a page and a question; whoever was there before is gone."""

    async def work(site: Site) -> None:
        async with site.app.store.write() as uow:
            await uow.leads.remove("lead_ann")
        await site.lead()
        body = f"[Prices]({served.address}/pricing)\n\n{{{{ question }}}}\n\n"
        body += "{% for a in answers %}- [{{ a.title }}]({{ a.url }})\n{% endfor %}\n\n[chat]({{ chat_url }})"
        await site.mail(body)

    served.do(work)
    return served


def link(site: FollowSite, kind: str, answer: str | None = None) -> str:
    async def work(site: Site) -> str:
        return await site.path(kind, answer)

    return site.address + site.do(work)


def clicks(site: FollowSite) -> int:
    async def work(site: Site) -> int:
        return sum(link.clicks for link in await site.links())

    return site.do(work)


def timeline(site: FollowSite) -> str | None:
    async def work(site: Site) -> str | None:
        kept = (await site.known()).facts.get("timeline")
        return kept.quote if kept else None

    return site.do(work)


@pytest.fixture
def faults() -> Iterator[list[str]]:
    """What the scripts or the content security policy complain of: nothing."""
    found: list[str] = []
    yield found
    assert found == []


def opened(context: BrowserContext, url: str, faults: list[str]) -> Page:
    page = context.new_page()
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda line: faults.append(line.text) if "Security Policy" in line.text else None)
    page.goto(url)
    return page


def test_a_link_leads_on_at_once_counts_and_tells_the_page_nothing_of_itself(
    mailed: FollowSite, context: BrowserContext, faults: list[str]
) -> None:
    page = context.new_page()
    came_from: list[str] = []
    page.on("response", lambda answer: came_from.append(answer.headers.get("x-came-from", "")))
    page.goto(link(mailed, "page"), wait_until="commit")
    expect(page.get_by_role("heading")).to_have_text("Prices")
    assert page.url == f"{mailed.address}/pricing"
    assert set(came_from) == {""}
    page.wait_for_timeout(300)
    assert clicks(mailed) == 1


def test_a_way_into_the_chat_opens_it_there(
    mailed: FollowSite, context: BrowserContext, faults: list[str]
) -> None:
    page = opened(context, link(mailed, "chat"), faults)
    page.wait_for_url(f"{mailed.address}/chat#carry-on=*")


def test_an_answer_is_kept_at_the_first_sign_of_a_person_and_the_chat_opens(
    mailed: FollowSite, context: BrowserContext, faults: list[str]
) -> None:
    page = opened(context, link(mailed, "answer", SOON), faults)
    expect(page.get_by_role("heading")).to_have_text("When would you like to have it up and running?")
    expect(page.get_by_text(SOON, exact=True)).to_be_visible()
    page.evaluate("dispatchEvent(new PointerEvent('pointermove'))")  # what a program makes is no sign
    page.evaluate("scrollTo(0, 100)")
    page.wait_for_timeout(300)
    assert timeline(mailed) is None
    page.mouse.move(200, 200)
    page.mouse.move(210, 210)
    page.wait_for_url(f"{mailed.address}/chat#carry-on=*")
    assert timeline(mailed) == SOON
    assert clicks(mailed) == 1


def test_who_goes_back_from_the_chat_is_not_sent_there_again(
    mailed: FollowSite, context: BrowserContext, faults: list[str]
) -> None:
    page = opened(context, link(mailed, "answer", SOON), faults)
    page.keyboard.press("Tab")
    page.wait_for_url(f"{mailed.address}/chat#carry-on=*")
    page.go_back()
    page.mouse.move(200, 200)
    page.mouse.move(210, 210)
    page.wait_for_timeout(300)
    expect(page.get_by_role("button", name="That's right")).to_be_enabled()


def test_on_a_phone_a_touch_is_enough(mailed: FollowSite, browser: Browser, faults: list[str]) -> None:
    phone = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True)
    page = opened(phone, link(mailed, "answer", SOON), faults)
    page.touchscreen.tap(20, 500)
    page.wait_for_url(f"{mailed.address}/chat#carry-on=*")
    assert timeline(mailed) == SOON
    phone.close()


def test_without_scripts_links_lead_on_and_the_button_answers(mailed: FollowSite, browser: Browser) -> None:
    plain = browser.new_context(viewport=DESKTOP, java_script_enabled=False)
    page = plain.new_page()
    page.goto(link(mailed, "page"))
    page.wait_for_url(f"{mailed.address}/pricing")
    page.goto(link(mailed, "answer", SOON))
    page.mouse.move(200, 200)
    assert timeline(mailed) is None
    page.get_by_role("button", name="That's right").click()
    page.wait_for_url(f"{mailed.address}/chat#carry-on=*")
    assert timeline(mailed) == SOON
    plain.close()
