"""How long a pause is, and how an address is shown on the preferences page."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.nurture.preferences import chosen_by, masked, months_after
from tests.nurturing import a_lead


def test_a_month_after_the_last_of_january_is_the_last_of_february() -> None:
    assert months_after(datetime(2026, 1, 31, tzinfo=UTC).date(), 1).isoformat() == "2026-02-28"
    assert months_after(datetime(2026, 11, 30, tzinfo=UTC).date(), 3).isoformat() == "2027-02-28"


def test_a_pause_ends_at_midnight_by_the_leads_clock() -> None:
    late = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)  # Tuesday already, in Berlin
    chosen = chosen_by("month", a_lead(), None, now=late)
    assert chosen.paused_until == datetime(2026, 4, 2, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    ("email", "shown"),
    [("ann@example.com", "a***@example.com"), ("a@b.example", "a***@b.example"), ("@x", "***@x")],
)
def test_an_address_is_shown_by_its_first_letter(email: str, shown: str) -> None:
    assert masked(email) == shown
