"""The relay of SMTP_URL: its address, its TLS and its password."""

from __future__ import annotations

import shutil
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from bot.mail.compose import compose
from bot.mail.port import Accepted, Deferred, Outcome, Rejected
from bot.mail.smtp import SmtpMailer, SmtpServer, _dotted
from tests.nurturing import MONDAY, SENDER
from tests.postgres import free_port
from tests.smtp import Keeper, mail_server
from tests.unit.mail.test_headers import a_mail


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://relay.example", SmtpServer("relay.example", 25)),
        (
            "smtp://ann:p%40ss%2F@relay.example",
            SmtpServer("relay.example", 587, user="ann", password="p@ss/"),
        ),
        ("smtps://ann:pw@relay.example", SmtpServer("relay.example", 465, True, "ann", "pw")),
        ("smtp://127.0.0.1:2525", SmtpServer("127.0.0.1", 2525)),
        ("smtps://[::1]:4650", SmtpServer("::1", 4650, True)),
    ],
)
def test_the_address_says_host_port_tls_and_sign_in(url: str, server: SmtpServer) -> None:
    assert SmtpServer.from_url(url) == server
    assert "p@ss" not in repr(server)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    if not shutil.which("openssl"):
        pytest.skip("makes its certificate with openssl")
    folder = tmp_path_factory.mktemp("tls")
    key, made = folder / "key.pem", folder / "cert.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=a.example",
         "-keyout", str(key), "-out", str(made)],
        check=True, capture_output=True,
    )  # fmt: skip
    return made, key


@pytest.fixture
def tls(certificate: tuple[Path, Path]) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    return context


class SignIn:
    def __call__(
        self, _server: object, _session: object, _envelope: object, _mechanism: str, data: object
    ) -> AuthResult:
        good = isinstance(data, LoginPassword) and (data.login, data.password) == (b"ann", b"right")
        return AuthResult(success=good, handled=False)


@pytest.fixture
def starttls_server(tls: ssl.SSLContext) -> Iterator[tuple[int, Keeper]]:
    keeper = Keeper()
    controller = Controller(
        keeper, hostname="127.0.0.1", port=free_port(), tls_context=tls, require_starttls=True,
        authenticator=SignIn(), auth_required=True,
    )  # fmt: skip
    controller.start()
    yield controller.port, keeper
    controller.stop()


async def send(url: str) -> Outcome:
    mailer = SmtpMailer(SmtpServer.from_url(url), step_seconds=5, data_seconds=5)
    mail = a_mail()
    return await mailer.send(
        compose(mail, SENDER, at=MONDAY), sender=SENDER.address, recipient=mail.recipient
    )


async def test_starttls_is_used_when_offered_and_the_sign_in_goes_through_it(
    starttls_server: tuple[int, Keeper],
) -> None:
    port, keeper = starttls_server

    assert isinstance(await send(f"smtp://ann:right@127.0.0.1:{port}"), Accepted)
    assert len(keeper.received) == 1


async def test_a_wrong_password_sends_nothing_and_is_told(starttls_server: tuple[int, Keeper]) -> None:
    port, keeper = starttls_server
    outcome = await send(f"smtp://ann:wrong@127.0.0.1:{port}")

    assert isinstance(outcome, Deferred)
    assert "535" in outcome.reason
    assert keeper.received == []


async def test_tls_from_the_first_byte(tls: ssl.SSLContext) -> None:
    keeper = Keeper()
    controller = Controller(keeper, hostname="127.0.0.1", port=free_port(), ssl_context=tls)
    controller.start()
    try:
        assert isinstance(await send(f"smtps://127.0.0.1:{controller.port}"), Accepted)
    finally:
        controller.stop()
    assert len(keeper.received) == 1


async def test_an_address_that_the_server_does_not_know_is_rejected_with_its_words() -> None:
    with mail_server() as (url, keeper):
        mailer = SmtpMailer(SmtpServer.from_url(url), step_seconds=5, data_seconds=5)
        message = compose(a_mail(), SENDER, at=MONDAY)
        outcome = await mailer.send(message, sender=SENDER.address, recipient="nobody@example.com")

    assert outcome == Rejected("550 5.1.1 no such user", no_mailbox="5.1.1")
    assert keeper.received == []


async def test_a_line_that_is_a_dot_does_not_end_the_mail() -> None:
    assert _dotted(b"a\r\n.\r\n..b\r\n") == b"a\r\n..\r\n...b\r\n.\r\n"
    with mail_server() as (url, keeper):
        mailer = SmtpMailer(SmtpServer.from_url(url), step_seconds=5, data_seconds=5)
        mail = a_mail(text="before\n.\nafter\n..\n")
        message = compose(mail, SENDER, at=MONDAY)
        await mailer.send(message, sender=SENDER.address, recipient=mail.recipient)

    content = next(keeper.received[0].mail.iter_parts()).get_content()
    assert content.splitlines() == ["before", ".", "after", ".."]
