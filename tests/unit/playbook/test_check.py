"""`bantam check` on the mails and on what Rasa reads."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("jinja2", reason="Rasa's environment has no Jinja2, and checks no mails")

from bot.playbook import PlaybookError, load
from bot.playbook.check import check
from bot.playbook.templates import VARIABLES

ASKED = ("need", "budget", "authority", "timeline", "name", "email", "company", "company_size")
DOMAIN = """\
intents:
  - greet: {use_entities: []}
  - inform
actions: [action_decide]
responses:
  utter_greet:
    - text: Hello, I'm Tidewater's bot.
"""
RULES = """\
rules:
  - rule: a greeting is answered
    steps:
      - intent: greet
      - action: utter_greet
"""


@pytest.fixture
def whole(project: Path) -> Path:
    """A project whose dialogue is in order, too."""
    asked = "".join(f"  utter_ask_{fact}:\n    - text: And the {fact}?\n" for fact in ASKED)
    greeted = "".join(f"  {one.response}:\n    - text: Hello?\n" for one in load(project).site.greetings)
    (project / "domain.yml").write_text(DOMAIN + asked + greeted, "utf-8")
    (project / "data/rules").mkdir(parents=True)
    (project / "data/rules/chat.yml").write_text(RULES, "utf-8")
    return project


def told(project: Path) -> list[str]:
    return [str(fault) for fault in check(project)]


def spoil(project: Path, file: str, old: str, new: str) -> list[str]:
    path = project / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    return told(project)


def test_a_project_in_order_has_no_faults(whole: Path) -> None:
    assert told(whole) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        (
            "data/rules/chat.yml",
            "utter_greet",
            "utter_greeet",
            (
                'data/rules/chat.yml:5: the response "utter_greeet" is not in domain.yml; '
                "add it there, or write utter_greet"
            ),
        ),
        (
            "data/rules/chat.yml",
            "intent: greet",
            "intent: wave",
            'data/rules/chat.yml:4: the intent "wave" is not declared in domain.yml; add it there',
        ),
        (
            "data/rules/chat.yml",
            "      - intent: greet",
            "      - intent: [greet",
            None,
        ),
        (
            "domain.yml",
            "text: Hello, I'm Tidewater's bot.",
            "text: ''",
            "domain.yml:7: utter_greet has no text; write text: what the bot says",
        ),
        (
            "domain.yml",
            "utter_ask_email:",
            "utter_ask_mail:",
            (
                "domain.yml:1: the playbook asks for email, but utter_ask_email is missing; "
                "add utter_ask_email to responses"
            ),
        ),
        (
            "domain.yml",
            "utter_ask_name:",
            "utter_ask_email:",
            "domain.yml:18: utter_ask_email stands here twice; keep one of them",
        ),
    ],
)
def test_a_slip_in_the_dialogue_is_told_with_its_line(
    whole: Path, file: str, old: str, new: str, message: str | None
) -> None:
    messages = spoil(whole, file, old, new)
    if message is None:
        assert len(messages) == 1
        assert "data/rules/chat.yml:5: this is no YAML" in messages[0]
    else:
        assert message in messages


@pytest.mark.parametrize(
    ("button", "message"),
    [
        (
            """{title: Numbers, payload: '/inform{{"need": "analytcs"}}'}""",
            (
                'button "Numbers" of utter_greet means the need "analytcs", '
                "which the playbook does not know; "
                "write analytics, or add it to needs in playbook/qualification.yml"
            ),
        ),
        (
            """{title: Numbers, payload: '/inform{"need": {"category": "analytcs"}}'}""",
            (
                'button "Numbers" of utter_greet means the need "analytcs", '
                "which the playbook does not know; "
                "write analytics, or add it to needs in playbook/qualification.yml"
            ),
        ),
        (
            """{title: Numbers, payload: '/infrom{"need": "analytics"}'}""",
            'button "Numbers" of utter_greet sends the intent "infrom", which is not declared; write inform',
        ),
        (
            """{title: Numbers, payload: "/inform{'need': 'analytics'}"}""",
            (
                'button "Numbers" of utter_greet has a payload that is no JSON; '
                'write it as /inform{{"need": "analytics"}}, with double quotes'
            ),
        ),
        (
            "{title: Numbers}",
            'button "Numbers" of utter_greet has no payload; write {title: what is read, payload: "/intent"}',
        ),
    ],
)
def test_a_button_that_would_not_work_is_told(whole: Path, button: str, message: str) -> None:
    text = "text: Hello, I'm Tidewater's bot."
    assert spoil(whole, "domain.yml", text, f"{text}\n      buttons:\n        - {button}") == [
        f"domain.yml:9: {message}"
    ]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "{{ sender_name }}",
            "{{ sender }}",
            'playbook/emails/looking-hello/body.md:11: no mail knows "sender"; write sender_name',
        ),
        (
            "{% endif %},\n",
            ",\n",
            None,
        ),
    ],
)
def test_a_template_that_would_not_render_is_told(
    whole: Path, old: str, new: str, message: str | None
) -> None:
    messages = spoil(whole, "playbook/emails/looking-hello/body.md", old, new)
    assert len(messages) == 1
    assert messages[0] == message or "this is no Jinja template" in messages[0]


def test_a_part_that_no_answer_has_is_told(whole: Path) -> None:
    asks = "{% for one in answers %}- [{{ one.titel }}]({{ one.url }}){% endfor %}{{ chat_url }}"
    messages = spoil(whole, "playbook/emails/looking-hello/body.md", "{{ chat_url }}", asks)
    assert messages == ['playbook/emails/looking-hello/body.md:9: an answer has no "titel"; write title']


def test_a_fault_in_the_playbook_hides_none_in_the_mails(whole: Path) -> None:
    spoil(whole, "playbook/site.yml", "company: Tidewater", "compny: Tidewater")
    messages = spoil(whole, "playbook/emails/looking-hello/body.md", "{{ chat_url }}", "{{ chat }}")
    assert any("no mail knows" in message for message in messages)
    assert any('does not know "compny"' in message for message in messages)


def test_a_playbook_with_a_broken_mail_does_not_load(project: Path) -> None:
    body = project / "playbook/emails/looking-hello/body.md"
    body.write_text("Hi {{ first_name ", "utf-8")
    with pytest.raises(PlaybookError, match=r"looking-hello/body.md:1: this is no Jinja template"):
        load(project)


def test_every_variable_is_explained() -> None:
    assert all(VARIABLES.values())
