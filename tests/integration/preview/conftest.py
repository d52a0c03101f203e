"""The web process, a preview over files of the test's own, and the real actions behind a little dialogue."""

from __future__ import annotations

import re
import shutil
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from actions.server import Executor
from bot.bootstrap import App, build
from bot.chat.ports import DialogueUnavailable
from bot.dialogue.choices import read_choice
from bot.dialogue.reply import chosen
from bot.preview import Preview
from bot.settings import ROOT, load_settings
from bot.staff.service import add_staff
from bot.understand import understand
from bot.understand.entities import entities
from bot.understand.facts import NeedCategory
from bot.web.app import create_app
from tests.consoles import PASSWORD, csrf_of

INTENTS = ("start", "affirm", "deny", "choose", "inform")
WHERE = {"page": {"url": "http://127.0.0.1:8000/preview"}, "locale": "en-GB", "timezone": "Europe/Berlin"}


class LittleDialogue:
    """What Rasa does in a chat without detours: reads facts, asks what is open, and calls the actions."""

    def __init__(self, app: App, executor: Executor) -> None:
        self._app, self._executor = app, executor
        self.away = False

    async def ready(self) -> bool:
        return not self.away

    async def close(self) -> None:
        pass

    async def turn(
        self, conversation_id: str, client_id: str, payload: Mapping[str, Any], metadata: Mapping[str, Any]
    ) -> Sequence[Mapping[str, Any]]:
        if self.away:
            raise DialogueUnavailable
        message = {"message_id": client_id, "metadata": metadata, **self._read(payload, metadata)}
        tracker = {"sender_id": conversation_id, "latest_message": message, "slots": {}, "events": []}
        intent = message["intent"]["name"]
        if intent == "start":
            return [self._app.words.say("utter_greet"), self._app.words.say("utter_ask_need")]
        said, _ = await self._run("action_validate_slot_mappings", tracker)
        if intent == "choose":
            return said + (await self._run("action_book", tracker))[0]
        _, slots = await self._run("validate_qualify_form", tracker)
        asked = slots["requested_slot"]
        if asked == "consent":
            return said + (await self._run("action_ask_consent", tracker))[0]
        if asked:
            return [*said, self._app.words.say(f"utter_ask_{asked}")]
        _, slots = await self._run("action_decide", tracker)
        then = {"qualified": "action_offer_slots", "nurture": "action_enrol"}[slots["outcome"]]
        return said + (await self._run(then, tracker))[0]

    def _read(self, payload: Mapping[str, Any], metadata: Mapping[str, Any]) -> dict[str, Any]:
        text, asked = str(payload.get("text") or payload.get("title") or ""), metadata["asks"]
        if "choice" in payload:
            choice = read_choice(payload["choice"], INTENTS)
            assert choice
            found = chosen(text, choice.intent, choice.entities, asked)
            return {"text": text, "intent": {"name": choice.intent}, "entities": found}
        now = datetime.fromisoformat(metadata["now"])
        book = self._app.playbook().qualification
        needs = [NeedCategory(need.name, need.keywords, need.examples) for need in book.needs]
        found = entities(understand(text, asked=asked, now=now, needs=needs))
        return {"text": text, "intent": {"name": "inform"}, "entities": found}

    async def _run(self, action: str, tracker: dict[str, Any]) -> tuple[list[dict[str, Any]], dict[str, Any]]:
        """What the action said, and the slots that it set."""
        result = await self._executor.run({"next_action": action, "tracker": tracker, "domain": {}})
        said = [
            {**self._app.words.say(each["response"]), "custom": each["custom"]} for each in result.responses
        ]
        return said, {each["name"]: each["value"] for each in result.events if each["event"] == "slot"}


@dataclass
class Desk:
    """A marketer's browser (`http`) before the product (`app`), and the files that they change (`files`)."""

    http: httpx.AsyncClient
    app: App
    preview: Preview
    files: Path
    dialogue: LittleDialogue
    headers: dict[str, str]

    async def post(self, path: str, body: Mapping[str, Any] | None = None) -> httpx.Response:
        """As the widget does, on the page of the preview."""
        return await self.http.post(f"/preview/api/chat/{path}", json=body, headers=self.headers)

    async def open(self) -> httpx.Response:
        """The page; the widget on it sends its form token from then on."""
        page = await self.http.get("/preview")
        found = re.search(r'csrf="(\w+)"', page.text)
        self.headers |= {"X-CSRF-Token": found[1]} if found else {}
        return page

    async def start(self) -> str:
        """Open the page and begin; the conversation's id."""
        await self.open()
        begun = await self.post("start", WHERE)
        assert begun.status_code == 201, begun.text
        self.headers["Authorization"] = f"Bearer {begun.json()['token']}"
        return str(begun.json()["conversation"])

    async def say(self, number: int, **said: str) -> list[dict[str, Any]]:
        answer = await self.post("say", {"id": f"m{number}", **said})
        assert answer.status_code == 200, answer.text
        messages: list[dict[str, Any]] = answer.json()["messages"]
        return messages

    async def sign_in(self) -> None:
        async with self.app.store.write() as uow:
            await add_staff(
                uow, "ida@tidewater.example", "marketer", now=self.app.clock.now(), password=PASSWORD
            )
        fields = {"email": "ida@tidewater.example", "password": PASSWORD, "next": "/preview"}
        csrf = csrf_of(await self.http.get("/console/sign-in"))
        done = await self.http.post("/console/sign-in", data={"csrf": csrf, **fields})
        assert done.headers["Location"] == "/preview"


@pytest.fixture
async def desk(database_url: str, tmp_path: Path) -> AsyncIterator[Desk]:
    """Nobody is signed in yet."""
    files = tmp_path / "files"
    shutil.copytree(ROOT / "playbook", files / "playbook")
    shutil.copy(ROOT / "domain.yml", files)
    settings = load_settings(tmp_path, {"DEMO": "1", "DATABASE_URL": database_url})
    importing = build(settings)
    await importing.import_playbook()
    await importing.close()
    web = create_app(settings)
    async with web.router.lifespan_context(web):
        # The action server is another process, with an application of its own over the same file.
        behind = Preview(settings, root=files)
        dialogue = LittleDialogue(web.state.bantam, Executor(web.state.bantam, behind))
        preview = web.state.preview = Preview(settings, root=files)
        preview.dialogue = dialogue
        preview.turns = replace(preview.turns, dialogue=dialogue)
        transport = httpx.ASGITransport(web, raise_app_exceptions=False, client=("192.0.2.7", 50000))
        async with httpx.AsyncClient(transport=transport, base_url=settings.public_url) as http:
            http.headers["Accept"] = "text/html"
            yield Desk(http, web.state.bantam, preview, files, dialogue, {"Accept": "application/json"})
        await behind.close()
