"""HTML mail as text, with `>` before what it quotes: enough to read what a person wrote."""

from __future__ import annotations

import re
from html.parser import HTMLParser

LONGEST_HTML = 300_000
"""Characters; what comes after them is left out."""

DEEPEST_QUOTE = 5
LINES = frozenset(
    ("address", "article", "blockquote", "body", "br", "center", "dd", "div", "dl", "dt", "footer", "form",
     "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "ol", "p", "pre", "section", "table",
     "tr", "ul")
)  # fmt: skip
PARAGRAPHS = frozenset(("p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol"))
UNSEEN = frozenset(("script", "style", "title"))
RULE = "_" * 32
OUTLOOKS_QUOTE = ("divrplyfwdmsg", "x_divrplyfwdmsg")
"""The id that Outlook gives to the lines above what it quotes."""


def text_of_html(html: str) -> str:
    """Lines end in `\\n`; a rule, and what Outlook sets before a quote, is a line of underscores."""
    reader = _Reader()
    reader.feed(html[:LONGEST_HTML])
    reader.close()
    return re.sub(r"\n(?:[> ]*\n){2,}", "\n\n", "\n".join(reader.finished())).strip("\n")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._lines: list[str] = []
        self._line: list[str] = []
        self._quotes = 0
        self._unseen = ""

    def finished(self) -> list[str]:
        self._end_line()
        return self._lines

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in UNSEEN:
            self._unseen = tag
        elif tag == "body":
            self._unseen = ""
        if tag not in LINES:
            return
        self._end_line(always=tag == "br")
        if tag in PARAGRAPHS:
            self._blank()
        if tag == "blockquote":
            self._quotes += 1
        elif tag == "hr" or (dict(attrs).get("id") or "").lower() in OUTLOOKS_QUOTE:
            self._lines.append(self._mark() + RULE)
        elif tag == "li":
            self._line.append("- ")

    def handle_endtag(self, tag: str) -> None:
        if tag == self._unseen:
            self._unseen = ""
        if tag in LINES and tag != "br":
            self._end_line()
            if tag in PARAGRAPHS:
                self._blank()
            if tag == "blockquote":
                self._quotes = max(0, self._quotes - 1)
        elif tag in ("td", "th"):
            self._line.append(" ")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self._line.append(data)

    def _mark(self) -> str:
        return "> " * min(self._quotes, DEEPEST_QUOTE)

    def _end_line(self, *, always: bool = False) -> None:
        text = " ".join("".join(self._line).split())
        self._line = []
        if text or always:
            self._lines.append(self._mark() + text)

    def _blank(self) -> None:
        if self._lines and self._lines[-1].strip("> "):
            self._lines.append(self._mark())
