"""What a role may see, when a sign-in is held back, what a password must be, whose form it is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.staff.models import Role, Staff
from bot.staff.rules import (
    Limit,
    csrf_holds,
    csrf_token,
    digest,
    fault_in_password,
    new_password,
    sight,
    wait,
)

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LIMIT = Limit(3, timedelta(minutes=15))


def somebody(role: Role, rep_id: str | None = "dana") -> Staff:
    return Staff("staff_1", "dana@tidewater.example", "Dana", role, "Europe/Berlin", NOW, True, rep_id)


@pytest.mark.parametrize(
    ("role", "owner", "sees", "why"),
    [
        ("rep", "dana", True, "their own lead"),
        ("rep", None, True, "a lead that nobody owns yet"),
        ("rep", "mei", False, "a colleague's lead"),
        ("marketer", "mei", True, "marketers look at all leads"),
        ("admin", "mei", True, "admins see everything"),
    ],
)
def test_a_lead_is_seen_by_its_rep_and_by_who_looks_after_all(
    role: Role, owner: str | None, sees: bool, why: str
) -> None:
    assert sight(somebody(role)).lead(owner) is sees, why


@pytest.mark.parametrize(
    ("role", "rep", "sees"),
    [("rep", "dana", True), ("rep", "mei", False), ("rep", None, False), ("marketer", "dana", False),
     ("admin", "mei", True)],
)  # fmt: skip
def test_a_calendar_is_seen_by_its_rep_and_by_admins(role: Role, rep: str | None, sees: bool) -> None:
    assert sight(somebody(role)).calendar(rep) is sees


def test_a_rep_who_is_not_in_the_team_sees_only_leads_without_an_owner() -> None:
    nobody = sight(somebody("rep", rep_id=None))
    assert nobody.lead(None)
    assert not nobody.lead("dana")
    assert not nobody.calendar(None)


def test_below_the_limit_nobody_waits() -> None:
    assert wait([NOW - timedelta(minutes=1)] * 2, LIMIT, NOW) is None


def test_at_the_limit_one_waits_until_the_oldest_of_the_last_failures_is_old() -> None:
    failures = [NOW - timedelta(minutes=minutes) for minutes in (1, 5, 10)]
    assert wait(failures, LIMIT, NOW) == timedelta(minutes=5)


def test_old_failures_do_not_count() -> None:
    failures = [NOW - timedelta(minutes=minutes) for minutes in (1, 5, 15, 16, 200)]
    assert wait(failures, LIMIT, NOW) is None


def test_more_failures_than_allowed_wait_for_the_latest_ones() -> None:
    failures = [NOW - timedelta(minutes=minutes) for minutes in (14, 13, 3, 2, 1)]
    assert wait(failures, LIMIT, NOW) == timedelta(minutes=12)


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("short", "12 to 200 characters"),
        ("x" * 201, "12 to 200 characters"),
        ("aaaaaaaaaaaaaa", "different characters"),
        ("dana@tidewater.example", "e-mail address"),
        ("tidewater.example", "e-mail address"),
    ],
)
def test_a_weak_password_is_refused_with_what_to_do(password: str, words: str) -> None:
    assert words in str(fault_in_password(password, "dana@tidewater.example"))


def test_a_made_up_password_is_good_and_never_the_same() -> None:
    made = {new_password() for _ in range(200)}
    assert len(made) == 200
    assert all(fault_in_password(password, "dana@tidewater.example") is None for password in made)


def test_a_form_is_good_for_the_browser_that_it_was_made_for_alone() -> None:
    secret, cookie = "k" * 40, "a session"
    token = csrf_token(secret, cookie)
    assert csrf_holds(secret, cookie, token)
    assert not csrf_holds(secret, "another session", token)
    assert not csrf_holds("another secret", cookie, token)
    assert not csrf_holds(secret, cookie, None)
    assert not csrf_holds(secret, None, token)
    assert not csrf_holds(secret, cookie, "tökén")


def test_what_is_kept_of_a_secret_does_not_tell_it() -> None:
    assert "secret" not in digest("secret")
    assert len(digest("secret")) == 64
