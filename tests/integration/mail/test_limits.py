"""How much useful mail goes out: in a lead's week, a domain's minute, an hour of all, and as leads prefer."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.leads.mail import Mail
from bot.mail.delivery import deliver_next
from bot.mail.port import Accepted, Deferred
from bot.nurture.models import Preferences
from bot.nurture.rules import address_hash
from bot.playbook.shapes import Sending
from bot.store.database import Store, open_engine
from tests.integration.mail.delivering import NOW, log
from tests.nurturing import SENDER, Outbox, a_draft, a_lead, agreed

FREE = Sending(a_week_per_lead=None, a_minute_per_domain=None, an_hour=None)
MINUTE, HOUR, DAY, WEEK = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1), timedelta(days=7)


async def leads(store: Store, count: int, domain: str = "example.com") -> list[str]:
    """So many leads who agreed to useful mail."""
    ids = [f"lead_{domain}_{n}" for n in range(count)]
    for n, lead_id in enumerate(ids):
        await agreed(store, a_lead(lead_id, f"visitor{n}@{domain}"))
    return ids


async def offer(store: Store, lead_id: str, n: int = 0, *, due: datetime = NOW, **changes: object) -> str:
    """A useful mail that belongs to no sequence, in the mail log."""
    async with store.write() as uow:
        lead = await uow.leads.get(lead_id)
        assert lead is not None
        draft = a_draft(kind="ready", cause=f"ready:{lead_id}:{n}", recipient=lead.contact.email)
        mail_id = await uow.mails.queue(replace(draft, lead_id=lead_id, due_at=due, **changes), now=due)  # type: ignore[arg-type]
    assert mail_id is not None
    return mail_id


async def deliver(store: Store, sending: Sending, now: datetime, outbox: Outbox | None = None) -> int:
    """How many mails were sent at that instant."""
    outbox = outbox or Outbox()
    before = len(outbox.sent)
    while await deliver_next(store, outbox, SENDER, sending, now=now):
        pass
    return len(outbox.sent) - before


async def waiting(store: Store) -> list[Mail]:
    return sorted((m for m in await log(store) if m.state in ("queued", "deferred")), key=lambda m: m.due_at)


async def test_a_lead_gets_so_many_a_week_and_the_next_when_the_first_is_a_week_old(store: Store) -> None:
    (ann,) = await leads(store, 1)
    sending = replace(FREE, a_week_per_lead=2)
    for n in range(3):
        await offer(store, ann, n, due=NOW + n * HOUR)
    assert await deliver(store, sending, NOW) == 1
    assert await deliver(store, sending, NOW + 3 * HOUR) == 1

    (held,) = await waiting(store)
    assert (held.due_at, held.reason) == (NOW + WEEK, "weekly limit of 2 mails")
    assert await deliver(store, sending, NOW + WEEK - timedelta(seconds=1)) == 0
    assert await deliver(store, sending, NOW + WEEK) == 1


async def test_a_limit_that_ends_outside_of_the_leads_hours_waits_for_them(store: Store) -> None:
    (ann,) = await leads(store, 1)
    sending = replace(FREE, a_minute_per_domain=1)
    closing = NOW.replace(hour=15, minute=59, second=30)  # 16:59:30 in Berlin
    for n in range(2):
        await offer(store, ann, n, due=closing)
    assert await deliver(store, sending, closing) == 1

    (held,) = await waiting(store)
    assert held.due_at == (NOW + DAY).replace(hour=8, minute=0)
    assert held.reason == (
        "1 mail a minute to example.com; moved to working hours in Europe/Berlin: after working hours"
    )


async def test_a_domain_gets_so_many_a_minute_and_others_are_not_held_up(store: Store) -> None:
    sending = replace(FREE, a_minute_per_domain=2)
    for lead_id in [*await leads(store, 5), *await leads(store, 2, "example.org")]:
        await offer(store, lead_id)
    assert await deliver(store, sending, NOW) == 4

    held = await waiting(store)
    assert {mail.reason for mail in held} == {"2 mails a minute to example.com"}
    assert [mail.due_at - NOW for mail in held] == [MINUTE, MINUTE, 2 * MINUTE]
    assert [await deliver(store, sending, NOW + n * MINUTE) for n in (1, 2)] == [2, 1]


async def test_everything_together_is_limited_to_an_hour(store: Store) -> None:
    sending = replace(FREE, an_hour=3)
    for n, domain in enumerate(("a.example", "b.example", "c.example", "d.example")):
        (lead_id,) = await leads(store, 1, domain)
        await offer(store, lead_id, due=NOW + n * MINUTE)
        await deliver(store, sending, NOW + n * MINUTE)

    (held,) = await waiting(store)
    assert (held.due_at, held.reason) == (NOW + HOUR, "hourly limit of 3")
    assert await deliver(store, sending, NOW + HOUR) == 1


async def test_what_people_wait_for_counts_and_waits_for_no_limit(store: Store) -> None:
    (ann,) = await leads(store, 1)
    sending = Sending(a_week_per_lead=1, a_minute_per_domain=1, an_hour=1)
    async with store.write() as uow:
        for n in range(3):
            await uow.mails.queue(a_draft(cause=f"meeting:{n}:visitor", lead_id=ann), now=NOW)
    await offer(store, ann)
    assert await deliver(store, sending, NOW) == 3

    (held,) = await waiting(store)
    assert held.kind == "ready"
    assert held.due_at == NOW + HOUR
    assert "a minute" in (held.reason or "")
    assert "hourly limit of 1" in (held.reason or "")


async def test_attempts_count_one_by_one_though_they_are_of_one_mail(store: Store) -> None:
    first, second = await leads(store, 2)
    sending = replace(FREE, an_hour=2)
    await offer(store, first)
    outbox = Outbox(Deferred("450 later"), Deferred("450 later"), Accepted())
    assert await deliver(store, sending, NOW, outbox) == 1
    assert await deliver(store, sending, NOW + MINUTE, outbox) == 1
    await offer(store, second, due=NOW + 2 * MINUTE)

    assert await deliver(store, sending, NOW + 2 * MINUTE, outbox) == 0
    assert {mail.due_at for mail in await waiting(store)} == {NOW + HOUR}
    assert await deliver(store, sending, NOW + HOUR, outbox) == 1


async def test_who_is_erased_leaves_what_was_sent_in_the_count(store: Store) -> None:
    first, second = await leads(store, 2)
    sending = replace(FREE, an_hour=1)
    await offer(store, first)
    await deliver(store, sending, NOW)
    async with store.write() as uow:
        await uow.leads.remove(first)
    await offer(store, second)

    assert await deliver(store, sending, NOW + MINUTE) == 0


async def test_a_mail_that_was_refused_does_not_count_in_the_leads_week(store: Store) -> None:
    (ann,) = await leads(store, 1)
    sending = replace(FREE, a_week_per_lead=1)
    await offer(store, ann, 0)
    await deliver(store, sending, NOW, Outbox(Deferred("450 later")))
    await offer(store, ann, 1)

    assert await deliver(store, sending, NOW) == 1


async def test_what_another_year_sent_does_not_hold_up_this_one(store: Store) -> None:
    first, second = await leads(store, 2)
    sending = Sending(a_week_per_lead=1, a_minute_per_domain=1, an_hour=1)
    later = NOW + 52 * WEEK
    await offer(store, first, 0, due=later)
    assert await deliver(store, sending, later) == 1
    await offer(store, second)
    assert await deliver(store, sending, NOW) == 1


async def test_many_to_one_domain_are_asked_once_each_and_not_every_minute(store: Store) -> None:
    sending = replace(FREE, a_minute_per_domain=2)
    for lead_id in await leads(store, 12):
        await offer(store, lead_id)
    dealt_with = 0
    for minute in range(7):
        while await deliver_next(store, Outbox(), SENDER, sending, now=NOW + minute * MINUTE):
            dealt_with += 1

    assert {mail.state for mail in await log(store)} == {"accepted"}
    assert dealt_with <= 14


async def test_no_window_ever_holds_more_than_a_limit_with_eight_workers_and_mails_that_are_deferred(
    store: Store, database_url: str
) -> None:
    sending = Sending(a_week_per_lead=2, a_minute_per_domain=3, an_hour=20)
    for lead_id in [*await leads(store, 6), *await leads(store, 6, "example.org")]:
        for n in range(3):
            await offer(store, lead_id, n)
    attempts: list[tuple[datetime, str]] = []
    workers = [Store(open_engine(database_url)) for _ in range(8)]
    for step in range(200):
        now = NOW + step * timedelta(seconds=20)
        await asyncio.gather(*(_work(worker, sending, now, attempts) for worker in workers))
    for worker in workers:
        await worker.close()

    for domain in ("example.com", "example.org"):
        assert most_in([at for at, to in attempts if to.endswith(f"@{domain}")], MINUTE) == 3
    assert most_in([at for at, _ in attempts], HOUR) == 20
    by_lead = {to: [mail for mail in await log(store) if mail.recipient == to] for _, to in attempts}
    for mails in by_lead.values():
        assert sum(mail.state == "accepted" for mail in mails) <= 2


async def _work(store: Store, sending: Sending, now: datetime, attempts: list[tuple[datetime, str]]) -> None:
    class Server:
        """Defers every fifth mail."""

        async def send(self, message: object, *, sender: str, recipient: str) -> Accepted | Deferred:
            attempts.append((now, recipient))
            await asyncio.sleep(0)
            return Deferred("450 later") if len(attempts) % 5 == 0 else Accepted()

    while await deliver_next(store, Server(), SENDER, sending, now=now):
        pass


def most_in(instants: Sequence[datetime], window: timedelta) -> int:
    """How many of them the fullest window holds."""
    return max(sum(start <= at < start + window for at in instants) for start in instants)


async def test_a_pause_that_the_lead_chose_holds_a_mail_that_is_written(store: Store) -> None:
    (ann,) = await leads(store, 1)
    until = NOW + 10 * DAY
    async with store.write() as uow:
        await uow.preferences.save(Preferences(ann, paused_until=until), now=NOW)
    await offer(store, ann)
    assert await deliver(store, FREE, NOW) == 0

    (held,) = await waiting(store)
    assert held.due_at == until
    assert held.reason == "paused until 12 March by the lead"
    assert await deliver(store, FREE, until) == 1


async def test_the_rhythm_that_the_lead_chose_holds_between_any_two_mails(store: Store) -> None:
    (ann,) = await leads(store, 1)
    async with store.write() as uow:
        await uow.preferences.save(Preferences(ann, every_days=14), now=NOW)
    for n in range(2):
        await offer(store, ann, n)
    assert await deliver(store, FREE, NOW) == 1

    (held,) = await waiting(store)
    assert (held.due_at, held.reason) == (NOW + 14 * DAY, "one mail in 14 days, as the lead prefers")
    assert await deliver(store, FREE, NOW + 14 * DAY) == 1


@pytest.mark.parametrize(
    ("what", "reason"),
    [
        ("bounced", "address bounced"),
        ("unsubscribed", "unsubscribed"),
        ("meeting", "meeting booked"),
        ("customer", "became a customer"),
        ("consent", "consent withdrawn"),
    ],
)
async def test_an_offer_to_meet_whose_reason_is_gone_is_withheld(
    store: Store, what: str, reason: str
) -> None:
    (ann,) = await leads(store, 1)
    await offer(store, ann)
    async with store.write() as uow:
        lead = await uow.leads.get(ann)
        assert lead is not None
        if what in ("bounced", "unsubscribed"):
            await uow.suppressions.add(address_hash(lead.contact.email or ""), what, now=NOW)
        elif what == "consent":
            await uow.consents.withdraw(ann, "nurture", now=NOW)
        else:
            await uow.leads.save(replace(lead, stage=what))  # type: ignore[arg-type]
    assert await deliver(store, FREE, NOW) == 0

    assert [(mail.state, mail.reason) for mail in await log(store)] == [("withheld", reason)]
