"""Scripted visitors, over HTTP against the real processes: each file in tests/visitors is one visitor.

A file says what the visitor types first (`says`), what they answer to each question (`answers`: words, the
number of a time, or `{choose: TITLE}`), and what must be true in the end (`expect`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.processes import Processes
from tests.visitor import Staff, Visitor

FILES = sorted((Path(__file__).parents[1] / "visitors").glob("*.yml"))


@pytest.mark.parametrize("file", FILES, ids=lambda path: path.stem)
def test_the_visitor_gets_what_they_came_for(file: Path, product: Processes, staff: Staff) -> None:
    script = yaml.safe_load(file.read_text())
    visitor = Visitor(product.url, **script.get("browser", {}))
    for words in script.get("says", []):
        visitor.say(words)
    visitor.answer(script.get("answers", {}))
    for words in script.get("then", []):
        visitor.say(words)
    lead = staff.lead(visitor)
    expect = script["expect"]
    assert outcome_of(lead) == expect["outcome"], _told(visitor)
    for asked in expect.get("never_asked", []):
        assert asked not in visitor.ever_asked, _told(visitor)
    if "last" in expect:
        assert expect["last"] in visitor.last["text"], _told(visitor)
    assert_holds(expect.get("lead", {}), lead, "lead")
    parts = sum(part["points"] for part in lead["score"]["parts"])
    assert parts == lead["score"]["total"]


def outcome_of(lead: dict[str, Any]) -> str:
    """What came of the visit, by what the staff sees."""
    if lead["meeting"] and lead["meeting"]["status"] == "confirmed":
        return "meeting"
    if lead["handover"]:
        return "person"
    if any(enrolment["status"] == "active" for enrolment in lead["enrolments"]):
        return lead["enrolments"][0]["sequence"]
    return "disqualified" if lead["stage"] == "disqualified" else "none"


def assert_holds(expected: Any, found: Any, where: str) -> None:
    """Every part of `expected` stands in `found`; what is not named may be anything."""
    if isinstance(expected, dict):
        for key, value in expected.items():
            assert key in found, f"{where}.{key} is missing"
            assert_holds(value, found[key], f"{where}.{key}")
    else:
        assert found == expected, f"{where}: {found!r} is not {expected!r}"


def _told(visitor: Visitor) -> str:
    return "\n".join(f"{m['from']}: {m['text']} [{m['asks']}]" for m in visitor.history())
