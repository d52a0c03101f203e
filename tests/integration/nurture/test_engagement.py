"""What a lead does with our mails counts in their score, on both databases; and what a person said holds."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from bot.leads.models import Lead
from bot.nurture.models import InboundMail, MailLink
from bot.nurture.steps import do_next_step
from bot.route.marking import mark
from bot.route.service import Assessed, became_ready, rescore
from bot.store.database import Store
from tests.integration.nurture.product import READY, product, talk
from tests.nurturing import DESK, MONDAY, PLAYBOOK, agreed, enrolled

NOON = MONDAY + timedelta(hours=3)


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    store = product(database_url)
    yield store
    await store.close()


async def lead_of(uow: Any) -> Lead:
    lead = await uow.leads.get("lead_ann")
    assert lead is not None
    return lead  # type: ignore[no-any-return]


async def scored(store: Store) -> tuple[Lead, Assessed, dict[str, str]]:
    async with store.write() as uow:
        before = await lead_of(uow)
        assessed = await rescore(uow, before, PLAYBOOK, now=NOON)
        parts = {part["rule"]: part["quote"] for part in await uow.leads.score_parts("lead_ann")}
    return before, assessed, parts


async def test_a_followed_link_and_a_reply_give_points_and_a_second_click_no_more(store: Store) -> None:
    await enrolled(store)
    await do_next_step(store, DESK, now=MONDAY + timedelta(minutes=2))
    _, before, parts = await scored(store)
    assert not {"clicked_mail", "replied_mail"} & parts.keys()
    async with store.write() as uow:
        (mail,) = await uow.mails.log(lead_id="lead_ann")
        await uow.mail_links.add([MailLink("link_1", mail.id, "chat"), MailLink("link_2", mail.id, "chat")])
        for link in ("link_1", "link_1", "link_2"):
            await uow.mail_links.clicked(link, now=NOON)
        for number, kind in enumerate(("reply", "auto_reply", "soft_bounce")):
            inbound = InboundMail(f"in_{number}", str(number), kind, NOON, mail.id, "lead_ann")  # type: ignore[arg-type]
            await uow.inbound.add_unless_there(inbound)
    _, after, parts = await scored(store)
    points = PLAYBOOK.qualification.score.points
    assert (parts["clicked_mail"], parts["replied_mail"]) == ("followed links in one mail", "replied once")
    gained = after.lead.score - before.lead.score
    assert gained == points["clicked_mail"] + points["replied_mail"] > 0


async def test_only_who_was_not_ready_before_becomes_ready(store: Store) -> None:
    await agreed(store)
    before, assessed, _ = await scored(store)
    assert not became_ready(before, assessed)
    await talk(store, READY)
    before, assessed, _ = await scored(store)
    assert became_ready(before, assessed)
    before, assessed, _ = await scored(store)
    assert (before.stage, became_ready(before, assessed)) == ("sql", False)


@pytest.mark.parametrize(
    ("as_", "stage", "because"),
    [("customer", "customer", None), ("disqualified", "disqualified", "not a fit"), ("lost", "sql", None)],
)
async def test_what_a_person_said_outlasts_a_new_score_but_who_was_lost_may_come_back(
    store: Store, as_: Any, stage: str, because: str | None
) -> None:
    await agreed(store)
    async with store.write() as uow:
        await mark(uow, "lead_ann", as_, now=MONDAY)
    await talk(store, READY)
    before, assessed, _ = await scored(store)
    assert (assessed.lead.stage, assessed.lead.lost_reason) == (stage, because)
    assert became_ready(before, assessed) is (as_ == "lost")
