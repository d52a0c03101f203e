from __future__ import annotations

import pytest

from bot.book.calendar_models import CalendarFailure, CalendarRefused, retry_after
from bot.book.own_calendars import source_of
from bot.calendars.vault import Vault

SECRET = "a secret key of the tests, long enough"


@pytest.mark.parametrize(
    ("typed", "kind", "address"),
    [
        (
            "https://calendar.google.com/calendar/ical/x/basic.ics",
            "ics",
            "https://calendar.google.com/calendar/ical/x/basic.ics",
        ),
        (" webcal://p01.icloud.com/published/2/abc ", "ics", "https://p01.icloud.com/published/2/abc"),
        ("WEBCALS://example.com", "ics", "https://example.com/"),
        (
            "outlook.office365.com/owa/calendar/x/calendar.ics",
            "ics",
            "https://outlook.office365.com/owa/calendar/x/calendar.ics",
        ),
        ("http://[::1]:5232/a?b=c#d", "ics", "http://[::1]:5232/a?b=c"),
    ],
)
def test_an_address_is_taken_as_people_copy_it(typed: str, kind: str, address: str) -> None:
    source = source_of(typed)
    assert (source.kind, source.address, source.username) == (kind, address, None)


def test_who_gives_a_user_name_means_caldav() -> None:
    source = source_of("cloud.example", " dana ", "pass word")
    assert (source.kind, source.address) == ("caldav", "https://cloud.example/")
    assert (source.username, source.password) == ("dana", "pass word")
    assert source_of("https://dana:p%40ss@cloud.example/x.ics").password == "p@ss"
    assert source_of("https://dana:p%40ss@cloud.example/x.ics").address == "https://cloud.example/x.ics"
    assert source_of("https://dana:p@cloud.example/x.ics").kind == "ics"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "ftp://example.com/x.ics",
        "file:///etc/passwd",
        "https://",
        "https://a b\n",
        "https://x:port/",
        "https://" + "x" * 2000,
    ],
)
def test_what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(CalendarRefused):
        source_of(typed)


def test_a_user_name_without_a_password_is_refused() -> None:
    with pytest.raises(CalendarRefused, match="app password"):
        source_of("https://cloud.example", "dana")


def test_a_source_never_shows_its_address_or_password() -> None:
    source = source_of("https://cloud.example/secret", "dana", "hidden")
    assert "secret" not in repr(source)
    assert "hidden" not in f"{source}"


def test_what_is_sealed_opens_under_the_same_key_alone() -> None:
    sealed = Vault(SECRET).seal("pässword")
    assert "ssword" not in sealed
    assert Vault(SECRET).open(sealed) == "pässword"
    for other in (Vault(SECRET + "x"), Vault("")):
        with pytest.raises(CalendarFailure, match="enter it again") as caught:
            other.open(sealed)
        assert caught.value.permanent
    with pytest.raises(CalendarFailure):
        Vault(SECRET).open("nonsense")


def test_failures_are_spread_out_up_to_an_hour() -> None:
    minutes = [retry_after(failures).total_seconds() / 60 for failures in range(1, 7)]
    assert minutes == [10, 20, 40, 60, 60, 60]
    assert retry_after(1000) == retry_after(5)
