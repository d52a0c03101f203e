"""Rows become the shapes that the staff interface promises."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from bot.report.rules import bant, by_lead, lead_shape, meeting_that_counts
from bot.staff.rules import Sight

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LEAD: dict[str, Any] = {
    "id": "lead_1", "created_at": NOW, "updated_at": NOW, "stage": "captured", "temperature": None,
    "name": None,
    "email": None, "phone": None, "company": None, "job_title": None, "company_size_min": None,
    "company_size_max": None, "industry": None, "country": None, "timezone": None, "language": None,
    "owner_id": None, "owner_name": None, "owner_email": None, "score": 0, "source": {}, "handover_at": None,
    "handover_reason": None, "handover_to": None,
}  # fmt: skip


def fact(kind: str, replaced_at: datetime | None = None, quote: str = "", **value: Any) -> dict[str, Any]:
    return {"lead_id": "lead_1", "kind": kind, "value": value, "quote": quote, "replaced_at": replaced_at}


def meeting(status: str, minutes: int = 0) -> dict[str, Any]:
    at = NOW + timedelta(minutes=minutes)
    return {
        "id": f"meet_{status}", "lead_id": "lead_1", "rep_id": "dana", "start_at": at, "end_at": at,
        "created_at": at, "status": status, "location": "https://meet.example/dana",
    }  # fmt: skip


def test_an_anonymous_lead_has_every_key_and_nothing_in_it() -> None:
    shape = lead_shape(LEAD, {})
    assert set(shape) == {
        "id", "created_at", "updated_at", "stage", "temperature", "contact", "bant", "score", "owner",
        "routing", "meeting", "handover", "enrolments", "source", "consents", "tasks", "transcript",
    }  # fmt: skip
    assert all(value is None for value in shape["contact"].values())
    assert all(told["status"] == "unknown" for told in (shape["bant"]["budget"], shape["bant"]["timeline"]))
    assert [shape["owner"], shape["meeting"], shape["handover"]] == [None, None, None]
    assert shape["source"] == {"landing_url": None, "referrer": None, "utm": {}, "type": "organic"}


def test_what_was_never_mentioned_is_unknown_with_every_key_of_its_kind() -> None:
    assert bant([]) == {
        "budget": {
            "status": "unknown", "min": None, "max": None, "currency": None, "period": None, "quote": None,
        },
        "authority": {"status": "unknown", "role": None, "approver": None, "quote": None},
        "need": {"status": "unknown", "category": None, "quote": None},
        "timeline": {"status": "unknown", "start": None, "end": None, "bucket": None, "quote": None},
    }  # fmt: skip


def test_only_the_fact_that_holds_now_is_shown() -> None:
    facts = [
        fact("budget", NOW, "50k", status="stated", min=50000, max=50000),
        fact(
            "budget", None, "sorry, 80k", status="stated", min=80000, max=80000, currency="EUR", period="year"
        ),
    ]
    assert bant(facts)["budget"] == {
        "status": "stated", "min": 80000, "max": 80000, "currency": "EUR", "period": "year",
        "quote": "sorry, 80k",
    }  # fmt: skip


def test_a_size_open_at_one_end_is_kept_open() -> None:
    shape = lead_shape({**LEAD, "company_size_min": 1000}, {})
    assert shape["contact"]["company_size"] == {"min": 1000, "max": None}


def test_the_active_meeting_goes_before_a_later_cancelled_one() -> None:
    found = meeting_that_counts([meeting("confirmed"), meeting("cancelled", 5), meeting("expired", 9)])
    assert found is not None
    assert found["status"] == "confirmed"


def test_a_hold_that_ran_out_is_no_meeting() -> None:
    assert meeting_that_counts([meeting("expired")]) is None


def test_without_the_calendar_a_meeting_tells_neither_when_nor_where() -> None:
    of = {"meetings": [meeting("confirmed")]}
    shown = lead_shape(LEAD, of, Sight("all", "none"))["meeting"]
    assert shown == {
        "id": "meet_confirmed", "start": None, "end": None, "status": "confirmed", "location": None,
    }  # fmt: skip
    own = lead_shape(LEAD, of, Sight("own", "own", "dana"))["meeting"]
    assert own is not None
    assert own["location"] == "https://meet.example/dana"


def test_rows_are_sorted_to_their_lead() -> None:
    rows = by_lead({"facts": [fact("need"), {**fact("need"), "lead_id": "lead_2"}], "tasks": []})
    assert [len(rows[lead]["facts"]) for lead in ("lead_1", "lead_2", "lead_3")] == [1, 1, 0]
