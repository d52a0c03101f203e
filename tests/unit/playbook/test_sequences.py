"""Which sequences can be written, and what is said of those that cannot."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.playbook import PlaybookError, load
from bot.playbook.export import export
from bot.playbook.shapes import Segment, Sequence, Size

FILE = "playbook/sequences/more.yml"
MORE = """\
title: More
for: [later]
stages: [lost]
segment:
  countries: [DE]
  needs: [security]
  company_size: 50+
steps:
  - wait: 3 days
    email: not-now-hello
  - wait: 2 weeks
    email: not-now-cost
    only_if: budget unknown
"""


def faults(project: Path, text: str) -> list[str]:
    (project / FILE).write_text(text, "utf-8")
    with pytest.raises(PlaybookError) as failed:
        load(project)
    return [str(fault) for fault in failed.value.faults]


def more(project: Path) -> Sequence:
    return next(sequence for sequence in load(project).sequences if sequence.name == "more")


def test_a_sequence_is_for_reasons_for_stages_and_for_a_segment(project: Path) -> None:
    (project / FILE).write_text(MORE, "utf-8")
    read = more(project)
    assert (read.reasons, read.stages) == (("later",), ("lost",))
    assert read.segment == Segment(countries=("DE",), needs=("security",), company_size=Size(50, None))


def test_a_sequence_with_stages_and_a_segment_survives_export(project: Path, tmp_path: Path) -> None:
    (project / FILE).write_text(MORE, "utf-8")
    export(load(project), tmp_path / "exported")
    assert load(tmp_path / "exported") == load(project)


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("wait: 3 days", "wait: -1 days", 9,
         "step 1 has wait: -1 days, which is no length of time; write wait: 10 minutes, 3 days or 2 weeks"),
        ("wait: 2 weeks", "wait: 0 days", 11,
         "step 2 comes together with the mail before it; write wait: 1 day, or longer"),
        ("wait: 2 weeks", "wait: 53 weeks", 11,
         "step 2 waits longer than a year; write wait: 52 weeks, or less"),
        ("wait: 2 weeks", "wait: 99999999999999999999 weeks", 11,
         ("step 2 has wait: 99999999999999999999 weeks, which is no length of time; "
          "write wait: 10 minutes, 3 days or 2 weeks")),
        ("email: not-now-cost", "email: not-now-hello", 12,
         "step 2 sends not-now-hello a second time; write another email"),
        ("only_if: budget unknown", "only_if: budget maybe", 13,
         ("step 2 has only_if: budget maybe, which is no condition; "
          "write only_if: budget unknown, or need known")),
        ("stages: [lost]", "stages: [losst]", 3,
         ('more.yml has "losst" in stages, which is not known (do you mean lost?); '
          "write iql, mql, pql, sql, lost")),
        ("stages: [lost]", "stages: [customer]", 3,
         ('more.yml has "customer" in stages, which is a stage at which no sequence begins: '
          "customers get no useful mail; write iql, mql, pql, sql, lost")),
        ("for: [later]", "for: [rain]", 2,
         ('more.yml has "rain" in for, which is not known; write need_unknown, no_budget, small_budget, '
          "budget_unknown, no_authority, researching, later, no_date, no_show, cancelled")),
        ("for: [later]\nstages: [lost]\n", "", 1,
         "more.yml is for nobody; write for: [later, no_budget], or stages: [lost]"),
        ("needs: [security]", "needs: [secrecy]", 6,
         ('segment has "secrecy" in needs, which is not known (do you mean security?); '
          "write analytics, automation, integration, migration, reporting, security")),
        ("needs: [security]", "need: security", 6, 'segment does not know "need"; write needs'),
        ("countries: [DE]", "countries: [Germany]", 5,
         ('segment has "Germany" in countries, which is no country code of two capital letters; '
          "write SG, AU")),
        ("company_size: 50+", "company_size: big", 7,
         ("segment has company_size: big, which is no number of people; "
          "write company_size: 1000+, up to 49 or 50-999")),
        ("title: More\n", "", 1, "more.yml has no title; write title: what the console shows"),
    ],
)  # fmt: skip
def test_a_slip_in_a_sequence_is_told_with_its_line_and_the_remedy(
    project: Path, old: str, new: str, line: int, message: str
) -> None:
    assert old in MORE
    assert faults(project, MORE.replace(old, new, 1)) == [f"{FILE}:{line}: {message}"]


def test_a_mail_that_is_not_there_is_told_with_those_that_are(project: Path) -> None:
    (told,) = faults(project, MORE.replace("email: not-now-cost", "email: not-now-price"))
    assert told.startswith(f"{FILE}:12: step 2 has email: not-now-price, which is not known")
    assert "not-now-plan" in told


def test_a_sequence_without_steps_is_told(project: Path) -> None:
    assert faults(project, MORE[: MORE.index("steps:")]) == [
        f"{FILE}:1: more.yml has no steps; write steps: - wait: 2 days"
    ]


SEGMENT = MORE[MORE.index("segment:") : MORE.index("steps:")]


def test_without_a_segment_a_reason_belongs_to_one_sequence(project: Path) -> None:
    assert faults(project, MORE.replace(SEGMENT, "").replace("stages: [lost]\n", "")) == [
        (
            'playbook/sequences/not-now.yml:1: not-now.yml is for "later", and so is more.yml; '
            "take it out of one of them, or give one a segment"
        )
    ]


def test_without_a_segment_a_stage_belongs_to_one_sequence_at_most(project: Path) -> None:
    text = MORE.replace(SEGMENT, "").replace("for: [later]\n", "").replace("lost", "mql")
    (project / "playbook/sequences/also.yml").write_text(text, "utf-8")
    assert faults(project, text) == [
        (
            f'{FILE}:1: more.yml is for "mql", and so is also.yml; '
            "take it out of one of them, or give one a segment"
        )
    ]


def test_a_reason_that_only_a_segment_has_a_sequence_for_is_told(project: Path) -> None:
    path = project / "playbook/sequences/not-now.yml"
    path.write_text(path.read_text("utf-8").replace("later, ", ""), "utf-8")
    assert faults(project, MORE) == [
        (
            'playbook/sequences:1: no sequence is for "later" whoever the lead is; '
            "add later to `for` of one that has no segment"
        )
    ]
