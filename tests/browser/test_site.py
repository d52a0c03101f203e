"""The demo company's website: whole, readable on a phone, and in the product's colours."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from bot.web.site import FILES, NAVIGATION, pages
from tests.browser.axe import findings
from tests.browser.conftest import Scheme
from tests.browser.fake_server import FakeServer

WEB = Path(__file__).parents[2] / "bot" / "web"


@pytest.mark.parametrize("address", pages())
def test_a_page_has_the_chat_no_inline_code_and_no_dead_link(address: str) -> None:
    html = pages()[address]
    assert '<script src="/widget.js" async></script>' in html
    assert "<bantam-chat" in html
    assert not re.search(r"\sstyle=|\son\w+=|<style|<script>", html)
    for target in re.findall(r'(?:href|src)="(/[^"]*)"', html):
        path, _, anchor = target.partition("#")
        file = WEB / path[1:] if path.startswith("/static/") else FILES / path[1:]
        assert path == "/widget.js" or path in pages() or file.is_file(), target
        assert not anchor or f'id="{anchor}"' in pages()[path], target


@pytest.mark.parametrize("address", pages())
def test_the_navigation_marks_the_page_that_one_is_on_and_no_other(address: str) -> None:
    marked = re.findall(r'<a href="([^"]*)" aria-current="page"', pages()[address])
    assert marked == [address for _, here in NAVIGATION if here == address]


def test_pages_have_titles_and_descriptions_of_their_own() -> None:
    for what in (r"<title>(.+)</title>", r'<meta name="description" content="(.+)">'):
        found = [one for html in pages().values() for one in re.findall(what, html)]
        assert len(found) == len(set(found)) == len(pages()), what


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_no_page_is_wider_than_the_screen(browser: Browser, fake: FakeServer, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    for address in pages():
        page.goto(fake.address + address)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_page(browser: Browser, fake: FakeServer, scheme: Scheme) -> None:
    page = browser.new_page(color_scheme=scheme, reduced_motion="reduce")
    found = {}
    for address in pages():
        page.goto(fake.address + address)
        found[address] = findings(page, "html")
    page.close()
    assert not any(found.values()), found


def test_the_plans_stand_level_line_by_line(browser: Browser, fake: FakeServer) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 860})
    page.goto(f"{fake.address}/pricing/")
    for line in ("h2", ".price", ".price + p", ".button", ".ticks li:first-child"):
        tops = page.locator(f".plans > li {line}").evaluate_all(
            "all => all.map((one) => one.getBoundingClientRect().top)"
        )
        assert len(tops) == 3, line
        assert len(set(tops)) == 1, line
    page.close()


def colours(css: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})", css))


def contrast(one: str, other: str) -> float:
    """WCAG 2.2, "contrast ratio": from 1 to 21."""

    def luminance(colour: str) -> float:
        channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_and_controls_stand_out_in_both_schemes(scheme: str) -> None:
    css = (WEB / "static" / "tokens.css").read_text("utf-8")
    light, dark = css.split("@media (prefers-color-scheme: dark)")
    token = colours(light) if scheme == "light" else colours(dark)
    for surface in ("surface", "raised", "sunken"):
        for text in ("ink", "ink-muted", "accent", "accent-strong", "good", "warn", "bad"):
            assert contrast(token[text], token[surface]) >= 4.5, (text, surface)
        assert contrast(token["line-control"], token[surface]) >= 3, surface
    for pair in ("accent", "good", "warn", "bad"):
        assert contrast(token[pair], token[pair + "-soft"]) >= 4.5, pair
    assert contrast(token["accent-ink"], token["accent"]) >= 4.5
    assert contrast(token["accent-ink"], token["accent-strong"]) >= 4.5
