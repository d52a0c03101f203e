"""What playbook/site.yml holds, as frozen values. Runs on Python 3.10 and newer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time, timedelta


@dataclass(frozen=True)
class Span:
    start: time
    end: time


@dataclass(frozen=True)
class Sending:
    """When useful mail may arrive, by the wall clock of the lead, and how much of it (None: no limit).

    `weekdays` count from 0 (Monday). Limits are rolling: any seven days of a lead, any minute of a domain.
    """

    weekdays: tuple[int, ...] = (0, 1, 2, 3, 4)
    hours: Span = Span(time(9), time(17))
    a_week_per_lead: int | None = 3
    a_minute_per_domain: int | None = 20
    an_hour: int | None = 500

    @property
    def limited(self) -> bool:
        return any((self.a_week_per_lead, self.a_minute_per_domain, self.an_hour))


@dataclass(frozen=True)
class Silence:
    """How long after a question a visitor who says nothing is asked whether they are there, and offered a
    link to carry on later (None: never).
    """

    ask_after: timedelta | None = timedelta(minutes=3)
    offer_after: timedelta | None = timedelta(minutes=10)


@dataclass(frozen=True)
class Retention:
    """How long after the last sign of life all that is kept of a visitor is erased (None: never): `anonymous`
    for who gave no address, `leads` for who did. Customers stay, and whom something is still open with.
    """

    anonymous: timedelta | None = None
    leads: timedelta | None = None


@dataclass(frozen=True)
class Greeting:
    """Whom the chat greets of its own accord, with which response of domain.yml. Not stated: anything.

    `pages` and the values of `utm` (by `source`, `campaign` ...) are patterns: `*` stands for anything.
    `seconds` on the page, while it is seen; `scrolled` percent of the way down. `open`: in full, as the
    chat will look, where there is room.
    """

    response: str
    pages: tuple[str, ...] = ()
    seconds: int = 0
    scrolled: int = 0
    returning: bool | None = None
    utm: Mapping[str, str] = field(default_factory=dict)
    languages: tuple[str, ...] = ()
    phones: bool | None = None
    open: bool = False


@dataclass(frozen=True)
class SitePlaybook:
    """Whose website and mails these are. `postal_address` stands under every mail, one line per entry.

    Of the `greetings` the first that fits is said.
    """

    company: str
    sender_name: str
    postal_address: tuple[str, ...]
    privacy_url: str
    double_opt_in: bool
    sending: Sending = Sending()
    silence: Silence = Silence()
    retention: Retention = Retention()
    greetings: tuple[Greeting, ...] = ()
