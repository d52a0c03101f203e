"""Reads the whole playbook of a project, or says everything that is wrong with it."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from bot.playbook.faults import Fault, PlaybookError
from bot.playbook.qualification import read_qualification
from bot.playbook.reader import REQUIRED, Block, Notes, read_block
from bot.playbook.routing import read_routing
from bot.playbook.sequences import cover, read_email, read_sequence
from bot.playbook.shapes import Email, Need, Playbook, QualificationPlaybook, Sequence
from bot.playbook.site import read_site
from bot.playbook.team import read_team

FOLDER = "playbook"


def load(root: Path) -> Playbook:
    """The playbook under `root`, the project's folder. Raises PlaybookError, which carries every fault."""
    playbook, faults = read(root)
    if playbook is None:
        raise PlaybookError(faults)
    return playbook


def load_needs(root: Path) -> tuple[Need, ...]:
    """Only the categories of need: all that the dialogue wants to know. Raises PlaybookError."""
    notes: list[Notes] = []
    qualification = _qualification(root, notes)
    faults = [fault for note in notes for fault in note.faults]
    if faults or qualification is None:
        raise PlaybookError(faults)
    return qualification.needs


def read(root: Path) -> tuple[Playbook | None, list[Fault]]:
    """The playbook and its faults; with faults there is no playbook."""
    notes: list[Notes] = []
    qualification = _qualification(root, notes)
    team_file, site_file, routing_file = (
        _open(root, f"{name}.yml", notes) for name in ("team", "site", "routing")
    )
    team = read_team(team_file) if team_file else None
    site = read_site(site_file) if site_file else None
    needs = [need.name for need in qualification.needs if need.name is not REQUIRED] if qualification else []
    reps = [rep.id for rep in team.reps if rep.id is not REQUIRED] if team else []
    routing = read_routing(routing_file, reps=reps, needs=needs) if routing_file else None
    emails = _emails(root, notes)
    sequences = _sequences(root, notes, emails, needs)
    faults = [fault for note in notes for fault in note.faults]
    faults = sorted(faults + _template_faults(emails, sequences))
    if faults or not (qualification and team and site and routing):
        return None, faults
    return Playbook(qualification, routing, team, site, sequences, emails), []


def _open(root: Path, name: str, notes: list[Notes]) -> Block | None:
    notes.append(Notes(f"{FOLDER}/{name}"))
    return read_block(root / FOLDER / name, notes[-1])


def _qualification(root: Path, notes: list[Notes]) -> QualificationPlaybook | None:
    file = _open(root, "qualification.yml", notes)
    return read_qualification(file) if file else None


def _emails(root: Path, notes: list[Notes]) -> tuple[Email, ...]:
    emails = []
    folders = sorted(path for path in (root / FOLDER / "emails").glob("*") if path.is_dir())
    for folder in folders:
        email, found = read_email(folder, f"{FOLDER}/emails/{folder.name}")
        emails.append(email)
        notes += found
    return tuple(emails)


def _sequences(
    root: Path, notes: list[Notes], emails: tuple[Email, ...], needs: list[str]
) -> tuple[Sequence, ...]:
    sequences: list[Sequence] = []
    files: dict[str, Notes] = {}
    names = {email.name for email in emails}
    for path in sorted((root / FOLDER / "sequences").glob("*.yml")):
        file = _open(root, f"sequences/{path.name}", notes)
        files[path.stem] = notes[-1]
        if file:
            sequences.append(read_sequence(file, name=path.stem, emails=names, needs=needs))
    nobody = Notes(f"{FOLDER}/sequences")
    if not any(notes.faults for notes in files.values()):
        cover(sequences, files, nobody)
    notes.append(nobody)
    return tuple(sequences)


def _template_faults(emails: tuple[Email, ...], sequences: tuple[Sequence, ...]) -> list[Fault]:
    # Rasa's environment has no Jinja2; all that it wants to know is the needs.
    if find_spec("jinja2") is None:
        return []
    from bot.playbook.templates import template_faults

    sent = {step.email for sequence in sequences for step in sequence.steps}
    return template_faults(emails, f"{FOLDER}/emails", sent)
