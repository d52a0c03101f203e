"""The documents name files that there are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.settings import ROOT

DOCUMENTS = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md"))]
FILE = re.compile(r"`((?:bot|tests|actions|data|docs|playbook)/[\w./-]*(?:\.\w+|/))`")
LINK = re.compile(r"\]\(([^){:#]+)(?:#[^)]*)?\)")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_file_that_a_document_names_is_there(document: Path) -> None:
    words = document.read_text("utf-8")
    named = [ROOT / name for name in FILE.findall(words)]
    linked = [document.parent / name for name in LINK.findall(words)]
    assert [str(path) for path in named + linked if not path.exists()] == []
