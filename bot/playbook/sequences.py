"""Reads playbook/sequences/*.yml and playbook/emails/: the mails that follow when somebody is not ready."""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path

from bot.playbook import values
from bot.playbook.reader import REQUIRED, Block, Notes, one_of
from bot.playbook.shapes import FACTS, REASONS, Condition, Email, Sequence, Step


def read_sequence(file: Block, *, name: str, emails: Collection[str]) -> Sequence:
    """`name` is the file's name without its ending; `emails` are the templates that exist."""
    steps: list[Step] = []
    for block in file.blocks("steps", "- wait: 2 days", "step {}"):
        step = _step(block, sorted(emails))
        if step.email is not REQUIRED and step.email in {earlier.email for earlier in steps}:
            block.fault("email", f"sends {step.email} a second time", "write another email")
        steps.append(step)
    read = Sequence(
        name=name,
        title=file.value("title", values.text, "what the console shows"),
        reasons=file.values("for", one_of(REASONS), ", ".join(REASONS), REQUIRED),
        steps=tuple(steps),
    )
    file.done()
    return read


def _step(block: Block, emails: list[str]) -> Step:
    read = Step(
        wait=block.value("wait", values.duration, "10 minutes, 3 days or 2 weeks"),
        email=block.value("email", one_of(emails), ", ".join(emails) or "a folder of playbook/emails"),
        condition=block.value("only_if", _condition, "budget unknown, or need known", None),
    )
    block.done()
    return read


def _condition(text: str) -> Condition:
    found = re.fullmatch(rf"({'|'.join(FACTS)}) (known|unknown)", text)
    if not found:
        raise ValueError("no condition")
    return Condition(found[1], found[2] == "known")


def show_condition(condition: Condition) -> str:
    return f"{condition.fact} {'known' if condition.known else 'unknown'}"


def read_email(folder: Path, shown: str) -> tuple[Email, list[Notes]]:
    """The template in a folder; `shown` is the folder as messages name it."""
    subject, subject_notes = _text(folder / "subject.txt", f"{shown}/subject.txt")
    body, body_notes = _text(folder / "body.md", f"{shown}/body.md")
    if "\n" in subject:
        subject_notes.add(2, "the subject has more than one line", "keep the first line")
    return Email(folder.name, subject, body), [subject_notes, body_notes]


def _text(path: Path, shown: str) -> tuple[str, Notes]:
    notes = Notes(shown)
    text = ""
    try:
        text = path.read_text("utf-8").strip()
        if not text:
            notes.add(1, "the file is empty", "write what the mail says")
    except FileNotFoundError:
        notes.add(1, "the file is missing", "create it: each mail has a subject.txt and a body.md")
    except UnicodeDecodeError:
        notes.add(1, "the file is not UTF-8", "save it as UTF-8")
    return text, notes


def cover(sequences: Collection[Sequence], files: dict[str, Notes], nobody: Notes) -> None:
    """Each reason belongs to exactly one sequence: else a lead hears nothing, or is torn between two."""
    owners: dict[str, str] = {}
    for sequence in sequences:
        for reason in sequence.reasons:
            if reason in owners:
                what = f'is for "{reason}", and so is {owners[reason]}.yml'
                files[sequence.name].add(1, f"{sequence.name}.yml {what}", "take it out of one of them")
            owners[reason] = sequence.name
    for reason in REASONS:
        if reason not in owners:
            nobody.add(1, f'no sequence is for "{reason}"', f"add {reason} to `for` of one of them")
