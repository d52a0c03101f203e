"""Visitors who talk through the widget's interface, each in conversations of twenty turns."""

from __future__ import annotations

import asyncio
import time
import uuid
from dataclasses import dataclass

import httpx

# Facts, questions in between, a correction and small talk, as in a real chat; twenty in all.
TURNS = (
    "Hi there",
    "What does it cost?",
    "Our sales team needs better reporting",
    "Is it secure?",
    "around 50k EUR a year",
    "why do you ask?",
    "I sign off on that myself",
    "by the end of June",
    "Does it connect to Salesforce?",
    "I'm Ann Example",
    "ann.{n}@example.com",
    "Example Industries",
    "about 200 people",
    "yes",
    "thanks",
    "sorry, make that 80k",
    "Is there a trial?",
    "are you a bot?",
    "okay",
    "goodbye",
)


@dataclass(frozen=True)
class Load:
    """What `visitors` at once saw. Times are of one `say`, in milliseconds."""

    visitors: int
    turns: int
    p50: float
    p95: float
    slowest: float
    turns_per_second: float
    unanswered: int

    def __str__(self) -> str:
        return (
            f"{self.visitors} visitors: p50 {self.p50:.0f} ms, p95 {self.p95:.0f} ms,"
            f" {self.turns_per_second:.1f} turns/s, {self.unanswered} of {self.turns} unanswered"
        )


def talk(url: str, *, visitors: int, conversations: int) -> Load:
    """Hold `conversations` conversations in all, `visitors` of them at any time, without pauses."""
    return asyncio.run(_talk(url, visitors, conversations))


async def _talk(url: str, visitors: int, conversations: int) -> Load:
    waiting = list(range(conversations))
    times: list[float] = []
    silent = 0
    limits = httpx.Limits(max_connections=visitors)
    async with httpx.AsyncClient(base_url=url, timeout=60, trust_env=False, limits=limits) as client:

        async def visit() -> None:
            nonlocal silent
            while waiting:
                waiting.pop()
                silent += await _converse(client, times)

        began = time.perf_counter()
        await asyncio.gather(*(visit() for _ in range(visitors)))
        took = time.perf_counter() - began
    ordered = sorted(times)
    return Load(
        visitors,
        len(times),
        ordered[len(ordered) // 2] * 1000,
        ordered[int(len(ordered) * 0.95)] * 1000,
        ordered[-1] * 1000,
        len(times) / took,
        silent,
    )


async def _converse(client: httpx.AsyncClient, times: list[float]) -> int:
    """One conversation; the number of turns that got no answer of the bot."""
    page = {"url": "http://127.0.0.1/pricing.html?utm_source=bench", "title": "Pricing"}
    body = {"page": page, "locale": "en", "timezone": "Europe/Berlin"}
    started = (await client.post("/api/chat/start", json=body)).raise_for_status().json()
    headers = {"Authorization": f"Bearer {started['token']}"}
    silent = 0
    for text in TURNS:
        said = {"id": uuid.uuid4().hex, "text": text.format(n=uuid.uuid4().hex[:12])}
        began = time.perf_counter()
        answer = (await client.post("/api/chat/say", json=said, headers=headers)).raise_for_status()
        times.append(time.perf_counter() - began)
        silent += not any(message["from"] == "bot" for message in answer.json()["messages"])
    return silent
