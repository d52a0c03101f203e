"""The starts at which a rep can be met, found by walking through time instead of by reckoning with hours."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.book.rules import Busy
from bot.playbook.shapes import Rep

STEP = timedelta(minutes=5)


def walked_starts(rep: Rep, busy: Sequence[Busy], now: datetime) -> list[datetime]:
    """Asks of every five minutes what the rep's clock shows then. Knows no offsets, gaps or second hours."""
    zone = ZoneInfo(rep.timezone)
    taken = {step for start, end in busy for step in _steps(start, end)}
    worked: dict[datetime, bool] = {}

    def works(step: datetime) -> bool:
        if step not in worked:
            worked[step] = _works(rep, step.astimezone(zone))
        return worked[step]

    found = []
    for start in _steps(_on_a_step(now), now + rep.horizon + STEP):
        local = start.astimezone(zone)
        if local.minute not in (0, 30) or local.fold:
            continue
        if not (now < start and now + rep.notice <= start <= now + rep.horizon):
            continue
        end = start + rep.meeting_length
        around = _steps(start - rep.buffer_before, end + rep.buffer_after)
        if all(map(works, _steps(start, end))) and taken.isdisjoint(around):
            found.append(start)
    return found


def _works(rep: Rep, local: datetime) -> bool:
    wall = local.time()
    if any(off.first <= local.date() <= off.last for off in rep.time_off):
        return False
    if any(pause.start <= wall < pause.end for pause in rep.breaks):
        return False
    return any(span.start <= wall < span.end for span in rep.hours[local.weekday()])


def _steps(start: datetime, end: datetime) -> list[datetime]:
    return [start + number * STEP for number in range(-((start - end) // STEP))]


def _on_a_step(instant: datetime) -> datetime:
    return datetime.fromtimestamp(instant.timestamp() // 300 * 300, UTC)
