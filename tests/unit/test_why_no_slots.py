"""`bantam why-no-slots` as it is typed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.unit.test_command_line import bantam

REP = ("--rep", "Dana@Tidewater.example")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("why")
    assert bantam(folder, "db", "upgrade").returncode == 0
    assert bantam(folder, "playbook", "import").returncode == 0
    return folder


def test_each_hour_of_the_day_is_told_with_its_reason(folder: Path) -> None:
    today = datetime.now(UTC).date()
    saturday = today + timedelta(days=7 + (5 - today.weekday()) % 7)
    done = bantam(folder, "why-no-slots", *REP, "--day", saturday.isoformat())
    assert done.returncode == 0, done.stderr
    first, *hours, last = done.stdout.splitlines()
    assert first == f"Dana Köhler, Sat {saturday}, times in Europe/Berlin"
    assert hours == ["00:00-24:00\toutside working hours"]
    assert last == "Times at which a meeting can begin: 0"


@pytest.mark.parametrize(
    ("rep", "day", "words"),
    [("nobody@example.com", "2026-03-02", "no rep with the address nobody@example.com"),
     ("dana@tidewater.example", "2.3.2026", "'2.3.2026' is no date. Write it as 2026-03-02."),
     ("dana@tidewater.example", "9999-12-31", "more than a year away")],
)  # fmt: skip
def test_what_cannot_be_told_says_what_to_do(folder: Path, rep: str, day: str, words: str) -> None:
    done = bantam(folder, "why-no-slots", "--rep", rep, "--day", day)
    assert done.returncode == 1
    assert words in done.stderr
    assert len(done.stderr.splitlines()) == 1
