"""The sequences' mails are what we would like to get: short, from a person, one link, no holes."""

from __future__ import annotations

import re
from typing import Any

import pytest

pytest.importorskip("jinja2", reason="Rasa's environment has no Jinja2")

from jinja2 import StrictUndefined
from jinja2.sandbox import SandboxedEnvironment

from bot.playbook import load
from bot.playbook.shapes import Email
from bot.playbook.templates import VARIABLES
from tests.unit.playbook.books import PROJECT

PLAYBOOK = load(PROJECT)
EMAILS = [PLAYBOOK.email(step.email) for sequence in PLAYBOOK.sequences for step in sequence.steps]
OURS = {
    "company": "Tidewater",
    "sender_name": "Ida Brandt",
    "chat_url": "https://tidewater.example/c/1",
    "privacy_url": "https://tidewater.example/privacy",
}
KNOWN = {
    **OURS,
    "first_name": "Ada",
    "their_company": "Lovelace Ltd",
    "need": "Analytics",
    "need_words": "forecast demand",
    "rep_name": "Dana Köhler",
    "question": "",
    "answers": [],
}
UNKNOWN = {**dict.fromkeys(VARIABLES, ""), **OURS}
NEEDS = [need.title for need in PLAYBOOK.qualification.needs]
ASKING = {
    **KNOWN,
    "question": "What would you like to do with your data? Pick one, or tell me in your own words.",
    "answers": [{"title": title, "url": f"https://a.example/{n}"} for n, title in enumerate(NEEDS)],
}


def rendered(text: str, known: dict[str, Any]) -> str:
    return SandboxedEnvironment(undefined=StrictUndefined).from_string(text).render(known)


@pytest.mark.parametrize("email", EMAILS, ids=lambda email: email.name)
@pytest.mark.parametrize("known", [KNOWN, UNKNOWN, ASKING], ids=["known", "unknown", "asking"])
def test_a_mail_is_short_and_has_one_link_or_one_question_and_no_holes(
    email: Email, known: dict[str, Any]
) -> None:
    body = rendered(email.body, known)
    assert len([word for word in body.split() if word != "-"]) <= 120
    asks = known is ASKING and "{% if answers %}" in email.body
    assert body.count("](") == (len(known["answers"]) + 1 if asks else 1)
    assert not re.search(r" [,.]|  |\"\"|\n{4}", body)
    assert "Ida Brandt" in body


@pytest.mark.parametrize("email", EMAILS, ids=lambda email: email.name)
def test_a_subject_fits_a_phone(email: Email) -> None:
    assert 0 < len(rendered(email.subject, KNOWN)) <= 50


@pytest.mark.parametrize("name", ["looking-around", "not-now"])
def test_who_is_not_ready_is_asked_with_one_click_what_is_not_known(name: str) -> None:
    (sequence,) = [sequence for sequence in PLAYBOOK.sequences if sequence.name == name]
    assert any("{% if answers %}" in PLAYBOOK.email(step.email).body for step in sequence.steps)
