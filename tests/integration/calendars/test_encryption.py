"""TLS: the name that the rep gave is the one that the certificate has to have."""

from __future__ import annotations

import datetime
import ssl
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bot.book.calendar_models import CalendarUnreachable, Reading, Source
from bot.calendars.addresses import Address
from bot.calendars.network import Network
from bot.calendars.remote import Remote
from tests.integration.calendars.feeds import http, serving
from tests.integration.calendars.test_fetching import TEXT
from tests.unit.calendars.texts import MARCH


def certificate(folder: Path, name: str) -> Path:
    """A self-signed certificate for the name, with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / f"{name}.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + built.public_bytes(serialization.Encoding.PEM))
    return path


async def loopback(host: str, port: int) -> list[Address]:
    return [ip_address("127.0.0.1")]


async def test_the_certificate_is_checked_for_the_name_although_an_address_is_connected_to(
    tmp_path: Path,
) -> None:
    path = certificate(tmp_path, "calendar.example")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    names = []
    context.sni_callback = lambda _socket, name, _context: names.append(name)
    reader = Remote(Network(resolve=loopback, trust=ssl.create_default_context(cafile=str(path))))
    async with serving(context) as feeds:
        feeds.answer("/feed.ics", TEXT)
        good = Source("ics", feeds.url(scheme="https", host="calendar.example"), private_allowed=True)
        assert isinstance(await reader.read(good, MARCH), Reading)
        other = Source("ics", feeds.url(scheme="https", host="other.example"), private_allowed=True)
        with pytest.raises(CalendarUnreachable, match="certificate"):
            await reader.read(other, MARCH)
        feeds.at["/feed.ics"] = lambda _: http(302, Location="http://calendar.example/feed.ics")
        with pytest.raises(CalendarUnreachable, match="without encryption"):
            await reader.read(good, MARCH)
    assert names[0] == "calendar.example"
