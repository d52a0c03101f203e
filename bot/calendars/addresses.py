"""Which addresses a rep's calendar may stand at, so that nobody looks around in our network through us."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from bot.book.calendar_models import CalendarUnreachable

Address = IPv4Address | IPv6Address
Resolve = Callable[[str, int], Awaitable[list[Address]]]

METADATA = frozenset(map(ip_address, ("100.100.100.200", "168.63.129.16", "192.0.0.192", "fd00:ec2::254")))
"""Where clouds hand out credentials to whoever asks, besides link-local addresses."""
NAT64 = IPv6Network("64:ff9b::/96")


async def resolve(host: str, port: int) -> list[Address]:
    """Every address of the host, in the system's order. Raises CalendarUnreachable when there is none."""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError:
        words = f"There is no server called {host}. Check the address for a typing error."
        raise CalendarUnreachable(words) from None
    return list(dict.fromkeys(ip_address(str(entry[4][0]).partition("%")[0]) for entry in found))


def allowed(address: Address, *, private_allowed: bool) -> bool:
    """Whether to connect: to public addresses, and to those of the own network where an admin let it.

    Never to link-local ones and other places of cloud metadata, nor to what is no single machine.
    """
    inner = _inner(address)
    if inner.is_link_local or inner in METADATA or inner.is_multicast or inner.is_unspecified:
        return False
    site_local = isinstance(inner, IPv6Address) and inner.is_site_local  # which Python takes for public
    if inner.is_global and not inner.is_reserved and not site_local:
        return True
    return private_allowed and (inner.is_loopback or not inner.is_reserved)


def checked(host: str, addresses: list[Address], *, private_allowed: bool) -> list[Address]:
    """The addresses to connect to. Raises CalendarUnreachable when none is allowed."""
    found = [address for address in addresses if allowed(address, private_allowed=private_allowed)]
    if not found:
        words = (
            f"{host} stands in a private network, where calendars may not be read from. Use the address that "
            "works from outside, or ask an admin to add this calendar for you."
        )
        raise CalendarUnreachable(words, permanent=True)
    return found


def _inner(address: Address) -> Address:
    """The IPv4 address that an IPv6 one carries, where a gateway would send it on to that."""
    if isinstance(address, IPv4Address):
        return address
    if address in NAT64:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    carried = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
    return carried or address
