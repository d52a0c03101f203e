"""The page on which a visitor chooses a time: to move their meeting to, or to meet again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from fastapi import Request, Response
from starlette.datastructures import FormData

from bot.book.models import Meeting, NotBookable, Slot, SlotTaken
from bot.book.service import all_free_slots
from bot.book.words import zone_words
from bot.bootstrap import Work
from bot.web.guard import of
from bot.web.manage import times
from bot.web.manage.pages import Case, Link, address, back_to, case_of, facts, page, zone_for

Step = Literal["move", "again"]
Refusal = SlotTaken | NotBookable | Literal["none_chosen"]

TOLD = {
    "past": "too_soon", "too_soon": "too_soon", "too_far": "too_far", "calendar_stale": "stale",
    "rep_gone": "gone", "no_email": "no_email",
}  # fmt: skip
"""What a visitor is told of a start that cannot be booked; of all else, that the rep cannot make it."""


@dataclass(frozen=True)
class Choice:
    """What can be chosen from now. `empty` is why there is nothing."""

    case: Case
    free: list[Slot]
    empty: Literal["gone", "stale", "none"] | None
    other: Meeting | None


async def choose(
    request: Request, link: Link, step: Step, *, form: FormData | None = None, refused: Refusal | None = None
) -> Response:
    """The page of times; after a refusal, why, and the times closest to the one that was wanted."""
    app = of(request)
    now = app.clock.now()
    async with app.store.read() as uow:
        choice = await _choice(uow, await case_of(uow, link), step, now)
    case, asked = choice.case, form if form is not None else request.query_params
    zone = zone_for(case, asked.get("zone"))
    if not _open_to(choice, step, now):
        return back_to(address(case, zone=zone))
    current = case.meeting.slot if step == "move" else None
    week = times.asked_week(asked.get("week"))
    if isinstance(refused, SlotTaken | NotBookable):
        shown = times.near_page(refused.nearest, zone, current)
    elif week:
        shown = times.week_page(choice.free, zone, week, current)
    else:
        shown = times.good_page(choice.free, zone, current)
    told = {
        **facts(case, zone, now),
        "step": step,
        "shown": shown,
        "times_zone": zone_words(shown.begins or now, zone),
        "this_week": now.astimezone(zone).date().isoformat(),
        "refused": _told(refused),
        "empty": choice.empty if choice.empty or shown.days else "none",
    }
    return page(request, "manage_times.html", _status(refused), **told)


async def other_meeting(uow: Work, case: Case, now: datetime) -> Meeting | None:
    """A meeting of theirs that is to come, and that is not this link's."""
    booked = await uow.meetings.booked_of(case.lead.id)
    return booked if booked and booked.id != case.meeting.id and booked.end_at > now else None


async def on_team(uow: Work, case: Case) -> bool:
    """Whether the rep still takes meetings."""
    return any(rep.id == case.rep.id for rep in await uow.reps.list())


async def _choice(uow: Work, case: Case, step: Step, now: datetime) -> Choice:
    other = await other_meeting(uow, case, now)
    if not await on_team(uow, case):
        return Choice(case, [], "gone", other)
    if await uow.calendars.stale(case.rep.id, now=now):
        return Choice(case, [], "stale", other)
    besides = case.meeting if step == "move" else None
    free = await all_free_slots(uow, case.rep, now=now, besides=besides)
    return Choice(case, free, None, other)


def _open_to(choice: Choice, step: Step, now: datetime) -> bool:
    """Whether there is anything to choose: a meeting to come is moved, one that is not is booked anew."""
    state = choice.case.state(now)
    if step == "move":
        return state == "ahead"
    return state not in ("ahead", "on") and choice.case.may_book and choice.other is None


def _told(refused: Refusal | None) -> str | None:
    if isinstance(refused, SlotTaken):
        return "taken"
    return TOLD.get(refused.because, "off") if isinstance(refused, NotBookable) else refused


def _status(refused: Refusal | None) -> int:
    if refused is None:
        return 200
    return 422 if refused == "none_chosen" else 409
