"""Reads playbook/routing.yml: which reps take which leads, first match, and who hears of the rest."""

from __future__ import annotations

from collections.abc import Collection

from bot.playbook import values
from bot.playbook.reader import REQUIRED, Block, one_of
from bot.playbook.segments import for_everybody, read_conditions
from bot.playbook.shapes import Fallback, RoutingPlaybook, RoutingRule


def read_routing(file: Block, *, reps: Collection[str], needs: Collection[str]) -> RoutingPlaybook:
    """`reps` and `needs` are the names that team.yml and qualification.yml know."""
    blocks = file.blocks("rules", "- name: ...", "rule {}")
    rules = tuple(_rule(block, sorted(reps), needs) for block in blocks)
    for block, rule, following in zip(blocks, rules, rules[1:], strict=False):
        if for_everybody(rule) and block.has("reps"):
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


def _rule(block: Block, reps: list[str], needs: Collection[str]) -> RoutingRule:
    block.name("name", "rule")
    read = RoutingRule(
        name=block.value("name", values.text, "what it is about, for example Asia and Pacific"),
        reps=block.values("reps", one_of(reps), ", ".join(reps) or "the id of a rep in team.yml", REQUIRED),
        **read_conditions(block, needs),
    )
    block.done()
    return read
