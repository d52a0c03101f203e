"""`GET /metrics` for Prometheus: what this process does, and how the product stands in SQL.

Requests are named by their route's template, never by their path, so that no id and no address gets in.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, Request, Response
from fastapi.security import HTTPAuthorizationCredentials
from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    GCCollector,
    Histogram,
    PlatformCollector,
    ProcessCollector,
)
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.errors import BantamError, DatabaseUnavailable
from bot.report.operation import Operation
from bot.staff.rules import digest
from bot.web.api import bearer, check_token
from bot.web.guard import of
from bot.web.problems import Problem

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
WITHIN = 5.0  # seconds for SQL to answer: Prometheus gives up after ten
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

router = APIRouter()


class Metrics:
    """What this process counts itself. `known`: hashes of tokens that opened the page before, so that it
    does when the database is away and nobody can be looked up."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        for collector in (ProcessCollector, PlatformCollector, GCCollector):
            collector(registry=self.registry)
        self.requests = Counter(
            "bantam_http_requests", "Requests that were answered.", ("route", "method", "status"),
            registry=self.registry,
        )  # fmt: skip
        self.seconds = Histogram(
            "bantam_http_request_seconds", "How long an answer took; of a stream, until it began.",
            ("route", "method"), buckets=SECONDS, registry=self.registry,
        )  # fmt: skip
        self.streams = Gauge("bantam_streams_open", "Streams that are open.", registry=self.registry)
        self.known: set[str] = set()


class Measured:
    """Counts every request of the application inside, and how long its answer took."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app, self._metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()
        answer = _Answer(began)

        async def watched(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer.begin(message)
                if answer.streams:
                    self._metrics.streams.inc()
            await send(message)

        try:
            await self._app(scope, receive, watched)
        finally:
            self._keep(scope, answer)

    def _keep(self, scope: Scope, answer: _Answer) -> None:
        method = scope["method"] if scope["method"] in METHODS else "other"
        route = template(scope)
        self._metrics.requests.labels(route, method, str(answer.status)).inc()
        self._metrics.seconds.labels(route, method).observe(answer.seconds())
        if answer.streams:
            self._metrics.streams.dec()


class _Answer:
    """An answer on its way: its status is 500 until it has one."""

    def __init__(self, began: float) -> None:
        self._began, self._first = began, began
        self.status, self.streams = 500, False

    def begin(self, message: Message) -> None:
        self.status = message["status"]
        self.streams = Headers(raw=message["headers"]).get("content-type", "").startswith("text/event-stream")
        self._first = time.perf_counter()

    def seconds(self) -> float:
        return (self._first if self.streams else time.perf_counter()) - self._began


def template(scope: Scope) -> str:
    """The route's template, as in `/api/leads/{lead_id}`; `other` for files and for what is nowhere."""
    path: str | None = getattr(scope.get("route"), "path", None)
    return path if path is not None and scope.get("endpoint") is not None else "other"


def install(app: FastAPI) -> None:
    """Measure every request of `app`; added last, so that it sees what the others answer."""
    app.state.metrics = metrics = Metrics()
    app.add_middleware(Measured, metrics=metrics)


async def watcher(
    request: Request, given: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]
) -> None:
    """Let programs with a token through that may read metrics. Raises Problem 401."""
    known: set[str] = request.app.state.metrics.known
    hashed = digest(given.credentials) if given else ""
    try:
        await check_token(request, given, scope="metrics")
    except DatabaseUnavailable:
        if hashed not in known:
            raise
    except Problem:
        known.discard(hashed)
        raise
    else:
        known.add(hashed)


@router.get("/metrics", include_in_schema=False, dependencies=[Depends(watcher)])
async def metrics(request: Request) -> Response:
    """Prometheus' text format, version 0.0.4. Without the database, only what the process knows itself."""
    app = of(request)
    try:
        async with asyncio.timeout(WITHIN), app.store.read() as uow:
            found: Operation | None = await uow.operations.at(app.clock.now())
    except (BantamError, TimeoutError):
        found = None
    text = generate_latest(request.app.state.metrics.registry) + generate_latest(_Shown(found))
    return Response(text, headers={"Cache-Control": "no-store", "Content-Type": CONTENT_TYPE_PLAIN_0_0_4})


class _Shown(CollectorRegistry):
    """The product's numbers as Prometheus takes them; without any, only that the database is away."""

    def __init__(self, found: Operation | None) -> None:
        super().__init__()
        self._found = found

    def collect(self) -> Iterable[Metric]:
        up = int(self._found is not None)
        yield GaugeMetricFamily("bantam_database_up", "1 when the database answered this scrape.", value=up)
        if self._found is not None:
            yield from _families(self._found)


def _families(found: Operation) -> Iterable[Metric]:
    pending = found.due["turns"].count
    turns = {"pending": pending, "answered": max(0, found.turns - pending)}
    yield _by("bantam_leads", "Leads by stage.", "stage", found.leads)
    yield _by("bantam_turns", "Turns of chats that are kept, by status.", "status", turns)
    yield _by("bantam_mails", "Mails of the log by state.", "state", found.mails)
    yield _by("bantam_tasks_open", "Tasks that wait for a person, by kind.", "kind", found.tasks)
    counts = {kind: due.count for kind, due in found.due.items()}
    ages = {kind: _seconds(due.oldest) for kind, due in found.due.items()}
    yield _by("bantam_due_work", "Work that is due and not done, by kind.", "kind", counts)
    words = "For how long the oldest work of the kind has been due."
    yield _by("bantam_due_work_oldest_seconds", words, "kind", ages)
    plain = {
        "bantam_chats_waiting_for_a_person": ("Visitors who were told so.", found.waiting_for_person),
        "bantam_chats_with_a_person": ("Chats that somebody of the team has.", found.with_person),
        "bantam_meetings_ahead": ("Meetings that are booked and have not begun.", found.meetings_ahead),
        "bantam_mailboxes_failing": ("Mailboxes that cannot be read.", found.failing_mailboxes),
        "bantam_calendars_failing": ("Calendars of reps that cannot be read.", found.failing_calendars),
    }
    for name, (words, value) in plain.items():
        yield GaugeMetricFamily(name, words, value=value)


def _by(name: str, words: str, label: str, values: Mapping[str, float]) -> Metric:
    family = GaugeMetricFamily(name, words, labels=(label,))
    for value, number in values.items():
        family.add_metric((value,), number)
    return family


def _seconds(age: timedelta) -> float:
    return max(0.0, age.total_seconds())
