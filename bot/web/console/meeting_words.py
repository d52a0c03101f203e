"""What the console says about a meeting: what came of an action, what can be done, what happened to it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Literal, cast
from zoneinfo import ZoneInfo

from bot.book.models import MoveOutcome, NotBookable, NotCancelled, NotMarked, NotMoved, SlotTaken
from bot.book.words import offset_words
from bot.report.ports import Row, Rows
from bot.report.shapes import MeetingShape
from bot.web.console import words
from bot.web.console.story import Moment

DONE: Mapping[str, str] = {
    "moved": "The meeting is moved.",
    "handed": "The meeting is handed over.",
    "cancelled": "The meeting is cancelled.",
    "held": "Kept: it took place.",
    "good": "Kept: it took place, and the lead is a good one.",
    "bad": "Kept: it took place, and the lead is no good one.",
    "no-show": "Kept: nobody came.",
    "link": "The earlier links are ended, and a new one was sent.",
    "link-only": "The earlier links are ended. There is no address to send a new one to.",
}
"""What an action came to, by the name in the address of the page that follows."""

_NOT_MOVED: Mapping[str, str] = {
    "cancelled": "Nothing was moved: this meeting is cancelled.",
    "over": "Nothing was moved: this meeting has begun or is over. Say below whether it took place.",
    "same": "Nothing was moved: the meeting is at that time already. Choose another one.",
    "past": "That time is over. Choose one that is ahead.",
    "rep_gone": "This rep is no longer on the team. Choose another one.",
}
_NOT_CANCELLED: Mapping[str, str] = {
    "cancelled": "This meeting was cancelled before. Nothing was changed.",
    "over": "This meeting has begun, so that it cannot be cancelled any more. Mark it as a no-show instead.",
}
_NOT_MARKED: Mapping[str, str] = {
    "cancelled": "This meeting was cancelled, so it was neither held nor missed. Nothing was changed.",
    "ahead": "This meeting has not begun yet. Come back when it has.",
}
REPLIES: Mapping[str | None, tuple[str, str]] = {
    None: ("No answer yet", "plain"),
    "accepted": ("Accepted", "good"),
    "tentative": ("Perhaps", "warn"),
    "declined": ("Declined", "bad"),
}
"""A calendar's reply to the invite, and the colour of its pill."""
RATINGS: Mapping[str | None, str] = {None: "Not rated", "good": "A good lead", "bad": "No good lead"}

Phase = Literal["held", "ahead", "unmarked", "completed", "no_show", "cancelled", "expired"]


def phase(meeting: MeetingShape, now: datetime) -> Phase:
    """Where a meeting stands for whoever acts on it: a booked one is `ahead`, or `unmarked` once it began."""
    status = meeting["status"]
    if status == "confirmed":
        return "ahead" if meeting["start"] > now else "unmarked"
    return cast(Phase, status)  # every other status is a phase of the same name


def not_moved(outcome: MoveOutcome) -> str:
    """Why nothing was moved, and what to do."""
    match outcome:
        case NotMoved(because=because) | NotBookable(because=because):
            return _NOT_MOVED.get(because, "This time cannot be booked. Choose another one.")
        case SlotTaken():
            return "The rep has another meeting then. Choose another time."
    return ""


def not_cancelled(outcome: NotCancelled) -> str:
    return _NOT_CANCELLED[outcome.because]


def not_marked(outcome: NotMarked) -> str:
    return _NOT_MARKED[outcome.because]


def moments(events: Rows, zone: ZoneInfo) -> list[Moment]:
    """What happened to a meeting, the latest first; instants of the past are in the reader's zone."""
    return [_moment(event, zone) for event in reversed(events)]


def _moment(event: Row, zone: ZoneInfo) -> Moment:
    detail, kind = event["detail"], event["kind"]
    icon = {"MeetingCancelled": "cross", "MeetingMissed": "cross", "MeetingHeld": "check"}.get(
        kind, "meetings"
    )
    told = ""
    if kind == "MeetingMoved":
        told = f"It was on {words.exact(datetime.fromisoformat(detail['before']), zone)}"
    elif kind == "MeetingHeld":
        told = RATINGS.get(detail.get("rating"), "")
    by = words.by_whom(detail.get("by"))
    return Moment(event["at"], words.happened(kind), ", ".join(filter(None, (told, by))), icon)


def zone_name(instant: datetime, zone: ZoneInfo) -> str:
    """`Europe/Berlin, UTC+1`: as it is written in settings, with its offset then."""
    return f"{zone.key}, {offset_words(instant, zone)}"
