"""Which sequence a lead gets."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.leads.models import Stage
from bot.nurture.choosing import choose
from bot.nurture.models import SequenceVersion, Step
from bot.playbook.matching import Traits
from bot.playbook.shapes import Segment

STEPS = (Step("s", 0, timedelta(days=1), "t", "Subject", "Body", None),)


def version(
    name: str, *reasons: str, stages: tuple[str, ...] = (), segment: Segment | None = None,
    steps: tuple[Step, ...] = STEPS,
) -> SequenceVersion:  # fmt: skip
    return SequenceVersion(name, name, 1, name.title(), reasons, "", steps, stages, segment)


GERMAN = Segment(countries=("DE",))
SAFE = Segment(needs=("security",))
ALL = (
    version("everybody", "later", "no_budget"),
    version("looking", "researching"),
    version("german", "later", segment=GERMAN),
    version("safe", "later", "researching", segment=SAFE),
    version("lost", stages=("lost",)),
    version("lost-german", stages=("lost",), segment=GERMAN),
    version("empty", "no_authority", steps=()),
)
DE, SECURITY = Traits(country="DE"), Traits(need="security")


@pytest.mark.parametrize(
    ("reasons", "stage", "traits", "chosen", "because"),
    [
        (["later"], "mql", Traits(), ("everybody", "later"), "without a segment that fits, the one for all"),
        (["researching", "no_budget"], "mql", Traits(), ("everybody", "no_budget"), "REASONS order them"),
        (["later"], "mql", DE, ("german", "later"), "a segment that fits goes first"),
        (["later"], "mql", SECURITY, ("safe", "later"), "whichever it is"),
        (["later"], "mql", Traits("DE", need="security"), ("german", "later"), "of two that fit, by name"),
        (["no_budget", "researching"], "mql", SECURITY, ("safe", "researching"), "a segment beats the order"),
        (["no_budget"], "mql", DE, ("everybody", "no_budget"), "a segment of another reason does not count"),
        (["later"], "lost", DE, ("german", "later"), "a reason goes before the stage"),
        ([], "lost", DE, ("lost-german", "lost"), "by stage, the segment first as well"),
        (["rain"], "lost", Traits(), ("lost", "lost"), "a reason that nothing is for leaves the stage"),
        (["no_authority"], "mql", Traits(), None, "a sequence without steps is none"),
        ([], "mql", Traits(), None, "nothing is for this stage"),
    ],
)  # fmt: skip
def test_a_segment_goes_first_then_the_reason_then_the_stage(
    reasons: list[str], stage: Stage, traits: Traits, chosen: tuple[str, str] | None, because: str
) -> None:
    for versions in (ALL, ALL[::-1]):
        found = choose(versions, reasons, stage, traits)
        assert (found and (found[0].name, found[1])) == chosen, because
