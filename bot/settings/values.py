"""How one value is read: its type, what is wrong with it, and what to write instead."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from bot.errors import SettingsError

Network = IPv4Network | IPv6Network
T = TypeVar("T")


@dataclass(frozen=True)
class Address:
    """Where a process listens. Port 0 is refused, since the other processes must find it."""

    host: str
    port: int

    @property
    def url(self) -> str:
        """`http://HOST:PORT`, without a slash at the end."""
        return f"http://[{self.host}]:{self.port}" if ":" in self.host else f"http://{self.host}:{self.port}"


@dataclass(frozen=True)
class Rate:
    """At most `count` in any `seconds`."""

    count: int
    seconds: int


@dataclass(frozen=True)
class Limits:
    """How much one visitor (`conversation`), one network address and one account that signs in may ask.

    `start` is how many chats an address may begin without a proof of work.
    """

    conversation: Rate = Rate(20, 60)
    address: Rate = Rate(60, 60)
    sign_in: Rate = Rate(10, 60)
    start: Rate = Rate(10, 60)


class Fault(ValueError):
    """What is wrong with a value, and what to write instead."""

    def __init__(self, fault: str, remedy: str) -> None:
        super().__init__(fault)
        self.fault, self.remedy = fault, remedy


def switch(text: str) -> bool:
    if text not in ("0", "1"):
        raise Fault(f"is {text!r}", "Write 1 for yes or 0 for no.")
    return text == "1"


def path(text: str) -> Path:
    return Path(text).expanduser()


def folder(name: str, place: Path) -> None:
    """Make the folder that a setting names, for its owner alone: in it are leads and keys.

    One that is there stays as it is. Raises SettingsError when that cannot be done.
    """
    try:
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        fault = f"is {str(place)!r}, which cannot be made ({error.strerror})"
        raise SettingsError(name, fault, "Set it to a folder that can be written.") from None


def address(text: str) -> Address:
    remedy = "Write HOST:PORT, such as 127.0.0.1:8000."
    try:
        parts = urlsplit(f"//{text}")
        host, port = parts.hostname, parts.port
    except ValueError:
        raise Fault(f"is {text!r}", remedy) from None
    if not host or not port or parts.netloc != text or parts.username is not None:
        raise Fault(f"is {text!r}", remedy)
    return Address(host, port)


def url(*schemes: str) -> Callable[[str], str]:
    """A reader of addresses. What it refuses it does not repeat: there may be a password in it."""

    def parse(text: str) -> str:
        try:
            parts = urlsplit(text)
            usable = parts.scheme in schemes and parts.hostname and parts.port != 0
        except ValueError:
            usable = False
        if not usable or re.search(r"[\s?#]", text):
            starts = " or ".join(f"{scheme}://" for scheme in schemes)
            raise Fault("is no address that can be used", f"Write one that starts with {starts} and a host.")
        return text.rstrip("/")

    return parse


def inbound(text: str) -> str:
    """A mailbox that is read, or `pipe:`. What it refuses it does not repeat: there is a password in it."""
    if text == "pipe:":
        return text
    remedy = (
        "Write imaps://USER:PASSWORD@HOST/FOLDER, or imap://..., with %40 for an @ in the user; or pipe: "
        "when `bantam inbound` is handed each mail."
    )
    try:
        found = url("imap", "imaps")(text)
    except Fault as fault:
        raise Fault(fault.fault, remedy) from None
    parts = urlsplit(found)
    if not (parts.username and parts.password):
        raise Fault("lacks the user or the password", remedy)
    return found


def origin(text: str) -> str:
    found = url("http", "https")(text).lower()
    if urlsplit(found).path or "@" in found:
        raise Fault(f"holds {text!r}", "Write origins alone, such as https://www.example.com.")
    return found


def network(text: str) -> Network:
    try:
        return ip_network(text)
    except ValueError:
        raise Fault(f"holds {text!r}", "Write addresses or networks, such as 10.0.0.5,10.1.0.0/16.") from None


def mailbox(text: str) -> str:
    name, found = parseaddr(text)
    user, _, domain = found.partition("@")
    if not user or not domain or not text.isprintable() or (name and "<" not in text):
        raise Fault(f"is {text!r}", "Write it as Ann Example <ann@example.com>.")
    return text


def secret(text: str) -> str:
    # Rasa reads its tokens as YAML, where "12345", "1e9" and "0xab" are numbers.
    if not re.fullmatch(r"[0-9A-Za-z_-]{32,}", text) or re.fullmatch(r"0[xXoO].*|[-eE0-9_]+", text):
        fault = "has under 32 characters, or others than letters, digits, - and _"
        raise Fault(fault, "Use what `openssl rand -hex 32` prints.")
    return text


def listed(parse: Callable[[str], T]) -> Callable[[str], tuple[T, ...]]:
    """A reader of values with commas between them; an empty text is an empty list."""
    return lambda text: tuple(parse(part.strip()) for part in text.split(",") if part.strip())


def limits(text: str) -> Limits:
    rates: dict[str, Rate] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        match = re.fullmatch(
            r"(conversation|address|sign_in|start)=([1-9][0-9]{0,6})/(second|minute|hour)", part
        )
        if not match:
            rates_as_they_are = "conversation=20/minute,address=60/minute,sign_in=10/minute,start=10/minute"
            remedy = f"Write {rates_as_they_are}, or some of them."
            raise Fault(f"holds {part!r}", remedy)
        rates[match[1]] = Rate(int(match[2]), {"second": 1, "minute": 60, "hour": 3600}[match[3]])
    return Limits(**rates)


def database(root: Path) -> Callable[[str], str]:
    """A reader of database addresses; a relative path of a file is one below `root`."""

    def parse(text: str) -> str:
        file = text.removeprefix("sqlite:///")
        if file not in (text, "", ":memory:"):
            return f"sqlite:///{root / file}"
        if text.startswith("postgresql://") and urlsplit(text).path.strip("/"):
            return text
        fault = "is no database address that Bantam knows"
        raise Fault(fault, "Write sqlite:///PATH or postgresql://USER:PASSWORD@HOST/DATABASE.")

    return parse


def instant(text: str) -> datetime:
    remedy = "Write an instant with its offset, such as 2026-03-02T09:00:00+01:00."
    try:
        found = datetime.fromisoformat(re.sub("[Zz]$", "+00:00", text))
    except ValueError:
        raise Fault(f"is {text!r}", remedy) from None
    if found.tzinfo is None:
        raise Fault(f"is {text!r}, which lacks the offset", remedy)
    return found
