"""What an answer to an invite says, and the plainest mail that says it."""

from __future__ import annotations

from dataclasses import dataclass

ORGANIZER = "hello@tidewater.example"


def crlf(text: str) -> bytes:
    return text.replace("\n", "\r\n").encode()


@dataclass(frozen=True)
class Said:
    """What the reply says: `partstat` in the standard's words, of `attendee`, in a mail from `sender`."""

    uid: str
    partstat: str = "DECLINED"
    sequence: int = 0
    attendee: str = "ann@acme.example"
    sender: str = "ann@acme.example"


def plain(said: Said, **headers: str) -> bytes:
    """The calendar alone, with further headers; `Content_Type` and others replace what stands there."""
    given = {
        "From": f"Ann <{said.sender}>", "To": ORGANIZER, "Subject": "Re",
        "Content-Type": "text/calendar; charset=utf-8; method=REPLY",
    } | {name.replace("_", "-"): value for name, value in headers.items()}  # fmt: skip
    ics = f"""BEGIN:VCALENDAR
VERSION:2.0
METHOD:REPLY
BEGIN:VEVENT
UID:{said.uid}
SEQUENCE:{said.sequence}
ATTENDEE;PARTSTAT={said.partstat}:mailto:{said.attendee}
END:VEVENT
END:VCALENDAR
"""
    return crlf("".join(f"{name}: {value}\n" for name, value in given.items()) + "\n" + ics)
