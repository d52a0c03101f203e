"""The sequences' mails are what we would like to get: short, from a person, one link, no holes."""

from __future__ import annotations

import re

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
}
UNKNOWN = {**dict.fromkeys(VARIABLES, ""), **OURS}


def rendered(text: str, known: dict[str, str]) -> str:
    return SandboxedEnvironment(undefined=StrictUndefined).from_string(text).render(known)


@pytest.mark.parametrize("email", EMAILS, ids=lambda email: email.name)
@pytest.mark.parametrize("known", [KNOWN, UNKNOWN], ids=["known", "unknown"])
def test_a_mail_is_short_and_has_one_link_and_no_holes(email: Email, known: dict[str, str]) -> None:
    body = rendered(email.body, known)
    assert len(body.split()) <= 120
    assert body.count("](") == 1
    assert not re.search(r" [,.]|  |\"\"|\n{4}", body)
    assert "Ida Brandt" in body


@pytest.mark.parametrize("email", EMAILS, ids=lambda email: email.name)
def test_a_subject_fits_a_phone(email: Email) -> None:
    assert 0 < len(rendered(email.subject, KNOWN)) <= 50
