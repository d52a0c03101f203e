"""Reads and shows which leads something is for: a routing rule, or a sequence."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from bot.playbook import values
from bot.playbook.reader import Block, one_of
from bot.playbook.shapes import Segment
from bot.playbook.values import show_size

CONDITIONS = tuple(Segment.__dataclass_fields__)


def read_conditions(block: Block, needs: Collection[str]) -> dict[str, Any]:
    """The settings of a Segment, by name; `needs` are the names that qualification.yml knows."""
    known = sorted(needs)
    return {
        "countries": block.values("countries", values.country, "SG, AU"),
        "timezones": block.values("timezones", _zones, "Asia/*, Australia/*"),
        "industries": block.values("industries", values.text, "retail, software"),
        "needs": block.values("needs", one_of(known), ", ".join(known) or "a need of qualification.yml"),
        "languages": block.values("languages", values.language, "en, de"),
        "company_size": block.value("company_size", values.size, "1000+, up to 49 or 50-999", None),
    }


def for_everybody(segment: Segment) -> bool:
    """Whether nothing at all is asked for."""
    return not any(getattr(segment, condition) for condition in CONDITIONS)


def show_conditions(segment: Segment) -> dict[str, Any]:
    """The settings as they are written, those left out too."""
    said = {condition: getattr(segment, condition) for condition in CONDITIONS}
    return {**said, "company_size": show_size(segment.company_size) if segment.company_size else None}


def _zones(value: str) -> str:
    """`Europe/Berlin`, or a whole region: `Europe/*`."""
    if not re.fullmatch(r"[A-Z][A-Za-z]+/\*", value):
        values.timezone(value)
    return value
