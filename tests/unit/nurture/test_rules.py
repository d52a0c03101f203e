"""When a mail may go out."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.leads.models import Contact
from bot.nurture.rules import (
    address_hash,
    country_of,
    due_at,
    in_words,
    public_holidays,
)
from bot.playbook.shapes import Sending, Span

OFFICE = Sending()
BERLIN = Contact(timezone="Europe/Berlin", country="DE")


@pytest.mark.parametrize(
    ("earliest", "due", "why"),
    [
        ("2026-03-02T10:30+01:00", "2026-03-02T10:30+01:00", "a Monday morning is fine as it is"),
        ("2026-03-02T06:00+01:00", "2026-03-02T09:00+01:00", "too early: at nine"),
        ("2026-03-02T17:00+01:00", "2026-03-03T09:00+01:00", "the end of the hours is outside them"),
        ("2026-03-06T18:00+01:00", "2026-03-09T09:00+01:00", "Friday evening: on Monday"),
        ("2026-03-28T12:00+01:00", "2026-03-30T09:00+02:00", "the clocks change on that Sunday"),
        ("2026-10-24T12:00+02:00", "2026-10-26T09:00+01:00", "and back"),
        ("2026-05-01T12:00+02:00", "2026-05-04T09:00+02:00", "Labour Day, a Friday"),
        ("2026-12-24T18:00+01:00", "2026-12-28T09:00+01:00", "Christmas and the weekend behind it"),
        ("2026-03-02T23:30-05:00", "2026-03-03T09:00+01:00", "the day counts in the lead's zone"),
    ],
)
def test_a_mail_waits_for_the_leads_working_hours(earliest: str, due: str, why: str) -> None:
    assert due_at(datetime.fromisoformat(earliest), BERLIN, OFFICE).at == datetime.fromisoformat(due), why


def test_what_moved_it_is_said_in_words() -> None:
    moved = due_at(datetime(2026, 5, 22, 18, tzinfo=UTC), BERLIN, OFFICE).moved

    assert moved == "moved to working hours in Europe/Berlin: after working hours, weekend, public holiday"
    assert due_at(datetime(2026, 3, 2, 10, tzinfo=UTC), BERLIN, OFFICE).moved == ""


def test_holidays_are_those_of_the_leads_country_and_without_one_of_their_zone() -> None:
    fourth = datetime(2025, 7, 4, 15, tzinfo=UTC)

    assert due_at(fourth, Contact(timezone="America/New_York", country="DE"), OFFICE).at == fourth
    assert due_at(fourth, Contact(timezone="America/New_York"), OFFICE).at.date().day == 7
    assert due_at(fourth, Contact(timezone="Asia/Tokyo", country="US"), OFFICE).at.date().day == 7


def test_a_zone_or_a_country_that_nobody_knows_costs_nobody_their_mail() -> None:
    noon = datetime(2026, 3, 2, 12, tzinfo=UTC)

    assert due_at(noon, Contact(timezone="Moon/Base", country="ZZ"), OFFICE).at == noon
    assert due_at(noon, Contact(timezone="../etc/passwd"), OFFICE).at == noon
    assert not public_holidays("ZZ", 2026)
    assert country_of(Contact(timezone="Europe/Paris")) == "FR"
    assert country_of(Contact()) is None


def test_another_window_is_kept_too() -> None:
    saturday_night = Sending((5,), Span(time(22), time(23)))

    due = due_at(datetime(2026, 3, 2, 12, tzinfo=UTC), BERLIN, saturday_night)

    assert due.at == datetime(2026, 3, 7, 21, tzinfo=UTC)


@given(
    st.datetimes(datetime(2025, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC)),
    st.sampled_from(
        ["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Apia"]
    ),
)
def test_whatever_the_instant_the_mail_goes_out_within_hours_and_never_earlier(
    earliest: datetime, zone: str
) -> None:
    due = due_at(earliest, Contact(timezone=zone), OFFICE)
    local = due.at.astimezone(ZoneInfo(zone))

    assert due.at >= earliest
    assert due.at - earliest < timedelta(days=12)
    assert local.weekday() in OFFICE.weekdays
    assert OFFICE.hours.start <= local.time() < OFFICE.hours.end
    assert due_at(due.at, Contact(timezone=zone), OFFICE).at == due.at


def test_an_address_is_remembered_however_it_is_written() -> None:
    assert address_hash(" Ann@Example.COM ") == address_hash("ann@example.com")
    assert address_hash("ann@example.com") != address_hash("anne@example.com")
    assert "ann" not in address_hash("ann@example.com")


@pytest.mark.parametrize(
    ("delay", "words"),
    [
        (timedelta(0), "right after enrolling"),
        (timedelta(minutes=1), "1 minute after enrolling"),
        (timedelta(hours=2), "2 hours after enrolling"),
        (timedelta(days=21), "21 days after enrolling"),
    ],
)
def test_a_delay_is_said_in_its_largest_whole_unit(delay: timedelta, words: str) -> None:
    assert in_words(delay, "enrolling") == words
