"""Whole conversations with the trained model; the actions answer from memory."""

from __future__ import annotations

import pytest

from tests.unit.dialogue.chats import Chat

SHORT = {
    "need": "So, what is it that you'd like to do with your data?",
    "budget": "Back to the budget: roughly how much, if you know?",
}
OUTCOMES = (
    None,
    "qualified",
    "nurture",
    "disqualified",
    "declined",
    "booked",
    "enrolled",
    "handover",
    "stopped",
)
INTENTS = (
    "greet", "goodbye", "thanks", "affirm", "deny", "inform", "refuse", "choose", "correct_answer",
    "talk_to_sales", "talk_to_human", "ask_pricing", "ask_product", "ask_security", "ask_integrations",
    "ask_trial", "book_meeting", "reschedule_meeting", "cancel_meeting", "more_times", "why_do_you_ask",
    "show_answers", "not_interested", "stop_contact", "bot_challenge", "smalltalk", "out_of_scope",
    "nlu_fallback", "start", "carry_on", "go_on", "get_mail", "ask_meeting",
)  # fmt: skip


async def test_from_hello_to_a_booked_meeting(chat: Chat) -> None:
    assert await chat.choose("/start") == ["utter_greet", "utter_ask_need"]
    assert await chat.say("dashboards for our team") == ["utter_ask_budget"]
    assert await chat.say("around 50k") == ["utter_ask_authority"]
    assert await chat.say("I'm the CTO") == ["utter_ask_timeline"]
    assert await chat.choose("Within 3 months") == ["utter_ask_name"]
    assert await chat.say("Peter Larsen") == ["utter_ask_email"]
    assert await chat.say("peter@larsen.dk") == ["utter_ask_consent_meeting"]
    assert await chat.say("yes") == ["utter_offer_slots"]
    assert await chat.say("the second one") == ["utter_booked"]
    assert await chat.say("when is my meeting?") == ["utter_meeting"]
    assert await chat.say("thanks") == ["utter_welcome"]


async def test_what_was_said_at_once_is_not_asked_again(chat: Chat) -> None:
    await chat.begin()
    said = "We need dashboards, I'm the CTO, 50k budget, asap, my name is Anna Berg, anna@nordwind.de"
    assert await chat.say(said) == ["utter_ask_consent_meeting"]
    assert await chat.choose("/affirm", "Yes, please") == ["utter_offer_slots"]
    assert chat.actions.facts[chat.id]["consent"] == {"value": True, "quote": "Yes, please"}


async def test_an_ordinary_answer_takes_two_calls(chat: Chat) -> None:
    await chat.begin()
    await chat.say("analytics")
    assert sum(chat.actions.calls.values()) == 2


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("what does it cost?", "utter_pricing"),
        ("is it secure?", "utter_security"),
        ("is there a free trial", "utter_trial"),
        ("does it integrate with Salesforce?", "utter_integrations"),
        ("why do you ask?", "utter_why"),
        ("are you a bot?", "utter_bot_challenge"),
        ("how are you?", "utter_smalltalk"),
        ("thanks", "utter_welcome"),
        ("what's the weather like today", "utter_out_of_scope"),
        ("what do you know about me", "utter_understood"),
        ("can we set up a meeting", "utter_book_first"),
        ("cancel my meeting", "utter_no_meeting"),
    ],
)
async def test_a_question_is_answered_and_the_open_one_comes_again_in_fewer_words(
    chat: Chat, question: str, answer: str
) -> None:
    await chat.begin()
    assert await chat.say(question) == [answer, "utter_ask_need"]
    assert chat.said[-1]["text"] == SHORT["need"]
    assert await chat.say("analytics") == ["utter_ask_budget"]
    assert chat.said[-1]["text"] != SHORT["budget"]


async def test_a_question_with_a_fact_in_it_gets_both(chat: Chat) -> None:
    await chat.begin()
    await chat.say("analytics")
    said = await chat.say("what does it cost? our budget is 50k")
    assert said == ["utter_pricing", "utter_ask_authority"]
    assert chat.actions.facts[chat.id]["budget"]["max"] == 50000


async def test_goodbye_is_not_followed_by_a_question_and_the_chat_can_go_on(chat: Chat) -> None:
    await chat.begin()
    assert await chat.say("bye") == ["utter_goodbye"]
    assert await chat.say("we need dashboards") == ["utter_ask_budget"]


async def test_a_correction_is_noted_and_the_chat_goes_on(chat: Chat) -> None:
    await chat.begin()
    await chat.say("analytics")
    await chat.say("50k")
    assert await chat.say("sorry, I meant 80k") == ["utter_noted", "utter_ask_authority"]
    assert await chat.say("that's wrong") == ["utter_what_changed"]
    assert await chat.say("our budget is 90k") == ["utter_noted", "utter_ask_authority"]
    assert chat.actions.facts[chat.id]["budget"]["max"] == 90000


async def test_a_refusal_is_taken_and_the_next_question_comes(chat: Chat) -> None:
    await chat.begin()
    await chat.say("analytics")
    assert await chat.say("I'd rather not say") == ["utter_ask_authority"]
    assert chat.actions.facts[chat.id]["budget"]["status"] == "refused"


async def test_no_budget_and_next_year_ends_in_mail(chat: Chat) -> None:
    await chat.begin()
    await chat.say("analytics")
    await chat.say("no")
    assert chat.actions.facts[chat.id]["budget"]["status"] == "none_yet"
    await chat.say("I'm the CTO")
    await chat.say("next year")
    await chat.say("Peter Larsen")
    await chat.say("peter@larsen.dk")
    assert await chat.say("sure") == ["utter_enrolled"]
    assert await chat.say("actually we have 80k now") == ["utter_noted", "utter_offer_slots"]


async def test_somebody_who_will_not_buy_is_asked_nothing_more(chat: Chat) -> None:
    await chat.begin()
    assert await chat.say("I'm a student and need this for my thesis") == ["utter_disqualified_student"]
    assert await chat.say("hello") == ["utter_hello"]


async def test_stop_ends_the_questions(chat: Chat) -> None:
    await chat.begin()
    assert await chat.say("stop") == ["utter_stopped"]
    assert await chat.say("what does it cost?") == ["utter_pricing"]


async def test_a_person_is_called_and_only_the_address_is_asked_for(chat: Chat) -> None:
    await chat.begin()
    assert await chat.say("I want to talk to a human") == ["utter_handover", "utter_ask_email"]
    assert await chat.say("no") == ["utter_handover_waiting"]


async def test_nonsense_gets_two_different_answers_and_the_offer_of_a_person(chat: Chat) -> None:
    await chat.begin()
    assert await chat.choose("/nlu_fallback") == ["utter_fallback_1", "utter_ask_need"]
    assert await chat.choose("/nlu_fallback") == ["utter_fallback_2", "utter_offer_person"]
    assert await chat.choose("/go_on") == ["utter_go_on", "utter_ask_need"]


async def test_a_yes_to_the_offer_of_a_person_gets_one(chat: Chat) -> None:
    await chat.begin()
    for _ in range(2):
        await chat.choose("/nlu_fallback")
    assert (await chat.say("yes please") or [])[:1] == ["utter_handover"]


async def test_with_the_tracker_emptied_before_each_message_nothing_known_is_asked_again(chat: Chat) -> None:
    await chat.begin()
    asked = []
    for text in (
        "dashboards",
        "50k",
        "what does it cost?",
        "I'm the CTO",
        "asap",
        "Anna",
        "anna@nordwind.de",
        "yes",
    ):
        await chat.store.delete(chat.id)
        asked += await chat.say(text) or ["failed"]
    assert asked == [
        "utter_ask_budget", "utter_ask_authority", "utter_pricing", "utter_ask_authority",
        "utter_ask_timeline", "utter_ask_name", "utter_ask_email", "utter_ask_consent_meeting",
        "utter_offer_slots",
    ]  # fmt: skip
    await chat.store.delete(chat.id)
    assert await chat.say("Tuesday at 10 please") == ["utter_booked"]
    await chat.store.delete(chat.id)
    assert await chat.say("when is my meeting?") == ["utter_meeting"]


@pytest.mark.parametrize("emptied", [False, True])
async def test_who_comes_back_by_a_link_is_asked_the_open_question_in_fewer_words(
    chat: Chat, emptied: bool
) -> None:
    await chat.begin()
    await chat.say("analytics")
    if emptied:
        await chat.store.delete(chat.id)
    assert await chat.choose("/carry_on", "carry_on") == ["utter_welcome_back", "utter_ask_budget"]
    assert chat.said[-1]["text"] == SHORT["budget"]
    assert await chat.say("50k") == ["utter_ask_authority"]


@pytest.mark.parametrize("emptied", [False, True])
async def test_when_the_last_question_was_answered_elsewhere_coming_back_decides(
    chat: Chat, emptied: bool
) -> None:
    await chat.begin()
    await chat.say("We need dashboards, I'm the CTO, asap, my name is Anna Berg")
    told = {"budget": {"max": 50000}, "email": {"value": "anna@nordwind.de"}, "consent": {"value": True}}
    chat.actions.facts[chat.id] |= told
    if emptied:
        await chat.store.delete(chat.id)
    assert await chat.choose("/carry_on") == ["utter_welcome_back", "utter_offer_slots"]
    assert await chat.say("the second one") == ["utter_booked"]
    assert await chat.choose("/carry_on") == ["utter_welcome_back", "utter_meeting"]


async def test_nobody_comes_back_by_typing_what_the_link_sends(chat: Chat) -> None:
    await chat.begin()
    assert "utter_welcome_back" not in (await chat.say("/carry_on") or [])


@pytest.mark.parametrize("intent", INTENTS)
async def test_every_intent_is_answered_in_every_outcome(chat: Chat, intent: str) -> None:
    for outcome in OUTCOMES:
        chat.id += "x"
        chat.actions.outcome[chat.id] = outcome
        await chat.begin()
        assert await chat.choose(f"/{intent}"), f"silence after {intent} with the outcome {outcome}"
        assert await chat.say("what does it cost?"), f"no way on after {intent} with the outcome {outcome}"


async def test_a_hundred_turns_are_answered_alike_with_and_without_shortening(chat: Chat) -> None:
    texts = [
        "what does it cost?",
        "analytics",
        "thanks",
        "50k",
        "is it secure?",
        "hmm",
        "sorry, 60k",
        "bye",
        "80k",
    ]
    said = []
    for longest in (0, 40):
        chat.store._longest = longest
        chat.id, chat.asks = f"long_{longest}", None
        await chat.begin()
        said.append([await chat.say(texts[number % len(texts)]) for number in range(50)])
    assert said[0] == said[1]
