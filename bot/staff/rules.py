"""What a role may see, how long a session lasts, how often a sign-in may fail, what a password must be."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from bot.staff.models import Staff

SESSION_LASTS = timedelta(hours=12)
TOKEN_USE_NOTED_EVERY = timedelta(minutes=5)
"""How exactly a token's last use is kept: a row written at every request would queue behind other writers."""

PASSWORD_LENGTH = (12, 200)
"""Characters. The upper end keeps a long text from costing argon2 seconds."""

_EASY = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that is mistaken for something else when read aloud


@dataclass(frozen=True)
class Limit:
    """At most `count` failures within `window`."""

    count: int
    window: timedelta

    @classmethod
    def per(cls, count: int, seconds: int) -> Limit:
        return cls(count, timedelta(seconds=seconds))


FAILURES = {
    # One person who mistypes. The address is part of the key, so that nobody can lock a colleague out.
    "account and address": Limit(5, timedelta(minutes=15)),
    # One address that tries many accounts.
    "address": Limit(20, timedelta(minutes=15)),
}


@dataclass(frozen=True)
class Sight:
    """What somebody may see: leads, and the reps' calendars. `own` leads include those without an owner."""

    leads: Literal["all", "own"]
    calendars: Literal["all", "own", "none"]
    rep_id: str | None = None
    email: str | None = None

    def lead(self, owner_id: str | None) -> bool:
        return self.leads == "all" or owner_id is None or owner_id == self.rep_id

    def calendar(self, rep_id: str | None) -> bool:
        if self.calendars == "own":
            return rep_id is not None and rep_id == self.rep_id
        return self.calendars == "all"


EVERYTHING = Sight(leads="all", calendars="all")


def sight(who: Staff) -> Sight:
    """A rep sees own and unowned leads and their own calendar, a marketer all leads and no calendar."""
    if who.role == "admin":
        return Sight("all", "all", who.rep_id, who.email)
    if who.role == "marketer":
        return Sight("all", "none", who.rep_id, who.email)
    return Sight("own", "own", who.rep_id, who.email)


def wait(failures: Sequence[datetime], limit: Limit, now: datetime) -> timedelta | None:
    """How long until the next attempt is allowed; None: now. `failures` in any order."""
    recent = sorted((at for at in failures if now - at < limit.window), reverse=True)
    if len(recent) < limit.count:
        return None
    return recent[limit.count - 1] + limit.window - now


def fault_in_password(password: str, email: str) -> str | None:
    """What is wrong with a new password, in words that say what to do; None: it is fine."""
    shortest, longest = PASSWORD_LENGTH
    if not shortest <= len(password) <= longest:
        return f"Use {shortest} to {longest} characters. Three or four words in a row are easy to remember."
    if password.casefold() in email.casefold() or email.casefold() in password.casefold():
        return "Leave your e-mail address out of the password."
    if len(set(password)) < 5:
        return "Use more than four different characters."
    return None


def new_password() -> str:
    """A password to hand over, for example `kfmt-2p9x-wq7d-hn4s` (79 random bits)."""
    return "-".join("".join(secrets.choice(_EASY) for _ in range(4)) for _ in range(4))


def digest(secret: str) -> str:
    """What is kept of a random secret. It is long and random, so that one round of SHA-256 is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


def csrf_token(secret_key: str, cookie: str) -> str:
    """The token that a form of this browser carries: only who knows the secret key can make it."""
    return hmac.new(secret_key.encode(), f"csrf:{cookie}".encode(), hashlib.sha256).hexdigest()


def csrf_holds(secret_key: str, cookie: str | None, given: str | None) -> bool:
    """Whether a form was made for the browser that sends it."""
    if not cookie or not given:
        return False
    return hmac.compare_digest(csrf_token(secret_key, cookie).encode(), given.encode())
