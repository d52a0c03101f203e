"""The demo company: no list is empty, a second run changes nothing, and what is shown adds up."""

from __future__ import annotations

import asyncio
import stat
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.bootstrap import App, build
from bot.clock import FixedClock
from bot.demo.seed import seed, seed_visitors
from bot.demo.sign_ins import FILE, lines, seed_sign_ins, sign_ins
from bot.demo.visitor import visitors
from bot.report import service
from bot.report.operation import STAGES
from bot.report.ports import Asked, LeadsAsked, MeetingsAsked
from bot.report.shapes import LeadShape
from bot.settings import ROOT, load_settings
from bot.staff.rules import Limit
from bot.staff.service import SignedIn, sign_in
from bot.store.migrate import upgrade
from bot.store.report import rows_of
from bot.store.tables.nurture import inbound_mails, mail_links, mails

NOW = datetime(2026, 3, 4, 14, 0, tzinfo=UTC)  # a Wednesday without a holiday near it
NEW_YEAR = datetime(2027, 1, 1, 11, 0, tzinfo=UTC)  # Dana is away for two weeks, and nobody works today
SUNDAY_NIGHT = datetime(2026, 4, 5, 22, 0, tzinfo=UTC)  # Easter


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


async def all_leads(app: App) -> list[LeadShape]:
    async with app.store.read() as uow:
        pages = [(await service.find_leads(uow, LeadsAsked(page=page)))["leads"] for page in (1, 2)]
    return pages[0] + pages[1]


def stages_of(leads: list[LeadShape]) -> dict[str, int]:
    """How many leads there are in each stage."""
    return {stage: sum(lead["stage"] == stage for lead in leads) for stage in STAGES}


async def test_every_stage_and_every_list_has_somebody_and_scores_add_up(app: App) -> None:
    await seed_visitors(app, visitors())
    leads = await all_leads(app)
    async with app.store.read() as uow:
        meetings = await service.find_meetings(uow, MeetingsAsked())
        enrolments = await service.find_enrolments(uow, Asked())
        mail = await rows_of(uow.connection, select(mails))
        came_back = await rows_of(uow.connection, select(inbound_mails))
        clicks = await rows_of(uow.connection, select(mail_links).where(mail_links.c.clicks > 0))
        _, talks = await uow.listings.conversations(Asked())
        _, tasks = await uow.listings.open_tasks(Asked())
    assert len(leads) == talks == 60
    answers = [one["text"] for one in came_back]
    assert all(count >= 3 for count in stages_of(leads).values()), stages_of(leads)
    for lead in leads:
        assert sum(part["points"] for part in lead["score"]["parts"]) == lead["score"]["total"]
        said = [message["text"] for message in lead["transcript"] if message["from"] == "visitor"]
        written = " ".join([*said, *answers])
        bant = lead["bant"]
        quotes = [bant[kind]["quote"] for kind in ("budget", "authority", "need", "timeline")]
        assert all(quote in written for quote in quotes if quote)
        assert all(message["at"] <= NOW for message in lead["transcript"])
    assert {one["status"] for one in meetings["meetings"]} >= {
        "confirmed", "cancelled", "completed", "no_show",
    }  # fmt: skip
    assert any(one["start"] > NOW for one in meetings["meetings"] if one["status"] == "confirmed")
    assert {one["status"] for one in enrolments["enrolments"]} >= {"active", "ended"}
    assert {one["kind"] for one in mail} >= {"invite", "cancel", "update", "reminder", "missed", "nurture"}
    assert {one["state"] for one in mail} >= {"accepted", "rejected", "unknown"}
    assert not [one for one in mail if one["due_at"] <= NOW and one["state"] in ("queued", "sending")]
    assert {one["kind"] for one in came_back} == {"auto_reply", "reply"}
    assert clicks
    assert tasks >= 2


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("now", [NEW_YEAR, SUNDAY_NIGHT], ids=str)
async def test_a_first_run_on_a_holiday_or_a_weekend_fills_every_stage_too(app: App, now: datetime) -> None:
    app.clock = FixedClock(now)
    await seed_visitors(app, visitors())
    assert all(stages_of(await all_leads(app)).values())


async def test_a_second_run_changes_nothing_and_brings_nobody_back(app: App) -> None:
    some = [one for one in visitors() if one.name in ("priya", "tom", "lucas")]
    await seed_visitors(app, some)
    async with app.store.write() as uow:
        gone = (await service.find_leads(uow, LeadsAsked(q="priya")))["leads"][0]["id"]
        await uow.leads.remove(gone)
    before = sign_ins(app.settings)
    await seed_sign_ins(app)
    await seed_visitors(app, some)
    async with app.store.read() as uow:
        assert (await service.find_leads(uow, LeadsAsked()))["total"] == 2
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
