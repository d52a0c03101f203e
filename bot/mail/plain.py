"""A mail's Markdown as text that reads well by itself: for who has no HTML, and for the list of mails."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from markdown_it.token import Token

from bot.mail.markdown import is_button

WIDTH = 76
"""Characters in a line, as the standards advise (RFC 5322, 2.1.1: 78). No address is broken for it."""
OPENING = 120
"""Characters of a mail that a list of mails shows beside its subject."""


def to_text(tokens: Sequence[Token]) -> str:
    """Lists and quotations with their signs, links with their address, long lines broken between words."""
    blocks: list[str] = []
    lists: list[str | int] = []
    first_in_item = False
    quoted = 0
    for token in tokens:
        if token.type in ("blockquote_open", "blockquote_close"):
            quoted += token.nesting
        elif token.type == "bullet_list_open":
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
            block = _laid_out(words, lists, first_in_item, as_it_is=token.type == "fence")
            blocks.append(textwrap.indent(block, "> " * quoted, lambda _: True))
            first_in_item = False
    return _joined(blocks)


def opening(tokens: Sequence[Token]) -> str:
    """What the mail begins with after the greeting, on one line: mail programs show it beside the subject."""
    said = [" ".join(_spoken(token).split()) for token in tokens if token.type == "inline"]
    if len(said) > 1 and said[0].endswith(","):
        said = said[1:]
    begins = textwrap.shorten(" ".join(said), OPENING, placeholder=" …")
    return begins[:1].upper() + begins[1:]


def _laid_out(words: str, lists: list[str | int], first: bool, *, as_it_is: bool) -> str:
    """The block under the sign of its list item, if it is in one."""
    start = rest = ""
    if lists:
        sign = lists[-1]
        mark = "- " if isinstance(sign, str) else f"{sign}. "
        if first and isinstance(sign, int):
            lists[-1] = sign + 1
        margin = "  " * (len(lists) - 1)
        rest = margin + " " * len(mark)
        start = margin + mark if first else rest
    lines = []
    for line in words.split("\n"):
        lines += [start + line] if as_it_is else _wrapped(line, start, rest)
        start = rest
    return "\n".join(lines)


def _wrapped(line: str, start: str, rest: str) -> list[str]:
    lines = textwrap.wrap(
        line, WIDTH, initial_indent=start, subsequent_indent=rest,
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip
    return lines or [start.rstrip()]


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


def _spoken(inline: Token) -> str:
    breaks = ("softbreak", "hardbreak")
    return "".join(" " if child.type in breaks else child.content for child in inline.children or ())


def _words(inline: Token) -> str:
    return "".join(_pieces(inline))


def _pieces(inline: Token) -> Iterator[str]:
    alone = is_button(inline)
    link = shown = ""
    for child in inline.children or ():
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
