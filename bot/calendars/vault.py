"""Passwords and secret addresses at rest: encrypted with a key that comes from SECRET_KEY."""

from __future__ import annotations

import base64
from functools import cached_property

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.book.calendar_models import CalendarFailure


class Vault:
    """Seals words (Fernet: AES and HMAC) under a key that HKDF (RFC 5869) derives for this purpose alone."""

    def __init__(self, secret_key: str) -> None:
        self._secret_key = secret_key

    def seal(self, words: str) -> str:
        return self._fernet.encrypt(words.encode()).decode("ascii")

    def open(self, sealed: str) -> str:
        """Raises CalendarFailure when it was sealed under another SECRET_KEY."""
        try:
            return self._fernet.decrypt(sealed.encode("ascii")).decode()
        except (InvalidToken, UnicodeError):
            words = (
                "The product's SECRET_KEY was changed, so the password and the address of this calendar "
                "cannot be read any more. Remove the calendar and enter it again."
            )
            raise CalendarFailure(words, permanent=True) from None

    @cached_property
    def _fernet(self) -> Fernet:
        key = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"bantam.calendars")
        return Fernet(base64.urlsafe_b64encode(key.derive(self._secret_key.encode())))
