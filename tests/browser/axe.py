"""axe-core on the widget: findings in the element and its shadow root, in the state that the page is in."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPTIONS = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
# What moves must have come to its end, or axe measures the contrast of what is half faded in.
STILL = """() => Promise.allSettled(
    [document, ...Array.from(document.querySelectorAll("bantam-chat"), (one) => one.shadowRoot)]
        .flatMap((root) => root.getAnimations())
        .filter((one) => one.effect.getComputedTiming().endTime !== Infinity)
        .map((one) => one.finished))"""


def findings(page: Page, within: str = "bantam-chat") -> list[str]:
    """What breaks WCAG 2.2 AA or a best practice, as `rule: element (why)`; empty when all is well."""
    page.evaluate(STILL)
    answer = Axe().run(page, context={"include": [within]}, options=OPTIONS).response
    return [
        f"{violation['id']}: {node['html'][:120]} ({node['failureSummary'].splitlines()[-1].strip()})"
        for violation in answer["violations"]
        for node in violation["nodes"]
    ]
