"""`bantam lead export|erase`, on leads that came, wrote, agreed and got mail as the demo's visitors do."""

from __future__ import annotations

import asyncio
import json
import logging
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert

from bot.__main__ import main
from bot.bootstrap import App, build
from bot.demo.seed import seed_visitors
from bot.demo.visitor import visitors
from bot.settings import NAMES, ROOT, Settings, load_settings
from bot.store.database import Store, open_engine
from bot.store.dialogue import events
from bot.store.tables import metadata
from tests.integration.capture.everything import telling

SUNNIVA = "sunniva.haugstad@lofotsjo.example"  # in a sequence, and away when a mail came
WEDNESDAY = "2026-03-04T15:00:00+01:00"
HOLLIS = "hollis@tallshipmedia.example"  # with a meeting to come


@pytest.fixture
def settings(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Of a copy with two of the demo's visitors, and with what the dialogue keeps of every chat."""
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    ours = {"DEMO": "1", "CLOCK": WEDNESDAY, "DATA_DIR": str(tmp_path), "DATABASE_URL": database_url}
    for name, value in ours.items():
        monkeypatch.setenv(name, value)
    found = load_settings(ROOT, ours)
    asyncio.run(_two_leads(found))
    return found


async def _two_leads(settings: Settings) -> None:
    app = build(settings)
    await app.import_playbook()
    await seed_visitors(app, [one for one in visitors() if one.name in ("sunniva", "hollis")])
    engine = open_engine(settings.dialogue_database_url)
    async with engine.begin() as connection:
        await connection.run_sync(events.metadata.create_all)
        for email in (SUNNIVA, HOLLIS):
            for talk in await _conversations(app, email):
                said = json.dumps({"event": "user", "text": f"words of {email}"})
                await connection.execute(insert(events).values(conversation=talk, part=0, data=said))
    await engine.dispose()
    await app.close()


async def _conversations(app: App, email: str) -> list[str]:
    async with app.store.read() as uow:
        lead = await uow.leads.by_email(email)
        return [talk.id for talk in await uow.conversations.of_lead(lead.id)] if lead else []


def told(capsys: pytest.CaptureFixture[str], email: str) -> dict[str, Any]:
    assert main(["lead", "export", email]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_an_export_is_json_with_everything_of_one_lead(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    found = told(capsys, f" {SUNNIVA.upper()} ")
    assert found["leads"][0]["email"] == SUNNIVA
    assert "Around 100k NOK per year" in {message["text"] for message in found["messages"]}
    assert {fact["kind"] for fact in found["facts"]} >= {"need", "budget", "authority", "timeline", "consent"}
    assert {"visits", "consents", "enrolments", "mails", "mail_links", "lead_events"} <= set(found)
    assert found["inbound_mails"][0]["kind"] == "auto_reply"
    assert found["dialogue_events"][0]["data"]["text"] == f"words of {SUNNIVA}"
    assert "Hollis" not in json.dumps(found)
    assert told(capsys, HOLLIS)["meetings"][0]["status"] == "confirmed"


def test_nothing_of_an_erased_lead_is_left_in_a_row_or_in_a_log(
    settings: Settings, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for email, name in ((SUNNIVA, "Sunniva"), (HOLLIS, "Hollis")):
        found = told(capsys, email)
        lead, written = found["leads"][0], [m["text"] for m in found["messages"] if m["sender"] == "visitor"]
        ids = [lead["id"], *(talk["id"] for talk in found["conversations"])]
        words = [email, name, lead["company"], *ids, *(text for text in written if len(text) > 20)]
        assert main(["lead", "erase", "--yes", email]) == 0
        assert email not in capsys.readouterr().out
        left = asyncio.run(_left(settings, words))
        assert left.pop("audit_log") == {found["leads"][0]["id"]}
        assert left == {}
        assert not [word for word in words if word in caplog.text]
        assert main(["lead", "export", email]) == 1


async def _left(settings: Settings, words: list[str]) -> dict[str, set[str]]:
    """Where the product and the dialogue still hold one of the words."""
    store = Store(open_engine(settings.database_url))
    async with store.read() as uow:
        found = await telling(uow.connection, *words)
    await store.close()
    engine = open_engine(settings.dialogue_database_url)
    async with engine.begin() as connection:
        rows = (await connection.execute(events.select())).all()
    await engine.dispose()
    return found | ({"dialogue_events": set(words)} if any(word in str(rows) for word in words) else {})


def test_a_meeting_to_come_is_taken_out_of_the_reps_calendar_by_a_mail_that_names_nobody(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["lead", "erase", "--yes", HOLLIS]) == 0
    mails = asyncio.run(_rows(settings, "mails"))
    told_rep = [mail for mail in mails if mail["cause"].startswith("erased:")]
    assert [mail["ics_method"] for mail in told_rep] == ["CANCEL"]
    assert "Hollis" not in str(told_rep)


async def _rows(settings: Settings, name: str) -> list[dict[str, Any]]:
    store = Store(open_engine(settings.database_url))
    async with store.read() as uow:
        rows = (await uow.connection.execute(metadata.tables[name].select())).mappings().all()
    await store.close()
    return [dict(row) for row in rows]


@pytest.mark.parametrize("answer", ["", "no\n", "y\n"])
def test_without_a_yes_nothing_is_erased(
    settings: Settings, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    monkeypatch.setattr("sys.stdin", _Typed(answer))
    assert main(["lead", "erase", SUNNIVA]) == 1
    assert "leads 1" in capsys.readouterr().err
    assert told(capsys, SUNNIVA)["leads"]


class _Typed:
    """What somebody types."""

    def __init__(self, line: str) -> None:
        self._line = line

    def readline(self) -> str:
        return self._line


def test_an_address_that_nobody_gave_is_said_to_be_unknown(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    for verb in ("export", "erase"):
        assert main(["lead", verb, "nobody@example.com"]) == 1
        assert "There is no lead with the address nobody@example.com." in capsys.readouterr().err
