"""Whatever arrives gets an answer: no exception, and no text that keeps a worker busy."""

from __future__ import annotations

import time
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.mail.arrivals import Reply, classify
from bot.mail.parsing import LIMIT, read_letter
from tests.unit.mail.arriving import (
    auto_replies,
    bounces_in_words,
    dsns_of_servers,
    dsns_of_services,
    replies,
    replies_as_people_write,
)
from tests.unit.mail.arriving.auto_replies import TODAY

BOUNCES = [row[1] for rows in (dsns_of_servers, dsns_of_services, bounces_in_words) for row in rows.ROWS]
OTHERS = [row[1] for rows in (auto_replies, replies, replies_as_people_write) for row in rows.ROWS]
MAILS = st.sampled_from(BOUNCES + OTHERS)
DAEMON = b"From: MAILER-DAEMON@acme.example\nReturn-Path: <>\nSubject: failure notice\n"
PERSON = b"From: ann@acme.example\nSubject: Re: Three ways\n"
ABSENT = b"From: ann@acme.example\nSubject: Automatic reply: x\nAuto-Submitted: auto-replied\n"
HTML = PERSON + b"Content-Type: text/html\n\n"


def look_at(raw: bytes) -> object:
    letter = read_letter(raw)
    return classify(letter, today=TODAY) if letter else None


@settings(deadline=None)
@given(st.binary(max_size=600))
def test_random_bytes_get_an_answer(raw: bytes) -> None:
    look_at(raw)
    look_at(DAEMON + b"\n" + raw)
    look_at(ABSENT + b"\n" + raw)
    look_at(HTML + raw)


@settings(deadline=None)
@given(MAILS, st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=12)), min_size=1, max_size=8))
def test_a_mail_with_random_bytes_in_it_gets_an_answer(
    raw: bytes, spoiled: Sequence[tuple[float, bytes]]
) -> None:
    for where, what in spoiled:
        at = int(where * len(raw))
        raw = raw[:at] + what + raw[at + len(what) :]
    look_at(raw)


@settings(deadline=None)
@given(MAILS, MAILS, st.floats(0, 1), st.floats(0, 1))
def test_two_mails_glued_together_get_an_answer(
    first: bytes, second: bytes, end: float, begin: float
) -> None:
    look_at(first[: int(end * len(first))] + second[int(begin * len(second)) :])


@pytest.mark.parametrize("head", [DAEMON, PERSON, ABSENT], ids=["daemon", "person", "absent"])
@pytest.mark.parametrize(
    "piece",
    ["x", " ", "> ", "a@", "<a@b.example>:\n", "user x ", "On 1 a ", "until 5 ", "5 jan ", "1/1/", "-", "1.",
     "From: x\nSent: y\n", "Message-ID: ", "X-aaaa-", "exceed a b ", "recipient a b c ", "back on the the ",
     "monday, ", "could not be delivered to\n", "rcpt to:", "sent from my ", "best regards "],
)  # fmt: skip
def test_no_text_keeps_a_worker_busy(head: bytes, piece: str) -> None:
    began = time.monotonic()
    look_at(head + b"\n" + piece.encode() * (300_000 // len(piece)))
    assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    "piece",
    ["<!--", "<a ", "</a", "<", "<![", "<?", "&#", "<blockquote>", "<script>", "<p>x", "<a b='", "<br>"],
)
def test_no_markup_keeps_a_worker_busy(piece: str) -> None:
    began = time.monotonic()
    look_at(HTML + piece.encode() * (300_000 // len(piece)))
    assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    "raw",
    [
        PERSON + b"Content-Type: message/rfc822\n\n" * 3_000,
        PERSON + b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 20_000,
        PERSON + b"Content-Type: multipart/mixed; " + b"a=b; " * 100_000 + b"boundary=b\n\n--b\n\nx\n",
        PERSON + b"Content-Type: text/plain;" + b"\n a*0=b;" * 100_000 + b"\n\nx\n",
        PERSON + b"To: a@b.example\n" * 20_000 + b"\nhello",
        PERSON + b"To: " + b"(" * 100_000 + b"\n\nhello",
        PERSON + b"References: " + b"<a@b> " * 50_000 + b"\n\nhello",
        b"From: ann@acme.example\nSubject: " + b"=?utf-8?q?" * 50_000 + b"\n\nhello",
        PERSON + b"Content-Type: text/plain; charset=punycode\n\n" + b"abc-def" * 100_000,
        PERSON + b"Content-Type: text/plain; format=flowed\n\n" + b"> > a \n" * 50_000,
        DAEMON
        + b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n"
        + b"Content-Type: message/delivery-status\n\n"
        + b"Final-Recipient: rfc822; a@b.c\nAction: failed\nStatus: 5.1.1\n\n" * 3_000,
    ],
    ids=[
        "mails in mails",
        "parts",
        "parameters",
        "folded parameters",
        "fields",
        "comments",
        "references",
        "words",
        "charset",
        "flowed",
        "blocks",
    ],
)
def test_no_structure_keeps_a_worker_busy(raw: bytes) -> None:
    began = time.monotonic()
    look_at(raw)
    assert time.monotonic() - began < 10


def test_a_reply_of_30_mb_keeps_its_words() -> None:
    body = b"--b\n\nYes, call me.\n--b\nContent-Type: application/pdf\n\n" + b"x" * 30_000_000
    raw = PERSON + b"Content-Type: multipart/mixed; boundary=b\n\n" + body
    letter = read_letter(raw)
    assert letter is not None
    assert letter.cut
    assert classify(letter, today=TODAY) == Reply("Yes, call me.")
    assert read_letter(raw[: LIMIT + 1]) == letter
