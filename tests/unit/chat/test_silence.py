"""When a silent visitor is asked, and offered to carry on later."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.models import BESIDE, CARRY_ON, NOTICE, STILL_THERE, Message, Quiet
from bot.chat.silence import HERE, OVER, Nudge, nudge_of, open_question, steps
from bot.playbook.shapes import Silence

ASKED = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
USUAL = Silence(timedelta(minutes=3), timedelta(minutes=10))
DUE = ASKED + timedelta(minutes=3)


def said(
    sender: str, *, asks: str | None = None, response: str | None = None, at: datetime = ASKED
) -> Message:
    return Message(0, "chat_1", sender, at, "words", asks=asks, response=response)  # type: ignore[arg-type]


QUESTION = said("bot", asks="budget", response="utter_ask_budget")
HERE_NOW = Quiet(0, seen_at=DUE)

times = st.timedeltas(min_value=timedelta(minutes=1), max_value=timedelta(days=1))
messages = st.builds(
    said,
    st.sampled_from(["bot", "visitor", "rep"]),
    asks=st.sampled_from([None, "budget", "need"]),
    response=st.sampled_from([None, "utter_ask_budget", *sorted(BESIDE)]),
)


@st.composite
def silences(draw: st.DrawFn) -> Silence:
    """As the playbook lets them be: the offer after the question."""
    ask = draw(st.none() | times)
    offer = draw(st.none() | times.map(lambda more: (ask or timedelta()) + more))
    return Silence(ask, offer)


def whole_silence(
    silence: Silence, talk: Sequence[Message], late: Sequence[timedelta]
) -> list[tuple[datetime, str]]:
    """What is said to a visitor who stays and says nothing; a worker comes so `late` to each step."""
    planned, heard, talk = steps(silence), [], list(talk)
    due, nudges = (ASKED + planned[0][1] if planned else None), 0
    for delay in late:
        if due is None:
            break
        now = due + delay
        nudge = nudge_of(silence, Quiet(nudges, seen_at=now), talk, now=now)
        if nudge.says:
            heard.append((now, nudge.says))
            talk.append(said("bot", asks=QUESTION.asks, response=nudge.says, at=now))
        due, nudges = nudge.next_at, nudges + 1
    return heard


def test_a_visitor_who_is_here_is_asked_and_looked_at_again_when_the_offer_is_due() -> None:
    assert nudge_of(USUAL, HERE_NOW, [QUESTION], now=DUE) == Nudge(STILL_THERE, ASKED + timedelta(minutes=10))


def test_after_that_they_are_offered_the_link_and_left_in_peace() -> None:
    later = ASKED + timedelta(minutes=10)
    talk = [QUESTION, said("bot", asks="budget", response=STILL_THERE)]
    assert nudge_of(USUAL, Quiet(1, seen_at=later), talk, now=later) == Nudge(CARRY_ON, None)


@pytest.mark.parametrize(
    ("quiet", "why"),
    [
        (replace(HERE_NOW, stopped_at=ASKED), "they asked to be left alone"),
        (replace(HERE_NOW, attended=True), "a person is there"),
        (replace(HERE_NOW, pending=True), "it is the bot that owes an answer"),
        *((replace(HERE_NOW, outcome=outcome), f"the chat ended: {outcome}") for outcome in sorted(OVER)),
    ],
)
def test_nobody_is_asked_when_it_is_not_their_turn(quiet: Quiet, why: str) -> None:
    assert nudge_of(USUAL, quiet, [QUESTION], now=DUE) == Nudge(), why


@pytest.mark.parametrize("outcome", [None, "qualified", "nurture"])
def test_a_question_about_a_time_or_a_permission_is_asked_about_too(outcome: str | None) -> None:
    assert nudge_of(USUAL, replace(HERE_NOW, outcome=outcome), [QUESTION], now=DUE).says == STILL_THERE


@pytest.mark.parametrize("seen_at", [None, DUE - HERE - timedelta(seconds=1)])
def test_who_has_left_the_page_is_not_asked_but_may_be_offered_the_link_when_back(
    seen_at: datetime | None,
) -> None:
    nudge = nudge_of(USUAL, Quiet(0, seen_at=seen_at), [QUESTION], now=DUE)
    assert nudge == Nudge(None, ASKED + timedelta(minutes=10))


def test_the_same_question_is_asked_about_once_in_a_chat() -> None:
    talk = [QUESTION, said("bot", asks="budget", response=STILL_THERE), said("visitor"), QUESTION]
    assert nudge_of(USUAL, HERE_NOW, talk, now=DUE).says is None
    talk = [*talk[:-1], replace(QUESTION, asks="need")]
    assert nudge_of(USUAL, HERE_NOW, talk, now=DUE).says == STILL_THERE


@given(st.lists(messages, max_size=8))
def test_only_a_question_of_the_bot_that_nothing_but_nudges_follows_is_open(talk: list[Message]) -> None:
    question = open_question(talk)
    rest = [each for each in talk if each.response not in BESIDE]
    assert (question is not None) == bool(rest and rest[-1].sender == "bot" and rest[-1].asks)
    for beside in (NOTICE, STILL_THERE, CARRY_ON):
        assert open_question([*talk, said("bot", asks="need", response=beside)]) == question
    assert open_question([*talk, said("visitor")]) is None


@given(silences(), st.lists(messages, max_size=6), st.lists(times, min_size=4, max_size=4))
def test_in_a_silence_each_thing_is_said_once_in_its_order_and_as_far_apart_as_written(
    silence: Silence, before: list[Message], late: list[timedelta]
) -> None:
    heard = whole_silence(silence, [*before, QUESTION], late)
    kinds = [response for _, response in heard]
    assert kinds == [each for each in (STILL_THERE, CARRY_ON) if each in kinds]
    assert all(at >= ASKED + dict(steps(silence))[response] for at, response in heard)
    if len(heard) == 2 and silence.ask_after and silence.offer_after:
        assert heard[1][0] - heard[0][0] >= silence.offer_after - silence.ask_after


@given(silences(), times)
def test_it_always_comes_to_an_end(silence: Silence, late: timedelta) -> None:
    now, nudges = ASKED, 0
    while (nudge := nudge_of(silence, Quiet(nudges, seen_at=now), [QUESTION], now=now)).next_at:
        assert nudge.next_at > now
        now, nudges = nudge.next_at + late, nudges + 1
        assert nudges <= 2


@given(messages, st.datetimes(timezones=st.just(UTC)))
def test_with_both_switched_off_nothing_is_ever_said(last: Message, now: datetime) -> None:
    assert nudge_of(Silence(None, None), Quiet(0, seen_at=now), [last], now=now) == Nudge()
