from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.unit.calendars.texts import busy, event, found

TEN = ("DTSTART:20260302T090000Z", "DTEND:20260302T100000Z")
WEEKLY = ("DTSTART;TZID=Europe/Berlin:20260302T100000", "DTEND;TZID=Europe/Berlin:20260302T110000")


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param(TEN, ["03-02 09:00-10:00"], id="utc"),
        pytest.param(WEEKLY, ["03-02 09:00-10:00"], id="a zone"),
        pytest.param(
            ("DTSTART:20260302T100000", "DTEND:20260302T110000"),
            ["03-02 09:00-10:00"],
            id="a floating time is the rep's",
        ),
        pytest.param(("DTSTART:20260302T090000Z", "DURATION:PT90M"), ["03-02 09:00-10:30"], id="a duration"),
        pytest.param(("DTSTART:20260302T090000Z",), [], id="a time without an end takes no time"),
        pytest.param(
            ("DTSTART;VALUE=DATE:20260302",),
            ["03-01 23:00-03-02 23:00"],
            id="a date is a whole day of the rep's",
        ),
        pytest.param(
            ("DTSTART;VALUE=DATE:20260328", "DTEND;VALUE=DATE:20260331"),
            ["03-27 23:00-03-30 22:00"],
            id="days with a change of clocks",
        ),
        pytest.param(
            ("DTSTART:20260302", "DURATION:P2D"), ["03-01 23:00-03-03 23:00"], id="days by duration"
        ),
        pytest.param(
            ("DTSTART;VALUE=DATE:20260302", "DURATION:PT6H"),
            ["03-01 23:00-03-02 05:00"],
            id="hours from a date on",
        ),
        pytest.param((*TEN, "STATUS:CANCELLED"), [], id="cancelled"),
        pytest.param((*TEN, "STATUS:TENTATIVE"), ["03-02 09:00-10:00"], id="tentative"),
        pytest.param((*TEN, "TRANSP:TRANSPARENT"), [], id="transparent"),
        pytest.param((*TEN, "X-MICROSOFT-CDO-BUSYSTATUS:FREE"), [], id="free in Outlook"),
        pytest.param(
            (*TEN, "TRANSP:OPAQUE", "X-MICROSOFT-CDO-BUSYSTATUS:FREE"),
            ["03-02 09:00-10:00"],
            id="the standard's word counts more than Outlook's",
        ),
        pytest.param(
            (*TEN, "ATTENDEE;CN=Dana;PARTSTAT=DECLINED:mailto:Dana@tidewater.example"),
            [],
            id="declined by the rep",
        ),
        pytest.param(
            (*TEN, "ATTENDEE;PARTSTAT=DECLINED:mailto:else@tidewater.example"),
            ["03-02 09:00-10:00"],
            id="declined by somebody else",
        ),
        pytest.param(("DTSTART:20260302T090000Z", "DTEND:20260302T090000Z"), [], id="no length"),
        pytest.param(("DTSTART:20260302T090000Z", "DTEND:20260302T080000Z"), [], id="a negative length"),
        pytest.param(("DTSTART:20260302T090000Z", "DURATION:-PT1H"), [], id="a negative duration"),
        pytest.param(
            ("DTSTART;TZID=W. Europe Standard Time:20260302T100000", "DURATION:PT1H"),
            ["03-02 09:00-10:00"],
            id="a Windows zone",
        ),
        pytest.param(
            ('DTSTART;TZID="/citadel.org/20210210_1/America/New_York":20260302T100000', "DURATION:PT1H"),
            ["03-02 15:00-16:00"],
            id="a vendor's zone",
        ),
        pytest.param(
            ("DTSTART;TZID=Europe/Berlin:20260302T090000Z", "DURATION:PT1H"),
            ["03-02 09:00-10:00"],
            id="UTC with a zone is UTC",
        ),
        pytest.param(
            ("DTSTART:20260227T090000Z", "DTEND:20260302T100000Z"),
            ["03-01 00:00-03-02 10:00"],
            id="what began before is clipped",
        ),
        pytest.param(
            ("DTSTART:20260331T230000Z", "DTEND:20260402T100000Z"),
            ["03-31 23:00-04-01 00:00"],
            id="what ends after is clipped",
        ),
        pytest.param(("DTSTART:20260201T090000Z", "DTEND:20260201T100000Z"), [], id="before"),
        pytest.param(("DTSTART:20260401T000000Z", "DURATION:PT1H"), [], id="from the window's end on"),
        pytest.param(
            (*TEN, "BEGIN:VALARM", "TRIGGER:nonsense", "DURATION:PT5M", "END:VALARM"),
            ["03-02 09:00-10:00"],
            id="an alarm is not looked at",
        ),
        pytest.param((*TEN, "DTSTART:20260310T090000Z"), ["03-02 09:00-10:00"], id="the first start counts"),
    ],
)
def test_an_event_takes_this_time(lines: tuple[str, ...], expected: list[str]) -> None:
    assert busy(event(*lines)) == expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param(
            ("RRULE:FREQ=WEEKLY;UNTIL=20260320T000000Z",),
            ["03-02 09:00-10:00", "03-09 09:00-10:00", "03-16 09:00-10:00"],
            id="weekly",
        ),
        pytest.param(
            ("RRULE:FREQ=WEEKLY;INTERVAL=4",),
            ["03-02 09:00-10:00", "03-30 08:00-09:00"],
            id="keeps its hour across the change of clocks",
        ),
        pytest.param(
            ("RRULE:FREQ=WEEKLY;COUNT=3", "EXDATE;TZID=Europe/Berlin:20260309T100000"),
            ["03-02 09:00-10:00", "03-16 09:00-10:00"],
            id="without an exception",
        ),
        pytest.param(
            ("RDATE;TZID=Europe/Berlin:20260304T100000,20260305T100000",),
            ["03-02 09:00-10:00", "03-04 09:00-10:00", "03-05 09:00-10:00"],
            id="with further dates",
        ),
        pytest.param(
            ("RDATE;VALUE=PERIOD:20260304T090000Z/PT2H",),
            ["03-02 09:00-10:00", "03-04 09:00-11:00"],
            id="with a period",
        ),
        pytest.param(
            ("RRULE:FREQ=DAILY;UNTIL=20260305T235959Z;BYDAY=MO, WE",),
            ["03-02 09:00-10:00", "03-04 09:00-10:00"],
            id="spaces, as Exchange writes them",
        ),
    ],
)
def test_a_series_takes_these_times(lines: tuple[str, ...], expected: list[str]) -> None:
    assert busy(event(*WEEKLY, *lines)) == expected


def test_one_of_a_series_may_be_moved_cancelled_or_declined() -> None:
    series = event(*WEEKLY, "RRULE:FREQ=WEEKLY;COUNT=4")
    moved = event(
        "RECURRENCE-ID;TZID=Europe/Berlin:20260309T100000",
        "DTSTART:20260310T120000Z",
        "DTEND:20260310T130000Z",
    )
    cancelled = event("RECURRENCE-ID:20260316T090000Z", "DTSTART:20260316T090000Z", "STATUS:CANCELLED")
    declined = event(
        "RECURRENCE-ID:20260323T090000Z",
        "DTSTART:20260323T090000Z",
        "DURATION:PT1H",
        "ATTENDEE;PARTSTAT=DECLINED:mailto:dana@tidewater.example",
    )
    assert busy(series, moved, cancelled, declined) == ["03-02 09:00-10:00", "03-10 12:00-13:00"]


def test_times_without_a_zone_are_in_the_calendars_zone_if_it_has_one() -> None:
    floating = event("DTSTART:20260302T100000", "DTEND:20260302T110000")
    assert busy(floating, head=["X-WR-TIMEZONE:America/New_York"]) == ["03-02 15:00-16:00"]
    assert busy(floating, head=["X-WR-TIMEZONE:Nowhere/Land"]) == ["03-02 09:00-10:00"]


def test_a_utc_series_of_a_calendar_with_a_zone_keeps_that_zones_hour() -> None:
    series = event("DTSTART:20260302T090000Z", "DTEND:20260302T100000Z", "RRULE:FREQ=WEEKLY;INTERVAL=4")
    assert busy(series)[1] == "03-30 09:00-10:00"
    assert busy(series, head=["X-WR-TIMEZONE:Europe/Berlin"])[1] == "03-30 08:00-09:00"


def test_an_unknown_zone_is_the_reps_and_said_so() -> None:
    result = found(event("DTSTART;TZID=Mars/Olympus:20260302T100000", "DURATION:PT1H"))
    assert result.busy[0][0] == datetime(2026, 3, 2, 9, tzinfo=UTC)
    assert result.warnings == ('the zone "Mars/Olympus" is not known: its times are read in Europe/Berlin',)


def test_a_zone_may_be_defined_in_the_calendar_and_only_there() -> None:
    custom = "\r\n".join(
        [
            "BEGIN:VTIMEZONE",
            "TZID:Customized Time Zone",
            "BEGIN:STANDARD",
            "DTSTART:16010101T000000",
            "TZOFFSETFROM:+0500",
            "TZOFFSETTO:+0500",
            "END:STANDARD",
            "END:VTIMEZONE",
        ]
    )
    ten = event("DTSTART;TZID=Customized Time Zone:20260302T100000", "DURATION:PT1H")
    assert busy(custom, ten) == ["03-02 05:00-06:00"]
    assert busy(custom.replace("+0500", "+0300"), ten) == ["03-02 07:00-08:00"]
    assert busy(ten) == ["03-02 09:00-10:00"]


def test_our_own_meetings_are_not_counted_again() -> None:
    assert busy(event(*TEN, uid="meet_1@bantam"), event(*TEN, uid="MEET_2@BANTAM")) == []


def test_events_without_a_uid_do_not_become_one_series() -> None:
    other = event("DTSTART:20260303T090000Z", "DTEND:20260303T100000Z", uid=None)
    assert len(busy(event(*TEN, uid=None), other)) == 2


def test_free_busy_components_count() -> None:
    lines = (
        "FREEBUSY:20260302T090000Z/PT1H,20260303T090000Z/20260303T093000Z",
        "FREEBUSY;FBTYPE=FREE:20260304T090000Z/PT1H",
        "FREEBUSY;FBTYPE=BUSY-TENTATIVE:20260305T090000Z/PT1H",
        "FREEBUSY:nonsense",
    )
    result = found("\r\n".join(["BEGIN:VFREEBUSY", *lines, "END:VFREEBUSY"]))
    assert [start.day for start, _ in result.busy] == [2, 3, 5]
    assert result.warnings == ("a busy time that cannot be read was left out",)


def test_busy_times_that_touch_are_joined() -> None:
    later = event("DTSTART:20260302T100000Z", "DTEND:20260302T103000Z", uid="b")
    inside = event("DTSTART:20260302T091500Z", "DTEND:20260302T093000Z", uid="c")
    assert busy(event(*TEN), later, inside) == ["03-02 09:00-10:30"]
