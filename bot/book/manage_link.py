"""The signed link to one meeting: for seeing, moving and cancelling it, and for nothing else."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.book.models import Meeting
from bot.leads.links import LinkInvalid, Links

LINK_AGE = timedelta(days=270)
"""How long a manage link opens: longer than the furthest horizon, so that it lasts until the meeting."""


def manage_url(links: Links, public_url: str, meeting: Meeting, *, now: datetime) -> str:
    """The page of this one meeting. A later `link_version` of the meeting ends the link."""
    return f"{public_url}/meeting/{links.sign('meeting', f'{meeting.id}:{meeting.link_version}', now)}"


def open_manage_link(links: Links, token: str, *, now: datetime) -> tuple[str, int]:
    """The meeting's id and the `link_version` that the link was made with.

    Raises LinkInvalid for a link that is forged, of another purpose or too old.
    """
    subject = links.open("meeting", token, now=now, max_age=LINK_AGE)
    meeting_id, _, version = subject.partition(":")
    if not version.isdecimal():
        raise LinkInvalid(expired=True)
    return meeting_id, int(version)
