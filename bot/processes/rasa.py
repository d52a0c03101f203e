"""How Rasa is called: from its own environment, quietly, on loopback, with our settings and no others."""

from __future__ import annotations

import os
from pathlib import Path

from bot.errors import BantamError
from bot.settings import Settings

QUIET = {
    "RASA_TELEMETRY_ENABLED": "false",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",  # Rasa's SQLAlchemy 1.4 advertises 2.0 at each start
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "TQDM_DISABLE": "1",
    "PYTHONWARNINGS": "ignore",
    "PYTHONUNBUFFERED": "1",
}
# Sanic 21.12 switches every DeprecationWarning on when it is imported, and Rasa's libraries have hundreds.
# skops, which keeps the classifier, looks through all modules that are loaded: 4 s after TensorFlow.
LAUNCH = (
    "import warnings, sanic.app, skops.io; warnings.simplefilter('ignore', DeprecationWarning);"
    " from rasa.__main__ import main; main()"
)
# One turn is too small to be worth several cores, and thread pools of the size of the machine are paid in
# memory: dialogue processes are multiplied instead (DIALOGUE_URLS).
ONE_THREAD = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "TF_INTRA_OP_PARALLELISM_THREADS": "1",
    "TF_INTER_OP_PARALLELISM_THREADS": "1",
    "CUDA_VISIBLE_DEVICES": "-1",
    "MALLOC_ARENA_MAX": "2",
}


class DialogueNotInstalled(BantamError):
    text = "The dialogue's environment, .venv-dialogue, is missing. Run `make install`, then try again."


def rasa_command(root: Path, *arguments: str) -> list[str]:
    """`rasa ARGUMENTS` of the dialogue's environment, to be run in `root`. Raises DialogueNotInstalled."""
    python = root / ".venv-dialogue" / "bin" / "python"
    if not python.exists():
        raise DialogueNotInstalled
    return [str(python), "-c", LAUNCH, *arguments]


def training_environment() -> dict[str, str]:
    """What `rasa train` and `rasa data validate` run with; no secret is among it."""
    # The validation reads endpoints.yml too, and refuses variables that are not set.
    placeholders = {"ACTIONS_ADDRESS": "127.0.0.1:5055", "DIALOGUE_DATABASE_URL": "sqlite://"}
    unused = dict.fromkeys(("ACTIONS_TOKEN", "DIALOGUE_TOKEN"), "not-used-in-training")
    return {**os.environ, **QUIET, **ONE_THREAD, **placeholders, **unused}


def serving_environment(settings: Settings) -> dict[str, str]:
    """What `rasa run` runs with: endpoints.yml and credentials.yml name these variables."""
    ours = {
        "ACTIONS_ADDRESS": settings.actions_address.url.removeprefix("http://"),
        "ACTIONS_TOKEN": settings.actions_token,
        "DIALOGUE_TOKEN": settings.dialogue_token,
        "DIALOGUE_DATABASE_URL": settings.dialogue_database_url,
    }
    return {**os.environ, **QUIET, **ONE_THREAD, **ours}
