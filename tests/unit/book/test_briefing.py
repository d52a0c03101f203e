from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.book.briefing import Case, for_rep, for_visitor
from bot.leads.models import Contact, Known, Lead
from bot.playbook import PlaybookError, load
from bot.playbook.templates import MEETING_MAILS
from bot.understand.facts import CompanySize
from tests.unit.book.team import DANA
from tests.unit.book.test_invite import meeting

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
ROOT = Path(__file__).parents[3]
SITE = {"company", "sender_name", "privacy_url"}


def case(**contact: object) -> Case:
    lead = Lead("lead_1", NOW, NOW, contact=Contact(**contact), score=60)  # type: ignore[arg-type]
    return Case(meeting(), lead, DANA, Known(), (), NOW)


def test_the_check_of_mails_knows_exactly_what_they_are_given() -> None:
    visitor = for_visitor(case(), manage_url="", chat_url="")
    rep = for_rep(case(), lead_url="")
    for name, given in (("meeting", visitor), ("rep", rep)):
        for what in ("booked", "moved", "cancelled", "reminder"):
            assert MEETING_MAILS[f"{name}-{what}"].keys() == given.keys() | SITE


def test_a_slip_in_a_booking_mail_is_found_before_anybody_is_booked(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "playbook", tmp_path / "playbook")
    (tmp_path / "playbook/emails/meeting-booked/body.md").write_text("See you {{ wen }}\n")
    shutil.rmtree(tmp_path / "playbook/emails/rep-booked")
    with pytest.raises(PlaybookError) as caught:
        load(tmp_path)
    assert [str(fault) for fault in caught.value.faults] == [
        'playbook/emails/meeting-booked/body.md:1: no mail knows "wen"; write when',
        "playbook/emails/rep-booked:1: this mail is missing; bring it back: nobody can be booked without",
    ]


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (CompanySize(50, 200), "50 to 200"),
        (CompanySize(50, 50), "50"),
        (CompanySize(1000, None), "1000 or more"),
        (CompanySize(None, 49), "up to 49"),
        (None, ""),
    ],
)
def test_a_company_size_is_told_in_words(size: CompanySize | None, words: str) -> None:
    assert for_rep(case(company_size=size), lead_url="")["company_size"] == words


def test_a_visitor_without_a_name_is_called_by_their_address() -> None:
    assert case(email="ann@acme.example").visitor_name == "ann@acme.example"
    assert case().visitor_name == "A visitor"
    assert for_visitor(case(), manage_url="", chat_url="")["first_name"] == ""
