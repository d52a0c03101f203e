"""What a mail server's refusal for good means: that there is no such mailbox, or something about us."""

from __future__ import annotations

import re

ENHANCED = re.compile(r"(?<![\d.])(5\.\d{1,3}\.\d{1,3})(?!\d|\.\d)")
"""A status of RFC 3463 in an answer; no part of an address such as 5.1.1.20."""
NO_MAILBOX = (550, 551, 553, 554)
"""What a server says to RCPT of a mailbox that it does not have (RFC 5321, 4.2.2 and 4.3.2)."""
OURS = frozenset(("5.1.7", "5.1.8", "5.1.9"))
"""About the sender's address, or another server on the way, in the class of addresses (RFC 3463, 3.2)."""
ABOUT_US = re.compile(
    r"spam|block|blacklist|denylist|\brbl\b|reputation|polic|relay|denied|\bspf\b|dkim|dmarc|authenti|"
    r"banned|abuse|rate|throttl|greylist|reverse dns|\bptr\b|helo|sender",
    re.IGNORECASE,
)
"""Words of servers that refuse us, or what we write, and give no status."""


def hard(code: int, words: str, *, at_recipient: bool) -> str | None:
    """The status when the answer says that there is no such mailbox, None for any other refusal.

    That is RFC 3463's 5.1.x and 5.2.1 (disabled), and not a full mailbox (5.2.2), a policy (5.7.x) or trouble
    with the way there (5.3.x, 5.4.x). Without a status in `words`, `code` itself says so in an answer to the
    recipient's address (`at_recipient`): the status is then 5.1.1. In doubt the mailbox exists: who counts as
    gone is never written to again.
    """
    if not 500 <= code < 600:
        return None
    if found := ENHANCED.search(words):
        status = found[1]
        gone = status == "5.2.1" or (status.startswith("5.1.") and status not in OURS)
        return status if gone else None
    if at_recipient and code in NO_MAILBOX and not ABOUT_US.search(words):
        return "5.1.1"
    return None
