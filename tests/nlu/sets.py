"""The held-out sets: messages with their facts, messages with their intents, and scripted visitors.

Nobody trains on them or writes grammars by them: what they measure would be memory then.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests.nlu.scoring import CONTACT, FIELDS

FOLDER = Path(__file__).parent
OUT_OF_SCOPE = "out_of_scope"


class BadSet(ValueError):
    """A file of a set cannot be used; the text says which, where, and what it should hold."""


@dataclass(frozen=True)
class Stated:
    """A message, the question that it answers or None, the visitor's now (ISO 8601), and what it states."""

    id: str
    text: str
    asked: str | None
    now: str
    facts: Mapping[str, Any]


@dataclass(frozen=True)
class Meant:
    """A message that answers no question, and its intent."""

    text: str
    intent: str


@dataclass(frozen=True)
class Script:
    """A visitor: what they say and answer, and what must come of it (see visitors.py)."""

    file: str
    words: Mapping[str, Any]


def read_facts(folder: Path) -> list[Stated]:
    """The messages of `facts.jsonl`. Raises BadSet."""
    file = folder / "facts.jsonl"
    found = []
    for number, line in enumerate(_text(file).splitlines(), 1):
        if line.strip():
            try:
                found.append(_stated(json.loads(line)))
            except (ValueError, KeyError, TypeError) as error:
                shape = '{"id", "text", "asked", "now", "facts"}'
                raise BadSet(f"{file}, line {number}: {error!r}; a line is {shape}") from error
    return found


def _stated(row: Mapping[str, Any]) -> Stated:
    facts = row.get("facts") or {}
    unknown = [name for name in facts if name not in {*FIELDS, "contact"}]
    unknown += [name for name in facts.get("contact") or {} if name not in CONTACT]
    if unknown:
        raise ValueError(f"no such facts: {', '.join(unknown)}")
    return Stated(str(row["id"]), row["text"], row.get("asked"), row["now"], facts)


def read_intents(folder: Path) -> list[Meant]:
    """The messages of `intents.yml`. Raises BadSet."""
    file = folder / "intents.yml"
    rows = _yaml(file)
    if not isinstance(rows, dict):
        raise BadSet(f"{file}: write `intent: [text, ...]` for each intent")
    # An unquoted yes is true in YAML, and 50 a number.
    odd = [
        f"{intent}: {text}" for intent, texts in rows.items() for text in texts if not isinstance(text, str)
    ]
    if odd:
        raise BadSet(f"{file}: write quotes around {', '.join(odd)}")
    return [Meant(text, intent) for intent, texts in rows.items() for text in texts]


def read_visitors(folder: Path) -> list[Script]:
    """The visitors of `visitors/*.yml`, in the order of their files' names. Raises BadSet."""
    files = sorted((folder / "visitors").glob("*.yml"))
    if not files:
        raise BadSet(f"{folder / 'visitors'} holds no visitor")
    scripts = []
    for file in files:
        words = _yaml(file)
        if not isinstance(words, dict) or "outcome" not in words.get("expect", {}):
            raise BadSet(f"{file}: no `outcome` under `expect`")
        if odd := _odd_answers(words):
            raise BadSet(f"{file}: write quotes around {', '.join(odd)}; only a slot is a number")
        scripts.append(Script(file.stem, words))
    return scripts


def _odd_answers(words: Mapping[str, Any]) -> list[str]:
    answers = [(asked, said) for asked, said in (words.get("answers") or {}).items() if asked != "slot"]
    typed = [("says", said) for said in words.get("says") or ()]
    typed += [("then", said) for said in words.get("then") or ()]
    return [f"{where}: {said}" for where, said in (*answers, *typed) if not isinstance(said, str | Mapping)]


def _yaml(file: Path) -> Any:
    try:
        return yaml.safe_load(_text(file))
    except yaml.YAMLError as error:
        raise BadSet(f"{file} is no YAML: {error}") from error


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except OSError as error:
        raise BadSet(f"{file} cannot be read: {error.strerror}") from error
