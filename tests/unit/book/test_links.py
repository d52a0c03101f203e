from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from bot.leads.links import LinkInvalid, Links

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
LINKS = Links("a secret of the tests, long enough")


def test_a_link_opens_what_it_was_signed_for() -> None:
    token = LINKS.sign("meeting", "meet_1", NOW)
    assert LINKS.open("meeting", token, now=NOW + timedelta(days=1), max_age=timedelta(days=2)) == "meet_1"


def test_a_link_may_last_for_ever() -> None:
    token = LINKS.sign("unsubscribe", "lead_1", NOW)
    assert LINKS.open("unsubscribe", token, now=NOW + timedelta(days=9999)) == "lead_1"


def test_a_link_grows_old() -> None:
    token = LINKS.sign("meeting", "meet_1", NOW)
    with pytest.raises(LinkInvalid) as caught:
        LINKS.open("meeting", token, now=NOW + timedelta(days=2), max_age=timedelta(days=1))
    assert caught.value.expired


def test_a_link_of_one_purpose_opens_no_other() -> None:
    token = LINKS.sign("unsubscribe", "meet_1", NOW)
    with pytest.raises(LinkInvalid):
        LINKS.open("meeting", token, now=NOW)


@pytest.mark.parametrize("token", ["", ".", "meet_1", "a.b.c", "é", "\x00", "x" * 5000])
def test_what_we_never_signed_opens_nothing(token: str) -> None:
    with pytest.raises(LinkInvalid):
        LINKS.open("meeting", token, now=NOW)


def test_one_changed_sign_spoils_a_link() -> None:
    token = LINKS.sign("meeting", "meet_1", NOW)
    for place in range(len(token) - 1):  # the last sign carries bits that base64 leaves unused
        spoilt = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
        with pytest.raises(LinkInvalid):
            LINKS.open("meeting", spoilt, now=NOW)


def test_mail_programs_take_the_whole_token_for_a_link() -> None:
    for number in range(200):
        assert re.fullmatch(r"[\w.-]*\w", LINKS.sign("meeting", f"meet_{number}", NOW))
