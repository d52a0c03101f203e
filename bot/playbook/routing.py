"""Reads playbook/routing.yml: which reps take which leads, first match, and who hears of the rest."""

from __future__ import annotations

import re
from collections.abc import Collection

from bot.playbook import values
from bot.playbook.reader import REQUIRED, Block, one_of
from bot.playbook.shapes import Fallback, RoutingPlaybook, RoutingRule


def read_routing(file: Block, *, reps: Collection[str], needs: Collection[str]) -> RoutingPlaybook:
    """`reps` and `needs` are the names that team.yml and qualification.yml know."""
    blocks = file.blocks("rules", "- name: ...", "rule {}")
    rules = tuple(_rule(block, sorted(reps), sorted(needs)) for block in blocks)
    for block, rule, following in zip(blocks, rules, rules[1:], strict=False):
        if not conditions(rule) and block.has("reps"):
            what = f'takes every lead, so "{following.name}" never gets one'
            block.notes.add(block.line, f"{block.title} {what}", "move it to the end, or give it a condition")
    fallback = file.block("fallback", "{queue: Sales desk, email: sales@...}", "fallback")
    read = Fallback("", "")
    if fallback:
        read = Fallback(
            queue=fallback.value("queue", values.text, "who looks after it, for example Sales desk"),
            email=fallback.value("email", values.email, "who is told, for example sales@example.com"),
        )
        fallback.done()
    file.done()
    return RoutingPlaybook(rules, read)


def conditions(rule: RoutingRule) -> bool:
    """Whether the rule asks for anything at all."""
    lists = (rule.countries, rule.timezones, rule.industries, rule.needs, rule.languages)
    return any(lists) or rule.company_size is not None


def _rule(block: Block, reps: list[str], needs: list[str]) -> RoutingRule:
    block.name("name", "rule")
    read = RoutingRule(
        name=block.value("name", values.text, "what it is about, for example Asia and Pacific"),
        reps=block.values("reps", one_of(reps), ", ".join(reps) or "the id of a rep in team.yml", REQUIRED),
        countries=block.values("countries", values.country, "SG, AU"),
        timezones=block.values("timezones", _zones, "Asia/*, Australia/*"),
        industries=block.values("industries", values.text, "retail, software"),
        needs=block.values("needs", one_of(needs), ", ".join(needs) or "a need of qualification.yml"),
        languages=block.values("languages", values.language, "en, de"),
        company_size=block.value("company_size", values.size, "1000+, up to 49 or 50-999", None),
    )
    block.done()
    return read


def _zones(value: str) -> str:
    """`Europe/Berlin`, or a whole region: `Europe/*`."""
    if not re.fullmatch(r"[A-Z][A-Za-z]+/\*", value):
        values.timezone(value)
    return value
