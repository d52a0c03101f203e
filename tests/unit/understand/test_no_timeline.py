"""Dates that are no plan."""

from __future__ import annotations

import pytest

from tests.unit.understand.reading import stated

NONE = [
    ("we started in March", None, "convention"),
    ("we launched last March and now need reporting", None, "the past"),
    ("6 months ago we bought Tableau", None, "the past"),
    ("we've used it for 3 years", None, "how long"),
    ("our 2019 budget was 5k", None, "the past"),
    ("can you call me next Tuesday?", None, "a call"),
    ("can we have a demo tomorrow?", None, "a demo"),
    ("our contract with Acme ends in June", None, "their contract"),
    ("may I ask what it costs?", None, "a verb"),
    ("it takes us 2 weeks every month", None, "how long"),
    ("a 3 month trial would be nice", None, "how long"),
    ("tomorrow at 3 works", "slot", "a slot"),
    ("we have 3 offices and 20 years of data", None, "how much"),
    ("about 3.5 million rows", None, "a number"),
    ("I've been CTO since May", None, "the past"),
    ("50k", "timeline", "money"),
    ("my presentation is at 2 pm on Friday", None, "an event"),
    ("that changed on Monday", "budget", "the past"),
    ("your release broke our build on 12 February", None, "the past"),
    ("what customers will buy next month", "need", "what they do, not the visitor"),
    ("forecast next quarter's sales", "need", "the data's period"),
    ("predict demand for the next 3 months", "need", "the data's period"),
    ("every month-end I make the report", "need", "how often"),
    ("month end close takes too long", "need", "a job of theirs"),
    ("the Q3 numbers were wrong", "need", "the data's period"),
    ("our budget for 2027 is 50k", None, "the money's year"),
    ("new budget will be approved in March", "budget", "when there is money"),
    ("20k this year", "budget", "the money's year"),
    ("25k a year max", "need", "the money's period"),
    ("April signs off, she is our CFO", "authority", "a name"),
    ("June Carter", "name", "a name"),
    ("March Capital", "company", "a name"),
    ("the trial ends in 3 days, what then?", None, "a trial"),
    ("is support open on Sunday?", None, "a question about us"),
    ("do you have a roadmap for Q3?", None, "a question about us"),
    ("the invoice of 3 February is wrong", None, "another date"),
    ("we get 2000 orders in 2 days", None, "how fast"),
    ("I graduate in June", None, "another event"),
    ("remind me in May", None, "a call"),
]


@pytest.mark.parametrize(("text", "asked", "why"), NONE)
def test_a_date_that_is_no_plan_states_none(text, asked, why):
    assert stated("timeline", text, asked) is None, why
