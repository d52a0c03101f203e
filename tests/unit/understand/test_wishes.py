"""What a visitor refuses, whose clock is meant, and what is no wish at all."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.understand.wish_shapes import Option
from bot.understand.wishes import read_wish
from tests.unit.understand.wishing import BERLIN, NOW, Table, meant, rows, said

WISHES: Table = {
    "refused days and hours": [
        ("not Monday please", "!Mon"),
        ("I can't do Mondays", "!Mon"),
        ("any day but Friday", "!Fri"),
        ("except Thursday any day works", "!Thu"),
        ("mornings are bad", "!06:00-12:00"),
        ("anything but mornings", "!06:00-12:00"),
        ("not Monday morning", "!Mon 06:00-12:00"),
        ("Not the morning of the 12th", "!02-12 06:00-12:00"),
        ("Monday and Tuesday don't work", "!Mon,Tue"),
        ("not Monday or Friday", "!Mon,Fri"),
        ("can't make tomorrow, friday maybe", "Fri !02-11"),
        ("Thursday doesn't work, Friday does", "Fri !Thu"),
        ("10:30 doesn't work, 11?", "@11:00 !@10:30"),
        ("next week except Tuesday", "02-16/02-23 !Tue"),
        ("I'm away this week", "!02-10/02-16"),
        ("I'm out until the 16th", "!02-10/02-16"),
        ("on holiday from the 12th to the 20th", "!02-12/02-21"),
        ("next week is bad, the week after works", "02-23/03-02 !02-16/02-23"),
        ("sorry I'm in meetings until 4", "!-16:00"),
        ("Friday's no good, Thursday's fine though", "Thu !Fri"),
        ("doctor's appointment Thursday morning, rest of Thursday is fine", "Thu !Thu 06:00-12:00"),
    ],
    "what is asked or wanted is not refused": [
        ("is 9am too early for you?", "@09:00"),
        ("I want Monday", "Mon"),
        ("none of these work, do you have something on Thursday?", "Thu"),
        ("those don't work for me, anything next week in the mornings?", "02-16/02-23 06:00-12:00"),
        ("I can't do those times what about monday morning", "Mon 06:00-12:00"),
    ],
    "the order of what fits, or beside the times shown": [
        ("as soon as possible", "+soonest"),
        ("asap please", "+soonest"),
        ("the soonest you have", "+soonest"),
        ("can you call me right now", "+soonest"),
        ("something later", "+later"),
        ("later", "+later"),
        ("earlier?", "+earlier"),
        ("do you have something earlier", "+earlier"),
        ("what's your last slot on Thursday", "Thu +latest"),
        ("maybe a bit later in the day", "+later_hour"),
        ("a bit earlier in the day if possible", "+earlier_hour"),
        ("the later the better", "+latest"),
        ("can we do it later on Thursday?", "Thu +later"),
    ],
    "the clock that is named": [
        ("after 3pm my time", "15:00- [visitor]"),
        ("3pm London time", "@15:00 [Europe/London]"),
        ("10am ET", "@10:00 [America/New_York]"),
        ("9 CET", "@09:00 [Europe/Berlin]"),
        ("3pm PT works", "@15:00 [America/Los_Angeles]"),
        ("8am your time", "@08:00 [team]"),
        ("I'm in Denver so not before 9 my time", "09:00- [America/Denver]"),
        ("We're in New York so mornings", "06:00-12:00 [America/New_York]"),
        ("2pm UTC+2", "@14:00 [Etc/GMT-2]"),
        ("6pm IST would be ok", "@18:00 [Asia/Kolkata]"),
        ("I'm on the west coast, so 9am PT at the earliest", "09:00- [America/Los_Angeles]"),
        ("I'm in Sydney, so 8am your time is too late for me", "!@08:00 [team]"),
    ],
    "any time at all": [
        ("anytime", "any"),
        ("whenever suits you", "any"),
        ("any time on Friday", "Fri"),
        ("Thursday all day", "Thu"),
    ],
    "no wish: counts, prices, numbers of telephones": [
        ("we have 3 people", "none"),
        ("our budget is 10k", "none"),
        ("2 questions first", "none"),
        ("you can call me at +49 30 1234567", "none"),
        ("do you offer 24/7 support", "none"),
        ("We have 40 people in 3 offices", "none"),
        ("is it a 30 minute call?", "none"),
        ("at 3 offices", "none"),
        ("we have been at it for 2 years", "none"),
        ("what's the price for 10 users", "none"),
    ],
    "no wish: one of the times shown, or words that only look like a time": [
        ("3", "none"),
        ("the second one", "none"),
        ("the 3rd one", "none"),
        ("option 2", "none"),
        ("none of these", "none"),
        ("May I ask something first?", "none"),
        ("I sat down with my team", "none"),
        ("My colleague Jan joins too", "none"),
        ("what timezone is this?", "none"),
        ("yesterday", "none"),
        ("Would Feb 30 work?", "none"),
        ("at 25:00", "none"),
        ("it's 10 pm here, so no", "none"),
    ],
    "no wish: put off": [
        ("maybe later", "none"),
        ("I'll do it later", "none"),
        ("remind me later", "none"),
        ("let me check with my team and get back tomorrow", "none"),
    ],
}


@pytest.mark.parametrize(("text", "meaning", "why"), rows(WISHES))
def test_a_wish_means_what_its_words_say(text: str, meaning: str, why: str) -> None:
    assert meant(text) == meaning, why


@pytest.mark.parametrize(("day_first", "meaning"), [(None, "03-12,12-03"), (True, "12-03"), (False, "03-12")])
def test_a_short_date_is_read_by_the_visitors_habit(day_first: bool | None, meaning: str) -> None:
    assert said(read_wish("on 3/12", NOW, BERLIN, day_first=day_first)) == meaning


def test_the_habit_gives_way_to_a_date_that_it_makes_impossible() -> None:
    assert said(read_wish("13/3", NOW, BERLIN, day_first=False)) == "03-13"
    assert said(read_wish("3/13", NOW, BERLIN, day_first=True)) == "03-13"


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("within Q3 we want to go live", "none"),
        ("we launch in March", "none"),
        ("10", "none"),
        ("can we talk on Thursday at 3?", "Thu @15:00"),
        ("book me a call next week", "02-16/02-23"),
    ],
)
def test_unasked_a_plan_and_a_number_are_no_wish(text: str, meaning: str) -> None:
    assert said(read_wish(text, NOW, BERLIN, asked_for_slot=False)) == meaning


def test_asked_for_a_slot_a_quarter_is_a_wish() -> None:
    assert meant("in Q3") == "07-01/10-01"


def test_today_is_the_visitors_date() -> None:
    late = datetime(2026, 2, 10, 23, 30, tzinfo=ZoneInfo("UTC"))
    sydney = read_wish("tomorrow", late, ZoneInfo("Australia/Sydney"))
    assert sydney is not None
    assert sydney.options == (Option(((date(2026, 2, 12), date(2026, 2, 13)),)),)


def test_today_is_the_date_of_the_zone_that_is_named() -> None:
    late = datetime(2026, 2, 10, 23, 30, tzinfo=ZoneInfo("UTC"))
    wish = read_wish("I'm in Auckland, tomorrow at 9", late, BERLIN)
    assert wish is not None
    assert wish.options[0].days == ((date(2026, 2, 12), date(2026, 2, 13)),)


def test_in_an_hour_may_be_tomorrow() -> None:
    wish = read_wish("in an hour", datetime(2026, 2, 10, 23, 40, tzinfo=BERLIN), BERLIN)
    assert said(wish) == "02-11 ~00:40"


def test_the_quote_is_what_was_said_about_the_time() -> None:
    wish = read_wish("Thanks a lot! Could we do Weds at 3pm London time? Ann", NOW, BERLIN)
    assert wish is not None
    assert wish.quote.text == "Weds at 3pm London time"


@pytest.mark.parametrize(
    ("text", "exact"),
    [
        ("Thursday at 3", True),
        ("Tue 2pm or Wed 10am", True),
        ("around 3", False),
        ("Thursday", False),
        ("Tue 2pm or Wed morning", False),
    ],
)
def test_a_wish_is_exact_when_each_alternative_is(text: str, exact: bool) -> None:
    wish = read_wish(text, NOW, BERLIN)
    assert wish is not None
    assert wish.exact is exact


def test_what_another_mail_says_is_no_wish() -> None:
    assert read_wish("> Thursday at 3?\n", NOW, BERLIN) is None


def test_an_hour_ahead_is_an_hour_across_a_change_of_clocks() -> None:
    before_the_gap = datetime(2026, 3, 29, 1, 30, tzinfo=BERLIN)
    wish = read_wish("in an hour", before_the_gap, BERLIN)
    assert wish is not None
    assert [f"{hours.start:%H:%M}" for hours in wish.options[0].hours] == ["03:30"]
