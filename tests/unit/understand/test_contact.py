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
    ("email", "sofia @ lumen.com", "email", "sofia@lumen.com", "asked: spaces"),
    ("email", "sofia@lumen,com", "email", "sofia@lumen.com", "a comma for the dot"),
    ("email", "jo@acme.example, cc my boss tom@acme.example", None, "jo@acme.example", "not the boss's"),
    ("email", "it's anna@b.example, argh, no: anna.k@b.example", "email", "anna.k@b.example", "corrected"),
    ("phone", "+49 30 901820", None, "+4930901820", "international"),
    ("phone", "0176 12345678", "phone", "+4917612345678", "of the zone's country"),
    ("phone", "call me at (415) 555-2671", None, "+14155552671", "written the American way"),
    ("phone", "0044 20 7946 0958", None, "+442079460958", "00 for +"),
    ("phone", "Mob: 0176 12345678", None, "+4917612345678", "a label"),
    ("company", "Dana Fox from Acme Ltd", None, "Acme Ltd", "from"),
    ("company", "I work at Bank of America", None, "Bank of America", "no country"),
    ("company", "CTO at Acme. We need dashboards", None, "Acme", "the sentence ends"),
    ("company", "I'm head of data at Northwind Traders", None, "Northwind Traders", "two words"),
    ("company", "we're called northwind traders", "company", "northwind traders", "asked: any case"),
    ("company", "acme gmbh", "company", "acme gmbh", "asked"),
    ("company", "3M", "company", "3M", "digits"),
    ("company", "Acme, we have 200 people", "company", "Acme", "and more"),
    ("company", "I represent Fox & Sons", None, "Fox & Sons", "ampersand"),
    (
        "company",
        "I am Geschäftsführer of Brandt Maschinenbau GmbH.",
        None,
        "Brandt Maschinenbau GmbH",
        "of a title",
    ),
    ("company", "Chief Data Officer at St. Elisabeth Hospital", None, "St. Elisabeth Hospital", "no end"),
    ("company", "Acme, Inc.", "company", "Acme, Inc.", "the legal form's own comma and dot"),
    ("company", "Müller & Söhne GmbH & Co. KG", "company", "Müller & Söhne GmbH & Co. KG", "two legal forms"),
    ("company", "im zoe from pixelmoth", "name", "pixelmoth", "asked who: lower case"),
    ("company", "im tom, cto at reedlogistics", None, "reedlogistics", "no article: a name"),
    ("company", "company: lumen retail", None, "lumen retail", "a label"),
    ("company", "Brightfold Inc, no, we renamed: Kerr & Fold", "company", "Kerr & Fold", "corrected"),
    (
        "company",
        "you have the wrong company name, it's Brightfield Ltd",
        None,
        "Brightfield Ltd",
        "corrected",
    ),
    ("company", "Acme in Denver, about 40 employees", "company", "Acme", "and more"),
    ("company", "Salesforce", "company", "Salesforce", "asked: a tool's maker"),
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
    ("company_size", "founder, we r 8 ppl", None, CompanySize(8, 8), "as people type"),
    ("company_size", "we employ 1.200 Mitarbeiter", None, CompanySize(1200, 1200), "German"),
    ("company_size", "number of employees: 75", None, CompanySize(75, 75), "a form"),
    ("company_size", "10k+", "company_size", CompanySize(10_000, None), "open"),
    ("company_size", ">500", "company_size", CompanySize(500, None), "no quoted mail"),
    ("company_size", "200ish", "company_size", CompanySize(200, 200), "about"),
    ("company_size", "just me and my wife", "company_size", CompanySize(2, 2), "counted up"),
    ("company_size", "40. No, 45.", "company_size", CompanySize(45, 45), "corrected"),
    ("company_size", "I told you 100 people, but it's 140", None, CompanySize(140, 140), "corrected"),
    ("company_size", "founded in 2012, 80 people", "company_size", CompanySize(80, 80), "not the year"),
    ("company_size", "120 employees, 30 of them in the factory", None, CompanySize(120, 120), "the whole"),
    ("company_size", "team of 12 in a company of 400", None, CompanySize(400, 400), "the whole"),
    ("job_title", "I'm a senior data engineer at Acme", None, "senior data engineer", "the speaker's"),
    ("job_title", "data analyst", "job_title", "data analyst", "asked"),
    ("job_title", "I'm Dana, Head of Data at Acme", None, "Head of Data", "behind a name"),
    ("job_title", "I'm CTO and co-founder", None, "CTO and co-founder", "two in one"),
    ("job_title", "I work as a marketing manager", None, "marketing manager", "works as"),
    ("country", "we're based in Germany", None, "DE", "based in"),
    ("country", "a bank in the UK", None, "GB", "short name"),
    ("country", "US", "country", "US", "asked"),
    ("country", "Our country is Turkey", None, "TR", "named"),
    ("country", "Amstutz Uhren AG, Switzerland", "company", "CH", "behind the company"),
    ("country", "It's Feldberg Optik, in Austria", "company", "AT", "behind the company"),
    ("country", "we're UK-based", None, "GB", "hyphenated"),
    ("country", "We're a Swiss bank", None, "CH", "a people's bank"),
    ("country", "swizerland", "country", "CH", "a letter missing"),
    ("country", "Berlin", "country", "DE", "asked: by a city"),
    ("country", "Austria, no wait, Australia", "country", "AU", "corrected"),
    ("country", "We're in Canada now, moved up from the US last year.", None, "CA", "not where they were"),
    ("job_title", "Inhaberin", "job_title", "Inhaberin", "asked: in another language"),
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
    ("phone", "our budget is 20000-30000", None),
    ("phone", "2026-03-15", None),
    ("phone", "12345", "phone"),
    ("phone", "invoice no. 030 901820 44", None),
    ("company", "I only shortlist, final approval is with Venkatesh Iyer", "authority"),
    ("company", "We're happy with Tableau", None),
    ("company", "I used to work at Google", None),
    ("company", "do you work at Tidewater or are you software", None),
    ("company", "Tom Reed from Acme recommended you", None),
    ("company", "same as before", "company"),
    ("company", "i work at a bank", None),
    ("company", "i'm manager at company in India", None),
    ("company", "Tuesday at 3 PM", "slot"),
    ("company", "we are moving from Tableau to something better", None),
    ("company", "we start in Q3, at the latest", None),
    ("company", "I'm from Berlin", None),
    ("company", "get data from Salesforce", None),
    ("company", "rather not say", "company"),
    ("company", "none of your business", "company"),
    ("company_size", "four people sit typing it in Excel whole day", "need"),
    ("company_size", "we have three people just typing invoices", "need"),
    ("company_size", "a 5-person data team needs access", None),
    ("company_size", "We've been in business since 1998.", "company_size"),
    ("company_size", "We have 200 servers and 3,000 tables.", "company_size"),
    ("company_size", "can a report be sent to forty people", None),
    ("company_size", "what do other companies of 200 people pay", None),
    ("company_size", "200 customers", None),
    ("company_size", "licences for 20 people", None),
    ("company_size", "5 people in the data team", None),
    ("company_size", "about 50k a year", "budget"),
    ("job_title", "our CTO asked me", None),
    ("job_title", "former head of data", None),
    ("job_title", "the manager of our shop is away", None),
    ("country", "does it work for us?", None),
    ("country", "I work at Bank of America", None),
    ("country", "do you have customers in Germany?", None),
    ("country", "is the data hosted in Germany?", None),
    ("country", "we buy from China", None),
    ("country", "Swiss francs", "budget"),
    ("country", "no", "country"),
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
