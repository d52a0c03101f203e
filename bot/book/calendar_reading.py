"""The reps' own calendars are read again: every ten minutes by the worker, and just before a booking."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.book.calendar_models import (
    READ_EVERY,
    CalendarFailure,
    CalendarUnreachable,
    NotModified,
    OwnCalendar,
    Reading,
    retry_after,
)
from bot.book.calendar_notices import tell_clashes, tell_problem
from bot.book.calendar_ports import CalendarDesk, CalendarWork, Store
from bot.book.own_calendars import host_of, opened, window_of
from bot.errors import BantamError
from bot.playbook.shapes import Rep

log = logging.getLogger("bantam.calendars")

LEASE = timedelta(minutes=2)
"""Longer than reading one calendar may take."""
FRESH = timedelta(minutes=1)
"""What was read this short a time ago is not read again before a booking."""
WITHIN = 3.0  # seconds that a visitor waits for it
SURE = 2
"""Failures in a row after which one that is called permanent is told: a server may be mended just now."""


async def read_next_due(store: Store, desk: CalendarDesk, *, now: datetime) -> int:
    """Read one calendar that is due; how many were read, 0 when none is due."""
    async with store.write() as uow:
        calendar_id = await uow.calendars.claim_due(now=now, until=now + LEASE)
    if calendar_id is None:
        return 0
    await read_calendar(store, desk, calendar_id, now=now)
    return 1


async def refresh_rep(
    store: Store,
    desk: CalendarDesk,
    rep_id: str,
    *,
    now: datetime,
    older_than: timedelta = FRESH,
    within: float = WITHIN,
) -> None:
    """Read the rep's calendars again whose reading is older, all at once, in at most `within` seconds.

    For just before a booking, outside of its transaction. What cannot be read in time stays as it is known,
    and the failure is kept; one that failed a moment ago is left to the worker.
    """
    async with store.read() as uow:
        due = [
            calendar.id
            for calendar in await uow.calendars.of_rep(rep_id)
            if calendar.read_at is None or calendar.read_at < now - older_than
            if calendar.failures == 0 or calendar.due_at <= now
        ]
    await asyncio.gather(*(read_calendar(store, desk, one, now=now, within=within) for one in due))


async def read_calendar(
    store: Store, desk: CalendarDesk, calendar_id: str, *, now: datetime, within: float | None = None
) -> None:
    """Read it and keep what came of it: busy times, or the problem. Nothing remote in a transaction."""
    async with store.read() as uow:
        calendar = await uow.calendars.get(calendar_id)
        rep = await uow.reps.get(calendar.rep_id) if calendar else None
    if calendar is None or rep is None:
        return
    outcome = await _read(desk, calendar, rep, now=now, within=within)
    async with store.write() as uow:
        there = await uow.calendars.lock(calendar_id)
        if there is None or (there.read_at and there.read_at > now):
            return  # removed, or read again, while this reading was under way
        if isinstance(outcome, CalendarFailure):
            await _keep_failure(uow, desk, rep, there, outcome, now=now)
        else:
            await _keep(uow, desk, rep, there, outcome, now=now)


async def _read(
    desk: CalendarDesk, calendar: OwnCalendar, rep: Rep, *, now: datetime, within: float | None
) -> Reading | NotModified | CalendarFailure:
    # Once a day the whole is asked for, since the window moves on while a feed stays as it is.
    marks = (
        calendar.read_at is not None and calendar.read_at.astimezone(UTC).date() == now.astimezone(UTC).date()
    )
    try:
        async with asyncio.timeout(within):
            return await desk.reader.read(opened(desk.vault, calendar, marks=marks), window_of(rep, now))
    except CalendarFailure as failure:
        return failure
    except TimeoutError:
        return CalendarUnreachable(
            f"{host_of(calendar)} did not answer in time. It is tried again by itself."
        )
    except Exception as error:  # noqa: BLE001 - a strange calendar must not keep anybody from booking
        log.error("reading a calendar of %s failed: %s", rep.id, type(error).__name__)
        words = f"The calendar on {host_of(calendar)} could not be read. It is tried again by itself."
        return CalendarFailure(words)


async def _keep(
    uow: CalendarWork,
    desk: CalendarDesk,
    rep: Rep,
    calendar: OwnCalendar,
    reading: Reading | NotModified,
    *,
    now: datetime,
) -> None:
    kept = None if calendar.failures else calendar.problem  # what was remarked of what still holds
    read = replace(calendar, read_at=now, due_at=now + READ_EVERY, failures=0, problem=kept, told_at=None)
    if isinstance(reading, Reading):
        read = replace(read, problem=reading.remark, etag=reading.etag, last_modified=reading.last_modified)
        await uow.calendars.replace_busy(calendar.id, reading.busy)
    await uow.calendars.save(read)
    await tell_clashes(uow, desk, rep, now=now)


async def _keep_failure(
    uow: CalendarWork,
    desk: CalendarDesk,
    rep: Rep,
    calendar: OwnCalendar,
    failure: CalendarFailure,
    *,
    now: datetime,
) -> None:
    """Note it, keep what is known, and tell the rep once when it will not mend by itself or is too old."""
    failures = calendar.failures + 1
    due_at = now + retry_after(failures)
    failed = replace(calendar, failures=failures, problem=str(failure), due_at=due_at)
    if calendar.told_at is None and (calendar.stale(now) or (failure.permanent and failures >= SURE)):
        try:
            await tell_problem(uow, desk, rep, calendar, str(failure), now=now)
            failed = replace(failed, told_at=now)
        except BantamError as fault:  # a broken template must not lose the failure
            log.error("a rep could not be told of a calendar: %s", fault)
    await uow.calendars.save(failed)
