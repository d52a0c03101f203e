"""Checks what Rasa reads (domain.yml and data/) where a slip is easy and Rasa's own message is hard to read.

`rasa data validate` does the rest; this takes a tenth of a second, and knows the playbook.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from bot.playbook.faults import Fault
from bot.playbook.languages import language_faults
from bot.playbook.reader import Notes, compose, line_of, nearest
from bot.playbook.shapes import QualificationPlaybook

DOMAIN, SITE = "domain.yml", "playbook/site.yml"


@dataclass
class Declared:
    """What domain.yml declares; responses with the node of their variations."""

    intents: set[str] = field(default_factory=set)
    actions: set[str] = field(default_factory=set)
    responses: dict[str, yaml.Node] = field(default_factory=dict)


def dialogue_faults(root: Path, playbook: QualificationPlaybook | None) -> list[Fault]:
    """Every fault of domain.yml and of data/**/*.yml; without a playbook its part is not looked at."""
    domain = Notes(DOMAIN)
    node = compose(root / DOMAIN, domain)
    declared = _declared(node, domain) if node else None
    faults = list(domain.faults)
    if declared:
        faults += _response_faults(declared, playbook)
        faults += _greetings(root, declared)
        if playbook:
            faults += _unasked(declared, playbook)
    for path in sorted((root / "data").rglob("*.yml")):
        notes = Notes(path.relative_to(root).as_posix())
        node = compose(path, notes)
        if node and declared:
            _steps(node, declared, notes)
        faults += notes.faults
    return sorted(set(faults))  # an anchor of YAML brings the same line twice


def _declared(node: yaml.Node, notes: Notes) -> Declared:
    declared = Declared()
    for key, value in _pairs(node):
        name = str(key.value)
        if name == "responses":
            for response, variations in _pairs(value):
                if str(response.value) in declared.responses:
                    notes.add(line_of(response), f"{response.value} stands here twice", "keep one of them")
                declared.responses[str(response.value)] = variations
        elif name in {"intents", "actions"}:
            # An intent or action may carry settings of its own: `- greet: {use_entities: []}`.
            for item in _items(value):
                named = item.value[0][0] if isinstance(item, yaml.MappingNode) and item.value else item
                getattr(declared, name).add(str(named.value))
    return declared


def _response_faults(declared: Declared, playbook: QualificationPlaybook | None) -> list[Fault]:
    notes = Notes(DOMAIN)
    for name, variations in declared.responses.items():
        if not isinstance(variations, yaml.SequenceNode) or not variations.value:
            notes.add(line_of(variations), f"{name} says nothing", 'write - text: "what the bot says"')
            continue
        language_faults(name, variations, notes)
        for variation in variations.value:
            parts = {str(key.value): value for key, value in _pairs(variation)}
            text = parts.get("text")
            if not parts.keys() & {"text", "custom"} or (text is not None and not str(text.value).strip()):
                notes.add(line_of(variation), f"{name} has no text", "write text: what the bot says")
            for button in _items(parts["buttons"]) if "buttons" in parts else ():
                _button(button, name, declared, playbook, notes)
    return notes.faults


def _button(
    node: yaml.Node, response: str, declared: Declared, playbook: QualificationPlaybook | None, notes: Notes
) -> None:
    parts = {str(key.value): str(value.value) for key, value in _pairs(node)}
    title, payload = parts.get("title", "").strip(), parts.get("payload", "").strip()
    what = f'button "{title}" of {response}' if title else f"a button of {response}"
    if not title or not payload:
        lacks = "payload" if title else "title"
        notes.add(line_of(node), f"{what} has no {lacks}", 'write {title: what is read, payload: "/intent"}')
    if not (found := re.fullmatch(r"/([^{\s]+)(\{.*\})?", payload, re.DOTALL)):
        return
    if found[1] not in declared.intents:
        fix = nearest(found[1], declared.intents)
        notes.add(line_of(node), f'{what} sends the intent "{found[1]}", which is not declared', fix)
    try:
        # Rasa fills {slots} into payloads, so braces that are meant may be written twice.
        twice = (found[2] or "").startswith("{{")
        values = json.loads(re.sub(r"([{}])\1", r"\1", found[2]) if twice else found[2] or "{}")
    except ValueError:
        fix = 'write it as /inform{{"need": "analytics"}}, with double quotes'
        notes.add(line_of(node), f"{what} has a payload that is no JSON", fix)
        return
    need = values.get("need")
    category = need.get("category") if isinstance(need, dict) else need
    names = [known.name for known in playbook.needs] if playbook else []
    if playbook and isinstance(category, str) and category not in names:
        fix = f"{nearest(category, names)}, or add it to needs in playbook/qualification.yml"
        notes.add(line_of(node), f'{what} means the need "{category}", which the playbook does not know', fix)


def _unasked(declared: Declared, playbook: QualificationPlaybook) -> Iterator[Fault]:
    for question in playbook.questions:
        if (
            f"utter_ask_{question.ask}" not in declared.responses
            and f"action_ask_{question.ask}" not in declared.actions
        ):
            what = f"the playbook asks for {question.ask}, but utter_ask_{question.ask} is missing"
            yield Fault(DOMAIN, 1, what, f"add utter_ask_{question.ask} to responses")


def _greetings(root: Path, declared: Declared) -> list[Fault]:
    """What playbook/site.yml greets with; its other faults are told by its reader."""
    node, notes = compose(root / SITE, Notes(SITE)), Notes(SITE)
    lists = [value for key, value in _pairs(node) if key.value == "greetings"] if node else []
    greetings = [greeting for each in lists for greeting in _items(each)]
    for key, value in [pair for greeting in greetings for pair in _pairs(greeting)]:
        if key.value == "greet":
            _known(str(value.value), "response", "in domain.yml", declared.responses, value, notes)
    return notes.faults


def _steps(node: yaml.Node, declared: Declared, notes: Notes) -> None:
    """Every `intent: x` and `action: utter_x` at any depth: rules, stories, `or` lists, training examples."""
    for key, value in _pairs(node):
        word = value.value if isinstance(value, yaml.ScalarNode) else None
        if key.value == "intent" and word is not None:
            _known(word.split("/")[0], "intent", "declared in domain.yml", declared.intents, value, notes)
        elif key.value == "action" and word is not None and word.startswith("utter_"):
            _known(word, "response", "in domain.yml", declared.responses, value, notes)
        _steps(value, declared, notes)
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            _steps(item, declared, notes)


def _known(word: str, kind: str, where: str, names: Collection[str], node: yaml.Node, notes: Notes) -> None:
    if word not in names:
        close = nearest(word, names)
        fix = f"add it there, or {close}" if " one of " not in close else "add it there"
        notes.add(line_of(node), f'the {kind} "{word}" is not {where}', fix)


def _pairs(node: yaml.Node) -> list[tuple[yaml.Node, yaml.Node]]:
    return list(node.value) if isinstance(node, yaml.MappingNode) else []


def _items(node: yaml.Node) -> list[yaml.Node]:
    return list(node.value) if isinstance(node, yaml.SequenceNode) else []
