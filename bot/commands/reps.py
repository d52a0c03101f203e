"""The verbs of reps: why a lead went where it went, and why a day has no times to offer."""

from __future__ import annotations

from argparse import Namespace
from datetime import date
from typing import TYPE_CHECKING, Any

from bot.commands.app import add_verb, with_app
from bot.errors import NotFound, Refused

if TYPE_CHECKING:
    from bot.book.availability import Availability
    from bot.book.whynot import Part
    from bot.bootstrap import App


def add_verbs(verbs: Any) -> None:
    why = add_verb(verbs, "why-rep", why_rep, "tell why a lead went to its rep, and why not to another")
    why.add_argument("--lead", metavar="EMAIL", required=True)
    slots = add_verb(
        verbs, "why-no-slots", why_no_slots, "tell which rule took each hour of a rep's day away"
    )
    slots.add_argument("--rep", metavar="EMAIL", required=True)
    slots.add_argument("--day", metavar="DATE", required=True, help="in the rep's zone, as in 2026-03-02")


def why_rep(arguments: Namespace) -> None:
    async def run(app: App) -> None:
        async with app.store.read() as uow:
            lead = await uow.leads.by_email(arguments.lead.strip().casefold())
            if lead is None:
                raise NotFound(f"There is no lead with the address {arguments.lead}.")
            steps = await uow.reports.of_leads("routing", [lead.id])
        for step in steps:
            print(step["rule"], step["outcome"], sep="\t")
        if not steps:
            print("Not routed yet: the conversation has not come to an outcome.")

    with_app(run)


def why_no_slots(arguments: Namespace) -> None:
    from bot.book.availability import availability

    day = _day(arguments.day)

    async def run(app: App) -> Availability:
        async with app.store.read() as uow:
            rep = await uow.reps.by_email(arguments.rep.strip().casefold())
            if rep is None:
                raise NotFound(
                    f"There is no rep with the address {arguments.rep}. playbook/team.yml names them."
                )
            return await availability(uow, rep.id, day, now=app.clock.now())

    print("\n".join(_told(with_app(run))))


def _told(found: Availability) -> list[str]:
    """The hours of the day, one a line, and what they come to."""
    from bot.book.whynot import reason_words

    lines = [f"{_hours(part)}\t{reason_words(part, found.rep)}" for part in found.explained.parts]
    zone = f"{found.rep.name}, {found.explained.day:%a} {found.explained.day}, times in {found.rep.timezone}"
    if found.calendar_stale:
        came = (
            "Nothing is offered: a calendar of theirs was not read for too long. See Settings, My calendars."
        )
    else:
        came = f"Times at which a meeting can begin: {found.slots}"
    return [zone, *lines, came]


def _hours(part: Part) -> str:
    """`09:00-12:30`; what lasts until the day's end ends at 24:00."""
    midnight = part.end.date() != part.start.date() and (part.end.hour, part.end.minute) == (0, 0)
    return f"{part.start:%H:%M}-{'24:00' if midnight else f'{part.end:%H:%M}'}"


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused(f"{text!r} is no date. Write it as 2026-03-02.") from None
