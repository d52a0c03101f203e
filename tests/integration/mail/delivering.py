"""What the tests of delivery share: mails that wait, and the way out."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.leads.mail import Mail
from bot.mail.delivery import deliver_next
from bot.mail.port import Mailer
from bot.mail.smtp import SmtpMailer, SmtpServer
from bot.nurture.steps import do_next_step
from bot.store.database import Store
from tests.nurturing import DESK, MONDAY, SENDER, SENDING, a_draft, enrolled

NOW = MONDAY + timedelta(minutes=2)
ICS = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Bantam//EN\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:m1@tidewater.example\r\n"
    "DTSTAMP:20260302T090000Z\r\nDTSTART:20260303T090000Z\r\nDTEND:20260303T093000Z\r\nSEQUENCE:0\r\n"
    "SUMMARY:Zoë & Ünal: ein Gespräch über Daten\\, Kosten und Fristen\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


async def nurture_mail(store: Store) -> Mail:
    """A queued mail of a sequence, due at NOW."""
    await enrolled(store)
    await do_next_step(store, DESK, now=NOW)
    (mail,) = await log(store)
    return mail


async def an_invite(store: Store, **changes: object) -> Mail:
    async with store.write() as uow:
        mail_id = await uow.mails.queue(a_draft(**changes), now=NOW)
        assert mail_id is not None
        mail = await uow.mails.get(mail_id)
    assert mail is not None
    return mail


async def log(store: Store) -> list[Mail]:
    async with store.read() as uow:
        return await uow.mails.log()


async def deliver(store: Store, mailer: Mailer, now: datetime = NOW) -> int:
    done = 0
    while count := await deliver_next(store, mailer, SENDER, SENDING, now=now):
        done += count
    return done


def smtp(url: str) -> SmtpMailer:
    return SmtpMailer(SmtpServer.from_url(url), step_seconds=1, data_seconds=1)
