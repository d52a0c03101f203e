"""What `bantam understand` prints."""

from __future__ import annotations

import json
from datetime import datetime, timezone

import pytest

from bot.understand.command import BadLine, parse_instant, run_jsonl, run_text
from tests.unit.understand.reading import NOW


def test_one_text_prints_what_it_states_and_nothing_else():
    assert run_text("50k by June", now=NOW).keys() == {"budget", "timeline"}
    assert run_text("hello", now=NOW) == {}


def test_each_line_is_answered_in_order_with_its_id():
    lines = [
        '{"id": 1, "text": "50", "asked": "budget"}\n',
        "\n",
        '{"id": "b", "text": "next month", "asked": "timeline", "now": "2026-05-20T10:00:00Z"}\n',
        '{"id": null, "text": "hello"}',
    ]
    found = [json.loads(line) for line in run_jsonl(lines, now=NOW)]
    assert [fact["id"] for fact in found] == [1, "b", None]
    assert found[0]["budget"]["max"] == 50
    assert found[1]["timeline"]["start"] == "2026-06-01"
    assert found[2] == {"id": None}


@pytest.mark.parametrize(
    "line",
    [
        "no json",
        "[]",
        '{"id": 1}',
        '{"text": 5}',
        '{"text": "x", "asked": "shoes"}',
        '{"text": "x", "now": "soon"}',
    ],
)
def test_a_bad_line_is_named_with_what_to_write(line):
    with pytest.raises(BadLine, match="line 2"):
        list(run_jsonl(['{"text": "x"}', line], now=NOW))


def test_an_instant_without_an_offset_is_utc():
    assert parse_instant("2026-02-10T10:00") == datetime(2026, 2, 10, 10, tzinfo=timezone.utc)
