"""Reads playbook/site.yml: whose website this is, when mails arrive, what is kept, whom it greets."""

from __future__ import annotations

from bot.playbook import values
from bot.playbook.greetings import read_greetings
from bot.playbook.reader import REQUIRED, Block
from bot.playbook.shapes import Retention, Sending, Silence, SitePlaybook

LIMITS = {
    "a_week_per_lead": "a whole number, for example 3, or none",
    "a_minute_per_domain": "a whole number, for example 20, or none",
    "an_hour": "a whole number, for example 500, or none",
}


def read_site(file: Block) -> SitePlaybook:
    read = SitePlaybook(
        company=file.value("company", values.text, "the company's name"),
        sender_name=file.value("sender_name", values.text, "the person whom mails come from, Ada Bell"),
        postal_address=file.values("postal_address", values.text, "street, town, country", REQUIRED),
        privacy_url=file.value("privacy_url", values.link, "https://... or a path such as /privacy"),
        double_opt_in=file.value("double_opt_in", values.yes_or_no, "true or false", True),
        sending=_sending(file),
        silence=_silence(file),
        retention=_retention(file),
        greetings=read_greetings(file),
    )
    file.done()
    return read


def _sending(file: Block) -> Sending:
    usual = Sending()
    block = file.block("sending", "{days: mon-fri, hours: 09:00-17:00}", "sending", None)
    if block is None:
        return usual
    limits = {
        limit: block.value(limit, values.limit, instead, getattr(usual, limit))
        for limit, instead in LIMITS.items()
    }
    days = block.value("days", values.weekdays, "mon-fri, or mon, wed, fri", usual.weekdays)
    hours = block.value("hours", values.span, "09:00-17:00", usual.hours)
    block.done()
    return Sending(days, hours, **limits)


def _retention(file: Block) -> Retention:
    block = file.block("retention", "{anonymous: 90 days, leads: 104 weeks}", "retention", None)
    if block is None:
        return Retention()
    kept = {
        whose: block.value(whose, values.wait, f"{instead}, or none", None)
        for whose, instead in (("anonymous", "90 days"), ("leads", "104 weeks"))
    }
    block.done()
    return Retention(**kept)


def _silence(file: Block) -> Silence:
    usual = Silence()
    if file.says_none("silence"):
        return Silence(None, None)
    block = file.block("silence", "{ask_after: 3 minutes, offer_after: 10 minutes}", "silence", None)
    if block is None:
        return usual
    after = {
        step: block.value(step, values.wait, f"{instead}, or none", getattr(usual, step))
        for step, instead in (("ask_after", "3 minutes"), ("offer_after", "10 minutes"))
    }
    block.done()
    read = Silence(**after)
    if read.ask_after and read.offer_after and read.offer_after <= read.ask_after:
        remedy = f"write offer_after: a time longer than {values.show_duration(read.ask_after)}, or none"
        block.fault("offer_after", "offers to carry on later before it has asked", remedy)
    return read
