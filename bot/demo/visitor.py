"""One visitor of the demo, as visitors.yml tells it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal, cast

import yaml

from bot.understand.facts import BANT

FILE = Path(__file__).parent / "visitors.yml"
Ending = Literal[
    "booked", "cancelled", "met", "enrolled", "stopped", "offered", "disqualified", "handover", "left"
]


@dataclass(frozen=True)
class Says:
    """What was written to the question `asked`, what it states, and with what the bot answered first."""

    asked: str
    text: str
    facts: Mapping[str, Mapping[str, Any]]
    answer: str | None = None


@dataclass(frozen=True)
class Visitor:
    name: str
    days_ago: float
    timezone: str
    page: Mapping[str, Any]
    says: Sequence[Says]
    visits: Sequence[str] = ()
    ends: Ending = "left"
    locale: str = field(default="en")

    @property
    def id(self) -> str:
        """By this the demo knows whom it has brought in already."""
        return f"visitor_demo_{self.name}"


def visitors() -> list[Visitor]:
    """All of them, who came first before the others."""
    told = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    found = [
        Visitor(
            one["visitor"],
            float(one["days_ago"]),
            one["timezone"],
            one["page"],
            [Says(*said) for said in one["says"]],
            one.get("visits", ()),
            cast(Ending, one.get("ends", "left")),
        )
        for one in told
    ]
    return sorted(found, key=lambda visitor: -visitor.days_ago)


def stated(says: Says, at: datetime) -> dict[str, Mapping[str, Any]]:
    """The facts in the shapes that are kept; a timeline's `days` become its exclusive end."""
    facts: dict[str, Mapping[str, Any]] = {}
    for kind, told in says.facts.items():
        value = {"status": "stated", **told} if kind in BANT else dict(told)
        if "days" in value:
            value["end"] = (at + timedelta(days=value.pop("days"))).date().isoformat()
        facts[kind] = value
    return facts
