"""What `bot.understand` reads in the messages of a set, and how long it takes on one core."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from bot.playbook import load_needs
from bot.settings import ROOT
from bot.understand import NeedCategory
from bot.understand.command import parse_instant, run_text
from bot.understand.encoder import FOLDER, OnnxEncoder
from tests.nlu.scoring import Fault, Tally, faults, percentile, tally
from tests.nlu.sets import Stated

LONG = 200  # characters, as of a visitor who tells everything at once
# They compile the grammars and embed the playbook's examples, which happens once in a process.
WARM_UP = ("hello", "we are looking for something that helps our team", "around 50k by June, says our boss")


@dataclass(frozen=True)
class Times:
    """Milliseconds per message."""

    p50: float
    p95: float

    @classmethod
    def of(cls, seconds: Sequence[float]) -> Times:
        return cls(percentile(seconds, 50) * 1000, percentile(seconds, 95) * 1000)


@dataclass(frozen=True)
class FactsRead:
    """Tallies by fact; how many messages, and how many were read right as a whole; the faults by message."""

    tallies: Mapping[str, Tally]
    messages: int
    whole: int
    faults: Sequence[tuple[Stated, Fault]]
    understand: Times  # with the encoder
    long: Times  # about 200 characters, without the encoder
    encoder: Times


def read(messages: Sequence[Stated]) -> FactsRead:
    """Read all messages as `bantam understand` does, each for the first time."""
    needs = tuple(NeedCategory(need.name, need.keywords, need.examples) for need in load_needs(ROOT))
    encoder = OnnxEncoder(FOLDER)  # not the shared one, which remembers texts
    with one_core():
        for text in WARM_UP:
            run_text(text, now=parse_instant(messages[0].now), needs=needs, encoder=encoder)
        readings, seconds = [], []
        for number, message in enumerate(messages, 1):
            instant = parse_instant(message.now, where=message.id)
            began = time.perf_counter()
            facts = run_text(message.text, asked=message.asked, now=instant, needs=needs, encoder=encoder)
            seconds.append(time.perf_counter() - began)
            readings.append((message, facts))
            if number % 100 == 0:
                print(f"  {number} of {len(messages)} messages", flush=True)
        long, embedded = _long(messages, needs), _embedded(messages)
    found = [(message, fault) for message, facts in readings for fault in faults(message.facts, facts)]
    return FactsRead(
        tally((message.facts, facts) for message, facts in readings),
        len(messages),
        len(messages) - len({message.id for message, _ in found}),
        found,
        Times.of(seconds),
        Times.of(long),
        Times.of(embedded),
    )


def joined(texts: Sequence[str], length: int = LONG) -> list[str]:
    """Messages of about this length, made of the texts in their order."""
    made, current = [], ""
    for text in texts:
        current = f"{current} {text}".strip()
        if len(current) >= length:
            made.append(current[: length + 20].rsplit(" ", 1)[0])
            current = ""
    return made or [current]


@contextmanager
def one_core() -> Iterator[None]:
    """This process on one core, as one of several processes of a busy machine."""
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(cores)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, cores)


def _long(messages: Sequence[Stated], needs: Sequence[NeedCategory]) -> list[float]:
    now = parse_instant(messages[0].now)
    seconds = []
    for text in joined([message.text for message in messages]):
        began = time.perf_counter()
        run_text(text, now=now, needs=needs)
        seconds.append(time.perf_counter() - began)
    return seconds


def _embedded(messages: Sequence[Stated]) -> list[float]:
    encoder: Any = OnnxEncoder(FOLDER)
    encoder.embed(WARM_UP)
    seconds = []
    for text in dict.fromkeys(message.text for message in messages):
        began = time.perf_counter()
        encoder.embed([text])
        seconds.append(time.perf_counter() - began)
    return seconds
