"""Names, addresses, numbers, companies, sizes, titles and countries."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.understand.facts import CompanySize
from tests.unit.understand.reading import contact, facts

VALUES = [
    # kind, text, asked, value, why
    ("name", "I'm Dana Fox", None, "Dana Fox", "introduced"),
    ("name", "dana fox", "name", "dana fox", "asked: any case"),
    ("name", "It's Dana", "name", "Dana", "asked"),
    ("name", "my name is lee", None, "lee", "said outright: any case"),
    ("name", "María José de la Cruz", "name", "María José de la Cruz", "particles"),
    ("name", "Jean-Luc O'Brien", "name", "Jean-Luc O'Brien", "hyphen and apostrophe"),
    ("name", "Mr. Smith", "name", "Smith", "without the title"),
    ("name", "李小龍", "name", "李小龍", "another script"),
    ("name", "Priya here, ops lead at Kestrel Logistics", None, "Priya", "here"),
    ("name", "Hi, this is Tom with Brightwave", None, "Tom", "introduced"),
    ("name", "Dana Fox, CTO at Acme", None, "Dana Fox", "a signature line"),
    ("name", "We need dashboards.\n\nBest regards,\nDana Fox", None, "Dana Fox", "signed"),
    ("name", "I'm Jordan from Georgia Pacific", None, "Jordan", "a country's name that is a person's"),
    ("name", "sure, it's Ana Silva", "name", "Ana Silva", "asked"),
    ("email", "dana@acme.example", None, "dana@acme.example", "plain"),
    (
        "email",
        "write to Dana.Fox+demo@Acme.Example, please",
        None,
        "Dana.Fox+demo@acme.example",
        "domain in lower case",
    ),
    ("email", "<dana@acme.example>.", "email", "dana@acme.example", "punctuation around it"),
    ("email", "dana at acme dot com", "email", "dana@acme.com", "spelled out"),
    ("email", "not dana@old.example, use dana@new.example", None, "dana@new.example", "denied and given"),
    (
        "email",
        "use dana@new.example instead of dana@old.example",
        None,
        "dana@new.example",
        "given and denied",
    ),
    ("phone", "+49 30 901820", None, "+4930901820", "international"),
    ("phone", "0176 12345678", "phone", "+4917612345678", "of the zone's country"),
    ("phone", "call me at (415) 555-2671", None, "+14155552671", "written the American way"),
    ("phone", "0044 20 7946 0958", None, "+442079460958", "00 for +"),
    ("company", "Dana Fox from Acme Ltd", None, "Acme Ltd", "from"),
    ("company", "I work at Bank of America", None, "Bank of America", "no country"),
    ("company", "CTO at Acme. We need dashboards", None, "Acme", "the sentence ends"),
    ("company", "I'm head of data at Northwind Traders", None, "Northwind Traders", "two words"),
    ("company", "we're called northwind traders", "company", "northwind traders", "asked: any case"),
    ("company", "acme gmbh", "company", "acme gmbh", "asked"),
    ("company", "3M", "company", "3M", "digits"),
    ("company", "Acme, we have 200 people", "company", "Acme", "and more"),
    ("company", "I represent Fox & Sons", None, "Fox & Sons", "ampersand"),
    ("company_size", "a 200-person fintech", None, CompanySize(200, 200), "employed"),
    ("company_size", "we are 50-100 employees", None, CompanySize(50, 100), "a range"),
    ("company_size", "over 500 people work here", None, CompanySize(500, None), "a bound"),
    ("company_size", "fewer than 20 employees", None, CompanySize(None, 20), "a bound"),
    ("company_size", "team of 12", None, CompanySize(12, 12), "of us"),
    ("company_size", "about 200", "company_size", CompanySize(200, 200), "asked"),
    ("company_size", "1.200", "company_size", CompanySize(1200, 1200), "grouped"),
    ("company_size", "just me", "company_size", CompanySize(1, 1), "one"),
    ("company_size", "fifty", "company_size", CompanySize(50, 50), "words"),
    ("company_size", "we have 50k users and 30 employees", None, CompanySize(30, 30), "not users"),
    ("company_size", "2k employees", None, CompanySize(2000, 2000), "thousands"),
    ("company_size", "there are about 35 of us", None, CompanySize(35, 35), "of us"),
    ("job_title", "I'm a senior data engineer at Acme", None, "senior data engineer", "the speaker's"),
    ("job_title", "data analyst", "job_title", "data analyst", "asked"),
    ("job_title", "I'm Dana, Head of Data at Acme", None, "Head of Data", "behind a name"),
    ("job_title", "I'm CTO and co-founder", None, "CTO and co-founder", "two in one"),
    ("job_title", "I work as a marketing manager", None, "marketing manager", "works as"),
    ("country", "we're based in Germany", None, "DE", "based in"),
    ("country", "a bank in the UK", None, "GB", "short name"),
    ("country", "US", "country", "US", "asked"),
    ("country", "switzerland", "country", "CH", "asked"),
]

NONE = [
    ("name", "I'm interested", None),
    ("name", "I'm Interested", None),
    ("name", "I'm German", None),
    ("name", "I'm the CTO", None),
    ("name", "it's Friday", None),
    ("name", "skip", "name"),
    ("name", "why do you need that?", "name"),
    ("name", "rather not say", "name"),
    ("name", "I'm Looking For A Dashboard", None),
    ("email", "dana.fox@acme", "email"),
    ("email", "@dana", "email"),
    ("email", "no", "email"),
    ("phone", "our budget is 20000-30000", None),
    ("phone", "2026-03-15", None),
    ("phone", "12345", "phone"),
    ("company", "we are moving from Tableau to something better", None),
    ("company", "we start in Q3, at the latest", None),
    ("company", "I'm from Berlin", None),
    ("company", "get data from Salesforce", None),
    ("company", "rather not say", "company"),
    ("company", "none of your business", "company"),
    ("company_size", "200 customers", None),
    ("company_size", "licences for 20 people", None),
    ("company_size", "5 people in the data team", None),
    ("company_size", "about 50k a year", "budget"),
    ("job_title", "our CTO asked me", None),
    ("job_title", "former head of data", None),
    ("job_title", "the manager of our shop is away", None),
    ("country", "does it work for us?", None),
    ("country", "I work at Bank of America", None),
]


@pytest.mark.parametrize(("kind", "text", "asked", "value", "why"), VALUES)
def test_a_contact_fact_is_read(kind, text, asked, value, why):
    assert contact(kind, text, asked) == value, why


@pytest.mark.parametrize(("kind", "text", "asked"), NONE)
def test_a_contact_fact_that_is_not_there_is_not_read(kind, text, asked):
    assert contact(kind, text, asked) is None


def test_a_local_number_is_of_the_country_that_the_visitor_names():
    assert contact("phone", "we're based in Austria, my number is 01 58858 0") == "+431588580"


def test_a_local_number_is_of_the_country_of_the_zone():
    now = datetime(2026, 2, 10, tzinfo=ZoneInfo("Europe/London"))
    assert contact("phone", "020 7946 0958", "phone", now=now) == "+442079460958"


def test_several_contact_facts_in_one_message_are_all_taken():
    found = facts("Hi, I'm Dana Fox from Acme Ltd, dana@acme.example, +49 30 901820").contact
    assert {kind: said.value for kind, said in found.items()} == {
        "name": "Dana Fox",
        "company": "Acme Ltd",
        "email": "dana@acme.example",
        "phone": "+4930901820",
    }
