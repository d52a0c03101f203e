"""Reads playbook/team.yml: the reps, when they work, and where a meeting with them takes place."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bot.playbook import values
from bot.playbook.reader import REQUIRED, Block
from bot.playbook.shapes import Rep, Span, TeamPlaybook, TimeOff

_LENGTHS = {
    "buffer_before": ("10 minutes", timedelta(0), timedelta(hours=4)),
    "buffer_after": ("10 minutes", timedelta(0), timedelta(hours=4)),
    "notice": ("4 hours", timedelta(0), timedelta(days=30)),
    "horizon": ("3 weeks", timedelta(days=1), timedelta(days=180)),
    "meeting_length": ("30 minutes", timedelta(minutes=5), timedelta(hours=8)),
}


def read_team(file: Block) -> TeamPlaybook:
    """The reps; what `everyone` says holds for each rep who does not say otherwise."""
    everyone = file.block("everyone", "what holds for all reps", "everyone", None)
    shared = _shared(everyone, {}) if everyone else {}
    if everyone:
        everyone.done()
    blocks = file.blocks("reps", "- id: ...", "rep {}")
    reps = tuple(_rep(block, shared) for block in blocks)
    for index, (block, rep) in enumerate(zip(blocks, reps, strict=True)):
        for key in ("id", "email"):
            own = getattr(rep, key)
            if isinstance(own, str) and own in {getattr(other, key) for other in reps[:index]}:
                block.fault(key, f"has the {key} of another rep", f"write an {key} of their own")
    file.done()
    return TeamPlaybook(reps)


def _rep(block: Block, shared: dict[str, Any]) -> Rep:
    block.name("id", "rep")
    absences = block.blocks("time_off", "- from: ...", "time off {}", ())
    read = Rep(
        id=block.value("id", values.name, "a short name, for example dana"),
        name=block.value("name", values.text, "the full name, as visitors see it"),
        email=block.value("email", values.email, "their address, for example dana@example.com"),
        timezone=block.value("timezone", values.timezone, "a zone such as Europe/Berlin"),
        country=block.value("country", values.country, "two capital letters, for their public holidays"),
        location=block.value("location", values.location, "https://... or a phone number"),
        time_off=tuple(_time_off(off, block.title) for off in absences),
        weight=block.value("weight", values.whole(1, 100), "a whole number from 1 to 100", 1),
        calibration=block.value("calibration", values.whole(-1000, 1000), "a whole number, for example 0", 0),
        capacity=block.value("capacity", values.whole(1, 1000), "a whole number, for example 25", None),
        **_shared(block, shared),
    )
    block.done()
    return read


def _shared(block: Block, given: dict[str, Any]) -> dict[str, Any]:
    """What can stand under `everyone` as well as under one rep; `given` is what everyone has."""
    optional = block.title == "everyone"
    read: dict[str, Any] = {}
    for key, (example, least, most) in _LENGTHS.items():
        default = given.get(key, timedelta(0) if optional else REQUIRED)
        read[key] = block.value(key, values.duration, example, default)
        if block.has(key) and isinstance(read[key], timedelta) and not least <= read[key] <= most:
            limits = f"{values.show_duration(least)} and {values.show_duration(most)}"
            block.fault(key, f"has a {key.replace('_', ' ')} out of reach", f"write one between {limits}")
    cap = given.get("daily_cap", 0 if optional else REQUIRED)
    read["daily_cap"] = block.value("daily_cap", values.whole(1, 50), "a whole number, for example 5", cap)
    read["hours"] = _hours(block, given.get("hours"), optional)
    own = block.values("breaks", values.span, "12:30-13:15")
    read["breaks"] = own if "breaks" in block.names() else given.get("breaks", ())
    return {key: value for key, value in read.items() if not optional or block.has(key)}


def _hours(block: Block, given: Any, optional: bool) -> tuple[tuple[Span, ...], ...]:
    needed = REQUIRED if given is None and not optional else None
    hours = block.block("hours", "{mon-fri: 09:00-17:00}", f"hours of {block.title}", needed)
    if not hours:
        return given or ((),) * 7
    week: list[tuple[Span, ...]] = [()] * 7
    for key in hours.names():
        spans = hours.values(key, values.span, "09:00-17:00", REQUIRED)
        try:
            days = values.weekdays(key)
        except ValueError as error:
            hours.fault(key, f'has "{key}", which is {error}', "write days as mon, mon-fri or sat, sun")
            continue
        for day in days:
            if week[day]:
                hours.fault(key, f'has "{key}", a day that is given twice', "write each day once")
            week[day] = spans
    return tuple(week)


def _time_off(block: Block, rep: str) -> TimeOff:
    block.title = f"{rep}, {block.title},"
    first = block.value("from", values.day, "the first day away, for example 2026-12-24")
    last = block.value("to", values.day, "the last day away, for example 2026-12-31", first)
    if last is not REQUIRED and first is not REQUIRED and last < first:
        block.fault("to", "ends before it starts", f"write to: {first} or later")
    because = block.value("because", values.text, "the reason", "")
    block.done()
    return TimeOff(first, last, because)
