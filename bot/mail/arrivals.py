"""What a mail that came back is: a bounce, an automatic answer, or what a person wrote."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from bot.mail.auto_replies import AutoReply, is_auto_reply
from bot.mail.away import away_until
from bot.mail.bounces import Bounce, is_bounce, read_bounce
from bot.mail.parsing import Letter
from bot.mail.replies import what_they_wrote

__all__ = ["Arrival", "AutoReply", "Bounce", "Reply", "classify"]

MOST_HOPS = 25
"""Received headers; mail that passed more servers goes in a circle (RFC 5321, 6.3, wants 100 to be allowed
for relaying, but no mail between two companies passes that many)."""

NOBODY = re.compile(
    r"(?:no-?_?reply|do-?_?not-?_?reply|nicht-?antworten|ne-?pas-?repondre|noresponder)\b[^@]{0,80}@"
)


@dataclass(frozen=True)
class Reply:
    """What a person wrote, without what they quoted and without their signature. May be empty."""

    text: str


Arrival = Bounce | AutoReply | Reply


def classify(letter: Letter, *, today: date) -> Arrival | None:
    """None for what is none of these: lists and mass mail, our own mail in a loop, other machines' mail.

    `today` is the day in the lead's zone. Answers to invites are dealt with before.
    """
    if _goes_in_circles(letter):
        return None
    if is_bounce(letter):
        return read_bounce(letter)
    if is_auto_reply(letter):
        return AutoReply(away_until(f"{letter.subject}\n{what_they_wrote(letter.text)}", today=today))
    if letter.report or letter.nobodys or letter.bulk or letter.auto_submitted != "no":
        return None
    if not letter.sender or NOBODY.match(letter.sender) or "list-unsubscribe" in letter.headers:
        return None
    return Reply(what_they_wrote(letter.text))


def _goes_in_circles(letter: Letter) -> bool:
    """A mail that says so, that passed too many servers, or that answers or brings back itself."""
    if "x-loop" in letter.headers or len(letter.headers.get("received", ())) > MOST_HOPS:
        return True
    return bool(letter.message_id) and letter.message_id in letter.answers + letter.returned_ids
