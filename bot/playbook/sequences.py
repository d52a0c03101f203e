"""Reads playbook/sequences/*.yml and playbook/emails/: the mails that follow when somebody is not ready."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from datetime import timedelta
from pathlib import Path

from bot.playbook import values
from bot.playbook.reader import REQUIRED, Block, Notes, one_of
from bot.playbook.segments import read_conditions
from bot.playbook.shapes import FACTS, REASONS, STAGES, Condition, Email, Segment, Sequence, Step

SILENT = {
    "captured": "nobody has left an address yet",
    "nurture": "it comes from being in one",
    "meeting": "who has a meeting gets no useful mail",
    "customer": "customers get no useful mail",
    "disqualified": "who is no prospect gets no useful mail",
}
"""The stages at which no sequence can begin, each with the reason."""


LONGEST = timedelta(days=366)
"""The longest wait between two mails: after it nobody remembers what they agreed to."""


def read_sequence(
    file: Block, *, name: str, emails: Collection[str], needs: Collection[str] = ()
) -> Sequence:
    """`name` is the file's name without its ending; `emails` are the templates that exist, `needs` the names
    that qualification.yml knows."""
    read = Sequence(
        name=name,
        title=file.value("title", values.text, "what the console shows"),
        reasons=file.values("for", one_of(REASONS), ", ".join(REASONS)),
        steps=_steps(file, sorted(emails)),
        stages=file.values("stages", _stage, ", ".join(STAGES)),
        segment=_segment(file, needs),
    )
    if not file.has("for") and not file.has("stages"):
        file.fault("title", "is for nobody", "write for: [later, no_budget], or stages: [lost]")
    file.done()
    return read


def _steps(file: Block, emails: list[str]) -> tuple[Step, ...]:
    steps: list[Step] = []
    for block in file.blocks("steps", "- wait: 2 days", "step {}"):
        step = _step(block, emails)
        if step.email is not REQUIRED and step.email in {earlier.email for earlier in steps}:
            block.fault("email", f"sends {step.email} a second time", "write another email")
        if steps and step.wait is not REQUIRED and not step.wait:
            block.fault("wait", "comes together with the mail before it", "write wait: 1 day, or longer")
        if step.wait is not REQUIRED and step.wait > LONGEST:
            block.fault("wait", "waits longer than a year", "write wait: 52 weeks, or less")
        steps.append(step)
    return tuple(steps)


def _step(block: Block, emails: list[str]) -> Step:
    read = Step(
        wait=block.value("wait", values.duration, "10 minutes, 3 days or 2 weeks"),
        email=block.value("email", one_of(emails), ", ".join(emails) or "a folder of playbook/emails"),
        condition=block.value("only_if", _condition, "budget unknown, or need known", None),
    )
    block.done()
    return read


def _stage(text: str) -> str:
    if text in SILENT:
        raise ValueError(f"a stage at which no sequence begins: {SILENT[text]}")
    return one_of(STAGES)(text)


def _segment(file: Block, needs: Collection[str]) -> Segment | None:
    block = file.block("segment", "{countries: [DE], needs: [...]}", "segment", None)
    if block is None:
        return None
    read = Segment(**read_conditions(block, needs))
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
    """Each reason belongs to exactly one sequence for everybody, each stage to one at most: else a lead hears
    nothing, or is torn between two. Those for a segment come on top."""
    everybody = [sequence for sequence in sequences if sequence.segment is None]
    reasons = _owners([(sequence.name, sequence.reasons) for sequence in everybody], files)
    _owners([(sequence.name, sequence.stages) for sequence in everybody], files)
    for reason in REASONS:
        if reason not in reasons:
            instead = f"add {reason} to `for` of one that has no segment"
            nobody.add(1, f'no sequence is for "{reason}" whoever the lead is', instead)


def _owners(claims: Iterable[tuple[str, tuple[str, ...]]], files: dict[str, Notes]) -> dict[str, str]:
    """Who claims what, with a fault for what is claimed twice."""
    owners: dict[str, str] = {}
    for name, claimed in claims:
        for what in claimed:
            if what in owners:
                told = f'{name}.yml is for "{what}", and so is {owners[what]}.yml'
                files[name].add(1, told, "take it out of one of them, or give one a segment")
            owners[what] = name
    return owners
