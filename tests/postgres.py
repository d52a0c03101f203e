"""A PostgreSQL server of the tests' own: on loopback, on a free port, gone at the end."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import uuid
from functools import cached_property
from pathlib import Path

import psycopg

# Nothing here has to survive a power cut.
FAST = (
    "fsync=off",
    "full_page_writes=off",
    "max_connections=200",
    "shared_buffers=64MB",
)


class PrivatePostgres:
    """`start` it once, ask for as many databases as you like, `stop` it.

    `survives_kill`: what was committed is there again after a `kill`, as in production.
    """

    def __init__(self, *, survives_kill: bool = False) -> None:
        self._waits = "on" if survives_kill else "off"
        self.bin = _programs()
        self.folder = Path(tempfile.mkdtemp(prefix="bantam-postgres-"))
        self.port = free_port()
        self._as = _unprivileged_user()

    def start(self) -> None:
        if self._as is not None:
            shutil.chown(self.folder, self._as)
        self._run(
            "initdb",
            "--pgdata",
            self._data,
            "--auth=trust",
            "--username=bantam",
            "--encoding=UTF8",
            "--no-sync",
        )
        self.start_again()

    def start_again(self) -> None:
        """After a `kill`: the same databases, on the same port."""
        where = (f"port={self.port}", "listen_addresses=127.0.0.1", "unix_socket_directories=")
        settings = (*where, *FAST, f"synchronous_commit={self._waits}")
        options = " ".join(f"-c {setting}" for setting in settings)
        log = str(self.folder / "log")
        self._run(
            "pg_ctl",
            "start",
            "--wait",
            "--silent",
            "--pgdata",
            self._data,
            "--log",
            log,
            "--options",
            options,
        )

    def kill(self) -> None:
        """End the server without a word to anybody, as a crash does; the databases stay."""
        self._run("pg_ctl", "stop", "--wait", "--silent", "--mode=immediate", "--pgdata", self._data)

    def stop(self) -> None:
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def create(self, template: str | None = None) -> str:
        """A new database, empty or a copy of `template` (which nobody may be connected to); its address."""
        name = f"bantam_{uuid.uuid4().hex}"
        self._sql(
            f"CREATE DATABASE {name} TEMPLATE {_name(template) if template else 'template0'}{self._copied}"
        )
        return f"postgresql://bantam@127.0.0.1:{self.port}/{name}"

    @cached_property
    def _copied(self) -> str:
        """Copying files takes a sixth of what logging each page does, PostgreSQL's own choice since 15."""
        with psycopg.connect(self._postgres) as connection:
            return " STRATEGY FILE_COPY" if connection.info.server_version >= 150000 else ""

    def drop(self, url: str) -> None:
        self._sql(f"DROP DATABASE {_name(url)} WITH (FORCE)")

    @property
    def _postgres(self) -> str:
        return f"postgresql://bantam@127.0.0.1:{self.port}/postgres"

    @property
    def _data(self) -> str:
        return str(self.folder / "data")

    def _sql(self, statement: str) -> None:
        with psycopg.connect(self._postgres, autocommit=True) as connection:
            connection.execute(statement.encode())

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [str(self.bin / program), *arguments],
            user=self._as,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            # Not a pipe: the server that pg_ctl leaves behind would keep it open.
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "HOME": str(self.folder)},
        )
        if done.returncode:
            log = self.folder / "log"
            words = log.read_text() if log.exists() else "it left no log"
            raise RuntimeError(f"{program} ended with {done.returncode}: {words}")


def free_port() -> int:
    """A port on loopback that nobody listened on a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _name(url: str) -> str:
    return url.rsplit("/", 1)[1]


def _programs() -> Path:
    """The folder of `initdb`; Debian keeps it off the PATH."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    if not folders:
        raise RuntimeError(
            "PostgreSQL's server is not installed. Install it, as in `apt-get install postgresql`."
        )
    return folders[-1].parent


def _unprivileged_user() -> str | None:
    """PostgreSQL refuses to run as root, so for root somebody else must do it."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"
