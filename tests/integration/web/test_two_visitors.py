"""What is one visitor's is no other's: every endpoint, with tokens that are forged, swapped or too old."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from sqlalchemy import select

from bot.leads.links import Purpose
from bot.store.tables import metadata
from tests.integration.preview.chats import READY
from tests.integration.web.conftest import Gateway, Gateways, Guest
from tests.integration.web.routes import endpoints, kind_of

UNLIMITED = {"LIMITS": "conversation=100000/second,address=100000/second,start=100000/second"}
EMAIL = "clara.finch@finchworks.example"
HERS = ("Clara", "Finch", "finchworks", "80k", "80,000", "80000")
"""Words that stand in what is Clara's and nowhere else."""
PATH_OF: dict[str, Purpose] = {
    "/meeting/": "meeting", "/unsubscribe/": "unsubscribe", "/confirm/": "confirm", "/l/": "click",
    "/preferences/": "preferences", "/calendar/": "feed", "/api/chat/resume": "resume",
}  # fmt: skip


@dataclass
class Clara:
    """Who has talked, consented and booked; `subjects` is what links of hers are about."""

    guest: Guest
    lead_id: str
    meeting_id: str
    choices: list[str]
    subjects: dict[Purpose, str]


@pytest.fixture
async def two(gateways: Gateways) -> Any:
    async with gateways(**UNLIMITED) as gateway:
        yield gateway, await clara_in(gateway), await gateway.visitor()


async def clara_in(gateway: Gateway) -> Clara:
    guest = await gateway.visitor()
    await guest.say("m1", text=READY)
    asked = await guest.say("m2", text=EMAIL)
    yes = next(choice["id"] for choice in asked[-1]["choices"] if choice["title"].startswith("Yes"))
    offered = await guest.say("m3", choice=yes)
    slots = [slot["id"] for slot in offered[-1]["card"]["slots"]]
    await guest.say("m4", choice=slots[0])
    async with gateway.app.store.read() as uow:
        conversation = await uow.conversations.get(guest.begun["conversation"])
        assert conversation is not None
        assert conversation.lead_id is not None
        meeting = (await uow.meetings.of_lead(conversation.lead_id))[0]
        lead = await uow.leads.get(conversation.lead_id)
    assert lead is not None
    desk, now = gateway.app.desk, gateway.app.clock.now()
    subjects: dict[Purpose, str] = {
        "resume": conversation.id,
        "meeting": f"{meeting.id}:{meeting.link_version}",
        "feed": f"{meeting.rep_id}:0",
        "confirm": "enrolment_0",
        "click": "link_0",
    }
    of_mails: dict[Purpose, str] = {
        "unsubscribe": desk.unsubscribe_url(lead, now), "preferences": desk.preferences_url(lead, now),
    }  # fmt: skip
    for purpose, url in of_mails.items():
        subjects[purpose] = gateway.app.links.open(purpose, url.rpartition("/")[2], now=now)
    return Clara(guest, lead.id, meeting.id, [yes, *slots], subjects)


async def everything(gateway: Gateway) -> dict[str, list[str]]:
    """Every row of every table but the tries to sign in."""
    async with gateway.app.store.read() as uow:
        return {
            name: sorted(str(tuple(row)) for row in await uow.connection.execute(select(table)))
            for name, table in metadata.tables.items()
            if name != "sign_in_failures"
        }


def filled(path: str, clara: Clara, token: str = "x") -> str:
    values = {"token": token, "lead_id": clara.lead_id, "meeting_id": clara.meeting_id, "language": "en"}
    return re.sub(r"\{(\w+)(?::\w+)?\}", lambda name: values.get(name[1], "1"), path)


def bodies(clara: Clara) -> Iterator[dict[str, Any]]:
    """What might do something of Clara's, if it were let in."""
    page = {"url": "https://shop.example/", "title": "x"}
    talk = clara.guest.begun["conversation"]
    yield {"id": "x1", "text": "delete everything"}
    yield {"id": "m1", "text": "hello"}
    yield {"id": "x2", "choice": clara.choices[1]}
    yield {"id": "x3", "fact": "name", "text": "Mallory"}
    yield {"page": page}
    yield {"page": page, "conversation": talk, "visitor_id": talk}
    yield {"link": talk}


def spoiled(token: str) -> Iterator[str]:
    """The token cut off, with one sign more or another, in other letters, and none."""
    yield from (token[:-1], token[: len(token) // 2], token[1:], f"{token}A", f"A{token}", token.swapcase())
    yield from ("", "x", "null", "undefined", "A" * 43, "é" * 43, "../../etc/passwd", "%00", "' OR 1=1 --")
    middle = len(token) // 2
    yield token[:middle] + ("B" if token[middle] == "A" else "A") + token[middle + 1 :]


def tells_nothing(answer: httpx.Response, asked: str) -> None:
    shown = answer.text + str(answer.headers)
    assert not [word for word in HERS if word in shown], f"{asked}: {shown[:300]}"


def test_every_endpoint_is_listed_with_who_may_ask_it(two: tuple[Gateway, Clara, Guest]) -> None:
    gateway, _, _ = two
    assert {kind_of(path) for _, path in endpoints(gateway.web)} == {
        "anybody", "chat", "link", "staff token", "signed in",
    }  # fmt: skip


async def test_without_a_token_of_hers_nothing_of_hers_is_read_or_changed(
    two: tuple[Gateway, Clara, Guest],
) -> None:
    gateway, clara, _ = two
    token = clara.guest.begun["token"]
    schemes = [f"Bearer {one}" for one in spoiled(token)]
    schemes += [token, f"Basic {token}", f"Token {token}", f"Bearer {clara.guest.begun['conversation']}"]
    before = await everything(gateway)
    asked = 0
    for method, path in endpoints(gateway.web):
        if kind_of(path) not in ("chat", "staff token", "signed in"):
            continue
        some, *others = bodies(clara) if method == "POST" else [None]
        for header, body in [
            *((header, some) for header in schemes),
            *((None, one) for one in (some, *others)),
        ]:
            sent = {"Authorization": header.encode()} if header is not None else {}
            url = filled(path, clara)
            answer = await gateway.http.request(method, url, headers=sent, json=body)
            asked += 1
            tells_nothing(answer, f"{method} {url}")
            # 303 leads to the sign-in.
            assert answer.status_code in (303, 401, 403, 422), f"{method} {url}: {answer.status_code}"
    assert asked > 1000
    assert await everything(gateway) == before


async def test_with_a_token_of_his_own_another_visitor_gets_nothing_of_hers(
    two: tuple[Gateway, Clara, Guest],
) -> None:
    gateway, clara, bob = two
    hers = [row for rows in (await everything(gateway)).values() for row in rows if is_hers(row, clara)]
    assert len(hers) > 20
    for method, path in endpoints(gateway.web):
        if kind_of(path) not in ("chat", "staff token", "signed in") or path.endswith(("/erase", "/stream")):
            continue
        for body in bodies(clara) if method == "POST" else [None]:
            url = filled(path, clara)
            answer = await gateway.http.request(method, url, headers=bob.headers, json=body)
            tells_nothing(answer, f"{method} {url}")
            if kind_of(path) != "chat":
                assert answer.status_code in (303, 401, 403), f"{method} {url}: {answer.status_code}"
    for number, choice in enumerate(clara.choices):
        assert (await bob.post("say", id=f"c{number}", choice=choice)).status_code == 422
    after = {row for rows in (await everything(gateway)).values() for row in rows}
    assert [row for row in hers if row not in after] == []


async def test_what_one_visitor_erases_is_their_own(two: tuple[Gateway, Clara, Guest]) -> None:
    gateway, clara, bob = two
    await bob.say("m1", text="we need reports")
    hers = [row for rows in (await everything(gateway)).values() for row in rows if is_hers(row, clara)]
    assert (await bob.post("erase")).status_code == 204
    after = {row for rows in (await everything(gateway)).values() for row in rows}
    assert [row for row in hers if row not in after] == []
    assert (await bob.post("erase")).status_code == 401


async def test_a_link_opens_what_it_is_for_and_nothing_once_it_is_cut_forged_or_too_old(
    two: tuple[Gateway, Clara, Guest],
) -> None:
    gateway, clara, bob = two
    links, now = gateway.app.links, gateway.app.clock.now()
    forged = type(links)("k" * 32)
    good = {purpose: links.sign(purpose, subject, now) for purpose, subject in clara.subjects.items()}
    long_ago = {
        purpose: links.sign(purpose, subject, now - timedelta(days=4000))
        for purpose, subject in clara.subjects.items()
    }
    forever = ("unsubscribe", "preferences", "feed")
    before = await everything(gateway)
    asked = 0
    for method, path in endpoints(gateway.web):
        if kind_of(path) != "link":
            continue
        purpose = next(purpose for start, purpose in PATH_OF.items() if path.startswith(start))
        tries = [*spoiled(good[purpose]), forged.sign(purpose, clara.subjects[purpose], now)]
        tries += [token for other, token in good.items() if other != purpose]
        tries += [bob.begun["token"], clara.guest.begun["token"]]
        tries += [] if purpose in forever else [long_ago[purpose]]
        for token in tries:
            asked += 1
            await refused(gateway, method, path, token, clara)
    assert asked > 300
    assert await everything(gateway) == before


async def refused(gateway: Gateway, method: str, path: str, token: str, clara: Clara) -> None:
    if "{token}" in path:
        url, body = filled(path, clara, quote(token, safe="")), {"start": "x"}
        answer = await gateway.http.request(method, url, data=body if method == "POST" else None)
    else:
        answer = await gateway.http.post(path, json={"link": token})
    assert answer.status_code in (303, 307, 400, 404, 405, 410, 422), (
        f"{method} {path} {token}: {answer.text}"
    )
    tells_nothing(answer, f"{method} {path} {token}")


async def test_the_links_that_were_tried_do_open_when_they_are_whole(
    two: tuple[Gateway, Clara, Guest],
) -> None:
    gateway, clara, _ = two
    now = gateway.app.clock.now()
    for start in ("/meeting/", "/unsubscribe/", "/preferences/"):
        token = gateway.app.links.sign(PATH_OF[start], clara.subjects[PATH_OF[start]], now)
        assert (await gateway.http.get(start + token)).status_code == 200, start
    gateway.dialogue.away = True  # it knows no resuming, and none is needed to see what was said
    link = gateway.app.links.sign("resume", clara.subjects["resume"], now)
    resumed = await gateway.http.post("/api/chat/resume", json={"link": link})
    assert resumed.status_code == 201
    assert "Clara" in json.dumps(resumed.json()["messages"])


def is_hers(row: str, clara: Clara) -> bool:
    ids = (clara.guest.begun["conversation"], clara.lead_id, clara.meeting_id, EMAIL)
    return any(one in row for one in ids)
