"""The staff interface: its shapes, its filters, its tokens, and what it answers to bad requests."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from bot.chat.models import Conversation, Message, Task
from bot.leads.models import Consent, Lead
from bot.staff.service import create_token, list_tokens, revoke_token
from bot.store.database import Store, open_engine
from tests.consoles import NOW, Console, add_lead, add_reps, budget, console_over


@pytest.fixture
async def desk(store: Store, tmp_path: Path) -> AsyncIterator[Console]:
    await add_reps(store)
    console = console_over(store, tmp_path)
    async with store.write() as uow:
        token = await create_token(uow, "test", NOW)
    console.http.headers.update({"Authorization": f"Bearer {token}", "Accept": "application/json"})
    yield console
    await console.http.aclose()


async def get(desk: Console, path: str, status: int = 200) -> Any:
    answer = await desk.http.get(path)
    assert answer.status_code == status, answer.text
    return answer.json()


async def whole_lead(store: Store) -> Lead:
    """A lead with something in every part of its shape."""
    lead = await add_lead(store, "Priya", owner="dana", stage="sql", temperature="hot")
    async with store.write() as uow:
        talk = Conversation("conv_1", "visitor_1", NOW, lead.id)
        await uow.conversations.add(talk, token_hash="1" * 64)
        await uow.messages.add(Message(0, talk.id, "bot", NOW, "What budget?", asks="budget"))
        await uow.messages.add(Message(0, talk.id, "visitor", NOW, "50k"))
        await uow.facts.keep(lead.id, budget(50000, "50k", NOW, talk.id))
        await uow.facts.keep(lead.id, budget(80000, "sorry, 80k", NOW + timedelta(minutes=1), talk.id))
        await uow.leads.replace_score(
            lead.id, [{"rule": "budget_reaches", "points": 25, "quote": "sorry, 80k"}]
        )
        await uow.leads.replace_routing(lead.id, [{"rule": "fair turn", "outcome": "Dana is next"}])
        await uow.consents.give(Consent(lead.id, "contact", NOW, "May we write to you?", talk.id))
        await uow.tasks.add(Task("task_1", "handover", "asked for a person", NOW, lead.id, talk.id, "dana"))
    return lead


async def test_a_lead_has_the_shape_that_is_promised(desk: Console) -> None:
    lead = await whole_lead(desk.store)
    found = await get(desk, f"/api/leads/{lead.id}")
    assert found["bant"]["budget"] == {
        "status": "stated", "min": 80000, "max": 80000, "currency": "EUR", "period": "year",
        "quote": "sorry, 80k",
    }  # fmt: skip
    assert found["bant"]["timeline"] == {
        "status": "unknown", "start": None, "end": None, "bucket": None, "quote": None,
    }  # fmt: skip
    assert found["owner"] == {"name": "Dana Köhler", "email": "dana@tidewater.example"}
    assert found["score"]["parts"] == [{"rule": "budget_reaches", "points": 25, "quote": "sorry, 80k"}]
    assert found["routing"] == [{"rule": "fair turn", "outcome": "Dana is next"}]
    assert found["consents"][0]["wording"] == "May we write to you?"
    assert [task["id"] for task in found["tasks"]] == ["task_1"]
    assert [(said["from"], said["text"]) for said in found["transcript"]] == [
        ("bot", "What budget?"),
        ("visitor", "50k"),
    ]
    assert datetime.fromisoformat(found["created_at"]) == NOW
    assert found["meeting"] is None
    assert found["enrolments"] == []


async def test_the_list_finds_a_lead_by_each_filter(desk: Console) -> None:
    lead = await whole_lead(desk.store)
    await add_lead(desk.store, "Another", minutes=5)
    for query in (
        "email=Priya@northlight.example", "conversation=conv_1", "stage=sql", "owner=dana",
        "owner=Dana@tidewater.example", "q=PRIYA", "q=priya%40", "email=priya@northlight.example&stage=sql",
    ):  # fmt: skip
        found = await get(desk, f"/api/leads?{query}")
        assert (found["total"], [one["id"] for one in found["leads"]]) == (1, [lead.id]), query
    assert (await get(desk, "/api/leads?owner=none"))["total"] == 1
    assert (await get(desk, "/api/leads?email=priya"))["total"] == 0
    assert (await get(desk, "/api/leads?q=%25"))["total"] == 0  # a per cent sign means itself
    assert (await get(desk, "/api/leads?stage=lost")) == {"leads": [], "total": 0}


async def test_a_list_comes_in_pages_named_in_the_link_header(desk: Console) -> None:
    for number in range(51):
        await add_lead(desk.store, f"Lead{number}", minutes=number)
    first = await desk.http.get("/api/leads?q=lead")
    assert (len(first.json()["leads"]), first.json()["total"]) == (50, 51)
    assert first.links["next"]["url"].endswith("/api/leads?q=lead&page=2")
    second = await desk.http.get(first.links["next"]["url"])
    assert [lead["id"] for lead in second.json()["leads"]] == ["lead_lead50"]
    assert "next" not in second.links


async def test_the_other_lists_answer_too(desk: Console) -> None:
    assert await get(desk, "/api/meetings?from=2026-03-01&to=2026-04-01T00:00:00%2B02:00&rep=dana") == {
        "meetings": [],
        "total": 0,
    }
    assert await get(desk, "/api/enrolments?lead=priya@northlight.example") == {"enrolments": [], "total": 0}
    assert await get(desk, "/api/mail?to=priya@northlight.example") == {"mail": [], "total": 0}


async def test_without_a_live_token_nothing_is_told(desk: Console) -> None:
    await whole_lead(desk.store)
    token = desk.http.headers["Authorization"]
    for given in (None, "Bearer nonsense", token + "x", token.swapcase(), f"Basic {token[7:]}", "Bearer "):
        desk.http.headers.pop("Authorization", None)
        if given is not None:
            desk.http.headers["Authorization"] = given
        for path in ("leads", "leads/lead_priya", "meetings", "enrolments", "mail"):
            answer = await desk.http.get(f"/api/{path}")
            assert answer.status_code == 401
            assert answer.headers["WWW-Authenticate"].startswith("Bearer")
            assert "bantam token create" in answer.json()["detail"]
            assert "priya" not in answer.text


async def test_a_revoked_token_opens_nothing_and_its_name_is_not_given_again(desk: Console) -> None:
    async with desk.store.write() as uow:
        await revoke_token(uow, "test", now=NOW)
    await get(desk, "/api/leads", 401)
    async with desk.store.read() as uow:
        kept = await list_tokens(uow)
    assert [(token.name, token.revoked_at) for token in kept] == [("test", NOW)]


async def test_the_database_does_not_hold_the_token(desk: Console) -> None:
    async with desk.store.read() as uow:
        kept = (await uow.connection.execute(text("SELECT * FROM api_tokens"))).one()
    assert desk.http.headers["Authorization"][7:] not in str(kept)


async def test_the_last_use_of_a_token_is_known_without_a_write_at_each_request(desk: Console) -> None:
    async def last_use() -> datetime | None:
        async with desk.store.read() as uow:
            return (await list_tokens(uow))[0].last_used_at

    await get(desk, "/api/leads")
    assert await last_use() == NOW
    desk.clock.move(timedelta(minutes=4))
    await get(desk, "/api/leads")
    assert await last_use() == NOW
    desk.clock.move(timedelta(minutes=1))
    await get(desk, "/api/leads")
    assert await last_use() == NOW + timedelta(minutes=5)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("leads?stage=nonsense", "stage"),
        ("leads?page=0", "page"),
        ("leads?page=x", "page"),
        ("leads?q=%00", "q"),
        ("leads?email=" + "x" * 400, "email"),
        ("meetings?from=yesterday", "from"),
        ("meetings?to=2026-13-01", "to"),
        ("meetings?from=0001-01-01T00:00:00%2B14:00", "from"),
    ],
)
async def test_a_parameter_that_cannot_be_used_is_named(desk: Console, query: str, field: str) -> None:
    answer = await desk.http.get(f"/api/{query}")
    assert answer.status_code == 422
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert field in answer.json()["detail"]
    assert "x" * 400 not in answer.text


async def test_what_does_not_exist_is_a_problem_that_says_what_to_do(desk: Console) -> None:
    problem = await get(desk, "/api/leads/lead_none", 404)
    assert problem["title"] == "No such lead"
    assert "GET /api/leads" in problem["detail"]
    assert (await get(desk, "/api/nothing", 404))["status"] == 404
    assert (await desk.http.post("/api/leads")).status_code == 405


async def test_a_database_that_is_away_is_said_without_its_address(desk: Console, tmp_path: Path) -> None:
    nowhere = open_engine("postgresql://nobody:secret@127.0.0.1:9/nothing")
    broken = console_over(Store(nowhere), tmp_path)
    headers = {"Authorization": "Bearer anything", "Accept": "application/json"}
    answer = await broken.http.get("/api/leads", headers=headers)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "DATABASE_URL" not in answer.text
    assert "secret" not in answer.text
    await broken.http.aclose()


async def test_every_operation_of_the_interface_is_described(desk: Console) -> None:
    described: dict[str, Any] = (await desk.http.get("/openapi.json")).json()
    assert set(described["paths"]) == {
        "/api/leads", "/api/leads/{lead_id}", "/api/meetings", "/api/enrolments", "/api/mail",
    }  # fmt: skip
    for operations in described["paths"].values():
        answers = operations["get"]["responses"]
        assert {"200", "401", "422", "503"} <= set(answers)
        assert "application/problem+json" in answers["422"]["content"]
    lead = described["components"]["schemas"]["LeadShape"]
    assert set(lead["required"]) == set(lead["properties"])


async def test_a_fault_of_ours_tells_nothing_of_itself(desk: Console) -> None:
    async with desk.store.write() as uow:
        await uow.connection.execute(text("ALTER TABLE score_parts RENAME TO gone"))
    await add_lead(desk.store, "Priya")
    try:
        answer: httpx.Response = await desk.http.get("/api/leads")
        assert answer.status_code in (500, 503)
        assert "score_parts" not in answer.text
    finally:
        async with desk.store.write() as uow:
            await uow.connection.execute(text("ALTER TABLE gone RENAME TO score_parts"))
