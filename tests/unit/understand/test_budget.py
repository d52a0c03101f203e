"""What counts as a budget, and as which: each row says why."""

from __future__ import annotations

import pytest

from tests.unit.understand.reading import stated

AMOUNTS = [
    # text, asked, min, max, currency, period, why
    ("around 50k", "budget", 50_000, 50_000, None, None, "a hedge is plain"),
    ("30-40 grand", None, 30_000, 40_000, None, None, "the magnitude counts for both ends"),
    ("up to 20.000 EUR", None, None, 20_000, "EUR", None, "European grouping, upper bound"),
    ("2k a month", None, 2_000, 2_000, None, "month", "period"),
    ("5 lakh", None, 500_000, 500_000, None, None, "Indian magnitude names no currency"),
    ("five figures", "budget", 10_000, 99_999, None, None, "convention"),
    ("USD 25,000.00", None, 25_000, 25_000, "USD", None, "American grouping with cents"),
    ("our budget is 1,50,000 INR", None, 150_000, 150_000, "INR", None, "Indian grouping"),
    ("2 crore rupees", None, 20_000_000, 20_000_000, "INR", None, "crore"),
    ("₹5L per annum", None, 500_000, 500_000, "INR", "year", "L beside a rupee sign is a lakh"),
    ("CHF 20'000", None, 20_000, 20_000, "CHF", None, "Swiss grouping"),
    ("50 000 €", None, 50_000, 50_000, "EUR", None, "French grouping"),
    ("€2.500,50", None, 2500.5, 2500.5, "EUR", None, "decimal comma"),
    ("£40k-£60k", None, 40_000, 60_000, "GBP", None, "a sign at both ends"),
    ("between 30 and 40k", None, 30_000, 40_000, None, None, "between"),
    ("twenty to thirty thousand dollars", None, 20_000, 30_000, "USD", None, "words"),
    ("half a million", "budget", 500_000, 500_000, None, None, "words"),
    ("a couple thousand bucks", None, 2_000, 2_000, "USD", None, "a couple is two"),
    ("fifty thousand", "budget", 50_000, 50_000, None, None, "words"),
    ("a hundred grand", None, 100_000, 100_000, None, None, "words with a magnitude"),
    ("1.5m euros", None, 1_500_000, 1_500_000, "EUR", None, "m beside a currency is a million"),
    ("$50", None, 50, 50, "USD", None, "$ is USD"),
    ("C$80k", None, 80_000, 80_000, "CAD", None, "other dollars"),
    ("60 thousand swiss francs", None, 60_000, 60_000, "CHF", None, "a currency's full name"),
    ("50k all in", None, 50_000, 50_000, None, None, "no Albanian lek"),
    ("50 TEUR", None, 50_000, 50_000, "EUR", None, "German for thousands of euros"),
    ("100k SEK annually", None, 100_000, 100_000, "SEK", "year", "code after the amount"),
    ("50k max", None, None, 50_000, None, None, "bound behind"),
    ("50k, tops", None, None, 50_000, None, None, "tops"),
    ("less than 15k", None, None, 15_000, None, None, "less than"),
    ("we can't go above 30k", None, None, 30_000, None, None, "a negated lower bound is an upper one"),
    ("not more than 2k/month", None, None, 2_000, None, "month", "the same"),
    ("our limit is 25k EUR", None, None, 25_000, "EUR", None, "limit"),
    ("capped at 40k", None, None, 40_000, None, None, "cap"),
    ("at least 20k", None, 20_000, None, None, None, "lower bound"),
    ("north of 100k", None, 100_000, None, None, None, "lower bound"),
    ("no less than 20k", None, 20_000, None, None, None, "not an upper bound"),
    ("20k+", None, 20_000, None, None, None, "plus"),
    ("30k or more", None, 30_000, None, None, None, "or more"),
    ("at least 20k, max 40k", None, 20_000, 40_000, None, None, "two bounds are a range"),
    ("around 50k, up to 60k", None, 50_000, 60_000, None, None, "plain and bound are a range"),
    ("30k one-off", None, 30_000, 30_000, None, "once", "once"),
    ("annual budget of 60k", None, 60_000, 60_000, None, "year", "period before the amount"),
    (
        "10k a quarter",
        None,
        40_000,
        40_000,
        None,
        "year",
        "a quarter has no period of its own: four make a year",
    ),
    ("50", "budget", 50, 50, None, None, "a bare number only when asked; the dialogue asks once more"),
    ("50-60", "budget", 50, 60, None, None, "a bare range when asked"),
    ("maybe 10, maybe 20k", "budget", 10_000, 20_000, None, None, "a loose range"),
    (
        "we have 25000 set aside for this",
        None,
        25_000,
        25_000,
        None,
        None,
        "a bare number beside a word for it",
    ),
    ("sorry, 80k", None, 80_000, 80_000, None, None, "a correction"),
    ("not 50k but 80k", None, 80_000, 80_000, None, None, "what it is, not what it is not"),
    ("80k, not 50k", None, 80_000, 80_000, None, None, "the other way round"),
    ("50k, no wait, 80k", None, 80_000, 80_000, None, None, "the later one wins"),
    ("the budget was 50k but it got cut to 30k", None, 30_000, 30_000, None, None, "the later one wins"),
    ("Acme quoted us 40k, we can do 30k", None, 30_000, 30_000, None, None, "a quote is not ours"),
    ("what can we get for 20k?", None, 20_000, 20_000, None, None, "a question that tells the budget"),
    ("it should not cost more than 20k", None, None, 20_000, None, None, "what it may cost"),
    ("we have 300 users and 45k EUR", None, 45_000, 45_000, "EUR", None, "users are no money"),
    ("Budget: €25k. Timeline: Q3", None, 25_000, 25_000, "EUR", None, "a list"),
    ("50k for 200 seats", None, 50_000, 50_000, None, None, "a total for seats is a total"),
    (
        "we'd spend roughly 15 to 20k euros per year on this",
        None,
        15_000,
        20_000,
        "EUR",
        "year",
        "a sentence",
    ),
    ("something like 3.5k per month", "budget", 3_500, 3_500, None, "month", "decimal point with k"),
    ("no more than 1,5k €", "budget", None, 1_500, "EUR", None, "decimal comma with k"),
    ("high five figures", "budget", 10_000, 99_999, None, None, "figures"),
    ("it's in the ballpark of 70k", "budget", 70_000, 70_000, None, None, "hedge"),
    ("I'd say 35k-ish", "budget", 35_000, 35_000, None, None, "hedge behind"),
    ("we got approval for 120k USD", None, 120_000, 120_000, "USD", None, "approved"),
    (
        "probably 40k, could stretch to 55k",
        "budget",
        40_000,
        55_000,
        None,
        None,
        "a stretch is an upper bound",
    ),
    ("between five and ten thousand pounds", None, 5_000, 10_000, "GBP", None, "words are not added up"),
    ("same as last year, 40k", "budget", 40_000, 40_000, None, None, "this year's"),
    ("last year's budget was 30k, this year we have 45k", None, 45_000, 45_000, None, None, "this year's"),
    ("100-150k depending on scope", "budget", 100_000, 150_000, None, None, "a condition changes nothing"),
    (
        "We're a team of 12 with about 5k a month to spend",
        None,
        5_000,
        5_000,
        None,
        "month",
        "people are no money",
    ),
    ("٥٠٠٠٠ دولار, so 50000 dollars", "budget", 50_000, 50_000, "USD", None, "other digits are digits"),
]

STATUSES = [
    ("no budget yet", None, "none_yet", "none"),
    ("We haven't set a budget yet", None, "none_yet", "none"),
    ("it isn't approved", "budget", "none_yet", "convention: not approved"),
    ("there's no line for it", None, "none_yet", "convention"),
    ("zero", "budget", "none_yet", "convention"),
    ("nothing allocated so far", "budget", "none_yet", "none"),
    ("we asked for 50k but it's not approved", None, "none_yet", "convention: not approved"),
    ("no", "budget", "none_yet", "no to the question"),
    ("not yet", "budget", "none_yet", "no to the question"),
    ("we don't have any money for this right now", None, "none_yet", "none"),
    ("nothing yet, we'll apply for it in Q3", "budget", "none_yet", "none yet and more"),
    ("I'll be honest, zero right now", "budget", "none_yet", "zero"),
    ("still waiting for budget approval", None, "none_yet", "pending"),
    ("there is budget", None, "stated", "stated without an amount"),
    ("we have budget approved for this", None, "stated", "stated without an amount"),
    ("money is not an issue", "budget", "stated", "stated without an amount"),
    ("no budget limit", None, "stated", "no limit is not no budget"),
    ("rather not say", "budget", "refused", "refusal of what was asked"),
    ("none of your business", "budget", "refused", "refusal"),
    ("skip", "budget", "refused", "refusal"),
    ("I'd prefer not to share that", "budget", "refused", "refusal"),
    ("we don't disclose our budget", None, "refused", "named, so it needs no question"),
    ("that's confidential", "budget", "refused", "refusal"),
    ("I can't tell you the budget", None, "refused", "named"),
    ("no idea", "budget", "unsure", "does not know"),
    ("not sure yet", "budget", "unsure", "does not know"),
    ("depends", "budget", "unsure", "does not know"),
    ("tbd", "budget", "unsure", "does not know"),
    ("budget? no clue", None, "unsure", "named"),
    ("I'd have to check with finance", "budget", "unsure", "does not know"),
    ("I'd need to ask finance", "budget", "unsure", "does not know"),
    ("hard to say at this point", "budget", "unsure", "does not know"),
]

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
]


@pytest.mark.parametrize(("text", "asked", "low", "high", "currency", "period", "why"), AMOUNTS)
def test_an_amount_is_read_with_its_currency_and_period(text, asked, low, high, currency, period, why):
    fact = stated("budget", text, asked)
    assert fact is not None, why
    read = (fact["status"], fact["min"], fact["max"], fact["currency"], fact["period"])
    assert read == ("stated", low, high, currency, period), why


@pytest.mark.parametrize(("text", "asked", "status", "why"), STATUSES)
def test_a_budget_without_an_amount_has_a_status(text, asked, status, why):
    fact = stated("budget", text, asked)
    assert fact is not None, why
    assert (fact["status"], fact["min"], fact["max"]) == (status, None, None), why


@pytest.mark.parametrize(("text", "asked", "why"), NONE)
def test_a_number_that_is_no_budget_states_none(text, asked, why):
    assert stated("budget", text, asked) is None, why


def test_the_quote_holds_the_bound_and_the_period():
    fact = stated("budget", "Well, up to 20.000 EUR a year, I guess")
    assert fact is not None
    assert fact["quote"] == "up to 20.000 EUR a year"
