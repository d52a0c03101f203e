"""Rows become the shapes of the staff interface."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any, cast

from bot.leads.links import without_carry_on
from bot.report import shapes
from bot.report.ports import Row, Rows
from bot.staff.rules import EVERYTHING, Sight
from bot.understand.facts import BANT

KEYS: Mapping[str, tuple[str, ...]] = {
    "budget": ("min", "max", "currency", "period"),
    "authority": ("role", "approver"),
    "need": ("category",),
    "timeline": ("start", "end", "bucket"),
}
"""What a BANT fact holds beside its status and quote."""

OF_A_LEAD = ("facts", "score_parts", "routing", "meetings", "enrolments", "consents", "tasks", "messages")
"""What belongs to a lead, each asked for once for a whole page of leads."""
OF_A_ROW = ("facts",)
"""What a line of a list tells of a lead: the transcripts of fifty would be read to be thrown away."""

Belongings = Mapping[str, Rows]


def by_lead(rows_of: Mapping[str, Rows]) -> dict[str, dict[str, list[Row]]]:
    """The rows of every kind, sorted to the lead that they belong to."""
    sorted_rows: dict[str, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for kind, rows in rows_of.items():
        for row in rows:
            sorted_rows[row["lead_id"]][kind].append(row)
    return sorted_rows


def lead_shape(row: Row, of: Belongings, sight: Sight = EVERYTHING) -> shapes.LeadShape:
    """The lead as the staff interface shows it; `of` holds its rows by kind (`OF_A_LEAD`).

    Who may not look into the rep's calendar reads that a meeting is on, not when or where.
    """
    return {
        "id": row["id"],
        "created_at": row["created_at"],
        "updated_at": row["updated_at"],
        "stage": row["stage"],
        "temperature": row["temperature"],
        "contact": _contact(row),
        "bant": bant(of.get("facts", ())),
        "score": {"total": row["score"], "parts": [_part(part) for part in of.get("score_parts", ())]},
        "owner": person(row["owner_name"], row["owner_email"]),
        "routing": [{"rule": s["rule"], "outcome": s["outcome"]} for s in of.get("routing", ())],
        "meeting": _meeting_brief_for(sight, meeting_that_counts(of.get("meetings", ()))),
        "handover": _handover(row),
        "enrolments": [enrolment_brief(one) for one in of.get("enrolments", ())],
        "source": _source(row["source"]),
        "consents": [_consent(one) for one in of.get("consents", ())],
        "tasks": [task_shape(one) for one in of.get("tasks", ())],
        "transcript": [_message(one) for one in of.get("messages", ())],
    }


def bant(facts: Rows) -> shapes.BantShape:
    """The four facts that hold now; a fact that was never mentioned is `unknown`."""
    held = {fact["kind"]: fact for fact in facts if fact["replaced_at"] is None and fact["kind"] in BANT}
    shaped = {kind: _fact(kind, held.get(kind)) for kind in KEYS}
    return cast(shapes.BantShape, shaped)


def _fact(kind: str, fact: Row | None) -> dict[str, Any]:
    value = fact["value"] if fact else {}
    told = {key: value.get(key) for key in KEYS[kind]}
    return {
        "status": value.get("status", "unknown"),
        **told,
        "quote": (fact["quote"] or None) if fact else None,
    }


def _contact(row: Row) -> shapes.ContactShape:
    least, most = row["company_size_min"], row["company_size_max"]
    return {
        "name": row["name"],
        "email": row["email"],
        "phone": row["phone"],
        "company": row["company"],
        "job_title": row["job_title"],
        "company_size": None if least is None and most is None else {"min": least, "max": most},
        "industry": row["industry"],
        "country": row["country"],
        "timezone": row["timezone"],
        "language": row["language"],
    }


def _part(row: Row) -> shapes.ScorePart:
    return {"rule": row["rule"], "points": row["points"], "quote": row["quote"] or None}


def person(name: str | None, email: str | None) -> shapes.Person | None:
    return {"name": name, "email": email} if name and email else None


def meeting_that_counts(meetings: Rows) -> Row | None:
    """The active meeting, or else the latest one that was more than a hold."""
    active = [m for m in meetings if m["status"] in ("held", "confirmed")]
    others = [m for m in meetings if m["status"] != "expired"]
    return max(active or others, key=lambda m: m["created_at"], default=None)


def _meeting_brief_for(sight: Sight, row: Row | None) -> shapes.MeetingBrief | None:
    if row is None:
        return None
    brief = meeting_brief(row)
    return brief if sight.calendar(row["rep_id"]) else {**brief, "start": None, "end": None, "location": None}


def meeting_brief(row: Row) -> shapes.MeetingBrief:
    return {
        "id": row["id"],
        "start": row["start_at"],
        "end": row["end_at"],
        "status": row["status"],
        "location": row["location"],
    }


def _handover(row: Row) -> shapes.Handover | None:
    if row["handover_at"] is None:
        return None
    return {"at": row["handover_at"], "reason": row["handover_reason"], "to": row["handover_to"]}


def enrolment_brief(row: Row) -> shapes.EnrolmentBrief:
    return {
        "sequence": row["sequence"],
        "version": row["version"],
        "status": row["status"],
        "next_step": row["next_position"],
        "due_at": row["due_at"],
        "ended_because": row["ended_because"],
    }


def _source(kept: Mapping[str, Any]) -> shapes.SourceShape:
    return {
        "landing_url": kept.get("landing_url"),
        "referrer": kept.get("referrer"),
        "utm": dict(kept.get("utm") or {}),
        "type": kept.get("type", "organic"),
    }


def _consent(row: Row) -> shapes.ConsentShape:
    keys = ("purpose", "given_at", "wording", "confirmed_at", "withdrawn_at")
    return cast(shapes.ConsentShape, {key: row[key] for key in keys})


def task_shape(row: Row) -> shapes.TaskShape:
    keys = ("id", "kind", "reason", "assigned_to", "created_at", "done_at")
    return cast(shapes.TaskShape, {key: row[key] for key in keys})


def _message(row: Row) -> shapes.TranscriptMessage:
    return {
        "id": str(row["id"]),
        "conversation": row["conversation_id"],
        "from": row["sender"],
        "at": row["at"],
        "text": without_carry_on(row["text"]),
        "choices": list(row["choices"] or ()),
        "card": row["card"],
        "asks": row["asks"],
    }


def lead_brief(row: Row) -> shapes.LeadBrief:
    return {
        "id": row["lead_id"],
        "name": row["lead_name"],
        "email": row["lead_email"],
        "company": row["lead_company"],
    }


def meeting_shape(row: Row) -> shapes.MeetingShape:
    return {
        "id": row["id"],
        "start": row["start_at"],
        "end": row["end_at"],
        "status": row["status"],
        "location": row["location"],
        "rep": {"name": row["rep_name"], "email": row["rep_email"]},
        "lead": lead_brief(row),
        "visitor_timezone": row["visitor_timezone"],
        "rating": row["rating"],
        "created_at": row["created_at"],
    }


def meeting_detail(row: Row) -> shapes.MeetingDetail:
    more = (
        "rep_id", "rep_timezone", "lead_owner_id", "held_until", "cancelled_by", "visitor_reply",
        "rep_reply",
    )  # fmt: skip
    return cast(shapes.MeetingDetail, {**meeting_shape(row), **{key: row[key] for key in more}})


def enrolment_shape(row: Row) -> shapes.EnrolmentShape:
    return {
        **enrolment_brief(row),
        "id": row["id"],
        "lead": lead_brief(row),
        "reason": row["reason"],
        "enrolled_at": row["enrolled_at"],
        "ended_at": row["ended_at"],
    }


def mail_shape(row: Row) -> shapes.MailShape:
    same = (
        "id", "kind", "subject", "text", "html", "ics", "ics_method", "reply_to", "unsubscribe_url",
        "message_id", "state", "reason", "attempts", "due_at", "created_at", "updated_at", "cause",
    )  # fmt: skip
    told = {key: row[key] for key in same}
    told |= {"to": row["recipient"], "to_name": row["recipient_name"], "meeting": row["meeting_id"]}
    return cast(shapes.MailShape, {**told, "lead": lead_brief(row) if row["lead_id"] else None})
