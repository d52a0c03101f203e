"""HTML mail as text, with `>` before what it quotes: enough to read what a person wrote."""

from __future__ import annotations

import re
from html import unescape

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


TAG = re.compile(r"(/?)([A-Za-z][\w:-]{0,20})")
ID = re.compile(r"""\bid\s?=\s?["']?([\w-]{1,40})""", re.IGNORECASE)


def text_of_html(html: str) -> str:
    """Lines end in `\\n`; a rule, and what Outlook sets before a quote, is a line of underscores."""
    reader = _Reader()
    reader.read(html[:LONGEST_HTML])
    return re.sub(r"\n(?:[> ]*\n){2,}", "\n\n", "\n".join(reader.finished())).strip("\n")


class _Reader:
    """In one pass over what is between the `<`: the standard library's parser looks for each comment's end
    as far as the end of the text, so that 300,000 characters of `<!--` keep it busy for minutes."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._line: list[str] = []
        self._quotes = 0
        self._unseen = ""

    def read(self, html: str) -> None:
        words, *pieces = html.split("<")
        self._line.append(words)
        for piece in pieces:
            if piece.startswith("!--") and not self._unseen:
                self._unseen = "!--"
            if self._unseen == "!--":
                _, ended, after = piece.partition("-->")
                self._unseen = "" if ended else "!--"
            else:
                inside, _, after = piece.partition(">")
                if tag := TAG.match(inside):
                    self._tag(tag.group(2).lower(), inside[:500], ends=bool(tag.group(1)))
                elif not inside.startswith(("!", "?", "/")):
                    after = f"<{piece}"
            if not self._unseen:
                self._line.append(after)

    def finished(self) -> list[str]:
        self._end_line()
        return self._lines

    def _tag(self, tag: str, inside: str, *, ends: bool) -> None:
        if self._unseen:
            self._unseen = "" if (ends and tag == self._unseen) or tag == "body" else self._unseen
        elif tag in UNSEEN and not ends:
            self._unseen = tag
        elif tag in ("td", "th"):
            self._line.append(" ")
        elif tag in LINES and ends:
            self._close(tag)
        elif tag in LINES:
            self._open(tag, inside)

    def _open(self, tag: str, inside: str) -> None:
        self._end_line(always=tag == "br")
        if tag in PARAGRAPHS:
            self._blank()
        named = ID.search(inside)
        if tag == "blockquote":
            self._quotes += 1
        elif tag == "hr" or (named and named.group(1).lower() in OUTLOOKS_QUOTE):
            self._lines.append(self._mark() + RULE)
        elif tag == "li":
            self._line.append("- ")

    def _close(self, tag: str) -> None:
        self._end_line()
        if tag in PARAGRAPHS:
            self._blank()
        if tag == "blockquote":
            self._quotes = max(0, self._quotes - 1)

    def _mark(self) -> str:
        return "> " * min(self._quotes, DEEPEST_QUOTE)

    def _end_line(self, *, always: bool = False) -> None:
        text = " ".join(unescape("".join(self._line)).split())
        self._line = []
        if text or always:
            self._lines.append(self._mark() + text)

    def _blank(self) -> None:
        if self._lines and self._lines[-1].strip("> "):
            self._lines.append(self._mark())
