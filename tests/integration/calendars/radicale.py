"""A Radicale server of the tests' own: on loopback, on a free port, with its folder in the tests' folder."""

from __future__ import annotations

import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.postgres import free_port

USER, PASSWORD = "dana", "an app password"
CONFIG = """
[server]
hosts = 127.0.0.1:{port}
[auth]
type = htpasswd
htpasswd_filename = {folder}/users
htpasswd_encryption = plain
delay = 0
[rights]
type = owner_only
[storage]
filesystem_folder = {folder}/collections
[logging]
level = warning
"""
MAKE = """<?xml version="1.0" encoding="utf-8"?>
<create xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><set><prop>
<resourcetype><collection/><C:calendar/></resourcetype>
<C:supported-calendar-component-set>{components}</C:supported-calendar-component-set>
<displayname>{name}</displayname>
</prop></set></create>"""


@dataclass
class Radicale:
    """`url` is the server's; `make` makes calendars, `put` events, `get` reads them."""

    url: str
    process: subprocess.Popen[bytes]

    @classmethod
    def start(cls, folder: Path) -> Radicale:
        port = free_port()
        (folder / "users").write_text(f"{USER}:{PASSWORD}\n")
        (folder / "config").write_text(CONFIG.format(port=port, folder=folder))
        command = [sys.executable, "-m", "radicale", "--config", str(folder / "config")]
        log = (folder / "log").open("wb")
        server = cls(f"http://127.0.0.1:{port}", subprocess.Popen(command, stdout=log, stderr=log))
        for _ in range(200):
            try:
                httpx.get(server.url, trust_env=False)
                return server
            except httpx.HTTPError:
                time.sleep(0.05)
        raise RuntimeError(f"Radicale did not start: {(folder / 'log').read_text()}")

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(10)

    def make(self, path: str, name: str, *, components: str = "VEVENT") -> str:
        """A calendar of that name at /dana/PATH/; its address."""
        kinds = "".join(f'<C:comp name="{component}"/>' for component in components.split())
        url = f"{self.url}/{USER}/{path}/"
        self._ask("MKCOL", url, MAKE.format(name=name, components=kinds)).raise_for_status()
        return url

    def put(self, url: str, name: str, ics: str) -> None:
        self._ask("PUT", f"{url}{name}.ics", ics).raise_for_status()

    def get(self, url: str, name: str) -> str | None:
        """The text of the event, None without one."""
        answer = self._ask("GET", f"{url}{name}.ics")
        return answer.text if answer.status_code == 200 else None

    def _ask(self, method: str, url: str, body: str = "") -> httpx.Response:
        return httpx.request(method, url, content=body.encode(), auth=(USER, PASSWORD), trust_env=False)
