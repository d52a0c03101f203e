"""Whose calendar a page is about: a rep's own, or for an admin anybody's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.bootstrap import Work
from bot.playbook.shapes import Rep
from bot.web.console.meetings import calendars_of
from bot.web.console.session import Visit
from bot.web.problems import Problem


@dataclass(frozen=True)
class Whose:
    """The rep, if there is one; `team` are those whom this person can choose from, and empty for a rep."""

    rep: Rep | None
    team: Sequence[Rep]


async def whose(uow: Work, visit: Visit, asked: str | None) -> Whose:
    """The rep with the id `asked`; without one, oneself or else the first of the team.

    Raises Problem 403 for a marketer, 404 for a rep who asks for somebody else, or for one who is not there.
    """
    calendars_of(visit)
    everybody = await uow.reps.list()
    mine = next((rep for rep in everybody if rep.id == visit.sight.rep_id), None)
    team = everybody if visit.sight.calendars == "all" else ()
    if not asked:
        return Whose(mine or next(iter(team), None), team)
    found = next((rep for rep in everybody if rep.id == asked), None)
    if found is None or not visit.sight.calendar(found.id):
        raise Problem(
            404, "No such rep", "Nobody of this name is on the team, or you may not see their calendar."
        )
    return Whose(found, team)
