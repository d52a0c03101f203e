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


class DomainWords:
    """The responses of `domain.yml`, read again when the file has changed."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._read_at = 0.0
        self._responses: Mapping[str, Sequence[Mapping[str, Any]]] = {}

    def say(self, response: str, **values: str) -> Mapping[str, Any]:
        """The response as the dialogue would say it: `{"text", "buttons", "utter_action"}`.

        Takes the first variation that has no condition, and fills `{name}` in once, so that a value's own
        braces stay text. Raises KeyError for a response that domain.yml does not have.
        """
        variations = self._current()[response]
        chosen = next((v for v in variations if not v.get("condition")), variations[0])
        text = re.sub(r"\{(\w+)\}", lambda match: values.get(match[1], match[0]), str(chosen.get("text", "")))
        return {"text": text, "buttons": chosen.get("buttons") or [], "utter_action": response}

    def _current(self) -> Mapping[str, Sequence[Mapping[str, Any]]]:
        changed_at = self._file.stat().st_mtime
        if changed_at != self._read_at:
            domain = yaml.safe_load(self._file.read_text(encoding="utf-8"))
            self._responses, self._read_at = domain.get("responses") or {}, changed_at
        return self._responses
