"""What is said beside the dialogue, in the language of the conversation's visitor."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.chat.ports import ChatWork, Words


async def words_for(
    uow: ChatWork, conversation_id: str, words: Words, response: str, **values: str
) -> Mapping[str, Any]:
    """As `Words.say`; English for a conversation that is gone."""
    conversation = await uow.conversations.get(conversation_id)
    return words.say(response, conversation.locale if conversation else None, **values)
