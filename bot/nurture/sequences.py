"""The playbook's sequences become versions in SQL; what runs keeps the version that it began with."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from datetime import datetime

from bot.leads.ids import new_id
from bot.nurture.models import SequenceVersion, Step
from bot.nurture.ports import NurtureWork
from bot.playbook.document import to_document
from bot.playbook.shapes import Playbook, Sequence


async def import_sequences(uow: NurtureWork, playbook: Playbook, *, now: datetime) -> list[str]:
    """Make a new version of each sequence that changed, its mails' words included; the names of those.

    New enrolments take the newest version, none take a sequence that left the playbook; what runs goes on.
    """
    changed, in_use = [], []
    for sequence in playbook.sequences:
        last = await uow.sequences.last_version(sequence.name)
        steps = _steps(sequence, playbook)
        digest = _digest(sequence, steps)
        if last is None or last.digest != digest:
            number = last.version + 1 if last else 1
            last = SequenceVersion(
                new_id("seq"),
                sequence.name,
                number,
                sequence.title,
                tuple(sequence.reasons),
                digest,
                steps,
                sequence.stages,
                sequence.segment,
            )
            await uow.sequences.add(last, now=now)
            changed.append(sequence.name)
        in_use.append(last.id)
    await uow.sequences.use_only(in_use)
    return changed


def _steps(sequence: Sequence, playbook: Playbook) -> tuple[Step, ...]:
    steps = []
    for position, step in enumerate(sequence.steps):
        email = playbook.email(step.email)
        condition = dataclasses.asdict(step.condition) if step.condition else None
        steps.append(
            Step(new_id("step"), position, step.wait, email.name, email.subject, email.body, condition)
        )
    return tuple(steps)


def _digest(sequence: Sequence, steps: tuple[Step, ...]) -> str:
    said = [
        [step.delay.total_seconds(), step.template, step.subject, step.body, step.condition] for step in steps
    ]
    segment = to_document(sequence.segment) if sequence.segment else None
    about = [sequence.title, sequence.reasons, sequence.stages, segment]
    text = json.dumps([about, said], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
