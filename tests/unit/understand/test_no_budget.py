"""Numbers that are no budget."""

from __future__ import annotations

import pytest

from tests.unit.understand.reading import stated

NONE = [
    ("50k users", "need", "users"),
    ("we have 200 people", "budget", "people"),
    ("about 3 million events a day", "budget", "events"),
    ("our 2019 budget was 40k", None, "a past budget"),
    ("last year we spent 30k on this", None, "the past"),
    ("$20 per seat", None, "a price per seat is no total"),
    ("20 EUR per user per month", "budget", "the same"),
    ("is it more than 20k?", None, "a question about the price"),
    ("does it cost 50k?", None, "a question about the price"),
    ("we made 5M revenue", None, "revenue"),
    ("we raised $12m in March", None, "funding"),
    ("we currently pay 30k a year for Tableau", None, "what is paid now"),
    ("manual work costs us 20k a month", None, "a loss"),
    ("50", None, "a bare number says nothing unasked"),
    ("24/7 support for office 365 and SOC 2", None, "numbers in names"),
    ("in 2026", "budget", "a year"),
    ("3 months", "budget", "a time"),
    ("no idea about the timeline", "budget", "another topic"),
    ("once the budget is approved", "timeline", "a condition"),
    ("what does it cost?", "budget", "a question"),
    ("call me at +49 30 901820", "budget", "a phone number"),
    ("about 1200", "company_size", "heads were asked for"),
    ("can I talk to someone?", "budget", "nothing said"),
    ("the update broke our reports", None, "a verb, not being broke"),
    ("I have no budget responsibility", "authority", "whose decision it is, not money"),
    ("it needs to go to the CFO for approval", "authority", "who decides"),
    ("I get 850 euros a month", None, "an income"),
    ("the CFO approves everything above 10k", None, "who signs what"),
    ("anything over 50k goes to the board", "budget", "who signs what"),
    ("above 10k the CFO has to sign", "authority", "who signs what"),
    ("our average order is 80 EUR", None, "a price of theirs"),
    ("Acme wants 60k a year from us", None, "a price of others"),
    ("your website says from 499 EUR", None, "our price"),
    ("assets under management of 2bn USD", None, "their business"),
    ("we ship 10k parcels a month", None, "things are counted"),
    ("50k would be too much for us", "budget", "what they will not spend"),
    ("please refund the 99 USD", None, "a customer's money"),
    ("is 499 EUR per month or per year?", None, "a question about the price"),
    ("employees expense about 300k EUR a year", None, "said at length, and of others"),
]


@pytest.mark.parametrize(("text", "asked", "why"), NONE)
def test_a_number_that_is_no_budget_states_none(text, asked, why):
    assert stated("budget", text, asked) is None, why
