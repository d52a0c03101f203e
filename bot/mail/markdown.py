"""Markdown to the HTML that mail programs keep (styles inline), and to text that reads well by itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token

ACCENT = "#0b6b74"
STYLES = {
    "paragraph_open": "margin:0 0 16px",
    "heading_open": "margin:24px 0 8px;font-size:20px;line-height:1.3;font-weight:600",
    "bullet_list_open": "margin:0 0 16px;padding-left:24px",
    "ordered_list_open": "margin:0 0 16px;padding-left:24px",
    "list_item_open": "margin:0 0 4px",
    "blockquote_open": "margin:0 0 16px;padding-left:12px;border-left:3px solid #dfe4e8;color:#55626f",
    "hr": "margin:24px 0;border:0;border-top:1px solid #dfe4e8",
    "link_open": f"color:{ACCENT};text-decoration:underline",
}
BUTTON = (
    f"display:inline-block;padding:10px 18px;border-radius:6px;background-color:{ACCENT};color:#ffffff;"
    "font-weight:600;text-decoration:none"
)


@cache
def _markdown() -> MarkdownIt:
    # No raw HTML, no pictures, no tables: what a mail is better without is plain text here.
    markdown = MarkdownIt("commonmark", {"html": False, "breaks": True}).disable(
        ["image", "html_block", "html_inline", "code"]
    )
    markdown.validateLink = lambda url: urlsplit(url).scheme in ("http", "https", "mailto")  # type: ignore[method-assign]
    return markdown


def to_html(markdown: str) -> str:
    """The HTML of a mail's body. A paragraph that is one link and nothing else becomes a button."""
    tokens = _markdown().parse(markdown)
    for token in tokens:
        _style(token)
        children = token.children or []
        for child in children:
            _style(child)
        if _is_button(children):
            children[0].attrSet("style", BUTTON)
    return str(_markdown().renderer.render(tokens, _markdown().options, {}))


def _style(token: Token) -> None:
    if style := STYLES.get(token.type):
        token.attrSet("style", style)


def _is_button(children: Sequence[Token]) -> bool:
    if not children or children[0].type != "link_open" or children[-1].type != "link_close":
        return False
    return sum(child.type == "link_open" for child in children) == 1


def to_text(markdown: str) -> str:
    """The same as plain text: lists with their signs, links with their address behind the words."""
    blocks: list[str] = []
    lists: list[str | int] = []
    first_in_item = False
    for token in _markdown().parse(markdown):
        if token.type == "bullet_list_open":
            lists.append("-")
        elif token.type == "ordered_list_open":
            lists.append(int(token.attrGet("start") or 1))
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            lists.pop()
        elif token.type == "list_item_open":
            first_in_item = True
        elif token.type == "hr":
            blocks.append("---")
        elif token.type in ("inline", "fence"):
            words = _words(token) if token.type == "inline" else token.content.rstrip()
            blocks.append(_indented(words, lists, first_in_item))
            first_in_item = False
    return _joined(blocks)


def _indented(words: str, lists: list[str | int], first: bool) -> str:
    if not lists:
        return words
    sign = lists[-1]
    mark = "- " if isinstance(sign, str) else f"{sign}. "
    if first and isinstance(sign, int):
        lists[-1] = sign + 1
    margin = "  " * (len(lists) - 1)
    lines = words.split("\n")
    start = mark if first else " " * len(mark)
    return "\n".join(
        [f"{margin}{start}{lines[0]}", *(f"{margin}{' ' * len(mark)}{line}" for line in lines[1:])]
    )


def _joined(blocks: list[str]) -> str:
    """Blocks with an empty line between them, list items without."""
    text = ""
    for before, block in zip(["", *blocks], blocks, strict=False):
        together = _is_item(before) and _is_item(block)
        text += ("\n" if together else "\n\n" if before else "") + block
    return text.strip("\n")


def _is_item(block: str) -> bool:
    mark = block.lstrip().split(" ")[0]
    return mark == "-" or (mark.endswith(".") and mark[:-1].isdigit())


def _words(inline: Token) -> str:
    return "".join(_pieces(inline.children or []))


def _pieces(children: Sequence[Token]) -> Iterator[str]:
    alone = _is_button(children)
    link = shown = ""
    for child in children:
        if child.type == "link_open":
            link, shown = str(child.attrGet("href") or ""), ""
        elif child.type == "link_close":
            address = link.removeprefix("mailto:")
            if shown != address:
                yield f":\n{address}" if alone else f" ({address})"
            link = ""
        elif child.type in ("text", "code_inline"):
            shown += child.content if link else ""
            yield child.content
        elif child.type in ("softbreak", "hardbreak"):
            yield "\n"
