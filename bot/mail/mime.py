"""MIME, read without trusting any of it: parts, header values and text (RFC 2045, 2047, 2231, 3676).

Whatever is broken in it is left out or replaced; nothing here raises on what somebody sent.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from typing import Any

from bot.mail.html_text import text_of_html

DEEPEST = 20
"""How many multiparts may lie in each other; the parts of what is nested deeper are left out."""

MOST_PARTS = 500
LONGEST_HEADER = 2_000
LONGEST_TEXT = 100_000
"""Characters."""

# They take quadratic time, or are no charsets at all but Python's own.
NO_CHARSETS = ("idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "utf-7")
QUOTE_MARKS = re.compile(r"(?:> ?)*")


def parts_of(message: Message) -> list[Message]:
    """The leaves, and mails within the mail as they are: their words are somebody else's. 500 at most."""
    found: list[Message] = []
    for part in _walk(message):
        found.append(part)
        if len(found) == MOST_PARTS:
            break
    return found


def _walk(message: Message, depth: int = 0) -> Iterator[Message]:
    if message.get_content_maintype() != "multipart" or not message.is_multipart():
        yield message
    elif depth < DEEPEST:
        for part in inner_parts(message):
            yield from _walk(part, depth + 1)


def inner_parts(message: Message) -> list[Message]:
    """What a multipart holds; also the one mail in a message/rfc822, and the blocks of a delivery-status."""
    inner = message.get_payload()
    return [part for part in inner if isinstance(part, Message)] if isinstance(inner, list) else []


def parameter(part: Message, name: str, header: str = "Content-Type") -> str:
    value = part.get_param(name, header=header)
    if isinstance(value, tuple):  # RFC 2231: charset, language, value
        value = value[2]
    return str(value or "").strip()


def header_text(value: Any) -> str:
    """A header's value in characters, on one line: encoded words are decoded (RFC 2047), folds are spaces."""
    raw = re.sub(r"[\r\n]+", " ", str(value)[:LONGEST_HEADER])
    try:
        chunks = decode_header(raw)
    except (HeaderParseError, ValueError):
        chunks = [(raw, None)]
    text = "".join(
        decoded(chunk, charset) if isinstance(chunk, bytes) else chunk for chunk, charset in chunks
    )
    return " ".join(printable(text).split())


def decoded(raw: bytes, charset: str | None) -> str:
    """Bytes as characters, whatever the charset's name is worth."""
    try:
        codec = codecs.lookup((charset or "utf-8").strip().strip("\"'")).name
        if codec.replace("-", "_") not in {name.replace("-", "_") for name in NO_CHARSETS}:
            return raw.decode("utf-8-sig" if codec == "utf-8" else codec)
    except (LookupError, ValueError, TypeError, AttributeError):
        pass
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def printable(text: str) -> str:
    """Without NUL, which PostgreSQL takes none of, lone surrogates, and marks that nobody sees."""
    text = text.encode("utf-8", "replace").decode("utf-8")
    return re.sub("[\x00\u200b\u2060\ufeff]", "", text).replace("\xa0", " ")


def text_of(parts: list[Message]) -> str:
    """What the mail says: its plain text; else that of its HTML. At most 100,000 characters,
    in lines that end in `\\n`."""
    shown = [part for part in parts if part.get_content_disposition() != "attachment"]
    for kind, reader in (("text/plain", _plain), ("text/html", _from_html)):
        texts: list[str] = []
        for part in shown:
            if part.get_content_type() == kind and sum(map(len, texts)) < LONGEST_TEXT:
                texts.append(reader(part).strip("\n"))
        if text := "\n".join(texts).strip():
            return text[:LONGEST_TEXT]
    return ""


def part_text(part: Message) -> str:
    """A text part's characters, lines ending in `\\n`."""
    raw = part.get_payload(decode=True)
    if not isinstance(raw, bytes):
        return ""
    text = printable(decoded(raw[: 8 * LONGEST_TEXT], parameter(part, "charset") or None))
    return text.replace("\r\n", "\n").replace("\r", "\n")[: 4 * LONGEST_TEXT]


def _plain(part: Message) -> str:
    text = part_text(part)[: 2 * LONGEST_TEXT]
    if parameter(part, "format").lower() != "flowed":
        return text
    return _unflowed(text, joined=parameter(part, "delsp").lower() == "yes")


def _from_html(part: Message) -> str:
    return text_of_html(part_text(part))


def _unflowed(text: str, *, joined: bool) -> str:
    """Lines that end in a space go on in the next one of the same quote (RFC 3676, 4.1 to 4.5)."""
    paragraphs: list[tuple[int, list[str]]] = []
    going_on = False
    for line in text.split("\n"):
        marks = QUOTE_MARKS.match(line)
        depth = marks.group().count(">") if marks else 0
        body = line[len(line) - len(line.lstrip("> ")) if depth else 0 :].removeprefix(" ")
        soft = body.endswith(" ") and body != "-- "
        body = body[:-1] if soft and joined else body
        if going_on and paragraphs and paragraphs[-1][0] == depth and body != "-- ":
            paragraphs[-1][1].append(body)
        else:
            paragraphs.append((depth, [body]))
        going_on = soft
    return "\n".join(("> " * depth + "".join(pieces)) for depth, pieces in paragraphs)
