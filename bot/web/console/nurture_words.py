"""How the console speaks of sequences, of their mails, and of what comes back."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from bot.report.nurture import Numbers, VersionReport
from bot.report.service import SequenceVersion
from bot.web.console import words

CAME_BACK: Mapping[str, str] = {
    "reply": "Replied",
    "stop": "Replied that they want no more mail",
    "auto_reply": "An automatic reply came",
    "hard_bounce": "A mail came back for good",
    "soft_bounce": "A mail came back for now",
}
"""What a mail that came back from a lead is."""

ENDED: Mapping[str, str] = {
    "booked": "booked a meeting",
    "replied": "replied",
    "unsubscribed": "unsubscribed",
    "bounced": "address takes no mail",
    "converted": "became a customer",
    "disqualified": "is no prospect",
    "no_address": "has no address",
    "unconfirmed": "never confirmed",
}
"""Why an enrolment ended early."""


def event_detail(event: Mapping[str, Any]) -> str:
    """What an event's line tells beside its name."""
    detail, kind = event["detail"], event["kind"]
    if kind == "LeadStageChanged":
        before, after = (
            words.STAGES.get(detail[at], (words.spoken(detail[at]),))[0] for at in ("before", "after")
        )
        return f"{before} \u2192 {after}"
    if kind == "LeadReady":
        return {"answer": "By an answer in a mail", "reply": "By a reply"}.get(detail["how"], "")
    told = (detail.get(key) for key in ("reason", "sequence", "profile", "how", "by"))
    return words.spoken(next((str(word) for word in told if word), ""))


def returned_detail(kind: str, detail: str) -> str:
    """The status of a mail that came back (RFC 3463), or until when somebody is away."""
    if not detail or kind not in ("auto_reply", "hard_bounce", "soft_bounce"):
        return ""
    if kind != "auto_reply":
        return f"status {detail}"
    try:
        return f"away until {words.day(date.fromisoformat(detail[:10]))}"
    except ValueError:
        return ""


def ended(because: str | None) -> str:
    """Why an enrolment ended, within a sentence."""
    return ENDED.get(because or "") or words.spoken(because).lower()


def waits(delay: timedelta) -> str:
    """`4 days`, `2 weeks`, `90 minutes`: as people say how long a step waits."""
    minutes = round(delay.total_seconds() / 60)
    for size, unit in ((7 * 1440, "week"), (1440, "day"), (60, "hour"), (1, "minute")):
        if minutes and minutes % size == 0:
            return f"{minutes // size} {unit}{'' if minutes == size else 's'}"
    return "at once"


def template_subject(subject: str) -> str:
    """A template's subject for a list: what is filled in stands as `[first name]`."""
    named = re.sub(r"\{\{\s*(\w+)[^}]*\}\}", lambda found: f"[{found[1].replace('_', ' ')}]", subject)
    return re.sub(r"\s{2,}", " ", re.sub(r"\{[%#].*?[%#]\}", "", named)).strip()


REASON_WORDS: Mapping[str, str] = {
    "need_unknown": "nothing that they need yet",
    "no_budget": "no budget",
    "small_budget": "a budget that is too small",
    "budget_unknown": "a budget that nobody knows",
    "no_authority": "somebody else who decides",
    "researching": "a first look around",
    "later": "plans for later",
    "no_date": "no date planned",
    "no_show": "a meeting that they missed",
    "cancelled": "a meeting that they cancelled",
}


def for_whom(version: SequenceVersion) -> list[tuple[str, str]]:
    """Whom a sequence is for, as lines of a label and words."""
    lines = [
        (
            "For leads with",
            ", ".join(REASON_WORDS.get(r) or words.spoken(r).lower() for r in version.reasons),
        ),
        ("At the stage", ", ".join(words.STAGES.get(s, (words.spoken(s),))[0] for s in version.stages)),
        ("Only", _segment(version.segment or {})),
    ]
    return [(label, told) for label, told in lines if told]


def _segment(segment: Mapping[str, Any]) -> str:
    told = [
        _one_of("in", [words.country(code) for code in segment.get("countries") or ()]),
        _one_of("in the zone", segment.get("timezones") or ()),
        _one_of("in the industry", segment.get("industries") or ()),
        _one_of("who need", [words.spoken(name).lower() for name in segment.get("needs") or ()]),
        _one_of("who write", [words.language(code) for code in segment.get("languages") or ()]),
    ]
    size = segment.get("company_size") or {}
    people = words.span(size.get("min"), size.get("max"))
    told.append(f"of companies with {people} people" if people else "")
    return ", ".join(filter(None, told))


def _one_of(before: str, names: Sequence[str]) -> str:
    return f"{before} {' or '.join(names)}" if names else ""


def counted(reasons: Mapping[str, int], *, most: int = 3) -> str:
    """`meeting booked (12), replied (3)`, the most frequent first; what is rare is counted together."""
    by_count = sorted(reasons.items(), key=lambda item: (-item[1], item[0]))
    told = [f"{reason} ({words.number(count)})" for reason, count in by_count[:most]]
    rest = sum(count for _, count in by_count[most:])
    return ", ".join([*told, *([f"other reasons ({words.number(rest)})"] if rest else [])])


def endings(counts: Mapping[str, int]) -> str:
    """Why enrolments ended early, counted."""
    return counted({ended(because): count for because, count in counts.items()}, most=8)


def share_words(share: float) -> str:
    """`4 %`; what is there and rounds to nothing is `< 1 %`."""
    percent = share * 100
    return "< 1 %" if 0 < percent < 1 else f"{percent:.0f} %"


FLOW = ("sent", "clicked", "replied", "booked")


@dataclass(frozen=True)
class Picture:
    """The steps as bars, each step's beside the other steps': widths in percent of the most that was sent."""

    widths: Mapping[int, tuple[tuple[str, float], ...]]

    def of(self, position: int) -> tuple[tuple[str, float], ...]:
        return self.widths[position]


def steps_picture(version: VersionReport) -> Picture:
    most = max([1, *(step.numbers.sent for step in version.steps)])
    return Picture({step.position: _bars(step.numbers, most) for step in version.steps})


def _bars(numbers: Numbers, most: int) -> tuple[tuple[str, float], ...]:
    """What there is at all is drawn at least 2 wide."""
    counts = ((name, getattr(numbers, name)) for name in FLOW)
    return tuple((name, min(100.0, max(2.0, count / most * 100)) if count else 0.0) for name, count in counts)
