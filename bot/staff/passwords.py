"""Passwords are kept as argon2id hashes (RFC 9106), made and checked off the event loop (one takes 50 ms)."""

from __future__ import annotations

import asyncio
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError


async def hash_password(password: str) -> str:
    return await asyncio.to_thread(PasswordHasher().hash, password)


async def hash_again(kept: str, password: str) -> str | None:
    """A new hash of the right password where `kept` was made with other parameters than today's."""
    return await hash_password(password) if PasswordHasher().check_needs_rehash(kept) else None


async def password_matches(kept: str | None, password: str) -> bool:
    """Whether it is the password. Without a kept hash it takes as long and is never true."""
    return await asyncio.to_thread(_matches, kept, password)


def _matches(kept: str | None, password: str) -> bool:
    nobody = _nobody()  # made in the first check of a process, whoever that is about
    try:
        PasswordHasher().verify(kept or nobody, password)
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


@cache
def _nobody() -> str:
    # Checked for accounts that do not exist, so that the answer's time does not tell which ones do.
    return PasswordHasher().hash("nobody has this password")
