"""The verbs that run a process until it is told to stop, and `bantam up`, which runs all four."""

from __future__ import annotations

import importlib
import logging
import warnings
from argparse import Namespace
from typing import Any

from bot.commands.app import add_verb, with_app
from bot.settings import ROOT, load_settings


def add_verbs(verbs: Any) -> None:
    add_verb(verbs, "web", web, "serve the widget, the console and the API")
    add_verb(verbs, "actions", actions, "serve the actions that the dialogue calls")
    add_verb(verbs, "dialogue", dialogue, "run Rasa with the newest model, and follow newer ones")
    add_verb(verbs, "worker", worker, "send mails and do what else is due")
    add_verb(verbs, "up", up, "run all four")


def web(_: Namespace) -> None:
    settings = load_settings()
    _log_to_stderr()
    from bot.web.serving import serve

    serve(settings)


def actions(_: Namespace) -> None:
    _log_to_stderr()
    # Rasa 3.6.21 works with this rasa-sdk (docs/decisions.md); the warning would come with every call.
    warnings.filterwarnings("ignore", message="Your versions of rasa and rasa_sdk")
    # `actions` stands above `bot`, so it is started here and never imported.
    importlib.import_module("actions.server").serve(load_settings())


def dialogue(_: Namespace) -> None:
    from bot.processes.dialogue import serve

    serve(load_settings(), ROOT)


def worker(_: Namespace) -> None:
    from bot.worker.service import run

    _log_to_stderr()
    with_app(run)


def up(_: Namespace) -> int:
    from bot.processes.up import up as run_all

    return run_all(load_settings(), ROOT)


def _log_to_stderr() -> None:
    """Our own news, and of the libraries only what went wrong: some would log every call."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    for ours in ("actions", "bantam", "bot"):
        logging.getLogger(ours).setLevel(logging.INFO)
