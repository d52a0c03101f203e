"""Staff chat with the files as they are now, and nothing of it stays."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, create_engine, inspect, text

from bot.clock import FixedClock
from bot.preview import KEPT
from bot.store.tables import metadata
from tests.integration.preview.chats import READY, left, whole_chat
from tests.integration.preview.conftest import WHERE, Desk

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""The product's database matters in test_nothing_stays.py alone."""


async def test_the_page_tells_what_would_have_happened(desk: Desk) -> None:
    await desk.sign_in()
    assert "Still open" in (await desk.http.get("/preview/outcome")).text
    await whole_chat(desk)
    told = (await desk.http.get("/preview/outcome")).text
    for words in (
        "Meeting booked", "Meeting with Dana Köhler", "to clara.finch@finchworks.example",
        "Clara Finch booked", "Budget reaches", "Why Dana Köhler",
    ):  # fmt: skip
        assert words in told


async def test_who_is_not_ready_would_get_the_mails_of_a_sequence(desk: Desk) -> None:
    await desk.sign_in()
    await desk.start()
    await desk.say(1, text="We need dashboards, no budget, my boss decides, next year, I'm Otis Hale")
    asked = await desk.say(2, text="otis@halework.example")
    await desk.say(3, choice=asked[-1]["choices"][0]["id"])
    told = (await desk.http.get("/preview/outcome")).text
    assert "Gets useful mail" in told
    assert "Your notes from our chat" in told
    assert "Nurture, to otis@halework.example" in told
    assert (await desk.app.due_work["mail"](desk.app.clock.now())) == 0


async def test_somebody_who_is_not_signed_in_is_sent_to_do_so_and_the_widget_is_told(desk: Desk) -> None:
    for path in ("/preview", "/preview/outcome"):
        page = await desk.http.get(path)
        assert page.status_code == 303
        assert page.headers["Location"].startswith("/console/sign-in?next=%2Fpreview")
    for path in ("start", "say", "fact", "visit", "reset", "erase"):
        assert (await desk.post(path, WHERE)).status_code == 401
    for path in ("history", "stream"):
        answer = await desk.http.get(f"/preview/api/chat/{path}", headers=desk.headers)
        assert answer.status_code == 401
    assert not Path(desk.preview.settings.data_dir / "preview.db").exists()


async def test_a_request_from_another_page_begins_nothing(desk: Desk) -> None:
    await desk.sign_in()
    assert (await desk.post("start", WHERE)).status_code == 403
    assert (await desk.http.post("/preview/start-over", data={"csrf": "forged"})).status_code == 403


async def test_a_token_of_the_preview_opens_nothing_of_the_product(desk: Desk) -> None:
    await desk.sign_in()
    await desk.start()
    answer = await desk.http.get("/api/chat/history", headers=desk.headers)
    assert answer.status_code == 401


async def test_faults_of_the_files_are_shown_instead_of_the_chat(desk: Desk) -> None:
    await desk.sign_in()
    await desk.start()
    team = desk.files / "playbook" / "team.yml"
    team.write_text(team.read_text().replace("weight:", "wieght:", 1).replace("location:", "lokation:", 1))
    page = await desk.open()
    assert "<bantam-chat" not in page.text
    assert "playbook/team.yml:" in page.text
    assert "location" in page.text
    refused = await desk.post("start", WHERE)
    assert refused.status_code == 409
    assert "playbook/team.yml:" in refused.json()["detail"]


async def test_a_changed_file_holds_in_the_preview_before_it_is_imported(desk: Desk) -> None:
    await desk.sign_in()
    await desk.start()
    qualification = desk.files / "playbook" / "qualification.yml"
    changed = qualification.read_text().replace("budget_at_least: 20000", "budget_at_least: 900000")
    qualification.write_text(changed)
    assert "Visitors do not have these files yet" in (await desk.open()).text
    await desk.start()
    await desk.say(1, text=READY)
    asked = await desk.say(2, text="clara.finch@finchworks.example")
    assert "e-mails" in asked[-1]["text"]  # the action server's preview holds the new limit too
    await desk.app.refresh_playbook()
    assert desk.app.playbook().qualification.qualified.budget_at_least == 20000
    assert desk.preview.playbook().qualification.qualified.budget_at_least == 900000


async def test_a_message_that_waited_for_the_dialogue_is_answered_without_the_worker(desk: Desk) -> None:
    await desk.sign_in()
    await desk.start()
    desk.dialogue.away = True
    [notice] = await desk.say(1, text="We need dashboards")
    assert "Nothing is lost" in notice["text"]
    assert "The dialogue does not answer" in (await desk.open()).text
    desk.dialogue.away = False
    await desk.preview.keep_up()
    history = await desk.http.get("/preview/api/chat/history", headers=desk.headers)
    assert history.json()["messages"][-1]["asks"] == "budget"


async def test_a_model_that_is_older_than_its_files_is_told(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await desk.sign_in()
    assert "bantam train" in (await desk.open()).text  # the copy has no model at all
    monkeypatch.setattr("bot.web.console.preview.outdated", lambda _: False)
    assert "bantam train" not in (await desk.open()).text


@pytest.mark.parametrize("how", ["start", "reset", "erase", "page"])
async def test_starting_over_erases_what_was_said_also_in_the_dialogue(desk: Desk, how: str) -> None:
    await desk.sign_in()
    conversation = await whole_chat(desk)
    events = _dialogue_keeps(desk.preview.settings.dialogue_database_url, conversation)
    if how == "page":
        page = await desk.http.get("/console")
        form = {"csrf": page.text.partition('name="csrf" value="')[2].partition('"')[0]}
        assert (await desk.http.post("/preview/start-over", data=form)).headers["Location"] == "/preview"
    else:
        assert (await desk.post(how, WHERE if how == "start" else None)).status_code in (201, 204)
    found = await left(desk.preview)
    assert "leads" not in found
    assert found.get("conversations", 0) == (1 if how in ("start", "reset") else 0)
    assert not found.keys() & {"mails", "meetings", "rep_days", "facts", "tasks", "lead_events", "receipts"}
    with events.connect() as connection:
        assert connection.execute(text("SELECT conversation FROM dialogue_events")).scalars().all() == ["x"]


async def test_what_others_left_is_erased_after_an_hour_and_not_before(desk: Desk) -> None:
    await desk.sign_in()
    clock = desk.preview.clock = FixedClock(desk.app.clock.now())
    await desk.preview.open()
    await desk.preview.begin("staff_other", WHERE["page"], locale="en", timezone=None)
    clock.move(KEPT - timedelta(seconds=1))
    await desk.open()
    assert (await left(desk.preview))["conversations"] == 1
    clock.move(timedelta(seconds=2))
    await desk.open()
    assert await left(desk.preview) == {}


async def test_the_database_of_the_preview_is_a_file_with_the_newest_tables(desk: Desk) -> None:
    await desk.sign_in()
    await desk.open()
    assert desk.preview.store.engine.dialect.name == "sqlite"
    file = create_engine(f"sqlite:///{desk.preview.settings.data_dir / 'preview.db'}")
    with file.connect() as connection:
        assert _tables(connection) == set(metadata.tables) | {"alembic_version"}


def _tables(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names())


def _dialogue_keeps(url: str, conversation: str) -> Engine:
    """Rasa's own table with an event of the conversation, and one of somebody else's."""
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE dialogue_events (conversation TEXT)"))
        for each in (conversation, "x"):
            connection.execute(text("INSERT INTO dialogue_events VALUES (:c)"), {"c": each})
    return engine
