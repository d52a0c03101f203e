"""Which of our mails it is that comes back: its id, signed, in the address that it returns to (VERP).

A bounce goes to the envelope's sender, often without a word of the mail that it is about. With an address of
its own for each mail (variable envelope return paths) its recipient says which one. The token stands behind a
`+`, as subaddresses do (RFC 5233), so that all of them arrive in the one mailbox.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re

LOCAL_PART = 64
"""Octets in front of the `@` at most (RFC 5321, 4.5.3.1.1)."""
SIGNATURE = 12
"""Signs of base 32: 60 bits, to be guessed by nothing but sending mails."""
_MAIL_ID = re.compile(r"mail_([0-9a-f]{24})")
_TOKEN = re.compile(rf"(.+)\+m-([0-9a-f]{{24}})-([a-z2-7]{{{SIGNATURE}}})", re.DOTALL)


def tagged(address: str, mail_id: str, secret: str) -> str:
    """`address` with the mail's id in it: `hello+m-65f0...-x7k2...@example.com`.

    Lower case letters, digits and `-` only: a server may change the case of an address, and a mail that
    comes back in capitals still counts. The bare address when the token has no room, or the id is none of
    a mail.
    """
    local, _, domain = address.rpartition("@")
    found = _MAIL_ID.fullmatch(mail_id)
    if found is None:
        return address
    longer = f"{local}+m-{found[1]}-{_signature(found[1], secret)}"
    return f"{longer}@{domain}" if len(longer.encode()) <= LOCAL_PART else address


def untagged(recipient: str, own_address: str, secret: str) -> str | None:
    """The id of the mail that came back to `recipient` (a bare address).

    None for an address that is not `own_address` with a token, and for a token that was not made with this
    secret: anybody may write to any address.
    """
    local, _, domain = recipient.strip().strip("<>").rpartition("@")
    own_local, _, own_domain = own_address.rpartition("@")
    found = _TOKEN.fullmatch(local.lower())
    if found is None or _ascii(domain) != _ascii(own_domain) or found[1] != own_local.lower():
        return None
    right = _signature(found[2], secret)
    return f"mail_{found[2]}" if hmac.compare_digest(found[3], right) else None


def _signature(mail_hex: str, secret: str) -> str:
    # The purpose is in the key: what is signed for a link is no signature here.
    key = hmac.digest(secret.encode(), b"bantam.mail.verp", hashlib.sha256)
    signed = hmac.digest(key, mail_hex.encode(), hashlib.sha256)
    return base64.b32encode(signed).decode().lower()[:SIGNATURE]


def _ascii(domain: str) -> str:
    """The domain as servers write it: in lower case, and an international one as RFC 5890 encodes it."""
    try:
        return domain.lower() if domain.isascii() else domain.encode("idna").decode().lower()
    except UnicodeError:
        return domain.lower()
