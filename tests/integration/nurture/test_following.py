"""Links that are followed: where they lead, what a click counts for, and what nobody can do with them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.integration.nurture.clicks import BODY, Site, addresses
from tests.nurturing import LINKS, MONDAY

PRICING = "https://tidewater.example/pricing"


async def test_each_link_of_the_body_is_followed_in_html_and_text_alike_and_those_below_it_are_not(
    site: Site,
) -> None:
    await site.lead()
    mail = await site.mail()

    links = await site.links()
    ours = [address for address in addresses(mail.text) if "/l/" in address]
    pages = {link.url for link in links if link.kind == "page"}
    assert pages == {PRICING, f"{PRICING}?plan=a&b=1#table"}
    assert [link.kind for link in links if link.kind != "page"].count("chat") == 1
    assert len(ours) == len(set(ours)) == len(links)
    assert set(ours) == {address for address in addresses(mail.html) if "/l/" in address}
    assert PRICING not in mail.text + mail.html
    assert "mailto:ida@tidewater.example" in mail.html
    assert {link.mail_id for link in links} == {mail.id}
    for below in ("/privacy", "/unsubscribe/", "/preferences/"):
        assert any(below in address for address in addresses(mail.text))
        assert any(below in address for address in addresses(mail.html))


async def test_opening_a_link_counts_nothing_however_often_a_scanner_does(site: Site) -> None:
    await site.lead()
    await site.mail()
    path = await site.path("page")
    for method in ("GET", "GET", "HEAD", "OPTIONS", "PUT"):
        await site.http.request(method, path)

    page = await site.http.get(path)
    [link, _] = await site.links("page")
    assert page.status_code == 200
    assert f'href="{link.url}"'.replace("&", "&amp;") in page.text
    assert '<noscript><meta http-equiv="refresh"' in page.text
    assert page.headers["referrer-policy"] == "no-referrer"
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["x-robots-tag"] == "noindex"
    assert "script-src 'self'" in page.headers["content-security-policy"]
    assert "ann@example.com" not in page.text
    assert [link.clicks for link in await site.links()] == [0] * len(await site.links())


async def test_a_click_counts_and_the_first_one_counts_in_the_score(site: Site) -> None:
    await site.lead()
    await site.mail()
    path = await site.path("page")
    before = (await site.the_lead()).score
    for _ in range(3):
        assert (await site.http.post(path)).status_code == 204

    [first, second] = await site.links("page")
    assert (first.clicks, second.clicks) == (3, 0)
    assert first.first_clicked_at == site.clock.now()
    points = site.app.playbook().qualification.score.points["clicked_mail"]
    assert points > 0
    async with site.app.store.read() as uow:
        parts = {part["rule"]: part["points"] for part in await uow.leads.score_parts("lead_ann")}
    assert parts["clicked_mail"] == points
    assert (await site.the_lead()).score > before


async def test_a_click_in_a_mail_that_has_not_left_is_staffs_and_counts_nothing(site: Site) -> None:
    await site.lead()
    await site.mail(sent=False)
    assert (await site.http.post(await site.path("page"))).status_code == 204
    assert [link.clicks for link in await site.links("page")] == [0, 0]


async def test_the_way_into_the_chat_carries_the_conversation_on_in_which_they_agreed(site: Site) -> None:
    conversation = await site.lead()
    await site.mail()
    page = await site.http.get(await site.path("chat"))
    [token] = {one.partition("#carry-on=")[2] for one in addresses(page.text) if "#carry-on=" in one}
    assert site.app.links.open("resume", token.partition(";")[0], now=MONDAY) == conversation


async def test_without_that_conversation_the_way_leads_into_a_new_chat(site: Site) -> None:
    conversation = await site.lead()
    await site.mail()
    async with site.app.store.write() as uow:
        await uow.conversations.remove(conversation)
    page = await site.http.get(await site.path("chat"))
    assert f'href="{site.app.settings.public_url}/chat"' in page.text


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(
    "why", ["forged", "another secret", "another purpose", "nobody's", "cut off", "empty", "too old"]
)
async def test_a_link_that_is_not_ours_or_too_old_says_so_and_keeps_nothing(
    site: Site, method: str, why: str
) -> None:
    await site.lead()
    await site.mail()
    good = await site.path("page")
    [link, _] = await site.links("page")
    path = {
        "forged": good[:-2] + ("AA" if not good.endswith("AA") else "BB"),
        "another secret": f"/l/{LINKS.sign('click', link.id, MONDAY)}",
        "another purpose": f"/l/{site.app.links.sign('unsubscribe', link.id, MONDAY)}",
        "nobody's": f"/l/{site.app.links.sign('click', 'link_0', MONDAY)}",
        "cut off": good[:-9],
        "empty": "/l/x",
        "too old": good,
    }[why]
    if why == "too old":
        site.clock.move(timedelta(days=181))
    answer = await site.http.request(method, path)

    assert answer.status_code == (410 if why in ("too old", "nobody's") else 404)
    assert "<h1>" in answer.text
    assert PRICING not in answer.text
    assert sum(link.clicks for link in await site.links()) == 0


async def test_after_an_erasure_a_link_leads_nowhere_and_says_so(site: Site) -> None:
    await site.lead()
    await site.mail()
    path = await site.path("page")
    async with site.app.store.write() as uow:
        await uow.leads.remove("lead_ann")
    for method in ("GET", "POST"):
        page = await site.http.request(method, path)
        assert (page.status_code, "gone" in page.text) == (410, True)


async def test_no_address_in_the_request_changes_where_a_link_leads(site: Site) -> None:
    await site.lead()
    await site.mail()
    page = await site.http.get(
        await site.path("page"), params={"url": "https://evil.example/", "to": "//evil"}
    )
    assert "evil" not in page.text


async def test_what_a_visitor_typed_becomes_no_link_and_no_script(site: Site) -> None:
    await site.lead(name="[x](https://evil.example)<script>alert(1)</script>")
    mail = await site.mail("Hi {{ first_name }}, " + BODY)
    assert {link.url for link in await site.links("page")} == {PRICING, f"{PRICING}?plan=a&b=1#table"}
    assert "<script" not in mail.html
    assert 'href="https://evil' not in mail.html


async def test_a_name_with_an_encoded_word_or_a_line_break_stays_words_in_the_subject(site: Site) -> None:
    await site.lead(name="=?utf-8?q?a=0aBcc:_x?= Berg")
    mail = await site.mail(subject="For {{ first_name }}")
    assert "\n" not in mail.subject
    assert "=?" not in mail.subject
