"""What the widget costs a page: bytes as sent, and when the page is ready with it and without it.

`python -m tests.bench.page_load` measures, prints, and writes these parts of docs/performance.md.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Mapping
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, sync_playwright

from bot import widget
from bot.playbook import load
from bot.playbook.greetings import for_browsers
from bot.playbook.words import DomainWords
from bot.settings import ROOT
from bot.web.site import pages
from tests.bench.report import write_part
from tests.browser.company_pages import CompanyPages
from tests.browser.fake_server import FakeServer

LOADS = 40  # of each page, in turns
READY = """() => performance.getEntriesByType("navigation")[0].domContentLoadedEventEnd"""


PAGES = ("without the widget", "with it, `async`", "with it, `defer`")
Times = Mapping[str, list[float]]
"""Milliseconds until DOMContentLoaded by page, one for each load."""


def greetings() -> str:
    """Tidewater's, as `/widget.js` carries them."""
    return for_browsers(load(ROOT).site.greetings, DomainWords(ROOT / "domain.yml"), tuple(widget.words()))


def measure() -> Times:
    """The demo site's first page without a cache, with the widget of another origin and without it."""
    bantam, company = FakeServer(), CompanyPages()
    bantam.greetings = greetings()
    front = pages()["/"].replace('href="/', f'href="{bantam.address}/')
    bare = re.sub(r"<script.*?</script>|<bantam-chat.*?</bantam-chat>", "", front)
    for number, how in enumerate(("", "async", "defer")):
        tag = f'<script src="{bantam.address}/widget.js" {how} data-name="Tidewater"></script>'
        company.put(f"/{number}", bare.replace("</head>", f"{tag if how else ''}</head>"))
    times: Times = {name: [] for name in PAGES}
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
            for turn in range(LOADS + 2):
                for number, name in enumerate(PAGES):
                    took = _ready(browser, f"{company.address}/{number}")
                    if turn >= 2:  # the first loads start processes of the browser
                        times[name].append(took)
            browser.close()
    finally:
        bantam.close()
        company.close()
    return times


def _ready(browser: Browser, address: str) -> float:
    context = browser.new_context()
    page = context.new_page()
    page.goto(address)
    took = float(page.evaluate(READY))
    context.close()
    return took


def page_table(times: Times) -> list[str]:
    alone = median(times[PAGES[0]])
    rows = [
        "## A page with the widget",
        "",
        "| the demo site's first page | DOMContentLoaded, median | more | times | fastest | slowest |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for name, took in times.items():
        middle = median(took)
        cells = (f"{middle:.1f} ms", f"{middle - alone:+.1f} ms", f"{middle / alone:.2f}")
        rows.append(f"| {name} | {' | '.join(cells)} | {min(took):.1f} ms | {max(took):.1f} ms |")
    return [
        *rows,
        "",
        f"{LOADS} loads of each, in turns, in Chromium on the machine of the servers; nothing in a cache,",
        "the script from another origin. `defer` has a page without scripts of its own wait for",
        "its style sheets and for the script; `async` has it wait for nothing. Aim: within 10 ms, on an idle",
        "machine.",
        "`python -m tests.bench.page_load` writes this part and the next.",
    ]


def bytes_table() -> list[str]:
    launcher = _sent(widget.launcher_script(greetings()))
    rows = [
        "## The widget's bytes",
        "",
        "| what | when | bytes, gzipped |",
        "| --- | --- | ---: |",
        f"| `/widget.js` | every page | {launcher:,} |",
        f"| the same without greetings | | {_sent(widget.launcher_script()):,} |",
    ]
    chats = {language: _sent(widget.further_script(language)) for language in widget.words()}
    for language in ("en", max(chats, key=lambda each: chats[each])):
        cards = _sent(widget.further_script(f"{language}-cards"))
        rows += [
            f"| `/widget/{language}.js` | a chat is opened | {chats[language]:,} |",
            f"| both | | {launcher + chats[language]:,} |",
            f"| `/widget/{language}-cards.js` | its first card | {cards:,} |",
        ]
    return [
        *rows,
        "",
        f"`/widget.js` has {len(chats)} languages' words for the launcher, and Tidewater's greetings in all.",
        "The last language takes most. Aim: a page pays under 15,000 bytes before a chat is opened.",
    ]


def _sent(script: str) -> int:
    return len(gzip.compress(script.encode(), 9, mtime=0))


def write_parts(path: Path) -> None:
    """Measure, and put both parts into the file at `path`."""
    for part in (page_table(measure()), bytes_table()):
        print("\n".join(part), end="\n\n")
        write_part(path, part)


if __name__ == "__main__":
    write_parts(ROOT / "docs/performance.md")
