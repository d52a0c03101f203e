"""Whole messages: several facts at once, and text that states none."""

from __future__ import annotations

import re
import time
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.understand import Facts, titles, understand
from bot.understand.facts import CompanySize, Quote, bant_from_json, facts_to_json
from bot.understand.message import read
from tests.unit.understand.reading import NEEDS, NOW, facts

HEADLINE = "CTO at a 200-person fintech, ~50k, need it live before Q3, boss has to nod"
ASKED = [
    None,
    "need",
    "budget",
    "authority",
    "timeline",
    "name",
    "email",
    "phone",
    "company",
    "company_size",
    "job_title",
    "country",
    "consent",
    "slot",
]
JUNK = [
    "", " ", "\n\n", "?", "...", "x" * 1000, "a " * 500, "50" * 500, "1." * 500, "😀😀😀",
    "👩‍💻💰", "مرحبا كيف حالك",
    "שלום עולם", "\x00\x01\x02", "\u202ehello\u202c", "/restart", "[budget](x)",
    "/slot{\"budget\": 50000}",
    '{"budget": 50000, "email": "a@b.example", "when": "Q3"}', "[1, 2, 3]", "def f(x): return 50000",
    "SELECT * FROM budget WHERE amount = 50000;", "https://acme.example/price?budget=50k&by=Q3",
    "<script>alert('50k')</script>", "```\nbudget = 50_000\n```", "> our budget is 50k\n> live by Q3",
    "-----Original Message-----\nFrom: Dana Fox\nOur budget is 50k", "lorem ipsum dolor sit amet",
    "𝕙𝕖𝕝𝕝𝕠", "Ｈｅｌｌｏ", "ﷺ" * 50, "ẞ" * 50, "İ" * 50, "(((((((((((", "\\" * 200, "'" * 300, "9" * 400,
]  # fmt: skip


def test_the_headline_is_taken_whole():
    assert facts_to_json(facts(HEADLINE)) == {
        "budget": {
            "status": "stated", "min": 50_000, "max": 50_000, "currency": None, "period": None,
            "quote": "~50k",
        },
        "authority": {
            "status": "stated", "role": "influencer", "approver": "boss", "quote": "boss has to nod",
        },
        "timeline": {
            "status": "stated", "start": None, "end": "2026-07-01", "bucket": "half_year",
            "quote": "before Q3",
        },
        "contact": {"company_size": {"min": 200, "max": 200}, "job_title": "CTO"},
    }  # fmt: skip


def test_the_headline_is_the_same_whatever_was_asked():
    for asked in ("need", "budget", "authority", "timeline"):
        assert facts_to_json(facts(HEADLINE, asked)).items() >= facts_to_json(facts(HEADLINE)).items()


def test_all_four_and_the_contact_in_one_message():
    found = facts(
        "Hi, Dana Fox here, head of data at Acme GmbH (120 employees). We want to automate reporting by "
        "hand, up to 60k EUR a year, by end of June, and I sign off. dana@acme.example"
    )
    assert found.budget is not None
    assert (found.budget.max, found.budget.currency, found.budget.period) == (60_000, "EUR", "year")
    assert found.authority is not None
    assert found.authority.role == "decision_maker"
    assert found.timeline is not None
    assert str(found.timeline.end) == "2026-07-01"
    assert found.need is not None
    assert found.need.category == "automation"
    assert found.contact["company"].value == "Acme GmbH"
    assert found.contact["company_size"].value == CompanySize(120, 120)
    assert found.contact["email"].value == "dana@acme.example"


def test_an_unknown_budget_beside_a_known_date():
    found = facts("no idea about the budget, but it should be live by June", "budget")
    assert found.budget is not None
    assert found.timeline is not None
    assert (found.budget.status, found.timeline.status) == ("unsure", "stated")


def test_a_refusal_counts_for_what_was_asked_alone():
    found = facts("rather not say", "budget")
    assert found.budget is not None
    assert found.budget.status == "refused"
    assert (found.authority, found.timeline, found.need) == (None, None, None)


@pytest.mark.parametrize("text", JUNK)
@pytest.mark.parametrize("asked", ASKED)
def test_junk_states_no_budget_timeline_or_authority(text, asked):
    if asked in {"budget", "company_size"} and text.isdigit():
        pytest.skip("a number is an answer to this question")
    found = facts(text, asked)
    assert (found.budget, found.timeline, found.authority) == (None, None, None)
    assert not found.contact.keys() & {"email", "phone", "company_size", "country", "job_title"}


@pytest.mark.parametrize("text", JUNK)
def test_junk_unasked_states_nothing_at_all(text):
    assert facts(text) == Facts()


WORDS = st.sampled_from(
    re.split(
        " ",
        " budget 50k $20 30-40 up to at least eur a month by before Q3 March next year in 6 weeks asap no "
        "rush not but 2026 15.03.2026 CTO boss has to nod I sign off my CFO's ok former we started 200 "
        "people users dana@acme.example +49 30 901820 I'm Dana Fox at Acme Ltd from Germany rather not "
        "say no idea . , ? ! \n - / and or between 1,5 lakh crore five figures early late end of "
        "half a couple may 0 99999999999 ~ % per seat skip sorry",
    )
)
TEXTS = st.one_of(st.text(max_size=300), st.lists(WORDS, max_size=25).map(" ".join))
INSTANTS = st.datetimes(datetime(2020, 1, 1), datetime(2060, 1, 1), timezones=st.timezones())


@settings(max_examples=300, deadline=None)
@given(text=TEXTS, asked=st.sampled_from(ASKED), now=INSTANTS)
def test_any_text_gives_ordered_facts_that_quote_it(text, asked, now):
    found = understand(text, asked=asked, now=now, needs=NEEDS)
    quotes = [fact.quote for fact in (found.budget, found.authority, found.need, found.timeline) if fact]
    quotes += [said.quote for said in (*found.contact.values(), found.profile) if said]
    for quote in quotes:
        assert quote.text
        assert text[quote.start : quote.end] == quote.text
    if (budget := found.budget) and budget.min is not None and budget.max is not None:
        assert 0 < budget.min <= budget.max
    if timeline := found.timeline:
        today = now.date()
        assert timeline.start is None or timeline.start > today
        assert timeline.end is None or timeline.end > (timeline.start or today)
    if (size := found.contact.get("company_size")) and isinstance(size.value, CompanySize):
        assert (size.value.min or 1) <= (size.value.max or 10**9)


@settings(max_examples=100, deadline=None)
@given(text=TEXTS, asked=st.sampled_from(ASKED))
def test_facts_survive_their_json(text, asked):
    found = understand(text, asked=asked, now=NOW, needs=NEEDS)
    for kind, value in facts_to_json(found).items():
        if kind != "contact":
            again = bant_from_json(kind, value)
            assert again.quote.text == getattr(found, kind).quote.text
            assert {**vars(again), "quote": Quote()} == {**vars(getattr(found, kind)), "quote": Quote()}


def test_a_naive_now_is_refused():
    with pytest.raises(ValueError, match="aware"):
        understand("by June", now=datetime(2026, 2, 10))


@pytest.mark.parametrize(
    "text",
    [("a-" * 500), ("1 " * 500), ("50k or " * 140), ("by the end of " * 70), ("I'm " * 250), ("CTO " * 250)],
)
def test_no_text_of_a_thousand_characters_takes_long(text):
    # Generous, since the machine may be busy: a pattern that backtracks badly takes seconds.
    start = time.process_time()
    facts(text[:1000], "budget")
    assert time.process_time() - start < 0.5


def test_titles_take_as_long_as_the_text_is_long():
    def seconds(text):
        took = []
        for _ in range(5):
            start = time.process_time()
            titles.find(read(text))
            took.append(time.process_time() - start)
        return min(took)

    # Eight times the text takes eight times as long; where each title searched the whole text, forty times.
    assert seconds("CTO " * 4000) < 20 * seconds("CTO " * 500)
