"""Of a reply counts what the person wrote, whatever program sent it."""

from __future__ import annotations

import time

import pytest

from bot.mail.arrivals import Reply, classify
from bot.mail.parsing import read_letter
from bot.mail.replies import what_they_wrote
from tests.unit.mail.arriving import replies, replies_as_people_write
from tests.unit.mail.arriving.auto_replies import TODAY
from tests.unit.mail.arriving.build import OUR_ID

ROWS = replies.ROWS + replies_as_people_write.ROWS


@pytest.mark.parametrize(("raw", "said"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_a_reply_is_what_the_person_wrote(raw: bytes, said: str) -> None:
    letter = read_letter(raw)
    assert letter is not None
    assert letter.answers == (OUR_ID,)
    assert classify(letter, today=TODAY) == Reply(said)


def test_the_corpus_holds_thirty_replies() -> None:
    assert len({row[1] for row in ROWS}) == len(ROWS) >= 30


@pytest.mark.parametrize(
    "text",
    [
        "On 1 " * 20_000,
        "On 1 a@b\n" * 20_000,
        "> " * 50_000,
        "From: x\n" * 12_000,
        "-" * 100_000,
        "Sent from my " + "x " * 50_000,
        "Best " * 20_000,
        " " * 100_000,
        "\n" * 100_000,
        "p.s. " * 20_000,
    ],
    ids=lambda text: repr(text[:9]),
)
def test_no_text_takes_long(text: str) -> None:
    began = time.monotonic()
    what_they_wrote(text)
    assert time.monotonic() - began < 1
