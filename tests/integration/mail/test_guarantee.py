"""The honest guarantee with many workers: each mail once, and the best word on it in the end."""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.errors import DatabaseUnavailable
from bot.leads.events import AddressBounced, MeetingBooked
from bot.leads.mail import Mail
from bot.mail import smtp as smtp_settings
from bot.mail.deciding import leave_it, send_again
from bot.mail.delivery import LEASE, deliver_next
from bot.mail.port import Accepted, Deferred, Outcome, Rejected, Unknown
from bot.mail.smtp import SmtpMailer, SmtpServer
from bot.nurture.service import end_all
from bot.playbook.shapes import Sending
from bot.store.database import Store, open_engine
from tests.integration.mail.delivering import NOW, an_invite, deliver, log, nurture_mail
from tests.nurturing import HANDLERS, SENDER, SENDING, Outbox
from tests.smtp import mail_server

FREE = Sending(a_week_per_lead=None, a_minute_per_domain=None, an_hour=None)
MAILS = 200


async def many(store: Store) -> None:
    for n in range(MAILS):
        await an_invite(store, recipient=f"visitor{n}@example{n % 7}.com", cause=f"meeting:{n}:visitor")


@pytest.mark.timeout(300)
async def test_eight_workers_hand_two_hundred_mails_to_a_real_server_once_each(
    store: Store, database_url: str
) -> None:
    await many(store)
    with mail_server() as (url, keeper):
        await asyncio.gather(*(_worker(database_url, url) for _ in range(8)))

    assert Counter(to for mail in keeper.received for to in mail.recipients) == _once_each()
    assert {(mail.state, mail.attempts) for mail in await log_of_all(store)} == {("accepted", 1)}


@pytest.mark.proof
@pytest.mark.timeout(300)
async def test_processes_hand_two_hundred_mails_to_a_real_server_once_each(
    store: Store, database_url: str, sized: Callable[[int], int]
) -> None:
    count = max(2, sized(8))
    await many(store)
    with mail_server() as (url, keeper):
        command = (sys.executable, "-m", "tests.integration.mail.test_guarantee", database_url, url)
        running = [await asyncio.create_subprocess_exec(*command) for _ in range(count)]
        assert [await process.wait() for process in running] == [0] * count

    assert Counter(to for mail in keeper.received for to in mail.recipients) == _once_each()
    assert {(mail.state, mail.attempts) for mail in await log_of_all(store)} == {("accepted", 1)}


def _once_each() -> Counter[str]:
    return Counter({f"visitor{n}@example{n % 7}.com": 1 for n in range(MAILS)})


async def log_of_all(store: Store) -> list[Mail]:
    async with store.read() as uow:
        return await uow.mails.log(limit=10_000)


async def _worker(database_url: str, smtp_url: str) -> None:
    """A worker with connections of its own; it looks a second time, as others may hold what is due."""
    store, mailer = Store(open_engine(database_url)), SmtpMailer(SmtpServer.from_url(smtp_url))
    for _ in range(2):
        while await deliver_next(store, mailer, SENDER, FREE, now=NOW):
            pass
    await mailer.close()
    await store.close()


def test_the_lease_is_longer_than_the_longest_talk_with_a_mail_server() -> None:
    step = smtp_settings.STEP_SECONDS
    connecting = smtp_settings.KEPT_SECONDS + smtp_settings.CONNECT_SECONDS + step
    longest = connecting + 3 * step + smtp_settings.DATA_SECONDS  # MAIL, RCPT, DATA, and the final dot
    assert longest + 16 < LEASE.total_seconds()  # twice what the queue for SQLite's writer may take


class Slow:
    """A mail server that answers when it is told to."""

    def __init__(self, answer: Outcome) -> None:
        self._answer = answer
        self.handed_over, self.go_on = asyncio.Event(), asyncio.Event()

    async def send(self, message: object, *, sender: str, recipient: str) -> Outcome:
        self.handed_over.set()
        await self.go_on.wait()
        return self._answer


@asynccontextmanager
async def slow_worker(store: Store, answer: Outcome) -> AsyncIterator[None]:
    """While it lasts a worker waits for the mail server; at its end that gives its answer."""
    server = Slow(answer)
    worker = asyncio.create_task(deliver_next(store, server, SENDER, SENDING, now=NOW))
    await server.handed_over.wait()
    yield
    server.go_on.set()
    assert await worker == 1


async def only_mail(store: Store) -> Mail:
    (mail,) = await log(store)
    return mail


@pytest.mark.parametrize(
    ("answer", "state"),
    [(Accepted("taken"), "accepted"), (Rejected("554 no"), "rejected"), (Unknown("gone"), "unknown")],
)
async def test_a_worker_that_comes_back_after_its_lease_has_the_best_word_on_a_nurture_mail(
    store: Store, answer: Outcome, state: str
) -> None:
    await nurture_mail(store)
    outbox = Outbox()
    async with slow_worker(store, answer):
        await deliver(store, outbox, NOW + LEASE)
        assert (await only_mail(store)).state == "unknown"

    assert (await only_mail(store)).state == state
    assert outbox.sent == []


async def test_a_worker_that_comes_back_too_late_changes_nothing_of_a_later_attempt(store: Store) -> None:
    await an_invite(store)
    async with slow_worker(store, Rejected("554 no")):
        await deliver(store, Outbox(), NOW + LEASE)

    mail = await only_mail(store)
    assert (mail.state, mail.attempts) == ("accepted", 2)


async def test_a_worker_that_comes_back_saves_a_lead_from_a_second_copy(store: Store) -> None:
    await nurture_mail(store)
    outbox = Outbox()
    async with slow_worker(store, Accepted("taken after all")):
        await deliver(store, outbox, NOW + LEASE)
        async with store.write() as uow:
            await send_again(uow, (await only_mail(store)).id, "ann@tidewater.example", now=NOW)

    assert (await only_mail(store)).state == "accepted"
    await deliver(store, outbox, NOW + 2 * LEASE)
    assert outbox.sent == []


async def test_not_knowing_does_not_undo_what_an_operator_decided(store: Store) -> None:
    await nurture_mail(store)
    async with slow_worker(store, Unknown("gone")):
        await deliver(store, Outbox(), NOW + LEASE)
        async with store.write() as uow:
            await send_again(uow, (await only_mail(store)).id, "ann@tidewater.example", now=NOW + LEASE)
    assert (await only_mail(store)).state == "queued"

    async with store.write() as uow:
        mail = await uow.mails.get((await only_mail(store)).id)
        assert mail is not None
        assert not await uow.mails.settle(mail, "unknown", "again", now=NOW)


async def test_what_counts_as_sent_is_not_changed_by_anybody_who_comes_late(store: Store) -> None:
    await nurture_mail(store)
    async with slow_worker(store, Rejected("554 no")):
        await deliver(store, Outbox(), NOW + LEASE)
        async with store.write() as uow:
            await leave_it(uow, (await only_mail(store)).id, "ann@tidewater.example", now=NOW)

    assert (await only_mail(store)).state == "accepted"


async def test_a_mail_that_was_sent_again_is_looked_at_again(store: Store) -> None:
    await nurture_mail(store)
    await deliver(store, Outbox(Unknown("gone")))
    async with store.write() as uow:
        await send_again(uow, (await only_mail(store)).id, "ann@tidewater.example", now=NOW)
        await end_all(uow, "lead_ann", "replied", now=NOW)

    assert [(mail.state, mail.reason) for mail in await log(store)] == [("withheld", "replied")]


@pytest.mark.parametrize(
    ("answer", "state"),
    [(Accepted(), "accepted"), (Deferred("450 later"), "withheld"), (Unknown("gone"), "unknown")],
)
async def test_a_booking_while_a_mail_is_being_sent_ends_it_unless_it_is_out(
    store: Store, answer: Outcome, state: str
) -> None:
    await nurture_mail(store)
    async with slow_worker(store, answer):
        async with store.write() as uow:
            await uow.publish(MeetingBooked("lead_ann", NOW, "meet_1", "amara"))
        assert (await only_mail(store)).state == "sending"
    outbox = Outbox()
    await deliver(store, outbox, NOW + timedelta(hours=1))

    assert (await only_mail(store)).state == state
    assert outbox.sent == []


async def test_a_sent_mail_is_due_when_it_was_due_and_not_when_its_lease_ends(store: Store) -> None:
    await an_invite(store)
    await deliver(store, Outbox())

    assert (await only_mail(store)).due_at == NOW


async def test_a_postponed_question_whose_worker_died_is_not_being_sent(store: Store) -> None:
    mail = await nurture_mail(store)
    async with store.write() as uow:
        await uow.mails.begin(replace(mail, attempts=1), until=NOW, now=NOW)
        await uow.mails.postpone(mail.id, NOW + LEASE, "hourly limit of 1", now=NOW)

    assert [(mail.state, mail.reason) for mail in await log(store)] == [("deferred", "hourly limit of 1")]


async def test_an_outcome_is_kept_though_the_database_is_away_for_a_moment(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.mail.delivery.PATIENCE", (0.0, 0.0))
    await nurture_mail(store)
    away = [False, True, True, False]  # claiming; keeping and claiming the next; twice keeping alone

    class Flaky:
        @asynccontextmanager
        async def write(self) -> AsyncIterator[object]:
            if away.pop(0):
                raise DatabaseUnavailable
            async with store.write() as uow:
                yield uow

    with pytest.raises(DatabaseUnavailable):  # there is no next one to be had
        await deliver_next(Flaky(), Outbox(), SENDER, SENDING, now=NOW)  # type: ignore[arg-type]
    assert (await only_mail(store)).state == "accepted"


async def bounced(store: Store, database_url: str) -> list[AddressBounced]:
    """The events of delivering what waits, to a server that knows nobody of these names."""
    told: list[AddressBounced] = []

    async def tell(uow: object, event: AddressBounced) -> None:
        told.append(event)

    listening = Store(open_engine(database_url), {**HANDLERS, AddressBounced: [tell]})
    await deliver(listening, Outbox(Rejected("550 5.1.1 no such user", no_mailbox="5.1.1")))
    await listening.close()
    return told


async def test_a_mailbox_that_is_not_there_is_told_with_its_status(store: Store, database_url: str) -> None:
    mail = await nurture_mail(store)
    told = await bounced(store, database_url)

    assert told == [AddressBounced("lead_ann", NOW, "ann@example.com", mail.id, "5.1.1")]
    assert (await only_mail(store)).state == "rejected"


async def test_a_bounce_of_an_address_that_the_lead_no_longer_has_or_of_a_rep_is_nobodys(
    store: Store, database_url: str
) -> None:
    await nurture_mail(store)
    await an_invite(store, recipient="rep@tidewater.example", lead_id="lead_ann")
    async with store.write() as uow:
        lead = await uow.leads.get("lead_ann")
        assert lead is not None
        await uow.leads.save(replace(lead, contact=replace(lead.contact, email="new@example.com")))

    assert await bounced(store, database_url) == []
    assert {mail.state for mail in await log(store)} == {"rejected"}


async def test_a_refusal_of_ours_is_no_bounce(store: Store, database_url: str) -> None:
    await nurture_mail(store)
    told: list[AddressBounced] = []

    async def tell(uow: object, event: AddressBounced) -> None:
        told.append(event)

    listening = Store(open_engine(database_url), {**HANDLERS, AddressBounced: [tell]})
    await deliver(listening, Outbox(Rejected("550 5.7.1 blocked")))
    await listening.close()
    assert told == []


if __name__ == "__main__":
    asyncio.run(_worker(*sys.argv[1:]))
