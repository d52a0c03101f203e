"""Reps to book in tests."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta
from typing import Any

from bot.playbook.shapes import Rep, Span

NINE_TO_FIVE = Span(time(9), time(17))
WEEK = ((NINE_TO_FIVE,),) * 5 + ((),) * 2

DANA = Rep(
    id="dana",
    name="Dana Köhler",
    email="dana@tidewater.example",
    timezone="Europe/Berlin",
    country="DE",
    location="https://meet.tidewater.example/dana",
    hours=WEEK,
    breaks=(Span(time(12, 30), time(13, 15)),),
    time_off=(),
    buffer_before=timedelta(minutes=5),
    buffer_after=timedelta(minutes=10),
    notice=timedelta(hours=4),
    horizon=timedelta(weeks=3),
    daily_cap=5,
    meeting_length=timedelta(minutes=30),
    weight=1,
    calibration=0,
)


def rep(**changes: Any) -> Rep:
    """Dana, but for these settings."""
    return replace(DANA, **changes)
