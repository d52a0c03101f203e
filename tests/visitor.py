"""A visitor who chats over HTTP, as the widget does, and what the staff interface then says of them."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Any

import httpx

TURNS = 30


class Visitor:
    """One browser: it starts a chat, says things, takes choices, and keeps what it was shown."""

    def __init__(
        self,
        url: str,
        *,
        timezone: str = "Europe/Berlin",
        locale: str = "en-GB",
        page: Mapping[str, Any] | None = None,
    ) -> None:
        self.http = httpx.Client(base_url=url, timeout=60, trust_env=False)
        self.messages: list[dict[str, Any]] = []
        self._ids = itertools.count(1)
        shown = page or {"url": f"{url}/", "referrer": "", "title": "Tidewater"}
        started = self.http.post(
            "/api/chat/start", json={"page": shown, "locale": locale, "timezone": timezone}
        )
        assert started.status_code == 201, started.text
        body = started.json()
        self.conversation = body["conversation"]
        self.http.headers["Authorization"] = f"Bearer {body['token']}"
        self.messages += body["messages"]

    @property
    def asked(self) -> str | None:
        """What the bot's last message asks for."""
        return next((m["asks"] for m in reversed(self.messages) if m["from"] == "bot"), None)

    @property
    def ever_asked(self) -> list[str]:
        """What was asked, in order, repeats after a digression included."""
        return [m["asks"] for m in self.messages if m["asks"]]

    @property
    def last(self) -> dict[str, Any]:
        return self.messages[-1]

    def card(self, kind: str) -> dict[str, Any] | None:
        """The latest card of the type."""
        cards = [m["card"] for m in self.messages if m["card"] and m["card"]["type"] == kind]
        return cards[-1] if cards else None

    def post(self, path: str, **body: Any) -> httpx.Response:
        return self.http.post(f"/api/chat/{path}", json=body)

    def say(self, text: str, *, id: str | None = None) -> list[dict[str, Any]]:
        return self._take(self.post("say", id=id or self.next_id(), text=text))

    def choose(self, title: str) -> list[dict[str, Any]]:
        """Click the choice with that title below the last message that has choices."""
        offered = next(m["choices"] for m in reversed(self.messages) if m["choices"])
        choice = next(c["id"] for c in offered if c["title"] == title)
        return self._take(self.post("say", id=self.next_id(), choice=choice))

    def pick(self, number: int) -> list[dict[str, Any]]:
        """Click the nth time of the last slots card, from 1."""
        card = self.card("slots")
        assert card, "no times were shown"
        return self._take(self.post("say", id=self.next_id(), choice=card["slots"][number - 1]["id"]))

    def correct(self, fact: str, text: str) -> list[dict[str, Any]]:
        """Correct a line of the card in place."""
        return self._take(self.post("fact", id=self.next_id(), fact=fact, text=text))

    def history(self, after: str = "0") -> list[dict[str, Any]]:
        answer = self.http.get("/api/chat/history", params={"after": after})
        assert answer.status_code == 200, answer.text
        found: list[dict[str, Any]] = answer.json()["messages"]
        return found

    def answer(self, answers: Mapping[str, Any]) -> None:
        """Answer what is asked until nothing is, or nothing is prepared for it; an `int` picks a time.

        A list answers the same question again and again, in its order.
        """
        prepared = {asked: [*given] if isinstance(given, list) else given for asked, given in answers.items()}
        for _ in range(TURNS):
            asked = self.asked
            given = prepared.get(asked) if asked else None
            if isinstance(given, list):
                given = given.pop(0) if given else None
            if given is None:
                return
            if isinstance(given, int):
                self.pick(given)
            elif isinstance(given, Mapping):
                self.choose(given["choose"])
            else:
                self.say(given)
        raise AssertionError(f"still asking after {TURNS} answers: {self.ever_asked}")

    def next_id(self) -> str:
        return f"m{next(self._ids)}"

    def _take(self, answer: httpx.Response) -> list[dict[str, Any]]:
        assert answer.status_code == 200, answer.text
        said: list[dict[str, Any]] = answer.json()["messages"]
        self.messages += said
        return said


class Staff:
    """A program with an API token."""

    def __init__(self, url: str, token: str) -> None:
        self.http = httpx.Client(
            base_url=url, timeout=30, trust_env=False, headers={"Authorization": f"Bearer {token}"}
        )

    def lead(self, visitor: Visitor) -> dict[str, Any]:
        """The lead of the visitor's conversation."""
        leads = self.get("/api/leads", conversation=visitor.conversation)["leads"]
        assert len(leads) == 1, f"{len(leads)} leads of one conversation"
        lead: dict[str, Any] = self.get(f"/api/leads/{leads[0]['id']}")
        return lead

    def get(self, path: str, **params: str) -> Any:
        answer = self.http.get(path, params=params)
        assert answer.status_code == 200, answer.text
        return answer.json()
