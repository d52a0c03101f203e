"""`bantam inbound` as a mail server runs it: a mail on standard input, an exit code and one line."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.settings import NAMES, ROOT
from bot.store.migrate import upgrade
from tests.integration.mail.replies_of_servers import gmail
from tests.integration.mail.reply import Said


def inbound(folder: Path, mail: bytes) -> tuple[int, str, str]:
    unset = dict.fromkeys(NAMES, "")
    done = subprocess.run(
        [sys.executable, "-m", "bot", "inbound"],
        cwd=ROOT,
        env={**os.environ, **unset, "DEMO": "1", "DATA_DIR": str(folder)},
        capture_output=True,
        input=mail,
        check=False,
    )
    return done.returncode, done.stdout.decode(), done.stderr.decode()


@pytest.mark.parametrize(
    ("mail", "words"),
    [
        (
            gmail(Said("meet_gone@bantam")),
            "it answers an invite that is not ours, or whose meeting was erased",
        ),
        (b"", "it is no mail that can be read"),
        (
            b"From: a@b.example\n\n" + b"\xff" * 30_000_000,
            "it is about no mail of ours that can be named",
        ),
        (b"From: a@b.example\nPrecedence: bulk\n\nNews", "a list or a mass mailing sent it"),
    ],
    ids=["unknown", "nothing", "huge", "list"],
)
def test_a_mail_that_changes_nothing_is_dealt_with(tmp_path: Path, mail: bytes, words: str) -> None:
    upgrade(f"sqlite:///{tmp_path / 'bantam.db'}")
    assert inbound(tmp_path, mail) == (0, f"Ignored: {words}.\n", "")


def test_what_is_not_the_mails_fault_is_tried_again_by_the_mail_server(tmp_path: Path) -> None:
    code, out, words = inbound(tmp_path, gmail(Said("meet_1@bantam")))
    assert (code, out) == (75, "")
    assert words.startswith("bantam: The database is not of this version yet.")
    assert len(words.splitlines()) == 1
