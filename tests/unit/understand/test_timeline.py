"""What counts as a timeline, and which dates: Tuesday, 10 February 2026, in Berlin."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from tests.unit.understand.reading import stated

DATES = [
    # text, asked, start, end, bucket, why
    ("by end of March", None, None, "2026-04-01", "quarter", "convention"),
    ("by 20 April", None, None, "2026-04-21", "quarter", "by D ends the day after"),
    ("on 15 March", None, None, "2026-03-16", "quarter", "on D ends the day after"),
    ("before 15 March", None, None, "2026-03-15", "quarter", "before D ends on D"),
    ("need it live before Q3", None, None, "2026-07-01", "half_year", "before a period ends at its start"),
    ("by Q3", None, None, "2026-10-01", "later", "by a period ends at its end"),
    ("Q2", None, "2026-04-01", "2026-07-01", "half_year", "a period is start and end"),
    ("Q1", None, None, "2026-04-01", "quarter", "start null once it has begun"),
    ("Q3 '26", None, "2026-07-01", "2026-10-01", "later", "short year"),
    ("Q1 next year", None, "2027-01-01", "2027-04-01", "later", "next year's quarter"),
    ("the second quarter", "timeline", "2026-04-01", "2026-07-01", "half_year", "in words"),
    ("next quarter", None, "2026-04-01", "2026-07-01", "half_year", "the calendar's"),
    ("this quarter", None, None, "2026-04-01", "quarter", "has begun"),
    ("H2", "timeline", "2026-07-01", "2027-01-01", "later", "half a year"),
    ("first half of next year", None, "2027-01-01", "2027-07-01", "later", "half a year"),
    ("in May", None, "2026-05-01", "2026-06-01", "half_year", "a month"),
    ("february", "timeline", None, "2026-03-01", "now", "the month that it is"),
    ("in January", "timeline", "2027-01-01", "2027-02-01", "later", "the next one to come"),
    ("early March", None, "2026-03-01", "2026-03-11", "now", "thirds of a month"),
    ("mid-April", None, "2026-04-11", "2026-04-21", "quarter", "thirds of a month"),
    ("late June", None, "2026-06-21", "2026-07-01", "half_year", "thirds of a month"),
    ("next year", None, "2027-01-01", "2028-01-01", "later", "a year"),
    ("sometime in 2027", None, "2027-01-01", "2028-01-01", "later", "a year by number"),
    ("this year", "timeline", None, "2027-01-01", "later", "has begun"),
    ("end of the year", None, None, "2027-01-01", "later", "an end"),
    ("EOY", None, None, "2027-01-01", "later", "short for it"),
    ("in 6 weeks", None, None, "2026-03-24", "quarter", "end only"),
    ("within 3 months", None, None, "2026-05-10", "quarter", "end only"),
    ("in the next 90 days", None, None, "2026-05-11", "quarter", "end only"),
    ("2-3 months", "timeline", "2026-04-10", "2026-05-10", "quarter", "start at two, end at three"),
    ("in six to eight weeks", None, "2026-03-24", "2026-04-07", "quarter", "words"),
    ("in a month or two", None, "2026-03-10", "2026-04-10", "quarter", "a loose range"),
    ("in a couple of months", None, None, "2026-04-10", "quarter", "a couple is two"),
    ("half a year", "timeline", None, "2026-08-10", "half_year", "six months"),
    ("within the next year", None, None, "2027-02-10", "later", "twelve months, not the calendar year"),
    ("18 months from now", None, None, "2027-08-10", "later", "behind the number"),
    ("at least 6 months away", None, "2026-08-10", None, None, "a start alone, 181 days off"),
    (
        "not for another 8 months",
        "timeline",
        "2026-10-10",
        None,
        "later",
        "a start alone, more than 184 days off",
    ),
    ("asap", None, None, "2026-03-12", "now", "asap ends in 30 days"),
    ("as soon as possible please", None, None, "2026-03-12", "now", "asap"),
    ("we needed it yesterday", None, None, "2026-03-12", "now", "asap"),
    ("right away", "timeline", None, "2026-03-12", "now", "asap"),
    ("now", "timeline", None, "2026-03-12", "now", "asap"),
    ("between March and May", None, "2026-03-01", "2026-06-01", "half_year", "a range"),
    ("March to May", "timeline", "2026-03-01", "2026-06-01", "half_year", "a range"),
    ("Q2 or Q3", None, "2026-04-01", "2026-10-01", "later", "either"),
    ("from 1 June to 15 July", None, "2026-06-01", "2026-07-16", "half_year", "a range of days"),
    ("1-15 March", "timeline", "2026-03-01", "2026-03-16", "quarter", "a range of days"),
    ("this summer", None, "2026-06-01", "2026-09-01", "later", "June to August"),
    ("before summer", None, None, "2026-06-01", "half_year", "before it starts"),
    ("in autumn 2026", None, "2026-09-01", "2026-12-01", "later", "a season with its year"),
    ("this winter", "timeline", None, "2026-03-01", "now", "winter runs over the new year"),
    ("not before June", None, "2026-06-01", None, None, "a start alone"),
    ("after the summer", None, "2026-09-01", None, "later", "a start alone"),
    ("not this year", None, "2027-01-01", None, "later", "after it"),
    ("by Christmas", "timeline", None, "2026-12-26", "later", "by D"),
    ("2026-05-01", "timeline", None, "2026-05-02", "quarter", "ISO 8601"),
    ("go live on 15.03.2026", None, None, "2026-03-16", "quarter", "European date"),
    ("by 3/4/2026", None, None, "2026-04-04", "quarter", "day first in Berlin"),
    ("May 12th", "timeline", None, "2026-05-13", "quarter", "American order in words"),
    ("by the 20th", "timeline", None, "2026-02-21", "now", "of this month"),
    ("next week", None, "2026-02-16", "2026-02-23", "now", "from Monday"),
    ("by Friday", None, None, "2026-02-14", "now", "the coming one"),
    ("by the end of next month", None, None, "2026-04-01", "quarter", "an end"),
    ("week 20", "timeline", "2026-05-11", "2026-05-18", "half_year", "ISO week: the end is 97 days off"),
    ("ideally Q2, worst case Q3", None, "2026-04-01", "2026-10-01", "later", "a wish and a fallback"),
    ("worst case Q3, ideally Q2", "timeline", "2026-04-01", "2026-10-01", "later", "in another order"),
    ("hopefully Q2, Q3 latest", None, "2026-04-01", "2026-10-01", "later", "a wish and a fallback"),
    ("ideally by May, at worst by June", None, None, "2026-07-01", "half_year", "two deadlines"),
    ("kickoff in May, live in Q3 at the latest", None, None, "2026-10-01", "later", "no wish but a start"),
    ("not in Q2 but Q3", None, "2026-07-01", "2026-10-01", "later", "what it is"),
    ("Q3, not Q2", None, "2026-07-01", "2026-10-01", "later", "what it is"),
    ("by Q2... sorry, Q3", None, "2026-07-01", "2026-10-01", "later", "the later one wins"),
    ("our deadline is 1 July", None, None, "2026-07-02", "half_year", "deadline"),
    (
        "start evaluating in May, live by September",
        None,
        None,
        "2026-10-01",
        "later",
        "when it is to be in place",
    ),
    ("no budget, next year", None, "2027-01-01", "2028-01-01", "later", "beside another fact"),
    ("we wanted to launch in April", None, "2026-04-01", "2026-05-01", "quarter", "a plan told in the past"),
    ("come back to me in March", "timeline", "2026-03-01", "2026-04-01", "quarter", "asked, so it answers"),
    ("may", "timeline", "2026-05-01", "2026-06-01", "half_year", "the month when asked"),
    ("ideally up and running by the start of April", None, None, "2026-04-02", "quarter", "by its first day"),
    ("we have until the end of June", "timeline", None, "2026-07-01", "half_year", "until"),
    ("sometime after Easter", "timeline", "2026-04-06", None, None, "after the day"),
    (
        "we'd like to start next month",
        "timeline",
        "2026-03-01",
        "2026-04-01",
        "quarter",
        "a verb, no part of it",
    ),
    ("end of Q2 / early Q3", "timeline", "2026-06-01", "2026-08-01", "half_year", "thirds of a quarter"),
    ("next fiscal year", "timeline", "2027-01-01", "2028-01-01", "later", "their fiscal year is not known"),
    ("cannot begin before 1 June", "timeline", "2026-06-01", None, None, "a start alone, in other words"),
    ("need it live b4 july 1", None, None, "2026-07-01", "half_year", "before, as it is typed"),
    (
        "we freeze all systems from 1 November, so it has to be in before then",
        None,
        None,
        "2026-11-01",
        "later",
        "then is the date before it",
    ),
    (
        "Our fiscal year starts on 1 April. We wish to begin before this date.",
        "timeline",
        None,
        "2026-04-01",
        "quarter",
        "this date is the date before it",
    ),
    (
        "our licence runs out in June and we need something by then",
        None,
        None,
        "2026-07-01",
        "half_year",
        "by June, though the licence is no plan",
    ),
    (
        "We moved offices in 2021, and by 31 May the new platform has to stand",
        None,
        None,
        "2026-06-01",
        "half_year",
        "the past ends at the comma",
    ),
    (
        "It was planned for March but got postponed to June",
        None,
        "2026-06-01",
        "2026-07-01",
        "half_year",
        "moved",
    ),
    ("May instead of March", "timeline", "2026-05-01", "2026-06-01", "half_year", "what it is"),
    ("by Christmas Eve", "timeline", None, "2026-12-25", "later", "the day before Christmas"),
    ("before Diwali", "timeline", None, "2026-11-08", "later", "a feast of the moon"),
    ("before Good Friday", "timeline", None, "2026-04-03", "quarter", "a feast, not this Friday"),
    ("before Memorial Day", "timeline", None, "2026-05-25", "half_year", "the last Monday in May"),
    ("in the new year", "timeline", "2027-01-01", "2028-01-01", "later", "a year, not its first day"),
    ("before year end", "timeline", None, "2027-01-01", "later", "its end, not its last day"),
    ("before the quarter ends", "timeline", None, "2026-04-01", "quarter", "its end"),
    ("by next month end", "timeline", None, "2026-04-01", "quarter", "of the month to come"),
    ("April-end", "timeline", None, "2026-05-01", "quarter", "an end, Indian English"),
    ("next to next month", "timeline", "2026-04-01", "2026-05-01", "quarter", "Indian English"),
    ("the 1st of next month", "timeline", None, "2026-03-02", "now", "a day of it"),
    ("second week of May", "timeline", "2026-05-08", "2026-05-15", "half_year", "days 8 to 14"),
    ("begin of May", "timeline", "2026-05-01", "2026-05-11", "quarter", "non-native for the beginning"),
    ("quarter 3", "timeline", "2026-07-01", "2026-10-01", "later", "the number behind"),
    ("2H26", "timeline", "2026-07-01", "2027-01-01", "later", "the number before"),
    ("upcoming quarter", "timeline", "2026-04-01", "2026-07-01", "half_year", "the next"),
    ("next FY", "timeline", "2027-01-01", "2028-01-01", "later", "their fiscal year is not known"),
    ("in febuary", "timeline", None, "2026-03-01", "now", "a slip of the pen"),
    ("nxt month", "timeline", "2026-03-01", "2026-04-01", "quarter", "a slip of the pen"),
    ("by 15th", "timeline", None, "2026-02-16", "now", "without the article"),
    ("within 48 hours", "timeline", None, "2026-02-12", "now", "hours, from a day on"),
    ("one and a half months", "timeline", None, "2026-03-25", "quarter", "no range of one and a half"),
    ("a month, maybe two", "timeline", "2026-03-10", "2026-04-10", "quarter", "a loose range"),
    ("at least another year", "timeline", "2027-02-10", None, "later", "a start alone"),
    ("we have 2 months to fix this", None, None, "2026-04-10", "quarter", "a time that is left"),
    ("as quick as possible", None, None, "2026-03-12", "now", "asap"),
    ("at the earliest possible", "timeline", None, "2026-03-12", "now", "asap, Indian English"),
    ("quickly please", "timeline", None, "2026-03-12", "now", "asap, when asked"),
    ("no hurry, 2027 is fine", "timeline", "2027-01-01", "2028-01-01", "later", "a year by number"),
    ("CTO, 40k/yr, Q3", None, "2026-07-01", "2026-10-01", "later", "a list says it without a verb"),
    ("forty staff, my boss wants it in April", None, "2026-04-01", "2026-05-01", "quarter", "a plan"),
]

STATUSES = [
    ("no rush", None, "no_plan", "convention"),
    ("no date set", None, "no_plan", "convention"),
    ("we don't have a fixed deadline", None, "no_plan", "none set"),
    ("it's not urgent", "timeline", "no_plan", "no rush"),
    ("whenever it's ready", "timeline", "no_plan", "no date"),
    ("nothing planned yet", "timeline", "no_plan", "no date"),
    ("there is no particular timeline", None, "no_plan", "none"),
    ("we're flexible on timing", None, "no_plan", "none"),
    ("no", "timeline", "no_plan", "no to the question"),
    ("no idea", "timeline", "unsure", "does not know"),
    ("not sure yet", "timeline", "unsure", "does not know"),
    ("once the budget is approved", "timeline", "unsure", "a condition"),
    ("depends on the budget", "timeline", "unsure", "does not know"),
    ("hard to say", "timeline", "unsure", "does not know"),
    ("I don't know when we can start", None, "unsure", "named"),
    ("rather not say", "timeline", "refused", "refusal"),
    ("next question please", "timeline", "refused", "refusal"),
    ("No have date.", "timeline", "no_plan", "non-native"),
    ("it has time, no hurry", None, "no_plan", "German for no rush"),
    ("no due date", None, "no_plan", "none"),
    ("nothing concrete yet", "timeline", "no_plan", "none"),
    ("it can wait", "timeline", "no_plan", "no rush"),
    ("it's not time critical", None, "no_plan", "no rush"),
    ("just doing research for now", "timeline", "no_plan", "no plan"),
    ("I honestly couldn't say when", "timeline", "unsure", "does not know"),
    ("can't commit to a date yet", "timeline", "unsure", "does not know"),
    ("that's up to the board", "timeline", "unsure", "somebody else knows"),
    ("it hinges on the budget", "timeline", "unsure", "a condition"),
    ("nobody told me", "timeline", "unsure", "does not know"),
    ("we keep our roadmap private", "timeline", "refused", "named"),
]


@pytest.mark.parametrize(("text", "asked", "start", "end", "bucket", "why"), DATES)
def test_a_timeline_has_the_dates_of_the_conventions(text, asked, start, end, bucket, why):
    fact = stated("timeline", text, asked)
    assert fact is not None, why
    assert (fact["status"], fact["start"], fact["end"], fact["bucket"]) == ("stated", start, end, bucket), why


@pytest.mark.parametrize(("text", "asked", "status", "why"), STATUSES)
def test_a_timeline_without_a_date_has_a_status(text, asked, status, why):
    fact = stated("timeline", text, asked)
    assert fact is not None, why
    assert (fact["status"], fact["start"], fact["end"]) == (status, None, None), why


def test_dates_are_those_of_the_visitors_zone():
    # 23:30 UTC on the last of March is already April in Auckland.
    now = datetime(2026, 3, 31, 23, 30, tzinfo=ZoneInfo("UTC"))
    here = stated("timeline", "this month", "timeline", now=now)
    there = stated("timeline", "this month", "timeline", now=now.astimezone(ZoneInfo("Pacific/Auckland")))
    assert here is not None
    assert there is not None
    assert (here["end"], there["end"]) == ("2026-04-01", "2026-05-01")


def test_a_slashed_date_is_month_first_in_new_york():
    now = datetime(2026, 2, 10, 10, tzinfo=ZoneInfo("America/New_York"))
    fact = stated("timeline", "by 3/4/2026", now=now)
    assert fact is not None
    assert fact["end"] == "2026-03-05"


def test_a_leap_day_moves_to_the_last_of_february():
    now = datetime(2028, 2, 29, 10, tzinfo=ZoneInfo("Europe/Berlin"))
    fact = stated("timeline", "in a year", now=now)
    assert fact is not None
    assert fact["end"] == "2029-02-28"
