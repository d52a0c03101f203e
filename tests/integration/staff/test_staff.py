"""Accounts: hashes that are made anew, sessions that are new at each sign-in, people switched off and on."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from argon2 import PasswordHasher, extract_parameters
from sqlalchemy import text

from bot.errors import Refused
from bot.staff import passwords, service, team
from bot.staff.rules import Limit
from bot.store.database import Store
from tests.consoles import NOW, PASSWORD, Console, console_over

ANN, BO = "ann@tidewater.example", "bo@tidewater.example"
LOOSE = Limit(100, timedelta(minutes=1))


async def id_of(store: Store, email: str) -> str:
    async with store.read() as uow:
        found = await uow.staff.by_email(email)
    assert found
    return found.id


async def test_a_hash_of_weaker_parameters_becomes_one_of_todays_at_the_next_sign_in(desk: Console) -> None:
    await desk.add(ANN, "rep")
    weak = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD)
    ann = await id_of(desk.store, ANN)
    async with desk.store.write() as uow:
        await uow.staff.keep_password(ann, weak)
    assert (await desk.sign_in(ANN, "wrong wrong wrong")).status_code == 401
    async with desk.store.read() as uow:
        assert await uow.staff.password_hash(ann) == weak
    assert (await desk.sign_in(ANN)).status_code == 303
    async with desk.store.read() as uow:
        strong = await uow.staff.password_hash(ann)
    used = extract_parameters(strong)
    assert (used.memory_cost, used.time_cost) >= (19 * 1024, 2)  # OWASP's least for argon2id
    assert (await desk.sign_in(ANN)).status_code == 303


def test_an_account_that_is_not_there_costs_the_same_work_as_one_that_is() -> None:
    made = PasswordHasher().hash(PASSWORD)
    assert extract_parameters(passwords._nobody()) == extract_parameters(made)


async def test_each_sign_in_has_a_session_of_its_own_and_none_that_the_browser_brought(desk: Console) -> None:
    await desk.add(ANN, "rep")
    name = "bantam_session_8000"
    desk.http.cookies.set(name, "a session of the attacker's choice")
    assert (await desk.sign_in(ANN)).status_code == 303
    first = [cookie.value for cookie in desk.http.cookies.jar if cookie.name == name][-1]
    desk.http.cookies.clear()
    await desk.sign_in(ANN)
    second = desk.http.cookies[name]
    assert len({first, second, "a session of the attacker's choice"}) == 3
    assert len(second) >= 43  # 256 bits


async def test_an_account_that_is_not_there_is_held_back_as_one_that_is(desk: Console) -> None:
    await desk.add(ANN, "rep")
    told = {}
    for email in (ANN, "nobody@tidewater.example"):
        answers = [await desk.sign_in(email, "wrong wrong wrong") for _ in range(6)]
        told[email] = [(each.status_code, each.headers.get("Retry-After")) for each in answers]
    assert told[ANN] == told["nobody@tidewater.example"]
    assert [status for status, _ in told[ANN]] == [401] * 5 + [429]


async def test_who_is_switched_off_is_out_at_once_and_in_again_when_switched_on(
    desk: Console, tmp_path: Path
) -> None:
    await desk.add(ANN, "admin")
    await desk.add(BO, "rep")
    other = console_over(desk.store, tmp_path)
    assert (await other.sign_in(BO)).status_code == 303
    await desk.sign_in(ANN)
    at = f"/console/settings/staff/{await id_of(desk.store, BO)}"
    assert (await desk.post(f"{at}/off", "/console/settings")).status_code == 303
    assert (await other.http.get("/console")).status_code == 303
    assert (await other.sign_in(BO)).status_code == 401
    assert "Switched off" in (await desk.http.get("/console/settings")).text
    assert (await desk.post(f"{at}/on", "/console/settings")).status_code == 303
    assert (await other.http.get("/console")).status_code == 303  # the earlier session stays ended
    assert (await other.sign_in(BO)).status_code == 303
    await desk.post(f"{at}/role", "/console/settings", role="marketer")
    assert (await other.http.get("/console/meetings")).status_code == 403
    made = await desk.post(f"{at}/password", "/console/settings")
    fresh = shown_password(made)
    assert (await other.http.get("/console")).status_code == 303
    assert (await other.sign_in(BO)).status_code == 401
    assert (await other.sign_in(BO, fresh)).status_code == 303
    async with desk.store.read() as uow:
        told = [(entry.actor, entry.did) for entry in await uow.audit.latest(20)]
    for did in ("staff switched off", "staff switched on", "role changed to marketer", "password reset"):
        assert (ANN, did) in told
    await other.http.aclose()


def shown_password(page: httpx.Response) -> str:
    return page.text.partition('readonly value="')[2].partition('"')[0]


async def test_an_admin_adds_a_colleague_whose_password_is_shown_once(desk: Console, tmp_path: Path) -> None:
    await desk.add(ANN, "admin", timezone="Europe/Lisbon")
    await desk.sign_in(ANN)
    made = await desk.post(
        "/console/settings/staff", "/console/settings", email=" Bo@Tidewater.example", role="rep"
    )
    assert made.status_code == 201
    assert "The password of bo@tidewater.example" in made.text
    fresh = shown_password(made)
    assert fresh not in (await desk.http.get("/console/settings")).text
    other = console_over(desk.store, tmp_path)
    assert (await other.sign_in(BO, fresh)).status_code == 303
    await other.http.aclose()
    async with desk.store.read() as uow:
        bo = await uow.staff.by_email(BO)
        [entry] = [
            each for each in await uow.audit.latest(20) if each.did == "rep added" and each.actor == ANN
        ]
        kept = (await uow.connection.execute(text("SELECT password_hash FROM staff"))).scalars().all()
    assert bo
    assert (bo.role, bo.timezone, bo.rep_id) == ("rep", "Europe/Lisbon", None)
    assert entry.object_id == bo.id
    assert all(fresh not in each for each in kept)


async def test_a_new_colleague_from_the_teams_file_has_name_and_time_zone_from_there(desk: Console) -> None:
    await desk.add(ANN, "admin", timezone="Europe/Lisbon")
    await desk.sign_in(ANN)
    await desk.post("/console/settings/staff", "/console/settings", email="Mei@tidewater.example", role="rep")
    async with desk.store.write() as uow:
        mei = await uow.staff.by_email("mei@tidewater.example")
        await service.add_staff(uow, "dana@tidewater.example", "rep", now=NOW)
        dana = await uow.staff.by_email("dana@tidewater.example")
    assert mei
    assert dana
    assert (mei.name, mei.timezone, mei.rep_id) == ("Mei Tan", "Asia/Singapore", "mei")
    assert (dana.name, dana.timezone) == ("Dana Köhler", "Europe/Berlin")


@pytest.mark.parametrize(
    ("email", "role", "status", "told"),
    [
        ("no address", "rep", 422, "is no e-mail address"),
        (ANN, "rep", 422, "signs in already"),
        ("", "rep", 422, "is no e-mail address"),
        (BO, "owner", 422, "There is no such role"),
        ("<script>xss()</script>@x.example", "rep", 422, "is no e-mail address"),
    ],
)
async def test_who_cannot_be_added_is_said_and_what_was_typed_stays(
    desk: Console, email: str, role: str, status: int, told: str
) -> None:
    await desk.add(ANN, "admin")
    await desk.sign_in(ANN)
    answer = await desk.post("/console/settings/staff", "/console/settings", email=email, role=role)
    assert answer.status_code == status
    assert told in answer.text
    assert "<script>xss" not in answer.text
    if role == "rep" and "<" not in email:
        assert f'name="email" value="{email}"' in answer.text
    async with desk.store.read() as uow:
        assert [one.email for one in await uow.staff.all()] == [ANN]


async def test_the_audit_log_names_people_by_their_address(desk: Console) -> None:
    await desk.add(ANN, "admin")
    await desk.add(BO, "rep")
    await desk.sign_in(ANN)
    bo = await id_of(desk.store, BO)
    await desk.post(f"/console/settings/staff/{bo}/role", "/console/settings", role="marketer")
    log = (await desk.http.get("/console/settings")).text.partition("Audit log")[2]
    assert f"{ANN}, {BO}" in log
    assert bo not in log


async def test_the_last_admin_stays_one(desk: Console) -> None:
    await desk.add(ANN, "admin")
    await desk.add(BO, "rep")
    await desk.sign_in(ANN)
    at = f"/console/settings/staff/{await id_of(desk.store, ANN)}"
    off = await desk.post(f"{at}/off", "/console/settings")
    assert off.status_code == 409
    assert "only admin" in off.text
    assert (await desk.post(f"{at}/role", "/console/settings", role="rep")).status_code == 409
    assert (await desk.http.get("/console")).status_code == 200


async def test_two_admins_who_switch_each_other_off_at_once_leave_one(store: Store) -> None:
    async with store.write() as uow:
        for email in (ANN, BO):
            await service.add_staff(uow, email, "admin", now=NOW, password=PASSWORD)

    async def off(email: str) -> bool:
        try:
            async with store.write() as uow:
                await team.switch_off(uow, email, now=NOW)
        except Refused:
            return False
        return True

    assert sorted(await asyncio.gather(off(ANN), off(BO))) == [False, True]


@pytest.mark.parametrize("change", ["active = false", "password_hash = 'another'"])
async def test_what_changed_while_the_password_was_looked_at_counts(
    store: Store, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    async with store.write() as uow:
        await service.add_staff(uow, ANN, "rep", now=NOW, password=PASSWORD)

    async def slow(kept: str | None, password: str) -> bool:
        async with store.write() as uow:
            await uow.connection.execute(text(f"UPDATE staff SET {change}"))
        return await passwords.password_matches(kept, password)

    monkeypatch.setattr(service, "password_matches", slow)
    outcome = await service.sign_in(store, ANN, PASSWORD, address="192.0.2.7", limit=LOOSE, now=NOW)
    assert isinstance(outcome, service.WrongSignIn)


async def test_a_token_that_one_process_revokes_opens_nothing_in_another(
    desk: Console, tmp_path: Path
) -> None:
    async with desk.store.write() as uow:
        token = await service.create_token(uow, "crm", NOW)
    other = console_over(desk.store, tmp_path)
    headers = {"Authorization": f"Bearer {token}"}
    for web in (desk, other):
        assert (await web.http.get("/api/leads", headers=headers)).status_code == 200
    async with desk.store.write() as uow:
        kept = (await uow.connection.execute(text("SELECT token_hash FROM api_tokens"))).scalar_one()
        assert token not in kept
        await service.revoke_token(uow, "crm", now=NOW)
    for web in (desk, other):
        assert (await web.http.get("/api/leads", headers=headers)).status_code == 401
    await other.http.aclose()
