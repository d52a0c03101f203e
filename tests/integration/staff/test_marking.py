"""What has become of a lead, said on its page: by whom, by whom not, and taken back."""

from __future__ import annotations

import pytest

from bot.leads.models import Lead
from bot.staff.models import Role
from bot.store.database import Store
from tests.consoles import Console, add_lead
from tests.integration.staff.meetings import audit, sign_in

MARKS = ("customer", "lost", "disqualified")
PAGE = "/console/leads/lead_priya"


async def lead_of(store: Store, lead_id: str = "lead_priya") -> Lead:
    async with store.read() as uow:
        lead = await uow.leads.get(lead_id)
    assert lead is not None
    return lead


@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize(("who", "role"), [("dana", "rep"), ("alex", "admin")])
async def test_the_owner_or_an_admin_says_what_became_of_a_lead_and_the_log_says_who(
    desk: Console, who: str, role: Role, mark: str
) -> None:
    await add_lead(desk.store, "Priya", owner="dana", stage="mql")
    await sign_in(desk, who, role)
    answer = await desk.post(f"{PAGE}/mark", PAGE, **{"as": mark})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{PAGE}?done={mark}")
    assert (await lead_of(desk.store)).stage == mark
    assert f"lead marked: {mark}" in str(await audit(desk.store))
    page = (await desk.http.get(answer.headers["Location"])).text
    assert 'role="status"' in page
    assert "Take it back" in page


@pytest.mark.parametrize("mark", MARKS)
async def test_a_mark_is_taken_back_to_the_stage_before(desk: Console, mark: str) -> None:
    await add_lead(desk.store, "Priya", owner="dana", stage="mql")
    await sign_in(desk, "dana", "rep")
    await desk.post(f"{PAGE}/mark", PAGE, **{"as": mark})
    await desk.post(f"{PAGE}/mark", PAGE, **{"as": "open"})
    lead = await lead_of(desk.store)
    assert (lead.stage, lead.lost_reason) == ("mql", None)
    assert "How did it end?" in (await desk.http.get(PAGE)).text


async def test_a_lead_that_was_always_a_customer_goes_back_to_what_its_facts_tell(desk: Console) -> None:
    await add_lead(desk.store, "Priya", owner="dana", stage="customer")
    await sign_in(desk, "dana", "rep")
    await desk.post(f"{PAGE}/mark", PAGE, **{"as": "open"})
    assert (await lead_of(desk.store)).stage == "iql"


@pytest.mark.parametrize(
    ("owner", "who", "role", "status"),
    [
        ("mei", "dana", "rep", 404),
        (None, "dana", "rep", 403),
        ("dana", "ida", "marketer", 403),
    ],
)
async def test_nobody_else_marks_it_or_is_asked_to(
    desk: Console, owner: str | None, who: str, role: Role, status: int
) -> None:
    before = await add_lead(desk.store, "Priya", owner=owner, stage="mql")
    await sign_in(desk, who, role)
    assert "How did it end?" not in (await desk.http.get(PAGE)).text
    answer = await desk.post(f"{PAGE}/mark", "/console/settings", **{"as": "customer"})
    assert answer.status_code == status
    assert await lead_of(desk.store) == before
    assert await audit(desk.store) == []


async def test_a_form_of_another_page_and_a_mark_that_is_none_change_nothing(desk: Console) -> None:
    before = await add_lead(desk.store, "Priya", owner="dana", stage="mql")
    await sign_in(desk, "dana", "rep")
    answer = await desk.http.post(f"{PAGE}/mark", data={"csrf": "made up", "as": "lost"})
    assert answer.status_code == 403
    assert (await desk.post(f"{PAGE}/mark", PAGE, **{"as": "meeting"})).status_code == 422
    assert await lead_of(desk.store) == before
