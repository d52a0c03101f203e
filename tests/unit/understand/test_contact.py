"""Names, addresses and numbers."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from tests.unit.understand.reading import contact, facts

VALUES = [
    # kind, text, asked, value, why
    ("name", "I'm Dana Fox", None, "Dana Fox", "introduced"),
    ("name", "dana fox", "name", "dana fox", "asked: any case"),
    ("name", "It's Dana", "name", "Dana", "asked"),
    ("name", "my name is lee", None, "lee", "said outright: any case"),
    ("name", "María José de la Cruz", "name", "María José de la Cruz", "particles"),
    ("name", "Jean-Luc O'Brien", "name", "Jean-Luc O'Brien", "hyphen and apostrophe"),
    ("name", "Fatima Al-Hassan", "name", "Fatima Al-Hassan", "a particle with a hyphen"),
    ("name", "Mr. Smith", "name", "Smith", "without the title"),
    ("name", "李小龍", "name", "李小龍", "another script"),
    ("name", "Priya here, ops lead at Kestrel Logistics", None, "Priya", "here"),
    ("name", "Hi, this is Tom with Brightwave", None, "Tom", "introduced"),
    ("name", "Dana Fox, CTO at Acme", None, "Dana Fox", "a signature line"),
    ("name", "We need dashboards.\n\nBest regards,\nDana Fox", None, "Dana Fox", "signed"),
    ("name", "I'm Jordan from Georgia Pacific", None, "Jordan", "a country's name that is a person's"),
    ("name", "sure, it's Ana Silva", "name", "Ana Silva", "asked"),
    ("name", "Myself Rajesh Kumar from Bluepeak Systems", None, "Rajesh Kumar", "Indian English"),
    ("name", "my good name is Lakshmi Narayan", None, "Lakshmi Narayan", "Indian English"),
    ("name", "Hello, me is Emre, I working in Karaca Tekstil", None, "Emre", "broken English"),
    ("name", "Mein Name ist Jürgen Müller", None, "Jürgen Müller", "German"),
    ("name", "je m'appelle Benoît Lefèvre", None, "Benoît Lefèvre", "French"),
    ("name", "Will Smith", "name", "Will Smith", "a word that is a name before a name"),
    ("name", "I'm Sofia", None, "Sofia", "a city's name that is a person's"),
    ("name", "tom, but why do you need it?", "name", "tom", "an answer and a question"),
    ("name", "I'm Anna, no, sorry, put down Annabelle Kerr", "name", "Annabelle Kerr", "corrected"),
    ("name", "Kathrine Bell, sorry, Katherine Bell", "name", "Katherine Bell", "corrected"),
    ("name", "Sofia Marin <sofia@lumen.example>", "email", "Sofia Marin", "beside the address"),
    ("name", "Ben Tan, Orchid Media", "name", "Ben Tan", "and the company"),
    (
        "name",
        "Hi there, Marlene Ortiz, executive director of Harbor Food Bank",
        None,
        "Marlene Ortiz",
        "greeted",
    ),
    ("name", "hi im tara", None, "tara", "greeted: lower case"),
    ("name", "hi, lucas here, quick question", None, "lucas", "here: lower case"),
    ("name", "i'm mike, i own a gym", None, "mike", "goes on about themselves"),
    ("name", "raj from blue orchid here, 60 people", None, "raj", "here: lower case"),
    ("name", "hey im dan, dan whitaker", None, "dan whitaker", "the second time in full"),
    ("name", "Bond, James Bond", "name", "James Bond", "the second time in full"),
    ("name", "Lena. And yours?", "name", "Lena", "an answer, then a question"),
    ("name", "just put down Mr Haddad", "name", "Haddad", "asked"),
    ("name", "First name: Aisha\nLast name: Bello", None, "Aisha Bello", "a form"),
    ("name", "best, Chloe (Pebble)", None, "Chloe", "signed, with the company"),
    ("name", "Talk soon. Ben", None, "Ben", "signed"),
    ("name", "Ok: Gus Lind / gus@lind.example / Lind Bygg AB", "name", "Gus Lind", "a list"),
    ("name", "Prof. Dr. Ulrike Sommer", "name", "Ulrike Sommer", "two titles"),
    ("name", "happy to share: Lars Holm", "name", "Lars Holm", "behind a colon"),
    ("name", "i am vikram from pune, we need help", None, "vikram", "from somewhere"),
    ("name", "my name is misspelled, it's Kathrin with K", None, "Kathrin", "no adjective"),
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
    ("email", "sofia [at] lumen [dot] com", None, "sofia@lumen.com", "hidden from robots"),
    ("email", "sofia at lumen.com", "email", "sofia@lumen.com", "asked: a plain at"),
    ("email", "sofia dot marin at lumen dot com", "email", "sofia.marin@lumen.com", "dots spelled out"),
    ("email", "sofia @ lumen.com", "email", "sofia@lumen.com", "asked: spaces"),
    ("email", "sofia@lumen,com", "email", "sofia@lumen.com", "a comma for the dot"),
    ("email", "jo@acme.example, cc my boss tom@acme.example", None, "jo@acme.example", "not the boss's"),
    ("email", "it's anna@b.example, argh, no: anna.k@b.example", "email", "anna.k@b.example", "corrected"),
    (
        "email",
        "wei@one.example or wei@two.example if it bounces",
        "email",
        "wei@one.example",
        "the first choice",
    ),
    (
        "email",
        "ask my assistant: ann@acme.example",
        "email",
        "ann@acme.example",
        "asked: nobody else's is there",
    ),
    ("email", "mail us at info@acme.example", None, "info@acme.example", "a mailbox, given"),
    (
        "email",
        "-- Carla Mendes | Operations Manager | carla@porto.example",
        None,
        "carla@porto.example",
        "a title",
    ),
    ("phone", "+49 30 901820", None, "+4930901820", "international"),
    ("phone", "0176 12345678", "phone", "+4917612345678", "of the zone's country"),
    ("phone", "call me at (415) 555-2671", None, "+14155552671", "written the American way"),
    ("phone", "0044 20 7946 0958", None, "+442079460958", "00 for +"),
    ("phone", "Mob: 0176 12345678", None, "+4917612345678", "a label"),
]

NONE = [
    ("name", "I'm interested", None),
    ("name", "I'm Interested", None),
    ("name", "I'm German", None),
    ("name", "hi im swamped with spreadsheets", None),
    ("name", "hi, i'm desperate, can you help", None),
    ("name", "greetings from lisbon here", None),
    ("name", "Werkstudentin im Controlling", "job_title"),
    ("name", "Ann from accounting told me about it", None),
    ("name", "I'm the CTO", None),
    ("name", "it's Friday", None),
    ("name", "hi, greenhouse owner here, we need reports", "need"),
    ("name", "hey flower grower here", None),
    ("name", "hello, small brewery here", None),
    ("name", "skip", "name"),
    ("name", "why do you need that?", "name"),
    ("name", "rather not say", "name"),
    ("name", "I'm Looking For A Dashboard", None),
    ("name", "Power BI, Tableau and Excel", "need"),
    ("name", "Reports from SAP are a mess", "need"),
    ("name", "It's Peter who decides", "authority"),
    ("name", "That's Maria Gonzalez, our CFO", "authority"),
    ("name", "Peter Lang, CFO", "authority"),
    ("name", "I'm Tom's assistant", None),
    ("name", "our product name is Falcon", None),
    ("name", "call me crazy but we want it by May", None),
    ("name", "Throwaway address: qz81@mail.example", "email"),
    ("name", "Tom Reed from Acme recommended you", None),
    ("name", "Thanks, Anna", None),
    ("name", "Thanks!\nSent from my iPhone", None),
    ("name", "Power BI\nTableau\nSnowflake", "need"),
    ("name", "my name isn't important", "name"),
    ("email", "dana.fox@acme", "email"),
    ("email", "we look at acme.com every day", None),
    ("email", "@dana", "email"),
    ("email", "no", "email"),
    ("email", "I wrote to support@tidewater.example twice", None),
    ("email", "should I write to sales@tidewater.example?", None),
    ("email", "is dana@acme.example an address of yours?", None),
    ("email", "our customers mail us at help@acme.example and we lose track", None),
    ("email", "customers write to care@acme.example and we copy it", None),
    ("email", "all orders come through orders@acme.example at the moment", None),
    ("email", "my boss is tom@acme.example but don't write to him", None),
    ("phone", "your hotline +49 800 1234567 is always busy", None),
    ("phone", "our budget is 20000-30000", None),
    ("phone", "2026-03-15", None),
    ("phone", "12345", "phone"),
    ("phone", "invoice no. 030 901820 44", None),
]


@pytest.mark.parametrize(("kind", "text", "asked", "value", "why"), VALUES)
def test_a_contact_fact_is_read(kind, text, asked, value, why):
    assert contact(kind, text, asked) == value, why


@pytest.mark.parametrize(("kind", "text", "asked"), NONE)
def test_a_contact_fact_that_is_not_there_is_not_read(kind, text, asked):
    assert contact(kind, text, asked) is None


def test_a_local_number_is_of_the_country_that_the_visitor_names():
    assert contact("phone", "we're based in Austria, my number is 01 58858 0") == "+431588580"


def test_a_number_kept_for_films_is_one_where_all_have_one_length():
    now = datetime(2026, 2, 10, tzinfo=ZoneInfo("Europe/London"))
    assert contact("phone", "Tel: 07700 900123", now=now) == "+447700900123"


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
