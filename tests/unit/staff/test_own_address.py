"""Where a form may lead back to."""

from __future__ import annotations

from urllib.parse import quote

import httpx
import pytest
from fastapi.responses import RedirectResponse

from bot.web.console.session import own_address

HOME = httpx.URL("https://chat.tidewater.example/console/sign-in")
ELSEWHERE = [
    "https://sink.example/", "//sink.example/", "///sink.example/", "/\\sink.example/", "\\\\sink.example",
    "http:sink.example", "https:/sink.example", "javascript:xss()", "data:text/html,x",
    "/console@sink.example",
    "/console/../..//sink.example", "/console\t//sink.example", "/console/\r\nLocation: //sink.example",
    " //sink.example", "/%09/sink.example", "//sink.example/console", "//sink.example\\console",
    "/console/%2e%2e//sink.example", "//console@sink.example/console/", ".sink.example", "/consoles",
    "//sink%E3%80%82example/console", "console", "?next=//sink.example", "/console/#//sink.example",
    "http://[::1]/console", "/console/\u2028//sink.example", "/console?x=//sink.example",
    "//[sink", "http://[x/console",
]  # fmt: skip
"""Addresses that browsers take for another site, and some that only look like it."""


@pytest.mark.parametrize("wanted", ELSEWHERE)
def test_a_form_leads_into_the_console_and_nowhere_else(wanted: str) -> None:
    for typed in (wanted, quote(wanted), wanted.replace("/", "%2f")):
        led = HOME.join(RedirectResponse(own_address(typed)).headers["Location"])
        assert (led.scheme, led.host) == ("https", "chat.tidewater.example")


@pytest.mark.parametrize(
    "wanted", ["/console/leads?stage=sql&page=2", "/preview", "/console/mail/mail_1#top"]
)
def test_a_page_of_the_console_is_led_back_to(wanted: str) -> None:
    assert own_address(wanted) == wanted
