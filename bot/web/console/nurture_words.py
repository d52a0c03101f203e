"""How the console speaks of sequences, of their mails, and of what comes back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

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
