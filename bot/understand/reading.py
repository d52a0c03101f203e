"""Reads one message: every grammar in turn, each seeing only what the one before it left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.understand import (
    authority,
    budget,
    company,
    contact,
    countries,
    headcount,
    need,
    people,
    pieces,
    profile,
    signature,
    timeline,
    titles,
)
from bot.understand.facts import CONTACT, Facts, NeedCategory, Said
from bot.understand.message import Message, read
from bot.understand.need import Encoder
from bot.understand.titles import Title

# What the channel lets through; more is read no further, so that no text costs more than this.
LONGEST = 2_000
# Where 3/4 is 4 March (CLDR's short dates).
_MONTH_FIRST = {"US", "PH", "PR", "GU", "FM", "PW", "CA"}


def understand(
    text: str,
    *,
    asked: str | None = None,
    now: datetime,
    needs: Sequence[NeedCategory] = (),
    encoder: Encoder | None = None,
) -> Facts:
    """The facts that one message states, each with the visitor's words and offsets; no text raises.

    `asked` is what the last question asked for (need, budget, authority, timeline, name, email, phone,
    company, company_size, job_title, country, consent, slot). `now` is aware, its zone the visitor's: dates
    are in that zone.
    `needs` are the playbook's categories; `encoder` finds a category for words that no keyword names.
    Raises ValueError when `now` is naive.
    """
    if now.tzinfo is None:
        raise ValueError("now must be aware: give it the visitor's time zone")
    message = read(text[:LONGEST])
    if not message.plain.strip("\x00 \n"):
        return Facts()
    return _facts(message, asked, now, needs, encoder)


def _facts(
    message: Message, asked: str | None, now: datetime, needs: Sequence[NeedCategory], encoder: Encoder | None
) -> Facts:
    here = contact.country_of(getattr(now.tzinfo, "key", None))
    found: dict[str, Said | None] = {}
    found["email"], mail_spans = contact.email(message, asked=asked)
    found["country"] = countries.find(message, asked=asked)
    stated = found["country"].value if found["country"] else None
    region = stated if isinstance(stated, str) else here
    rest = message.without(mail_spans)
    found["phone"], phone_spans = contact.phone(rest, region, asked=asked)
    rest = rest.without(phone_spans)
    signed = signature.find(rest, titles.find(rest, asked), asked=asked)
    rest, own = signed.rest, signed.titles
    found["company_size"], head_spans = headcount.find(rest, asked=asked)
    dated, date_spans = timeline.find(
        rest.without(head_spans), asked=asked, today=now.date(), month_first=here in _MONTH_FIRST
    )
    money, money_spans = budget.find(
        rest.without([*head_spans, *date_spans]), asked=asked, year=now.year, country=here
    )
    found["company"] = company.name(rest.without([*money_spans, *date_spans]), own, asked=asked)
    found["name"] = people.find(rest, own, asked=asked)
    found |= {kind: said for kind, said in signed.said.items() if kind != "country" or not found["country"]}
    found["job_title"] = _job_title(message, own)
    if asked == "job_title" and not found["job_title"]:
        found["job_title"] = pieces.answered_title(rest)
    hidden = [(title.start, title.end) for title in own]
    hidden += [(said.quote.start, said.quote.end) for kind in ("company", "name") if (said := found[kind])]
    # "In two months at the latest" is like a report that takes two months.
    hidden += [*head_spans, *date_spans, *money_spans]
    facts = Facts(
        budget=money,
        # "Just me" after "how many people are you?" counts heads.
        authority=authority.find(rest.without(head_spans), own, asked=asked),
        need=need.find(rest, needs, asked=asked, encoder=encoder, hidden=hidden),
        timeline=dated,
        contact={kind: said for kind in CONTACT if (said := found.get(kind))},
        profile=profile.find(message),
    )
    return _settled(facts)


def _job_title(message: Message, own: Sequence[Title]) -> Said | None:
    mine = [title for title in own if title.mine]
    if not mine:
        return None
    # "CTO and co-founder" is one job.
    start, end = mine[0].start, mine[0].end
    for title in mine[1:]:
        if title.start - end <= 7:
            end = title.end
    quote = message.quote(start, end)
    return Said(quote.text, quote)


def _settled(facts: Facts) -> Facts:
    """Readings that exclude each other: words that are part of the company's name are nothing else."""
    if facts.profile:
        # What a vendor offers, a student studies and a customer complains of is no need of a prospect.
        facts = replace(facts, need=None)
    firm = facts.contact.get("company")
    if firm is None:
        return facts
    # "Bank of America" is in no country, and "Dana Fox GmbH" is nobody's name.
    kept = {
        kind: said
        for kind, said in facts.contact.items()
        if kind not in {"name", "country"} or not _overlap(said, firm)
    }
    return replace(facts, contact=kept)


def _overlap(one: Said, other: Said) -> bool:
    return one.quote.start < other.quote.end and other.quote.start < one.quote.end
