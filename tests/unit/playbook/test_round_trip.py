from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest

from bot.playbook import load
from bot.playbook.document import from_document, to_document
from bot.playbook.export import export
from bot.playbook.shapes import Rep
from tests.unit.playbook.books import PROJECT


def test_a_playbook_survives_the_database() -> None:
    playbook = load(PROJECT)
    assert from_document(json.loads(json.dumps(to_document(playbook)))) == playbook


def test_a_rep_survives_the_database_alone() -> None:
    rep = load(PROJECT).team.reps[2]
    assert from_document(to_document(rep), Rep) == rep


def test_a_document_of_another_shape_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError):
        from_document({"team": 5})


def test_an_exported_playbook_reads_the_same(tmp_path: Path) -> None:
    playbook = load(PROJECT)
    files = export(playbook, tmp_path)
    assert tmp_path / "playbook/emails/not-now-hello/body.md" in files
    assert load(tmp_path) == playbook


def test_what_was_exported_can_be_exported_over_itself(tmp_path: Path) -> None:
    playbook = load(PROJECT)
    export(playbook, tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    export(load(tmp_path), tmp_path)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
