"""What Postfix, Sendmail, Exim and others report.

Each row: what it is, the mail, and what is known of it; None when there is nothing to do.
"""

from __future__ import annotations

from tests.unit.mail.arriving.build import dsn
from tests.unit.mail.arriving.dsn_forms import ANN, POSTFIX, POSTFIX_ABOUT, Known, exim, postfix, sendmail

ROWS: list[tuple[str, bytes, Known | None]] = [
    (
        "postfix, no such user",
        postfix(
            "5.1.1",
            "smtp; 550 5.1.1 <ann@acme.example>: Recipient address rejected: User unknown in local table",
        ),
        (ANN, "5.1.1", True),
    ),
    (
        "postfix, no such domain",
        postfix(
            "5.4.4",
            "X-Postfix; Host or domain name not found. Name service error for name=acme.example "
            "type=A: Host not found",
        ),
        (ANN, "5.4.4", True),
    ),
    (
        "postfix, null MX",
        postfix("5.1.0", "X-Postfix; Domain acme.example does not accept mail (nullMX)"),
        (ANN, "5.1.0", True),
    ),
    (
        "postfix, still trying",
        postfix(
            "4.4.1",
            "X-Postfix; connect to mx.acme.example[192.0.2.7]:25: Connection timed out",
            action="delayed",
        ),
        None,
    ),
    (
        "postfix, gave up after five days",
        postfix("4.4.1", "X-Postfix; connect to mx.acme.example[192.0.2.7]:25: Connection timed out"),
        (ANN, "4.4.1", False),
    ),
    (
        "postfix, greylisted until it gave up",
        postfix(
            "4.2.0",
            "smtp; 450 4.2.0 <ann@acme.example>: Recipient address rejected: "
            "Greylisted, see https://acme.example/g",
        ),
        (ANN, "4.2.0", False),
    ),
    (
        "postfix, full mailbox",
        postfix(
            "5.2.2",
            "smtp; 552 5.2.2 <ann@acme.example>: Recipient address rejected: Quota exceeded (mailbox for "
            "user is full)",
        ),
        (ANN, "5.2.2", False),
    ),
    (
        "postfix, full mailbox with the status of no mailbox",
        postfix("5.1.1", "smtp; 550 5.1.1 mailbox is full"),
        (ANN, "5.1.1", False),
    ),
    (
        "postfix, blocked as spam",
        postfix(
            "5.7.1",
            "smtp; 554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked "
            "using zen.dnsbl.example; user unknown",
        ),
        (ANN, "5.7.1", False),
    ),
    (
        "postfix, an old server's words",
        postfix("5.0.0", "smtp; 550 Requested action not taken: mailbox unavailable"),
        (ANN, "5.0.0", True),
    ),
    (
        "postfix, an old server that says nothing",
        postfix("5.0.0", "smtp; 554 Transaction failed, contact your provider"),
        (ANN, "5.0.0", False),
    ),
    (
        "postfix, mail too large",
        postfix("5.3.4", "smtp; 552 5.3.4 Message size exceeds fixed limit"),
        (ANN, "5.3.4", False),
    ),
    (
        "postfix, delivered, as asked for",
        postfix("2.0.0", "smtp; 250 2.0.0 Ok: queued as 9F", action="relayed"),
        None,
    ),
    (
        "sendmail, user unknown",
        sendmail("5.1.1", "550 5.1.1 <ann@acme.example>... User unknown"),
        (("ann@acme.example", "ann@mail.acme.example"), "5.1.1", True),
    ),
    (
        "sendmail, host unknown",
        sendmail("5.1.2", "550 Host unknown (Name server: acme.example: host not found)"),
        (("ann@acme.example", "ann@mail.acme.example"), "5.1.2", True),
    ),
    (
        "sendmail, warning after four hours",
        sendmail("4.4.2", "451 4.4.2 Bad response", action="delayed", kind="warning-timeout"),
        None,
    ),
    (
        "exim, the remote server's status in its words",
        exim("550 5.1.1 <ann@acme.example> User doesn't exist"),
        (ANN, "5.1.1", True),
    ),
    ("exim, plain words", exim("550 No such user here"), (ANN, "5.0.0", True)),
    (
        "exim, policy in plain words",
        exim("550 rejected for policy reasons, unknown user pattern"),
        (ANN, "5.0.0", False),
    ),
    (
        "exim, retry time exceeded",
        exim("host mx.acme.example: retry timeout exceeded"),
        (ANN, "5.0.0", False),
    ),
    (
        "a server that calls it an error, after OpenSMTPD",
        dsn(
            POSTFIX,
            "An error has occurred.",
            "Reporting-MTA: dns; mx.relay.example",
            "Final-Recipient: rfc822; <ann@acme.example>\nAction: error\nStatus: 5.1.1",
        ),
        (ANN, "5.1.1", True),
    ),
    (
        "a list of two, one of whom is late",
        dsn(
            POSTFIX,
            "Some.",
            POSTFIX_ABOUT,
            "Final-Recipient: rfc822; bob@acme.example\nAction: delayed\nStatus: 4.4.1",
            "Final-Recipient: rfc822; ann@acme.example\nAction: failed\nStatus: 5.1.6",
        ),
        (ANN, "5.1.6", True),
    ),
    (
        "expanded by a list",
        dsn(
            POSTFIX,
            "Expanded.",
            POSTFIX_ABOUT,
            "Final-Recipient: rfc822; ann@acme.example\nAction: expanded\nStatus: 2.0.0",
        ),
        None,
    ),
]
