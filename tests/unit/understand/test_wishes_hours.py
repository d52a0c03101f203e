"""Which hours a visitor means, and which days they go with."""

from __future__ import annotations

import pytest

from tests.unit.understand.wishing import Table, meant, rows

WISHES: Table = {
    "a bare hour is the one from 7:00 to 18:59": [
        ("at 3", "@15:00"),
        ("could we make it 4 instead?", "@16:00"),
        ("how about 11?", "@11:00"),
        ("what about friday at 9", "Fri @09:00"),
        ("three o'clock", "@15:00"),
        ("10 works", "@10:00"),
        ("Let's do Monday at nine", "Mon @09:00"),
        ("is 8:30 on friday an option", "Fri @08:30"),
    ],
    "hours as people write them": [
        ("10:30", "@10:30"),
        ("can you do 15:30 on thursday", "Thu @15:30"),
        ("half past two", "@14:30"),
        ("quarter past ten", "@10:15"),
        ("quarter to 3 tomorrow", "02-11 @14:45"),
        ("ten thirty", "@10:30"),
        ("noon on friday", "Fri @12:00"),
        ("14h30", "@14:30"),
        ("5.30pm", "@17:30"),
        ("16 uhr", "@16:00"),
        ("Thurs@2", "Thu @14:00"),
        ("after 1700", "17:00-"),
    ],
    "am and pm by the words beside the hour": [
        ("could you do 7 in the evening", "@19:00"),
        ("9 in the morning", "@09:00"),
        ("tomorrow evening at 7", "02-11 @19:00"),
        ("Friday evening, 7 or 8", "Fri @19:00,@20:00"),
        ("8pm tonight", "02-10 @20:00"),
    ],
    "around an hour": [
        ("10ish", "~10:00"),
        ("around 3 on wed", "Wed ~15:00"),
        ("around noon", "~12:00"),
        ("4 or 5ish", "@16:00,~17:00"),
    ],
    "from an hour, until an hour": [
        ("anything after 4", "16:00-"),
        ("nothing before 10 pls", "10:00-"),
        ("free from 13:00", "13:00-"),
        ("18:00 or later", "18:00-"),
        ("until 12 I'm free", "-12:00"),
        ("until midnight", "-"),
        ("no later than 5", "-17:00"),
        ("not after 6pm", "-18:00"),
        ("after 3 but before 5", "15:00-17:00"),
        ("these are all too late, I need to be done by 3", "-15:00"),
    ],
    "between two hours, am or pm by what makes sense": [
        ("between 2 and 4", "14:00-16:00"),
        ("2-4pm thursday", "Thu 14:00-16:00"),
        ("10-2pm", "10:00-14:00"),
        ("11-1", "11:00-13:00"),
        ("9 to 5", "09:00-17:00"),
        ("I have kids so only between 9 and 2", "09:00-14:00"),
        ("Thursday 8-10 or Friday 14-16", "Thu 08:00-10:00 | Fri 14:00-16:00"),
        ("wednesday 10-12 or 14-16", "Wed 10:00-12:00,14:00-16:00"),
    ],
    "parts of the day": [
        ("morning works best", "06:00-12:00"),
        ("lunchtime", "12:00-14:00"),
        ("evenings only", "17:00-22:00"),
        ("after work would be easier for me", "17:00-"),
        ("first thing tomorrow", "02-11 06:00-10:00"),
        ("late afternoon", "15:00-18:00"),
        ("wed am", "Wed 06:00-12:00"),
        ("tomorrow pm", "02-11 12:00-18:00"),
        ("tonight?", "02-10 17:00-22:00"),
        ("any chance this afternoon?", "02-10 12:00-18:00"),
        ("after lunch on Monday", "Mon 13:00-18:00"),
        ("EOD friday", "Fri 16:00-19:00"),
    ],
    "two words for one time narrow each other": [
        ("tomorrow morning after 10", "02-11 10:00-12:00"),
        ("Thursday afternoon between 2 and 4", "Thu 14:00-16:00"),
        ("afternoons, preferably after 3", "15:00-18:00"),
        ("early morning, before 8", "06:00-08:00"),
        ("I can only make evenings after 6", "18:00-22:00"),
    ],
    "a time from now": [
        ("in an hour", "02-10 ~11:00"),
        ("in two hours", "02-10 ~12:00"),
        ("in 30 minutes", "02-10 ~10:30"),
        ("in like 20 min?", "02-10 ~10:20"),
    ],
    "alternatives keep their own hours": [
        ("Tue 2pm or Wed morning", "Tue @14:00 | Wed 06:00-12:00"),
        ("tomorrow at 10 or thursday at 2", "02-11 @10:00 | Thu @14:00"),
        ("2pm Tuesday or 3pm Wednesday", "Tue @14:00 | Wed @15:00"),
        ("Mon 9:00, Tue 14:00, Wed 16:30", "Mon @09:00 | Tue @14:00 | Wed @16:30"),
        ("Friday afternoon or anytime next week", "Fri 12:00-18:00 | 02-16/02-23"),
        ("I'd like Wednesday at 3 or 4, or else Thursday at 3", "Wed @15:00,@16:00 | Thu @15:00"),
        ("i could only do weekends or after 18h", "every Sat,Sun | 18:00-"),
    ],
    "days that share their hours are one alternative": [
        ("Monday or Tuesday", "Mon,Tue"),
        ("Mon or Wed, 10-12", "Mon,Wed 10:00-12:00"),
        ("Thursday or Friday, mornings only", "Thu,Fri 06:00-12:00"),
        ("Tuesday morning or afternoon", "Tue 06:00-12:00,12:00-18:00"),
        ("Friday at 8 or 9", "Fri @08:00,@09:00"),
        ("today or tomorrow after 4", "02-10,02-11 16:00-"),
    ],
}


@pytest.mark.parametrize(("text", "meaning", "why"), rows(WISHES))
def test_hours_are_those_that_the_words_name(text: str, meaning: str, why: str) -> None:
    assert meant(text) == meaning, why
