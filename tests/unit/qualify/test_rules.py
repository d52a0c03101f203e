"""Which question comes next, and what sales qualified means."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.leads.models import Bant, Contact, KeptFact, Known
from bot.playbook.shapes import REASONS, RoutingRule, Size
from bot.qualify.mailboxes import company_domain
from bot.qualify.rules import Disqualified, NotReady, Ready, open_questions, readiness, traits, yearly
from bot.understand.facts import Authority, Budget, CompanySize, Need, Timeline
from tests.unit.playbook.books import playbook, qualification, questions

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
BOOK = playbook(RoutingRule("all", ("dana",)))
BY_SIZE = playbook(
    RoutingRule(
        "large", ("elena",), countries=("US",), timezones=("America/*",), company_size=Size(1000, None)
    ),
    RoutingRule("all", ("dana",)),
)
GOOD = Bant(
    Need("stated", "analytics"),
    Budget("stated", 20000, 20000),
    Authority("stated", "decision_maker"),
    Timeline("stated", bucket="quarter"),
)


def known(**statuses: str) -> Known:
    """Facts of those kinds with that status; a contact fact and a profile carry the word as their value."""
    facts = {}
    for kind, status in statuses.items():
        value = {"value": status} if kind in ("name", "email", "company", "profile") else {"status": status}
        facts[kind] = KeptFact(kind, value, status, NOW, "conv_1")
    return Known(facts)


def test_the_need_comes_first_and_who_somebody_is_comes_last() -> None:
    assert open_questions(Known(), Contact(), BOOK) == (
        "need", "budget", "authority", "timeline", "name", "email",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("budget", "stated"),
        ("budget", "none_yet"),
        ("budget", "refused"),
        ("budget", "unsure"),
        ("authority", "refused"),
        ("authority", "unsure"),
        ("need", "refused"),
        ("timeline", "no_plan"),
        ("timeline", "unsure"),
    ],
)
def test_what_the_visitor_has_dealt_with_is_not_asked_again(kind: str, status: str) -> None:
    assert kind not in open_questions(known(**{kind: status}), Contact(), BOOK)


def test_what_is_still_unknown_is_asked() -> None:
    assert "budget" in open_questions(known(budget="unknown"), Contact(), BOOK)


def test_a_refused_email_is_not_asked_again() -> None:
    refused = Known({"email": KeptFact("email", {"status": "refused", "value": None}, "no", NOW, "conv_1")})
    assert "email" not in open_questions(refused, Contact(), BOOK)


def test_a_person_who_is_known_from_before_is_not_asked_who_they_are() -> None:
    asked = open_questions(Known(), Contact(name="Ada", email="ada@example.com"), BOOK)
    assert asked == ("need", "budget", "authority", "timeline")


@pytest.mark.parametrize("profile", ["student", "job_seeker", "vendor", "competitor"])
def test_who_is_no_prospect_is_asked_nothing(profile: str) -> None:
    assert open_questions(known(profile=profile), Contact(), BOOK) == ()


@pytest.mark.parametrize(
    ("contact", "asked", "because"),
    [
        (Contact(timezone="America/Chicago"), True, "the size decides between two rules"),
        (
            Contact(country="DE", timezone="America/Chicago"),
            False,
            "a German lead is nobody's in the first rule",
        ),
        (Contact(country="US", company_size=CompanySize(5, 9)), False, "it is known"),
        (Contact(timezone="Europe/Berlin"), False, "the rule with the size is out of reach"),
    ],
)
def test_the_company_size_is_asked_only_when_routing_needs_it(
    contact: Contact, asked: bool, because: str
) -> None:
    assert ("company_size" in open_questions(Known(), contact, BY_SIZE)) is asked, because


def test_a_rule_for_industries_makes_us_ask_for_the_company() -> None:
    book = playbook(RoutingRule("shops", ("mei",), industries=("retail",)), RoutingRule("all", ("dana",)))
    assert "company" in open_questions(Known(), Contact(), book)


def test_the_playbook_decides_the_order() -> None:
    other = replace(BOOK.qualification, questions=questions("need", "timeline", "email"))
    assert open_questions(Known(), Contact(), replace(BOOK, qualification=other)) == (
        "need",
        "timeline",
        "email",
    )


def test_a_good_lead_is_ready() -> None:
    assert readiness(GOOD, None, qualification()) == Ready()


@pytest.mark.parametrize(
    ("budget", "reason", "because"),
    [
        (Budget("stated", 10000, 20000), None, "the upper end counts"),
        (Budget("stated", None, 19999), "small_budget", "up to 19,999"),
        (Budget("stated", 20000, None), None, "at least 20,000"),
        (Budget("stated", 25000, 25000, "USD"), None, "25,000 dollars are 20,000 euros here"),
        (Budget("stated", 24999, 24999, "USD"), "small_budget", "a dollar less is not"),
        (Budget("stated", 2000, 2000, "EUR", "month"), None, "24,000 a year"),
        (Budget("stated", 1500, 1500, "EUR", "month"), "small_budget", "18,000 a year"),
        (Budget("stated", 20000, 20000, "EUR", "once"), None, "once counts as a year"),
        (Budget("stated"), "budget_unknown", "there is budget, but how much?"),
        (Budget("stated", 9e9, 9e9, "XAF"), "budget_unknown", "no rate for that currency"),
        (Budget("none_yet"), "no_budget", "none yet"),
        (Budget("refused"), "budget_unknown", "rather not say"),
        (Budget("unsure"), "budget_unknown", "does not know"),
        (Budget("unknown"), "budget_unknown", "not said"),
        (None, "budget_unknown", "not said"),
    ],
)
def test_a_budget_reaches_the_least_amount_or_says_why_not(
    budget: Budget | None, reason: str | None, because: str
) -> None:
    expected = NotReady((reason,)) if reason else Ready()
    assert readiness(replace(GOOD, budget=budget), None, qualification()) == expected, because


@pytest.mark.parametrize(
    ("authority", "reason"),
    [
        (Authority("stated", "decision_maker"), None),
        (Authority("stated", "influencer", "the CFO"), None),
        (Authority("stated", "researcher"), "researching"),
        (Authority("stated"), "no_authority"),
        (Authority("refused"), "no_authority"),
        (None, "no_authority"),
    ],
)
def test_somebody_with_a_say_is_needed(authority: Authority | None, reason: str | None) -> None:
    expected = NotReady((reason,)) if reason else Ready()
    assert readiness(replace(GOOD, authority=authority), None, qualification()) == expected


@pytest.mark.parametrize(
    ("timeline", "reason"),
    [
        (Timeline("stated", bucket="now"), None),
        (Timeline("stated", bucket="half_year"), None),
        (Timeline("stated", bucket="later"), "later"),
        (Timeline("stated"), "no_date"),
        (Timeline("no_plan"), "no_date"),
        (Timeline("unsure"), "no_date"),
        (None, "no_date"),
    ],
)
def test_it_has_to_be_in_place_within_half_a_year(timeline: Timeline | None, reason: str | None) -> None:
    expected = NotReady((reason,)) if reason else Ready()
    assert readiness(replace(GOOD, timeline=timeline), None, qualification()) == expected


def test_every_reason_is_told_in_the_playbooks_order() -> None:
    found = readiness(Bant(), None, qualification())
    assert isinstance(found, NotReady)
    assert found.reasons == ("need_unknown", "budget_unknown", "no_authority", "no_date")
    assert list(found.reasons) == sorted(found.reasons, key=REASONS.index)


def test_what_the_definition_leaves_out_is_not_looked_at() -> None:
    book = qualification()
    loose = replace(book, qualified=replace(book.qualified, budget_at_least=None, within=None))
    assert readiness(replace(GOOD, budget=None, timeline=None), None, loose) == Ready()


def test_a_student_is_disqualified_whatever_else_they_say() -> None:
    assert readiness(GOOD, "student", qualification()) == Disqualified("student")


def test_a_customer_is_judged_like_anybody_else() -> None:
    assert readiness(GOOD, "customer", qualification()) == Ready()


@given(
    least=st.integers(0, 10**9),
    more=st.integers(0, 10**9),
    currency=st.sampled_from(["EUR", "USD", None]),
    period=st.sampled_from(["once", "month", "year", None]),
)
def test_more_money_is_never_worth_less(
    least: int, more: int, currency: str | None, period: str | None
) -> None:
    money = qualification().money
    small = yearly(Budget("stated", least, least, currency, period), money)  # type: ignore[arg-type]
    large = yearly(Budget("stated", least, least + more, currency, period), money)  # type: ignore[arg-type]
    assert small is not None
    assert large is not None
    assert small <= large


def test_a_range_of_people_counts_by_its_upper_end() -> None:
    assert traits(Bant(), Contact(company_size=CompanySize(50, 200))).company_size == 200
    assert traits(Bant(), Contact(company_size=CompanySize(50, None))).company_size == 50


def test_a_locale_is_read_as_its_language() -> None:
    assert traits(Bant(), Contact(language="de-AT")).language == "de"


@pytest.mark.parametrize(
    ("email", "domain"),
    [("a@acme.com", "acme.com"), ("a@GMAIL.com", None), ("a@Acme.com", "acme.com"), (None, None), ("", None)],
)
def test_two_strangers_with_gmail_are_not_colleagues(email: str | None, domain: str | None) -> None:
    assert company_domain(email) == domain
