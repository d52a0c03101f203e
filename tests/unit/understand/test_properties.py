"""Whatever a visitor types: an answer, and no fact that is not in the words."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.understand import understand
from bot.understand.command import ASKED
from bot.understand.facts import BANT, Facts, Quote, bant_from_json, bant_to_json, facts_to_json

PIECES = [
    "50k", "€", "EUR", "20.000", "1,5", "5 lakh", "up to", "between", "and", "-", "a month", "per year",
    "not", "before", "after", "by", "end of", "Q3", "next year", "31 February", "30.02.2027", "2026-13-45",
    "in", "6 weeks", "asap", "H2", "late", "fall", "I'm the CTO", "my boss", "signs", "we are", "200 people",
    "at", "Acme GmbH", "ann@example.com", "ann@@example", "+49 30 901820", "no idea", "rather not say",
    "sorry,", "I meant", "dashboards", "?", "!", "\n", "\x00", "\u202e", "ＣＴＯ", "٥٠", "五万", "½",
    "99999999999999999999", "0", "-5", "1e9", "the day after tomorrow", "29 Feb", "week 53", "Monday",
]  # fmt: skip
ANYTHING = st.text(max_size=300) | st.lists(st.sampled_from(PIECES) | st.text(max_size=6), max_size=14).map(
    " ".join
)
NOWS = st.builds(
    lambda zone, days, seconds: (
        datetime(2024, 1, 1, tzinfo=ZoneInfo(zone)) + timedelta(days=days, seconds=seconds)
    ),
    st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Pacific/Auckland"]),
    st.integers(0, 4_000),
    st.integers(0, 86_399),
)
ASKS = st.none() | st.sampled_from(ASKED)


def quotes(facts: Facts) -> list[Quote]:
    bant = [getattr(facts, kind).quote for kind in BANT if getattr(facts, kind)]
    said = [*facts.contact.values(), *([facts.profile] if facts.profile else [])]
    return bant + [each.quote for each in said]


@settings(max_examples=400, deadline=None)
@given(text=ANYTHING, asked=ASKS, now=NOWS)
def test_any_text_gives_facts_that_hold_together(text: str, asked: str | None, now: datetime) -> None:
    facts = understand(text, asked=asked, now=now)
    for quote in quotes(facts):
        assert quote.text == text[quote.start : quote.end]
        assert quote.text.strip()
    if (budget := facts.budget) and budget.min is not None and budget.max is not None:
        assert 0 <= budget.min <= budget.max
    if (timeline := facts.timeline) and timeline.start and timeline.end:
        assert timeline.start < timeline.end
    if size := facts.contact.get("company_size"):
        low, high = vars(size.value).values()
        assert low is None or high is None or 0 < low <= high
    assert isinstance(facts_to_json(facts), dict)


@settings(max_examples=200, deadline=None)
@given(text=ANYTHING, asked=ASKS, now=NOWS)
def test_a_fact_survives_the_way_to_sql_and_back(text: str, asked: str | None, now: datetime) -> None:
    facts = understand(text, asked=asked, now=now)
    for kind in BANT:
        if (fact := getattr(facts, kind)) is not None:
            kept = bant_to_json(fact)
            assert bant_to_json(bant_from_json(kind, kept)) == kept


@settings(max_examples=200, deadline=None)
@given(text=ANYTHING, now=NOWS)
def test_what_was_stated_has_something_in_it(text: str, now: datetime) -> None:
    facts = understand(text, now=now)
    if facts.timeline and facts.timeline.status == "stated":
        assert facts.timeline.start or facts.timeline.end
    if facts.authority and facts.authority.status == "stated":
        assert facts.authority.role
    assert facts.need is None or facts.need.status != "unknown"


@pytest.mark.parametrize("asked", [None, *ASKED])
@pytest.mark.parametrize(
    "text",
    [
        "", "   \n\t", "😀😀🎉", "مرحبا كيف حالك", "שלום, מה שלומך?", "\x00\x01\x02\x1b[31m", "x" * 1000,
        "Привет hello 你好 مرحبا", "/restart", "/inform", "[budget](x)",
        "SELECT * FROM leads WHERE 1=1; DROP TABLE leads;--", "<script>alert(1)</script>",
        "for (let i = 0; i < 10; i++) { console.log(i) }", "https://example.com/?q=1&page=20",
    ],
)  # fmt: skip
def test_what_states_nothing_gives_no_amount_no_date_and_no_address(text: str, asked: str | None) -> None:
    facts = understand(text, asked=asked, now=datetime(2026, 3, 2, 9, 0, tzinfo=ZoneInfo("Europe/Berlin")))
    assert facts.budget is None or facts.budget.status != "stated"
    assert facts.timeline is None
    assert facts.authority is None
    assert not {"email", "phone", "company_size", "country", "job_title"} & set(facts.contact)


MAIL = """Hi Ann,

see below, can you take this?

On Tue, 3 Feb 2026 at 09:14, Bob Reed <bob@vendor.example> wrote:
> Our invoice 4711 over EUR 12,400.00 was due on 1 February 2026.
> Best, Bob | Account Manager | +44 20 7946 0958
"""


def test_a_pasted_mail_thread_states_no_budget_no_date_and_nobodys_title() -> None:
    facts = understand(MAIL, now=datetime(2026, 3, 2, 9, 0, tzinfo=ZoneInfo("Europe/Berlin")))
    assert facts.budget is None
    assert facts.timeline is None
    assert facts.authority is None
    assert "job_title" not in facts.contact
    assert "email" not in facts.contact
