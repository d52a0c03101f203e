"""What the playbook's files come to, and what is said of every slip in them."""

from __future__ import annotations

from datetime import time, timedelta
from pathlib import Path

import pytest

from bot.playbook import PlaybookError, load, load_needs
from bot.playbook.export import export
from bot.playbook.shapes import REASONS, Sending, Span
from tests.unit.playbook.books import PROJECT


def spoil(project: Path, file: str, old: str, new: str) -> list[str]:
    """The messages after a change."""
    path = project / "playbook" / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(PlaybookError) as failed:
        load(project)
    return [str(fault) for fault in failed.value.faults]


def test_tidewaters_playbook_has_four_reps_in_three_zones_and_four_sequences() -> None:
    playbook = load(PROJECT)
    assert len(playbook.team.reps) == 4
    assert len({rep.timezone for rep in playbook.team.reps}) == 3
    assert len(playbook.sequences) == 4


def test_a_rep_has_what_everyone_has_unless_they_say_otherwise() -> None:
    dana, elena = load(PROJECT).team.reps[0], load(PROJECT).team.reps[2]
    assert dana.hours[4] == (Span(time(9), time(17)),)
    assert elena.hours[4] == (Span(time(8, 30), time(13)),)
    assert elena.hours[5] == ()
    assert (dana.meeting_length, elena.meeting_length) == (timedelta(minutes=30), timedelta(minutes=45))
    assert elena.notice == timedelta(hours=4)


def test_norway_is_a_country_and_not_a_no() -> None:
    assert "NO" in load(PROJECT).qualification.score.fit.countries


def test_an_empty_list_of_breaks_is_no_breaks(project: Path) -> None:
    path = project / "playbook/team.yml"
    path.write_text(path.read_text("utf-8").replace("breaks: [12:00-12:45]", "breaks: []"), "utf-8")
    assert load(project).team.reps[2].breaks == ()


def test_the_dialogue_can_read_the_needs_alone(tmp_path: Path) -> None:
    (tmp_path / "playbook").mkdir()
    text = (PROJECT / "playbook/qualification.yml").read_text("utf-8")
    (tmp_path / "playbook/qualification.yml").write_text(text, "utf-8")
    needs = load_needs(tmp_path)
    assert [need.name for need in needs] == [
        "analytics", "integration", "security", "migration", "reporting", "automation",
    ]  # fmt: skip
    assert all(len(set(need.examples)) >= 10 for need in needs)


def test_each_reason_for_not_being_ready_has_one_sequence_for_everybody() -> None:
    everybody = [sequence for sequence in load(PROJECT).sequences if sequence.segment is None]
    for reason in REASONS:
        assert len([sequence for sequence in everybody if reason in sequence.reasons]) == 1


def test_without_a_word_about_sending_useful_mail_arrives_in_working_hours(project: Path) -> None:
    path = project / "playbook/site.yml"
    text = path.read_text("utf-8")
    path.write_text(text[: text.index("sending:")], "utf-8")
    assert load(project).site.sending == Sending()


def test_sending_may_be_on_other_days_and_without_a_limit(project: Path) -> None:
    path = project / "playbook/site.yml"
    text = path.read_text("utf-8").replace("days: mon-fri", "days: sat, mon, wed-thu, mon")
    path.write_text(text.replace("an_hour: 500", "an_hour: none"), "utf-8")
    sending = load(project).site.sending
    assert sending == Sending(weekdays=(0, 2, 3, 5), an_hour=None)
    export(load(project), project)
    assert load(project).site.sending == sending


LOCATION = "https://meet.tidewater.example/dana"
WAIT = "write wait: 10 minutes, 3 days or 2 weeks"


@pytest.mark.parametrize(
    ("file", "old", "new", "at", "message"),
    [
        ("team.yml", f"    location: {LOCATION}\n", "", "id: dana",
         'rep "dana" has no location; write location: https://... or a phone number'),
        ("team.yml", LOCATION, "our office", LOCATION,
         ('rep "dana" has location: our office, which is neither a link nor a phone number; '
         "write location: https://... or a phone number")),
        ("team.yml", "Europe/Berlin", "Berlin", "Europe/Berlin",
         ('rep "dana" has timezone: Berlin, which is no time zone; '
         "write timezone: a zone such as Europe/Berlin")),
        ("team.yml", "mon-fri: 09:00-17:00", "mon-fri: 9 to 5", "mon-fri: 09:00-17:00",
         'hours of everyone has "9 to 5" in mon-fri, which is no span of hours; write 09:00-17:00'),
        ("team.yml", "    weight: 2", "    wieght: 2", "weight: 2",
         'rep "marcus" does not know "wieght"; write weight'),
        ("team.yml", "2026-12-21, to: 2027-01-03", "2026-12-21, to: 2026-12-03", "2026-12-21",
         'rep "dana", time off 1, ends before it starts; write to: 2026-12-21 or later'),
        ("team.yml", "mei@tidewater", "dana@tidewater", "mei@tidewater",
         'rep "mei" has the email of another rep; write an email of their own'),
        ("team.yml", "daily_cap: 4", "daily_cap: lots", "daily_cap: 4",
         ('rep "elena" has daily_cap: lots, which is no whole number from 1 to 50; '
         "write daily_cap: a whole number, for example 5")),
        ("routing.yml", "reps: [mei]", "reps: [mey]", "reps: [mei]",
         ('rule "Asia and Pacific" has "mey" in reps, which is not known (do you mean mei?); '
         "write dana, elena, marcus, mei")),
        ("site.yml", "privacy_url: /privacy\n", "", "company:",
         "site.yml has no privacy url; write privacy_url: https://... or a path such as /privacy"),
        ("site.yml", "sender_name: Ida Brandt", "sender_name:", "sender_name:",
         "site.yml has no sender name; write sender_name: the person whom mails come from, Ada Bell"),
        ("site.yml", "days: mon-fri", "days: weekdays", "days: mon-fri",
         "sending has days: weekdays, which is no weekday; write days: mon-fri, or mon, wed, fri"),
        ("site.yml", "hours: 09:00-17:00", "hours: 17:00-09:00", "hours: 09:00",
         "sending has hours: 17:00-09:00, which is over before it starts; write hours: 09:00-17:00"),
        ("site.yml", "a_week_per_lead: 3", "a_week_per_lead: 0", "a_week_per_lead: 3",
         ("sending has a_week_per_lead: 0, which is neither a whole number from 1 to 1000000 nor none; "
          "write a_week_per_lead: a whole number, for example 3, or none")),
        ("site.yml", "an_hour: 500", "a_hour: 500", "an_hour: 500",
         'sending does not know "a_hour"; write an_hour'),
        ("qualification.yml", "within: half_year", "within: halfyear", "within: half_year",
         ("qualified has within: halfyear, which is not known (do you mean half_year?); "
         "write within: now, quarter or half_year")),
        ("qualification.yml", "ask: [need, budget,", "ask: [need,", "ask: [",
         "qualification.yml never asks for budget, which `qualified` needs; add budget to ask"),
        ("qualification.yml", "hot: 70", "hot: 30", "hot: 70",
         "temperature is hot at 30 but warm at 40; write a hot above warm"),
        ("qualification.yml", "decision_maker: 20", "decision_maker: many", "decision_maker: 20",
         ("score has decision_maker: many, which is no whole number from -100 to 100; "
         "write decision_maker: a whole number from -100 to 100")),
        ("sequences/not-now.yml", "wait: 9 days", "wait: soon", "wait: 9 days",
         f"step 2 has wait: soon, which is no length of time; {WAIT}"),
        ("sequences/not-now.yml", "only_if: timeline unknown", "only_if: raining", "only_if:",
         "step 3 has only_if: raining, which is no condition; write only_if: budget unknown, or need known"),
        ("emails/looking-case/subject.txt", "Five questions your boss will ask", "", "Five",
         "the file is empty; write what the mail says"),
    ],
)  # fmt: skip
def test_a_slip_is_told_with_its_line_and_the_remedy(
    project: Path, file: str, old: str, new: str, at: str, message: str
) -> None:
    text = (project / "playbook" / file).read_text("utf-8")
    line = text[: text.index(at)].count("\n") + 1
    assert spoil(project, file, old, new) == [f"playbook/{file}:{line}: {message}"]


def test_a_reason_that_no_sequence_is_for_is_told(project: Path) -> None:
    assert spoil(project, "sequences/not-now.yml", "for: [no_budget, ", "for: [") == [
        (
            'playbook/sequences:1: no sequence is for "no_budget" whoever the lead is; '
            "add no_budget to `for` of one that has no segment"
        )
    ]


def test_broken_yaml_is_told_with_file_and_line(project: Path) -> None:
    messages = spoil(project, "site.yml", "company: Tidewater", 'company: "Tidewater')
    assert len(messages) == 1
    assert messages[0].startswith("playbook/site.yml:")
    assert "this is no YAML" in messages[0]


def test_all_faults_of_all_files_are_told_at_once(project: Path) -> None:
    for file, old, new in (("team.yml", "DE", "Germany"), ("site.yml", "true or", "")):
        path = project / "playbook" / file
        path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
    messages = spoil(project, "qualification.yml", "currency: EUR", "currency: euro")
    assert {message.partition(":")[0] for message in messages} >= {
        "playbook/team.yml", "playbook/qualification.yml",
    }  # fmt: skip


def test_a_missing_file_is_named(project: Path) -> None:
    (project / "playbook/site.yml").unlink()
    with pytest.raises(PlaybookError, match=r"playbook/site.yml:1: the file is missing"):
        load(project)


def test_a_file_that_is_not_utf8_is_told(project: Path) -> None:
    (project / "playbook/site.yml").write_bytes(b"company: K\xf6ln")
    with pytest.raises(PlaybookError, match="not UTF-8"):
        load(project)


@pytest.mark.parametrize("text", ["", "- a list", "just words", "rules: 5", "reps: {a: 1}", "ask:\n  - [x]"])
@pytest.mark.parametrize("file", ["qualification.yml", "routing.yml", "team.yml", "site.yml"])
def test_a_file_of_another_shape_gives_faults_and_no_crash(project: Path, file: str, text: str) -> None:
    (project / "playbook" / file).write_text(text, "utf-8")
    with pytest.raises(PlaybookError) as failed:
        load(project)
    assert f"playbook/{file}" in {fault.file for fault in failed.value.faults}


def test_a_rule_for_everybody_before_others_is_refused(project: Path) -> None:
    (message,) = spoil(project, "routing.yml", "rules:\n", "rules:\n  - name: All\n    reps: [dana]\n\n")
    assert message.startswith("playbook/routing.yml:")
    assert 'rule "All" takes every lead, so "Large companies in the Americas" never gets one' in message
