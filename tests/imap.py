"""An IMAP server of the tests' own: Dovecot on loopback, on free ports, with its folder in a temporary one.

Needs Debian's dovecot-imapd (2.3). It runs as an ordinary user, also when the tests are root's.
"""

from __future__ import annotations

import grp
import imaplib
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from tests.postgres import free_port

USER, PASSWORD = "hello@tidewater.example", "se cret/é"
CONFIG = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1, 127.0.0.2
default_internal_user = {user}
default_login_user = {user}
default_internal_group = {group}
first_valid_uid = 0
first_valid_gid = 0
ssl = {tls}
ssl_cert = <{folder}/cert.pem
ssl_key = <{folder}/key.pem
disable_plaintext_auth = no
auth_failure_delay = 0 secs
mail_location = maildir:{folder}/mail/%u
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
passdb {{
  driver = passwd-file
  args = scheme=plain username_format=%u {folder}/users
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={folder}/mail/%u
}}
"""


@dataclass
class PrivateImap:
    """`start` it, `deliver` mails, look at what is `in_it`, `stop` it."""

    tls: bool = True
    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="bantam-imap-")))
    port: int = field(default_factory=free_port)
    tls_port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        program = shutil.which("dovecot", path=f"{os.environ['PATH']}:/usr/sbin")
        if program is None:
            raise RuntimeError("The tests need an IMAP server: apt-get install dovecot-imapd")
        user = "nobody" if os.getuid() == 0 else pwd.getpwuid(os.getuid()).pw_name
        group = grp.getgrgid(pwd.getpwnam(user).pw_gid).gr_name
        if not (self.folder / "users").exists():
            self._prepare(user, group)
        as_user = {"user": user, "group": group, "extra_groups": []} if os.getuid() == 0 else {}
        self.process = subprocess.Popen(
            [program, "-F", "-c", str(self.folder / "dovecot.conf")],
            **as_user,  # type: ignore[arg-type]
        )
        for _ in range(200):
            try:
                imaplib.IMAP4("127.0.0.1", self.port, timeout=5).shutdown()
                return
            except (OSError, imaplib.IMAP4.error):
                time.sleep(0.05)
        raise RuntimeError(f"Dovecot did not start: {(self.folder / 'log').read_text()}")

    def _prepare(self, user: str, group: str) -> None:
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
             "-subj", "/CN=a.example", "-keyout", "key.pem", "-out", "cert.pem"],
            cwd=self.folder, check=True, capture_output=True,
        )  # fmt: skip
        config = CONFIG.format(
            folder=self.folder, user=user, group=group, port=self.port, tls_port=self.tls_port,
            tls="yes" if self.tls else "no",
        )  # fmt: skip
        (self.folder / "dovecot.conf").write_text(config)
        (self.folder / "users").write_text(f"{USER}:{{plain}}{PASSWORD}:\n")
        for path in (self.folder, *self.folder.iterdir()):
            if os.getuid() == 0:
                shutil.chown(path, user, group)

    def stop(self, *, for_good: bool = True) -> None:
        if self.process:
            self.process.terminate()
            self.process.wait(10)
            self.process = None
        if for_good:
            shutil.rmtree(self.folder, ignore_errors=True)

    def url(
        self, *, tls: bool = False, host: str = "127.0.0.1", password: str = PASSWORD, folder: str = ""
    ) -> str:
        """An INBOUND_URL."""
        scheme, port = ("imaps", self.tls_port) if tls else ("imap", self.port)
        return f"{scheme}://{quote(USER, safe='')}:{quote(password, safe='')}@{host}:{port}{folder}"

    def deliver(self, raw: bytes, *, folder: str = "INBOX", at: float | None = None) -> int:
        """The mail arrives (at a time, in seconds since 1970); its UID."""
        with self.signed_in() as client:
            client.create(folder)
            when = imaplib.Time2Internaldate(at) if at is not None else None
            status, answer = client.append(folder, None, when, raw)  # type: ignore[arg-type]
            assert status == "OK", answer
            return int(answer[0].split(b"]")[0].split()[-1])

    def in_it(self, folder: str = "INBOX") -> list[bytes]:
        """The flags of every mail in the folder."""
        with self.signed_in() as client:
            client.select(folder, readonly=True)
            return [part for part in client.uid("FETCH", "1:*", "(FLAGS)")[1] if part]

    @contextmanager
    def signed_in(self) -> Iterator[imaplib.IMAP4]:
        client = imaplib.IMAP4("127.0.0.1", self.port, timeout=10)
        try:
            client.authenticate("PLAIN", lambda _: f"\0{USER}\0{PASSWORD}".encode())
            yield client
        finally:
            client.logout()
