"""Patterns that are tried only where a message has a word that they can begin with.

`re` tries a pattern at every character. Most grammars begin with one of a few words, and most messages hold
few of those: looking the words up in an index of the message is many times faster, and finds the same.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from importlib import import_module
from string import ascii_lowercase, digits
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.understand.message import Message

# Where words begin, by their first letters; "0" is any number, "n't" stands for itself.
Index = dict[str, list[int]]

# What `re` itself parses patterns with; it has no public name.
_PARSER: Any = import_module("re._parser" if sys.version_info >= (3, 11) else "sre_parse")
_LETTERS = 3
_NUMBER = "0"
_NOT = "n't"
# A word's first letters, and the sign right behind it.
_WORD = re.compile(rf"(\w{{1,{_LETTERS}}})\w*([^\w\s]?)")
# What says that a match's first word begins where it does: nothing, "\\b", or "(?<!\\w)".
_ANYWHERE, _BOUNDARY, _BEHIND = "", "boundary", "behind"
State = tuple[str, str]
_IN_WORDS = ascii_lowercase + digits + "_"


def index(text: str) -> Index:
    """Where each word of the text begins, and each sign that stands right behind a word."""
    found: Index = {}
    for match in _WORD.finditer(text):
        key, sign = match.groups()
        if key[0] in digits:
            key = _NUMBER
        found.setdefault(key, []).append(match.start())
        if sign:
            end = match.end()
            found.setdefault(sign, []).append(end - 1)
            if sign == "'" and text.startswith(_NOT, end - 2):
                found.setdefault(_NOT, []).append(end - 2)
    return found


class Opened:
    """A pattern whose matches all begin with known words: the same results as `re`, sooner."""

    def __init__(self, pattern: str) -> None:
        self.regex = re.compile(pattern)
        self._keys, self._ascii = _Reader().read(pattern)

    def finditer(self, message: Message, *, cased: bool = False) -> Iterator[re.Match[str]]:
        """All matches in the message's `plain` text, or in its `cased` one."""
        text = message.cased if cased else message.plain
        if self._ascii and not text.isascii():
            return self.regex.finditer(text)
        where = message.cased_openings if cased else message.openings
        found = self._keys.intersection(where)
        return (
            self._tried(text, sorted(start for key in found for start in where[key])) if found else iter(())
        )

    def _tried(self, text: str, starts: list[int]) -> Iterator[re.Match[str]]:
        end = 0
        for start in starts:
            if start >= end and (match := self.regex.match(text, start)):
                end = match.end()
                yield match

    def search(self, message: Message, *, cased: bool = False) -> re.Match[str] | None:
        """The first match."""
        return next(self.finditer(message, cased=cased), None)


class _Reader:
    """Reads from a parsed pattern with which letters its matches can begin.

    A state is what has been read of a match's first word, and what says that one begins there.
    """

    def __init__(self) -> None:
        self._keys: set[str] = set()
        self._ascii = False

    def read(self, pattern: str) -> tuple[frozenset[str], bool]:
        """The first letters, and whether they are complete for ASCII texts only."""
        for word, bound in self._walk(_PARSER.parse(pattern), {("", _ANYWHERE)}):
            self._open(word, bound)
        return frozenset(self._keys), self._ascii

    def _walk(self, items: Any, states: set[State]) -> set[State]:
        for kind, value in items:
            name = str(kind)
            if not states:
                break
            if name == "BRANCH":
                states = set().union(*(self._walk(branch, states) for branch in value[1]))
            elif name == "SUBPATTERN":
                states = self._walk(value[-1], states)
            elif name in {"MAX_REPEAT", "MIN_REPEAT"}:
                least, most, repeated = value
                states = self._repeated(least, most, repeated, states)
            elif name == "AT":
                states = self._at(str(value), states)
            elif name in {"ASSERT", "ASSERT_NOT"}:
                # "(?<!\w)" begins a word; whatever else is asserted only narrows what matches.
                begins = name == "ASSERT_NOT" and value[0] < 0 and _any_word_char(value[1])
                states = {(word, bound or _BEHIND * (begins and not word)) for word, bound in states}
            else:
                chars = _chars(name, value)
                states = {after for state in states for after in self._step(*state, chars)}
        return states

    def _repeated(self, least: int, most: int, items: Any, states: set[State]) -> set[State]:
        found: set[State] = set() if least else set(states)
        # Longer than the letters that count, nothing is left to read.
        for n in range(min(int(most), _LETTERS + 1)):
            states = self._walk(items, states)
            found |= states if n + 1 >= min(least, _LETTERS + 1) else set()
        return found

    def _at(self, place: str, states: set[State]) -> set[State]:
        if any(word and not bound for word, bound in states):
            raise ValueError("may begin inside a word")
        self._keys |= {word for word, _ in states if word}
        if place != "AT_BOUNDARY" and any(not word for word, _ in states):
            raise ValueError(f"may begin at {place}, not with a word")
        return {("", _BOUNDARY) for word, _ in states if not word}

    def _step(self, word: str, bound: str, chars: str | None) -> Iterator[State]:
        if chars is None:
            self._open(word, bound)
            return
        for char in chars:
            whole = word + char
            if not bound:
                if not _NOT.startswith(whole):
                    raise ValueError(f"may begin inside a word: {whole!r}")
                if whole == _NOT:
                    self._keys.add(whole)
                else:
                    yield whole, _ANYWHERE
            elif not (char.isalnum() or char == "_"):
                if not word and (bound != _BOUNDARY or char.isspace()):
                    raise ValueError(f"may begin with {char!r}")
                self._keys.add(word or char)
            elif not word and char.isdigit():
                self._keys.add(_NUMBER)
            elif len(whole) == _LETTERS:
                self._keys.add(whole)
            else:
                yield whole, bound

    def _open(self, word: str, bound: str) -> None:
        """Any letters, or none, may follow."""
        if not word or not bound:
            raise ValueError("may begin with anything")
        self._ascii = True
        longer = {word}
        for _ in range(_LETTERS - len(word)):
            longer |= {each + char for each in longer for char in _IN_WORDS}
        self._keys |= longer


def _any_word_char(items: Any) -> bool:
    """Whether this is one character, and may be any that words are made of."""
    kind, value = items[0]
    members = [(str(member), str(what)) for member, what in value] if str(kind) == "IN" else []
    return len(items) == 1 and ("CATEGORY", "CATEGORY_WORD") in members and members[0][0] != "NEGATE"


def _chars(name: str, value: Any) -> str | None:
    """The characters that may stand here, in lower case; None when they are not known one by one."""
    if name == "LITERAL":
        return chr(value).lower()
    if name != "IN":
        return None
    found = ""
    for kind, what in value:
        if str(kind) == "LITERAL":
            found += chr(what).lower()
        elif str(kind) == "RANGE" and what[1] < 128:
            found += "".join(map(chr, range(what[0], what[1] + 1))).lower()
        elif str(what) == "CATEGORY_DIGIT":
            found += digits
        elif str(what) == "CATEGORY_SPACE":
            found += " "
        else:
            return None
    return found
