from __future__ import annotations

from ipaddress import ip_address

import pytest

from bot.book.calendar_models import CalendarUnreachable
from bot.calendars.addresses import allowed, checked

PUBLIC = ["93.184.216.34", "2606:4700::1111", "64:ff9b::5db8:d822"]
PRIVATE = [
    "127.0.0.1",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "100.64.0.1",
    "::1",
    "fd12:3456::1",
    "::ffff:127.0.0.1",
    "64:ff9b::7f00:1",
    "2002:7f00:1::",
]
NEVER = [
    "169.254.169.254",
    "fe80::1",
    "::ffff:169.254.169.254",
    "64:ff9b::a9fe:a9fe",
    "2002:a9fe:a9fe::",
    "100.100.100.200",
    "fd00:ec2::254",
    "0.0.0.0",
    "::",
    "224.0.0.1",
    "ff02::1",
    "255.255.255.255",
    "240.0.0.1",
]


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_allowed(address: str) -> None:
    assert allowed(ip_address(address), private_allowed=False)


@pytest.mark.parametrize("address", PRIVATE)
def test_the_own_network_is_for_what_an_admin_let_in(address: str) -> None:
    assert not allowed(ip_address(address), private_allowed=False)
    assert allowed(ip_address(address), private_allowed=True)


@pytest.mark.parametrize("address", NEVER)
def test_cloud_metadata_and_what_is_no_machine_are_never_asked(address: str) -> None:
    assert not allowed(ip_address(address), private_allowed=False)
    assert not allowed(ip_address(address), private_allowed=True)


def test_of_a_hosts_addresses_only_the_allowed_ones_are_left() -> None:
    both = [ip_address("10.0.0.1"), ip_address("93.184.216.34")]
    assert checked("calendar.example", both, private_allowed=False) == both[1:]
    with pytest.raises(CalendarUnreachable, match="ask an admin") as caught:
        checked("calendar.example", both[:1], private_allowed=False)
    assert caught.value.permanent
