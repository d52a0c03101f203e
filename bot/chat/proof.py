"""A proof of work: what a browser computes in about a second, so that starting chats by the thousand costs.

The form is ALTCHA's first version (SHA-256 of a salt and a number that is to be found). A challenge is signed
and not kept; what is kept is that it was used, until it would have expired by itself.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from altcha.v1 import SHA256, ChallengeOptions, Payload, create_challenge, verify_solution

LARGEST_NUMBER = 50_000
"""Half of it is tried on average: some tenths of a second on a desk, about a second on a phone."""
GOOD_FOR = timedelta(minutes=5)


@dataclass(frozen=True)
class Proof:
    """A challenge that was solved; `digest` is of that challenge alone, however its answer is written."""

    digest: str
    expires_at: datetime


class SolvedChallenges(Protocol):
    async def use(self, proof: Proof, *, now: datetime) -> bool:
        """Whether this is the first time; in all processes there is one first time."""
        ...


def new_challenge(secret_key: str, *, now: datetime) -> dict[str, Any]:
    """`{"algorithm", "challenge", "maxNumber", "salt", "signature"}`, as the widget solves it."""
    options = ChallengeOptions(
        algorithm=SHA256, max_number=LARGEST_NUMBER, hmac_key=_key(secret_key), expires=now + GOOD_FOR
    )
    return create_challenge(options).to_dict()


def read_proof(secret_key: str, payload: str, *, now: datetime) -> Proof | None:
    """The proof in base64 of JSON; None when it is forged, wrong, unreadable or too old."""
    try:
        given = Payload.from_base64(payload)
        if given.algorithm != SHA256 or not isinstance(given.salt, str):
            return None
        # By the product's clock, which stands behind `expires` too; the library knows the machine's alone.
        holds, _ = verify_solution(given, _key(secret_key), check_expires=False)
        _, expires, _ = given.parse_salt()
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    if not holds or expires is None or expires <= now.timestamp():
        return None
    return Proof(given.challenge, datetime.fromtimestamp(expires, UTC))


def _key(secret_key: str) -> str:
    return hmac.new(secret_key.encode(), b"bantam.proof", hashlib.sha256).hexdigest()
