"""`GET /metrics`: Prometheus reads it, it counts what is there, and it says nothing of anybody."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import httpx
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import insert, update
from starlette.types import Message, Receive, Scope, Send

from bot.chat.models import Task
from bot.clock import FixedClock
from bot.report.operation import KINDS, STAGES
from bot.staff import models as staff
from bot.staff.service import create_token, revoke_token
from bot.store.database import Store, open_engine
from bot.store.tables.nurture import mailboxes
from bot.store.tables.nurture import mails as mail_rows
from bot.web.metrics import Measured, Metrics
from tests.consoles import add_lead
from tests.integration.capture.everything import fill
from tests.integration.web.conftest import Gateway, Gateways

Numbers = dict[tuple[str, str], float]


async def token_of(gateway: Gateway, name: str = "prometheus", scope: staff.Scope = "metrics") -> str:
    async with gateway.app.store.write() as uow:
        return await create_token(uow, name, gateway.app.clock.now(), scope=scope)


async def scrape(gateway: Gateway, token: str) -> httpx.Response:
    return await gateway.http.get("/metrics", headers={"Authorization": f"Bearer {token}"})


def numbers(answer: httpx.Response) -> Numbers:
    """Each sample by its name and its labels' values, as Prometheus' own parser reads them."""
    assert answer.status_code == 200, answer.text
    return {
        (sample.name, " ".join(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


async def test_it_is_private_and_a_token_for_numbers_reads_no_leads(gateway: Gateway) -> None:
    refused = await gateway.http.get("/metrics")
    assert refused.status_code == 401
    assert refused.headers["WWW-Authenticate"].startswith("Bearer")
    token = await token_of(gateway)
    assert (await scrape(gateway, token)).status_code == 200
    bearer = {"Authorization": f"Bearer {token}"}
    assert (await gateway.http.get("/api/leads", headers=bearer)).status_code == 401
    assert (await scrape(gateway, await token_of(gateway, "crm", "read"))).status_code == 200


async def test_leads_mails_tasks_and_turns_are_counted(gateway: Gateway) -> None:
    now = gateway.app.clock.now()
    await add_lead(gateway.app.store, "Ann")
    await add_lead(gateway.app.store, "Bob", stage="customer")
    async with gateway.app.store.write() as uow:
        await uow.tasks.add(Task("task_1", "handover", "asks for a person", now))
        await uow.tasks.add(Task("task_2", "handover", "asked, and had one", now))
        await uow.tasks.finish("task_2", at=now)
    guest = await gateway.visitor()
    await guest.say("m1", text="hello")
    found = numbers(await scrape(gateway, await token_of(gateway)))
    assert found["bantam_database_up", ""] == 1
    assert found["bantam_leads", "captured"] == 2
    assert found["bantam_leads", "customer"] == 1
    assert {stage for name, stage in found if name == "bantam_leads"} == set(STAGES)
    assert found["bantam_tasks_open", "handover"] == 1
    assert found["bantam_turns", "answered"] == 2
    assert found["bantam_turns", "pending"] == 0
    assert found["bantam_meetings_ahead", ""] == 0


async def test_what_is_late_is_told_with_its_age(gateway: Gateway) -> None:
    now = gateway.app.clock.now()
    gateway.app.clock = FixedClock(now)
    async with gateway.app.store.write() as uow:
        await fill(uow.connection, "annabel")
        mail = {"state": "queued", "due_at": now - timedelta(hours=2), "leased_until": None}
        await uow.connection.execute(update(mail_rows).values(mail))
        box = {"name": "box", "due_at": now + timedelta(minutes=1), "failing_since": now, "last_uid": 0}
        await uow.connection.execute(insert(mailboxes).values(box))
    found = numbers(await scrape(gateway, await token_of(gateway)))
    assert found["bantam_mails", "queued"] == 1
    assert found["bantam_due_work", "mail"] == 1
    assert found["bantam_due_work_oldest_seconds", "mail"] == 7200
    assert found["bantam_due_work", "turns"] == 0
    assert found["bantam_due_work_oldest_seconds", "turns"] == 0
    assert found["bantam_mailboxes_failing", ""] == 2  # annabel's is one


async def test_each_kind_of_work_that_the_worker_knows_is_watched(gateway: Gateway) -> None:
    with_a_metric_of_their_own = {"waits for a person", "chats left alone"}
    never_urgent = {"retention"}
    assert set(gateway.app.due_work) - set(KINDS) == with_a_metric_of_their_own | never_urgent
    found = numbers(await scrape(gateway, await token_of(gateway)))
    assert {kind for name, kind in found if name == "bantam_due_work"} == set(KINDS)


async def test_requests_are_named_by_their_template_and_never_by_their_path(gateway: Gateway) -> None:
    for path in ("/api/leads/lead_of_zyx", "/wp-login-of-zyx.php", "/chat", "/static/zyx.css", "/manage/zyx"):
        await gateway.http.get(path)
    await gateway.http.request("ZYX", "/chat")
    guest = await gateway.visitor()
    answer = await scrape(gateway, await token_of(gateway))
    found = numbers(answer)
    assert found["bantam_http_requests_total", "GET /api/leads/{lead_id} 401"] == 1
    assert found["bantam_http_requests_total", "POST /api/chat/start 201"] == 1
    assert found["bantam_http_requests_total", "GET /chat 200"] == 1
    assert found["bantam_http_requests_total", "other other 405"] == 1
    assert found["bantam_http_request_seconds_count", "POST /api/chat/start"] == 1
    assert "zyx" not in answer.text.casefold()
    assert guest.begun["conversation"] not in answer.text


async def test_nothing_of_anybody_is_in_it(gateway: Gateway) -> None:
    async with gateway.app.store.write() as uow:
        await fill(uow.connection, "zyxwvuts")
        await uow.connection.execute(update(mail_rows).values(state="queued"))
    token = await token_of(gateway)
    text = (await scrape(gateway, token)).text
    known = {"bantam_leads", "bantam_tasks_open"}  # a stage and a kind of task, of which the product sets all
    assert {line.partition("{")[0] for line in text.splitlines() if "zyxwvuts" in line} <= known


async def test_without_the_database_the_process_still_tells_of_itself(gateways: Gateways) -> None:
    async with gateways() as gateway:
        token = await token_of(gateway)
        assert numbers(await scrape(gateway, token))["bantam_database_up", ""] == 1
        working, gateway.app.store = (
            gateway.app.store,
            Store(open_engine("postgresql://nobody@127.0.0.1:9/none")),
        )
        found = numbers(await scrape(gateway, token))
        assert found["bantam_database_up", ""] == 0
        assert ("bantam_leads", "captured") not in found
        assert found["bantam_http_requests_total", "GET /metrics 200"] == 1
        assert ("process_resident_memory_bytes", "") in found
        assert (await scrape(gateway, "bantam_guessed")).status_code == 503
        await gateway.app.store.close()
        gateway.app.store = working


async def test_a_stream_counts_while_it_is_open() -> None:
    measured, opened = Metrics(), asyncio.Event()

    async def streaming(scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(b"content-type", b"text/event-stream; charset=utf-8")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        opened.set()
        await receive()

    async def send(message: Message) -> None:
        """Nobody listens."""

    ends: asyncio.Queue[Message] = asyncio.Queue()
    scope = {"type": "http", "method": "GET", "path": "/api/chat/stream"}
    stream = asyncio.create_task(Measured(streaming, measured)(scope, ends.get, send))
    await opened.wait()
    assert measured.registry.get_sample_value("bantam_streams_open") == 1
    ends.put_nowait({"type": "http.disconnect"})
    await stream
    assert measured.registry.get_sample_value("bantam_streams_open") == 0


async def test_a_token_that_was_revoked_opens_it_no_more(gateway: Gateway) -> None:
    token = await token_of(gateway)
    assert (await scrape(gateway, token)).status_code == 200
    async with gateway.app.store.write() as uow:
        await revoke_token(uow, "prometheus", now=gateway.app.clock.now())
    assert (await scrape(gateway, token)).status_code == 401
