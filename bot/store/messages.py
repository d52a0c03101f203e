"""What stands in a chat: messages, and the choices that they offer."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Select, func, insert, or_, select, true

from bot.chat.models import BESIDE, Choice, Message
from bot.store.chat import Rows, columns_of
from bot.store.tables import chat as tables


class Messages(Rows):
    _columns = columns_of(tables.messages, Message)

    async def add(self, message: Message) -> Message:
        """The message with its number; in a conversation, ids rise and are committed in their order.

        PostgreSQL gives a number before the commit: of two transactions at once the later number could be
        there first, and who has read that one would never ask for the earlier one. So the second waits.
        """
        if self._connection.dialect.name == "postgresql":
            talks = tables.conversations
            mine = select(talks.c.id).where(talks.c.id == message.conversation_id)
            await self._connection.execute(mine.with_for_update(key_share=True))
        values = {k: v for k, v in dataclasses.asdict(message).items() if k != "id"}
        query = insert(tables.messages).values(values).returning(tables.messages.c.id)
        return dataclasses.replace(message, id=(await self._connection.execute(query)).scalar_one())

    async def after(self, conversation_id: str, message_id: int = 0, *, limit: int = 500) -> list[Message]:
        table = tables.messages
        query = (
            select(*self._columns)
            .where(table.c.conversation_id == conversation_id, table.c.id > message_id)
            .order_by(table.c.id)
            .limit(limit)
        )
        return [Message(*row) for row in (await self._connection.execute(query)).all()]

    async def newest(self, conversation_ids: Collection[str]) -> dict[str, int]:
        """The id of each conversation's newest message, 0 without any; one that is gone is left out."""
        talks, table = tables.conversations, tables.messages
        of_this = select(table.c.id).where(table.c.conversation_id == talks.c.id)
        newest = of_this.order_by(table.c.id.desc()).limit(1).scalar_subquery()
        query = select(talks.c.id, func.coalesce(newest, 0)).where(talks.c.id.in_(conversation_ids))
        return {row[0]: row[1] for row in (await self._connection.execute(query)).all()}

    async def of_turn(self, turn_id: int, *, sender: str = "bot") -> list[Message]:
        table = tables.messages
        query = select(*self._columns).where(table.c.turn_id == turn_id, table.c.sender == sender)
        return [Message(*row) for row in (await self._connection.execute(query.order_by(table.c.id))).all()]

    async def open_question(self, conversation_id: str) -> str | None:
        """What the bot's last message asks for."""
        query = self._newest(conversation_id, true()).with_only_columns(tables.messages.c.asks)
        return (await self._connection.execute(query)).scalar_one_or_none()

    async def last_asking(self, conversation_id: str, what: str) -> Message | None:
        """The latest message of the bot that asks for `what`."""
        query = self._newest(conversation_id, tables.messages.c.asks == what)
        row = (await self._connection.execute(query)).one_or_none()
        return Message(*row) if row else None

    async def last_card(self, conversation_id: str, kind: str) -> Mapping[str, Any] | None:
        """The latest card of the type that was shown."""
        table = tables.messages
        shown = table.c.card["type"].as_string() == kind
        query = self._newest(conversation_id, shown).with_only_columns(table.c.card)
        card: Mapping[str, Any] | None = (await self._connection.execute(query)).scalar_one_or_none()
        return card

    def _newest(self, conversation_id: str, condition: Any) -> Select[Any]:
        """Of what the bot has said; what was said beside the dialogue is passed over."""
        table = tables.messages
        mine = (table.c.conversation_id == conversation_id, table.c.sender == "bot")
        answers = or_(table.c.response.is_(None), table.c.response.not_in(BESIDE))
        return select(*self._columns).where(*mine, answers, condition).order_by(table.c.id.desc()).limit(1)


class Choices(Rows):
    async def add(self, conversation_id: str, message_id: int, offered: Sequence[Choice]) -> None:
        if offered:
            rows = [
                {"conversation_id": conversation_id, "message_id": message_id, **dataclasses.asdict(choice)}
                for choice in offered
            ]
            await self._connection.execute(insert(tables.choices), rows)

    async def get(self, conversation_id: str, choice_id: str) -> Choice | None:
        """A choice that this conversation was offered."""
        table = tables.choices
        query = select(table.c.id, table.c.title, table.c.payload).where(
            table.c.id == choice_id, table.c.conversation_id == conversation_id
        )
        row = (await self._connection.execute(query)).one_or_none()
        return Choice(*row) if row else None

    async def of_message(self, conversation_id: str, message_id: int) -> list[Choice]:
        """What the message offers, in no order."""
        table = tables.choices
        mine = table.c.conversation_id == conversation_id, table.c.message_id == message_id
        query = select(table.c.id, table.c.title, table.c.payload).where(*mine)
        return [Choice(*row) for row in (await self._connection.execute(query)).all()]
