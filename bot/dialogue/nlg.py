"""Which of a response's variations Rasa says: the visitor's language first (`nlg` in endpoints.yml)."""

from __future__ import annotations

import random
from typing import Any

from rasa.core.nlg import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.utils.endpoints import EndpointConfig

from bot.playbook.variations import best_fitting


class LanguageFirst(TemplatedNaturalLanguageGenerator):  # type: ignore[misc]  # Rasa ships no types
    """As Rasa's own, but of the variations whose conditions hold the closest is said, not any."""

    def __init__(self, endpoint_config: EndpointConfig, domain: Domain) -> None:
        super().__init__(domain.responses)

    def _random_response_for(
        self, utter_action: str, output_channel: str, filled_slots: dict[str, Any]
    ) -> dict[str, Any] | None:
        variations = self.responses.get(utter_action, [])
        best = best_fitting(variations, filled_slots, output_channel)
        return dict(random.choice(best)) if best else None
