"""A visitor whose browser does as the widget does: the same message and id again, until it is answered."""

from __future__ import annotations

import time
from typing import Any

import httpx

from tests.visitor import Visitor

GIVES_UP = 240.0  # seconds; nothing here may take longer to mend itself


class PatientVisitor(Visitor):
    """Remembers what was acknowledged, and waits for the answer where only a notice came."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.acknowledged: list[str] = []
        self.email = ""
        self.until = time.monotonic() + GIVES_UP

    def post(self, path: str, **body: Any) -> httpx.Response:
        while True:
            try:
                answer = self.http.post(f"/api/chat/{path}", json=body, timeout=30)
            except httpx.HTTPError:
                answer = None
            if answer is not None and answer.status_code < 500 and answer.status_code != 429:
                if answer.status_code == 200:
                    self.acknowledged.append(body.get("text") or "")
                return answer
            assert time.monotonic() < self.until, f"no answer to {path}: {answer and answer.text}"
            time.sleep(1)

    def _take(self, answer: httpx.Response) -> list[dict[str, Any]]:
        said = super()._take(answer)
        while not self._answered(said):
            assert time.monotonic() < self.until, f"only this came: {self.messages[-3:]}"
            time.sleep(0.5)
            said = self._news()
            self.messages += said
        return said

    def _answered(self, said: list[dict[str, Any]]) -> bool:
        """A notice (it asks nothing, and promises the answer) is none."""
        return any("Nothing is lost" not in message["text"] for message in said if message["from"] == "bot")

    def _news(self) -> list[dict[str, Any]]:
        known = {message["id"] for message in self.messages}
        try:
            return [m for m in self.history("0") if m["id"] not in known and m["from"] == "bot"]
        except (httpx.HTTPError, AssertionError):
            return []
