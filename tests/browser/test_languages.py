"""The widget in other languages: which one it takes, how it writes dates, and from the right."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from bot import widget
from tests.browser.axe import STILL
from tests.browser.conftest import DESKTOP, Visit
from tests.browser.fake_server import FakeServer
from tests.browser.widget_page import said

WORDS = widget.words()


def chat_in(page: Page, language: str) -> Locator:
    """Opens the chat in that language, as an attribute of the element asks for it."""
    page.evaluate("(language) => document.querySelector('bantam-chat').lang = language", language)
    page.get_by_role("button", name=WORDS[language]["launcher"]["launch"]).click()
    expect(said(page)).to_have_count(2)
    return page.get_by_role("textbox", name=WORDS[language]["launcher"]["input"])


@pytest.mark.parametrize(
    ("element", "page_language", "browser_language", "shown"),
    [
        ("de", "en", "fr-FR", "de"),  # what the element says counts first
        ("", "es-MX", "fr-FR", "es"),  # then the page
        ("", "", "fr-CA", "fr"),  # then the browser
        ("", "sv", "pt-BR", "pt"),  # a page in a language that we have no words for
        ("zh-Hant-TW", "zh-TW", "zh-TW", "en"),
        ("AR-eg", "en", "en-GB", "ar"),
        ("", "", "sv-SE", "en"),
    ],
)
def test_the_element_then_the_page_then_the_browser_says_the_language(
    browser: Browser, visit: Visit, element: str, page_language: str, browser_language: str, shown: str
) -> None:
    context = browser.new_context(locale=browser_language)
    page = visit("/plain", context)
    page.evaluate(
        """([own, page]) => {
            document.documentElement.lang = page;
            document.querySelector("bantam-chat").setAttribute("lang", own);
        }""",
        [element, page_language],
    )
    expect(page.get_by_role("button", name=WORDS[shown]["launcher"]["launch"])).to_be_visible()
    assert page.locator("bantam-chat .root").get_attribute("lang") == shown
    context.close()


@pytest.mark.parametrize(
    ("language", "browser_language", "locale", "time"),
    [
        ("en", "en-US", "en-US", "10:00\u202fAM"),
        ("en", "en-GB", "en-GB", "10:00"),
        ("de", "de-AT", "de-AT", "10:00"),
        ("fr", "en-GB", "fr-GB", "10:00"),  # the region is the visitor's, the language the widget's
        ("ja", "ja", "ja", "10:00"),
    ],
)
def test_times_and_the_locale_of_a_chat_are_the_widgets_language_in_the_visitors_region(
    fake: FakeServer,
    browser: Browser,
    visit: Visit,
    language: str,
    browser_language: str,
    locale: str,
    time: str,
) -> None:
    context = browser.new_context(viewport=DESKTOP, locale=browser_language)
    page = visit("/", context)
    chat_in(page, language).fill("times")
    page.keyboard.press("Enter")
    expect(page.locator("bantam-chat .slot").first).to_have_text(time)
    assert fake.bodies("/api/chat/start")[0]["locale"] == locale
    context.close()


def test_arabic_runs_from_the_right_and_the_launcher_stays_where_the_page_wants_it(visit: Visit) -> None:
    page = visit("/")
    launcher = page.locator("bantam-chat .launcher")
    left = launcher.evaluate("(one) => one.getBoundingClientRect().left")
    chat_in(page, "ar")
    page.evaluate(STILL)
    assert launcher.evaluate("(one) => one.getBoundingClientRect().left") == left
    box = {
        name: page.locator(f"bantam-chat .{name}").first.bounding_box()
        for name in ("panel", "avatar", "shut", "bubble", "chip:last-child", "send")
    }
    middle = {name: each["x"] + each["width"] / 2 for name, each in box.items() if each}
    assert middle["send"] < middle["panel"] < middle["avatar"]
    assert middle["shut"] < middle["panel"] < middle["bubble"]
    assert middle["chip:last-child"] < middle["panel"]


def test_english_words_inside_an_arabic_window_read_from_the_left(fake: FakeServer, visit: Visit) -> None:
    page = visit("/")
    field = chat_in(page, "ar")
    field.fill("We need reports.")
    assert field.evaluate("(one) => getComputedStyle(one).direction") == "ltr"
    field.fill("\u0646\u062d\u062a\u0627\u062c \u062a\u0642\u0627\u0631\u064a\u0631")
    assert field.evaluate("(one) => getComputedStyle(one).direction") == "rtl"
    field.fill("")
    assert field.evaluate("(one) => getComputedStyle(one).direction") == "rtl"
    assert said(page).first.evaluate("(one) => getComputedStyle(one).direction") == "ltr"


@pytest.mark.parametrize("language", sorted(WORDS))
def test_nothing_is_cut_off_in_any_language(
    fake: FakeServer, browser: Browser, visit: Visit, language: str
) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 640}, locale="en-GB")
    page = visit("/", context)
    field = chat_in(page, language)
    for text in ("times", "summary", "booked"):
        before = said(page).count()
        field.fill(text)
        page.keyboard.press("Enter")
        expect(said(page)).to_have_count(before + 2)
    page.get_by_role("button", name=WORDS[language]["chat"]["menu"], exact=True).click()
    page.get_by_role("menuitem", name=WORDS[language]["chat"]["erase"]).click()
    cut = page.evaluate("""() => {
        const { shadowRoot } = document.querySelector("bantam-chat");
        const all = [...shadowRoot.querySelectorAll(".panel :not(.unseen, textarea)")];
        const wider = (one) => one.scrollWidth > one.clientWidth + 1;
        const cuts = (one) => getComputedStyle(one).overflowX !== "visible";
        return all.filter((one) => wider(one) && cuts(one)).map((one) => one.outerHTML);
    }""")
    assert cut == []
    context.close()
