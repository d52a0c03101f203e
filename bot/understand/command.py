"""The pure part of `bantam understand`: one text, or lines of JSON, to facts as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timezone
from typing import Any

from bot.understand.facts import NeedCategory, facts_to_json
from bot.understand.need import Encoder
from bot.understand.reading import understand

ASKED = (
    "need",
    "budget",
    "authority",
    "timeline",
    "name",
    "email",
    "phone",
    "company",
    "company_size",
    "job_title",
    "country",
    "consent",
    "slot",
)


class BadLine(ValueError):
    """A line of input that cannot be read; says which line and what to write instead."""


def run_text(
    text: str,
    *,
    asked: str | None = None,
    now: datetime,
    needs: Sequence[NeedCategory] = (),
    encoder: Encoder | None = None,
) -> dict[str, Any]:
    """The facts that one text states, in the shape that the command prints."""
    return facts_to_json(understand(text, asked=asked, now=now, needs=needs, encoder=encoder))


def run_jsonl(
    lines: Iterable[str], *, now: datetime, needs: Sequence[NeedCategory] = (), encoder: Encoder | None = None
) -> Iterator[str]:
    """For each line `{"id", "text", "asked", "now"}` one line of facts with the `id`, in the same order.

    `asked` and `now` may be missing; `now` (ISO 8601, in UTC when it has no offset) defaults to the argument.
    Empty lines are skipped. Raises BadLine.
    """
    for number, line in enumerate(lines, 1):
        if line.strip():
            ask = _parsed(line, number)
            instant = _instant(ask["now"], number) if ask.get("now") else now
            facts = run_text(ask["text"], asked=ask.get("asked"), now=instant, needs=needs, encoder=encoder)
            yield json.dumps({"id": ask.get("id"), **facts}, ensure_ascii=False)


def _parsed(line: str, number: int) -> dict[str, Any]:
    try:
        ask = json.loads(line)
    except ValueError as error:
        raise BadLine(f'line {number} is no JSON ({error}): write {{"id": ..., "text": ...}}') from error
    if not isinstance(ask, dict) or not isinstance(ask.get("text"), str):
        raise BadLine(f'line {number} has no text: write {{"id": ..., "text": "what the visitor wrote"}}')
    if ask.get("asked") not in (None, *ASKED):
        raise BadLine(f"line {number}: asked is {ask['asked']!r}, write one of {', '.join(ASKED)}")
    return ask


def _instant(value: Any, number: int) -> datetime:
    return parse_instant(value, where=f"line {number}")


def parse_instant(value: Any, *, where: str = "--now") -> datetime:
    """An aware instant from ISO 8601 ("2026-03-02T09:00:00+01:00"), UTC without an offset. Raises BadLine."""
    try:
        # Python 3.10 does not read the Z that the standard allows.
        instant = datetime.fromisoformat(str(value).strip().replace("Z", "+00:00"))
    except ValueError as error:
        raise BadLine(f"{where}: {value!r} is no instant: write 2026-03-02T09:00:00+01:00") from error
    return instant if instant.tzinfo else instant.replace(tzinfo=timezone.utc)
