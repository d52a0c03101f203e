"""A chat of the preview over HTTP, against the real processes: what visitors and reps see does not change."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from bot.demo.sign_ins import sign_ins
from bot.settings import load_settings
from tests.processes import ROOT, Processes
from tests.visitor import Staff

WHERE = {"page": {"url": "http://tidewater.example/preview"}, "timezone": "Europe/Berlin", "locale": "en-GB"}


@pytest.fixture
def marketer(product: Processes) -> Iterator[httpx.Client]:
    """A browser that is signed in and has the preview open: what it posts carries the page's token."""
    who = next(one for one in sign_ins(load_settings(ROOT, product.environment)) if one.role == "marketer")
    with httpx.Client(base_url=product.url, timeout=60, trust_env=False) as http:
        http.headers["Accept"] = "text/html"
        csrf = _found(r'name="csrf" value="(\w+)"', http.get("/console/sign-in"))
        http.post("/console/sign-in", data={"csrf": csrf, "email": who.email, "password": who.password})
        http.headers["X-CSRF-Token"] = _found(r'csrf="(\w+)"', http.get("/preview"))
        yield http


def _found(pattern: str, page: httpx.Response) -> str:
    found = re.search(pattern, page.text)
    assert found, page.text
    return found[1]


def _say(http: httpx.Client, number: int, **said: str) -> list[dict[str, Any]]:
    answer = http.post("/preview/api/chat/say", json={"id": f"m{number}", **said})
    assert answer.status_code == 200, answer.text
    messages: list[dict[str, Any]] = answer.json()["messages"]
    return messages


def _start(http: httpx.Client) -> str:
    started = http.post("/preview/api/chat/start", json=WHERE)
    assert started.status_code == 201, started.text
    http.headers["Authorization"] = f"Bearer {started.json()['token']}"
    return str(started.json()["conversation"])


def test_a_preview_runs_through_every_process_and_leaves_nothing_with_the_product(
    product: Processes, marketer: httpx.Client, staff: Staff
) -> None:
    before = {what: staff.get(f"/api/{what}")["total"] for what in ("leads", "meetings", "mail")}
    conversation = _start(marketer)
    told = (
        "we need dashboards, no budget yet, my boss decides, next year, I'm Nora Pre, nora@preworks.example"
    )
    asked = _say(marketer, 1, text=told)
    assert asked[-1]["asks"] == "consent"
    enrolled = _say(marketer, 2, choice=asked[-1]["choices"][0]["id"])
    assert "nora@preworks.example" in enrolled[-1]["text"]
    outcome = marketer.get("/preview/outcome").text
    assert "Gets useful mail" in outcome
    assert "Nurture, to nora@preworks.example" in outcome
    product.bantam("tick")
    after = {what: staff.get(f"/api/{what}")["total"] for what in before}
    assert after == before
    assert conversation in _dialogue_keeps(product)
    assert marketer.post("/preview/api/chat/reset").status_code == 201
    assert conversation not in _dialogue_keeps(product)
    assert "Still open" in marketer.get("/preview/outcome").text


def _dialogue_keeps(product: Processes) -> set[str]:
    with sqlite3.connect(product.data_dir / "dialogue.db") as events:
        return {row[0] for row in events.execute("SELECT DISTINCT conversation FROM dialogue_events")}
