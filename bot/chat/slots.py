"""The dialogue's slots: a copy of what SQL knows of one conversation."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from bot.chat.models import Conversation
from bot.leads.models import Known
from bot.playbook.variations import LANGUAGE, language_of
from bot.understand.clarify import figures, unclear

SLOTS = (
    "need", "budget", "authority", "timeline", "name", "email", "phone", "company", "company_size",
    "job_title", "country", "consent", "profile",
)  # fmt: skip


def slots_of(known: Known, conversation: Conversation) -> dict[str, Any]:
    """Every slot with its value, None where nothing is known; a tracker that was emptied is whole again."""
    slots: dict[str, Any] = {"outcome": conversation.outcome, LANGUAGE: language_of(conversation.locale)}
    for kind in SLOTS:
        kept = known.facts.get(kind)
        slots[kind] = {**kept.value, "quote": kept.quote} if kept else None
    budget = known.bant.budget
    slots["budget_figures"] = figures(budget) if budget and unclear(budget) else None
    return slots


def changed(
    slots: Mapping[str, Any], held: Mapping[str, Any], *, always: Collection[str] = ()
) -> dict[str, Any]:
    """Only the slots whose value differs from what the dialogue holds, and those named in `always`."""
    return {name: value for name, value in slots.items() if name in always or held.get(name) != value}
