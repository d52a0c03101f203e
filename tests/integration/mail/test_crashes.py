"""Workers are killed at every moment of sending, and the mail server fails as well: what is promised holds.

Judged by what the mail server wrote down and by the mail log, and by nothing else.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from bot.leads.mail import AT_MOST_ONCE, Mail
from bot.store.database import Store
from tests.integration.mail.crashes import MODES
from tests.integration.mail.crashing import MOMENTS

ROOT = Path(__file__).parents[3]
FULL = 200  # runs
Event = dict[str, Any]


@pytest.mark.proof
@pytest.mark.timeout(1800)
async def test_killed_workers_send_no_nurture_mail_twice_lose_none_and_send_what_people_wait_for(
    store: Store, database_url: str, sized: Callable[[int], int], tmp_path: Path
) -> None:
    runs = _runs(database_url, tmp_path, sized(FULL))
    async with store.read() as uow:
        mails = await uow.mails.log(limit=100_000)
    by_domain: dict[str, list[Mail]] = defaultdict(list)
    for mail in mails:
        by_domain[mail.recipient.rpartition("@")[2]].append(mail)

    broken = {
        run["run"]: found
        for run in runs
        if (found := faults(run["events"], by_domain[f"run{run['run']}.example"], run["deaths"]))
        or (found := run["problems"])
    }
    deaths = Counter(moment for run in runs for moment in run["deaths"])
    states = Counter(f"{mail.kind} {mail.state}" for mail in mails)
    print(f"\n{store.engine.dialect.name}: deaths {dict(deaths)}; mails {dict(states)}")
    assert not broken, f"by the number of the run, which is its seed: {broken}"
    assert set(MOMENTS) <= deaths.keys()
    assert {run["mode"] for run in runs} == set(MODES)


def _runs(url: str, folder: Path, count: int) -> list[dict[str, Any]]:
    """The runs as `crashes.py` tells of them; it makes a single one as well."""
    command = [sys.executable, "-m", "tests.integration.mail.crashes", url, str(folder), "0", str(count)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=1700)
    assert done.returncode == 0, done.stderr
    assert done.stderr == "", done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def faults(events: Sequence[Event], mails: Sequence[Mail], deaths: Sequence[str]) -> list[str]:
    """What is wrong with one run, in words."""
    found = [fault for mail in mails for fault in _faults_of(mail, _given(events, mail))]
    known = {f"<{mail.message_id}>" for mail in mails}
    found += [f"{e['to']} got {e['id']}, which is in no log" for e in _whole(events) if e["id"] not in known]
    unknown = [mail.id for mail in mails if mail.state == "unknown"]
    silent = [event for event in _whole(events) if event["answer"] is None]
    if len(unknown) > len(deaths) + len(silent):
        found.append(f"{len(unknown)} unknown after {len(deaths)} deaths and {len(silent)} silences")
    return found


def _whole(events: Sequence[Event]) -> list[Event]:
    return [event for event in events if event["event"] == "whole"]


def _given(events: Sequence[Event], mail: Mail) -> list[int | None]:
    """The server's answers to that mail, each time that it was handed over whole."""
    return [
        e["answer"] for e in _whole(events) if (e["to"], e["id"]) == (mail.recipient, f"<{mail.message_id}>")
    ]


def _faults_of(mail: Mail, answers: Sequence[int | None]) -> list[str]:
    """`answers`: 250 for taken, None for nobody knows, anything else for certainly not taken."""
    name, taken = f"{mail.kind} {mail.id} ({mail.state})", [a for a in answers if a in (250, None)]
    found = []
    if mail.state not in ("accepted", "rejected", "unknown", "withheld"):
        found.append(f"{name} is in no state to rest in")
    if mail.state == "accepted" and 250 not in answers:
        found.append(f"{name} was never accepted by the server: {answers}")
    if mail.at_most_once and len(taken) > 1:
        found.append(f"{name} was handed over whole {len(taken)} times: {answers}")
    if mail.at_most_once and 250 in answers and mail.state not in ("accepted", "unknown"):
        found.append(f"{name} was accepted by the server")  # others may be refused the second time
    if mail.kind not in AT_MOST_ONCE and mail.state not in ("accepted", "rejected"):
        found.append(f"{name} is waited for")
    if mail.state == "rejected" and not _refused(mail):
        found.append(f"{name} was rejected without a word of the server: {mail.reason}")
    return found


def _refused(mail: Mail) -> bool:
    """A death costs an attempt as well, so that more than nine may have been made."""
    return bool(re.match(r"550|554|given up after \d+ attempts: 45", mail.reason or ""))
