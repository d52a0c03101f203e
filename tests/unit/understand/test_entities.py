"""Facts as Rasa entities."""

from __future__ import annotations

from bot.understand.entities import entities
from tests.unit.understand.reading import facts


def test_each_fact_is_an_entity_with_its_place_and_its_quote():
    text = "I'm Dana Fox, our budget is up to 20.000 EUR, by end of March, and the CFO decides"
    found = entities(facts(text))
    assert [entity["entity"] for entity in found] == ["name", "budget", "timeline", "authority"]
    assert found[0] == {
        "entity": "name", "start": 4, "end": 12, "value": {"value": "Dana Fox", "quote": "Dana Fox"},
    }  # fmt: skip
    assert found[1]["value"] == {
        "status": "stated", "min": None, "max": 20_000, "currency": "EUR", "period": None,
        "quote": "up to 20.000 EUR",
    }  # fmt: skip
    for entity in found:
        assert text[entity["start"] : entity["end"]] == entity["value"]["quote"]


def test_a_company_size_and_a_profile_carry_their_value():
    found = {
        entity["entity"]: entity["value"] for entity in entities(facts("I'm a student, we are 20 people"))
    }
    assert found["company_size"]["value"] == {"min": 20, "max": 20}
    assert found["profile"]["value"] == "student"


def test_no_facts_are_no_entities():
    assert entities(facts("hello")) == []
