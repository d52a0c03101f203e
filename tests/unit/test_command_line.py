"""`bantam` as it is typed: in a process of its own, with settings of its own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.settings import NAMES, ROOT


def bantam(folder: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    unset = dict.fromkeys(NAMES, "")
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=ROOT,
        env={**os.environ, **unset, "DEMO": "1", "DATA_DIR": str(folder), **settings},
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )


@pytest.mark.parametrize("verb", [("web",), ("worker",), ("db", "upgrade"), ("token", "list")])
def test_a_wrong_setting_is_one_clear_line(tmp_path: Path, verb: tuple[str, ...]) -> None:
    done = bantam(tmp_path, *verb, WEB_ADDRESS="8000")
    assert done.returncode == 2
    assert done.stderr == "bantam: WEB_ADDRESS is '8000'. Write HOST:PORT, such as 127.0.0.1:8000.\n"


def test_a_database_that_is_down_is_one_clear_line(tmp_path: Path) -> None:
    for verb in (("db", "upgrade"), ("token", "list")):
        done = bantam(tmp_path, *verb, DATABASE_URL="postgresql://nobody@127.0.0.1:9/none")
        assert done.returncode == 1
        assert done.stderr.startswith("bantam: The database does not answer. Check DATABASE_URL")
        assert len(done.stderr.splitlines()) == 1


def test_a_token_is_printed_alone_and_can_be_revoked(tmp_path: Path) -> None:
    assert bantam(tmp_path, "db", "upgrade").returncode == 0
    made = bantam(tmp_path, "token", "create", "crm")
    assert made.stdout.strip()
    assert len(made.stdout.split()) == 1
    again = bantam(tmp_path, "token", "create", "crm")
    assert again.returncode == 1
    assert "token called crm already" in again.stderr
    assert bantam(tmp_path, "token", "revoke", "crm").returncode == 0
    listed = bantam(tmp_path, "token", "list").stdout
    assert "crm\trevoked" in listed
    assert made.stdout.strip() not in listed


def test_somebody_is_added_with_a_password_once(tmp_path: Path) -> None:
    bantam(tmp_path, "db", "upgrade")
    assert len(bantam(tmp_path, "staff", "add", "ann@example.com", "--role", "rep").stdout.split()) == 1
    again = bantam(tmp_path, "staff", "add", "Ann@Example.com", "--role", "rep")
    assert again.returncode == 1
    assert "ann@example.com signs in already" in again.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("understand", "50k", "--now", "today"), "'today' is no instant: write 2026-"),
        (("understand", "--jsonl", "none.jsonl"), "No such file or directory: 'none.jsonl'"),
        (("tick", "--at", "2026-03-02"), "'2026-03-02' is no instant with its offset"),
        (("tick", "--at", "2026-03-02T09:00:00Z"), "--at would send real mail at a false time"),
    ],
)
def test_what_is_typed_wrongly_is_refused(tmp_path: Path, arguments: tuple[str, ...], words: str) -> None:
    real = {"SMTP_URL": "smtp://127.0.0.1:9", "MAIL_FROM": "a@example.com"} if "real" in words else {}
    done = bantam(tmp_path, *arguments, **real)
    assert done.returncode == 1
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_facts_of_many_texts_come_in_their_order(tmp_path: Path) -> None:
    file = tmp_path / "texts.jsonl"
    file.write_text(
        '{"id": 7, "text": "50k EUR a year", "asked": "budget"}\n\n{"id": "b", "text": "hello"}\n'
    )
    done = bantam(tmp_path, "understand", "--jsonl", str(file))
    assert done.stdout.splitlines()[1] == '{"id": "b"}'
    assert done.stdout.startswith('{"id": 7, "budget": {')


def test_a_broken_line_is_named_with_its_number(tmp_path: Path) -> None:
    file = tmp_path / "texts.jsonl"
    file.write_text('{"id": 1, "text": "hi"}\n{"id": 2}\n')
    done = bantam(tmp_path, "understand", "--jsonl", str(file))
    assert done.returncode == 1
    assert "line 2 has no text: write {" in done.stderr
    assert "Traceback" not in done.stderr
