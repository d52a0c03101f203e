"""From the mail log to a mail server: what is promised when all goes well, and when it does not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from icalendar import Calendar

from bot.leads.events import MeetingBooked
from bot.leads.mail import Mail
from bot.mail.delivery import BACKOFF, LEASE, deliver_next, settled
from bot.mail.port import Accepted, Deferred, Unknown
from bot.nurture.rules import address_hash
from bot.store.database import Store
from tests.integration.mail.delivering import ICS, NOW, an_invite, deliver, log, nurture_mail, smtp
from tests.nurturing import PLAYBOOK, SENDER, SENDING, Outbox, a_draft
from tests.smtp import failing_server, mail_server


async def test_a_nurture_mail_arrives_with_both_parts_and_one_click_unsubscribe(store: Store) -> None:
    queued = await nurture_mail(store)
    with mail_server() as (url, keeper):
        assert await deliver(store, smtp(url)) == 1

    (received,) = keeper.received
    mail = received.mail
    assert (received.sender, received.recipients) == ("hello@tidewater.example", ["ann@example.com"])
    assert mail["From"].addresses[0].display_name == "Dana Köhler, Tidewater"
    assert str(mail["To"]) == "Ann Berg <ann@example.com>"
    assert mail["Subject"] == "Your notes from our chat"
    assert mail["Message-ID"] == f"<{queued.id}@tidewater.example>"
    assert mail["List-Unsubscribe"] == f"<{queued.unsubscribe_url}>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail.get_content_type() == "multipart/alternative"
    plain, html = mail.iter_parts()
    for line in PLAYBOOK.site.postal_address:
        assert line in plain.get_content()
        assert line in html.get_content()
    assert queued.unsubscribe_url in plain.get_content()
    assert all(len(line) <= 998 for line in received.raw.split(b"\r\n"))
    (row,) = await log(store)
    assert (row.state, row.attempts, row.message_id) == ("accepted", 1, f"{queued.id}@tidewater.example")


async def test_an_invite_arrives_as_calendar_programs_want_it(store: Store) -> None:
    await an_invite(store, ics=ICS, ics_method="REQUEST", reply_to="rep@tidewater.example")
    with mail_server() as (url, keeper):
        await deliver(store, smtp(url))

    mail = keeper.received[0].mail
    assert mail.get_content_type() == "multipart/mixed"
    assert mail["Reply-To"] == "rep@tidewater.example"
    assert "List-Unsubscribe" not in mail
    alternative, attachment = mail.iter_parts()
    assert alternative.get_content_type() == "multipart/alternative"
    kinds = [part.get_content_type() for part in alternative.iter_parts()]
    assert kinds == ["text/plain", "text/html", "text/calendar"]
    calendar = list(alternative.iter_parts())[2]
    assert calendar["Content-Type"].params == {"charset": "utf-8", "method": "REQUEST"}
    assert attachment.get_filename() == "invite.ics"
    assert attachment.get_content() == ICS.encode()
    for content in (calendar.get_content(), attachment.get_content()):
        parsed = Calendar.from_ical(content)
        assert parsed["METHOD"] == "REQUEST"
        assert (
            parsed.walk("VEVENT")[0]["SUMMARY"] == "Zoë & Ünal: ein Gespräch über Daten, Kosten und Fristen"
        )


@pytest.mark.parametrize(
    ("answers", "state", "handed_over", "why"),
    [
        ({"greeting": "421 busy"}, "deferred", 0, "the server is busy"),
        ({"greeting": None}, "deferred", 0, "the server hangs up at once"),
        ({"EHLO": None}, "deferred", 0, "it hangs up while greeting"),
        ({"MAIL": "450 later"}, "deferred", 0, "later, says MAIL"),
        ({"MAIL": "550 not from you"}, "deferred", 0, "the settings are wrong, not this mail"),
        ({"greeting": "554 go away"}, "deferred", 0, "nothing to do with this mail"),
        ({"RCPT": "450 greylisted"}, "deferred", 0, "later, says RCPT"),
        ({"RCPT": "550 no such user"}, "rejected", 0, "never, says RCPT"),
        ({"RCPT": "stall"}, "deferred", 0, "no answer to RCPT"),
        ({"DATA": "451 disk full"}, "deferred", 0, "later, says DATA"),
        ({"DATA": "554 no"}, "rejected", 0, "never, says DATA"),
        ({"DATA": None}, "deferred", 0, "it hangs up at DATA"),
        ({"dot": "452 later"}, "deferred", 1, "later, after the final dot"),
        ({"dot": "554 spam"}, "rejected", 1, "never, after the final dot"),
        ({"dot": None}, "unknown", 1, "it hangs up after the final dot"),
        ({"dot": "stall"}, "unknown", 1, "no answer to the final dot"),
        ({"dot": "nonsense"}, "unknown", 1, "an answer that is none"),
        ({"dot": "252 I have taken it, I think"}, "accepted", 1, "a 2xx means taken, whichever it is"),
        ({"dot": "354 go on"}, "unknown", 1, "an answer that belongs to another command"),
        ({"dot": "600 odd"}, "unknown", 1, "a code that there is not"),
    ],
)
async def test_how_an_attempt_ended_is_known_as_exactly_as_it_can_be(
    answers: dict[str, str | None], state: str, handed_over: int, why: str
) -> None:
    mail = a_queued_mail("nurture")
    async with failing_server(**answers) as (url, script):
        from bot.mail.compose import compose

        outcome = await smtp(url).send(
            compose(mail, SENDER, at=NOW), sender=SENDER.address, recipient=mail.recipient
        )

    assert settled(mail, outcome, now=NOW)[0] == state, why
    assert script.dots == handed_over


def a_queued_mail(kind: str) -> Mail:
    row = {
        "id": "mail_1", "state": "sending", "due_at": NOW, "created_at": NOW, "updated_at": NOW,
        "message_id": "mail_1@tidewater.example", "attempts": 1, "kind": kind,
    }  # fmt: skip
    return Mail(**(vars(a_draft()) | row))


async def test_a_server_that_is_not_there_defers(store: Store) -> None:
    await an_invite(store)
    await deliver(store, smtp("smtp://127.0.0.1:1"))

    (row,) = await log(store)
    assert (row.state, row.due_at) == ("deferred", NOW + BACKOFF[0])


async def test_a_dropped_answer_never_sends_a_nurture_mail_twice_but_sends_an_invite_again(
    store: Store,
) -> None:
    await nurture_mail(store)
    await an_invite(store)
    outbox = Outbox(Unknown("gone"), Unknown("gone"), Accepted())
    await deliver(store, outbox)
    for hours in (1, 48):
        await deliver(store, outbox, NOW + timedelta(hours=hours))

    by_kind = {mail.kind: mail for mail in await log(store)}
    assert (by_kind["nurture"].state, by_kind["nurture"].attempts) == ("unknown", 1)
    assert (by_kind["invite"].state, by_kind["invite"].attempts) == ("accepted", 2)
    ids = [mail["Message-ID"] for mail in outbox.sent]
    assert len(ids) == 3
    assert len(set(ids)) == 2


async def test_a_worker_killed_while_sending_is_taken_over_when_its_lease_runs_out(store: Store) -> None:
    class Killed(BaseException): ...

    class Dies:
        async def send(self, *_: object, **__: object) -> Accepted:
            raise Killed

    await nurture_mail(store)
    await an_invite(store)
    for _ in range(2):
        with pytest.raises(Killed):
            await deliver_next(store, Dies(), SENDER, SENDING, now=NOW)
    outbox = Outbox()

    assert {mail.state for mail in await log(store)} == {"sending"}
    assert await deliver(store, outbox, NOW + LEASE - timedelta(seconds=1)) == 0
    assert await deliver(store, outbox, NOW + LEASE) == 2

    states = {mail.kind: (mail.state, mail.reason) for mail in await log(store)}
    assert states["nurture"] == ("unknown", "the worker stopped while it was sending")
    assert states["invite"][0] == "accepted"
    assert [str(mail["Subject"]) for mail in outbox.sent] == ["Your call on Tuesday"]


async def test_the_word_of_an_attempt_that_was_overtaken_does_not_count(store: Store) -> None:
    await an_invite(store)
    async with store.write() as uow:
        first = await uow.mails.claim(now=NOW)
    assert first is not None
    await deliver(store, Outbox())

    async with store.write() as uow:
        assert not await uow.mails.settle(first, "rejected", "late", now=NOW)
    assert [mail.state for mail in await log(store)] == ["accepted"]


async def test_what_happened_since_it_was_queued_is_looked_at_again(store: Store) -> None:
    await nurture_mail(store)
    async with store.write() as uow:
        await uow.suppressions.add(address_hash("ann@example.com"), "unsubscribed", now=NOW)
    outbox = Outbox()
    await deliver(store, outbox)

    assert outbox.sent == []
    assert [(mail.state, mail.reason) for mail in await log(store)] == [("withheld", "unsubscribed")]


async def test_a_booking_withholds_the_mail_and_leaves_the_invite(store: Store) -> None:
    await nurture_mail(store)
    await an_invite(store, lead_id="lead_ann")
    async with store.write() as uow:
        await uow.publish(MeetingBooked("lead_ann", NOW, "meet_1", "amara"))
    await deliver(store, Outbox())

    states = {mail.kind: (mail.state, mail.reason) for mail in await log(store)}
    assert states == {"nurture": ("withheld", "meeting booked"), "invite": ("accepted", None)}


async def test_a_suppressed_address_still_gets_the_invite_that_its_owner_asked_for(store: Store) -> None:
    async with store.write() as uow:
        await uow.suppressions.add(address_hash("ann@example.com"), "unsubscribed", now=NOW)
    await an_invite(store)
    await deliver(store, Outbox())

    assert [mail.state for mail in await log(store)] == ["accepted"]


async def test_a_deferred_nurture_mail_waits_for_the_leads_hours(store: Store) -> None:
    await nurture_mail(store)
    outbox = Outbox(Deferred("450 later"), Accepted())
    await deliver(store, outbox)
    evening = NOW.replace(hour=19)
    await deliver(store, outbox, evening)

    (waiting,) = await log(store)
    assert waiting.state == "deferred"
    assert waiting.due_at == (NOW + timedelta(days=1)).replace(hour=8, minute=0)
    assert waiting.reason == "moved to working hours in Europe/Berlin: after working hours"
    await deliver(store, outbox, waiting.due_at)
    assert [mail.state for mail in await log(store)] == ["accepted"]


async def test_a_mail_that_no_server_takes_is_given_up_in_the_end(store: Store) -> None:
    await an_invite(store)
    outbox = Outbox(Deferred("450 later"))
    for days in range(14):
        await deliver(store, outbox, NOW + timedelta(days=days))

    (row,) = await log(store)
    assert row.state == "rejected"
    assert row.reason == "given up after 9 attempts: 450 later"
    assert len(outbox.sent) == 9
