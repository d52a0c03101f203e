"""What opens links by itself (mail scanners, link previews, crawlers), and where links of ours lead."""

from __future__ import annotations

from bot.leads.links import Purpose
from bot.staff.service import add_staff
from tests.consoles import PASSWORD, csrf_of
from tests.integration.web.conftest import Gateways
from tests.integration.web.routes import endpoints
from tests.integration.web.test_two_visitors import PATH_OF, UNLIMITED, clara_in, everything, filled

LOOKING = ("GET", "HEAD", "OPTIONS", "TRACE", "PROPFIND")


async def test_no_address_of_the_whole_product_changes_a_row_by_being_looked_at(gateways: Gateways) -> None:
    async with gateways(**UNLIMITED) as gateway:
        clara, now = await clara_in(gateway), gateway.app.clock.now()
        async with gateway.app.store.write() as uow:
            await add_staff(uow, "ada@tidewater.example", "admin", now=now, password=PASSWORD)
        page = await gateway.http.get("/console/sign-in")
        form = {"csrf": csrf_of(page), "email": "ada@tidewater.example", "password": PASSWORD}
        assert (await gateway.http.post("/console/sign-in", data=form)).status_code == 303
        assert (await gateway.http.get("/console/leads")).status_code == 200
        before, opened = await everything(gateway), 0
        for method, path in endpoints(gateway.web):
            if path.endswith("/stream") or (method, path) == ("GET", "/preview"):
                continue  # without end; and the preview, which has a database of its own
            starts = next((start for start in PATH_OF if path.startswith(start)), None)
            purpose: Purpose | None = PATH_OF[starts] if starts else None
            token = gateway.app.links.sign(purpose, clara.subjects[purpose], now) if purpose else "x"
            for looking in LOOKING:
                url = filled(path, clara, token)
                answer = await gateway.http.request(looking, url, headers=clara.guest.headers)
                assert answer.status_code < 500 or path == "/readyz", f"{looking} {path}"
                opened += answer.status_code == 200
        assert opened > 40
        assert await everything(gateway) == before


async def test_a_link_of_one_purpose_opens_nothing_of_another(gateways: Gateways) -> None:
    async with gateways(**UNLIMITED) as gateway:
        clara, now = await clara_in(gateway), gateway.app.clock.now()
        before = await everything(gateway)
        for path, purpose in PATH_OF.items():
            for other, subject in clara.subjects.items():
                if other == purpose or not path.endswith("/"):
                    continue
                for about in (subject, clara.subjects[purpose]):
                    url = path + gateway.app.links.sign(other, about, now)
                    for method in ("GET", "POST"):
                        answer = await gateway.http.request(method, url, data={"wish": "erase_now"})
                        assert answer.status_code in (404, 405), f"{method} {path} with a token to {other}"
        assert await everything(gateway) == before


async def test_behind_a_proxy_with_tls_no_link_to_ourselves_leads_out_of_it(gateways: Gateways) -> None:
    settings = {"DEMO": "0", "SECRET_KEY": "k" * 32, "PUBLIC_URL": "https://127.0.0.1:8000"}
    async with gateways(**settings) as gateway:
        onward = await gateway.http.get("/console/leads/")
        assert onward.headers["Location"] == "https://127.0.0.1:8000/console/leads"


async def test_a_redirect_never_leads_to_another_site(gateways: Gateways) -> None:
    async with gateways() as gateway:
        for path in (
            "//evil.example/..",
            "/%2f%2fevil.example",
            "/\\evil.example/",
            "//evil.example/console/",
        ):
            answer = await gateway.http.get(f"http://127.0.0.1:8000{path}")
            assert "evil.example" not in answer.headers.get("Location", ""), path
