"""Rasa and the actions stand behind a wall: on loopback, with a token, and with nothing else to ask."""

from __future__ import annotations

import socket

import httpx
import psutil
import pytest

from bot.settings import ROOT, load_settings
from tests.processes import Processes

RASA_API = [
    ("GET", "/status"), ("GET", "/version"), ("GET", "/domain"), ("PUT", "/model"), ("DELETE", "/model"),
    ("POST", "/model/train"), ("POST", "/model/parse"), ("GET", "/conversations/x/tracker"),
    ("POST", "/conversations/x/tracker/events"), ("POST", "/conversations/x/execute"),
    ("POST", "/webhooks/rest/webhook"), ("GET", "/socket.io/"), ("POST", "/webhooks/callback/webhook"),
]  # fmt: skip


def ask(product: Processes, process: str, method: str, path: str, key: str | None = None) -> int:
    headers = {"X-Bantam-Key": key} if key is not None else {}
    url = f"http://127.0.0.1:{product.ports[process]}{path}"
    return httpx.request(method, url, json={}, headers=headers, trust_env=False, timeout=20).status_code


@pytest.mark.parametrize(("method", "path"), RASA_API)
def test_rasas_own_api_is_off(product: Processes, method: str, path: str) -> None:
    assert ask(product, "dialogue", method, path) in (404, 405)


GUARDED = [("dialogue", "/webhooks/website/turn"), ("actions", "/webhook"), ("actions", "/actions")]


@pytest.mark.parametrize("key", [None, "", "wrong"])
@pytest.mark.parametrize(("process", "path"), GUARDED)
def test_without_its_token_neither_does_anything(
    product: Processes, process: str, path: str, key: str | None
) -> None:
    assert ask(product, process, "POST", path, key) == 401


@pytest.mark.parametrize(("process", "path"), GUARDED)
def test_a_token_that_is_no_ascii_is_refused_and_no_fault(
    product: Processes, process: str, path: str
) -> None:
    with socket.create_connection(("127.0.0.1", product.ports[process]), timeout=20) as line:
        head = f"POST {path} HTTP/1.1\r\nHost: x\r\nX-Bantam-Key: \u00e9\r\nContent-Length: 2\r\n\r\n{{}}"
        line.sendall(head.encode("latin-1"))
        assert line.recv(64).startswith((b"HTTP/1.1 401", b"HTTP/1.1 400"))


def test_the_right_token_is_let_in(product: Processes) -> None:
    settings = load_settings(ROOT, {k: v for k, v in product.environment.items() if k.isupper()})
    assert ask(product, "dialogue", "POST", "/webhooks/website/turn", settings.dialogue_token) == 400


def test_every_process_listens_on_loopback_alone(product: Processes) -> None:
    found = set()
    for name in ("dialogue", "actions", "web"):
        leader = psutil.Process(product.pid(name))
        for process in (leader, *leader.children(recursive=True)):
            for line in process.net_connections("inet"):
                if line.status == psutil.CONN_LISTEN:
                    found.add((name, line.laddr.ip))
    assert found == {("dialogue", "127.0.0.1"), ("actions", "127.0.0.1"), ("web", "127.0.0.1")}
