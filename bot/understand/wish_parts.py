"""Parts of the day: "mornings", "after lunch", "tonight"; and "in an hour"."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta, timezone

from bot.understand.message import Message
from bot.understand.wish_shapes import Clock, Hours

_PARTS: tuple[tuple[str, time, time | None], ...] = (
    ("first thing(?: in the (?:morning|day))?|first thing", time(6), time(10)),
    (r"(?:in the )?(?:very )?early (?:in the )?mornings?|early am", time(6), time(10)),
    (r"(?:in the )?late(?:r)? (?:in the )?mornings?", time(10), time(12)),
    (r"mid[- ]?mornings?", time(9), time(12)),
    (r"(?:in the )?early (?:in the )?afternoons?", time(12), time(15)),
    (r"(?:in the )?late(?:r)? (?:in the )?afternoons?", time(15), time(18)),
    (r"mid[- ]?afternoons?", time(14), time(16)),
    (r"(?:in the )?early (?:in the )?evenings?", time(17), time(20)),
    (r"(?:in the )?late(?:r)? (?:in the )?evenings?", time(19), time(22)),
    (r"after lunch(?:time)?", time(13), time(18)),
    (r"before lunch(?:time)?", time(6), time(12)),
    (r"after (?:work|school|office hours|business hours|hours)(?: hours)?", time(17), None),
    (r"before (?:work|school|office hours|business hours)", time.min, time(9)),
    (r"(?:business|office|working|work|regular|normal) hours|during the (?:work)?day", time(9), time(17)),
    (r"lunch(?: ?time| ?hour| ?break)?s?|over lunch", time(12), time(14)),
    (r"(?:the )?end of (?:the |my |your )?(?:work(?:ing)? ?|business )?day|eod|cob", time(16), time(19)),
    (r"(?:the )?(?:start|beginning) of the day", time(6), time(10)),
    (r"mornings?|mornin|forenoon|am hours|(?<=\x00 )am|(?<=\x00 )a\.m\.", time(6), time(12)),
    (r"afternoons?|aftn|arvo|afternon|(?<=\x00 )pm|(?<=\x00 )p\.m\.", time(12), time(18)),
    (r"evenings?|tonight|tonite|nights?", time(17), time(22)),
)  # fmt: skip
_PART = re.compile(
    r"\b(?P<lead>this )?(?:"
    + "|".join(f"(?P<p{n}>{words})" for n, (words, _, _) in enumerate(_PARTS))
    + r")\b"
)
_NOT_PART = re.compile(r"\b(?:good|gd|nice|lovely|other|last|middle of the)\s*$")
_SOON = re.compile(
    r"\bin (?:about |around |like )?(?:(?P<half>half an hour)|(?P<n>an?|one|two|three|a couple of|\d{1,2})"
    r" ?(?P<unit>hours?|hrs?|h|min(?:ute)?s?)\b)(?P<more> and a half)?"
)


def parts(message: Message, today: date) -> list[Clock]:
    """Parts of the day: "morning", "after lunch", "tonight"."""
    found = []
    for match in _PART.finditer(message.plain):
        if _NOT_PART.search(message.plain, max(0, match.start() - 20), match.start()):
            continue
        group = next(name for name, value in match.groupdict().items() if value and name != "lead")
        _, start, end = _PARTS[int(group[1:])]
        near = match["lead"] or match.group().startswith("toni")
        found.append(Clock(*match.span(), Hours(start, end), part=True, day=today if near else None))
    return found


def soon(message: Message, local: datetime) -> list[Clock]:
    """ "In an hour", "in 30 minutes", from the visitor's local time."""
    found = []
    for match in _SOON.finditer(message.plain):
        number = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "a couple of": 2}.get(match["n"] or "a")
        count = number if number is not None else int(match["n"])
        unit = timedelta(minutes=1) if (match["unit"] or "").startswith("min") else timedelta(hours=1)
        ahead = count * unit + (unit / 2 if match["more"] else timedelta(0))
        # By UTC: across a change of clocks an hour is still an hour.
        at = (
            local.astimezone(timezone.utc) + (timedelta(minutes=30) if match["half"] else ahead)
        ).astimezone(local.tzinfo)
        hours = Hours(time(at.hour, at.minute), None, "about")
        found.append(Clock(*match.span(), hours, day=at.date()))
    return found
