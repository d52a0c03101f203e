"""Reads YAML block by block and notes every fault with its line, instead of stopping at the first.

Scalars are read as they are written: YAML 1.1 would make 540 of `09:00` and False of `NO`, which is Norway.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import yaml

from bot.playbook.faults import Fault

T = TypeVar("T")
REQUIRED: Any = object()


class Notes:
    """The faults of one file."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.faults: list[Fault] = []

    def add(self, line: int, what: str, instead: str) -> None:
        self.faults.append(Fault(self.file, line, what, instead))


class Block:
    """A mapping of the file; `title` names it in messages, for example `rep "dana"`."""

    def __init__(self, node: yaml.MappingNode, notes: Notes, title: str) -> None:
        self.node, self.notes, self.title = node, notes, title
        self.line = line_of(node)
        self._read: set[str] = set()
        self._values: dict[str, tuple[int, yaml.Node]] = {}
        for key, value in node.value:
            name = str(key.value)
            if name in self._values:
                notes.add(line_of(key), f'{title} has "{name}" twice', "keep one of them")
            self._values[name] = (line_of(key), value)

    def line_of(self, key: str) -> int:
        return self._values[key][0] if key in self._values else self.line

    def names(self) -> tuple[str, ...]:
        return tuple(self._values)

    def has(self, key: str) -> bool:
        return key in self._values and not _empty(self._values[key][1])

    def fault(self, key: str, what: str, instead: str) -> None:
        self.notes.add(self.line_of(key), f"{self.title} {what}", instead)

    def find(self, key: str, instead: str, default: object = REQUIRED) -> yaml.Node | None:
        """The node of the key; None, with a fault when it is required, where nothing is written."""
        self._read.add(key)
        if self.has(key):
            return self._values[key][1]
        if default is REQUIRED:
            self.fault(key, f"has no {key.replace('_', ' ')}", f"write {key}: {instead}")
        return None

    def value(self, key: str, parse: Callable[[str], T], instead: str, default: T = REQUIRED) -> T:
        """The scalar of the key through `parse`, which raises ValueError(what is wrong) on a bad one.

        After a fault the default stands in, so that reading goes on; what was read is then thrown away.
        """
        node = self.find(key, instead, default)
        if node is None:
            return default
        if not isinstance(node, yaml.ScalarNode):
            self.fault(key, f"needs a single value for {key}", f"write {key}: {instead}")
            return default
        try:
            return parse(node.value)
        except ValueError as error:
            self.fault(key, f"has {key}: {node.value}, which is {error}", f"write {key}: {instead}")
            return default

    def values(
        self, key: str, parse: Callable[[str], T], instead: str, default: object = ()
    ) -> tuple[T, ...]:
        """A list of scalars, each through `parse`; a single scalar counts as a list of one."""
        node = self.find(key, f"[{instead}]", default)
        if node is None:
            return ()
        items = node.value if isinstance(node, yaml.SequenceNode) else [node]
        read: list[T] = []
        for item in items:
            if not isinstance(item, yaml.ScalarNode):
                what = f"{self.title} needs plain entries in {key}"
                self.notes.add(line_of(item), what, f"write {key}: [{instead}]")
                continue
            try:
                read.append(parse(item.value))
            except ValueError as error:
                what = f'{self.title} has "{item.value}" in {key}, which is {error}'
                self.notes.add(line_of(item), what, f"write {instead}")
        return tuple(read)

    def block(self, key: str, instead: str, title: str, default: object = REQUIRED) -> Block | None:
        node = self.find(key, instead, default)
        if node is None:
            return None
        if not isinstance(node, yaml.MappingNode):
            self.fault(key, f"needs a block of settings in {key}", f"write {key}: {instead}")
            return None
        return Block(node, self.notes, title)

    def says_none(self, key: str) -> bool:
        """Whether `none` is written where a block could be."""
        node = self.find(key, "", None)
        return isinstance(node, yaml.ScalarNode) and node.value == "none"

    def blocks(self, key: str, instead: str, title: str, default: object = REQUIRED) -> list[Block]:
        """A list of mappings; `title` may hold `{}`, which becomes the entry's number, from 1."""
        node = self.find(key, instead, default)
        if node is None:
            return []
        if not isinstance(node, yaml.SequenceNode):
            self.fault(key, f"needs a list in {key}", f"write {key}: {instead}")
            return []
        found = []
        for number, item in enumerate(node.value, 1):
            if isinstance(item, yaml.MappingNode):
                found.append(Block(item, self.notes, title.format(number)))
            else:
                what = f"{title.format(number)} is no block of settings"
                self.notes.add(line_of(item), what, f"write {instead}")
        return found

    def name(self, key: str, kind: str) -> None:
        """Call this block by the scalar of a key from here on: `rep "dana"`."""
        node = self._values.get(key, (0, None))[1]
        if isinstance(node, yaml.ScalarNode) and node.value:
            self.title = f'{kind} "{node.value}"'

    def done(self) -> None:
        """Everything has been asked for: a key that is left over is a slip of the pen."""
        for key in self._values:
            if key not in self._read:
                self.fault(key, f'does not know "{key}"', nearest(key, self._read))


def line_of(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1


def _empty(node: yaml.Node) -> bool:
    if isinstance(node, yaml.ScalarNode):
        return not node.value.strip() or (node.style is None and node.value in {"null", "~"})
    return not node.value


def nearest(word: str, known: Iterable[str], verb: str = "write") -> str:
    """What to write instead of a word that nobody knows."""
    choices = sorted(known)
    close = difflib.get_close_matches(word, choices, n=1, cutoff=0.6)
    return f"{verb} {close[0]}" if close else f"{verb} one of {', '.join(choices)}"


def one_of(choices: Sequence[str]) -> Callable[[str], str]:
    """A parser that lets only these words through."""

    def parse(text: str) -> str:
        if text not in choices:
            close = difflib.get_close_matches(text, choices, n=1, cutoff=0.6)
            raise ValueError(f"not known (do you mean {close[0]}?)" if close else "not known")
        return text

    return parse


def compose(path: Path, notes: Notes) -> yaml.Node | None:
    """The file's YAML tree; None, with a fault, when it is missing, empty, not UTF-8 or no YAML."""
    try:
        return _compose(path.read_text("utf-8"), notes)
    except FileNotFoundError:
        notes.add(1, "the file is missing", "restore it from git")
    except UnicodeDecodeError:
        notes.add(1, "the file is not UTF-8", "save it as UTF-8")
    return None


def _compose(text: str, notes: Notes) -> yaml.Node | None:
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        notes.add(line, f"this is no YAML ({error.problem})", "look at indentation, colons and quotes there")
        return None
    except yaml.YAMLError as error:
        notes.add(1, f"this is no YAML ({error})", "remove what no keyboard types")
        return None
    if node is None:
        notes.add(1, "the file is empty", "write its settings, or restore it from git")
    return node


def read_block(path: Path, notes: Notes) -> Block | None:
    """The file as one mapping, called by its name in messages."""
    node = compose(path, notes)
    if node is None:
        return None
    if not isinstance(node, yaml.MappingNode):
        notes.add(line_of(node), "the file is no block of settings", "start with a name and a colon")
        return None
    return Block(node, notes, path.name)
