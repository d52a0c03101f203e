from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from bot.calendars.repeats import endless

END = datetime(2026, 4, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("rule", "start", "expected"),
    [
        pytest.param("FREQ=DAILY", date(1970, 1, 1), False, id="daily for 56 years"),
        pytest.param("FREQ=WEEKLY;BYDAY=MO,TU", date(1900, 1, 1), False, id="weekly for a century"),
        pytest.param("FREQ=HOURLY", date(2020, 1, 1), False, id="hourly for six years"),
        pytest.param("FREQ=HOURLY", date(1990, 1, 1), True, id="hourly for 36 years"),
        pytest.param("FREQ=MINUTELY;INTERVAL=30", date(2026, 1, 1), False, id="each half hour for a season"),
        pytest.param("FREQ=MINUTELY", date(2020, 1, 1), True, id="each minute for six years"),
        pytest.param("FREQ=SECONDLY", date(2026, 3, 1), True, id="each second of a month"),
        pytest.param("FREQ=SECONDLY;COUNT=60", date(2000, 1, 1), False, id="each second of one minute"),
        pytest.param(
            "FREQ=SECONDLY;COUNT=60;BYMONTH=2", date(2000, 1, 1), True, id="a count that may never come"
        ),
        pytest.param(
            "FREQ=SECONDLY;UNTIL=20000101T000100Z", date(2000, 1, 1), False, id="until the first minute's end"
        ),
        pytest.param("FREQ=DAILY;INTERVAL=0", date(2026, 1, 1), True, id="no step at all"),
        pytest.param("FREQ=DAILY;INTERVAL=-1", date(2026, 1, 1), True, id="backwards"),
        pytest.param(
            "FREQ=YEARLY;BYHOUR=1,2,3,4,5;BYMINUTE=1,2,3,4,5;BYSECOND=1,2,3,4,5",
            date(2020, 1, 1),
            True,
            id="many times a day",
        ),
        pytest.param("FREQ=SECONDLY", date(2027, 1, 1), False, id="begins after the window"),
        pytest.param("FREQ=NONSENSE", date(1970, 1, 1), False, id="no rule"),
    ],
)
def test_a_rule_is_followed_as_long_as_it_is_no_endless_work(rule: str, start: date, expected: bool) -> None:
    assert endless(rule, start, END) is expected
