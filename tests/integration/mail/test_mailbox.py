"""A real mailbox is read: each mail once, whatever happens, and nothing in it is changed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest

from bot.bootstrap import App
from bot.mail import mailbox as reading
from bot.mail.imap import Account, Imap, OpenedMailbox
from bot.mail.mailbox import AT_ONCE, FAILED
from tests.imap import PrivateImap
from tests.integration.mail.reading import NOW, open_tasks, read, state
from tests.integration.mail.returning import a_bounce, a_reply, after, in_a_sequence, mails


def filler(n: int) -> bytes:
    return (
        f"From: news{n}@example.org\nMessage-ID: <{n}@example.org>\nSubject: News {n}\n\nNothing.\n".encode()
    )


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
