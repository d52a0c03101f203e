from pathlib import Path

import pytest

from bot.processes.rasa import DialogueNotInstalled, training_environment
from bot.processes.training import (
    NoModel,
    TrainingFailed,
    checked_model,
    current_model,
    ingredients_digest,
    rasa_train,
    step_in,
    train,
)


def quiet(_: str) -> None:
    pass


def calls(project: Path) -> list[str]:
    return (project / "calls").read_text().splitlines()


def test_what_was_trained_is_not_trained_again(project: Path) -> None:
    first = train(project, quiet)
    assert train(project, quiet) == first == current_model(project) == checked_model(project)
    assert len(calls(project)) == 1


@pytest.mark.parametrize("file", ["domain.yml", "data/nlu/greet.yml", "data/rules/new.yml"])
def test_a_change_of_what_the_model_is_made_of_trains_again(project: Path, file: str) -> None:
    first = train(project, quiet)
    (project / file).parent.mkdir(exist_ok=True)
    (project / file).write_text("changed: true\n")
    second = train(project, quiet)
    assert second.digest != first.digest
    assert current_model(project) == second


def test_other_files_change_nothing(project: Path) -> None:
    before = ingredients_digest(project)
    (project / "README.md").write_text("hello")
    (project / "data" / "__pycache__").mkdir()
    (project / "data" / "__pycache__" / "x.pyc").write_text("compiled")
    assert ingredients_digest(project) == before


def test_a_renamed_file_is_a_change(project: Path) -> None:
    before = ingredients_digest(project)
    (project / "data" / "nlu" / "greet.yml").rename(project / "data" / "nlu" / "hello.yml")
    assert ingredients_digest(project) != before


def test_force_trains_though_nothing_changed(project: Path) -> None:
    train(project, quiet)
    train(project, quiet, force=True)
    assert "--force" not in calls(project)[0]
    assert "--force" in calls(project)[1]


def test_a_training_says_how_far_it_is(project: Path) -> None:
    said: list[str] = []
    train(project, said.append)
    assert any(line.endswith(" s  training CharTfidf") for line in said)
    assert said[-1].startswith("Trained in ")


def test_another_folder_is_trained_with_the_projects_rasa(project: Path, tmp_path: Path) -> None:
    heard: list[str] = []
    other = tmp_path / "other"
    other.mkdir()
    model = rasa_train(project, other, "model", heard.append, environment=training_environment())
    assert model == other / "models" / "model.tar.gz"
    assert model.is_file()
    assert [step for line in heard if (step := step_in(line))]


def test_a_failed_training_keeps_the_old_model_and_tells_rasas_words(project: Path) -> None:
    first = train(project, quiet)
    (project / "domain.yml").write_text("changed: true\n")
    (project / "broken").touch()
    with pytest.raises(TrainingFailed, match="story 'first' contradicts rule 'second'"):
        train(project, quiet)
    assert checked_model(project) == first


def test_only_the_very_file_that_training_wrote_is_loaded(project: Path) -> None:
    model = train(project, quiet)
    model.path.write_text("code of somebody else")
    with pytest.raises(NoModel, match=r"is not the file that training wrote\. Run `bantam train --force`"):
        checked_model(project)


def test_without_a_model_the_remedy_is_training(project: Path) -> None:
    assert current_model(project) is None
    with pytest.raises(NoModel, match="Run `bantam train`"):
        checked_model(project)


def test_old_models_are_removed_and_the_current_one_stays(project: Path) -> None:
    for number in range(6):
        (project / "models").mkdir(exist_ok=True)
        (project / "models" / f"dialogue-2020010{number}-000000-abc.tar.gz").touch()
    model = train(project, quiet)
    assert len(list((project / "models").glob("*.tar.gz"))) == 3
    assert model.path.exists()


def test_without_rasa_the_remedy_is_to_install_it(tmp_path: Path) -> None:
    with pytest.raises(DialogueNotInstalled, match="make install"):
        train(tmp_path, quiet)


@pytest.mark.parametrize("file", ["../elsewhere.tar.gz", "/tmp/elsewhere.tar.gz", "old/elsewhere.tar.gz", ""])
def test_a_model_outside_the_folder_of_models_is_not_loaded_even_with_its_right_hash(
    project: Path, file: str
) -> None:
    model = train(project, quiet)
    pointer = project / "models" / "current.json"
    for place in (project, project / "models" / "old"):
        place.mkdir(exist_ok=True)
        (place / "elsewhere.tar.gz").write_bytes(model.path.read_bytes())
    pointer.write_text(pointer.read_text().replace(model.path.name, file))
    with pytest.raises(NoModel, match="Run `bantam train`"):
        checked_model(project)


@pytest.mark.parametrize("kept", ["[]", "null", "{", '{"file": 1}'])
def test_a_damaged_pointer_is_no_model(project: Path, kept: str) -> None:
    train(project, quiet)
    (project / "models" / "current.json").write_text(kept)
    with pytest.raises(NoModel, match="Run `bantam train`"):
        checked_model(project)
