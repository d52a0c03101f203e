"""Mail as bytes, from a header and a body that read like what servers and programs write."""

from __future__ import annotations

import textwrap

OUR_ID = "mail_7@bantam.example"
OURS = f"""\
Return-Path: <bounces+k7@bantam.example>
Received: from bantam.example by mx.relay.example; Wed, 16 Dec 2026 09:00:02 +0000
From: Bea Bright <hello@bantam.example>
To: Ann Example <ann@acme.example>
Subject: Three ways to plan a budget
Date: Wed, 16 Dec 2026 09:00:00 +0000
Message-ID: <{OUR_ID}>
Auto-Submitted: auto-generated
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8
"""
OUR_BODY = "Hello Ann,\n\nmost teams spend too much on spam filters; is your mailbox full, too?\n"


def text(value: str) -> str:
    return textwrap.dedent(value).strip("\n") + "\n"


def mail(header: str, body: str) -> bytes:
    """A header that lacks only what every mail has."""
    lines = text(header)
    if "Date:" not in lines:
        lines += "Date: Wed, 16 Dec 2026 09:00:09 +0000\n"
    return (lines + "\n" + text(body)).replace("\n", "\r\n").encode()


def dsn(
    header: str,
    said: str,
    about: str,
    *recipients: str,
    returned: str = "message/rfc822",
    charset: str = "us-ascii",
) -> bytes:
    """A multipart/report (RFC 6522): what people are told, the blocks of RFC 3464, the mail or its header."""
    blocks = "\n".join(text(block) for block in (about, *recipients))
    copy = {"message/rfc822": f"{OURS}\n{OUR_BODY}", "text/rfc822-headers": OURS, "": ""}[returned]
    parts = [
        f"Content-Type: text/plain; charset={charset}\n\n{text(said)}",
        f"Content-Type: message/delivery-status\n\n{blocks}",
    ]
    if copy:
        parts.append(f"Content-Type: {returned}\n\n{copy}")
    body = "".join(f"--b1\n{part}\n" for part in parts) + "--b1--\n"
    head = (
        text(header)
        + 'MIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status;\n\tboundary="b1"\n'
    )
    return mail(head, body)
