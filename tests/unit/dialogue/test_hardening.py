"""What leaves for the action server."""

from __future__ import annotations

from typing import Any

import pytest
from rasa.utils.endpoints import ClientResponseError, EndpointConfig

from bot.dialogue.hardening import NO_DOMAIN, ActionEndpoint, TurnBroken


def call(action: str, turns: int) -> dict[str, Any]:
    events = [
        event for number in range(turns) for event in ({"event": "user", "n": number}, {"event": "bot"})
    ]
    return {
        "next_action": action,
        "tracker": {"sender_id": "c", "events": events},
        "domain": {"big": "x" * 1000},
    }


async def test_a_call_carries_the_last_four_turns_and_no_domain(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: dict[str, Any] = {}

    async def request(_self: EndpointConfig, **kwargs: Any) -> dict[str, Any]:
        sent.update(kwargs)
        return {"events": [], "responses": []}

    monkeypatch.setattr(EndpointConfig, "request", request)
    original = call("action_x", 9)
    await ActionEndpoint("http://x").request(json=original, timeout=300)
    assert [e["n"] for e in sent["json"]["tracker"]["events"] if e["event"] == "user"] == [5, 6, 7, 8]
    assert sent["json"]["domain"] == NO_DOMAIN
    assert sent["timeout"].total == 10
    assert len(original["tracker"]["events"]) == 18


@pytest.mark.parametrize(
    ("error", "action", "raised"),
    [
        (ClientResponseError(400, "", "{}"), "validate_qualify_form", ClientResponseError),
        (ClientResponseError(400, "", "{}"), "action_validate_slot_mappings", TurnBroken),
        (ClientResponseError(404, "", ""), "action_book", TurnBroken),
        (ClientResponseError(500, "", ""), "action_book", TurnBroken),
        (TimeoutError(), "action_book", TurnBroken),
        (ConnectionRefusedError(), "action_book", TurnBroken),
        (ValueError("no JSON"), "action_book", TurnBroken),
    ],
)
async def test_only_a_refusal_by_the_action_itself_goes_on(
    monkeypatch: pytest.MonkeyPatch, error: Exception, action: str, raised: type[BaseException]
) -> None:
    async def request(_self: EndpointConfig, **_kwargs: Any) -> Any:
        raise error

    monkeypatch.setattr(EndpointConfig, "request", request)
    with pytest.raises(raised):
        await ActionEndpoint("http://x").request(json=call(action, 1))


def test_rasa_cannot_swallow_a_broken_turn() -> None:
    assert not issubclass(TurnBroken, Exception)
