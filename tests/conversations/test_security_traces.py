"""What stays of a visitor: no row and no line once they are erased, and never a word of theirs in a log."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import httpx

from tests.processes import PROCESSES, Processes
from tests.visitor import Visitor

NAME, SURNAME, COMPANY = "Xanthippe", "Quorndon", "Brindlewick"
EMAIL = f"{NAME}.{SURNAME}@{COMPANY}.example".lower()
ADDRESS = "203.0.113.77"
PHONE = "7700 900461"
PAGE = {
    "url": "https://tidewater.example/?utm_campaign=vermilionwombat",
    "referrer": "",
    "title": "Gribblefen",
}
WORDS = (NAME, SURNAME, COMPANY, "vermilionwombat", "Gribblefen", "hollyhockish", "7700900461", "73191 EUR")
"""Each stands in what this visitor said or sent, and nowhere else."""


def visit(product: Processes) -> tuple[Visitor, str]:
    """From the first word over a corrected line to a meeting; and the chat's token."""
    visitor = Visitor(product.url, page=PAGE)
    token = visitor.http.headers["Authorization"].removeprefix("Bearer ")
    visitor.say("We need hollyhockish dashboards, 73190 EUR a year, I decide, within 3 months")
    visitor.correct("budget", "73191 EUR a year")
    visitor.say(f"I'm {NAME} {SURNAME} of {COMPANY}, {EMAIL}, my phone is +44 {PHONE}")
    visitor.answer({"company_size": "120 people", "consent": {"choose": "Yes, that's fine"}, "slot": 1})
    visitor.post("visit", page={**PAGE, "url": f"{PAGE['url']}&step=2"})
    return visitor, token


def rows_with(database: Path, marks: tuple[str, ...]) -> Iterator[str]:
    """`table: mark` for each row of any table, by reflection, that holds a mark in any case."""
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        tables = connection.execute("select name from sqlite_master where type = 'table'").fetchall()
        for (table,) in tables:
            for row in connection.execute(f'select * from "{table}"'):
                text = str(row).casefold()
                yield from (f"{database.name} {table}: {mark}" for mark in marks if mark.casefold() in text)


def lines_with(product: Processes, marks: tuple[str, ...]) -> Iterator[str]:
    """Lines of any log with a mark in them."""
    for file in logs(product):
        for line in file.read_text(errors="replace").splitlines():
            yield from (f"{file.name}: {line}" for mark in marks if mark.casefold() in line.casefold())


def logs(product: Processes) -> list[Path]:
    return [product.log(name) for name in PROCESSES] + sorted(product.data_dir.rglob("*.log"))


def databases(product: Processes) -> list[Path]:
    return sorted(product.data_dir.glob("*.db"))


def test_of_an_erased_visitor_no_row_and_no_line_is_left(product: Processes) -> None:
    visitor, token = visit(product)
    product.bantam("tick")  # invites and mails of a sequence are written and sent
    ours = (*WORDS, visitor.conversation, token, hashlib.sha256(token.encode()).hexdigest())
    there = {row for database in databases(product) for row in rows_with(database, ours)}
    for table in ("bantam.db leads", "bantam.db messages", "bantam.db mails", "dialogue.db dialogue_events"):
        assert [row for row in there if row.startswith(f"{table}: ")], f"nothing in {table}: {sorted(there)}"
    assert visitor.post("erase").status_code == 204
    product.bantam("tick")  # what was due for them may write nothing
    assert [row for database in databases(product) for row in rows_with(database, ours)] == []
    assert list(lines_with(product, ours)) == []
    assert visitor.http.get("/api/chat/history").status_code == 401


def test_no_log_of_any_process_holds_a_word_or_an_address_of_a_visitor_whatever_fails(
    product: Processes,
) -> None:
    visitor, token = visit(product)
    broken(product, visitor)
    product.kill("actions")
    visitor.say(f"hollyhockish once more, {NAME} {SURNAME}, {EMAIL}")  # waits, and is told so
    product.start("actions")
    product.wait()
    visitor.say("so, hollyhockish?")
    product.bantam("tick")
    assert any(file.read_text(errors="replace").strip() for file in logs(product)), "nothing is logged at all"
    assert list(lines_with(product, (*WORDS, visitor.conversation, token, ADDRESS, "192.0.2.7"))) == []


def broken(product: Processes, visitor: Visitor) -> None:
    """Requests that are refused, each with words and an address that may end up in an error's text."""
    headers = {**visitor.http.headers, "X-Forwarded-For": ADDRESS, "Forwarded": f"for={ADDRESS}"}
    with httpx.Client(base_url=product.url, trust_env=False, timeout=60) as http:
        for content in (
            f'{{"id": "x", "text": "hollyhockish {NAME}"', f'{{"id": "hollyhockish {NAME}", "text": "x"}}',
            f'{{"id": "x", "fact": "{NAME}", "text": "hollyhockish"}}', f'"{EMAIL}"', NAME * 3000,
            "hollyhockish\x00",
        ):  # fmt: skip
            for path in ("say", "fact", "start", "resume", "visit", "reset"):
                sent = {**headers, "Content-Type": "application/json"}
                answer = http.post(f"/api/chat/{path}", content=content.encode(), headers=sent)
                assert answer.status_code in (400, 413, 422), answer.text
        for path in (
            f"/meeting/{NAME}",
            f"/unsubscribe/{EMAIL}",
            f"/l/{NAME}",
            f"/{NAME}",
            f"/api/leads/{EMAIL}",
        ):
            assert http.get(path, headers=headers).status_code in (401, 404, 410)
        assert (
            http.post("/api/chat/say", json={"id": "z", "choice": NAME}, headers=headers).status_code == 422
        )
