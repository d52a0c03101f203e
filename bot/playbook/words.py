"""What the bot says when the dialogue cannot say it: the responses of domain.yml, read here too.

Rasa says nearly everything. Only what must be said while Rasa is away, or beside it (a notice, a corrected
line), is said from here, in the same words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from bot.playbook.variations import LANGUAGE, PLAIN, best_fitting, conditions, language_of


class DomainWords:
    """The responses of `domain.yml`, read again when the file has changed."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._read_at = 0.0
        self._responses: Mapping[str, Sequence[Mapping[str, Any]]] = {}

    def say(self, response: str, language: str | None = None, **values: str) -> Mapping[str, Any]:
        """The response as the dialogue would say it: `{"text", "buttons", "utter_action", "language"}`.

        `language` is the visitor's, or their locale ("de-CH"); in the answer it is that of the words, English
        where domain.yml does not have the visitor's. `{name}` is filled in once, so that a value's own braces
        stay text. Raises KeyError for a response that domain.yml does not have.
        """
        variations = self._current()[response]
        chosen = (best_fitting(variations, {LANGUAGE: language_of(language)}) or variations)[0]
        text = re.sub(r"\{(\w+)\}", lambda match: values.get(match[1], match[0]), str(chosen.get("text", "")))
        buttons, spoken = chosen.get("buttons") or [], conditions(chosen).get(LANGUAGE, PLAIN)
        return {"text": text, "buttons": buttons, "utter_action": response, LANGUAGE: spoken}

    def _current(self) -> Mapping[str, Sequence[Mapping[str, Any]]]:
        changed_at = self._file.stat().st_mtime
        if changed_at != self._read_at:
            domain = yaml.safe_load(self._file.read_text(encoding="utf-8"))
            self._responses, self._read_at = domain.get("responses") or {}, changed_at
        return self._responses
