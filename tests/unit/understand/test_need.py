"""The playbook's categories, by keywords and by nearest examples."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.playbook.load import load_needs
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
    ("Dashboards... no, sorry, what we need is an API", "need", "integration", "taken back"),
    ("CTO at Kestrel Ops. Migrate to the cloud, $150k, in May", None, "migration", "a heading"),
]

NONE = [
    ("do you integrate with Salesforce?", None, "a question about the product"),
    ("is there an API? what about GDPR?", "need", "a question about the product"),
    ("I'm the reporting manager", None, "a title"),
    ("hello there", "need", "nothing said"),
    ("yes please", "need", "nothing said"),
    ("what does it cost?", "need", "a question"),
    ("which dashboards do you have?", None, "a question about the product"),
    ("once our report is finished", "timeline", "tells when"),
    ("procurement needs an audit first", "authority", "tells who"),
    ("I don't need reports", None, "not wanted"),
    ("in two months we must be using it", "timeline", "names no need"),
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


DEMO = tuple(
    NeedCategory(need.name, need.keywords, need.examples) for need in load_needs(Path(__file__).parents[3])
)
ASKED = [
    ("four people sit typing it in Excel, we want this to happen by itself", "automation", "beats a keyword"),
    ("predict the volume of parcels per warehouse from past data", "analytics", "no warehouse of data"),
    ("kafka + postgres + salesforce must talk to each other", "integration", "names of systems"),
    ("what we're after is proper control over who sees contracts", "security", "no keyword"),
    ("From Oracle 11g to your service, this is what we plan to move.", "migration", "in another order"),
    ("every funder wants a different quarterly report", "reporting", "a complaint"),
    ("computer should do alone", "automation", "in other English"),
    ("dashbords", "reporting", "misspelt"),
    ("reporting, wait, no: getting Salesforce and NetSuite to sync", "integration", "taken back"),
    ("It should run automatically, in two months at the latest", "automation", "beside a date"),
    ("we have no idea what makes players pay", "analytics", "no idea is the need"),
    ("I don't know exactly, something with data", "unsure", "no need yet"),
    ("that's confidential", "refused", "near to security"),
    ("our office needs new furniture", None, "a need of another kind"),
]
UNASKED = [
    ("Our finance team is drowning in Excel reports, can you help?", "reporting"),
    ("planning a move from on-prem Hadoop to the cloud, CTO here", "migration"),
    ("we want to stop typing invoices by hand", "automation"),
    ("I'm looking for something that alerts us when stock is low", "automation"),
    ("We have to show our auditors who had access to patient data", "security"),
]
NOTHING = [
    ("I need it asap, the auditors are in the building", "timeline"),
    ("I need to move my meeting", None),
    ("I want to report a bug", None),
    ("we're an analytics agency", None),
    ("i hope your servers burn down", None),
    ("send me the security whitepaper please", None),
    ("I don't need reports", None),
    ("we need to be able to pay monthly", "budget"),
    ("the connector stopped working yesterday", None),
    ("my boss will tell you", "need"),
    ("demo please", "need"),
]


@pytest.mark.parametrize(("text", "category", "why"), ASKED)
def test_the_demo_companys_examples_tell_what_an_answer_means(text, category, why):
    need = understand(text, asked="need", now=NOW, needs=DEMO, encoder=encoder.load()).need
    assert need is not None, why
    assert category == (need.category if need.status == "stated" else need.status), why


@pytest.mark.parametrize(("text", "category"), UNASKED)
def test_what_the_visitors_side_wants_is_taken_unasked(text, category):
    need = understand(text, now=NOW, needs=DEMO, encoder=encoder.load()).need
    assert need is not None
    assert need.category == category


@pytest.mark.parametrize(("text", "asked"), NOTHING)
def test_what_only_sounds_like_a_need_is_none(text, asked):
    assert understand(text, asked=asked, now=NOW, needs=DEMO, encoder=encoder.load()).need is None


def test_a_category_without_examples_is_known_by_its_keywords():
    needs = (*EXAMPLES, NeedCategory("telephony", ("phone system", "call centre", "voip")))
    need = understand("a voip phone system", asked="need", now=NOW, needs=needs, encoder=encoder.load()).need
    assert need is not None
    assert need.category == "telephony"
