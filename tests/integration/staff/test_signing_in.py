"""Signing in and out: sessions, throttling, forms of other sites, passwords."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import httpx
from sqlalchemy import text

from bot.staff import service
from bot.staff.rules import Limit
from bot.store.database import Store
from tests.consoles import NOW, PASSWORD, Console, console_over, csrf_of

DANA = "dana@tidewater.example"


async def test_who_is_not_signed_in_is_led_to_sign_in_and_then_where_they_wanted(desk: Console) -> None:
    await desk.add(DANA, "rep")
    away = await desk.http.get("/console/leads?stage=sql")
    assert away.status_code == 303
    assert away.headers["Location"] == "/console/sign-in?next=%2Fconsole%2Fleads%3Fstage%3Dsql"
    done = await desk.sign_in("Dana@Tidewater.example ", next="/console/leads?stage=sql")
    assert (done.status_code, done.headers["Location"]) == (303, "/console/leads?stage=sql")
    assert (await desk.http.get("/console/leads")).status_code == 200


async def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(
    desk: Console, store: Store, tmp_path: Path
) -> None:
    await desk.add(DANA, "rep")
    plain = (await desk.sign_in(DANA)).headers["Set-Cookie"]
    assert "HttpOnly" in plain
    assert "SameSite=lax" in plain
    assert "Secure" not in plain  # the demo runs over http on this machine
    public = console_over(store, tmp_path, PUBLIC_URL="https://chat.tidewater.example")
    secure = (await public.sign_in(DANA)).headers["Set-Cookie"]
    assert secure.startswith("__Host-bantam_session=")
    assert "Secure" in secure
    await public.http.aclose()


async def test_the_database_does_not_hold_what_opens_a_session_or_an_account(desk: Console) -> None:
    await desk.add(DANA, "rep")
    await desk.sign_in(DANA)
    cookie = desk.http.cookies["bantam_session_8000"]
    async with desk.store.read() as uow:
        kept = (await uow.connection.execute(text("SELECT token_hash FROM staff_sessions"))).scalar_one()
        password = (await uow.connection.execute(text("SELECT password_hash FROM staff"))).scalar_one()
    assert cookie not in kept
    assert password.startswith("$argon2id$")
    assert PASSWORD not in password


async def test_a_wrong_password_an_unknown_account_and_one_switched_off_look_the_same(desk: Console) -> None:
    await desk.add(DANA, "rep")
    await desk.add("gone@tidewater.example", "rep")
    async with desk.store.write() as uow:
        gone = text("UPDATE staff SET active = false WHERE email = 'gone@tidewater.example'")
        await uow.connection.execute(gone)
    answers = [
        await desk.sign_in(DANA, "another long password"),
        await desk.sign_in("nobody@tidewater.example"),
        await desk.sign_in("gone@tidewater.example"),
    ]
    assert [answer.status_code for answer in answers] == [401, 401, 401]
    assert all("do not go together" in answer.text for answer in answers)


async def test_a_session_ends_after_its_time_and_at_once_for_an_account_switched_off(desk: Console) -> None:
    await desk.add(DANA, "rep")
    await desk.sign_in(DANA)
    desk.clock.move(timedelta(hours=11, minutes=59))
    assert (await desk.http.get("/console")).status_code == 200
    desk.clock.move(timedelta(minutes=1))
    assert (await desk.http.get("/console")).status_code == 303
    await desk.sign_in(DANA)
    async with desk.store.write() as uow:
        await uow.connection.execute(text("UPDATE staff SET active = false"))
    assert (await desk.http.get("/console")).status_code == 303


async def test_signing_out_ends_the_session_for_a_copied_cookie_too(desk: Console) -> None:
    await desk.add(DANA, "rep")
    await desk.sign_in(DANA)
    stolen = dict(desk.http.cookies)
    assert (await desk.post("/console/sign-out", "/console")).headers["Location"] == "/console/sign-in"
    desk.http.cookies.update(stolen)
    assert (await desk.http.get("/console")).status_code == 303


async def test_a_form_without_its_token_or_with_another_browsers_changes_nothing(desk: Console) -> None:
    await desk.add(DANA, "rep")
    page = await desk.http.get("/console/sign-in")
    bare = await desk.http.post("/console/sign-in", data={"email": DANA, "password": PASSWORD})
    assert bare.status_code == 403
    assert "load the page again" in bare.text
    foreign = csrf_of(page)
    desk.http.cookies.clear()
    swapped = await desk.http.post(
        "/console/sign-in", data={"csrf": foreign, "email": DANA, "password": PASSWORD}
    )
    assert swapped.status_code == 403
    await desk.sign_in(DANA)
    assert (await desk.http.post("/console/sign-out", data={"csrf": "0" * 64})).status_code == 403
    assert (await desk.http.get("/console")).status_code == 200


async def test_after_five_failures_even_the_right_password_waits(desk: Console) -> None:
    await desk.add(DANA, "rep")
    for _ in range(5):
        assert (await desk.sign_in(DANA, "wrong wrong wrong")).status_code == 401
    held = await desk.sign_in(DANA)
    assert held.status_code == 429
    assert 0 < int(held.headers["Retry-After"]) <= 901
    desk.clock.move(timedelta(minutes=15))
    assert (await desk.sign_in(DANA)).status_code == 303


async def test_many_attempts_at_once_get_no_more_guesses_than_one_after_the_other(store: Store) -> None:
    async with store.write() as uow:
        await service.add_staff(uow, DANA, "rep", now=NOW, password=PASSWORD)
    limit = Limit(100, timedelta(minutes=1))
    tries = [
        service.sign_in(store, DANA, f"guess number {n}", address="192.0.2.7", limit=limit, now=NOW)
        for n in range(12)
    ]
    outcomes = await asyncio.gather(*tries)
    assert sum(isinstance(outcome, service.WrongSignIn) for outcome in outcomes) == 5
    assert sum(isinstance(outcome, service.Throttled) for outcome in outcomes) == 7


async def test_a_stranger_who_fails_does_not_lock_the_owner_out(store: Store) -> None:
    async with store.write() as uow:
        await service.add_staff(uow, DANA, "rep", now=NOW, password=PASSWORD)
    limit = Limit(100, timedelta(minutes=1))
    for _ in range(6):
        await service.sign_in(store, DANA, "guess", address="203.0.113.9", limit=limit, now=NOW)
    mine = await service.sign_in(store, DANA, PASSWORD, address="192.0.2.7", limit=limit, now=NOW)
    assert isinstance(mine, service.SignedIn)


async def test_many_addresses_together_get_no_more_than_the_accounts_own_limit(store: Store) -> None:
    async with store.write() as uow:
        await service.add_staff(uow, DANA, "rep", now=NOW, password=PASSWORD)
    outcomes = [
        await service.sign_in(
            store, DANA, "guess", address=f"203.0.113.{n}", limit=Limit(3, timedelta(minutes=1)), now=NOW
        )
        for n in range(5)
    ]
    assert [type(outcome).__name__ for outcome in outcomes] == ["WrongSignIn"] * 3 + ["Throttled"] * 2


async def test_knowing_one_password_does_not_wipe_out_what_the_address_did_to_others(store: Store) -> None:
    async with store.write() as uow:
        await service.add_staff(uow, DANA, "rep", now=NOW, password=PASSWORD)
    limit = Limit(100, timedelta(minutes=1))

    async def attempt(email: str, password: str, minute: int) -> object:
        at = NOW + timedelta(seconds=minute)
        return await service.sign_in(store, email, password, address="203.0.113.9", limit=limit, now=at)

    for n in range(19):
        await attempt(f"victim{n}@tidewater.example", "guess", n)
    assert isinstance(await attempt(DANA, PASSWORD, 20), service.SignedIn)
    await attempt("victim19@tidewater.example", "guess", 21)
    assert isinstance(await attempt("victim20@tidewater.example", "guess", 22), service.Throttled)


async def test_who_has_a_session_cannot_guess_its_password(desk: Console) -> None:
    await desk.add(DANA, "rep")
    await desk.sign_in(DANA)

    async def change(old: str) -> httpx.Response:
        form = {"old": old, "new": "a new long password"}
        return await desk.post("/console/settings/password", "/console/settings", **form)

    for number in range(5):
        assert "not your present password" in (await change(f"a wrong password {number}")).text
    assert "Too many attempts" in (await change(PASSWORD)).text
    desk.clock.move(timedelta(minutes=15))
    assert (await change(PASSWORD)).headers["Location"] == "/console/sign-in?changed=1"


async def test_a_new_password_ends_every_session_and_only_the_new_one_opens(desk: Console) -> None:
    await desk.add(DANA, "rep")
    await desk.sign_in(DANA)
    elsewhere = dict(desk.http.cookies)
    fresh = "another long enough one"
    wrong = await desk.post("/console/settings/password", "/console/settings", old="nope", new=fresh)
    assert wrong.status_code == 422
    assert "not your present password" in wrong.text
    weak = await desk.post("/console/settings/password", "/console/settings", old=PASSWORD, new="short")
    assert "12 to 200 characters" in weak.text
    done = await desk.post("/console/settings/password", "/console/settings", old=PASSWORD, new=fresh)
    assert done.headers["Location"] == "/console/sign-in?changed=1"
    desk.http.cookies.update(elsewhere)
    assert (await desk.http.get("/console")).status_code == 303
    assert (await desk.sign_in(DANA)).status_code == 401
    assert (await desk.sign_in(DANA, fresh)).status_code == 303


async def test_signing_in_and_failing_to_stand_in_the_audit_log_without_what_was_typed(desk: Console) -> None:
    await desk.add(DANA, "rep")
    await desk.sign_in("typed.into.the.wrong.field")
    await desk.sign_in(DANA, "wrong wrong wrong")
    await desk.sign_in(DANA)
    async with desk.store.read() as uow:
        entries = [(entry.actor, entry.did) for entry in await uow.audit.latest(10)]
    assert entries == [
        (DANA, "signed in"),
        (DANA, "sign-in refused"),
        ("somebody", "sign-in refused"),
        ("command line", "rep added"),
    ]
