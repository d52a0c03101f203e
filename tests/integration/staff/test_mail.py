"""The mail's page: what an operator says of a mail that may have arrived or not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
from sqlalchemy import update

from bot.leads.mail import Mail
from bot.mail.delivery import deliver_next
from bot.store.database import Store
from bot.store.tables.nurture import mails
from tests.consoles import NOW, Console, add_lead, csrf_of
from tests.nurturing import SENDER, SENDING, Outbox, a_draft

ADMIN, MARKETER = "admin@tidewater.example", "mia@tidewater.example"


async def a_mail(store: Store, state: str = "unknown") -> Mail:
    """A notice that was begun once, and what came of it."""
    async with store.write() as uow:
        mail_id = await uow.mails.queue(a_draft(kind="notice"), now=NOW)
        mail = await uow.mails.get(mail_id or "")
        assert mail is not None
        begun = replace(mail, attempts=1, message_id=f"{mail.id}@tidewater.example")
        await uow.mails.begin(begun, until=NOW + timedelta(minutes=15), now=NOW)
        assert await uow.mails.settle(begun, state, "no answer", now=NOW)  # type: ignore[arg-type]
    return begun


async def now_is(store: Store, mail: Mail) -> Mail:
    async with store.read() as uow:
        found = await uow.mails.get(mail.id)
    assert found is not None
    return found


async def press(desk: Console, mail: Mail, button: str) -> httpx.Response:
    return await desk.post(f"/console/mail/{mail.id}/{button}", f"/console/mail/{mail.id}")


async def audited(store: Store) -> list[tuple[str, str, str]]:
    async with store.read() as uow:
        entries = await uow.audit.latest(10)
    return [(entry.actor, entry.did, entry.object_id) for entry in entries if entry.did.startswith("mail")]


@pytest.mark.parametrize(("email", "role"), [(ADMIN, "admin"), (MARKETER, "marketer")])
async def test_who_sends_it_again_is_written_down_and_it_goes_with_the_same_message_id(
    desk: Console, email: str, role: str
) -> None:
    await desk.add(email, role)  # type: ignore[arg-type]
    await desk.sign_in(email)
    mail = await a_mail(desk.store)
    page = await desk.http.get(f"/console/mail/{mail.id}")
    assert "Did it arrive?" in page.text
    answer = await press(desk, mail, "again")

    assert answer.headers["location"] == f"/console/mail/{mail.id}?done=again"
    waiting = await now_is(desk.store, mail)
    assert (waiting.state, waiting.due_at) == ("queued", NOW)
    assert waiting.reason == f"to be sent again, says {email}"
    assert await audited(desk.store) == [(email, "mail to be sent again", mail.id)]
    outbox = Outbox()
    await deliver_next(desk.store, outbox, SENDER, SENDING, now=NOW)
    assert [letter["Message-ID"] for letter in outbox.sent] == [f"<{mail.message_id}>"]
    sent = await now_is(desk.store, mail)
    assert (sent.state, sent.attempts) == ("accepted", 2)


async def test_a_mail_that_is_left_counts_as_sent_and_never_goes_again(desk: Console) -> None:
    await desk.add(MARKETER, "marketer")
    await desk.sign_in(MARKETER)
    mail = await a_mail(desk.store)
    answer = await press(desk, mail, "leave")

    assert (await desk.http.get(answer.headers["location"])).text.count("It counts as sent.") == 1
    left = await now_is(desk.store, mail)
    assert (left.state, left.reason) == ("accepted", f"counts as sent, says {MARKETER}")
    assert await audited(desk.store) == [(MARKETER, "mail counts as sent", mail.id)]
    outbox = Outbox()
    assert await deliver_next(desk.store, outbox, SENDER, SENDING, now=NOW + timedelta(days=1)) == 0


@pytest.mark.parametrize("button", ["again", "leave"])
async def test_only_a_mail_of_which_nobody_knows_is_decided_upon(desk: Console, button: str) -> None:
    await desk.add(ADMIN, "admin")
    await desk.sign_in(ADMIN)
    mail = await a_mail(desk.store, "rejected")
    token = csrf_of(await desk.http.get("/console/settings"))
    answer = await desk.http.post(f"/console/mail/{mail.id}/{button}", data={"csrf": token})

    assert answer.status_code == 409
    assert "known by now" in answer.text
    assert "Did it arrive?" not in answer.text
    assert (await now_is(desk.store, mail)).state == "rejected"
    assert await audited(desk.store) == []


@pytest.mark.parametrize("button", ["again", "leave"])
async def test_a_rep_sees_what_is_unknown_and_decides_nothing(desk: Console, button: str) -> None:
    await desk.add("dana@tidewater.example", "rep")
    await desk.sign_in("dana@tidewater.example")
    lead = await add_lead(desk.store, "Nora", owner="dana")
    mail = await a_mail(desk.store)
    async with desk.store.write() as uow:
        await uow.connection.execute(update(mails).values(lead_id=lead.id))
    page = await desk.http.get(f"/console/mail/{mail.id}")
    assert "An admin or a marketer decides" in page.text
    assert "Send it again" not in page.text
    token = csrf_of(await desk.http.get("/console/settings"))
    answer = await desk.http.post(f"/console/mail/{mail.id}/{button}", data={"csrf": token})

    assert answer.status_code == 403
    assert (await now_is(desk.store, mail)).state == "unknown"


@pytest.mark.parametrize("button", ["again", "leave"])
async def test_without_the_forms_token_nothing_happens(desk: Console, button: str) -> None:
    await desk.add(ADMIN, "admin")
    await desk.sign_in(ADMIN)
    mail = await a_mail(desk.store)
    answer = await desk.http.post(f"/console/mail/{mail.id}/{button}", data={"csrf": "x"})

    assert answer.status_code == 403
    assert (await now_is(desk.store, mail)).state == "unknown"
