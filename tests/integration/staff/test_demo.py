"""The demo company: no list is empty, a second run changes nothing, and what is shown adds up."""

from __future__ import annotations

import asyncio
import stat
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.bootstrap import App, build
from bot.clock import FixedClock
from bot.demo.seed import seed, seed_visitors
from bot.demo.sign_ins import FILE, lines, seed_sign_ins, sign_ins
from bot.demo.visitor import visitors
from bot.report import service
from bot.report.ports import Asked, LeadsAsked, MailAsked, MeetingsAsked
from bot.settings import ROOT, load_settings
from bot.staff.rules import Limit
from bot.staff.service import SignedIn, sign_in
from bot.store.migrate import upgrade

NOW = datetime(2026, 3, 4, 14, 0, tzinfo=UTC)  # a Wednesday without a holiday near it


@pytest.fixture
async def app(database_url: str, tmp_path: Path) -> AsyncIterator[App]:
    (tmp_path / "data").mkdir()
    settings = load_settings(
        ROOT, {"DEMO": "1", "DATA_DIR": str(tmp_path / "data"), "DATABASE_URL": database_url}
    )
    built = build(settings, clock=FixedClock(NOW))
    await built.import_playbook()
    await seed_sign_ins(built)
    yield built
    await built.close()


async def test_no_list_of_the_console_is_empty_and_scores_add_up(app: App) -> None:
    await seed_visitors(app)
    async with app.store.read() as uow:
        leads = await service.find_leads(uow, LeadsAsked())
        meetings = await service.find_meetings(uow, MeetingsAsked())
        enrolments = await service.find_enrolments(uow, Asked())
        mail = await service.find_mail(uow, MailAsked())
        _, talks = await uow.listings.conversations(Asked())
        _, tasks = await uow.listings.open_tasks(Asked())
        sequences = await service.find_sequences(uow)
    assert leads["total"] == talks == len(visitors())
    assert leads["total"] >= 12
    assert {lead["stage"] for lead in leads["leads"]} >= {
        "captured", "mql", "sql", "meeting", "nurture", "customer", "disqualified",
    }  # fmt: skip
    for lead in leads["leads"]:
        assert sum(part["points"] for part in lead["score"]["parts"]) == lead["score"]["total"]
        said = " ".join(message["text"] for message in lead["transcript"] if message["from"] == "visitor")
        bant = lead["bant"]
        quotes = [bant[kind]["quote"] for kind in ("budget", "authority", "need", "timeline")]
        assert all(quote in said for quote in quotes if quote)
        assert all(message["at"] <= NOW for message in lead["transcript"])
    assert {meeting["status"] for meeting in meetings["meetings"]} >= {"confirmed", "cancelled"}
    assert {one["status"] for one in enrolments["enrolments"]} == {"active", "ended"}
    assert {one["kind"] for one in mail["mail"]} >= {"invite", "cancel", "nurture"}
    assert not [one for one in mail["mail"] if one["due_at"] <= NOW and one["state"] in ("queued", "sending")]
    assert tasks >= 1
    assert len(sequences) >= 2


async def test_a_second_run_changes_nothing_and_brings_nobody_back(app: App) -> None:
    await seed_visitors(app)
    async with app.store.write() as uow:
        gone = (await service.find_leads(uow, LeadsAsked(q="priya")))["leads"][0]["id"]
        await uow.leads.remove(gone)
    before = sign_ins(app.settings)
    await seed_sign_ins(app)
    await seed_visitors(app)
    async with app.store.read() as uow:
        assert (await service.find_leads(uow, LeadsAsked()))["total"] == len(visitors()) - 1
        assert len(await uow.staff.all()) == len(before)
    assert sign_ins(app.settings) == before


async def test_everybody_can_sign_in_with_what_is_printed(app: App) -> None:
    people = sign_ins(app.settings)
    assert sorted(one.role for one in people) == ["admin", "marketer", "rep", "rep", "rep", "rep"]
    limit = Limit(100, timedelta(minutes=1))
    for one in people:
        done = await sign_in(app.store, one.email, one.password, address="192.0.2.7", limit=limit, now=NOW)
        assert isinstance(done, SignedIn)
        assert done.who.role == one.role
        assert (done.who.rep_id is not None) is (one.role == "rep")
        assert any(one.email in line and one.password in line for line in lines(app.settings))


async def test_passwords_are_for_their_owners_eyes_and_made_anew_when_lost(app: App) -> None:
    kept = app.settings.data_dir / FILE
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    old = {one.email: one.password for one in sign_ins(app.settings)}
    kept.unlink()
    await seed_sign_ins(app)
    limit = Limit(100, timedelta(minutes=1))
    one = sign_ins(app.settings)[0]
    assert one.password != old[one.email]
    done = await sign_in(app.store, one.email, one.password, address="192.0.2.7", limit=limit, now=NOW)
    assert isinstance(done, SignedIn)


async def test_with_a_real_mail_server_nobody_is_made_up(tmp_path: Path) -> None:
    environ = {
        "DEMO": "1",
        "DATA_DIR": str(tmp_path),
        "SMTP_URL": "smtp://127.0.0.1:9",
        "MAIL_FROM": "a@b.example",
    }
    settings = load_settings(ROOT, environ)
    await asyncio.to_thread(upgrade, settings.database_url)
    await asyncio.to_thread(seed, settings)
    app = build(settings)
    async with app.store.read() as uow:
        assert (await service.find_leads(uow, LeadsAsked()))["total"] == 0
        assert len(await uow.staff.all()) == 6
    await app.close()
