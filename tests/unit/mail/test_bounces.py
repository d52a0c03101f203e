"""Each server's way to say that a mail did not get through is understood: whom it missed, and how long."""

from __future__ import annotations

from datetime import date

import pytest

from bot.mail.arrivals import Bounce, classify
from bot.mail.parsing import read_letter
from bot.mail.undeliverable import is_hard
from tests.unit.mail.arriving import bounces_in_words, dsns_of_servers, dsns_of_services
from tests.unit.mail.arriving.build import OUR_ID, mail
from tests.unit.mail.arriving.dsn_forms import Known

TODAY = date(2026, 12, 17)
ROWS = dsns_of_servers.ROWS + dsns_of_services.ROWS + bounces_in_words.ROWS


def arrival(raw: bytes) -> object:
    letter = read_letter(raw)
    assert letter is not None
    return classify(letter, today=TODAY)


@pytest.mark.parametrize(("raw", "known"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_a_bounce_says_whom_it_missed_and_whether_for_good(raw: bytes, known: Known | None) -> None:
    found = arrival(raw)
    if known is None:
        assert found is None
        return
    assert isinstance(found, Bounce)
    assert (found.addresses, found.status, found.hard) == known


BROUGHT_BACK = [row for row in ROWS if row[2] and OUR_ID.encode() in row[1]]


@pytest.mark.parametrize("raw", [row[1] for row in BROUGHT_BACK], ids=[row[0] for row in BROUGHT_BACK])
def test_a_bounce_brings_the_message_id_of_the_mail_back(raw: bytes) -> None:
    found = arrival(raw)
    assert isinstance(found, Bounce)
    assert found.message_ids[0] == OUR_ID


def test_the_corpus_holds_forty_bounces() -> None:
    assert sum(row[2] is not None for row in ROWS) >= 40
    assert len({row[1] for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize(
    ("status", "words", "hard"),
    [
        ("5.1.1", "", True),
        ("5.1.1", "mailbox is full", False),  # it is there
        ("5.2.1", "greylisted", False),
        ("5.7.1", "user unknown", False),  # what filters say of whom they do not like
        ("4.1.1", "user unknown", False),  # class 4 is for now
        ("5.0.0", "user unknown", True),
        ("5.0.0", "user unknown, or blocked by our spam filter", False),
        ("", "550 no such user", True),
        ("", "554 no", False),
        ("5.4.4", "host not found", True),
        ("5.4.6", "routing loop", False),
        ("5.1.8", "sender's domain does not exist", False),  # about us
    ],
)
def test_only_what_will_never_work_is_hard(status: str, words: str, hard: bool) -> None:
    assert is_hard(status, words) is hard


def test_a_person_who_quotes_a_bounce_is_no_bounce() -> None:
    raw = mail(
        "From: bob@acme.example\nTo: hello@bantam.example\nSubject: Fwd: Undelivered Mail Returned to Sender",
        "Look:\n\n<ann@acme.example>: host said: 550 5.1.1 User unknown",
    )
    assert not isinstance(arrival(raw), Bounce)


def test_a_person_who_writes_as_postmaster_is_no_bounce() -> None:
    raw = mail(
        "From: postmaster@acme.example\nSubject: Re: Three ways", "The address ann@acme.example is unknown?"
    )
    assert not isinstance(arrival(raw), Bounce)
