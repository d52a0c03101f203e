"""The store with the events that end sequences, as in the product; and the product itself."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.bootstrap import App
from bot.clock import FixedClock
from bot.mail.imap import Account, Imap
from bot.settings import load_settings
from bot.store.database import Store
from tests.imap import PrivateImap
from tests.integration.mail.returning import OWN, SECRET
from tests.nurturing import MONDAY, wired


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    store = wired(database_url)
    yield store
    await store.close()


@pytest.fixture
async def app(database_url: str, tmp_path: Path) -> AsyncIterator[App]:
    """The product over a database of its own, with the playbook, on a Monday in March; no process runs."""
    given = {
        "SECRET_KEY": SECRET, "DATABASE_URL": database_url, "MAIL_FROM": f"Tidewater <{OWN}>",
        "INBOUND_URL": "pipe:", "PUBLIC_URL": "https://chat.tidewater.example",
    }  # fmt: skip
    app = App(load_settings(tmp_path, given), clock=FixedClock(MONDAY))
    await app.import_playbook()
    yield app
    await app.close()


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
