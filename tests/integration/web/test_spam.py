"""Programs that would fill the sales database, and visitors who must notice nothing of what stops them."""

from __future__ import annotations

import asyncio
import base64
import json
from datetime import timedelta
from typing import Any

import httpx
import pytest
from altcha.v1 import Challenge, Payload, solve_challenge
from sqlalchemy import func, select

from bot.chat.proof import GOOD_FOR, Proof, new_challenge, read_proof
from bot.clock import FixedClock
from bot.store.tables import chat, leads
from bot.web.spam import FIRST_MESSAGE_AFTER, early
from tests.consoles import NOW
from tests.integration.web.conftest import Gateway, Gateways

SECRET = "s" * 32
FEW = {"LIMITS": "start=3/hour,address=1000/minute"}


def solved(challenge: dict[str, Any]) -> str:
    given = Challenge(
        challenge["algorithm"],
        challenge["challenge"],
        challenge["maxNumber"],
        challenge["salt"],
        challenge["signature"],
    )
    found = solve_challenge(given)
    assert found is not None
    return Payload(given.algorithm, given.challenge, found.number, given.salt, given.signature).to_base64()


async def challenged(gateway: Gateway, http: httpx.AsyncClient | None = None) -> dict[str, Any]:
    """Start chats until a proof is asked for."""
    for _ in range(4):
        answer = await gateway.start(http)
        if answer.status_code == 429:
            body: dict[str, Any] = answer.json()
            assert answer.headers["Content-Type"] == "application/problem+json"
            assert 1 <= int(answer.headers["Retry-After"]) <= 3600
            assert "try again" in body["detail"]
            challenge: dict[str, Any] = body["challenge"]
            return challenge
    raise AssertionError("no proof is asked for")


async def count(gateway: Gateway, table: Any) -> int:
    async with gateway.app.store.read() as uow:
        query = select(func.count()).select_from(table)
        return int((await uow.connection.execute(query)).scalar_one())


async def test_an_address_that_begins_many_chats_goes_on_with_a_proof_for_each(gateways: Gateways) -> None:
    async with gateways(**FEW) as gateway:
        challenge = await challenged(gateway)
        assert await count(gateway, chat.conversations) == 3
        proof = solved(challenge)
        begun = await gateway.start(proof=proof)
        assert begun.status_code == 201
        assert set(begun.json()) == {"token", "conversation", "messages"}
        again = await gateway.start(proof=proof)
        assert (again.status_code, "challenge" in again.json()) == (429, True)
        assert await count(gateway, chat.conversations) == 4


async def test_somebody_elsewhere_is_asked_for_nothing_meanwhile(gateways: Gateways) -> None:
    async with gateways(**FEW) as gateway, gateway.browser("198.51.100.4") as other:
        await challenged(gateway)
        assert (await gateway.start(other)).status_code == 201


async def test_starting_over_counts_as_a_start(gateways: Gateways) -> None:
    async with gateways(**FEW) as gateway:
        guest = await gateway.visitor()
        for _ in range(2):
            assert (await guest.post("reset")).status_code == 201
        refused = await guest.post("reset")
        assert refused.status_code == 429
        assert (await guest.post("reset", proof=solved(refused.json()["challenge"]))).status_code == 201


async def test_one_proof_counts_once_over_two_processes_and_twenty_requests_at_once(
    gateways: Gateways,
) -> None:
    async with gateways(**FEW) as one, gateways(**FEW) as other:
        proof = solved(await challenged(one))
        await challenged(other)
        processes = [one, other] * 10
        answers = await asyncio.gather(*(process.start(proof=proof) for process in processes))
        assert sorted(answer.status_code for answer in answers) == [201] + [429] * 19


def test_a_proof_holds_until_it_expires_and_with_the_key_that_signed_it() -> None:
    proof = solved(new_challenge(SECRET, now=NOW))
    late = NOW + GOOD_FOR
    assert read_proof(SECRET, proof, now=late - timedelta(seconds=1))
    assert read_proof(SECRET, proof, now=late) is None
    assert read_proof("t" * 32, proof, now=NOW) is None


def rewritten(proof: str, **changes: Any) -> str:
    return base64.b64encode(json.dumps({**json.loads(base64.b64decode(proof)), **changes}).encode()).decode()


def test_a_proof_that_was_written_otherwise_is_none_or_the_same_one() -> None:
    proof = solved(new_challenge(SECRET, now=NOW))
    found = read_proof(SECRET, proof, now=NOW)
    assert isinstance(found, Proof)
    salt, number = json.loads(base64.b64decode(proof))["salt"], json.loads(base64.b64decode(proof))["number"]
    longer = salt.replace("expires=1", "expires=9")
    digits = f"{number}"
    for changes in (
        {"number": number + 1}, {"number": None}, {"number": [number]}, {"salt": longer}, {"salt": 7},
        {"salt": f"{salt}expires=9999999999&"}, {"salt": salt + digits[0], "number": digits[1:]},
        {"algorithm": "SHA-1"}, {"algorithm": []}, {"challenge": "0" * 64}, {"signature": ""},
    ):  # fmt: skip
        assert read_proof(SECRET, rewritten(proof, **changes), now=NOW) is None, changes
    for same in ({"number": digits}, {"more": "words"}, {"salt": salt.removesuffix("&")}):
        assert read_proof(SECRET, rewritten(proof, **same), now=NOW) in (None, found), same


@pytest.mark.parametrize(
    "text", ["", "x", "é", "bnVsbA==", "W10=", "W1tbW1tb", "eyJzYWx0IjogN30=", "A" * 999]
)
def test_what_is_no_proof_is_refused_without_a_fault(text: str) -> None:
    assert read_proof(SECRET, text, now=NOW) is None


def test_a_deep_proof_is_refused_without_a_fault() -> None:
    assert read_proof(SECRET, base64.b64encode(b"[" * 700).decode(), now=NOW) is None


async def test_what_has_expired_is_forgotten(gateway: Gateway) -> None:
    async with gateway.app.store.write() as uow:
        assert await uow.solved_challenges.use(Proof("a" * 64, NOW), now=NOW - GOOD_FOR)
        assert not await uow.solved_challenges.use(Proof("a" * 64, NOW), now=NOW - GOOD_FOR)
        assert await uow.solved_challenges.use(Proof("b" * 64, NOW + GOOD_FOR), now=NOW)
        assert await uow.solved_challenges.use(Proof("a" * 64, NOW + GOOD_FOR), now=NOW)


async def test_who_fills_in_what_nobody_sees_starts_no_chat_and_says_nothing(gateway: Gateway) -> None:
    refused = await gateway.start(website="https://spam.example")
    assert refused.status_code == 422
    assert "leave it empty" in refused.json()["detail"]
    assert await count(gateway, chat.conversations) == 0
    guest = await gateway.visitor()
    said = await guest.post("say", id="m1", text="cheap pills", website="https://spam.example")
    assert said.status_code == 422
    assert await count(gateway, leads.leads) == 0
    assert (await guest.post("say", id="m2", text="we need dashboards", website="")).status_code == 200


async def test_a_first_message_in_the_instant_of_the_start_is_answered_as_any(gateway: Gateway) -> None:
    guest = await gateway.visitor()
    assert (await guest.say("m1", text="we need dashboards"))[-1]["asks"] == "budget"


async def test_a_first_message_waits_until_a_person_could_have_written_it_and_only_the_first(
    gateway: Gateway,
) -> None:
    gateway.app.clock = clock = FixedClock(NOW)
    guest, early_bird = await gateway.visitor(), await gateway.visitor()
    clock.move(FIRST_MESSAGE_AFTER)
    await guest.say("m1", text="we need dashboards")
    clock.move(-timedelta(hours=1))  # so that an early one would wait for an hour
    assert (await guest.say("m2", text="50k EUR a year"))[-1]["asks"] == "authority"
    asking = asyncio.create_task(early_bird.say("m1", text="we need dashboards"))
    done, _ = await asyncio.wait([asking], timeout=1)
    assert not done
    assert await count(gateway, leads.leads) == 1
    asking.cancel()


def test_how_early_a_message_is() -> None:
    assert early(NOW, NOW) == FIRST_MESSAGE_AFTER.total_seconds()
    assert early(NOW, NOW + FIRST_MESSAGE_AFTER / 4) == FIRST_MESSAGE_AFTER.total_seconds() * 3 / 4
    assert early(NOW, NOW + FIRST_MESSAGE_AFTER) == early(NOW, NOW + timedelta(days=1)) == 0
