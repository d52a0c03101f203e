"""Our pipeline beside others: each is trained on the same data in its own folder, and reads the same set."""

from __future__ import annotations

import re
import shutil
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.processes.rasa import ONE_THREAD
from bot.processes.training import rasa_train, step_in
from bot.settings import ROOT
from tests.nlu.intents import IntentsRead, rasa_environment, read
from tests.nlu.sets import FOLDER, Meant

OURS = "ours"
PIPELINES = {
    OURS: ROOT / "config.yml",
    "Rasa's default for English": FOLDER / "pipelines" / "rasa-default.yml",
    "count vectors and logistic regression": FOLDER / "pipelines" / "count-vectors.yml",
}
# Copied once, so that what is edited meanwhile makes no difference between the pipelines.
INGREDIENTS = ("bot", "data", "domain.yml", "endpoints.yml", "playbook")


@dataclass(frozen=True)
class Measured:
    """A pipeline with its policies: seconds of `rasa train` as a whole, MB of the model's file."""

    name: str
    training: float
    size: float
    read: IntentsRead


def measure(messages: Sequence[Meant]) -> list[Measured]:
    """Train and use each pipeline, one after the other."""
    measured = []
    with tempfile.TemporaryDirectory(prefix="bantam-evaluate-") as folder:
        data = Path(folder) / "data-of-all"
        _copy(ROOT, data)
        for number, (name, config) in enumerate(PIPELINES.items(), 1):
            print(f"Pipeline {number} of {len(PIPELINES)}: {name}", flush=True)
            project = Path(folder) / f"{number}"
            _copy(data, project)
            (project / "config.yml").write_text(yaml.safe_dump(config_of(config), sort_keys=False), "utf-8")
            (project / "data" / "stories" / "plain-rules.yml").write_text(stories_for(project), "utf-8")
            began = time.monotonic()
            model = _train(project)
            training = time.monotonic() - began
            print(f"  trained in {training:.0f} s", flush=True)
            measured.append(
                Measured(name, training, model.stat().st_size / 1e6, read(messages, model, project))
            )
    return measured


def config_of(file: Path) -> dict[str, Any]:
    """A whole configuration for Rasa. A file with `replace` is ours, with other components in those places.

    Raises ValueError when it replaces a component that ours does not have.
    """
    config = _read(file)
    if "replace" not in config:
        return config
    ours = _read(PIPELINES[OURS])
    others = config["replace"]
    if missing := others.keys() - {component["name"] for component in ours["pipeline"]}:
        raise ValueError(f"{file}: config.yml has no {', '.join(sorted(missing))} to replace")
    pipeline = [new for one in ours["pipeline"] for new in others.get(one["name"], [one])]
    return {**ours, "pipeline": pipeline}


def stories_for(project: Path) -> str:
    """For TED, which refuses stories without a user, as ours are: our rules of one intent and one answer."""
    if not any(policy["name"] == "TEDPolicy" for policy in _read(project / "config.yml")["policies"]):
        return 'version: "3.1"'
    rules = [
        rule for file in sorted((project / "data" / "rules").glob("*.yml")) for rule in _read(file)["rules"]
    ]
    plain = [rule for rule in rules if rule.keys() == {"rule", "steps"} and _is_plain(rule["steps"])]
    stories = [{"story": rule["rule"], "steps": rule["steps"]} for rule in plain]
    return yaml.safe_dump({"version": "3.1", "stories": stories})


def _is_plain(steps: list[dict[str, Any]]) -> bool:
    return [step.keys() for step in steps] == [{"intent"}, {"action"}]


def _read(file: Path) -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load(file.read_text("utf-8"))
    return read


def _copy(source: Path, target: Path) -> None:
    target.mkdir()
    for name in INGREDIENTS:
        copy = shutil.copytree if (source / name).is_dir() else shutil.copy
        copy(source / name, target / name)


def _train(project: Path) -> Path:
    began, shown = time.monotonic(), ""

    def heard(line: str) -> None:
        nonlocal shown
        if (step := _step(line)) and step != shown:
            shown = step
            print(f"  {time.monotonic() - began:4.0f} s  {step}", flush=True)

    return rasa_train(ROOT, project, "model", heard, environment=_environment())


def _environment() -> dict[str, str]:
    """All cores, which neural networks need; and the bar that tells how many epochs are done."""
    one_thread = {*ONE_THREAD, "TQDM_DISABLE"} - {"CUDA_VISIBLE_DEVICES"}
    return {name: value for name, value in rasa_environment().items() if name not in one_thread}


def _step(line: str) -> str | None:
    """What Rasa does now; of a neural network also each tenth of its epochs."""
    epochs = re.search(r"Epochs:\s+(\d+)%", line)
    done = f"  {epochs[1]} % of the epochs" if epochs and epochs[1].endswith("0") else None
    return step_in(line) or done
