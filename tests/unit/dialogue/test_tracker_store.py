"""The live tracker store, on a real database; without a model."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from rasa.core.tracker_store import TrackerStore, check_if_tracker_store_async
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    BotUttered,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from bot.dialogue.tracker_store import EVENTS, LiveTrackerStore

ROOT = Path(__file__).parents[3]
FORM = "qualify_form"


@pytest.fixture(scope="module")
def domain() -> Domain:
    return Domain.load(str(ROOT / "domain.yml"))


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/dialogue.db"


def rows(store: LiveTrackerStore) -> list[tuple[int, int, str]]:
    with store._engine.connect() as connection:
        query = sa.select(EVENTS.c.id, EVENTS.c.part, EVENTS.c.data).order_by(EVENTS.c.id)
        return [tuple(row) for row in connection.execute(query)]


def speak(tracker: DialogueStateTracker, number: int, domain: Domain) -> None:
    """One turn: the visitor names a budget, the form asks the next question."""
    if number == 0:
        start = [SessionStarted(), ActionExecuted(FORM), ActiveLoop(FORM), ActionExecuted("action_listen")]
        tracker.update_with_events(start, domain)
    budget = {"status": "stated", "max": 1000 * number, "quote": f"{number}k"}
    entity = {"entity": "budget", "start": 0, "end": 2, "value": budget}
    said = UserUttered(
        f"{number}k", {"name": "inform", "confidence": 0.9}, [entity], message_id=f"msg_{number}"
    )
    asked = "authority" if number % 2 else "timeline"
    events = [said, SlotSet("budget", budget), SlotSet("asked", "budget"), ActionExecuted(FORM)]
    events += [
        SlotSet("requested_slot", asked),
        BotUttered(f"Question {number}?"),
        ActionExecuted("action_listen"),
    ]
    tracker.update_with_events(events, domain)


async def hold(store: LiveTrackerStore, turns: int, domain: Domain, conversation: str = "cnv") -> None:
    for number in range(turns):
        tracker = await store.get_or_create_tracker(conversation, append_action_listen=False)
        speak(tracker, number, domain)
        await store.save(tracker)


async def test_a_turn_appends_its_events_and_touches_no_other_row(domain: Domain, url: str) -> None:
    store = LiveTrackerStore(domain, url, longest=0)
    await hold(store, 3, domain)
    before = rows(store)
    tracker = await store.retrieve("cnv")
    speak(tracker, 3, domain)
    await store.save(tracker)
    after = rows(store)
    assert after[: len(before)] == before
    assert len(after) - len(before) == 7


async def test_saving_again_adds_nothing(domain: Domain, url: str) -> None:
    store = LiveTrackerStore(domain, url)
    await hold(store, 2, domain)
    before = rows(store)
    await store.save(await store.retrieve("cnv"))
    assert rows(store) == before


async def test_another_process_reads_the_same_conversation(domain: Domain, url: str) -> None:
    store = LiveTrackerStore(domain, url)
    await hold(store, 4, domain)
    live = await store.retrieve("cnv")
    read = await LiveTrackerStore(domain, url).retrieve("cnv")
    assert [e.as_dict() for e in read.events] == [e.as_dict() for e in live.events]
    assert read.current_slot_values() == live.current_slot_values()
    assert read.active_loop_name == FORM


@pytest.mark.parametrize("turns", [5, 9, 14, 30])
async def test_a_shortened_conversation_goes_on_as_a_whole_one(domain: Domain, url: str, turns: int) -> None:
    whole, short = LiveTrackerStore(domain, "sqlite://", longest=0), LiveTrackerStore(domain, url, longest=40)
    await hold(whole, turns, domain)
    await hold(short, turns, domain)
    fresh = await LiveTrackerStore(domain, url, longest=40).retrieve("cnv")
    expected = await whole.retrieve("cnv")
    for tracker in (await short.retrieve("cnv"), fresh):
        assert len(tracker.events) <= 48
        assert tracker.current_slot_values() == expected.current_slot_values()
        assert tracker.active_loop_name == expected.active_loop_name
        assert tracker.is_active_loop_rejected == expected.is_active_loop_rejected
        assert tracker.latest_action_name == expected.latest_action_name
        assert tracker.latest_message.text == expected.latest_message.text
        assert [e.as_dict()["event"] for e in list(tracker.events)[-20:]] == [
            e.as_dict()["event"] for e in list(expected.events)[-20:]
        ]
        assert tracker.past_states(domain)[-4:] == expected.past_states(domain)[-4:]


async def test_what_was_said_before_a_shortening_stays_in_the_database(domain: Domain, url: str) -> None:
    store = LiveTrackerStore(domain, url, longest=40)
    await hold(store, 12, domain)
    said = " ".join(data for _, _, data in rows(store))
    assert all(f'"text": "{number}k"' in said for number in range(12))
    assert len({part for _, part, _ in rows(store)}) > 1


async def test_a_turn_left_half_done_is_gone_at_the_next_message(domain: Domain, url: str) -> None:
    store = LiveTrackerStore(domain, url)
    await hold(store, 2, domain)
    tracker = await store.retrieve("cnv")
    tracker.update(UserUttered("lost", {"name": "inform"}), domain)
    assert (await store.retrieve("cnv")).latest_message.text == "1k"


async def test_a_conversation_that_was_forgotten_is_read_again(domain: Domain, url: str) -> None:
    store = LiveTrackerStore(domain, url)
    await hold(store, 2, domain)
    tracker = await store.retrieve("cnv")
    store.forget("cnv")
    again = await store.retrieve("cnv")
    assert again is not tracker
    assert len(again.events) == len(tracker.events)


async def test_a_database_error_surfaces_and_leaves_no_trace(domain: Domain, url: str) -> None:
    store = LiveTrackerStore(domain, url)
    await hold(store, 2, domain)
    with store._engine.begin() as connection:
        connection.execute(sa.text("alter table dialogue_events rename to away"))
    tracker = await store.retrieve("cnv")
    speak(tracker, 2, domain)
    with pytest.raises(sa.exc.OperationalError) as refused:
        await store.save(tracker)
    assert "1k" not in str(refused.value)  # it is logged, and a visitor's words are not
    with pytest.raises(sa.exc.OperationalError):
        await store.retrieve("cnv")
    with store._engine.begin() as connection:
        connection.execute(sa.text("alter table away rename to dialogue_events"))
    assert (await store.retrieve("cnv")).latest_message.text == "1k"


async def test_only_the_latest_conversations_stay_in_memory(domain: Domain, url: str) -> None:
    store = LiveTrackerStore(domain, url, keep=2)
    for name in ("a", "b", "c"):
        await hold(store, 1, domain, name)
    assert list(store._live) == ["b", "c"]
    assert (await store.retrieve("a")).latest_message.text == "0k"
    assert sorted(await store.keys()) == ["a", "b", "c"]


async def test_a_deleted_conversation_is_gone_everywhere(domain: Domain, url: str) -> None:
    store = LiveTrackerStore(domain, url)
    await hold(store, 2, domain, "a")
    await hold(store, 1, domain, "b")
    await store.delete("a")
    assert await store.retrieve("a") is None
    assert await store.retrieve("b") is not None


async def test_emptied_rows_begin_a_new_conversation(domain: Domain, url: str) -> None:
    store = LiveTrackerStore(domain, url)
    await hold(store, 2, domain)
    with store._engine.begin() as connection:
        connection.execute(EVENTS.delete())
    assert await LiveTrackerStore(domain, url).retrieve("cnv") is None


def test_rasa_builds_the_store_from_endpoints_yml(domain: Domain, url: str) -> None:
    config = EndpointConfig(url=url, type="bot.dialogue.tracker_store.LiveTrackerStore")
    store = TrackerStore.create(config, domain)
    assert isinstance(store, LiveTrackerStore)
    assert check_if_tracker_store_async(store)


def test_sqlite_writes_ahead(domain: Domain, url: str) -> None:
    with LiveTrackerStore(domain, url)._engine.connect() as connection:
        assert connection.execute(sa.text("pragma journal_mode")).scalar() == "wal"
