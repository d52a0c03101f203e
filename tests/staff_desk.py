"""Somebody of the demo's team at the console, over HTTP, as their browser sends it."""

from __future__ import annotations

from typing import Any

import httpx

from bot.demo.sign_ins import sign_ins
from bot.settings import ROOT, load_settings
from tests.consoles import csrf_of
from tests.processes import Processes


class Desk:
    """Signed in by the e-mail's first part: `dana`."""

    def __init__(self, product: Processes, who: str) -> None:
        found = sign_ins(load_settings(ROOT, product.environment))
        self.one = next(one for one in found if one.email.partition("@")[0] == who)
        self.http = httpx.Client(
            base_url=product.url, timeout=60, trust_env=False, headers={"Accept": "text/html"}
        )
        token = csrf_of(self.http.get("/console/sign-in"))
        fields = {"email": self.one.email, "password": self.one.password, "csrf": token}
        assert self.http.post("/console/sign-in", data=fields).status_code == 303

    def post(self, path: str, **fields: str) -> httpx.Response:
        """A form of the console."""
        token = csrf_of(self.http.get("/console/settings"))
        answer = self.http.post(f"/console/{path}", data={"csrf": token, **fields})
        assert answer.status_code == 303, answer.text
        return answer

    def duty(self, *, on: bool) -> None:
        self.post("duty", on="1" if on else "0")

    def on(self, conversation: str, verb: str, **fields: str) -> None:
        """`join`, `write` or `hand-back` in the conversation."""
        self.post(f"conversations/{conversation}/{verb}", **fields)

    def news(self, conversation: str) -> dict[str, Any]:
        answer = self.http.get(f"/console/conversations/{conversation}/news")
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json()
        return told
