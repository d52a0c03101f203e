"""How the console speaks of sequences, and of what leads do with our mails."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.report.nurture import Numbers, StepReport, VersionReport
from bot.report.service import SequenceVersion
from bot.web.console import nurture_words as words

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def a_version(**more: Any) -> SequenceVersion:
    return SequenceVersion(
        "seq_1", "not-now", "Not now", 1, True, NOW, **{"reasons": (), "steps": (), "counts": {}, **more}
    )


@pytest.mark.parametrize(
    ("delay", "told"),
    [
        (timedelta(), "at once"),
        (timedelta(minutes=1), "1 minute"),
        (timedelta(hours=3), "3 hours"),
        (timedelta(days=9), "9 days"),
        (timedelta(days=21), "3 weeks"),
        (timedelta(minutes=90), "90 minutes"),
    ],
)
def test_a_wait_is_told_in_the_largest_whole_unit(delay: timedelta, told: str) -> None:
    assert words.waits(delay) == told


@pytest.mark.parametrize(
    ("subject", "told"),
    [
        ("Your notes", "Your notes"),
        ("{{ first_name }}, your notes", "[first name], your notes"),
        ("Notes{% if need %} on {{ need | lower }}{% endif %}", "Notes on [need]"),
    ],
)
def test_a_templates_subject_reads_like_one(subject: str, told: str) -> None:
    assert words.template_subject(subject) == told


def test_rare_reasons_are_counted_together_and_frequent_ones_come_first() -> None:
    counts = {"a": 1, "b": 5, "c": 3, "d": 1, "e": 1}
    assert words.counted(counts) == "b (5), c (3), a (1), other reasons (2)"
    assert words.counted({}) == ""


def test_whom_a_sequence_is_for_is_told_by_reason_stage_and_segment() -> None:
    segment = {"countries": ["DE", "AT"], "company_size": {"min": 50, "max": None}}
    version = a_version(reasons=("no_budget",), stages=("lost",), segment=segment)
    assert words.for_whom(version) == [
        ("For leads with", "no budget"),
        ("At the stage", "Lost"),
        ("Only", "in Germany or Austria, of companies with 50 or more people"),
    ]


@pytest.mark.parametrize(
    ("kind", "detail", "told"),
    [
        ("LeadStageChanged", {"before": "nurture", "after": "sql"}, "In nurture \u2192 Sales qualified"),
        ("LeadReady", {"how": "answer"}, "By an answer in a mail"),
        ("LeadEnrolled", {"sequence": "not-now", "enrolment_id": "enr_1"}, "Not now"),
        ("LeadConverted", {}, ""),
    ],
)
def test_an_event_is_told_with_what_matters_of_it(kind: str, detail: dict[str, Any], told: str) -> None:
    assert words.event_detail({"kind": kind, "detail": detail}) == told


@pytest.mark.parametrize(
    ("kind", "detail", "told"),
    [
        ("auto_reply", "2026-12-09", "away until 9 Dec 2026"),
        ("auto_reply", "", ""),
        ("auto_reply", "soon", ""),
        ("hard_bounce", "5.1.1", "status 5.1.1"),
        ("reply", "x", ""),
    ],
)
def test_what_came_back_is_told_with_its_status_or_its_day(kind: str, detail: str, told: str) -> None:
    assert words.returned_detail(kind, detail) == told


def test_bars_are_drawn_against_the_step_that_sent_most_and_what_there_is_can_be_seen() -> None:
    steps = [
        StepReport(str(n), n, timedelta(), "t", "s", None, Numbers(sent=sent, clicked=clicked))
        for n, (sent, clicked) in enumerate(((1000, 1), (500, 0)))
    ]
    picture = words.steps_picture(VersionReport(a_version(), steps))
    assert picture.of(0) == (("sent", 100.0), ("clicked", 2.0), ("replied", 0.0), ("booked", 0.0))
    assert picture.of(1)[0] == ("sent", 50.0)


@pytest.mark.parametrize(("share", "told"), [(0, "0 %"), (0.004, "< 1 %"), (0.256, "26 %"), (1, "100 %")])
def test_a_share_that_is_there_is_never_nothing(share: float, told: str) -> None:
    assert words.share_words(share) == told
