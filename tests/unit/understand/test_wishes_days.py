"""Which days a visitor means."""

from __future__ import annotations

import pytest

from tests.unit.understand.wishing import Table, meant, rows

WISHES: Table = {
    "the coming day of that name": [
        ("Thursday afternoon?", "Thu 12:00-18:00"),
        ("could we do Weds instead", "Wed"),
        ("thrusday?", "Thu"),
        ("wensday afternoon", "Wed 12:00-18:00"),
        ("tuesdy 3 pm", "Tue @15:00"),
        ("thurs 3pm works", "Thu @15:00"),
    ],
    "this Friday is the coming one, next Friday next week's": [
        ("this Friday", "02-13"),
        ("next Friday", "02-20"),
        ("next tues", "02-17"),
        ("next wed or thurs", "02-18,02-19"),
        ("next Mon or Tue, afternoon", "02-16,02-17 12:00-18:00"),
    ],
    "a day by its distance": [
        ("today", "02-10"),
        ("tomorrow morning would be great", "02-11 06:00-12:00"),
        ("day after tomorrow", "02-12"),
        ("the day after tomorrow at 11", "02-12 @11:00"),
        ("tmrw 2pm", "02-11 @14:00"),
        ("tomorow at ten", "02-11 @10:00"),
        ("in 3 days", "02-13"),
        ("in ten days", "02-20"),
        ("a week from today", "02-17"),
        ("a week from Thursday", "02-19"),
        ("Tuesday week", "02-24"),
    ],
    "a week, from today on when it has begun": [
        ("do you have anything next week", "02-16/02-23"),
        ("this week if possible", "02-10/02-16"),
        ("can we do the week after next", "02-23/03-02"),
        ("in two weeks", "02-23/03-02"),
        ("in a couple of weeks", "02-23/03-02"),
        ("week of March 2", "03-02/03-09"),
        ("w/c 23 feb", "02-23/03-02"),
        ("KW 9", "02-23/03-02"),
        ("in a month", "03-09/03-16"),
    ],
    "a part of a week: early is Monday and Tuesday, the end from Thursday on": [
        ("early next week maybe?", "02-16/02-18"),
        ("end of the week would suit me better", "02-12/02-16"),
        ("later this week?", "02-11/02-16"),
        ("mid next week", "02-18/02-20"),
        ("later next week", "02-18/02-23"),
        ("end of next week", "02-19/02-23"),
        ("EOW", "02-12/02-16"),
    ],
    "a month or a part of it": [
        ("next month is better", "03-01/04-01"),
        ("sometime in march", "03-01/04-01"),
        ("beginning of march", "03-01/03-11"),
        ("mid march", "03-11/03-21"),
        ("end of January", "01-21/02-01"),
        ("end of the month", "02-21/03-01"),
        ("let's talk in April", "04-01/05-01"),
        ("second week of march", "03-08/03-15"),
    ],
    "dates, in the coming year when they are over": [
        ("on the 12th", "02-12"),
        ("12 March", "03-12"),
        ("march 12th in the afternoon", "03-12 12:00-18:00"),
        ("2026-12-03 at 10:00", "12-03 @10:00"),
        ("Mon 16 Feb 10:00", "02-16 @10:00"),
        ("monday the 16th at 10am", "02-16 @10:00"),
        ("3 March 2026, 14:00", "03-03 @14:00"),
        ("feb 18 or 19", "02-18,02-19"),
        ("1st of April, 8:15", "04-01 @08:15"),
        ("19.02. um 14:00", "02-19 @14:00"),
    ],
    "3/12 is both dates unless one is none": [
        ("3/12", "03-12,12-03"),
        ("04/03 at 11am", "03-04,04-03 @11:00"),
        ("13/3", "03-13"),
        ("2/13", "02-13"),
        ("20/02/2026 15:00", "02-20 @15:00"),
    ],
    "ranges of days, both ends included": [
        ("between the 17th and the 19th", "02-17/02-20"),
        ("mon-wed only", "Mon,Tue,Wed"),
        ("from the 16th to the 18th I am at your office anyway", "02-16/02-19"),
        ("any time after 2pm Tuesday through Thursday", "Tue,Wed,Thu 14:00-"),
        ("within the next two weeks", "02-10/02-24"),
        ("in the next few days", "02-10/02-17"),
    ],
    "bounds of days: after a day begins behind it, by a day includes it, before does not": [
        ("from wednesday onwards", "02-11/"),
        ("after the 20th", "02-21/"),
        ("before friday", "02-10/02-13"),
        ("by thursday at the latest", "02-10/02-13"),
        ("not until Thursday", "02-12/"),
        ("not before next week", "02-16/"),
        ("back on Monday", "02-16/"),
        ("let's wait till april", "04-01/"),
        ("before the end of the month please", "02-10/03-01"),
    ],
    "weekdays of every week": [
        ("any tuesday in march works", "03-01/04-01 Tue"),
        ("Only Fridays", "every Fri"),
        ("weekend?", "every Sat,Sun"),
        ("any weekday after 5", "every Mon,Tue,Wed,Thu,Fri 17:00-"),
        ("mondays before noon", "every Mon -12:00"),
        ("do you work Saturdays?", "every Sat"),
    ],
    "a weekday within a week or a month is one wish": [
        ("Tuesday next week, afternoon", "02-16/02-23 Tue 12:00-18:00"),
        ("next week monday", "02-16/02-23 Mon"),
        ("next week works, ideally Wednesday", "02-16/02-23 Wed"),
        ("Wed, Thu or Fri next week, all after 3pm", "02-16/02-23 Wed,Thu,Fri 15:00-"),
    ],
}


@pytest.mark.parametrize(("text", "meaning", "why"), rows(WISHES))
def test_days_are_those_that_the_words_name(text: str, meaning: str, why: str) -> None:
    assert meant(text) == meaning, why
