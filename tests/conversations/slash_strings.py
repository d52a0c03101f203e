"""Typed commands, as many as wanted: what stock Rasa would obey, disguised and mixed with words."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from pathlib import Path

import yaml

from bot.settings import ROOT

MARK = "zqx"
"""Stands in every payload and in no word: where it turns up as a value, a command was obeyed."""
SLOTS = ("budget", "authority", "need", "timeline", "name", "email", "company", "requested_slot", "outcome")
SYSTEM = ("restart", "back", "session_start", "action_restart", "action_listen", "slot", "SetSlots", "start")
VALUES = (f'"{MARK}"', f'["{MARK}"]', f'{{"status": "refused", "quote": "{MARK}"}}')
BEFORE = ("", "", " ", "   ", "\n", "\t", "\r\n", "\u00a0", "\u200b", "\u2060", "\ufeff", "\u202e", "/", "//",
          "\\", "ok ", "well, ", "\u200d", "'", '"', "> ", "`", "EXTERNAL: ", "%2F", "&#47;")  # fmt: skip
AFTER = (
    "",
    "",
    " ",
    "\n",
    "@1.0",
    "@0.99",
    "\u200b",
    " please",
    " and a person",
    "\n/restart",
    ";",
    "\u00a0",
    "`",
)
SLASHES = (
    "/",
    "/",
    "/",
    "/",
    "\uff0f",
    "\u2044",
    "\u2215",
    "\u29f8",
    "\u2571",
    "\\/",
    "/\u200b",
    "/ ",
    "/\u0338",
)


def intents(root: Path = ROOT) -> list[str]:
    listed = yaml.safe_load((root / "domain.yml").read_text())["intents"]
    return [each if isinstance(each, str) else next(iter(each)) for each in listed]


def slash_strings(count: int, seed: int = 6) -> Iterator[str]:
    """`count` different ones, the plain ones first, each with something in it besides space."""
    chance = random.Random(seed)
    seen: set[str] = set()
    for text in itertools.chain(_plain(), _disguised(chance)):
        if text.strip() not in seen and 0 < len(text.strip()) <= 1000:
            seen.add(text.strip())
            yield text
        if len(seen) == count:
            return


def _plain() -> Iterator[str]:
    yield from (f"/{name}" for name in (*SYSTEM, *intents()))
    yield from (f'/inform{{"{slot}": {value}}}' for slot in SLOTS for value in VALUES)


def _disguised(chance: random.Random) -> Iterator[str]:
    names = [*SYSTEM, *intents()] + ["inform"] * 10
    while True:
        name = chance.choice(names)
        payload = f'{{"{chance.choice(SLOTS)}": {chance.choice(VALUES)}}}' if chance.random() < 0.6 else ""
        name = chance.choice((name, name, name.upper(), name.title(), _full_width(name)))
        slash, before, after = chance.choice(SLASHES), chance.choice(BEFORE), chance.choice(AFTER)
        yield f"{before}{slash}{name}{payload}{after}"


def _full_width(name: str) -> str:
    return "".join(chr(ord(letter) + 0xFEE0) if "!" <= letter <= "~" else letter for letter in name)
