"""Verbs for a rep's own calendars: add one, remove one, show them, ask what they take of the rep's time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from urllib.parse import unquote, urlsplit, urlunsplit

from bot.book.calendar_models import (
    READ_EVERY,
    Added,
    CalendarFailure,
    CalendarRefused,
    CalendarView,
    FeedUnreadable,
    Kind,
    NotModified,
    OwnCalendar,
    Reading,
    Source,
    Window,
)
from bot.book.calendar_notices import tell_clashes
from bot.book.calendar_ports import CalendarDesk, CalendarWork, Store, Vault
from bot.errors import NotFound
from bot.leads.ids import new_id
from bot.playbook.shapes import Rep

MOST = 10
"""Calendars of one rep."""
DAY = timedelta(days=1)


async def add_calendar(
    store: Store,
    desk: CalendarDesk,
    rep_id: str,
    address: str,
    *,
    username: str | None = None,
    password: str | None = None,
    kind: Kind | None = None,
    written: bool = True,
    by_admin: bool = False,
    now: datetime,
) -> Added:
    """Read the calendar once, and keep it if that worked. No transaction is open while it is read.

    With a user name it is a CalDAV server's or calendar's address, unless `kind` says otherwise; the rep's
    meetings are written to it if `written`. `by_admin` lets it stand in the own network.
    Raises NotFound without such a rep, CalendarRefused, and CalendarFailure when it cannot be read.
    """
    source = source_of(address, username, password, kind, private_allowed=by_admin)
    async with store.read() as uow:
        rep = await _rep(uow, rep_id)
        _refuse_more(desk.vault, source, await uow.calendars.of_rep(rep_id))
    reading = await desk.reader.read(source, window_of(rep, now))
    if isinstance(reading, NotModified):
        raise FeedUnreadable("The calendar's server says that nothing changed, and shows nothing. Try again.")
    calendar = _kept(desk.vault, source, reading, rep_id, written=written, now=now)
    async with store.write() as uow:
        rep = await _rep(uow, rep_id)
        await uow.calendars.add(calendar)
        await uow.calendars.replace_busy(calendar.id, reading.busy)
        if calendar.written:
            for meeting in await uow.meetings.between(start=now, rep_id=rep_id):
                if meeting.status == "confirmed":
                    await uow.calendars.want_write(meeting.id, calendar.id, now=now)
        await tell_clashes(uow, desk, rep, now=now)
    return Added(calendar.id, host_of(calendar), reading.name, len(reading.busy), reading.warnings)


async def remove_calendar(uow: CalendarWork, rep_id: str, calendar_id: str) -> None:
    """Forget the calendar and what was read of it; meetings that were written to it stay there.

    Raises NotFound when the rep has no such calendar.
    """
    if not await uow.calendars.remove(rep_id, calendar_id):
        raise NotFound("This calendar is gone already. Load the page again.")


async def calendars_of(uow: CalendarWork, rep_id: str, *, now: datetime) -> list[CalendarView]:
    """The rep's calendars as they may be shown: never an address, which is often a secret."""
    views = []
    for calendar in await uow.calendars.of_rep(rep_id):
        unwritten = await uow.calendars.write_problem(calendar.id)
        view = CalendarView(
            id=calendar.id,
            host=host_of(calendar),
            kind=calendar.kind,
            written=calendar.written,
            age=now - calendar.read_at if calendar.read_at else None,
            stale=calendar.stale(now),
            failing=calendar.failures > 0 or unwritten is not None,
            problem=unwritten if unwritten and not calendar.failures else calendar.problem,
            next_read=calendar.due_at,
        )
        views.append(view)
    return views


def source_of(
    address: str,
    username: str | None = None,
    password: str | None = None,
    kind: Kind | None = None,
    *,
    private_allowed: bool = False,
) -> Source:
    """The calendar that somebody typed the address of. Raises CalendarRefused for what is no web address."""
    typed = address.strip()
    if "://" not in typed:
        typed = f"https://{typed}"
    scheme, _, rest = typed.partition("://")
    scheme = {"webcal": "https", "webcals": "https"}.get(scheme.lower(), scheme.lower())
    try:
        parts = urlsplit(f"{scheme}://{rest}")
        host, port = parts.hostname, parts.port
    except ValueError:
        host = port = None
    if (
        scheme not in ("http", "https")
        or not host
        or len(typed) > 2000
        or not typed.isprintable()
        or " " in typed
    ):
        raise CalendarRefused(
            "That is no address of a calendar. Copy it as the calendar's settings show it: it begins with "
            "https:// or webcal://."
        )
    named = username.strip() if username else None
    if named and not password:
        raise CalendarRefused("The password is missing. Make an app password for Bantam, and enter it here.")
    if not named and parts.username:
        named, password, kind = unquote(parts.username), unquote(parts.password or ""), kind or "ics"
    netloc = f"[{host}]" if ":" in host else host
    url = urlunsplit((scheme, f"{netloc}:{port}" if port else netloc, parts.path or "/", parts.query, ""))
    return Source(kind or ("caldav" if named else "ics"), url, named, password, private_allowed)


def opened(vault: Vault, calendar: OwnCalendar, *, marks: bool = False) -> Source:
    """Where the calendar is, in the clear; with the marks of its last answer if wanted.

    Raises CalendarFailure when the product's key was changed since.
    """
    return Source(
        kind=calendar.kind,
        address=vault.open(calendar.address.partition(" ")[2]),
        username=calendar.username,
        password=vault.open(calendar.secret) if calendar.secret else None,
        private_allowed=calendar.private_allowed,
        etag=calendar.etag if marks else None,
        last_modified=calendar.last_modified if marks else None,
    )


def host_of(calendar: OwnCalendar) -> str:
    """All of its address that may be shown."""
    return calendar.address.partition(" ")[0]


def window_of(rep: Rep, now: datetime) -> Window:
    """What is read of a rep's calendars: as far ahead as they can be booked, and a day more."""
    return Window(now - DAY, now + rep.horizon + DAY, rep.timezone, rep.email)


async def _rep(uow: CalendarWork, rep_id: str) -> Rep:
    rep = await uow.reps.get(rep_id)
    if rep is None:
        raise NotFound("There is no such rep. Load the page again.")
    return rep


def _refuse_more(vault: Vault, source: Source, calendars: Sequence[OwnCalendar]) -> None:
    if len(calendars) >= MOST:
        raise CalendarRefused(f"You have {MOST} calendars, which is the most. Remove one first.")
    for calendar in calendars:
        try:
            there = opened(vault, calendar)
        except CalendarFailure:
            continue
        if (there.address, there.username) == (source.address, source.username):
            raise CalendarRefused("This calendar is there already. To change its password, remove it first.")


def _kept(
    vault: Vault, source: Source, reading: Reading, rep_id: str, *, written: bool, now: datetime
) -> OwnCalendar:
    address = reading.address or source.address
    return OwnCalendar(
        id=new_id("cal"),
        rep_id=rep_id,
        kind=source.kind,
        # The host in the clear: after a change of SECRET_KEY a rep has to know which one to enter again.
        address=f"{urlsplit(address).hostname} {vault.seal(address)}",
        username=source.username,
        secret=vault.seal(source.password) if source.password else None,
        private_allowed=source.private_allowed,
        written=written and source.kind == "caldav",
        added_at=now,
        due_at=now + READ_EVERY,
        read_at=now,
        problem=reading.remark,
        etag=reading.etag,
        last_modified=reading.last_modified,
    )
