"""Rasa, the actions, the mail server or the database killed, stalled for 30 s or refusing, while people chat.

No acknowledged message is lost, nothing is confirmed that is not so, no time is booked twice, and all mends
itself.
"""

from __future__ import annotations

import itertools
import os
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, get_args

import pytest

from tests.faults.outages import Kind, Part, Site, site
from tests.faults.patience import PatientVisitor
from tests.visitor import Staff

VISITORS = 4
ALL: list[tuple[Part, Kind]] = list(itertools.product(get_args(Part), get_args(Kind)))
EVERY_DAY: list[tuple[Part, Kind]] = [
    ("dialogue", "stalled"),
    ("actions", "refusing"),
    ("smtp", "stalled"),
    ("database", "killed"),
]
CASES = ALL if os.environ.get("BANTAM_PROOF") else EVERY_DAY
NAMES = itertools.count(1)


@pytest.fixture(scope="module")
def shaken(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site(tmp_path_factory.mktemp("shaken")) as made:
        yield made


@pytest.fixture(scope="module")
def staff(shaken: Site) -> Staff:
    processes = shaken.processes
    return Staff(processes.url, processes.bantam("token", "create", "outages").strip())


@pytest.mark.proof
@pytest.mark.timeout(420)
@pytest.mark.parametrize(("part", "kind"), CASES)
def test_an_outage_loses_no_message_confirms_nothing_false_and_mends_itself(
    shaken: Site, staff: Staff, part: Part, kind: Kind
) -> None:
    seconds = 30 if kind == "stalled" else 8
    visitors = [PatientVisitor(shaken.processes.url) for _ in range(VISITORS)]
    with ThreadPoolExecutor(VISITORS + 1) as pool:
        out = pool.submit(shaken.outage, part, kind, after=1.5, seconds=seconds)
        for talk in [pool.submit(buy, visitor, pause=0.4 * n) for n, visitor in enumerate(visitors)]:
            talk.result()
        out.result()
    for visitor in visitors:
        nothing_is_lost(visitor)
        what_was_confirmed_is_so(visitor, staff)
    no_time_is_booked_twice(staff)
    every_invite_arrives(shaken, staff, visitors)


def buy(visitor: PatientVisitor, *, pause: float) -> None:
    """From the need to a picked time, however long it takes; the outage begins somewhere in between."""
    time.sleep(pause)
    number = next(NAMES)
    visitor.email = f"visitor-{number}@outage-{number}.example"
    visitor.answer(
        {
            "need": "we want dashboards for the management team",
            "budget": "80k EUR a year",
            "authority": "I sign off on it",
            "timeline": "within 3 months",
            "name": "Zoe Marsh",
            "company": f"Outage {number} Ltd",
            "company_size": "200 people",
            "email": visitor.email,
            "consent": "yes",
            "slot": 1,
        }
    )


def nothing_is_lost(visitor: PatientVisitor) -> None:
    kept = [message["text"] for message in visitor.history() if message["from"] == "visitor"]
    said = [text for text in visitor.acknowledged if text]
    assert [text for text in kept if text in said] == said
    assert len(kept) == len(visitor.acknowledged)


def what_was_confirmed_is_so(visitor: PatientVisitor, staff: Staff) -> None:
    booked = sum("That's booked" in message["text"] for message in visitor.history())
    meeting = staff.lead(visitor)["meeting"]
    assert booked <= 1
    assert (booked == 1) == (meeting is not None and meeting["status"] == "confirmed")
    if booked == 0:  # then it was said, and somebody knows
        assert staff.lead(visitor)["tasks"], visitor.last


def no_time_is_booked_twice(staff: Staff) -> None:
    meetings: list[dict[str, Any]] = staff.get("/api/meetings")["meetings"]
    held = [m for m in meetings if m["status"] == "confirmed"]
    by_rep: dict[str, list[tuple[str, str]]] = {}
    for meeting in held:
        by_rep.setdefault(str(meeting["rep"]), []).append((meeting["start"], meeting["end"]))
    for times in by_rep.values():
        for (_, end), (start, _) in itertools.pairwise(sorted(times)):
            assert end <= start, f"two meetings of one rep overlap: {times}"


def every_invite_arrives(shaken: Site, staff: Staff, visitors: list[PatientVisitor]) -> None:
    """Once; a copy of the same mail is known by its Message-ID, and there is none without cause."""
    awaited = {v.email for v in visitors if staff.lead(v)["meeting"]}
    until = time.monotonic() + 150
    while time.monotonic() < until:
        invites = [r for r in shaken.keeper.received if r.recipients[0] in awaited and _is_invite(r.mail)]
        if {r.recipients[0] for r in invites} == awaited:
            break
        time.sleep(1)
    ids = Counter((r.recipients[0], str(r.mail["Message-ID"])) for r in invites)
    assert {recipient for recipient, _ in ids} == awaited
    assert len(ids) == len(awaited), "a meeting has two invites"


def _is_invite(mail: Any) -> bool:
    return any(part.get_content_type() == "text/calendar" for part in mail.walk())
