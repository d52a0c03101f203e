"""How the tables of these tests read a message: a Tuesday in Berlin, 10 February 2026."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.understand import Facts, NeedCategory, understand
from bot.understand.facts import bant_to_json

NOW = datetime(2026, 2, 10, 10, 0, tzinfo=ZoneInfo("Europe/Berlin"))
NEEDS = (
    NeedCategory("analytics", ("analytics", "insights", "churn")),
    NeedCategory("integration", ("integrate", "connect", "api", "silos")),
    NeedCategory("security", ("security", "gdpr", "audit")),
    NeedCategory("migration", ("migrate", "legacy", "on-premise")),
    NeedCategory("reporting", ("report", "dashboard", "excel", "kpi")),
    NeedCategory("automation", ("automate", "workflow", "by hand")),
)


def facts(text: str, asked: str | None = None, *, now: datetime = NOW) -> Facts:
    """The facts of the text, with the needs above and no encoder."""
    return understand(text, asked=asked, now=now, needs=NEEDS)


def stated(kind: str, text: str, asked: str | None = None, *, now: datetime = NOW) -> dict[str, Any] | None:
    """The fact of this kind as the staff interface shows it, None when the text states none."""
    fact = getattr(facts(text, asked, now=now), kind)
    return bant_to_json(fact) if fact else None


def contact(kind: str, text: str, asked: str | None = None, *, now: datetime = NOW) -> Any:
    """The value of this contact fact, None when the text states none."""
    said = facts(text, asked, now=now).contact.get(kind)
    return said.value if said else None
