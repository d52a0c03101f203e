"""Training: only when something that the model is made of changed; the model's hash is kept beside it."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import time
from collections import deque
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from bot.connect.model import POINTER, Model, current_model, ingredients_digest
from bot.errors import BantamError
from bot.processes.rasa import rasa_command, training_environment

KEPT_MODELS = 3


class TrainingFailed(BantamError):
    pass


class DataRefused(BantamError):
    def __init__(self, words: str) -> None:
        super().__init__(f"Rasa refuses the data:\n{words}\nMend what it names, then run `make words`.")


class NoModel(BantamError):
    text = "There is no trained model. Run `bantam train`."


def checked_model(root: Path) -> Model:
    """The model to load. Loading a model can run code, so only the very file that training wrote is loaded.

    Raises NoModel when it is missing or another file than the one that training wrote.
    """
    model = current_model(root)
    if model is None:
        raise NoModel
    check_file(model)
    return model


def check_file(model: Model) -> None:
    """Raises NoModel when the file is missing or is not the one that training wrote."""
    if not model.path.is_file():
        raise NoModel
    if _file_sha256(model.path) != model.sha256:
        raise NoModel(
            f"models/{model.path.name} is not the file that training wrote. Run `bantam train --force`."
        )


def train(root: Path, say: Callable[[str], None], *, force: bool = False) -> Model:
    """Train unless the current model is made of what there is now; TrainingFailed carries Rasa's words."""
    digest = ingredients_digest(root)
    model = current_model(root)
    if not force and model and model.digest == digest and model.path.is_file():
        say(f"The dialogue is trained already: models/{model.path.name}.")
        return model
    name = f"dialogue-{datetime.now(UTC):%Y%m%d-%H%M%S}-{digest[:8]}"
    say("Training the dialogue; this takes about a minute.")
    began = time.monotonic()

    def heard(line: str) -> None:
        if step := step_in(line):
            say(f"  {time.monotonic() - began:4.0f} s  {step}")

    path = rasa_train(root, root, name, heard, environment=training_environment(), force=force)
    model = Model(path, digest, _file_sha256(path))
    _point_to(root, model)
    _remove_old(root, model)
    say(f"Trained in {time.monotonic() - began:.0f} s: models/{path.name}.")
    return model


def validate(root: Path, say: Callable[[str], None]) -> None:
    """`rasa data validate`, where a warning is a fault. Raises DataRefused with Rasa's words."""
    command = rasa_command(root, "data", "validate", "--fail-on-warnings", "--quiet")
    done = subprocess.run(
        command, cwd=root, env=training_environment(), stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", check=False,
    )  # fmt: skip
    if done.returncode:
        # Rasa also notes the words that no story says, and does not count it as a fault: actions say them.
        words = [line for line in done.stdout.splitlines() if "is not used in any story" not in line]
        raise DataRefused("\n".join(words))
    say("Rasa finds no fault in the data.")


def rasa_train(
    root: Path,
    folder: Path,
    name: str,
    heard: Callable[[str], None],
    *,
    environment: Mapping[str, str],
    force: bool = False,
) -> Path:
    """Train what stands in `folder` with the Rasa of `root`, and return the model's file.

    `heard` gets each line that Rasa prints. Raises TrainingFailed with Rasa's last words.
    """
    # Faults in the data stop `bantam check` and `rasa data validate`; here they would only be found again.
    command = rasa_command(root, "train", "--fixed-model-name", name, "--skip-validation", "-v")
    command += ["--force"] if force else []
    last_lines: deque[str] = deque(maxlen=15)
    with subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    ) as rasa:
        for line in rasa.stdout or ():
            if "%|" not in line:  # the bars of its progress
                last_lines.append(line.rstrip())
            heard(line)
    model = folder / "models" / f"{name}.tar.gz"
    if rasa.returncode != 0 or not model.is_file():
        words = "\n".join(f"  {line}" for line in last_lines if line)
        remedy = "Mend what it names (`bantam check` may say more), then train again."
        raise TrainingFailed(f"Rasa could not train:\n{words}\n{remedy}")
    return model


def step_in(line: str) -> str | None:
    """What a line of `rasa train` says that it does now, if it says so."""
    component = re.search(r"Starting to train component '(\w+)'", line)
    return f"training {component[1]}" if component else None


def _file_sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _point_to(root: Path, model: Model) -> None:
    # Replaced in one step: a dialogue process that reads it sees the old model or the new one.
    draft = root / "models" / f".{POINTER}"
    draft.write_text(json.dumps({"file": model.path.name, "digest": model.digest, "sha256": model.sha256}))
    draft.replace(root / "models" / POINTER)


def _remove_old(root: Path, model: Model) -> None:
    models = sorted((root / "models").glob("dialogue-*.tar.gz"), reverse=True)
    for path in models[KEPT_MODELS:]:
        if path != model.path:
            path.unlink()
