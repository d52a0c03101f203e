"""schemathesis over OpenAPI: whatever is sent, there is no server error, and answers are as documented."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import requests
import schemathesis
from fastapi import FastAPI
from hypothesis import strategies as st
from schemathesis.specs.openapi import checks
from starlette.testclient import TestClient

from bot.settings import load_settings
from bot.staff.service import create_token
from bot.web.app import create_app
from tests.integration.web.conftest import ELSEWHERE, START, serving

CHECKS = [
    schemathesis.checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]
UNLIMITED = "conversation=1000000/second,address=1000000/second,start=1000000/second"
FORGED = [
    None,
    "Bearer " + "A" * 43,
    "Bearer x",
    "Bearer ",
    "Basic YTpi",
    "bearer",
    "Bearer \x00",
    "Bearer é",
]


@dataclass
class Served:
    http: TestClient
    schema: Any
    staff_token: str

    def ask(self, case: schemathesis.Case, credential: str | None) -> None:
        """Send it and look at the answer; over ASGI, which has no connection to keep open for a stream."""
        asked = requests.Request(**case.as_transport_kwargs(base_url="http://testserver")).prepare()
        headers = {name: value for name, value in asked.headers.items() if name.lower() != "authorization"}
        if credential is not None:
            headers["Authorization"] = credential
        encoded = [(name, value.encode("utf-8", "replace")) for name, value in headers.items()]
        answer = self.http.request(str(asked.method), str(asked.url), headers=encoded, content=asked.body)
        case.validate_response(answer, checks=CHECKS)


@pytest.fixture
def served(database_url: str, tmp_path: Path) -> Iterator[Served]:
    settings = load_settings(tmp_path, {"DEMO": "1", "DATABASE_URL": database_url, "LIMITS": UNLIMITED})
    web, tokens = create_app(settings), []
    opened = web.router.lifespan_context

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.router.lifespan_context = opened
        async with serving(app, settings) as gateway:
            async with gateway.app.store.write() as uow:
                tokens.append(await create_token(uow, "fuzz", gateway.app.clock.now()))
            yield

    web.router.lifespan_context = lifespan
    with TestClient(web, raise_server_exceptions=False, client=(ELSEWHERE, 50000)) as http:
        yield Served(http, schemathesis.openapi.from_dict(http.get("/openapi.json").json()), tokens[0])


def fuzz(served: Served, tag: str, examples: int, token: Callable[[], str]) -> int:
    """Ask every operation of the tag that often, with good and bad bodies and credentials."""
    asked = 0
    for operation in (found.ok() for found in served.schema.get_all_operations()):
        if tag not in (operation.tags or ()):
            continue
        # A stream that is let in never ends.
        good = [] if operation.path.endswith("/stream") else [f"Bearer {token()}"] * 8
        for mode in schemathesis.GenerationMode:

            @hypothesis.settings(
                max_examples=examples,
                derandomize=True,
                database=None,
                deadline=None,
                suppress_health_check=list(hypothesis.HealthCheck),
            )
            @hypothesis.given(operation.as_strategy(mode), st.sampled_from(good + FORGED))
            def ask(case: schemathesis.Case, credential: str | None) -> None:
                nonlocal asked
                asked += 1
                served.ask(case, credential)

            # Of an operation that takes nothing, nothing can be wrong.
            negative = mode is schemathesis.GenerationMode.NEGATIVE
            with suppress(*[hypothesis.errors.Unsatisfiable] if negative else []):
                ask()
    return asked


@pytest.mark.proof
@pytest.mark.timeout(1800)
def test_the_chat_answers_whatever_is_sent_as_it_documents(
    served: Served, sized: Callable[[int], int]
) -> None:
    def token() -> str:
        return str(served.http.post("/api/chat/start", json=START).json()["token"])

    assert fuzz(served, "chat", sized(250), token) > 100


@pytest.mark.proof
@pytest.mark.timeout(1800)
def test_the_staff_interface_answers_whatever_is_sent_as_it_documents(
    served: Served, sized: Callable[[int], int]
) -> None:
    assert fuzz(served, "staff", sized(250), lambda: served.staff_token) > 100
