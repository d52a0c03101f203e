"""How the conversation goes: clarified once, never stuck, in whatever order the playbook asks."""

from __future__ import annotations

import asyncio
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

from bot.playbook import Playbook, load
from bot.store.database import Store, open_engine
from tests.processes import ROOT, Processes
from tests.visitor import Staff, Visitor

ANSWERS = {
    "need": "dashboards for our branches",
    "budget": "60k EUR a year",
    "authority": "I sign off myself",
    "timeline": "within 3 months",
    "name": "Nora Field",
    "email": "nora{}@order-test.example",
    "company": "Order Test Ltd",
    "company_size": "120 people",
    "consent": "yes",
}


def budget_of(staff: Staff, visitor: Visitor) -> tuple[int | None, int | None]:
    said = staff.lead(visitor)["bant"]["budget"]
    return said["min"], said["max"]


@pytest.fixture
def visitor(product: Processes) -> Visitor:
    visitor = Visitor(product.url)
    visitor.say("we need dashboards")
    assert visitor.asked == "budget"
    return visitor


@pytest.mark.parametrize("reply", ["yes", "k", "Yes, 50 thousand"])
def test_a_bare_number_is_asked_about_and_the_answer_counts(
    visitor: Visitor, staff: Staff, reply: str
) -> None:
    [asked] = visitor.say("50?")
    assert (asked["asks"], "50 thousand" in asked["text"]) == ("budget", True)
    if reply.startswith("Yes,"):
        visitor.choose(reply)
    else:
        visitor.say(reply)
    assert budget_of(staff, visitor) == (50_000, 50_000)
    assert visitor.asked == "authority"


@pytest.mark.parametrize("reply", ["no", "50", "what does it cost?"])
def test_a_bare_number_is_asked_about_once_and_never_again(
    visitor: Visitor, staff: Staff, reply: str
) -> None:
    visitor.say("50")
    visitor.say(reply)
    assert budget_of(staff, visitor) == (50, 50)
    assert visitor.asked == "authority"


@pytest.mark.parametrize("said", ["50k", "around 50 thousand", "€50", "5000", "30-40k"])
def test_a_clear_amount_is_not_asked_about(visitor: Visitor, said: str) -> None:
    visitor.say(said)
    assert visitor.asked == "authority"


def test_nonsense_twice_leads_to_a_person_who_asks_for_the_address_only(
    product: Processes, staff: Staff
) -> None:
    visitor = Visitor(product.url)
    once = visitor.say("flurb wix gnarp zzt")
    twice = visitor.say("grumpf qwx blorp")
    assert once[0]["text"] != twice[0]["text"]
    assert [choice["title"] for choice in twice[-1]["choices"]] == ["Yes, please", "No, let's go on"]
    visitor.choose("Yes, please")
    assert visitor.asked == "email"
    assert staff.lead(visitor)["handover"]


@pytest.mark.parametrize(
    "said",
    [
        "😀🎉", "مرحبا", "\u202eevil\u202c", "Привет hello 你好", "x" * 1000, "{'a': [1, 2, {}]}",
        "https://example.com/?budget=50000", "[budget](x)", "def f(x):\n    return x * 1000;",
        "\x07\x08bell",
    ],
)  # fmt: skip
def test_odd_messages_get_an_answer_and_state_nothing(product: Processes, staff: Staff, said: str) -> None:
    visitor = Visitor(product.url)
    assert visitor.say(said)
    lead = staff.lead(visitor)
    assert {fact["status"] for fact in lead["bant"].values()} == {"unknown"}
    assert lead["contact"]["name"] is None
    assert lead["contact"]["email"] is None


def test_a_need_is_corrected_in_plain_words_on_the_card(product: Processes, staff: Staff) -> None:
    visitor = Visitor(product.url)
    visitor.say("we need dashboards")
    visitor.correct("need", "we never know which of our customers are about to leave")
    assert staff.lead(visitor)["bant"]["need"]["category"] == "analytics"


def test_a_permission_is_still_given_with_one_click_after_a_line_was_corrected(
    product: Processes, staff: Staff
) -> None:
    visitor = Visitor(product.url)
    visitor.say("We need reporting, about 5k EUR, some time next year. I'm Ann Lee, ann@fennel.example")
    visitor.answer({**ANSWERS, "consent": None})
    assert visitor.asked == "consent"
    offered = [choice["title"] for choice in visitor.last["choices"]]
    noted = visitor.correct("budget", "9k EUR")[-1]
    assert (noted["asks"], [choice["title"] for choice in noted["choices"]]) == ("consent", offered)
    visitor.choose(offered[0])
    assert visitor.asked != "consent"
    assert staff.lead(visitor)["consents"]


@contextmanager
def asking(product: Processes, order: Sequence[str], folder: Path) -> Iterator[None]:
    """The product with a playbook that asks in this order; as it was, afterwards."""
    shutil.copytree(ROOT / "playbook", folder / "playbook")
    shutil.copy(ROOT / "domain.yml", folder)
    file = folder / "playbook" / "qualification.yml"
    before = yaml.safe_load(file.read_text())["ask"]
    written = file.read_text().replace(f"ask: [{', '.join(before)}]", f"ask: [{', '.join(order)}]")
    file.write_text(written)
    assert yaml.safe_load(written)["ask"] == list(order)
    keep(product, load(folder))
    try:
        yield
    finally:
        keep(product, load(ROOT))


def keep(product: Processes, playbook: Playbook) -> None:
    async def replace() -> None:
        store = Store(open_engine(product.database_url), {})
        async with store.write() as uow:
            await uow.playbooks.keep(playbook, now=datetime.now(UTC))
        await store.close()

    asyncio.run(replace())
    time.sleep(7)  # running processes look every five seconds


@pytest.mark.parametrize(
    "order",
    [
        ["name", "email", "company", "company_size", "timeline", "authority", "budget", "need"],
        ["budget", "email", "need", "company_size", "authority", "name", "timeline", "company"],
    ],
    ids=["contact first", "mixed"],
)
def test_the_questions_come_in_the_playbooks_order_whichever_it_is(
    product: Processes, staff: Staff, tmp_path: Path, order: list[str]
) -> None:
    with asking(product, order, tmp_path):
        visitor = Visitor(product.url)
        visitor.answer({**ANSWERS, "email": ANSWERS["email"].format(order[0])})
    asked = [each for each in visitor.ever_asked if each in order]
    assert asked == [each for each in order if each in asked]
    assert set(order) - set(asked) <= {"company", "company_size"}  # only where routing needs them
    assert visitor.asked == "slot"
    bant = staff.lead(visitor)["bant"]
    assert {fact["status"] for fact in bant.values()} == {"stated"}
