"""A preview is kept apart from the product, whatever database the product has."""

from __future__ import annotations

from tests.integration.preview.chats import left, rows, whole_chat
from tests.integration.preview.conftest import Desk


async def test_a_whole_preview_leaves_no_row_in_the_products_database(desk: Desk) -> None:
    await desk.sign_in()
    before = await rows(desk.app.store)
    conversation = await whole_chat(desk)
    assert conversation.startswith("preview_")
    assert await rows(desk.app.store) == before
    found = await left(desk.preview)
    assert (found["leads"], found["meetings"], found["mails"]) == (1, 1, 2)
