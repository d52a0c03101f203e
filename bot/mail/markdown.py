"""A mail's Markdown, read once: to HTML that mail programs keep. The plain text is `bot.mail.plain`.

The HTML has classes and no styles; `bot.mail.layout` has those.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token

Follow = Callable[[str], str]
"""Takes a link's address, gives the one that stands in the mail instead."""
# Tables, since Outlook draws with Word, which gives a link no padding of its own.
_TABLE = '<table role="presentation" class="{}" cellpadding="0" cellspacing="0" border="0">'
_BUTTON = _TABLE.format("button") + "<tr><td>", "</td></tr></table>\n"
_CHOICES = _TABLE.format("choices"), "</table>\n"
_CHOICE = "<tr><td>", "</td></tr>\n"


@cache
def _markdown() -> MarkdownIt:
    # No raw HTML, no pictures, no tables: what a mail is better without is plain text here.
    markdown = MarkdownIt("commonmark", {"html": False, "breaks": True}).disable(
        ["image", "html_block", "html_inline", "code"]
    )
    markdown.validateLink = _leads_somewhere  # type: ignore[method-assign]
    return markdown


def _leads_somewhere(url: str) -> bool:
    try:
        return urlsplit(url).scheme in ("http", "https", "mailto")
    except ValueError:
        return False


def read(markdown: str, follow: Follow | None = None) -> list[Token]:
    """The mail's tokens; `follow` is asked once for the address of each link, in their order."""
    tokens = _markdown().parse(markdown)
    if follow:
        for token in tokens:
            for child in token.children or ():
                if child.type == "link_open":
                    child.attrSet("href", follow(str(child.attrGet("href"))))
    return tokens


def to_html(tokens: Sequence[Token]) -> str:
    """The HTML of a mail's body. A paragraph that is one link is a button, a list of such is choices."""
    markdown = _markdown()
    return str(markdown.renderer.render(_with_buttons(tokens), markdown.options, {}))


def is_button(inline: Token) -> bool:
    """Whether it is one link and nothing else."""
    children = inline.children or []
    if not children or children[0].type != "link_open" or children[-1].type != "link_close":
        return False
    return sum(child.type == "link_open" for child in children) == 1


def _with_buttons(tokens: Sequence[Token]) -> list[Token]:
    drawn: list[Token] = []
    rest = list(tokens)
    while rest:
        if is_choices(rest):
            end = _end_of_list(rest)
            drawn += _choices(rest[: end + 1])
            rest = rest[end + 1 :]
        elif rest[0].type == "paragraph_open" and not rest[0].hidden and is_button(rest[1]):
            drawn += [_raw(_BUTTON[0]), rest[1], _raw(_BUTTON[1])]
            rest = rest[3:]
        else:
            drawn.append(rest.pop(0))
    return drawn


def is_choices(tokens: Sequence[Token]) -> bool:
    """Whether they begin with a list, in no other one, of which each item is one link and nothing else."""
    if not tokens or tokens[0].type != "bullet_list_open" or tokens[0].level:
        return False
    items = tokens[1 : _end_of_list(tokens)]
    plain = {"list_item_open", "paragraph_open", "inline", "paragraph_close", "list_item_close"}
    inlines = [token for token in items if token.type == "inline"]
    return all(token.type in plain for token in items) and all(map(is_button, inlines))


def _end_of_list(tokens: Sequence[Token]) -> int:
    end = ("bullet_list_close", tokens[0].level)
    return next(n for n, token in enumerate(tokens) if (token.type, token.level) == end)


def _choices(tokens: Sequence[Token]) -> list[Token]:
    inlines = [token for token in tokens if token.type == "inline"]
    rows = [part for inline in inlines for part in (_raw(_CHOICE[0]), inline, _raw(_CHOICE[1]))]
    return [_raw(_CHOICES[0]), *rows, _raw(_CHOICES[1])]


def _raw(html: str) -> Token:
    return Token("html_block", "", 0, content=html)
