from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.leads.models import Bant, Contact
from bot.playbook.shapes import SCORE_RULES
from bot.score.rules import Behaviour, Part, score
from bot.understand.facts import Authority, Budget, CompanySize, Need, Quote, Timeline
from tests.unit.playbook.books import POINTS, qualification

BOOK = qualification()


def said(text: str) -> Quote:
    return Quote(text, 0, len(text))


def test_each_part_carries_the_words_that_earned_it() -> None:
    bant = Bant(
        Need("stated", "analytics", said("understand churn")),
        Budget("stated", 50000, 50000, "EUR", quote=said("around 50k")),
        Authority("stated", "influencer", "CFO", said("my CFO has to agree")),
        Timeline("stated", bucket="quarter", quote=said("by end of March")),
    )
    found = score(bant, Behaviour(), Contact(), BOOK)
    assert found.parts == (
        Part("need_stated", 15, "understand churn"),
        Part("budget_reaches", 25, "around 50k"),
        Part("influencer", 15, "my CFO has to agree"),
        Part("timeline_quarter", 17, "by end of March"),
    )
    assert (found.total, found.temperature) == (72, "hot")


@pytest.mark.parametrize(
    ("budget", "rule"),
    [
        (Budget("stated", None, 20000), "budget_reaches"),
        (Budget("stated", 5000, 5000), "budget_below"),
        (Budget("stated"), "budget_no_amount"),
        (Budget("none_yet"), "budget_none_yet"),
        (Budget("refused"), None),
        (Budget("unsure"), None),
    ],
)
def test_a_budget_earns_one_rule_at_most(budget: Budget, rule: str | None) -> None:
    parts = score(Bant(budget=budget), Behaviour(), Contact(), BOOK).parts
    assert [part.rule for part in parts if part.rule != "limit"] == ([rule] if rule else [])


def test_what_the_visitor_did_and_who_they_are_counts_too() -> None:
    behaviour = Behaviour("can I talk to sales?", "what does it cost?", days=2, pages=4, clicked=2, replied=1)
    contact = Contact(
        email="ada@lovelace.example", phone="+49301234567", company_size=CompanySize(200, None), country="DE",
        industry="Retail",
    )  # fmt: skip
    found = score(Bant(), behaviour, contact, BOOK)
    assert {part.rule: part.quote for part in found.parts} == {
        "asked_for_sales": "can I talk to sales?",
        "asked_pricing": "what does it cost?",
        "came_back": "came on 2 days",
        "read_pages": "read 4 pages",
        "clicked_mail": "followed links in 2 mails",
        "replied_mail": "replied once",
        "email_at_work": "writes from lovelace.example",
        "phone_given": "left a phone number",
        "fits_company_size": "200 people or more",
        "fits_country": "DE",
        "fits_industry": "Retail",
    }


def test_an_address_that_anybody_can_have_earns_nothing() -> None:
    assert score(Bant(), Behaviour(), Contact(email="ada@gmail.com"), BOOK).parts == ()


def test_a_total_below_nothing_is_brought_up_to_nothing_by_a_part() -> None:
    found = score(Bant(budget=Budget("none_yet", quote=said("no money"))), Behaviour(), Contact(), BOOK)
    assert found.total == 0
    assert found.parts == (
        Part("budget_none_yet", -5, "no money"),
        Part("limit", 5, "a score is never below 0"),
    )


def test_a_rule_that_the_playbook_leaves_out_leaves_no_part() -> None:
    found = score(Bant(need=Need("stated", "analytics")), Behaviour(), Contact(), qualification({}))
    assert (found.total, found.parts, found.temperature) == (0, (), "cold")


quotes = st.builds(Quote, st.text(max_size=5))
amounts = st.none() | st.integers(0, 10**7)
bants = st.builds(
    Bant,
    st.none()
    | st.builds(
        Need, st.sampled_from(["stated", "refused"]), st.sampled_from([None, "analytics"]), quotes
    ),
    st.none()
    | st.builds(
        Budget, st.sampled_from(["stated", "none_yet", "refused", "unsure", "unknown"]), amounts, amounts,
        st.sampled_from([None, "EUR", "XAF"]), st.sampled_from([None, "month"]), quotes,
    ),
    st.none()
    | st.builds(
        Authority, st.sampled_from(["stated", "unsure"]),
        st.sampled_from([None, "decision_maker", "influencer", "researcher"]), st.none(), quotes,
    ),
    st.none()
    | st.builds(
        Timeline, st.sampled_from(["stated", "no_plan"]), st.none(), st.none(),
        st.sampled_from([None, "now", "quarter", "half_year", "later"]), quotes,
    ),
)  # fmt: skip
behaviours = st.builds(
    Behaviour,
    st.text(max_size=3),
    st.text(max_size=3),
    st.integers(0, 5),
    st.integers(0, 9),
    st.integers(0, 3),
    st.integers(0, 3),
)
contacts = st.builds(
    Contact, email=st.sampled_from([None, "a@b.example", "a@gmx.de"]),
    phone=st.sampled_from([None, "+4930123"]),
    country=st.sampled_from([None, "DE", "FR"]), industry=st.sampled_from([None, "retail"]),
    company_size=st.none() | st.builds(CompanySize, amounts, amounts),
)  # fmt: skip
weights = st.dictionaries(st.sampled_from(SCORE_RULES), st.integers(-100, 100)) | st.just(POINTS)


@given(bant=bants, behaviour=behaviours, contact=contacts, points=weights)
def test_the_parts_always_add_up_to_a_total_between_0_and_100(
    bant: Bant, behaviour: Behaviour, contact: Contact, points: dict[str, int]
) -> None:
    book = qualification(points)
    found = score(bant, behaviour, contact, book)
    assert 0 <= found.total <= 100
    assert sum(part.points for part in found.parts) == found.total
    assert len({part.rule for part in found.parts}) == len(found.parts)
    assert {part.rule for part in found.parts} <= {*SCORE_RULES, "limit"}
    assert all(part.points for part in found.parts)
    expected = "hot" if found.total >= 70 else "warm" if found.total >= 40 else "cold"
    assert found.temperature == expected
    assert score(bant, behaviour, contact, book) == found
