"""One visitor of the demo, as a file of `visitors/` tells it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any, Literal, cast
from zoneinfo import ZoneInfo

import yaml

from bot.understand.facts import BANT

FOLDER = Path(__file__).parent / "visitors"
Ending = Literal[
    "booked", "cancelled", "enrolled", "stopped", "offered", "declined", "disqualified", "handover", "left"
]
Mailbox = Literal["works", "full", "refuses", "gone", "silent"]
"""What the server of the visitor's address says to our mails: `silent` takes one and never answers."""
BUCKETS = ((31, "now"), (92, "quarter"), (184, "half_year"))
"""Up to how many days a timeline is which bucket; after those it is `later`."""


@dataclass(frozen=True)
class Says:
    """What was written to the question `asked`, what it states, and with what the bot answered first."""

    asked: str
    text: str
    facts: Mapping[str, Any]
    answer: str | None = None


@dataclass(frozen=True)
class Later:
    """What happens `days` after the chat or, with `met`, after the end of the meeting; `what` is a verb of
    `later.py`, and `words` are what it needs."""

    days: float
    what: str
    words: str = ""
    met: bool = False


@dataclass(frozen=True)
class Visitor:
    name: str
    ago: float
    """Days before the first run; from the day before on, on the whole day at the time of `at`."""
    at: time | None
    timezone: str
    page: Mapping[str, Any]
    says: Sequence[Says]
    visits: Sequence[str] = ()
    ends: Ending = "left"
    later: Sequence[Later] = ()
    picks: int = 0
    mailbox: Mailbox = "works"
    locale: str = "en"

    @property
    def id(self) -> str:
        """By this the demo knows whom it has brought in already."""
        return f"visitor_demo_{self.name}"

    def came(self, now: datetime) -> datetime:
        """When they came, for a first run at `now`; `at` is by their own clock."""
        if self.at is None:
            return now - timedelta(days=self.ago)
        zone = ZoneInfo(self.timezone)
        day = now.astimezone(zone).date() - timedelta(days=self.ago)
        return datetime.combine(day, self.at, zone).astimezone(now.tzinfo)


def visitors() -> list[Visitor]:
    """All of them, by file and in its order."""
    return [
        _visitor(told)
        for file in sorted(FOLDER.glob("*.yml"))
        for told in yaml.safe_load(file.read_text(encoding="utf-8"))
    ]


def _visitor(told: Mapping[str, Any]) -> Visitor:
    ago, *clock = told["came"] if isinstance(told["came"], list) else [told["came"]]
    url, referrer = told["page"]
    return Visitor(
        name=told["visitor"],
        ago=float(ago),
        at=time.fromisoformat(clock[0]) if clock else None,
        timezone=told["timezone"],
        page={"url": url, "referrer": referrer},
        says=[Says(*said) for said in told["says"]],
        visits=told.get("visits", ()),
        ends=cast(Ending, told.get("ends", "left")),
        later=[_later(*each) for each in told.get("later", ())],
        picks=told.get("picks", 0),
        mailbox=cast(Mailbox, told.get("mailbox", "works")),
    )


def _later(when: str | float, what: str, words: str = "") -> Later:
    """`2.5` is two and a half days after the chat, `met+1` a day after the meeting's end."""
    base, plus, days = str(when).rpartition("+")
    return Later(float(days), what, words, met=bool(plus) and base == "met")


def stated(says: Says, at: datetime) -> dict[str, Mapping[str, Any]]:
    """The facts in the shapes that are kept; where a file gives no quote, it is all that was written."""
    return {kind: {"quote": says.text, **_value(kind, told, at)} for kind, told in says.facts.items()}


def _value(kind: str, told: Any, at: datetime) -> dict[str, Any]:
    """`{amount: 40000, currency: EUR}` is a budget a year, `92` a timeline in days, and so on: README.md."""
    whole = dict(told) if isinstance(told, Mapping) else _short(kind, told)
    if "amount" in whole:
        whole["min"] = whole["max"] = whole.pop("amount")
    if kind == "budget" and whole.get("currency"):
        whole.setdefault("period", "year")
    if "days" in whole:
        days = whole.pop("days")
        whole["end"] = (at + timedelta(days=days)).date().isoformat()
        whole.setdefault("bucket", next((name for most, name in BUCKETS if days <= most), "later"))
    return {"status": "stated", **whole} if kind in BANT else whole


def _short(kind: str, told: Any) -> dict[str, Any]:
    """A fact that one word or number tells."""
    if kind == "need":
        return {"category": told}
    if kind == "authority":
        return {"role": told}
    if kind == "timeline":
        return {"days": told}
    if kind == "company_size":
        return {"value": {"min": told, "max": told}, "quote": str(told)}
    if isinstance(told, list):
        return {"value": told[0], "quote": told[1]}
    return {"value": told, "quote": told} if kind in ("name", "email", "company") else {"value": told}
