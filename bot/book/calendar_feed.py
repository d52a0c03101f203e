"""A rep's private feed: their meetings as a calendar that any calendar program can subscribe to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from icalendar.prop import vDuration

from bot.book.calendar_models import FeedOwner
from bot.book.invite import calendar_text, meeting_event
from bot.book.models import Meeting
from bot.book.vtimezone import vtimezone
from bot.book.words import zone_of
from bot.leads.links import Links
from bot.leads.mail import one_line
from bot.playbook.shapes import Rep

PAST = timedelta(days=30)
"""How long a meeting stays in the feed after it was, or was cancelled."""
REFRESH = timedelta(hours=1)
"""How often programs are asked to look (RFC 7986, 5.7); most take their own time."""
SHOWN = ("confirmed", "completed", "no_show")


def feed_of(
    meetings: Sequence[Meeting], rep: Rep, visitors: Mapping[str, str], public_url: str, *, now: datetime
) -> str:
    """The feed's text: what is ahead, what was in the last 30 days, and what was cancelled in them.

    `visitors` are their names by lead. The same meetings make the same text, whenever it is asked for.
    """
    zone = zone_of(rep.timezone)
    events = []
    for meeting in sorted(meetings, key=lambda meeting: (meeting.start_at, meeting.id)):
        cancelled = meeting.status == "cancelled"
        if (meeting.updated_at if cancelled else meeting.end_at) < now - PAST:
            continue
        if cancelled or meeting.status in SHOWN:
            summary = f"{visitors.get(meeting.lead_id, 'A visitor')} and {rep.name}"
            description = f"{meeting.location}\n{public_url}/console/leads/{meeting.lead_id}"
            # DTSTAMP of a calendar that is no message is when the event was last changed (RFC 5545, 3.8.7.2).
            stamp = meeting.updated_at
            events.append(
                meeting_event(meeting, zone, summary, description, stamp=stamp, cancelled=cancelled)
            )
    around = now.replace(month=1, day=1, hour=0, minute=0, second=0, microsecond=0)
    name = one_line(f"{rep.name}: meetings")
    every = vDuration(REFRESH, params={"VALUE": "DURATION"})
    more = {"name": name, "x-wr-calname": name, "refresh-interval": every, "x-published-ttl": "PT1H"}
    return calendar_text(events, vtimezone(zone, around), more=more)


def feed_url(links: Links, public_url: str, owner: FeedOwner) -> str:
    """The feed's secret address: the same each time, until its links are ended."""
    token = links.sign("feed", f"{owner.rep_id}:{owner.version}", datetime.fromtimestamp(0, UTC))
    return f"{public_url}/calendar/{token}.ics"


def opened_feed(links: Links, token: str, *, now: datetime) -> tuple[str, int]:
    """The rep's id and the version of their links. Raises LinkInvalid for what was never a feed's token."""
    rep_id, _, version = links.open("feed", token, now=now).rpartition(":")
    return rep_id, int(version)
