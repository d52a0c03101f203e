"""Guessing passwords from the many addresses that one IPv6 line has."""

from __future__ import annotations

import httpx

from tests.consoles import csrf_of
from tests.integration.staff.world import World


async def test_all_addresses_of_one_ipv6_line_count_as_one(company: World) -> None:
    statuses = []
    for n in range(21):
        transport = httpx.ASGITransport(company.web, client=(f"2001:db8::{n:x}", 50000))
        async with httpx.AsyncClient(transport=transport, base_url=company.app.settings.public_url) as http:
            csrf = csrf_of(await http.get("/console/sign-in"))
            form = {"csrf": csrf, "email": f"someone{n}@tidewater.example", "password": "a guess of mine"}
            statuses.append((await http.post("/console/sign-in", data=form)).status_code)
    assert statuses == [401] * 20 + [429]
