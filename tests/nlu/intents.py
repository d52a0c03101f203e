"""The intents that a trained model gives to the dialogue: after the fallback, and after the extractor."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.processes.rasa import training_environment
from bot.processes.training import checked_model, train
from bot.settings import ROOT
from tests.nlu.confusion import IntentScore, right, score
from tests.nlu.facts import Times
from tests.nlu.scoring import percentile
from tests.nlu.sets import Meant
from tests.processes import MONDAY

THRESHOLDS = tuple(n / 20 for n in range(2, 15))  # 0.1 to 0.7


@dataclass(frozen=True)
class IntentsRead:
    """Scores with the fallback, and accuracy of the classifier's first guess without it; times and memory."""

    score: IntentScore
    guesses: IntentScore
    nlu: Times
    pss: float  # MB, of the whole agent after it has read the texts
    wrong: Sequence[tuple[Meant, str, float]]  # what was understood instead, and the guess's confidence
    sweep: Mapping[str, IntentScore]


def read_by_ours(messages: Sequence[Meant], *, sweep: bool = False) -> IntentsRead:
    """By the model of `bantam train`, which is trained when something changed."""
    train(ROOT, lambda words: print(f"  {words}", flush=True))
    return read(messages, checked_model(ROOT).path, ROOT, thresholds=THRESHOLDS if sweep else ())


def read(
    messages: Sequence[Meant], model: Path, project: Path, *, thresholds: Sequence[float] = ()
) -> IntentsRead:
    """By this model, in a folder with the playbook."""
    found = _in_rasa([message.text for message in messages], model, project, thresholds)
    parses = found["parses"]
    meant = [message.intent for message in messages]
    milliseconds = [parse["ms"] for parse in parses]
    return IntentsRead(
        score(meant, [parse["intent"] for parse in parses]),
        score(meant, [parse["guess"] for parse in parses]),
        Times(percentile(milliseconds, 50), percentile(milliseconds, 95)),
        found["pss_mb"],
        [
            (message, parse["intent"], parse["confidence"])
            for message, parse in zip(messages, parses, strict=True)
            if not right(message.intent, parse["intent"])
        ],
        {threshold: score(meant, intents) for threshold, intents in found["sweep"].items()},
    )


def rasa_environment() -> dict[str, str]:
    """As Bantam serves: one thread, quiet; the project's modules can be imported anywhere."""
    return {**training_environment(), "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": ""}


def _in_rasa(texts: Sequence[str], model: Path, project: Path, thresholds: Sequence[float]) -> Any:
    with tempfile.TemporaryDirectory(prefix="bantam-evaluate-") as folder:
        asked, result = Path(folder) / "asked.json", Path(folder) / "result.json"
        asked.write_text(json.dumps({"texts": texts, "now": MONDAY, "thresholds": thresholds}), "utf-8")
        print(
            f"  reading {len(texts)} texts" + (f", {len(thresholds)} more times" if thresholds else ""),
            flush=True,
        )
        done = subprocess.run(
            [ROOT / ".venv-dialogue" / "bin" / "python", "-m", "tests.nlu.in_rasa", model, asked, result],
            cwd=project,
            env={**os.environ, **rasa_environment()},
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise RuntimeError(f"{model.name} could not be used:\n{done.stderr[-4000:]}")
        return json.loads(result.read_text("utf-8"))
