"""A company whose visitors, mails, colleagues and playbook all have the corpus of `scripts.txt` for words."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import uvicorn
from sqlalchemy import update

from bot.book.models import Meeting
from bot.book.rules import busy_span
from bot.bootstrap import App, Work, build
from bot.chat.models import Conversation, Message, Task
from bot.leads.events import MeetingBooked
from bot.leads.ids import new_id
from bot.leads.mail import one_line
from bot.leads.models import Consent, Contact, KeptFact, Lead, Source
from bot.nurture import service as nurture
from bot.nurture.models import InboundMail
from bot.settings import ROOT, Settings, load_settings
from bot.staff.models import AuditEntry, Staff
from bot.staff.service import add_staff, create_token
from bot.store.migrate import upgrade
from bot.store.tables.book import reps
from bot.store.tables.nurture import sequence_versions
from bot.web.app import create_app
from tests.browser.scripts import corpus
from tests.consoles import NOW, PASSWORD
from tests.nurturing import a_draft

ADMIN = "alex@tidewater.example"
ALL = "all"
"""The lead who said the whole corpus."""


@contextmanager
def scripted_company(folder: Path) -> Iterator[str]:
    """Serve it on a free port; the address."""
    environ = {"DEMO": "1", "DATA_DIR": str(folder), "CLOCK": NOW.isoformat()}
    settings = load_settings(ROOT, environ)
    with ThreadPoolExecutor() as aside:  # this thread has Playwright's event loop
        aside.submit(upgrade, settings.database_url).result()
        aside.submit(lambda: asyncio.run(_settle(settings))).result()
    server = uvicorn.Server(uvicorn.Config(create_app(settings), port=0, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        assert thread.is_alive()
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


async def _settle(settings: Settings) -> None:
    app = build(settings)
    await app.import_playbook()
    words = corpus()
    async with app.store.write() as uow:
        await add_staff(uow, ADMIN, "admin", now=NOW, name=words[0], password=PASSWORD)
        for number, piece in enumerate(words):
            await _add_lead(app, uow, str(number), piece)
            await _colleague(uow, number, piece)
        await _add_lead(app, uow, ALL, words[1])
        await _said_all(app, uow, words)
    for number in range(1, len(words), 3):
        await _meeting(app, str(number), number)
    async with app.store.write() as uow:
        await _names(uow, words)
    await app.close()


async def _add_lead(app: App, uow: Work, name: str, piece: str) -> None:
    """A lead to whom the piece is name, company, everything, with a chat, a task, a mail and a sequence."""
    lead = Lead(
        f"lead_{name}", NOW, NOW, owner_id="dana",
        contact=Contact(
            piece, f"v{name}@lead.example", piece, piece, piece, industry=piece, timezone="Europe/Berlin",
            language=piece, country=piece,
        ),
        source=Source(piece, piece, {"source": piece, piece: "x"}),
    )  # fmt: skip
    page = {"url": piece, "title": piece, "referrer": piece}
    talk = Conversation(f"conv_{name}", f"visitor_{name}", NOW, lead.id, piece[:16], "UTC", page)
    await uow.leads.add(lead)
    await uow.conversations.add(talk, token_hash=f"hash {name}")
    await uow.messages.add(Message(0, talk.id, "visitor", NOW, piece))
    await uow.tasks.add(Task(f"task_{name}", "reply", piece, NOW, lead.id, talk.id, "dana"))
    value = {"status": "stated", "category": piece}
    await uow.facts.keep(lead.id, KeptFact("need", value, piece, NOW, talk.id, "need"))
    await uow.consents.give(Consent(lead.id, "nurture", NOW, piece))
    await nurture.enrol(uow, lead, "later", app.playbook().site, now=NOW)


async def _colleague(uow: Work, number: int, piece: str) -> None:
    staff = Staff(f"staff_{number}", f"s{number}@tidewater.example", piece, "rep", "UTC", NOW)
    await uow.staff.add(staff, password_hash="none")
    await uow.audit.add(AuditEntry(NOW, ADMIN, piece[:80], piece[:80]))
    if (name := f"{number} {' '.join(piece.split())}").isprintable() and len(name) <= 80:
        await create_token(uow, name, NOW)


async def _said_all(app: App, uow: Work, words: Sequence[str]) -> None:
    """Every piece once more, in one chat, and as an answer to a mail, of which the rep is told by mail."""
    for number, piece in enumerate(words):
        at = NOW - timedelta(minutes=number)
        card = {"type": "understood", "lines": [{"fact": "need", "label": piece, "text": piece}]}
        choices = [{"id": f"choice_{number}", "title": piece}]
        await uow.messages.add(Message(0, f"conv_{ALL}", "bot", at, piece, choices=choices, card=card))
        await uow.messages.add(Message(0, f"conv_{ALL}", "rep", at, piece, author=piece))
        mail = a_draft(
            kind="notice", cause=f"all {number}", recipient=f"m{number}@lead.example",
            recipient_name=one_line(piece), subject=one_line(piece), lead_id=f"lead_{ALL}",
            text=piece, html=app.templates.render("rep-reply", reply(piece)).html,
        )  # fmt: skip
        mail_id = await uow.mails.queue(mail, now=at)
        back = InboundMail(new_id("in"), str(number), "reply", at, mail_id, f"lead_{ALL}", piece, piece)
        assert await uow.inbound.add_unless_there(back)


def reply(piece: str) -> dict[str, object]:
    """The variables of the mail that tells a rep of a reply, all of them the piece."""
    names = ("who", "address", "subject", "lead_url")
    told = {"lines": [piece], "understood": [{"kind": piece, "quote": piece}], "attachments": [piece]}
    return {**dict.fromkeys(names, piece), **told, "from_theirs": False, "ready": True, "stopped": False,
            "cut": True}  # fmt: skip


async def _meeting(app: App, name: str, number: int) -> None:
    """Booked as the chat books it: the visitor and the rep get their mails."""
    start = datetime(2026, 3, 3, 8, tzinfo=UTC) + timedelta(hours=number)
    end = start + timedelta(minutes=30)
    async with app.store.write() as uow:
        rep = await uow.reps.get("dana")
        assert rep
        meeting = Meeting(
            f"meet_{name}", f"lead_{name}", f"conv_{name}", "dana", start, end, start, end, start.date(),
            "confirmed", rep.location, "Europe/London", f"uid-{name}", 0, NOW, NOW,
        )  # fmt: skip
        busy_start, busy_end = busy_span(rep, meeting.slot)
        await uow.reps.take_day("dana", meeting.rep_day, cap=50)
        assert busy_start <= busy_end
        assert await uow.meetings.add_unless_busy(meeting)
        await uow.publish(MeetingBooked(f"lead_{name}", NOW, meeting.id, "dana"))


async def _names(uow: Work, words: Sequence[str]) -> None:
    """What only a marketer writes: titles of sequences, and a rep's name."""
    versions = sequence_versions
    ids = (await uow.connection.execute(versions.select().order_by(versions.c.id))).mappings().all()
    for number, row in enumerate(ids):
        title = " ".join(piece for piece in words[number :: len(ids)] if len(piece) < 60)[:200]
        await uow.connection.execute(update(versions).where(versions.c.id == row["id"]).values(title=title))
    await uow.connection.execute(update(reps).where(reps.c.id == "mei").values(name=words[1]))


def mails_html(folder: Path) -> list[str]:
    """The HTML of every mail that was written."""

    async def read() -> list[str]:
        app = build(load_settings(ROOT, {"DEMO": "1", "DATA_DIR": str(folder)}))
        async with app.store.read() as uow:
            found = [mail.html for mail in await uow.mails.log(limit=1000)]
        await app.close()
        return found

    with ThreadPoolExecutor() as aside:
        return aside.submit(lambda: asyncio.run(read())).result()
