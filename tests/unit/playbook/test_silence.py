"""When a silent visitor is asked stands in site.yml; slips are told with their line."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.playbook import PlaybookError, load
from bot.playbook.document import from_document, to_document
from bot.playbook.export import export
from bot.playbook.shapes import Silence
from tests.unit.playbook.site_settings import put

OURS = "silence:\n  ask_after: 3 minutes\n  offer_after: 10 minutes\n"


@pytest.mark.parametrize(
    ("settings", "silence"),
    [
        (OURS, Silence()),
        ("", Silence()),
        ("silence: none\n", Silence(None, None)),
        ("silence: {ask_after: none}\n", Silence(None, timedelta(minutes=10))),
        ("silence: {offer_after: none}\n", Silence(timedelta(minutes=3), None)),
        (
            "silence: {ask_after: 5 minutes, offer_after: 1 hour}\n",
            Silence(timedelta(minutes=5), timedelta(hours=1)),
        ),
    ],
)
def test_the_times_are_read_kept_and_exported(project: Path, settings: str, silence: Silence) -> None:
    put(project, settings, instead_of=OURS)
    playbook = load(project)
    assert playbook.site.silence == silence
    assert from_document(to_document(playbook)) == playbook
    export(playbook, project)
    assert load(project).site.silence == silence


def test_a_playbook_that_was_imported_before_has_the_usual_times(project: Path) -> None:
    document = to_document(load(project))
    del document["site"]["silence"]
    assert from_document(document).site.silence == Silence()


TOO_EARLY = "silence offers to carry on later before it has asked; write offer_after: a time longer than "


@pytest.mark.parametrize(
    ("settings", "line", "message"),
    [
        ("silence: off\n", 0, "site.yml needs a block of settings in silence; write silence: {ask_after: "),
        ("silence:\n  ask_after: soon\n", 1, "silence has ask_after: soon, which is no length of time; "),
        (
            "silence:\n  ask_after: 0 minutes\n",
            1,
            "silence has ask_after: 0 minutes, which is no time at all",
        ),
        ("silence:\n  ask_aftr: 3 minutes\n", 1, 'silence does not know "ask_aftr"; write ask_after'),
        ("silence:\n  ask_after: 9 days\n  offer_after: 9 days\n", 2, f"{TOO_EARLY}9 days, or none"),
        ("silence:\n  ask_after: 1 hour\n", 1, f"{TOO_EARLY}1 hour, or none"),
    ],
)
def test_a_slip_is_told_with_its_line_and_the_remedy(
    project: Path, settings: str, line: int, message: str
) -> None:
    first = put(project, settings, instead_of=OURS)
    with pytest.raises(PlaybookError) as found:
        load(project)
    [fault] = found.value.faults
    assert str(fault).startswith(f"playbook/site.yml:{first + line}: {message}")
