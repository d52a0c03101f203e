"""`POST /api/chat/resume` of the real web application: a further device joins one conversation."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.bootstrap import App, build
from bot.capture.service import Origin, keep_facts
from bot.chat.decide import ASKS_FOR_MAIL, keep_permission
from bot.chat.models import Message
from bot.chat.resume import MOST_DEVICES, PAYLOAD, next_step
from bot.chat.turns import TurnRunner
from bot.clock import FixedClock
from bot.leads.links import CARRY_ON_FOR, Links, Purpose, carry_on_url
from bot.settings import load_settings
from bot.web.app import create_app
from tests.integration.chat.conftest import NOW, Echo, Words

PAGE = {"url": "https://tidewater.example/pricing"}


@dataclass
class Web:
    """The web application with a dialogue that echoes; `http` is any browser."""

    http: httpx.AsyncClient
    app: App
    clock: FixedClock
    dialogue: Echo = field(default_factory=Echo)

    async def start(self) -> dict[str, Any]:
        body = {"page": PAGE, "locale": "en", "timezone": "Europe/Berlin"}
        started: dict[str, Any] = (await self.http.post("/api/chat/start", json=body)).json()
        return started

    async def say(self, token: str, text: str, client_id: str = "m1") -> httpx.Response:
        return await self._as(token, "POST", "say", json={"id": client_id, "text": text})

    async def history(self, token: str) -> httpx.Response:
        return await self._as(token, "GET", "history")

    async def erase(self, token: str) -> None:
        assert (await self._as(token, "POST", "erase")).status_code == 204

    async def _as(self, token: str, method: str, path: str, **body: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {token}"}
        return await self.http.request(method, f"/api/chat/{path}", headers=headers, **body)

    def link(self, conversation: str, purpose: Purpose = "resume") -> str:
        return self.app.links.sign(purpose, conversation, self.clock.now())

    async def resume(self, link: str, **more: Any) -> httpx.Response:
        return await self.http.post("/api/chat/resume", json={"link": link, **more})

    async def resumed(self, conversation: str, **more: Any) -> dict[str, Any]:
        answer = await self.resume(self.link(conversation), **more)
        assert answer.status_code == 201, answer.text
        taken: dict[str, Any] = answer.json()
        return taken


@pytest.fixture
async def web(database_url: str, tmp_path: Path) -> AsyncIterator[Web]:
    settings = load_settings(tmp_path, {"DEMO": "1", "DATABASE_URL": database_url})
    preparing = build(settings)
    await preparing.import_playbook()
    await preparing.close()
    server = create_app(settings)
    async with server.router.lifespan_context(server):
        app, clock, dialogue = server.state.bantam, FixedClock(NOW), Echo()
        app.clock = clock

        async def correct(*_: Any) -> list[dict[str, Any]]:
            return []

        app.turns = TurnRunner(app.store, dialogue, Words(), clock, correct)
        transport = httpx.ASGITransport(server)
        async with httpx.AsyncClient(transport=transport, base_url="https://chat.example") as http:
            yield Web(http, app, clock, dialogue)


async def test_the_answer_is_that_of_a_start_with_all_that_was_said_before(web: Web) -> None:
    started = await web.start()
    await web.say(started["token"], "we need dashboards")
    taken = await web.resumed(started["conversation"])

    assert taken["conversation"] == started["conversation"]
    assert [message["text"] for message in taken["messages"]] == [
        "you said /start", "we need dashboards", "you said we need dashboards", f"you said {PAYLOAD}",
    ]  # fmt: skip
    assert taken["token"] != started["token"]


async def test_both_devices_are_in_the_one_conversation_from_then_on(web: Web) -> None:
    started = await web.start()
    taken = await web.resumed(started["conversation"])
    await web.say(taken["token"], "from the phone", "p1")
    await web.say(started["token"], "from the desk", "d1")

    one, other = [(await web.history(token)).json() for token in (started["token"], taken["token"])]
    assert one == other
    assert [m["text"] for m in one["messages"] if m["from"] == "visitor"] == [
        "from the phone",
        "from the desk",
    ]


async def test_the_history_is_that_of_the_conversation_alone(web: Web) -> None:
    mine, others = await web.start(), await web.start()
    await web.say(others["token"], "a secret")
    assert "a secret" not in json.dumps(await web.resumed(mine["conversation"]))


async def test_a_link_that_is_opened_again_at_once_greets_once_and_later_greets_anew(web: Web) -> None:
    started = await web.start()
    first, second = [await web.resumed(started["conversation"]) for _ in range(2)]
    assert first["messages"] == second["messages"]
    assert first["token"] != second["token"]
    await web.say(second["token"], "hello")
    third = await web.resumed(started["conversation"])
    assert [m["text"] for m in third["messages"]].count(f"you said {PAYLOAD}") == 2
    web.clock.move(timedelta(hours=1))
    later = await web.resumed(started["conversation"])
    assert [m["text"] for m in later["messages"]].count(f"you said {PAYLOAD}") == 3


async def test_of_more_devices_than_a_conversation_may_have_the_first_to_join_falls_out(web: Web) -> None:
    started = await web.start()
    tokens = []
    for _ in range(MOST_DEVICES + 2):
        tokens.append((await web.resumed(started["conversation"]))["token"])
        web.clock.move(timedelta(seconds=1))

    known = [(await web.history(token)).status_code == 200 for token in tokens]
    assert known == [False, False] + [True] * MOST_DEVICES
    assert (await web.history(started["token"])).status_code == 200


async def test_the_zone_of_the_device_counts_and_one_that_is_none_does_not(web: Web) -> None:
    started = await web.start()
    for given, kept in (("Asia/Kathmandu", "Asia/Kathmandu"), ("Mars/Olympus", "Asia/Kathmandu")):
        await web.resumed(started["conversation"], timezone=given)
        async with web.app.store.read() as uow:
            conversation = await uow.conversations.get(started["conversation"])
        assert conversation
        assert (conversation.timezone, conversation.locale) == (kept, "en")


async def test_coming_back_is_a_visit_and_the_link_is_kept_nowhere(web: Web) -> None:
    started = await web.start()
    await web.say(started["token"], "hello")
    web.clock.move(timedelta(days=3))
    url = carry_on_url(web.app.links, "https://chat.example", started["conversation"], web.clock.now())
    await web.resumed(started["conversation"], page={"url": url})

    async with web.app.store.read() as uow:
        conversation = await uow.conversations.get(started["conversation"])
        assert conversation
        assert await uow.visits.days_and_pages(str(conversation.lead_id)) == (2, 2)
        pages = await uow.connection.exec_driver_sql("SELECT url FROM visits ORDER BY id")
        assert [row[0] for row in pages] == [PAGE["url"], "https://chat.example/chat"]


async def test_a_link_that_is_too_old_says_what_to_do(web: Web) -> None:
    started = await web.start()
    link = web.link(started["conversation"])
    web.clock.move(CARRY_ON_FOR + timedelta(seconds=1))
    answer = await web.resume(link)

    assert answer.status_code == 410
    assert answer.headers["content-type"] == "application/problem+json"
    assert "Start a new chat" in answer.json()["detail"]


async def test_a_forged_link_and_one_for_something_else_open_nothing_and_tell_nothing(web: Web) -> None:
    started = await web.start()
    forged = Links("b" * 40)
    links = {
        forged.sign("resume", started["conversation"], NOW),
        forged.sign("resume", "conv_of_nobody", NOW),
        web.link(started["conversation"], "meeting"),
        web.link(started["conversation"], "click"),
        web.link(started["conversation"])[:-1],
        started["token"],
    }
    answers = [await web.resume(link) for link in links]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.text for answer in answers}) == 1
    assert (await web.resume("\x00")).status_code == 422  # no text at all
    assert len(web.dialogue.heard) == 1


async def test_a_conversation_that_was_erased_is_gone_with_the_tokens_of_all_devices(web: Web) -> None:
    started = await web.start()
    link, taken = web.link(started["conversation"]), await web.resumed(started["conversation"])
    await web.erase(taken["token"])

    assert (await web.resume(link)).status_code == 410
    for token in (started["token"], taken["token"]):
        assert (await web.history(token)).status_code == 401


@pytest.mark.parametrize("body", [{}, {"link": ""}, {"link": "x" * 501}, {"link": 1}, {"link": "x", "y": 1}])
async def test_what_is_no_request_is_refused(web: Web, body: dict[str, Any]) -> None:
    assert (await web.http.post("/api/chat/resume", json=body)).status_code == 422


async def test_links_are_not_tried_out_without_end(web: Web) -> None:
    await web.start()
    headers = {"X-Forwarded-For": "203.0.113.9"}  # through a proxy, as in production
    most = web.app.settings.limits.address.count
    for _ in range(most + 1):
        answer = await web.http.post("/api/chat/resume", json={"link": "x"}, headers=headers)
    assert answer.status_code == 429
    assert answer.headers["retry-after"]


async def test_a_permission_that_was_withdrawn_is_not_given_again_by_coming_back(web: Web) -> None:
    started = await web.start()
    await web.say(started["token"], "hello")
    async with web.app.store.write() as uow:
        conversation = await uow.conversations.get(started["conversation"])
        assert conversation
        lead = await uow.leads.get(str(conversation.lead_id))
        assert lead
        question = Message(0, conversation.id, "bot", NOW, "May we?", asks="consent", response=ASKS_FOR_MAIL)
        await uow.messages.add(question)
        said = {"consent": {"value": True, "quote": "yes"}}
        await keep_facts(uow, lead, said, Origin(conversation.id, "consent"), now=NOW)
        known = await uow.facts.known(lead.id)
        given = []
        for day in (0, 2):
            now = NOW + timedelta(days=day)
            await keep_permission(uow, lead, conversation, known, now=now)
            given.append(await uow.consents.has(lead.id, "nurture"))
            await uow.consents.withdraw(lead.id, "nurture", now=now + timedelta(days=1))
    assert given == [True, False]


@pytest.mark.parametrize(
    ("outcome", "asks", "step"),
    [
        (None, "budget", "question"),
        (None, None, "decide"),
        ("qualified", None, "times"),
        ("booked", None, "times"),  # which shows the meeting, or times once it is over
        ("nurture", None, "mail"),
        ("enrolled", "budget", "question"),
        ("enrolled", None, "done"),
        ("declined", "budget", "question"),
        ("declined", None, "done"),
        ("handover", "email", "question"),
        ("handover", None, "waiting"),
        ("stopped", "budget", "stopped"),
        ("disqualified", None, "done"),
    ],
)
def test_what_comes_after_the_greeting(outcome: str | None, asks: str | None, step: str) -> None:
    assert next_step(outcome, asks) == step
