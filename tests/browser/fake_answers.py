"""What the small server of the widget's tests says: messages and cards in the shapes of the real one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

Said = dict[str, Any]
NOTICE = "One moment, this takes longer than usual. Your message is safe and I answer as soon as I can."
NOT_OFFERED = "This choice was not offered in this chat. Pick one of the choices that are shown, or write."


def bot(text: str, choices: tuple[str, ...] = (), card: Said | None = None, asks: str | None = None) -> Said:
    return {"from": "bot", "text": text, "choices": list(choices), "card": card, "asks": asks}


def visitor(text: str) -> Said:
    return {"from": "visitor", "text": text, "choices": [], "card": None, "asks": None}


def rep(text: str, name: str | None = "Ida Brandt") -> Said:
    return {"from": "rep", "name": name, "text": text, "choices": [], "card": None, "asks": None}


def slots_card(days: int = 0) -> Said:
    """Three times on two days, or four on each of so many days."""
    first = datetime(2027, 3, 11, 9, 0, tzinfo=UTC)
    starts = [first, first + timedelta(minutes=90), first + timedelta(days=1, hours=3)]
    if days:
        starts = [first + timedelta(days=day, hours=hour) for day in range(days) for hour in range(4)]
    slots = [
        {
            "id": f"choice_slot{number}",
            "start": start.isoformat(),
            "end": (start + timedelta(minutes=30)).isoformat(),
            "label": f"{start + timedelta(hours=1):%a %d %b, %H:%M}",
        }
        for number, start in enumerate(starts)
    ]
    return {"type": "slots", "timezone": "Europe/Berlin", "slots": slots}


UNDERSTOOD = {
    "type": "understood",
    "lines": [
        {
            "fact": "need",
            "label": "Need",
            "value": "Reports and dashboards",
            "quote": "it takes two weeks",
        },
        {"fact": "budget", "label": "Budget", "value": "50,000 EUR a year", "quote": "~50k"},
        {"fact": "timeline", "label": "Start", "value": "by 1 April 2027", "quote": "end of March"},
    ],
}
MEETING = {
    "type": "meeting",
    "id": "meeting_1",
    "start": "2027-03-11T09:00:00+00:00",
    "end": "2027-03-11T09:30:00+00:00",
    "timezone": "Europe/Berlin",
    "location": "https://meet.tidewater.example/dana",
    "with": "Dana K\u00f6hler",
    "manage_url": "https://tidewater.example/meeting/abc",
}
MOVED = {
    **MEETING,
    "state": "moved",
    "start": "2027-03-12T13:00:00+00:00",
    "end": "2027-03-12T13:30:00+00:00",
    "before": MEETING["start"],
}
CANCELLED = {key: value for key, value in MOVED.items() if key not in ("location", "manage_url", "before")}
ANSWERS: dict[str, Callable[[], list[Said]]] = {
    "times": lambda: [bot("Dana has these times. Which suits you?", card=slots_card(), asks="slot")],
    "summary": lambda: [bot("Here is what I understood. Is it right?", card=UNDERSTOOD)],
    "booked": lambda: [bot("You're booked. The invite is in your mail.", card=MEETING)],
    "move": lambda: [
        bot("Sure. Which suits you better?", card={**slots_card(), "moves": "meeting_1"}, asks="slot")
    ],
    "moved": lambda: [bot("Moved. The new invitation is on its way.", card=MOVED)],
    "cancelled": lambda: [bot("The meeting is cancelled.", card={**CANCELLED, "state": "cancelled"})],
    "mail": lambda: [bot("Which e-mail should the invite go to?", asks="email")],
}
WHO_DECIDES = ("I decide", "I advise", "I just gather information")
GREETING = [
    bot("Hello, I'm Tidewater's assistant, a bot. I can answer questions and find you a time with a person."),
    bot("What shall your data do?", choices=("Analytics", "Reporting", "Migration"), asks="need"),
]
