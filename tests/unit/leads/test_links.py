from datetime import UTC, datetime

import pytest

from bot.leads.links import Links, carry_on_url, without_carry_on

LINK = carry_on_url(
    Links("a secret of the tests"), "https://chat.example", "chat_1", datetime(2026, 3, 2, tzinfo=UTC)
)


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        (f"Here you are: [Carry on later]({LINK}). Bye.", "Here you are: Carry on later. Bye."),
        (f"[One]({LINK}) [two]({LINK})", "One two"),
        (
            "[Our prices](https://chat.example/pricing/#plans)",
            "[Our prices](https://chat.example/pricing/#plans)",
        ),
        ("a [bracket", "a [bracket"),
    ],
)
def test_staff_see_a_message_without_the_link_that_opens_its_chat(said: str, shown: str) -> None:
    assert without_carry_on(said) == shown
