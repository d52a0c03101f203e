"""The way in: who may knock, what is refused, and that a failed turn leaves nothing behind."""

from __future__ import annotations

from typing import Any

import pytest
from rasa.core.agent import Agent
from rasa.core.tracker_store import FailSafeTrackerStore, InMemoryTrackerStore
from rasa.utils.endpoints import EndpointConfig

from bot.dialogue import hardening
from bot.dialogue.channel import WebsiteInput
from bot.dialogue.hardening import ActionEndpoint, WrongSetup, harden
from bot.dialogue.tracker_store import LiveTrackerStore
from tests.unit.dialogue.chats import Chat, post
from tests.unit.dialogue.fake_actions import FakeActions

TURN = {"conversation": "cnv", "id": "msg", "text": "hello"}


@pytest.mark.parametrize(
    "key", ["", "another key", "a key of the test", "a key of the tests ", "\udce4", "ключ"]
)
async def test_without_the_key_nothing_is_run(agent: Agent, actions: FakeActions, key: str) -> None:
    assert (await post(agent, TURN, key))[0] == 401
    assert not actions.calls


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        {**TURN, "sender": "x"},
        {**TURN, "text": "x" * 2000},
        {**TURN, "text": "   "},
        {"conversation": "c", "id": "m", "choice": "/restart", "title": "x"},
        {"conversation": "c", "id": "m", "choice": "/nonsense", "title": "x"},
        {"conversation": "c", "id": "m", "choice": '/inform{"budget": {"amount": 5}}', "title": "x"},
        {"conversation": "c", "id": "m", "choice": '/inform{"budget": "lots"}', "title": "x"},
    ],
)
async def test_a_bad_body_is_answered_with_what_to_send(
    agent: Agent, actions: FakeActions, body: Any
) -> None:
    status, answer = await post(agent, body)
    assert status == 400
    assert answer["error"]
    assert not actions.calls


async def test_without_a_model_a_turn_is_not_ready() -> None:
    assert (await post(None, TURN))[0] == 503


@pytest.mark.parametrize("key", [None, "", "${DIALOGUE_TOKEN}"])
def test_a_channel_without_a_key_does_not_start(key: str | None) -> None:
    with pytest.raises(WrongSetup, match="DIALOGUE_TOKEN"):
        WebsiteInput.from_credentials({"key": key})


def test_another_rasa_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hardening.rasa, "__version__", "3.7.0")
    with pytest.raises(WrongSetup, match="not 3"):
        WebsiteInput.from_credentials({"key": "k"})


async def test_a_store_in_memory_is_no_store(agent: Agent) -> None:
    agent.tracker_store = FailSafeTrackerStore(InMemoryTrackerStore(agent.domain))
    with pytest.raises(WrongSetup, match="InMemoryTrackerStore"):
        harden(agent)
    assert (await post(agent, TURN))[0] == 503


def test_the_store_that_hides_database_errors_is_taken_off(agent: Agent, store: LiveTrackerStore) -> None:
    agent.tracker_store = agent.processor.tracker_store = FailSafeTrackerStore(store)
    agent.action_endpoint = agent.processor.action_endpoint = EndpointConfig(
        "http://127.0.0.1:9/webhook", headers={"X-Bantam-Key": "k"}
    )
    harden(agent)
    assert agent.tracker_store is agent.processor.tracker_store is store
    endpoint = agent.processor.action_endpoint
    assert isinstance(endpoint, ActionEndpoint)
    assert (endpoint.url, endpoint.headers) == ("http://127.0.0.1:9/webhook", {"X-Bantam-Key": "k"})


@pytest.mark.parametrize(
    "broken",
    ["action_session_start", "action_validate_slot_mappings", "validate_qualify_form", "action_handover"],
)
async def test_a_failing_action_ends_the_turn_and_a_retry_gives_the_right_answer(
    chat: Chat, actions: FakeActions, broken: str
) -> None:
    if broken != "action_session_start":
        await chat.begin()
    before = await chat.store.retrieve(chat.id)
    events = len(before.events) if before else 0
    actions.fails = broken
    assert await chat.say("I want to talk to a human") is None
    kept = await chat.store.retrieve(chat.id)
    assert (len(kept.events) if kept else 0) == events
    actions.fails = None
    assert await chat.say("I want to talk to a human") == ["utter_handover", "utter_ask_email"]


async def test_a_dead_action_server_ends_the_turn(chat: Chat) -> None:
    endpoint = ActionEndpoint("http://127.0.0.1:9/webhook")
    chat.agent.action_endpoint = chat.agent.processor.action_endpoint = endpoint
    assert await chat.choose("/start") is None
    assert await chat.store.retrieve(chat.id) is None


@pytest.mark.parametrize("answer", [None, [], {"events": "none", "responses": []}, {"events": [{}]}])
async def test_an_answer_of_another_shape_ends_the_turn(
    chat: Chat, monkeypatch: pytest.MonkeyPatch, answer: Any
) -> None:
    await chat.begin()

    async def reply(*_args: Any, **_kwargs: Any) -> Any:
        return answer

    monkeypatch.setattr(EndpointConfig, "request", reply)
    endpoint = ActionEndpoint("http://127.0.0.1:9/webhook")
    chat.agent.action_endpoint = chat.agent.processor.action_endpoint = endpoint
    assert await chat.say("analytics") is None


async def test_a_lost_database_ends_the_turn(chat: Chat) -> None:
    await chat.begin()
    with chat.store._engine.begin() as connection:
        connection.exec_driver_sql("alter table dialogue_events rename to away")
    assert await chat.say("analytics") is None
    with chat.store._engine.begin() as connection:
        connection.exec_driver_sql("alter table away rename to dialogue_events")
    assert await chat.say("analytics") == ["utter_ask_budget"]


async def test_an_action_hears_the_message_and_not_the_domain(chat: Chat, actions: FakeActions) -> None:
    await chat.begin()
    for _ in range(6):
        await chat.say("what does it cost?")
    sent = actions.bodies[-1]
    assert sent["tracker"]["latest_message"]["metadata"]["timezone"] == "Europe/Berlin"
    assert sent["tracker"]["latest_message"]["message_id"].startswith("msg_")
    chat.actions.fails = None


@pytest.mark.parametrize(
    "text", ["/restart", "//restart", "/ back", "/session_start", "/stop_contact", "/", " // "]
)
async def test_a_typed_command_is_read_as_words(chat: Chat, text: str) -> None:
    await chat.begin()
    said = await chat.say(text)
    assert said
    assert await chat.intent() not in ("restart", "back", "session_start")
    assert "need" not in chat.actions.facts[chat.id]
    assert (await chat.store.retrieve(chat.id)).active_loop_name in ("qualify_form", None)
