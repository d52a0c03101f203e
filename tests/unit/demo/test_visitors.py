"""The demo's visitors: what their files mean, and that nobody of them can be a real person's address."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

import pytest

from bot.demo.endings import ENDINGS
from bot.demo.later import LATER
from bot.demo.visitor import Later, Says, stated, visitors
from bot.playbook.words import DomainWords
from bot.settings import ROOT

NOW = datetime(2026, 3, 4, 14, 0, tzinfo=UTC)


def test_there_are_sixty_and_no_two_have_a_name_or_an_address_in_common() -> None:
    people = visitors()
    assert len(people) == 60
    given = [
        fact["value"]
        for one in people
        for said in one.says
        for kind, fact in stated(said, NOW).items()
        if kind in ("name", "email")
    ]
    assert [
        value for value, times in Counter([*given, *(one.name for one in people)]).items() if times > 1
    ] == []
    assert all(value.endswith(".example") for value in given if "@" in value)


def test_everything_that_they_state_is_quoted_from_what_they_wrote() -> None:
    for one in visitors():
        written = [said.text for said in one.says]
        for said in one.says:
            for kind, fact in stated(said, NOW).items():
                assert any(fact["quote"] in text for text in written), (one.name, kind, fact)
                if kind == "country":  # YAML takes a bare NO for a false
                    assert len(fact["value"]) == 2


def test_every_word_of_the_files_is_one_that_is_known() -> None:
    words = DomainWords(ROOT / "domain.yml")
    for one in visitors():
        assert one.ends in ENDINGS
        assert {each.what for each in one.later} <= set(LATER)
        for said in one.says:
            words.say(f"utter_ask_{said.asked}")
            if said.answer:
                words.say(said.answer)


@pytest.mark.parametrize(
    ("kind", "told", "fact"),
    [
        ("need", "reporting", {"status": "stated", "category": "reporting", "quote": "words"}),
        ("authority", "researcher", {"status": "stated", "role": "researcher", "quote": "words"}),
        (
            "budget",
            {"amount": 9, "currency": "EUR"},
            {"status": "stated", "min": 9, "max": 9, "currency": "EUR", "period": "year", "quote": "words"},
        ),
        ("budget", {"status": "refused"}, {"status": "refused", "quote": "words"}),
        ("timeline", 31, {"status": "stated", "end": "2026-04-04", "bucket": "now", "quote": "words"}),
        ("timeline", 185, {"status": "stated", "end": "2026-09-05", "bucket": "later", "quote": "words"}),
        ("company_size", 40, {"value": {"min": 40, "max": 40}, "quote": "40"}),
        ("name", "Ida Brandt", {"value": "Ida Brandt", "quote": "Ida Brandt"}),
        ("country", ["DE", "Hamburg"], {"value": "DE", "quote": "Hamburg"}),
        ("asked_pricing", True, {"value": True, "quote": "words"}),
    ],
)
def test_a_short_fact_means_a_whole_one(kind: str, told: object, fact: dict[str, object]) -> None:
    assert stated(Says("need", "words", {kind: told}), NOW) == {kind: fact}


def test_somebody_comes_by_their_own_clock_and_never_after_the_first_run() -> None:
    people = {one.name: one for one in visitors()}
    assert people["callum"].came(NOW) == datetime(2026, 2, 15, 4, 0, tzinfo=UTC)  # 15:00 in Melbourne
    assert all(one.came(NOW) < NOW for one in people.values())
    late = datetime(2026, 3, 4, 23, 59, tzinfo=UTC)
    assert all(one.came(late) < late for one in people.values())


def test_what_follows_a_meeting_counts_from_its_end() -> None:
    henrik = next(one for one in visitors() if one.name == "henrik")
    assert henrik.later == [
        Later(0.02, "held", "good", met=True),
        Later(6.0, "becomes", "customer", met=True),
    ]
