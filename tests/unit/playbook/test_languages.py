"""`bantam check` on words for a language."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.playbook.domain import dialogue_faults

DOMAIN = """\
intents: [deny]
responses:
  utter_ask_budget:
  - condition: [{type: slot, name: asked, value: budget}]
    text: "And the budget, {name}?"
  - text: "What budget do you have?"
    buttons:
    - {title: None yet, payload: /deny}
  - condition: [{type: slot, name: language, value: de}]
    text: "Welches Budget haben Sie?"
    buttons:
    - {title: Noch keins, payload: /deny}
  - condition: [{type: slot, name: asked, value: budget}, {type: slot, name: language, value: de}]
    text: "Und das Budget, {name}?"
"""
KEEP = "translate the titles and keep the payloads"
GERMAN = "utter_ask_budget for the language"
OTHER_NAMES = f"{GERMAN} de has other names in braces than"


def told(project: Path, old: str = "", new: str = "") -> list[str]:
    assert old in DOMAIN
    (project / "domain.yml").write_text(DOMAIN.replace(old, new, 1), "utf-8")
    return [str(fault) for fault in dialogue_faults(project, None)]


def test_words_in_order_have_no_faults(tmp_path: Path) -> None:
    assert told(tmp_path) == []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("value: de}]", "value: deu}]", f"9: {GERMAN} deu: there is none of that code; write de"),
        ("value: de}]", "value: de-CH}]", f"9: {GERMAN} de-CH: there is none of that code; write de"),
        ("haben Sie?", "haben {name}?", f"9: {OTHER_NAMES} line 6; use none"),
        ("Budget, {name}?", "Budget?", f"13: {OTHER_NAMES} line 4; use {{name}}"),
        (
            "Noch keins, payload: /deny",
            "Noch keins, payload: nein",
            f"9: {GERMAN} de has buttons that send something else than line 6; {KEEP}",
        ),
    ],
)  # fmt: skip
def test_a_slip_is_told_with_its_line(tmp_path: Path, old: str, new: str, fault: str) -> None:
    assert told(tmp_path, old, new) == [f"domain.yml:{fault}"]


def test_words_for_one_language_alone_leave_the_others_without(tmp_path: Path) -> None:
    faults = told(
        tmp_path, '  - text: "What', '  - condition: [{type: slot, name: need, value: x}]\n    text: "What'
    )
    assert faults == [
        f"domain.yml:10: {GERMAN} de has no words for everybody else; add an entry without the language"
    ]
