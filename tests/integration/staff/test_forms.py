"""What every route of the console and of the preview promises: whose form, what GET does, which headers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import Column, select

from bot.store.tables import metadata
from tests.consoles import csrf_of
from tests.integration.staff.test_access import TABLE
from tests.integration.staff.world import World, browser, routes, world

SEEN = {"seen_at", "taker_seen_at", "last_used_at"}
"""Columns that a look may change: that somebody was there."""
MAIL_FRAMES = ("/html",)


async def kept(company: World) -> dict[str, list[Any]]:
    """All rows of all tables, without who looked when."""
    found = {}
    async with company.app.store.read() as uow:
        for table in metadata.sorted_tables:
            columns: list[Column[Any]] = [column for column in table.c if column.name not in SEEN]
            rows = await uow.connection.execute(select(*columns).order_by(*table.primary_key.columns))
            found[table.name] = [tuple(row) for row in rows]
    return found


def pages() -> list[str]:
    """An address for every page of the table, all of Dana's."""
    rows = [row for route, rows in TABLE.items() if route.startswith("GET") for row in rows]
    return [row.what.replace("@{}", "dana").replace("{}", "danas") for row in rows]


async def test_every_form_needs_the_token_of_this_very_sign_in(company: World) -> None:
    changing = [each for each in routes(company.web, "/console", "/preview") if each[0] != "GET"]
    assert len(changing) > 30
    async with browser(company.web, company.app.settings.public_url) as stranger:
        other = World(company.web, company.app, stranger)
        await other.sign_in("dana")
        danas = csrf_of(await stranger.get("/console/settings"))
    await company.sign_in("alex")
    before = await kept(company)
    opened = []
    for method, path in changing:
        for token in (None, danas, "", "0" * 64):
            answer = await sent(company.http, method, path, token)
            if answer.status_code != 403:
                opened.append((method, path, token, answer.status_code))
    assert opened == []
    assert await kept(company) == before


async def sent(http: httpx.AsyncClient, method: str, path: str, token: str | None) -> httpx.Response:
    for name in ("task", "lead", "mail", "meeting", "time_off", "calendar", "token", "staff"):
        path = path.replace(f"{{{name}_id}}", f"{name}_danas")
    path = path.replace("{name}", "not-now").replace("{number}", "1")
    if "/api/" in path:
        headers = {"X-CSRF-Token": token} if token is not None else {}
        return await http.request(method, path, json={}, headers=headers)
    return await http.request(method, path, data={"csrf": token} if token is not None else {})


@pytest.mark.parametrize("who", ["dana", "alex"])
async def test_looking_at_every_page_changes_nothing(company: World, who: str) -> None:
    await company.sign_in(who)
    before = await kept(company)
    for path in pages():
        assert (await company.http.get(path)).status_code == 200, path
    assert await kept(company) == before


async def test_every_page_is_kept_by_nobody_framed_by_nobody_and_runs_our_scripts_alone(
    company: World,
) -> None:
    await company.sign_in("alex")
    other = ["/console/leads/none", "/console/sequences/none", "/console/meetings/availability?day=x"]
    answers = [await company.http.get(path) for path in (*pages(), *other)]
    answers.append(await company.http.post("/console/sign-out"))  # 403
    answers.append(await company.post("/console/settings/tokens", name=""))  # 422
    for answer in answers:
        path = answer.request.url.path
        assert answer.headers["X-Content-Type-Options"] == "nosniff", path
        if "text/html" not in answer.headers["Content-Type"]:
            continue
        policy = dict(part.split(" ", 1) for part in answer.headers["Content-Security-Policy"].split("; ")
                      if " " in part)  # fmt: skip
        framed = path.endswith(MAIL_FRAMES)
        assert policy["default-src"] == "'none'", path
        assert policy["frame-ancestors"] == ("'self'" if framed else "'none'"), path
        assert policy["base-uri"] == "'none'", path
        assert policy.get("script-src", "'none'") == ("'none'" if framed else "'self'"), path
        # A mail's styles stand in its elements; its frame is sandboxed and asks nobody for anything.
        assert policy["style-src"] == ("'unsafe-inline'" if framed else "'self'"), path
        assert "no-store" in answer.headers["Cache-Control"], path
        assert answer.headers["Referrer-Policy"] in ("same-origin", "no-referrer"), path


async def test_a_link_after_sign_in_leads_into_the_console_and_nowhere_else(
    database_url: str, tmp_path: Path
) -> None:
    async with world(database_url, tmp_path, PUBLIC_URL="https://chat.tidewater.example") as company:
        for wanted in ("https://sink.example/", "//sink.example/", "//[sink", "/\\sink.example"):
            page = await company.http.get("/console/sign-in", params={"next": wanted})
            fields = {"email": "dana@tidewater.example", "password": "a long enough password"}
            form = {**fields, "csrf": csrf_of(page), "next": wanted}
            done = await company.http.post("/console/sign-in", data=form)
            assert done.status_code == 303, wanted
            led = httpx.URL("https://chat.tidewater.example/console").join(done.headers["Location"])
            assert (led.scheme, led.host) == ("https", "chat.tidewater.example"), wanted
            token = csrf_of(await company.http.get("/console/settings"))
            for path in ("/console/tasks/task_danas/done", "/console/meetings/meet_danaspast/held"):
                back = await company.http.post(path, data={"csrf": token, "next": wanted, "rating": "good"})
                if "Location" in back.headers:
                    after = httpx.URL("https://chat.tidewater.example/").join(back.headers["Location"])
                    assert after.host == "chat.tidewater.example", (path, wanted)
