"""Whatever arrives, reading it raises nothing and takes no time."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import nullcontext
from typing import Any, NoReturn, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import FixedClock
from bot.mail.inbound import WHY_IGNORED, Because, Ignored, in_words, receive
from bot.mail.parsing import DEEPEST, LIMIT, mailbox, read_letter
from bot.mail.returned import ReturnDesk
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


class NothingThere:
    """A store with a unit of work that has no meeting, no mail and no lead; nothing else of it is used."""

    def __init__(self) -> None:
        self.meetings = self.returned = self.mails = self.leads = self

    def write(self) -> nullcontext[Any]:
        return nullcontext(self)

    async def by_uid(self, uid: str) -> None:
        assert "\0" not in uid  # PostgreSQL takes none

    async def get(self, mail_id: str) -> None:
        assert "\0" not in mail_id

    async def by_message_ids(self, message_ids: Sequence[str]) -> None:
        assert not any("\0" in message_id for message_id in message_ids)

    async def by_email(self, email: str) -> None:
        assert "\0" not in email


def not_asked() -> NoReturn:
    raise AssertionError("a mail of nobody's needs no playbook")


DESK = ReturnDesk(ORGANIZER, "secret", not_asked, None, "https://bantam.example")  # type: ignore[arg-type]


async def because(raw: bytes) -> str:
    done = await receive(NothingThere(), raw, DESK, clock=FixedClock(NOW))  # type: ignore[arg-type]
    assert isinstance(done, Ignored)
    assert in_words(done).startswith("Ignored: ")
    return done.because


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (BOUNCE, "unmatched"),
        (VACATION, "automatic"),
        (FORWARDED, "unmatched"),
        (b"From: ann@acme.example\n\nSee you on Monday!\n", "unmatched"),
        (b"From: list@acme.example\nList-Id: <a.b>\n\nNews\n", "bulk"),
        (b"From: a@b.example\nContent-Type: application/ms-tnef\n\nxx", "unmatched"),
        (b"From: a@b.example\nReturn-Path: <>\n\nundeliverable", "report"),
        (b"From: a@b.example\nContent-Type: text/calendar\n\nnothing", "unmatched"),
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
    assert WHY_IGNORED.keys() == {why for whys in get_args(Because) for why in get_args(whys)}


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
    assert await because(raw.encode() + plain(SAID)) in ("unmatched", "no_mail")


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


RETURNED = b"""Return-Path: <>
From: =?utf-8?q?Post_f=C3=BCr?= <MAILER-DAEMON@acme.example>
To: Bounces+K7@Bantam.example,
\thello@bantam.example
Delivered-To: hello@bantam.example
X-Original-To: bounces+k7@bantam.example
Subject: =?utf-8?q?Nicht_zugestellt=3A?=
 =?utf-8?b?RHJlaSBXZWdl?=
 zum Budget
Message-ID: <b1@acme.example>
In-Reply-To: <mail_7@bantam.example>
References: <mail_1@bantam.example> <mail_4@bantam.example>
  <mail_7@bantam.example>
Date: Wed, 16 Dec 2026 09:00:09 +0000

Hi. This is the mail program.

--- Below this line is a copy.

X-Message-ID: <own_3@bantam.example>
Message-ID:
 <mail_7@bantam.example>
"""


def test_a_letter_says_whom_it_came_to_and_what_it_answers_and_brings_back() -> None:
    letter = read_letter(RETURNED)
    assert letter is not None
    assert letter.message_id == "b1@acme.example"
    assert letter.recipients == ("bounces+k7@bantam.example", "hello@bantam.example")
    assert letter.answers == ("mail_7@bantam.example", "mail_4@bantam.example", "mail_1@bantam.example")
    assert letter.returned_ids == ("own_3@bantam.example", "mail_7@bantam.example")


def test_encoded_words_and_line_breaks_in_a_header_become_one_line() -> None:
    letter = read_letter(RETURNED)
    assert letter is not None
    assert letter.subject == "Nicht zugestellt:Drei Wege zum Budget"
    odd = read_letter(b"Subject: =?x-none?q?a=0Ab?= =?utf-8?b?!!?=\r\n\tc\r\n\r\nx")
    assert odd is not None
    assert "\n" not in odd.subject
    assert "\r" not in odd.subject


def test_the_same_mail_has_the_same_digest_by_another_way_and_another_mail_another_one() -> None:
    def digest(raw: bytes) -> str:
        letter = read_letter(raw)
        assert letter is not None
        return letter.digest

    assert digest(b"Received: by x\n" + RETURNED) == digest(RETURNED)
    assert digest(RETURNED.replace(b"b1@", b"b2@")) != digest(RETURNED)
    nameless = RETURNED.replace(b"Message-ID: <b1@acme.example>\n", b"")
    assert digest(nameless) == digest(nameless) != digest(nameless + b"x")
    assert len(digest(RETURNED)) == 64


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One</p><p>Two<br>Three</p>", "One\n\nTwo\nThree"),
        ("<ul><li>a</li><li>b &amp; c</li></ul>", "- a\n- b & c"),
        ("<div>Yes</div><blockquote><div>No?</div></blockquote>", "Yes\n> No?"),
        ("<style>p { }</style><script>1 < 2</script><title>x</title><!-- <p>no</p> -->Yes", "Yes"),
        ("1 < 2 and <3", "1 < 2 and <3"),
    ],
)
def test_a_mail_of_html_alone_is_read_as_text(html: str, text: str) -> None:
    letter = read_letter(b"From: a@b.example\nContent-Type: text/html; charset=utf-8\n\n" + html.encode())
    assert letter is not None
    assert letter.text == text


def test_the_words_of_a_mail_within_the_mail_are_not_its_own() -> None:
    letter = read_letter(FORWARDED)
    assert letter is not None
    assert letter.text == ""


def test_what_a_database_takes_none_of_is_left_out() -> None:
    letter = read_letter(
        b"From: a\x00nn@b.example\nSubject: a\x00b\xff\nIn-Reply-To: <x\x00y@b>\n\na\x00b\xed\xa0\x80"
    )
    assert letter is not None
    for text in (letter.sender, letter.subject, letter.text, *letter.answers):
        assert "\0" not in text
        text.encode()
