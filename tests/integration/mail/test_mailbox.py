"""A real mailbox is read: each mail once, whatever happens, and nothing in it is changed."""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.bootstrap import App
from bot.mail import mailbox as reading
from bot.mail.imap import Account, Imap, MailboxFailure, OpenedMailbox
from bot.mail.mailbox import AT_ONCE, FAILED, read_mailbox
from bot.nurture.mailboxes import MailboxState
from bot.processes import doctor
from bot.store.tables.chat import tasks
from tests.imap import PrivateImap
from tests.integration.mail.returning import a_bounce, a_reply, after, in_a_sequence, mails
from tests.nurturing import MONDAY

NOW = MONDAY


@pytest.fixture(scope="module")
def shared_server() -> Iterator[PrivateImap]:
    server = PrivateImap()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def server(shared_server: PrivateImap) -> PrivateImap:
    """With an empty INBOX that nobody knows yet."""
    with shared_server.signed_in() as client:
        client.select("INBOX")
        client.uid("STORE", "1:*", "+FLAGS", "(\\Deleted)")
        client.expunge()
    return shared_server


@pytest.fixture
def box(server: PrivateImap) -> Imap:
    return Imap(Account.from_url(server.url()))


def filler(n: int) -> bytes:
    return (
        f"From: news{n}@example.org\nMessage-ID: <{n}@example.org>\nSubject: News {n}\n\nNothing.\n".encode()
    )


async def read(app: App, box: Any, now: datetime = NOW) -> int:
    return await read_mailbox(app.store, box, app.return_desk, now=now)


async def state(app: App, box: Imap) -> MailboxState:
    async with app.store.read() as uow:
        kept = await uow.mailboxes.get(box.name)
    assert kept
    return kept


async def open_tasks(app: App) -> list[str]:
    async with app.store.read() as uow:
        rows = await uow.connection.execute(
            select(tasks.c.reason).where(tasks.c.kind == "mailbox", tasks.c.done_at.is_(None))
        )
        return list(rows.scalars())


async def test_a_new_mail_is_read_once_and_left_as_it_was(app: App, server: PrivateImap, box: Imap) -> None:
    mail = await in_a_sequence(app)
    uid = server.deliver(a_reply(mail, "Call me.").as_bytes())
    before = server.in_it()
    assert await read(app, box) == 1
    assert (await after(app)).ended == ["replied"]
    kept = await state(app, box)
    assert (kept.last_uid, kept.read_at, kept.due_at) == (uid, NOW, NOW + timedelta(minutes=1))
    assert await read(app, box) == 0  # not due
    assert await read(app, box, NOW + timedelta(minutes=1)) == 1
    assert len((await after(app)).inbound) == 1
    assert server.in_it() == before
    assert b"Seen" not in b"".join(before)


async def test_the_worker_reads_it_as_due_work(app: App, server: PrivateImap, box: Imap) -> None:
    mail = await in_a_sequence(app)
    server.deliver(a_bounce(mail))
    app.mailbox = box
    assert await app.due_work["inbound"](NOW) == 1
    assert (await after(app)).suppressed == "bounced"
    app.mailbox = None
    assert await app.due_work["inbound"](NOW + timedelta(hours=1)) == 0


async def test_the_first_reading_goes_back_a_week(app: App, server: PrivateImap, box: Imap) -> None:
    mail = await in_a_sequence(app)
    server.deliver(a_reply(mail, "Long ago", n=1).as_bytes(), at=(NOW - timedelta(days=9)).timestamp())
    server.deliver(a_reply(mail, "Lately", n=2).as_bytes(), at=(NOW - timedelta(days=6)).timestamp())
    await read(app, box)
    assert [found.text for found in (await after(app)).inbound] == ["Lately"]


async def test_a_mailbox_with_nothing_new_in_a_week_is_not_read_from_its_beginning_later(
    app: App, server: PrivateImap, box: Imap
) -> None:
    mail = await in_a_sequence(app)
    old = server.deliver(a_reply(mail, "Long ago").as_bytes(), at=(NOW - timedelta(days=9)).timestamp())
    await read(app, box)
    assert (await state(app, box)).last_uid == old
    await read(app, box, NOW + timedelta(minutes=1))
    assert (await after(app)).inbound == []


class Killed(BaseException):
    """A worker that dies."""


class Dying(Imap):
    """Hands out a mail, and the worker is killed before what follows from it is committed."""

    @asynccontextmanager
    async def open(self) -> AsyncIterator[OpenedMailbox]:
        async with super().open() as opened:
            fetch = opened.fetch

            async def fetch_and_die(uid: int) -> bytes | None:
                await fetch(uid)
                raise Killed

            opened.fetch = fetch_and_die  # type: ignore[method-assign]
            yield opened


async def test_a_kill_between_fetching_and_committing_loses_nothing(
    app: App, server: PrivateImap, box: Imap
) -> None:
    mail = await in_a_sequence(app)
    server.deliver(a_reply(mail, "Call me.").as_bytes())
    with pytest.raises(Killed):
        await read(app, Dying(Account.from_url(server.url())))
    assert (await after(app)).inbound == []
    assert await read(app, box, NOW + timedelta(minutes=1)) == 0  # the dead one still holds the lease
    assert await read(app, box, NOW + timedelta(minutes=6)) == 1
    assert (await after(app)).ended == ["replied"]


async def test_a_kill_within_the_transaction_undoes_what_followed(
    app: App, server: PrivateImap, box: Imap, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail = await in_a_sequence(app)
    server.deliver(a_reply(mail, "Call me.").as_bytes())
    deal_with = reading.deal_with

    async def deal_and_die(*given: Any, **named: Any) -> None:
        await deal_with(*given, **named)
        raise Killed

    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(reading, "deal_with", deal_and_die)
        await read(app, box)
    assert (await after(app)).ended == [None]
    await read(app, box, NOW + timedelta(minutes=6))
    assert (await after(app)).ended == ["replied"]
    assert len((await after(app)).inbound) == 1


async def test_two_workers_do_it_once(app: App, server: PrivateImap, box: Imap) -> None:
    mail = await in_a_sequence(app)
    for n in range(5):
        server.deliver(a_reply(mail, f"Answer {n}", n=n).as_bytes())
    done = await asyncio.gather(*(read(app, box) for _ in range(4)))
    assert sorted(done) == [0, 0, 0, 1]
    assert len((await after(app)).inbound) == 5


async def test_who_lost_its_lease_commits_nothing(app: App, server: PrivateImap, box: Imap) -> None:
    mail = await in_a_sequence(app)
    server.deliver(a_reply(mail, "Call me.").as_bytes())

    class Slow(Imap):
        @asynccontextmanager
        async def open(self) -> AsyncIterator[OpenedMailbox]:
            async with super().open() as opened:
                later = NOW + timedelta(minutes=6)
                async with app.store.write() as uow:
                    assert await uow.mailboxes.claim(self.name, now=later, until=later + timedelta(minutes=5))
                yield opened

    assert await read(app, Slow(Account.from_url(server.url()))) == 1
    assert (await after(app)).inbound == []
    assert await read(app, box, NOW + timedelta(minutes=12)) == 1
    assert len((await after(app)).inbound) == 1


async def test_new_numbers_of_mails_are_read_again_and_nothing_happens_twice(
    app: App, server: PrivateImap, box: Imap
) -> None:
    mail = await in_a_sequence(app)
    with server.signed_in() as client:
        client.delete("Replies")
        client.create("Replies")
    theirs = Imap(Account.from_url(server.url(folder="/Replies")))
    server.deliver(a_reply(mail, "One", n=1).as_bytes(), folder="Replies")
    await read(app, theirs)
    before = await after(app)
    with server.signed_in() as client:
        client.delete("Replies")
    await asyncio.sleep(1.1)  # Dovecot numbers by the second
    server.deliver(a_reply(mail, "One", n=1).as_bytes(), folder="Replies")
    server.deliver(a_reply(mail, "Two", n=2).as_bytes(), folder="Replies")
    was = await state(app, theirs)
    await read(app, theirs, NOW + timedelta(minutes=1))
    assert (await state(app, theirs)).uid_validity != was.uid_validity
    assert [kept.text for kept in (await after(app)).inbound] == ["One", "Two"]
    assert (await after(app)).inbound[:1] == before.inbound


async def test_many_mails_are_read_in_portions(app: App, server: PrivateImap, box: Imap) -> None:
    mail = await in_a_sequence(app)
    for n in range(AT_ONCE + 1):
        server.deliver(filler(n))
    server.deliver(a_reply(mail, "Last").as_bytes())
    assert await read(app, box) == 1
    assert (await after(app)).inbound == []
    assert (await state(app, box)).due_at == NOW
    assert await read(app, box) == 1
    assert len((await after(app)).inbound) == 1


async def test_a_huge_mail_is_read_as_far_as_its_beginning(app: App, server: PrivateImap, box: Imap) -> None:
    mail = await in_a_sequence(app)
    letter = a_reply(mail, "See the file.")
    letter.add_attachment(b"x" * 23_000_000, maintype="application", subtype="zip", filename="all.zip")
    whole = letter.as_bytes()
    assert len(whole) > 30_000_000
    server.deliver(whole)
    fetched: list[int] = []

    class Measured(Imap):
        @asynccontextmanager
        async def open(self) -> AsyncIterator[OpenedMailbox]:
            async with super().open() as opened:
                fetch = opened.fetch

                async def measured(uid: int) -> bytes | None:
                    raw = await fetch(uid)
                    fetched.append(len(raw or b""))
                    return raw

                opened.fetch = measured  # type: ignore[method-assign]
                yield opened

    await read(app, Measured(Account.from_url(server.url())))
    assert fetched == [5_000_001]
    assert [kept.text for kept in (await after(app)).inbound] == ["See the file."]
    notice = next(m for m in await mails(app, kind="notice") if m.cause.startswith("reply:"))
    assert "longer than 5 MB" in notice.text


async def test_a_mail_that_cannot_be_dealt_with_is_passed_over_after_three_tries(
    app: App, server: PrivateImap, box: Imap, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail = await in_a_sequence(app)
    bad = server.deliver(filler(1))
    server.deliver(a_reply(mail, "Good one").as_bytes())
    deal_with = reading.deal_with

    async def breaks(uow: Any, letter: Any, *given: Any, **named: Any) -> Any:
        if letter.subject == "News 1":
            raise ZeroDivisionError
        return await deal_with(uow, letter, *given, **named)

    monkeypatch.setattr(reading, "deal_with", breaks)
    now = NOW
    for n in range(3):
        assert await read(app, box, now) == 1
        kept = await state(app, box)
        assert (kept.trying_uid, kept.tries, kept.failures) == (bad, FAILED * (n + 1), n + 1)
        why = f"Reading the mail with the number {bad} failed (ZeroDivisionError)."
        assert kept.problem == f"{why} It is tried again by itself."
        now = kept.due_at
    assert await read(app, box, now) == 1
    assert [found.text for found in (await after(app)).inbound] == ["Good one"]
    kept = await state(app, box)
    assert (kept.failures, kept.problem, kept.trying_uid) == (0, None, None)
    assert await open_tasks(app) == [
        f"read the mail with the number {bad} in {box.name}: it was passed over here"
    ]


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
