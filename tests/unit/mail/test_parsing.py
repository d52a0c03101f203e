"""Whatever arrives, reading it raises nothing and takes no time."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import nullcontext
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import FixedClock
from bot.mail.inbound import WHY_IGNORED, Because, Ignored, in_words, receive
from bot.mail.parsing import DEEPEST, LIMIT, mailbox, read_letter
from tests.integration.mail.replies_of_programs import apple, thunderbird
from tests.integration.mail.replies_of_servers import exchange, fastmail, gmail
from tests.integration.mail.reply import ORGANIZER, Said, plain
from tests.unit.book.test_invite import NOW

SAID = Said("meet_1@bantam")
MAILS = [program(SAID) for program in (gmail, exchange, fastmail, apple, thunderbird, plain)]
BOUNCE = b"""Return-Path: <>
From: MAILER-DAEMON@acme.example
Content-Type: multipart/report; report-type=delivery-status; boundary=b
Auto-Submitted: auto-replied

--b
Content-Type: text/plain

no such user
--b
Content-Type: message/delivery-status

Final-Recipient: rfc822; ann@acme.example
Action: failed
Status: 5.1.1
--b
Content-Type: message/rfc822

""" + plain(SAID) + b"\r\n--b--\r\n"  # fmt: skip
VACATION = b"""From: ann@acme.example
Subject: Out of office
Auto-Submitted: auto-replied (vacation)

I am away.
"""
FORWARDED = b"""From: ann@acme.example
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: message/rfc822

""" + plain(SAID) + b"\r\n--b--\r\n"  # fmt: skip


class NoMeetings:
    """A store with a unit of work that has no meeting; nothing else of it is used."""

    def __init__(self) -> None:
        self.meetings = self

    def write(self) -> nullcontext[Any]:
        return nullcontext(self)

    async def by_uid(self, uid: str) -> None:
        assert "\0" not in uid  # PostgreSQL takes none


async def because(raw: bytes) -> str:
    done = await receive(NoMeetings(), raw, own_address=ORGANIZER, clock=FixedClock(NOW))
    assert isinstance(done, Ignored)
    assert in_words(done).startswith("Ignored: ")
    return done.because


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (BOUNCE, "report"),
        (VACATION, "automatic"),
        (FORWARDED, "plain"),
        (b"From: ann@acme.example\n\nSee you on Monday!\n", "plain"),
        (b"From: list@acme.example\nList-Id: <a.b>\n\nNews\n", "bulk"),
        (b"From: a@b.example\nContent-Type: application/ms-tnef\n\nxx", "winmail"),
        (b"From: a@b.example\nReturn-Path: <>\n\nundeliverable", "report"),
        (b"From: a@b.example\nContent-Type: text/calendar\n\nnothing", "plain"),
        (b"", "no_mail"),
        (b"\x00\xff\xfe", "no_mail"),
        (b"x" * (LIMIT + 1), "no_mail"),
        (plain(SAID), "unknown"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_a_mail_that_is_nothing_for_us_says_what_it_was(raw: bytes, why: str) -> None:
    assert await because(raw) == why


def test_every_reason_for_changing_nothing_has_words() -> None:
    assert WHY_IGNORED.keys() == set(get_args(Because))


@pytest.mark.parametrize("mail", MAILS, ids=range(len(MAILS)))
async def test_a_mail_that_is_cut_anywhere_raises_nothing(mail: bytes) -> None:
    for end in range(0, len(mail), 7):
        await because(mail[:end])


@given(st.binary(max_size=400))
async def test_random_bytes_raise_nothing(raw: bytes) -> None:
    await because(raw)


@given(
    st.sampled_from(MAILS),
    st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=12)), min_size=1, max_size=8),
)
async def test_a_mail_with_random_bytes_in_it_raises_nothing(
    mail: bytes, spoiled: Sequence[tuple[float, bytes]]
) -> None:
    for where, what in spoiled:
        at = int(where * len(mail))
        mail = mail[:at] + what + mail[at + len(what) :]
    await because(mail)


HEADERS = st.sampled_from(
    ["From", "Content-Type", "Content-Disposition", "Content-Transfer-Encoding", "Auto-Submitted", "Sender"]
)
PIECES = st.sampled_from(
    ["text/calendar", "multipart/mixed", "; boundary=b", "; charset=", "; name*=", "utf-8''", "''",
     "=?utf-8?q?", "unicode_escape", "; method=REPLY", "base64", "uuencode", "x" * 50, "<", ">", "@", ",",
     '"', "(", "\x00", "ü"]
)  # fmt: skip


@given(st.lists(st.tuples(HEADERS, st.lists(PIECES, max_size=6)), max_size=6))
async def test_odd_headers_raise_nothing(headers: list[tuple[str, list[str]]]) -> None:
    head = "".join(f"{name}: {''.join(pieces)}\r\n" for name, pieces in headers)
    await because(head.encode() + b"\r\n" + plain(SAID).partition(b"\r\n\r\n")[2])


@pytest.mark.parametrize("depth", [DEEPEST + 5, 5_000])
async def test_what_is_nested_too_deep_is_left_out(depth: int) -> None:
    raw = "From: ann@acme.example\n"
    for level in range(depth):
        raw += f"Content-Type: multipart/mixed; boundary=b{level}\n\n--b{level}\n"
    assert await because(raw.encode() + plain(SAID)) in ("plain", "no_mail")


@pytest.mark.parametrize(
    "raw",
    [
        b"From: a@b.example\nContent-Type: text/calendar\n\nBEGIN:VCALENDAR\n" + b"ATTENDEE;X=" * 400_000,
        b"From: a@b.example\nContent-Type: text/calendar\n\nBEGIN:VCALENDAR\n" + b"X:y\n z\n" * 600_000,
        b"From: " + b"a@b.example, " * 350_000 + b"\n\nhello",
        b"From: a@b.example\nContent-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 30_000,
    ],
    ids=["one line", "many lines", "many senders", "many parts"],
)
async def test_the_largest_mails_are_read_in_seconds(raw: bytes) -> None:
    began = time.monotonic()
    await because(raw)
    assert time.monotonic() - began < 20


@pytest.mark.parametrize(
    ("uri", "address"),
    [
        ("mailto:Ann@Acme.example", "ann@acme.example"),
        ("MAILTO:ann@acme.example?subject=x", "ann@acme.example"),
        ("ann@acme.example", "ann@acme.example"),
        ('"mailto:ann@acme.example"', "ann@acme.example"),
        ("urn:uuid:1", ""),
        ("invalid:nomail", ""),
        ("", ""),
    ],
)
def test_an_address_is_read_from_its_uri(uri: str, address: str) -> None:
    assert mailbox(uri) == address


def test_a_letter_that_names_several_senders_is_from_nobody() -> None:
    letter = read_letter(b"From: a@b.example, c@d.example\n\nhello")
    assert letter is not None
    assert letter.sender == ""
