"""Signatures pasted below a message, and introductions of the same form."""

from __future__ import annotations

import pytest

from bot.understand.facts import CompanySize
from tests.unit.understand.reading import facts

SIGNED = ("name", "job_title", "company", "country")
SIGNATURES = [
    # text, (name, title, company, country), why
    (
        "ok\n\nBest regards\nKatrin Vogel\nHead of Data\nNordlicht Energie AG\nTel. +49 40 3344 5566",
        ("Katrin Vogel", "Head of Data", "Nordlicht Energie AG", None),
        "line by line",
    ),
    (
        "by June.\n--\nLuís Carvalho | Data Engineer | Atlântica Seguros | +351 21 123 4567",
        ("Luís Carvalho", "Data Engineer", "Atlântica Seguros", None),
        "in one line, below a rule, with letters beyond ASCII",
    ),
    (
        "thanks!\n\nMonica Bell\nOffice Manager, Ridgeway Dental Group\n+1 312 943 0199\nUSA",
        ("Monica Bell", "Office Manager", "Ridgeway Dental Group", "US"),
        "a title and a company in one line",
    ),
    (
        "--\nMatteo Ricci\nCEO\nRicci Arredamenti S.r.l.\nVia Garibaldi 12, 20121 Milano, Italy",
        ("Matteo Ricci", "CEO", "Ricci Arredamenti S.r.l.", "IT"),
        "the country ends the address",
    ),
    (
        "Asap please.\n\n// Tom Eriksen, CTO, Fjordkraft Data, Norway",
        ("Tom Eriksen", "CTO", "Fjordkraft Data", "NO"),
        "commas",
    ),
    (
        "30k USD.\n\nThx,\nJess\n\nJessica Tran\nRevOps Analyst\nLumenly",
        ("Jessica Tran", "RevOps Analyst", "Lumenly", None),
        "signed short, and in full below",
    ),
    (
        "Mit freundlichen Grüßen\ni.A. Sabine Köhler\nLeiterin Controlling\nMusterbau AG\n80331 München",
        ("Sabine Köhler", "Leiterin Controlling", "Musterbau AG", None),
        "German",
    ),
    (
        "Warm regards,\nDr. Emily Watson, PhD\nVP, Data & Analytics\nNorthStar Health, Inc.\nBoston, MA",
        ("Emily Watson", "VP, Data & Analytics", "NorthStar Health, Inc.", None),
        "American",
    ),
    (
        "Thanks & Regards,\nRajesh Kumar\nManager IT\nSundaram Freight Pvt Ltd\nChennai",
        ("Rajesh Kumar", "Manager IT", "Sundaram Freight Pvt Ltd", None),
        "Indian",
    ),
    ("pls use this one: k@gmx.example\n\nLG Klaus", ("Klaus", None, None, None), "on the formula's line"),
    (
        "Best regards\nKatrin Vogel\n\nNordlicht Energie AG\nGeschäftsführer: Max Kern",
        ("Katrin Vogel", None, "Nordlicht Energie AG", None),
        "the small print names somebody else",
    ),
    (
        "Good morning, Sofia Marin, Head of BI at Lumen Retail, Spain",
        ("Sofia Marin", "Head of BI", "Lumen Retail", "ES"),
        "an introduction",
    ),
]


@pytest.mark.parametrize(("text", "signed", "why"), SIGNATURES)
def test_a_signature_says_who_writes(text, signed, why):
    found = facts(text).contact
    said = tuple(found[kind].value if kind in found else None for kind in SIGNED)
    assert said == signed, why


def test_a_signatures_title_is_the_speakers_own_and_may_decide():
    text = "We need it by June.\n\nRegards\nTom Reed\nManaging Director\nReed Logistics"
    authority = facts(text, "timeline").authority
    assert authority is not None
    assert authority.role == "decision_maker"


def test_an_assistant_to_the_owner_decides_nothing():
    assert facts("Regards,\nJane Miller\nAssistant to the CEO\nOrbit Foods").authority is None


def test_what_stands_above_and_below_a_signature_is_read_too():
    found = facts("no idea\n\nBest,\nTom Reed\nReed & Sons\n\nPS: we are 40 people", "budget")
    assert found.budget is not None
    assert found.budget.status == "unsure"
    assert found.contact["company"].value == "Reed & Sons"
    assert found.contact["company_size"].value == CompanySize(40, 40)


def test_lists_of_tools_and_sentences_below_thanks_are_no_signature():
    assert not facts("Thanks\nbudget is 50k\nwe use Snowflake").contact
    assert not facts("Requirements:\n1. SSO\n2. API access\n3. Data Warehouse", "need").contact
