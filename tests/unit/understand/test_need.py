"""The playbook's categories, by keywords and by nearest examples."""

from __future__ import annotations

import pytest

from bot.understand import NeedCategory, encoder, understand
from tests.unit.understand.reading import NOW, stated

CATEGORIES = [
    ("we need to automate invoice processing", "need", "automation", "a keyword"),
    ("dashboards", "need", "reporting", "a keyword alone, in the plural"),
    ("our Excel reports take forever", "need", "reporting", "two keywords"),
    ("looking for analytics", None, "analytics", "wanted, unasked"),
    ("we want to connect our CRM and the shop", None, "integration", "wanted, unasked"),
    ("can you help us migrate off Oracle?", None, "migration", "a question that tells the need"),
    ("not reporting, we need an API", "need", "integration", "what it is not does not count"),
    ("at Acme we need dashboards by May", None, "reporting", "beside other facts"),
]

NONE = [
    ("do you integrate with Salesforce?", None, "a question about the product"),
    ("is there an API? what about GDPR?", "need", "a question about the product"),
    ("I'm the reporting manager", None, "a title"),
    ("hello there", "need", "nothing said"),
    ("yes please", "need", "nothing said"),
    ("what does it cost?", "need", "a question"),
]

EXAMPLES = (
    NeedCategory("reporting", (), ("monthly figures for the board", "stop building spreadsheets by hand")),
    NeedCategory(
        "integration", (), ("get all our systems talking to each other", "one place for all our data")
    ),
    NeedCategory("security", (), ("control who can see which data", "pass our next audit")),
    NeedCategory("migration", (), ("get off our old database", "replace the on-premise servers")),
)
PHRASED = [
    ("the finance people spend two days a month on the board pack", "reporting"),
    ("our tools don't talk to each other", "integration"),
    ("we must limit who may look at which numbers", "security"),
    ("we have to shut down our old Oracle box", "migration"),
]
ELSEWHERE = [
    "the weather is lovely today",
    "I want to buy a pizza",
    "are you a robot?",
    "we are 200 people in Berlin",
]


@pytest.mark.parametrize(("text", "asked", "category", "why"), CATEGORIES)
def test_a_need_is_found_by_its_keywords(text, asked, category, why):
    fact = stated("need", text, asked)
    assert fact is not None, why
    assert (fact["status"], fact["category"]) == ("stated", category), why


@pytest.mark.parametrize(("text", "asked", "why"), NONE)
def test_words_that_are_no_need_state_none(text, asked, why):
    assert stated("need", text, asked) is None, why


def test_a_need_that_fits_no_category_is_stated_without_one():
    fact = stated("need", "we want to track our trucks because nobody knows where they are", "need")
    assert fact is not None
    assert (fact["status"], fact["category"]) == ("stated", None)


@pytest.mark.parametrize(("text", "status"), [("rather not say", "refused"), ("no idea yet", "unsure")])
def test_a_need_may_be_refused_or_unknown(text, status):
    fact = stated("need", text, "need")
    assert fact is not None
    assert fact["status"] == status


@pytest.mark.parametrize(("text", "category"), PHRASED)
def test_the_encoder_finds_what_no_keyword_names(text, category):
    need = understand(text, asked="need", now=NOW, needs=EXAMPLES, encoder=encoder.load()).need
    assert need is not None
    assert need.category == category


@pytest.mark.parametrize("text", ELSEWHERE)
def test_the_encoder_takes_small_talk_for_no_need(text):
    assert understand(text, asked="need", now=NOW, needs=EXAMPLES, encoder=encoder.load()).need is None
