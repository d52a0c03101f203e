"""Where a visitor came from, and what a correction is."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.capture.rules import is_correction, normal_email, says_less, source_of, with_fact
from bot.capture.service import stated_by
from bot.leads.models import Contact, KeptFact

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
BUDGET = {"status": "stated", "min": 50000, "max": 50000, "currency": "EUR", "period": None}


def kept(value: dict[str, Any], kind: str = "budget") -> KeptFact:
    return KeptFact(kind, value, "the words", NOW, "chat_1")


@pytest.mark.parametrize(
    ("url", "referrer", "type"),
    [
        ("https://tidewater.example/", "", "organic"),
        (
            "https://tidewater.example/",
            "https://www.google.com/search",
            "organic",
        ),  # a search
        ("https://tidewater.example/pricing", "https://tidewater.example/", "organic"),  # our own page
        ("https://tidewater.example/", "https://blog.example/best-tools", "referral"),
        ("https://tidewater.example/?utm_source=linkedin&utm_medium=cpc", "", "outbound"),
        ("https://tidewater.example/?utm_source=spring&utm_medium=email", "", "outbound"),
        ("https://tidewater.example/?utm_source=webinar", "", "inbound"),
        ("https://tidewater.example/?utm_source=app&utm_medium=product", "", "product"),
        ("https://tidewater.example/?utm_medium=referral&utm_source=partner", "", "referral"),
        ("not an address", "neither", "organic"),
    ],
)
def test_the_source_follows_from_the_first_page(url: str, referrer: str, type: str) -> None:
    assert source_of({"url": url, "referrer": referrer}).type == type


def test_the_utm_tags_are_kept_without_their_prefix() -> None:
    source = source_of({"url": "https://x.example/?utm_source=a&utm_campaign=b&other=c"})
    assert source.utm == {"source": "a", "campaign": "b"}


def test_the_same_amount_in_other_words_is_no_correction() -> None:
    assert not is_correction(kept(BUDGET), {**BUDGET, "quote": "fifty thousand"})


def test_another_amount_is_a_correction() -> None:
    assert is_correction(kept(BUDGET), {**BUDGET, "max": 80000})


def test_what_was_refused_before_is_answered_and_not_corrected() -> None:
    assert not is_correction(kept({"status": "refused"}), BUDGET)


def test_a_remark_in_passing_does_not_blur_a_stated_fact() -> None:
    assert says_less(kept(BUDGET), {"status": "unsure"}, kind="budget", asked="timeline")


def test_not_sure_as_the_answer_to_the_question_counts() -> None:
    assert not says_less(kept(BUDGET), {"status": "unsure"}, kind="budget", asked="budget")


def test_a_person_is_recognised_by_the_address_in_lower_case() -> None:
    assert normal_email("  Ann@Example.COM ") == "ann@example.com"


def test_a_refused_line_leaves_the_contact_as_it_was() -> None:
    contact = Contact(name="Ann")
    assert with_fact(contact, "name", None) == contact


def test_a_size_keeps_both_of_its_ends() -> None:
    size = with_fact(Contact(), "company_size", {"min": 50, "max": 249}).company_size
    assert size
    assert (size.min, size.max) == (50, 249)


def test_asking_for_the_price_is_kept_with_its_words() -> None:
    assert stated_by([], intent="ask_pricing", text="what does it cost?") == {
        "asked_pricing": {"value": True, "quote": "what does it cost?"}
    }


def test_of_two_facts_of_one_kind_the_last_counts_and_what_is_no_fact_is_passed_over() -> None:
    entities = [
        {"entity": "budget", "value": {"max": 1}},
        {"entity": "budget", "value": {"max": 2}},
        {"entity": "choice", "value": {"start": "x"}},
        {"entity": "email", "value": "not in the shape"},
    ]
    assert stated_by(entities, intent="inform", text="") == {"budget": {"max": 2}}
