"""The section on intents, and our pipeline beside others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.understand.encoder import FOLDER
from tests.nlu.intents import IntentsRead
from tests.nlu.pipelines import OURS, Measured
from tests.nlu.table import Aim, megabytes, milliseconds, percent, ratio, seconds, table

ENCODER = FOLDER / "encoder.onnx"
PIPELINES = """\
Our pipeline beside others (`tests/nlu/pipelines`), each trained on the same data, on all cores. All end with
our fact extractor: it has no part in the training, and makes an `inform` of a fallback that states facts. Its
time, and its encoder's memory, are thus in every row. The first guess is what the classifier says before any
fallback.

Rasa's default has its own fallback (0.3, 0.1) and memoization, TED and rules as policies; TED learns from
what users say, of which our stories have nothing, and gets our plainest rules as stories too. Count
vectors have our fallback and our policies.
"""
SHOWN_PAIRS = 15
ACCURACY, CAUGHT, REFUSED, NLU, TRAINING, MEMORY = 0.92, 0.80, 0.05, 8, 60, 800


def section(read: IntentsRead) -> list[str]:
    """How our pipeline does, and what it confuses."""
    score = read.score
    rows = [
        ("accuracy, in scope", percent(score.accuracy), f"≥ {percent(ACCURACY)}"),
        ("accuracy, in scope, of the first guess before the fallback", percent(read.guesses.accuracy), ""),
        ("macro F1", ratio(score.macro_f1), ""),
        ("in scope, but refused", percent(score.refused), f"< {percent(REFUSED)}"),
        ("out of scope, and caught", percent(score.caught), f"≥ {percent(CAUGHT)}"),
        ("reading a message, p50", milliseconds(read.nlu.p50), ""),
        ("reading a message, p95", milliseconds(read.nlu.p95), f"< {milliseconds(NLU)}"),
        ("memory of the model in use, PSS", megabytes(read.pss), f"< {megabytes(MEMORY)}"),
    ]
    return [
        f"{score.texts} messages that answer no question. What counts is the intent that the whole pipeline",
        "gives to the dialogue. In scope a fallback is wrong; out of scope it is right, like `out_of_scope`.",
        "",
        *table(("", "measured", "aim"), rows),
        "",
        f"What was confused, {score.pairs.total()} messages in all, the most frequent pairs first:",
        "",
        *table(
            ("meant", "understood", "messages"),
            [(meant, got, f"{number}") for (meant, got), number in score.pairs.most_common(SHOWN_PAIRS)],
            left=2,
        ),
    ]


def compared(measured: Sequence[Measured]) -> list[str]:
    """The pipelines beside each other: first what they understand, then what they cost."""
    right = [
        (
            one.name,
            percent(one.read.score.accuracy),
            percent(one.read.guesses.accuracy),
            ratio(one.read.score.macro_f1),
            percent(one.read.score.refused),
            percent(one.read.score.caught),
        )
        for one in measured
    ]
    costs = [
        (
            one.name,
            milliseconds(one.read.nlu.p50),
            milliseconds(one.read.nlu.p95),
            seconds(one.training),
            megabytes(one.size),
            megabytes(one.read.pss),
        )
        for one in measured
    ]
    return [
        *PIPELINES.splitlines(),
        "",
        *table(("pipeline", "accuracy", "first guess", "macro F1", "refused", "caught"), right),
        "",
        *table(("pipeline", "p50", "p95", "training", "model", "memory"), costs),
        "",
        "Times are of one message on one core. Training is `rasa train` as a whole. The model is its file,",
        f"without the encoder ({megabytes(ENCODER.stat().st_size / 1e6)}). Memory is the PSS of a process",
        "that has loaded the whole model and read the set.",
    ]


def aims(read: IntentsRead) -> list[Aim]:
    return [
        Aim("accuracy of intents", "≥", ACCURACY, read.score.accuracy, percent),
        Aim("out of scope, and caught", "≥", CAUGHT, read.score.caught, percent),
        Aim("in scope, but refused", "<", REFUSED, read.score.refused, percent),
        Aim("reading a message (NLU), p95", "<", NLU, read.nlu.p95, milliseconds),
        Aim("memory of the model in use", "<", MEMORY, read.pss, megabytes),
    ]


def training_aim(measured: Sequence[Measured]) -> Aim:
    ours = next(one for one in measured if one.name == OURS)
    return Aim("training", "<", TRAINING, ours.training, seconds)


def failures(read: IntentsRead) -> Iterator[str]:
    """The texts, for development sets."""
    for message, got, confidence in sorted(read.wrong, key=lambda one: (one[0].intent, one[1])):
        yield f"{message.intent} became {got} (first guess {confidence:.2f}): {message.text!r}"


def sweep(read: IntentsRead) -> list[str]:
    """What other thresholds of the fallback would do."""
    rows = [
        (threshold, percent(one.accuracy), percent(one.refused), percent(one.caught))
        for threshold, one in read.sweep.items()
    ]
    return table(("threshold", "accuracy", "refused", "caught"), rows)
