"""Small holes that an attack on the whole product found, each with its try."""

from __future__ import annotations

from ipaddress import ip_address
from pathlib import Path

import pytest

from bot.calendars.addresses import allowed
from bot.capture.rules import source_of
from bot.leads.mail import first_name
from bot.settings import load_settings


@pytest.mark.parametrize(
    "name", ["evil.example", "evil.example/win Ann", "https://evil.example", "ann@evil.example"]
)
def test_no_mail_greets_by_a_name_that_mail_programs_make_a_link_of(name: str) -> None:
    assert first_name(name) == ""


@pytest.mark.parametrize(
    ("name", "first"),
    [("Ann Lee", "Ann"), (" J.R. Ewing", "J.R."), ("", ""), (None, ""), ("O'Neil", "O'Neil")],
)
def test_a_mail_greets_by_any_other_name(name: str | None, first: str) -> None:
    assert first_name(name) == first


@pytest.mark.parametrize("address", ["168.63.129.16", "192.0.0.192"])
def test_metadata_at_addresses_that_look_public_is_never_asked(address: str) -> None:
    assert not allowed(ip_address(address), private_allowed=True)


def test_the_old_private_addresses_of_ipv6_are_private() -> None:
    assert not allowed(ip_address("fec0::1"), private_allowed=False)


@pytest.mark.parametrize("url", ["https://[::1", "http://\u2100.example/"])
def test_a_page_whose_address_is_none_is_a_source_all_the_same(url: str) -> None:
    assert source_of({"url": url, "referrer": url}).type == "organic"


def test_a_nul_in_a_campaigns_name_is_left_out() -> None:
    assert source_of({"url": "https://a.example/?utm_so%00urce=x%00y"}).utm == {"source": "xy"}


def test_a_data_folder_that_is_made_is_its_owners_alone(tmp_path: Path) -> None:
    folder = load_settings(tmp_path, {"DEMO": "1", "DATA_DIR": str(tmp_path / "data")}).data_dir
    assert folder.stat().st_mode & 0o077 == 0
