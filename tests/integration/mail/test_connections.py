"""Several mails over one connection: it is never less known how far each of them got."""

from __future__ import annotations

import asyncio

import pytest

from bot.mail import connections
from bot.mail.compose import compose
from bot.mail.port import Accepted, Deferred, Outcome, Rejected, Unknown
from bot.mail.smtp import SmtpMailer
from tests.integration.mail.delivering import smtp
from tests.nurturing import MONDAY, SENDER
from tests.smtp import failing_server
from tests.unit.mail.test_headers import a_mail


async def send(mailer: SmtpMailer, recipient: str = "ann@example.com") -> Outcome:
    message = compose(a_mail(), SENDER, at=MONDAY)
    return await mailer.send(message, sender=SENDER.address, recipient=recipient)


async def test_one_mail_after_the_other_goes_over_one_connection() -> None:
    async with failing_server() as (url, script):
        mailer = smtp(url)
        outcomes = [await send(mailer) for _ in range(3)]
        await mailer.close()

    assert outcomes == [Accepted("fine")] * 3
    assert script.commands == ["EHLO", *["MAIL", "RCPT", "DATA"] * 3, "QUIT"]


@pytest.mark.parametrize(
    ("server", "why"),
    [
        ({"hangs_up": True}, "it ends the connection between two mails"),
        ({"later": {"MAIL": "421 enough for one connection"}}, "it has had enough"),
        ({"later": {"MAIL": "503 EHLO first"}}, "it is confused"),
        ({"later": {"MAIL": None}}, "it ends the connection when the second mail begins"),
        ({"later": {"MAIL": "stall"}}, "the connection is dead, and nobody said so"),
    ],
)
async def test_what_becomes_of_a_kept_connection_delays_no_mail(server: dict[str, bool], why: str) -> None:
    async with failing_server(**server) as (url, script):  # type: ignore[arg-type]
        mailer = smtp(url)
        outcomes = [await send(mailer), await send(mailer)]
        await mailer.close()

    assert outcomes == [Accepted("fine")] * 2, why
    assert (script.dots, script.connections) == (2, 2)


@pytest.mark.parametrize(
    ("later", "outcome", "dots"),
    [
        ({"RCPT": "550 no such user"}, Rejected("550 no such user", "5.1.1"), 1),
        ({"DATA": "451 disk full"}, Deferred("451 disk full"), 1),
        ({"dot": "452 later"}, Deferred("452 later"), 2),
        ({"dot": None}, Unknown("no answer after the mail was sent: SMTPServerDisconnected"), 2),
        ({"dot": "stall"}, Unknown("no answer after the mail was sent: SMTPReadTimeoutError"), 2),
    ],
)
async def test_a_mail_that_began_on_a_kept_connection_is_not_begun_again(
    later: dict[str, str | None], outcome: Outcome, dots: int
) -> None:
    async with failing_server(later=later) as (url, script):
        mailer = smtp(url)
        await send(mailer)
        assert await send(mailer) == outcome
        assert script.dots == dots
        assert isinstance(await send(mailer), Accepted)  # over a new connection
        await mailer.close()
    assert script.connections == 2


async def test_mails_at_the_same_time_have_connections_of_their_own() -> None:
    async with failing_server() as (url, script):
        mailer = smtp(url)
        assert await asyncio.gather(send(mailer), send(mailer)) == [Accepted("fine")] * 2
        await mailer.close()
    assert script.connections == 2
    assert script.commands.count("QUIT") == 2


async def test_an_address_beyond_ascii_is_refused_over_a_kept_connection_too() -> None:
    async with failing_server() as (url, script):
        mailer = smtp(url)
        await send(mailer)
        assert isinstance(await send(mailer, "zoë@example.com"), Rejected)
    assert script.dots == 1


async def test_a_connection_that_nobody_uses_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "KEEP_SECONDS", 0.05)
    async with failing_server() as (url, script):
        await send(smtp(url))
        async with asyncio.timeout(5):
            while script.commands[-1] != "QUIT":
                await asyncio.sleep(0.01)


async def test_a_connection_takes_no_more_mails_than_relays_allow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "KEEP_MAILS", 2)
    async with failing_server() as (url, script):
        mailer = smtp(url)
        for _ in range(5):
            await send(mailer)
        await mailer.close()
    assert script.connections == 3
