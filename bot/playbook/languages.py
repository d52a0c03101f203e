"""Checks the variations of a response for a language: a known one, that says and sends what the rest do."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import yaml
from babel import Locale

from bot.playbook.reader import Notes, line_of, nearest
from bot.playbook.variations import LANGUAGE

USUAL = (
    "ar", "cs", "da", "de", "en", "es", "fi", "fr", "he", "it", "ja", "ko", "nb", "nl", "pl", "pt", "sv",
    "tr", "zh",
)  # fmt: skip
_NAME = re.compile(r"(?<!\{)\{(\w+)\}")


@dataclass(frozen=True)
class Said:
    """A variation as it is written; `conditions` are those beside the language."""

    line: int
    language: str | None
    conditions: frozenset[tuple[str, str]]
    names: frozenset[str]
    payloads: tuple[str, ...]


def language_faults(response: str, variations: yaml.SequenceNode, notes: Notes) -> None:
    """Adds to `notes` what is wrong with those for a language."""
    said = [_said(each) for each in variations.value if isinstance(each, yaml.MappingNode)]
    plain = [each for each in said if each.language is None]
    for each in said:
        if each.language is None:
            continue
        what = f"{response} for the language {each.language}"
        if each.language not in Locale("en").languages:
            fix = nearest(each.language[:2].lower(), USUAL)
            notes.add(each.line, f"{what}: there is none of that code", fix)
        like = [one for one in plain if one.conditions == each.conditions]
        like = like or [one for one in plain if not one.conditions]
        if like:
            _compare(what, each, like[0], notes)
        else:
            fix = "add an entry without the language"
            notes.add(each.line, f"{what} has no words for everybody else", fix)


def _compare(what: str, said: Said, plain: Said, notes: Notes) -> None:
    if said.names != plain.names:
        ours = " and ".join(f"{{{name}}}" for name in sorted(plain.names)) or "none"
        notes.add(said.line, f"{what} has other names in braces than line {plain.line}", f"use {ours}")
    if said.payloads != plain.payloads:
        fix = "translate the titles and keep the payloads"
        notes.add(said.line, f"{what} has buttons that send something else than line {plain.line}", fix)


def _said(variation: yaml.MappingNode) -> Said:
    parts = _parts(variation)
    texts, payloads = [parts["text"].value] if "text" in parts else [], []
    for button in _each(parts.get("buttons")):
        texts.append(button.get("title", ""))
        payloads.append(button.get("payload", ""))
    conditions = {each.get("name", ""): each.get("value", "") for each in _each(parts.get("condition"))}
    language = conditions.pop(LANGUAGE, None)
    names = frozenset(name for text in texts for name in _NAME.findall(text))
    return Said(line_of(variation), language, frozenset(conditions.items()), names, tuple(sorted(payloads)))


def _each(node: yaml.Node | None) -> Iterator[Mapping[str, str]]:
    for item in node.value if isinstance(node, yaml.SequenceNode) else ():
        yield {key: str(value.value) for key, value in _parts(item).items()}


def _parts(node: yaml.Node) -> Mapping[str, yaml.Node]:
    return {str(key.value): value for key, value in node.value} if isinstance(node, yaml.MappingNode) else {}
