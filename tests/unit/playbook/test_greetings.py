"""Whom the chat greets of its own accord: `greetings` of site.yml, and what the widget gets of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.playbook import PlaybookError, load
from bot.playbook.domain import dialogue_faults
from bot.playbook.export import export
from bot.playbook.greetings import for_browsers
from bot.playbook.shapes import Greeting
from bot.playbook.words import DomainWords

EVERY_CONDITION = """
greetings:
  - when:
      page: [/pricing, /blog/*]
      seconds: 20
      scrolled: 60
      returning: false
      utm: {source: newsletter, campaign: spring-*}
      languages: [de]
      phones: false
    greet: utter_greeting_pricing
    open: true
  - greet: utter_greeting_returning
"""
DOMAIN = """\
responses:
  utter_greeting_pricing:
    - text: "Which plan?"
    - text: "Welcher Plan?"
      condition: [{type: slot, name: language, value: de}]
"""


def greet(project: Path, greetings: str) -> None:
    """Put these greetings in the place of Tidewater's."""
    file = project / "playbook/site.yml"
    before, _, _ = file.read_text("utf-8").partition("greetings:")
    file.write_text(before + greetings.lstrip(), "utf-8")


def faults_of(project: Path, greeting: str) -> list[str]:
    greet(project, f"greetings:\n{greeting}\n")
    with pytest.raises(PlaybookError) as failed:
        load(project)
    return [str(fault).partition(": ")[2] for fault in failed.value.faults]


def test_every_condition_is_read(project: Path) -> None:
    greet(project, EVERY_CONDITION)
    assert load(project).site.greetings == (
        Greeting(
            "utter_greeting_pricing",
            pages=("/pricing", "/blog/*"),
            seconds=20,
            scrolled=60,
            returning=False,
            utm={"source": "newsletter", "campaign": "spring-*"},
            languages=("de",),
            phones=False,
            open=True,
        ),
        Greeting("utter_greeting_returning"),
    )


def test_a_site_without_greetings_greets_nobody(project: Path) -> None:
    greet(project, "")
    assert load(project).site.greetings == ()


def test_what_was_exported_reads_the_same(project: Path, tmp_path: Path) -> None:
    greet(project, EVERY_CONDITION)
    playbook = load(project)
    export(playbook, tmp_path / "exported")
    assert load(tmp_path / "exported").site.greetings == playbook.site.greetings


@pytest.mark.parametrize(
    ("greeting", "fault"),
    [
        ("  - when: {seconds: 5}", "greeting 1 has no greet; write greet: utter_greeting_pricing"),
        ("  - greet: hello", "greeting 1 has greet: hello, which is no name of a response"),
        ("  - {when: {seconds: -5}, greet: utter_a}", "has seconds: -5, which is no whole number from 0"),
        ("  - {when: {scrolled: 120}, greet: utter_a}", "has scrolled: 120, which is no whole number from 0"),
        ("  - {when: {page: pricing}, greet: utter_a}", 'has "pricing" in page, which is no path'),
        ('  - {when: {page: "/a?b=c"}, greet: utter_a}', 'has "/a?b=c" in page, which is more than a path'),
        ('  - {when: {page: "/[ab]"}, greet: utter_a}', "which is no pattern (only * stands for anything)"),
        ("  - {when: {utm: {campain: x}}, greet: utter_a}", 'does not know "campain"; write campaign'),
        ("  - {when: {pages: /a}, greet: utter_a}", 'does not know "pages"; write page'),
        ("  - {when: {returning: perhaps}, greet: utter_a}", "which is neither true nor false"),
        ("  - {greet: utter_a, opens: true}", 'does not know "opens"; write open'),
        ("  - utter_a", "greeting 1 is no block of settings"),
    ],
)
def test_a_slip_is_told_with_its_line(project: Path, greeting: str, fault: str) -> None:
    assert any(fault in told for told in faults_of(project, greeting)), faults_of(project, greeting)


def test_a_greeting_without_words_is_told_with_its_line(project: Path) -> None:
    greet(project, "greetings:\n  - greet: utter_greeting_pricng\n")
    (project / "domain.yml").write_text(DOMAIN, "utf-8")
    line = (project / "playbook/site.yml").read_text("utf-8").count("\n")
    assert str(dialogue_faults(project, None)[0]) == (
        f'playbook/site.yml:{line}: the response "utter_greeting_pricng" is not in domain.yml; '
        "add it there, or write utter_greeting_pricing"
    )


def test_browsers_get_the_rules_with_their_words_in_every_language(tmp_path: Path) -> None:
    (tmp_path / "domain.yml").write_text(DOMAIN, "utf-8")
    greetings = (
        Greeting("utter_greeting_pricing", pages=("/preise/größe*",), seconds=20, phones=False, open=True),
        Greeting("utter_greeting_pricing", utm={"source": "x"}),
        Greeting("utter_that_nobody_wrote"),
    )
    text = {"en": "Which plan?", "de": "Welcher Plan?"}
    rules = json.loads(for_browsers(greetings, DomainWords(tmp_path / "domain.yml"), ("de", "en", "fr")))
    pages = ["/preise/gr%C3%B6%C3%9Fe*"]
    assert rules == [
        {"pages": pages, "seconds": 20, "phones": False, "open": True, "text": text},
        {"utm": {"source": "x"}, "text": text},
    ]
