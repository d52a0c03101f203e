"""Coming back by the link of a mail, against the real processes: what was open goes on, on any device."""

from __future__ import annotations

import sqlite3
from typing import Any

import httpx
import pytest

from bot.clock import SystemClock
from bot.leads.links import Links, carry_on_url
from bot.settings import ROOT, load_settings
from tests.processes import Processes
from tests.visitor import Staff, Visitor

NOT_READY = (
    "we need dashboards, no budget yet, I decide, within 3 months, I'm {name}, {name}@{name}-back.example"
)
ANSWERS = {"name": "Vera Moss", "company": "Moss", "company_size": "120 people", "consent": "yes"}
BACK = "Welcome back, let's carry on."


class Device(Visitor):
    """Another browser, that the link in a mail has opened."""

    def __init__(self, product: Processes, visitor: Visitor) -> None:
        settings = load_settings(ROOT, product.environment)
        now = SystemClock(settings.clock_offset).now()
        link = carry_on_url(Links(settings.secret_key), product.url, visitor.conversation, now)
        self.http = httpx.Client(base_url=product.url, timeout=60, trust_env=False)
        self.conversation = visitor.conversation
        self._ids = iter(f"device{number}" for number in range(1, 1000))
        body = {"link": link.partition("#carry-on=")[2], "timezone": "Europe/Berlin", "locale": "en-GB"}
        answer = self.post("resume", **body)
        assert answer.status_code == 201, answer.text
        taken = answer.json()
        assert taken["conversation"] == visitor.conversation
        self.http.headers["Authorization"] = f"Bearer {taken['token']}"
        self.messages: list[dict[str, Any]] = taken["messages"]

    @property
    def since(self) -> list[str]:
        """What the bot has said since it said welcome back."""
        texts = [message["text"] for message in self.messages]
        last = max(number for number, text in enumerate(texts) if text.startswith("Welcome back"))
        return texts[last:]


def forget_what_rasa_knows(product: Processes, visitor: Visitor) -> None:
    with sqlite3.connect(product.data_dir / "dialogue.db", timeout=30) as database:
        database.execute("DELETE FROM dialogue_events WHERE conversation = ?", (visitor.conversation,))
    product.kill("dialogue")
    product.start("dialogue")
    product.wait()


def enrolled(product: Processes, name: str) -> Visitor:
    """A visitor who gets mail, for want of a budget."""
    visitor = Visitor(product.url)
    visitor.say(NOT_READY.format(name=name))
    visitor.answer(ANSWERS)
    assert "the first e-mail goes to" in visitor.last["text"]
    return visitor


@pytest.mark.parametrize("emptied", [False, True], ids=["as it was", "with an emptied tracker"])
def test_the_open_question_comes_again_in_fewer_words_with_all_that_was_said_before(
    product: Processes, emptied: bool
) -> None:
    visitor = Visitor(product.url)
    visitor.say("we need dashboards")
    if emptied:
        forget_what_rasa_knows(product, visitor)
    device = Device(product, visitor)
    before = [message["id"] for message in visitor.messages]
    assert [message["id"] for message in device.messages if message["id"] in before] == before
    assert [m["text"] for m in device.messages if m["from"] == "visitor"] == ["we need dashboards"]
    assert device.since == [BACK, "Back to the budget: roughly how much, if you know?"]
    device.say("60k EUR a year")
    assert device.asked == "authority"
    visitor.say("I sign off myself")
    assert visitor.asked == "timeline"
    assert visitor.history() == device.history()


def test_an_answer_in_a_mail_that_makes_the_lead_ready_leads_to_times_and_is_not_asked_for_again(
    product: Processes, staff: Staff
) -> None:
    visitor = enrolled(product, "ready")
    visitor.correct("budget", "90k EUR a year")
    device = Device(product, visitor)
    assert device.since[0] == BACK
    assert device.asked == "slot"
    assert "budget" not in [message["asks"] for message in device.messages[-2:]]
    device.pick(1)
    assert staff.lead(visitor)["meeting"]
    assert staff.lead(visitor)["enrolments"][0]["status"] == "ended"


def test_an_answer_in_a_mail_that_changes_nothing_leaves_the_mails_and_opens_an_ear(
    product: Processes, staff: Staff
) -> None:
    visitor = enrolled(product, "notyet")
    visitor.correct("timeline", "next year")
    device = Device(product, visitor)
    assert device.since == ["Welcome back. I still have what you told me. What would you like to know?"]
    assert [each["status"] for each in staff.lead(visitor)["enrolments"]] == ["active"]
    device.say("what does it cost?")
    assert "1,500" in device.last["text"]


def test_times_are_offered_again_and_a_meeting_is_shown(product: Processes, staff: Staff) -> None:
    visitor = Visitor(product.url)
    visitor.say(NOT_READY.format(name="times").replace("no budget yet", "90k EUR a year"))
    visitor.answer(ANSWERS)
    assert visitor.asked == "slot"
    device = Device(product, visitor)
    assert device.asked == "slot"
    device.pick(2)
    booked = staff.lead(visitor)["meeting"]
    assert booked
    again = Device(product, visitor)
    assert again.since[0] == BACK
    assert again.last["card"]["id"] == booked["id"]


def test_who_wanted_to_be_left_alone_is_left_alone(product: Processes, staff: Staff) -> None:
    visitor = enrolled(product, "alone")
    visitor.say("stop contacting me")
    device = Device(product, visitor)
    assert device.since == [
        "Welcome back. We leave you alone, as you asked, and I'm here if you have a question."
    ]
    assert [each["status"] for each in staff.lead(visitor)["enrolments"]] == ["ended"]


def test_who_declined_is_not_enrolled_for_coming_back(product: Processes, staff: Staff) -> None:
    visitor = Visitor(product.url)
    visitor.say(NOT_READY.format(name="nothanks"))
    visitor.answer({**ANSWERS, "consent": "no"})
    device = Device(product, visitor)
    assert device.since == ["Welcome back. I still have what you told me. What would you like to know?"]
    assert staff.lead(visitor)["enrolments"] == []


def test_a_person_who_has_the_chat_keeps_it(product: Processes) -> None:
    visitor = enrolled(product, "person")
    visitor.say("I want to talk to a human")
    device = Device(product, visitor)
    assert device.since == [BACK, "A colleague has our chat and will get back to you."]
