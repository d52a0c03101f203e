"""A mailbox that cannot be read: tried again, told to somebody, and no password where it should not be."""

from __future__ import annotations

import asyncio
import ssl
import time
from datetime import timedelta
from typing import Any

import pytest

from bot.bootstrap import App
from bot.mail.imap import Account, Imap, MailboxFailure
from bot.processes import doctor
from tests.imap import PrivateImap
from tests.integration.mail.reading import NOW, open_tasks, read, state
from tests.integration.mail.returning import a_reply, after, in_a_sequence


async def test_a_server_that_is_away_is_tried_again_later_and_told_after_half_an_hour(
    app: App, server: PrivateImap
) -> None:
    mail = await in_a_sequence(app)
    other = PrivateImap()
    other.start()
    box = Imap(Account.from_url(other.url()))
    other.deliver(a_reply(mail, "Call me.").as_bytes())
    other.stop(for_good=False)
    now, dues = NOW, []
    while not await open_tasks(app):
        assert await read(app, box, now) == 1
        kept = await state(app, box)
        dues.append((kept.due_at - now).total_seconds() / 60)
        assert kept.problem
        assert kept.problem.startswith("127.0.0.1 does not answer as it should")
        now = kept.due_at
    assert dues == [1, 2, 5, 10, 15, 15]
    await read(app, box, now)
    assert len(await open_tasks(app)) == 1
    other.start()
    try:
        assert await read(app, box, now + timedelta(hours=1)) == 1
    finally:
        other.stop()
    assert (await state(app, box)).problem is None
    assert await open_tasks(app) == []
    assert len((await after(app)).inbound) == 1


async def problem(url: str, **given: Any) -> str:
    with pytest.raises(MailboxFailure) as raised:
        async with Imap(Account.from_url(url), **given).open():
            pass
    return str(raised.value)


async def test_a_failure_says_what_to_do(server: PrivateImap) -> None:
    assert "does not take the user and password of INBOUND_URL" in await problem(server.url(password="no"))
    assert "has no folder Gone" in await problem(server.url(folder="/Gone"))
    for tls in (True, False):  # 127.0.0.2 is not this machine, as far as a certificate goes
        assert "not trusted" in await problem(server.url(tls=tls, host="127.0.0.2"))


async def test_tls_is_used_from_the_first_byte_or_as_soon_as_it_is_offered(server: PrivateImap) -> None:
    for tls in (True, False):
        async with Imap(Account.from_url(server.url(tls=tls))).open() as opened:
            assert isinstance(opened._box.client.sock, ssl.SSLSocket)
            assert opened.next_uid > 0


async def test_a_password_goes_to_no_other_machine_without_encryption() -> None:
    server = PrivateImap(tls=False)
    server.start()
    try:
        assert "offers no encryption" in await problem(server.url(host="127.0.0.2"))
        async with Imap(Account.from_url(server.url())).open() as opened:
            assert await opened.uids_after(0) == []
    finally:
        server.stop()


async def test_a_server_that_says_nothing_is_left_alone_soon() -> None:
    async def silent(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(5)
        writer.close()

    async with await asyncio.start_server(silent, "127.0.0.1", 0) as listening:
        port = listening.sockets[0].getsockname()[1]
        began = time.monotonic()
        said = await problem(f"imap://a:b@127.0.0.1:{port}", step_seconds=0.3)
        assert time.monotonic() - began < 2
        assert "does not answer as it should (TimeoutError)" in said


def test_the_address_names_the_mailbox_and_hides_the_password() -> None:
    account = Account.from_url("imaps://ann%40example.com:p%2Fw@mail.example.com/INBOX/Replies")
    assert account == Account("mail.example.com", 993, True, "ann@example.com", "p/w", "INBOX/Replies")
    assert account.name == "ann@example.com@mail.example.com/INBOX/Replies"
    assert "p/w" not in repr(account)
    assert Account.from_url("imap://a:b@localhost").port == 143


def test_the_doctor_looks_whether_the_mailbox_can_be_read(server: PrivateImap) -> None:
    assert doctor._mailbox(server.url()) == "hello@tidewater.example@127.0.0.1/INBOX can be read"
    with pytest.raises(MailboxFailure, match="does not take the user and password"):
        doctor._mailbox(server.url(password="no"))
    assert doctor._mailbox("pipe:") == "mails are handed to `bantam inbound`"
    assert "bounces and replies are not seen" in doctor._mailbox(None)
