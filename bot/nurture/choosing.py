"""Which sequence a lead gets: by why they are not ready, by their stage, by the segment that they are of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.leads.models import Stage
from bot.nurture.models import SequenceVersion
from bot.playbook.matching import Traits, fits
from bot.playbook.shapes import REASONS


def choose(
    versions: Iterable[SequenceVersion], reasons: Sequence[str], stage: Stage, traits: Traits
) -> tuple[SequenceVersion, str] | None:
    """The sequence, and the reason or the stage that it is for; None when none is.

    Those for one of the reasons come first (in the order of REASONS), then those for the stage. Among either,
    one whose segment the lead is of goes before the one for everybody; of several the first by name.
    """
    open_to = [v for v in versions if v.steps and (v.segment is None or fits(v.segment, traits))]
    open_to.sort(key=lambda version: (version.segment is None, version.name))
    ordered = [reason for reason in REASONS if reason in reasons]
    claims = [(version, reason) for reason in ordered for version in open_to if reason in version.reasons]
    claims = claims or [(version, stage) for version in open_to if stage in version.stages]
    return min(claims, key=lambda claim: claim[0].segment is None, default=None)
