"""Signed links in mails: one purpose each, about one thing, with an age limit."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import datetime, timedelta
from typing import Literal

from itsdangerous import BadData, Signer
from itsdangerous.encoding import base64_decode, base64_encode

from bot.errors import Refused

Purpose = Literal["meeting", "unsubscribe", "confirm", "resume", "feed", "click", "preferences"]


class LinkInvalid(Refused):
    """The link was not made here, was made for something else, or is too old (`expired`)."""

    def __init__(self, *, expired: bool = False) -> None:
        self.expired = expired
        super().__init__(
            "This link is too old. Ask us for a new one."
            if expired
            else "This link is incomplete or not one of ours. Open it again from the mail that brought it."
        )


class Links:
    """Signs and opens links with the product's secret key. A token is safe in an address and in plain text:
    letters, digits, `-`, `_` and `.`. It never begins with a dot, which many web servers deny, and never ends
    in a sign that a mail program leaves out of a link.
    """

    def __init__(self, secret: str) -> None:
        self._secret = secret

    def sign(self, purpose: Purpose, subject: str, now: datetime) -> str:
        """A token for `subject` (an identifier, or an address), good for `purpose` alone. `now` is aware."""
        said = json.dumps([subject, int(now.timestamp())], separators=(",", ":"))
        return self._signer(purpose).sign(base64_encode(said)).decode("ascii")

    def open(self, purpose: Purpose, token: str, *, now: datetime, max_age: timedelta | None = None) -> str:
        """The subject that was signed for this purpose.

        Raises LinkInvalid for a token that is forged, foreign, of another purpose or older than `max_age`
        (None: no limit, for what must work for ever, such as an unsubscribe link).
        """
        try:
            subject, signed_at = json.loads(base64_decode(self._signer(purpose).unsign(token)))
        except (BadData, ValueError, TypeError) as error:
            raise LinkInvalid() from error
        if max_age is not None and now.timestamp() - signed_at > max_age.total_seconds():
            raise LinkInvalid(expired=True)
        return str(subject)

    def _signer(self, purpose: Purpose) -> Signer:
        # The purpose is the salt: a token of one purpose has no valid signature for another.
        return Signer(self._secret, salt=f"bantam.link.{purpose}", digest_method=hashlib.sha256)


CARRY_ON_FOR = timedelta(days=30)
"""How long a link that takes up a chat again is good."""


def carry_on_url(links: Links, public_url: str, conversation_id: str, now: datetime) -> str:
    """A link that takes this conversation up again, on any device, for CARRY_ON_FOR.

    The token stands behind the `#`, which browsers send to nobody: it is in no server's log.
    """
    return f"{public_url}/chat#carry-on={links.sign('resume', conversation_id, now)}"


def without_carry_on(text: str) -> str:
    """A message as staff may see it: whoever has a carry-on link can speak as its visitor.

    >>> without_carry_on("[Carry on](https://chat.example/chat#carry-on=eyJ0)")
    'Carry on'
    """
    return re.sub(r"\[([^\]]*)\]\([^)\s]*#carry-on=[^)\s]*\)", r"\1", text)
