"""How long what visitors said is kept stands in site.yml; slips are told with their line."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.playbook import PlaybookError, load
from bot.playbook.document import from_document, to_document
from bot.playbook.export import export
from bot.playbook.shapes import Retention
from tests.unit.playbook.site_settings import put

OURS = "retention:\n  anonymous: 90 days\n  leads: 104 weeks\n"


@pytest.mark.parametrize(
    ("settings", "kept"),
    [
        (OURS, Retention(timedelta(days=90), timedelta(weeks=104))),
        ("", Retention(None, None)),
        ("retention: {anonymous: 30 days}\n", Retention(timedelta(days=30), None)),
        ("retention: {anonymous: none, leads: 52 weeks}\n", Retention(None, timedelta(weeks=52))),
    ],
)
def test_the_times_are_read_kept_and_exported(project: Path, settings: str, kept: Retention) -> None:
    put(project, settings, instead_of=OURS)
    playbook = load(project)
    assert playbook.site.retention == kept
    assert from_document(to_document(playbook)) == playbook
    export(playbook, project)
    assert load(project).site.retention == kept


def test_a_playbook_that_was_imported_before_erases_nothing(project: Path) -> None:
    document = to_document(load(project))
    del document["site"]["retention"]
    assert from_document(document).site.retention == Retention()


@pytest.mark.parametrize(
    "settings", ["retention: {leads: soon}\n", "retention: {leads: 0 days}\n", "retention: 90 days\n"]
)
def test_a_slip_is_told_with_its_line(project: Path, settings: str) -> None:
    line = put(project, settings, instead_of=OURS)
    with pytest.raises(PlaybookError) as refused:
        load(project)
    assert f"site.yml:{line}" in str(refused.value)
