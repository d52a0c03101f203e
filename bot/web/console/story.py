"""A lead's story, ready to be shown: what they said, the score as bars, what happened in its order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.report.ports import Row, Rows
from bot.report.service import Story
from bot.report.shapes import ConsentShape, MailShape, Score
from bot.understand.facts import BANT
from bot.web.console import nurture_words, words

ORDER = (
    *BANT,
    "name",
    "email",
    "phone",
    "company",
    "company_size",
    "job_title",
    "country",
    "profile",
    "consent",
)


@dataclass(frozen=True)
class Said:
    """A fact with the visitor's words; `before` is what they had said first."""

    kind: str
    text: str
    quote: str
    at: datetime | None
    open: bool
    before: tuple[tuple[str, str, datetime], ...] = ()


def said(facts: Rows) -> list[Said]:
    """The four BANT facts always, the open ones too, then what else the visitor told."""
    held = {fact["kind"]: fact for fact in facts if fact["replaced_at"] is None}
    kinds = [kind for kind in ORDER if kind in BANT or kind in held]
    return [_said(kind, held.get(kind), facts) for kind in kinds]


def _said(kind: str, fact: Row | None, facts: Rows) -> Said:
    older = [old for old in facts if old["kind"] == kind and old["replaced_at"] is not None]
    before = tuple((fact_text(kind, old), old["quote"], old["stated_at"]) for old in older)
    if fact is None:
        return Said(kind, words.spoken("unknown"), "", None, True, before)
    return Said(kind, fact_text(kind, fact), fact["quote"], fact["stated_at"], False, before)


def fact_text(kind: str, fact: Row) -> str:
    if kind in BANT:
        return words.fact_in_words(kind, fact["value"])
    told = words.plain_fact(fact["value"])
    return words.country(told) if kind == "country" else told


@dataclass(frozen=True)
class Bar:
    """One part of the score: it begins where the part before it ended. Percent of the whole width."""

    rule: str
    points: int
    quote: str | None
    said: bool
    """Whether `quote` is the visitor's own words, and not what they did or are."""
    left: float
    width: float


def bars(score: Score, facts: Rows) -> list[Bar]:
    """The parts one after the other, so that one sees them add up; points taken away run backwards."""
    quotes = {fact["quote"] for fact in facts}
    sums = [0]
    for part in score["parts"]:
        sums.append(sums[-1] + part["points"])
    scale = 100 / max(100, *sums)
    return [
        Bar(
            part["rule"],
            part["points"],
            part["quote"],
            part["quote"] in quotes,
            round(max(0, min(start, end)) * scale, 2),
            round(abs(end - start) * scale, 2),
        )
        for part, start, end in zip(score["parts"], sums, sums[1:], strict=False)
    ]


@dataclass(frozen=True)
class Moment:
    """Something that happened: `icon` names its picture, `link` leads on, `said` are words of the lead's."""

    at: datetime
    what: str
    more: str = ""
    icon: str = "leads"
    link: str = ""
    said: str = ""


TOLD_BY_THE_MAIL = ("LeadReplied", "AddressBounced")
"""Events that the mail which came back tells better, with its words or its status."""


def moments(story: Story) -> list[Moment]:
    """What happened to the lead, the latest first."""
    lead = story.lead
    found = [
        Moment(lead["created_at"], "First message in the chat", icon="conversations"),
        *(_event(event) for event in story.events if event["kind"] not in TOLD_BY_THE_MAIL),
        *(_correction(fact) for fact in story.facts if fact["replaced_at"] is not None),
        *(_agreed(consent) for consent in lead["consents"]),
        *(_mailed(mail) for mail in story.mails),
        *(_clicked(link) for link in story.clicks),
        *(_came_back(mail) for mail in story.inbound),
        *_chose(story.preferences),
    ]
    done = ((task, task["done_at"]) for task in lead["tasks"])
    found.extend(Moment(at, "Task done", task["reason"], "check") for task, at in done if at)
    return sorted(found, key=lambda moment: moment.at, reverse=True)


def _event(event: Row) -> Moment:
    return Moment(event["at"], words.happened(event["kind"]), nurture_words.event_detail(event), "reports")


def _correction(fact: Row) -> Moment:
    what = words.spoken(fact["kind"]).lower()
    return Moment(fact["replaced_at"], f"Corrected: {what}", f"was: {fact_text(fact['kind'], fact)}", "undo")


def _agreed(consent: ConsentShape) -> Moment:
    return Moment(consent["given_at"], f"Agreed: {words.spoken(consent['purpose']).lower()}", icon="check")


def _mailed(mail: MailShape) -> Moment:
    state = words.STATES.get(mail["state"], (mail["state"],))[0]
    link = f"/console/mail/{mail['id']}"
    return Moment(mail["created_at"], f"Mail: {mail['subject']}", f"{state}, to {mail['to']}", "mail", link)


def _clicked(link: Row) -> Moment:
    """The first click; how often it was followed since is told beside it."""
    told = {"answer": f"Answered “{link['answer']}”", "chat": "Opened the chat"}.get(link["kind"])
    times = f"{words.number(link['clicks'])} times" if link["clicks"] > 1 else ""
    more = ", ".join(filter(None, (told or link["url"] or "", times)))
    what = f"Followed a link in: {link['subject']}"
    return Moment(link["first_clicked_at"], what, more, "forward", f"/console/mail/{link['mail_id']}")


def _came_back(mail: Row) -> Moment:
    of = f" to: {mail['subject']}" if mail["kind"] == "reply" and mail["subject"] else ""
    about = "" if of or not mail["subject"] else f"the mail: {mail['subject']}"
    more = ", ".join(filter(None, (about, nurture_words.returned_detail(mail["kind"], mail["detail"]))))
    said = mail["text"] if mail["kind"] in ("reply", "stop") else ""
    link = f"/console/mail/{mail['mail_id']}" if mail["mail_id"] else ""
    icon = "conversations" if said else "undo" if "bounce" in mail["kind"] else "mail"
    what = f"{nurture_words.CAME_BACK.get(mail['kind'], 'A mail came back')}{of}"
    return Moment(mail["received_at"], what, words.sentence(more), icon, link, said)


def _chose(preferences: Row | None) -> list[Moment]:
    """What the lead last chose about our mails; what they chose before is not kept."""
    if preferences is None:
        return []
    until, every = preferences["paused_until"], preferences["every_days"]
    pause = f"no mail until {words.day(until.date())}" if until else ""
    often = f"at most one mail in {every} days" if every else ""
    more = words.sentence(", ".join(filter(None, (pause, often)))) or "Mail as usual"
    return [Moment(preferences["updated_at"], "Chose about our mails", more, "clock")]
