"""What goes out next to which lead, when, and why then or why not yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.nurture.models import NextSend
from bot.nurture.ports import NurtureWork
from bot.nurture.upcoming import next_sends
from bot.report.ports import Asked, Row, Rows
from bot.report.rules import lead_brief
from bot.report.shapes import LeadBrief


class NextSendRows(Protocol):
    async def page(self, asked: Asked, lead_id: str | None) -> tuple[Rows, int]: ...


class UpcomingWork(NurtureWork, Protocol):
    @property
    def next_sends(self) -> NextSendRows: ...


@dataclass(frozen=True)
class Upcoming:
    """A step that waits for its day, or (with a `mail_id`) a mail in the mail log that waits to be sent.

    `held` says that `why` keeps it from going out, not only that it is not time yet. `step` counts from 1;
    None for a mail that is no step: the question of a double opt-in, or the offer to meet.
    """

    lead: LeadBrief
    timezone: str | None
    sequence: str | None
    title: str
    version: int | None
    step: int | None
    steps: int
    subject: str
    due_at: datetime | None
    why: str
    held: bool
    mail_id: str | None


async def find_upcoming(
    uow: UpcomingWork, asked: Asked, *, lead: str | None = None
) -> tuple[list[Upcoming], int]:
    """One page of what goes out next, the earliest first, of one lead (its id) or of all; and the total."""
    rows, total = await uow.next_sends.page(asked, lead)
    told: dict[str, Sequence[NextSend]] = {}
    for lead_id in dict.fromkeys(row["lead_id"] for row in rows):
        told[lead_id] = await next_sends(uow, lead_id)
    return [_upcoming(row, told[row["lead_id"]]) for row in rows], total


def _upcoming(row: Row, sends: Sequence[NextSend]) -> Upcoming:
    is_step = row["status"] != "unconfirmed" and row["what"] in ("step", "nurture")
    step = row["position"] + 1 if is_step else None
    send = _of(row, sends)
    held = send.held if send else bool(row["held"])
    return Upcoming(
        lead=lead_brief(row),
        timezone=row["lead_timezone"],
        sequence=row["sequence"],
        title=row["title"] or row["sequence"] or "",
        version=row["version"],
        step=step,
        steps=row["steps"] or 0,
        subject=row["mail_subject"] or (row["subject"] if is_step else "") or "",
        due_at=row["due_at"],
        why=(send.why if send else "") or row["held"] or row["why"] or "",
        held=held,
        mail_id=row["mail_id"],
    )


def _of(row: Row, sends: Sequence[NextSend]) -> NextSend | None:
    """What `bantam next` says of the same mail, or of the same step."""
    if row["mail_id"]:
        return next((send for send in sends if send.mail_id == row["mail_id"]), None)
    mine = (send for send in sends if send.enrolment_id == row["enrolment_id"] and not send.mail_id)
    return next((send for send in mine if send.step == row["position"] + 1), None)
