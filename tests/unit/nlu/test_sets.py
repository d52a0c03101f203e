"""The held-out sets: large enough, readable, and unknown to the training data."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from bot.settings import ROOT
from tests.nlu.pipelines import OURS, PIPELINES, config_of
from tests.nlu.sets import FOLDER, BadSet, read_facts, read_intents, read_visitors


def test_the_sets_are_large_enough_to_measure_by() -> None:
    assert len(read_facts(FOLDER)) >= 400
    assert len(read_intents(FOLDER)) >= 300
    assert len(read_visitors(FOLDER)) >= 40


def test_no_held_out_text_is_trained_on() -> None:
    """Visitors are left out: they are whole conversations, and say "hello" as everybody does."""
    trained = {_plain(text) for text in _trained()}
    assert len(trained) > 500
    sets = {"facts": read_facts(FOLDER), "intents": read_intents(FOLDER)}
    both = {
        name: [message.text for message in messages if _plain(message.text) in trained]
        for name, messages in sets.items()
    }
    assert both == {"facts": [], "intents": []}


def test_no_held_out_text_is_there_twice() -> None:
    texts = [_plain(message.text) for message in read_intents(FOLDER)]
    assert sorted(texts) == sorted(set(texts))
    ids = [message.id for message in read_facts(FOLDER)]
    assert sorted(ids) == sorted(set(ids))


def test_a_line_that_is_no_message_is_named(tmp_path: Path) -> None:
    (tmp_path / "facts.jsonl").write_text('{"id": "1", "text": "hi", "now": "2026-03-02"}\n{"id": 2}\n')
    with pytest.raises(BadSet, match="line 2"):
        read_facts(tmp_path)


def test_a_fact_that_does_not_exist_is_named(tmp_path: Path) -> None:
    line = '{"id": "1", "text": "hi", "now": "2026-03-02", "facts": {"bugdet": {}, "contact": {"fax": "1"}}}'
    (tmp_path / "facts.jsonl").write_text(line)
    with pytest.raises(BadSet, match="bugdet, fax"):
        read_facts(tmp_path)


def test_a_text_that_yaml_takes_for_something_else_is_named(tmp_path: Path) -> None:
    (tmp_path / "intents.yml").write_text("affirm: [yes, sure]")
    with pytest.raises(BadSet, match="affirm: True"):
        read_intents(tmp_path)


def test_an_answer_that_would_pick_a_time_is_named(tmp_path: Path) -> None:
    (tmp_path / "visitors").mkdir()
    (tmp_path / "visitors" / "one.yml").write_text("answers: {budget: 50, slot: 1}\nexpect: {outcome: none}")
    with pytest.raises(BadSet, match="budget: 50"):
        read_visitors(tmp_path)


@pytest.mark.parametrize("name", [name for name in PIPELINES if name != OURS])
def test_every_pipeline_beside_ours_ends_with_our_extractor(name: str) -> None:
    assert config_of(PIPELINES[name])["pipeline"][-1] == config_of(PIPELINES[OURS])["pipeline"][-1]


def test_count_vectors_differ_from_ours_in_the_features_only() -> None:
    ours, other = config_of(PIPELINES[OURS]), config_of(PIPELINES["count vectors and logistic regression"])
    mine, its = ours.pop("pipeline"), other.pop("pipeline")
    gone = [one["name"].rpartition(".")[2] for one in mine if one not in its]
    assert gone == ["SentenceEncoder", "CharTfidf"]
    assert {one["name"] for one in its if one not in mine} == {"CountVectorsFeaturizer"}
    assert other == ours


def test_only_what_is_there_can_be_replaced(tmp_path: Path) -> None:
    file = tmp_path / "config.yml"
    file.write_text("replace: {MitieNLP: [{name: SpacyNLP}]}")
    with pytest.raises(ValueError, match="MitieNLP"):
        config_of(file)


def _trained() -> Iterator[str]:
    for file in sorted((ROOT / "data" / "nlu").glob("*.yml")):
        for item in yaml.safe_load(file.read_text("utf-8"))["nlu"]:
            yield from (line.strip().removeprefix("- ") for line in item["examples"].splitlines())


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
