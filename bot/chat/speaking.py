"""What is said beside the dialogue, in the language of the conversation's visitor."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.chat.models import Choice, Message
from bot.chat.ports import ChatWork, Words


async def words_for(
    uow: ChatWork, conversation_id: str, words: Words, response: str, **values: str
) -> Mapping[str, Any]:
    """As `Words.say`; English for a conversation that is gone."""
    conversation = await uow.conversations.get(conversation_id)
    return words.say(response, conversation.locale if conversation else None, **values)


async def still_offered(uow: ChatWork, question: Message) -> list[Choice]:
    """The question's own choices that the server still knows, in their order: to be offered anew below
    what is said after it. Times of a card are none of them.
    """
    kept = {each.id: each for each in await uow.choices.of_message(question.conversation_id, question.id)}
    return [kept[each["id"]] for each in question.choices if each["id"] in kept]
