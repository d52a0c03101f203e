"""Open event streams and visitors who chat meanwhile: how fast an answer comes, and whether a word is lost.

`python -m tests.bench --only streams` writes this part of docs/performance.md; `python -m tests.bench.streams
--seconds 15` prints it after a shorter run.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import tempfile
import time
import uuid
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import httpx
import psutil

from tests.bench.load import TURNS
from tests.postgres import PrivatePostgres
from tests.processes import Processes

STREAMS, VISITORS, PAGES = 200, 20, 2  # a visitor who chats has two pages open
THINKS = (3.0, 6.0)  # seconds between an answer and the next words, evenly spread: a fast human's
SECONDS = 60
SETTLES = 15  # seconds until the last word must have arrived
PAGE = {
    "page": {"url": "http://127.0.0.1/pricing.html", "title": "Pricing"},
    "locale": "en",
    "timezone": "UTC",
}


@dataclass
class Seen:
    """Milliseconds of each `say`, and of each message from its `at` to its page; and what went wrong."""

    says: list[float] = field(default_factory=list)
    arrivals: list[float] = field(default_factory=list)
    messages: int = 0
    lost: int = 0
    twice: int = 0


@dataclass(frozen=True)
class StreamSpeed:
    """One run; `cpu` is the web process's share of one core, `memory` its PSS in MB at the end."""

    database: str
    streams: int
    visitors: int
    seen: Seen
    cpu: float
    memory: float


@dataclass
class Page:
    """An open stream: how often each message came."""

    came: Counter[str] = field(default_factory=Counter)


def measure(postgres: PrivatePostgres, *, seconds: float = SECONDS) -> list[StreamSpeed]:
    """Each database with the visitors alone, with all the streams too, and with the streams alone."""
    with tempfile.TemporaryDirectory(prefix="bantam-bench-") as folder:
        copies: tuple[tuple[str, dict[str, str]], ...] = (
            ("SQLite", {}),
            ("PostgreSQL", {"database_url": postgres.create()}),
        )
        found = []
        for database, settings in copies:
            product = Processes(
                Path(folder) / database.lower(), clock="", **settings
            )  # `at` is the real time
            product.prepare()
            try:
                product.start()
                product.wait()
                for streams, visitors in ((0, VISITORS), (STREAMS, VISITORS), (STREAMS, 0)):
                    found.append(_run(database, product, streams, visitors, seconds))
                    print(row(found[-1]))
            finally:
                product.stop()
    return found


def _run(database: str, product: Processes, streams: int, visitors: int, seconds: float) -> StreamSpeed:
    web = psutil.Process(product.pid("web"))
    seen, used = asyncio.run(_load(product.url, streams, visitors, seconds, web))
    return StreamSpeed(database, streams, visitors, seen, used, web.memory_full_info().pss / 1e6)


async def _load(
    url: str, streams: int, visitors: int, seconds: float, web: psutil.Process
) -> tuple[Seen, float]:
    """What was seen, and the web process's CPU in percent while the visitors chatted."""
    seen, limits = Seen(), httpx.Limits(max_connections=None)
    async with (
        httpx.AsyncClient(base_url=url, timeout=60, trust_env=False, limits=limits) as client,
        AsyncExitStack() as stack,
    ):
        pages = PAGES if streams else 0
        for _ in range(streams - visitors * pages):  # who reads, and says nothing
            reader = await _start(client)
            await stack.enter_async_context(_page(client, reader, seen))
        before, began = _cpu(web), time.perf_counter()
        if visitors:
            await asyncio.gather(*(_visit(client, seen, pages, began + seconds) for _ in range(visitors)))
        else:
            await asyncio.sleep(seconds)
        return seen, (_cpu(web) - before) / (time.perf_counter() - began) * 100


def _cpu(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


async def _start(client: httpx.AsyncClient) -> dict[str, str]:
    begun = (await client.post("/api/chat/start", json=PAGE)).raise_for_status().json()
    return {"Authorization": f"Bearer {begun['token']}", "Last-Event-ID": begun["messages"][-1]["id"]}


async def _visit(client: httpx.AsyncClient, seen: Seen, count: int, until: float) -> None:
    """Chat until that instant, in one conversation after the other."""
    await asyncio.sleep(random.uniform(0, THINKS[1]))
    while time.perf_counter() < until:
        who = await _start(client)
        async with AsyncExitStack() as stack:
            pages = [await stack.enter_async_context(_page(client, who, seen)) for _ in range(count)]
            acknowledged: set[str] = set()
            for text in TURNS:
                await asyncio.sleep(random.uniform(*THINKS))
                if time.perf_counter() >= until:
                    break
                acknowledged |= await _say(client, who, text.format(n=uuid.uuid4().hex[:12]), seen)
            await _compare(client, who, acknowledged, pages, seen)


async def _say(client: httpx.AsyncClient, who: dict[str, str], text: str, seen: Seen) -> set[str]:
    """The ids of the answer."""
    began = time.perf_counter()
    said = {"id": uuid.uuid4().hex, "text": text}
    answer = (await client.post("/api/chat/say", json=said, headers=who)).raise_for_status()
    seen.says.append((time.perf_counter() - began) * 1000)
    return {message["id"] for message in answer.json()["messages"]}


async def _compare(
    client: httpx.AsyncClient,
    who: dict[str, str],
    acknowledged: set[str],
    pages: Sequence[Page],
    seen: Seen,
) -> None:
    """Every message that was kept since the pages were opened must have come to each of them once."""
    after = {"after": who["Last-Event-ID"]}
    answer = (await client.get("/api/chat/history", params=after, headers=who)).raise_for_status()
    kept = acknowledged | {message["id"] for message in answer.json()["messages"]}
    patience = time.perf_counter() + SETTLES
    while time.perf_counter() < patience and any(kept - page.came.keys() for page in pages):
        await asyncio.sleep(0.1)
    seen.messages += len(kept) * len(pages)
    seen.lost += sum(len(kept - page.came.keys()) for page in pages)
    seen.twice += sum(page.came.total() - len(page.came) for page in pages)


@asynccontextmanager
async def _page(client: httpx.AsyncClient, who: dict[str, str], seen: Seen) -> AsyncIterator[Page]:
    async with client.stream("GET", "/api/chat/stream", headers=who) as answer:
        answer.raise_for_status()
        page = Page()
        reading = asyncio.create_task(_read(answer, page, seen))
        try:
            yield page
        finally:
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)


async def _read(answer: httpx.Response, page: Page, seen: Seen) -> None:
    async for line in answer.aiter_lines():
        if line.startswith("data: "):
            message = json.loads(line.removeprefix("data: "))
            late = datetime.now(UTC) - datetime.fromisoformat(message["at"])
            seen.arrivals.append(late.total_seconds() * 1000)
            page.came[message["id"]] += 1


HEAD = (
    "database", "streams", "visitors", "says", "p50", "p95", "p99",
    "to the page: p50", "p95", "p99", "lost", "twice", "CPU", "memory",
)  # fmt: skip


def row(run: StreamSpeed) -> str:
    seen = run.seen
    cells = (
        run.database,
        f"{run.streams}",
        f"{run.visitors}",
        f"{len(seen.says)}",
        *(_part(seen.says, part) for part in (0.5, 0.95, 0.99)),
        *(_part(seen.arrivals, part) for part in (0.5, 0.95, 0.99)),
        f"{seen.lost} of {seen.messages}",
        f"{seen.twice}",
        f"{run.cpu:.1f} %",
        f"{run.memory:.0f} MB",
    )
    return f"| {' | '.join(cells)} |"


def _part(times: Sequence[float], part: float) -> str:
    return f"{sorted(times)[int(len(times) * part)]:.0f} ms" if times else "-"


def streams_table(runs: Sequence[StreamSpeed], seconds: float = SECONDS) -> list[str]:
    """The part of docs/performance.md."""
    ratios = [
        f"{many.database} {_p95(many) / _p95(few):.2f}"
        for few, many in zip(runs[0::3], runs[1::3], strict=True)
        if few.seen.says and many.seen.says
    ]
    return [
        "## Open streams",
        "",
        f"| {' | '.join(HEAD)} |",
        f"| --- | {' | '.join(['---:'] * (len(HEAD) - 1))} |",
        *map(row, runs),
        "",
        f"One web process, with the real dialogue, actions and worker, {seconds:.0f} s a row. A visitor",
        f"who chats waits for each answer, then {THINKS[0]:.0f} to {THINKS[1]:.0f} s (evenly spread), as",
        f"somebody fast would; {PAGES} pages of theirs are open. In the other streams' chats nobody speaks.",
        "`to the page` counts from the message's own `at`, a moment before its commit, until it is read",
        "from the stream. What was acknowledged must come to each page once: `lost`, `twice`. CPU is the",
        "web process's share of one core, memory its PSS; the browsers run on the same machine.",
        f"Aim: p95 under 300 ms with {STREAMS} streams and {VISITORS} visitors, nothing lost. p95 in times",
        f"of that without streams: {', '.join(ratios)}.",
        "`python -m tests.bench --only streams` writes this part alone.",
    ]


def _p95(run: StreamSpeed) -> float:
    return sorted(run.seen.says)[int(len(run.seen.says) * 0.95)]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.streams")
    parser.add_argument("--seconds", type=float, default=SECONDS)
    seconds = parser.parse_args().seconds
    postgres = PrivatePostgres()
    postgres.start()
    try:
        print("\n".join(streams_table(measure(postgres, seconds=seconds), seconds)))
    finally:
        postgres.stop()


if __name__ == "__main__":
    main()
