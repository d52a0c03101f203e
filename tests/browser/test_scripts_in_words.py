"""The corpus of scripts through console and mails, in a real browser: nothing runs, nothing breaks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.scripted_company import ADMIN, ALL, mails_html, scripted_company
from tests.browser.scripts import RAN, SINK, WATCH, corpus
from tests.consoles import PASSWORD

STRAYS = """(page) => {
  const ours = new Set(["http:", "https:", "mailto:", "tel:"]);
  const foreign = new Set(["base", "embed", "object", "marquee", "math", "plaintext", "xmp", "template",
    "noscript", "audio", "video", "style", "animate", "foreignObject"]);
  const found = [];
  const tell = (what, element) => found.push(`${what}: ${element.outerHTML.slice(0, 200)}`);
  for (const element of page.querySelectorAll("*")) {
    const tag = element.localName;
    if (foreign.has(tag) && !(tag === "style" && page.mail)) tell("element", element);
    if (tag === "script" && !(element.getAttribute("src") || "").startsWith("/console/assets/"))
      tell("script", element);
    if (tag === "meta" && element.httpEquiv === "refresh") tell("meta", element);
    for (const { name, value } of element.attributes) {
      if (/^on/i.test(name) || name === "srcdoc" || name === "style" && !page.mail) tell(name, element);
      if (!/^(href|src|action|formaction|xlink:href|data|poster|background)$/i.test(name)) continue;
      let to;
      try { to = new URL(value, location.origin === "null" ? "https://mail.example" : location.href); }
      catch { continue; }
      if (!ours.has(to.protocol) || to.host === "sink.example") tell(name, element);
    }
  }
  return found;
}"""
"""What stands on a page and is not of ours: elements, attributes that run something, foreign addresses."""
PARSED = f"""async (path) => {{
  const page = new DOMParser().parseFromString(await (await fetch(path)).text(), "text/html");
  return ({STRAYS})(page);
}}"""
FRAMED = f"""async (mails) => {{
  const found = [];
  await Promise.all(mails.map((mail) => new Promise((loaded) => {{
    const frame = document.createElement("iframe");
    frame.onload = () => {{
      frame.contentDocument.mail = true;
      found.push(...({STRAYS})(frame.contentDocument));
      loaded();
    }};
    frame.srcdoc = mail;
    document.body.append(frame);
  }})));
  return found;
}}"""
"""Each mail in a frame of its own, in which scripts may run."""
LISTS = (
    "", "/leads", "/leads?page=2", "/leads?page=3", "/conversations", "/conversations?page=2", "/meetings",
    "/mail", "/mail?page=2", "/mail?page=4", "/sequences", "/sequences?show=next", "/sequences/not-now",
    "/reports", "/settings", f"/leads/lead_{ALL}", f"/conversations/conv_{ALL}",
)  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("scripts")


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    with scripted_company(folder) as address:
        yield address


class Watched:
    """A page of a browser that keeps whatever a piece of the corpus brought about."""

    def __init__(self, context: BrowserContext) -> None:
        self.seen: list[str] = []
        context.add_init_script(WATCH)
        context.route(f"**://{SINK}/**", lambda route: route.abort())
        self.page = context.new_page()
        context.on("request", lambda asked: self._note(SINK in asked.url.split("?")[0], asked.url))
        self.page.on("dialog", lambda dialog: (self._note(True, "a dialog"), dialog.dismiss()))
        self.page.on("popup", lambda _: self._note(True, "another window"))
        self.page.on("pageerror", lambda error: self._note(True, str(error)))
        self.page.on("console", lambda line: self._note(_tells(line.text), line.text))

    def _note(self, when: bool, what: str) -> None:
        if when:
            self.seen.append(what)


def _tells(line: str) -> bool:
    return RAN in line or "Security Policy" in line or "Refused to" in line


@pytest.fixture
def watched(context: BrowserContext) -> Iterator[Watched]:
    watched = Watched(context)
    yield watched
    assert watched.seen == []


def sign_in(page: Page, address: str) -> None:
    page.goto(f"{address}/console/sign-in")
    page.get_by_label("E-mail").fill(ADMIN)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_no_list_of_the_console_runs_or_loses_what_visitors_and_colleagues_brought(
    watched: Watched, address: str
) -> None:
    page = watched.page
    sign_in(page, address)
    too_wide = []
    for path in LISTS:
        page.goto(f"{address}/console{path}")
        assert page.evaluate(f"({STRAYS})(document)") == [], path
        assert page.locator(".rail-link").count() > 8, path
        for size in (DESKTOP, PHONE):
            page.set_viewport_size(size)
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                too_wide.append((path, size["width"]))
        page.set_viewport_size(DESKTOP)
    assert too_wide == []


def test_what_was_typed_is_read_as_it_was_typed(watched: Watched, address: str) -> None:
    page = watched.page
    sign_in(page, address)
    page.goto(f"{address}/console/leads/lead_{ALL}")
    shown = words(page.evaluate("document.body.textContent"))
    assert [piece for piece in corpus() if words(piece) not in shown] == []
    names = []
    for number in (1, 2, 3):
        page.goto(f"{address}/console/leads?page={number}")
        names += page.locator("tbody .cover").evaluate_all("found => found.map(one => one.textContent)")
    assert sorted(map(words, names)) == sorted(words(piece) for piece in [*corpus(), corpus()[1]])


def words(text: str) -> str:
    return " ".join(text.split())


def test_no_page_about_one_lead_chat_meeting_or_mail_is_changed_by_their_words(
    watched: Watched, address: str
) -> None:
    page = watched.page
    sign_in(page, address)
    for number in range(len(corpus())):
        path = ("leads/lead_{}", "meetings/meet_{}", "conversations/conv_{}")[number % 3].format(number)
        assert page.evaluate(PARSED, f"/console/{path}") == [], path
    for number in range(1, len(corpus()), 24):
        for path in (f"leads/lead_{number}", f"meetings/meet_{number}", f"meetings/meet_{number}/move"):
            page.goto(f"{address}/console/{path}")
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
            expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.goto(f"{address}/console/mail?page=2")
    for link in page.locator("tbody .cover").evaluate_all("found => found.slice(0, 4).map(one => one.href)"):
        page.goto(link)
        expect(page.frame_locator("iframe").locator("body")).not_to_be_empty()
        assert page.evaluate(f"({STRAYS})(document)") == [], link


def test_no_mail_runs_anything_where_a_mail_program_lets_scripts_run(
    browser: Browser, folder: Path, address: str
) -> None:
    mails = mails_html(folder)
    assert len(mails) > len(corpus())
    context = browser.new_context()
    watched = Watched(context)
    for start in range(0, len(mails), 60):
        watched.page.set_content("<!doctype html><title>Mails</title>")
        assert watched.page.evaluate(FRAMED, mails[start : start + 60]) == []
    assert watched.seen == []
    context.close()


def test_the_watch_sees_what_it_is_there_for(browser: Browser) -> None:
    """Without it all of the above would hold for a page that runs everything."""
    context = browser.new_context()
    watched = Watched(context)
    for piece in ("<script>xss()</script>", "<body onload=xss()>", "<img src=https://sink.example/x.png>"):
        before = len(watched.seen)
        watched.page.set_content("<!doctype html><title>Mails</title>")
        assert watched.page.evaluate(FRAMED, [f"<p>{piece}</p>"]) != []
        assert len(watched.seen) > before, piece
    context.close()
