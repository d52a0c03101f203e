"""Which refusals say that a mailbox does not exist, in the words of real servers."""

from __future__ import annotations

import pytest

from bot.mail.refusals import hard


@pytest.mark.parametrize(
    ("code", "words", "status", "server"),
    [
        (550, "5.1.1 <ann@example.com>: Recipient address rejected: User unknown", "5.1.1", "Postfix"),
        (550, "5.1.1 The email account that you tried to reach does not exist.", "5.1.1", "Gmail"),
        (550, "5.2.1 The email account that you tried to reach is inactive.", "5.2.1", "Gmail"),
        (550, "5.1.10 RESOLVER.ADR.RecipientNotFound; not found", "5.1.10", "Exchange"),
        (550, "#5.1.0 Address rejected.", "5.1.0", "IronPort"),
        (550, "no such user", "5.1.1", "a plain one"),
        (550, "Requested action not taken: mailbox unavailable", "5.1.1", "GMX"),
        (553, "sorry, no mailbox here by that name (#5.1.1)", "5.1.1", "qmail"),
        (551, "User not local", "5.1.1", "RFC 5321"),
        (554, "delivery error: This user doesn't have an account", "5.1.1", "Yahoo"),
    ],
)
def test_there_is_no_such_mailbox(code: int, words: str, status: str, server: str) -> None:
    assert hard(code, words, at_recipient=True) == status, server


@pytest.mark.parametrize(
    ("code", "words", "why"),
    [
        (550, "5.7.1 Service unavailable; client host blocked using zen.spamhaus.org", "a policy"),
        (550, "5.7.26 Unauthenticated email is not accepted due to DMARC policy", "a policy"),
        (552, "5.2.2 The email account that you tried to reach is over quota", "full"),
        (554, "5.3.4 Message too big for system", "too large"),
        (550, "5.4.1 Recipient address rejected: Access denied", "no way there"),
        (550, "5.1.7 Bad sender's mailbox address syntax", "our own address"),
        (553, "5.1.8 Sender address rejected: Domain not found", "our own domain"),
        (550, "5.0.350 Remote server returned an error", "no reason at all"),
        (554, "Service unavailable; Client host [5.1.1.20] blocked", "a policy, and an address of the net"),
        (554, "Your access to this mail system has been rejected due to poor reputation", "a policy"),
        (550, "relay not permitted", "we may not ask this server"),
        (553, "sorry, that domain isn't in my list of allowed rcpthosts; relaying denied", "the same"),
        (552, "mailbox full", "full, without a status"),
        (450, "4.1.1 unverified address", "for now"),
        (250, "5.1.1 is what I would say", "no refusal"),
    ],
)
def test_the_mailbox_may_well_be_there(code: int, words: str, why: str) -> None:
    assert hard(code, words, at_recipient=True) is None, why


def test_without_a_status_only_an_answer_to_the_recipients_address_counts() -> None:
    assert hard(554, "transaction failed", at_recipient=False) is None
    assert hard(554, "5.1.1 unknown after all", at_recipient=False) == "5.1.1"
