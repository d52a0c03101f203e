"""A mail as it arrives, read without trusting any of it (RFC 5322, 2045, 3464).

Whatever is broken in it is left out; nothing here raises on what somebody sent.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from email import message_from_bytes, message_from_string
from email.message import Message
from email.utils import getaddresses
from types import MappingProxyType
from typing import Any

from bot.mail.calendar_parts import CalendarPart, calendar_part, is_calendar
from bot.mail.mime import (
    DEEPEST,
    LONGEST_HEADER,
    header_text,
    inner_parts,
    part_text,
    parts_of,
    printable,
    text_of,
)

__all__ = ["DEEPEST", "LIMIT", "Letter", "mailbox", "read_letter"]

LIMIT = 5_000_000
"""Bytes that are read; of a longer mail the beginning, where the header and in practice the text are."""

MOST_HEADERS = 1_000
MOST_REPORTS = 100
MOST_IDS = 50
RECIPIENT_HEADERS = ("to", "cc", "delivered-to", "x-original-to", "envelope-to", "x-forwarded-to")
LONG_TYPE = re.compile(
    rb"^(content-(?:type|disposition):(?:[^\n]|\n[ \t]){2000})(?:[^\n]|\n[ \t])*",
    re.IGNORECASE | re.MULTILINE,
)
"""The standard library takes quadratic time for parameters: hours for a megabyte of them."""

MESSAGE_ID = re.compile(r"<([^<>\s]{3,300})>")
RETURNED_ID = re.compile(
    r"^[> \t]{0,8}(?:X-[\w-]{0,40})?Message-ID:[ \t]{0,9}(?:\n[ \t]{1,9})?<([^<>\s]{3,300})>",
    re.IGNORECASE | re.MULTILINE,
)
RETURNED_TYPES = ("message/rfc822", "message/global", "message/rfc822-headers")
RETURNED_HEADERS = ("text/rfc822-headers", "message/global-headers", "text/rfc822-header")
REPORT_TYPES = ("message/delivery-status", "message/global-delivery-status")

Fields = Mapping[str, tuple[str, ...]]
"""A header's fields: names in lower case, the values of each in their order, decoded, on one line."""


@dataclass(frozen=True)
class Letter:
    """What counts of a mail that arrived. Message-IDs are without their angle brackets."""

    sender: str
    """The one address that it says to be from, in lower case; empty when it names none, or several."""
    auto_submitted: str
    """The keyword of RFC 3834: `auto-replied`, `auto-generated`; `no` without one."""
    report: bool
    """Whether it reports on another mail's way, such as a bounce (RFC 6522)."""
    nobodys: bool
    """Whether it came with the empty return path: nobody would hear of an answer (RFC 5321, 4.5.5)."""
    bulk: bool
    """Whether a list or a mass mailing sent it."""
    winmail: bool
    """Whether its parts are in Microsoft's own format, TNEF, which is not read here."""
    calendars: tuple[CalendarPart, ...]
    message_id: str = ""
    subject: str = ""
    recipients: tuple[str, ...] = ()
    """Whom it came to by its header, in lower case; the VERP address of a bounce is one of them."""
    answers: tuple[str, ...] = ()
    """Message-IDs that it answers: In-Reply-To, then References from the newest to the oldest."""
    returned_ids: tuple[str, ...] = ()
    """Message-IDs of mail that it brings back, from its parts or from a bounce's text."""
    reports: tuple[Fields, ...] = ()
    """The blocks of its delivery-status (RFC 3464): the one about the mail, then one per recipient."""
    report_type: str = ""
    """What a multipart/report reports: `delivery-status`, `disposition-notification`, `feedback-report`."""
    text: str = ""
    """Its plain text, or text made of its HTML; 100,000 characters at most."""
    digest: str = ""
    """SHA-256 in hex, the same when the same mail comes again."""
    attachments: bool = False
    """Whether files came with it; pictures inside its text and signatures do not count."""
    cut: bool = False
    """Whether it was longer than LIMIT, so that its end was not read."""
    headers: Fields = field(default_factory=lambda: MappingProxyType({}))

    def header(self, name: str) -> str:
        """The first value of a header, by its name in lower case; empty without one."""
        found = self.headers.get(name)
        return found[0] if found else ""


def read_letter(raw: bytes) -> Letter | None:
    """The mail, as far as LIMIT; None for what is no mail at all."""
    cut, raw = len(raw) > LIMIT, raw[:LIMIT]
    try:
        message = message_from_bytes(LONG_TYPE.sub(rb"\1", raw))
    except RecursionError:  # multiparts in multiparts, by the thousands
        return None
    if not message.keys():
        return None
    headers = _fields(message)
    parts = parts_of(message)
    text = text_of(parts)
    found = [_word(message, name) for name in ("Auto-Submitted", "Return-Path", "Precedence")]
    sender = _sender(message)
    message_id = _first_id(headers, "message-id")
    is_report = message.get_content_type() == "multipart/report"
    return Letter(
        sender=sender,
        auto_submitted=found[0] or "no",
        report=is_report,
        nobodys=found[1] == "<>",
        bulk=found[2] in ("bulk", "list", "junk") or "List-Id" in message,
        winmail=any(part.get_content_type() == "application/ms-tnef" for part in parts),
        calendars=tuple(got for part in parts if is_calendar(part) and (got := calendar_part(part))),
        message_id=message_id,
        subject=" ".join(headers.get("subject", ("",))[:1]),
        recipients=_recipients(headers),
        answers=_answers(headers),
        returned_ids=_returned_ids(parts, text),
        reports=_reports(parts),
        report_type=str(message.get_param("report-type") or "").lower() if is_report else "",
        text=text,
        digest=_digest(message_id, sender, " ".join(headers.get("date", ())), raw),
        attachments=any(map(_is_attachment, parts)),
        cut=cut,
        headers=headers,
    )


def mailbox(uri: str) -> str:
    """The address of a `mailto:` URI, in lower case; a bare address counts too. Empty for anything else."""
    scheme, colon, rest = uri.strip().strip('"').partition(":")
    address = rest if colon and scheme.strip().lower() == "mailto" else uri if not colon else ""
    address = address.partition("?")[0].strip().strip("<>").casefold()
    return address if address.count("@") == 1 else ""


def _sender(message: Message) -> str:
    fields = message.get_all("From", [])
    if len(fields) != 1 or len(str(fields[0])) > LONGEST_HEADER:
        return ""
    found = {mailbox(address) for _, address in getaddresses([printable(str(fields[0]))])}
    return found.pop() if len(found) == 1 else ""


def _word(message: Message, header: str) -> str:
    """The header's first word, in lower case, without a parameter or a comment after it."""
    words = str(message.get(header, "")).replace(";", " ").replace("(", " ").split()
    return words[0].lower() if words else ""


def _fields(message: Message) -> Fields:
    found: dict[str, list[str]] = {}
    for name, value in message.items()[:MOST_HEADERS]:
        found.setdefault(name.lower(), []).append(header_text(value))
    return MappingProxyType({name: tuple(values) for name, values in found.items()})


def _is_attachment(part: Message) -> bool:
    if is_calendar(part) or part.get_content_type().endswith("-signature"):
        return False
    named = part.get_content_maintype() != "image" and bool(part.get_filename())
    return part.get_content_disposition() == "attachment" or named


def _recipients(headers: Fields) -> tuple[str, ...]:
    values = [value for name in RECIPIENT_HEADERS for value in headers.get(name, ())[:5]]
    found = (mailbox(address) for _, address in getaddresses(values))
    return tuple(dict.fromkeys(address for address in found if address))[:MOST_IDS]


def _first_id(headers: Fields, name: str) -> str:
    found = MESSAGE_ID.search(headers.get(name, ("",))[0])
    return found.group(1) if found else ""


def _answers(headers: Fields) -> tuple[str, ...]:
    answered = [found for value in headers.get("in-reply-to", ()) for found in MESSAGE_ID.findall(value)]
    earlier = [found for value in headers.get("references", ()) for found in MESSAGE_ID.findall(value)]
    return tuple(dict.fromkeys(answered + earlier[::-1]))[:MOST_IDS]


def _reports(parts: list[Message]) -> tuple[Fields, ...]:
    found: list[Fields] = []
    for part in parts:
        if part.get_content_type() in REPORT_TYPES:
            blocks = inner_parts(part)[: MOST_REPORTS - len(found)]
            if len(blocks) == 1 and isinstance(rest := blocks[0].get_payload(), str):
                # The type of RFC 6533 is not known to the parser, which takes it for one mail.
                texts = re.split(r"\r?\n[ \t]*\r?\n", rest[: LONGEST_HEADER * 50])
                blocks += [
                    message_from_string(text.lstrip()) for text in texts[:MOST_REPORTS] if text.strip()
                ]
            found += [fields for block in blocks if (fields := _fields(block))]
    return tuple(found)


def _returned_ids(parts: list[Message], text: str) -> tuple[str, ...]:
    found: list[str] = []
    for part in parts:
        kind = part.get_content_type()
        if kind in RETURNED_TYPES or kind in REPORT_TYPES:
            for inner in inner_parts(part)[:MOST_REPORTS]:
                found += _ids(inner.items()[:MOST_HEADERS])
        elif kind in RETURNED_HEADERS:
            found += RETURNED_ID.findall(part_text(part))
    return tuple(dict.fromkeys(found or RETURNED_ID.findall(text)))[:MOST_IDS]


def _ids(items: list[tuple[str, Any]]) -> list[str]:
    """Those of Message-ID and of its relatives, such as Gmail's X-Original-Message-ID."""
    values = (header_text(value) for name, value in items if name.lower().endswith("message-id"))
    return [found for value in values for found in MESSAGE_ID.findall(value)]


def _digest(message_id: str, sender: str, date: str, raw: bytes) -> str:
    named = "\n".join((message_id, sender, date)).encode("utf-8", "replace")
    return hashlib.sha256(named if message_id else raw).hexdigest()
