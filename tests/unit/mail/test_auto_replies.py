"""Answers of machines are told from those of people, and say until when somebody is away."""

from __future__ import annotations

from datetime import date

import pytest

from bot.mail.arrivals import Arrival, AutoReply, Reply, classify
from bot.mail.away import away_until
from bot.mail.parsing import read_letter
from tests.unit.mail.arriving.auto_replies import JAN_5, NONE_OF_THESE, OUTLOOK, ROWS, TODAY, away


def arrival(raw: bytes) -> Arrival | None:
    letter = read_letter(raw)
    assert letter is not None
    return classify(letter, today=TODAY)


@pytest.mark.parametrize(("raw", "until"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_an_automatic_answer_says_until_when_they_are_away(raw: bytes, until: date | None) -> None:
    assert arrival(raw) == AutoReply(until)


def test_the_corpus_holds_thirty_automatic_answers() -> None:
    assert len({row[1] for row in ROWS}) == len(ROWS) >= 30


@pytest.mark.parametrize("raw", [row[1] for row in NONE_OF_THESE], ids=[row[0] for row in NONE_OF_THESE])
def test_what_is_neither_an_answer_nor_a_bounce_changes_nothing(raw: bytes) -> None:
    assert arrival(raw) is None


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        ("Re: Out of office: Three ways", "Back now. Let us talk."),
        ("AW: Abwesenheitsnotiz", "Bin wieder da."),
        ("Re: Automatic reply: Three ways", "That was quick!"),
        ("Out of office next week, call me before", "Call me before Friday."),
        ("Re: Three ways", "I am on holiday until 5 January, but send me the price."),
        ("Re: Three ways", "Ich bin bis 5. Januar im Urlaub. Danach gerne!"),
        ("Absence of a price on your page", "What does it cost?"),
        ("Auto parts: which plan?", "We sell car parts. Which plan fits?"),
        ("Automation", "Can it be automated?"),
        ("Vacation rentals - does it work for us?", "We rent out flats."),
    ],
)
def test_a_person_who_mentions_holidays_is_a_person(subject: str, body: str) -> None:
    assert arrival(away(subject, body)) == Reply(body)


def test_an_automatic_answer_to_a_list_is_no_answer_to_us() -> None:
    assert (
        arrival(away("Automatic reply: Three ways", "Away", f"{OUTLOOK}List-Id: <a.acme.example>\n")) is None
    )


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("until 5/1", JAN_5),  # 1 May is later than 120 days
        ("until 3/2/2027", date(2027, 2, 3)),  # the sooner of 3 February and 2 March
        ("until 12/18", date(2026, 12, 18)),
        ("until 17 December", TODAY),
        ("until 16 December", None),  # next year's
        ("until 16 April 2027", date(2027, 4, 16)),
        ("until 17 April 2027", None),  # 121 days
        ("until 29.02.2027", None),
        ("bis 10.11 Uhr", None),
        ("I will return to the office on Monday 4 January", date(2027, 1, 4)),
        ("from December 21, 2026 until\nJanuary 5, 2027", JAN_5),
        ("21.12. - 05.01.", JAN_5),
        ("I am not available from 21 December.", None),
        ("on 5 January we have a fair", None),
        ("Estaré ausente hasta el próximo 5 de enero.", JAN_5),
        ("starting 12/21/2026, and will not return until 01/05/2027", JAN_5),
        ("Je suis en congé du 24/12 au 05/01 inclus.", JAN_5),
        ("am 5. Januar bin ich wieder im Haus", JAN_5),
        ("a partir del 5 de enero estaré de nuevo disponible", JAN_5),
        ("hasta el lunes", date(2026, 12, 21)),
        ("bis nächsten Donnerstag", date(2026, 12, 24)),
        ("jusqu'à lundi", date(2026, 12, 21)),
        ("", None),
    ],
)
def test_a_date_counts_when_it_ends_an_absence_soon(text: str, until: date | None) -> None:
    assert away_until(text, today=TODAY) == until
