"""Run by Rasa's Python: a trained model reads texts, on one core, as the dialogue does when nothing is asked.

    python -m tests.nlu.in_rasa MODEL ASKED RESULT

in a folder that holds the playbook. ASKED is a file of `{"texts", "now", "thresholds"}`; RESULT is written:
`{"parses": [{"intent", "guess", "confidence", "ms"}], "pss_mb", "sweep": {threshold: [intent]}}`. The
guess is the classifier's, before any fallback.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rasa.core.agent import Agent

# TensorFlow traces its graph at the first messages; that is no message's time.
WARM_UP = tuple(f"we would like to know {'much more ' * n}about you" for n in range(12))


def main(model: str, asked: str, result: str) -> None:
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})  # before any thread is started
    wanted = json.loads(Path(asked).read_text("utf-8"))
    agent = _load(model)
    asyncio.run(_parse(agent, WARM_UP, wanted["now"]))
    parses = asyncio.run(_parse(agent, wanted["texts"], wanted["now"]))
    found = {"parses": parses, "pss_mb": _pss(), "sweep": _sweep(agent, wanted)}
    Path(result).write_text(json.dumps(found), "utf-8")


def _load(model: str) -> Agent:
    from rasa.core.agent import Agent
    from rasa.utils.tensorflow.environment import setup_tf_environment

    setup_tf_environment()
    return Agent.load(model)


async def _parse(agent: Agent, texts: Sequence[str], now: str) -> list[dict[str, Any]]:
    from rasa.core.channels.channel import UserMessage

    metadata = {"asks": None, "timezone": "Europe/Berlin", "now": now}
    parses = []
    for text in texts:
        message = UserMessage(text, metadata=dict(metadata))
        began = time.perf_counter()
        parse = await agent.processor.parse_message(message)
        took = time.perf_counter() - began
        ranking = [one for one in parse["intent_ranking"] if one["name"] != "nlu_fallback"]
        guess = ranking[0] if ranking else parse["intent"]
        parses.append(
            {
                "intent": parse["intent"]["name"],
                "guess": guess["name"],
                "confidence": guess["confidence"],
                "ms": took * 1000,
            }
        )
    return parses


def _sweep(agent: Agent, wanted: dict[str, Any]) -> dict[str, list[str]]:
    """The intents at other thresholds of the fallback; all else in the pipeline stays as it is."""
    from rasa.nlu.classifiers.fallback_classifier import FallbackClassifier

    fallbacks = [found for found in gc.get_objects() if isinstance(found, FallbackClassifier)]
    found = {}
    for threshold in wanted["thresholds"]:
        for fallback in fallbacks:
            fallback.component_config["threshold"] = threshold
        parses = asyncio.run(_parse(agent, wanted["texts"], wanted["now"]))
        found[str(threshold)] = [parse["intent"] for parse in parses]
    return found


def _pss() -> float:
    """Megabytes of this process; what it shares with others counts in part."""
    lines = Path("/proc/self/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) * 1024 / 1e6


if __name__ == "__main__":
    main(*sys.argv[1:])
