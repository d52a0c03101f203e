"""Delivery status notifications (RFC 3464) in the forms in which the big servers write them.

The figures and the order of the fields are theirs, the words are ours. `Known`: the addresses, the
status, and whether it is for good.
"""

from __future__ import annotations

from tests.unit.mail.arriving.build import OUR_ID, dsn

Known = tuple[tuple[str, ...], str, bool]
ANN = ("ann@acme.example",)

POSTFIX = """
    Return-Path: <>
    From: MAILER-DAEMON@mx.relay.example (Mail Delivery System)
    Subject: Undelivered Mail Returned to Sender
    To: bounces+k7@bantam.example
    Auto-Submitted: auto-replied
    Message-Id: <20261216090009.4T1@mx.relay.example>
"""
POSTFIX_SAID = """
    This is the mail system at host mx.relay.example.

    Your message was not delivered to one or more recipients; it is attached below.

    <ann@acme.example>: {}
"""
POSTFIX_ABOUT = """
    Reporting-MTA: dns; mx.relay.example
    X-Postfix-Queue-ID: 4T1
    X-Postfix-Sender: rfc822; bounces+k7@bantam.example
    Arrival-Date: Wed, 16 Dec 2026 09:00:02 +0000 (UTC)
"""


def postfix(status: str, diagnostic: str, *, action: str = "failed") -> bytes:
    recipient = f"""
Final-Recipient: rfc822; ann@acme.example
Original-Recipient: rfc822;ann@acme.example
Action: {action}
Status: {status}
Remote-MTA: dns; mx.acme.example
Diagnostic-Code: {diagnostic}
"""
    return dsn(POSTFIX, POSTFIX_SAID.format(diagnostic), POSTFIX_ABOUT, recipient)


EXCHANGE = """
    From: postmaster@bantam.example
    To: hello@bantam.example
    Subject: {}
    Message-ID: <9f6e1c4a@MBX01.bantam.example>
    In-Reply-To: <{}>
    Content-Language: {}
    X-MS-Exchange-Message-Is-Ndr:
    Auto-Submitted: auto-replied
"""


def exchange(
    subject: str,
    language: str,
    said: str,
    status: str,
    diagnostic: str,
    *,
    action: str = "failed",
    returned: str = "message/rfc822",
) -> bytes:
    recipient = f"""
Original-Recipient: rfc822;Ann@Acme.example
Final-Recipient: rfc822;ann@acme.example
Action: {action}
Status: {status}
Diagnostic-Code: {diagnostic}
X-Display-Name: Ann Example
"""
    head = EXCHANGE.format(subject, OUR_ID, language)
    return dsn(
        head, said, "Reporting-MTA: dns;MBX01.bantam.example", recipient, returned=returned, charset="utf-8"
    )


GMAIL = """
    Return-Path: <>
    From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>
    To: bounces+k7@bantam.example
    Auto-Submitted: auto-replied
    Subject: Delivery Status Notification ({})
    References: <mail_7@bantam.example>
    In-Reply-To: <mail_7@bantam.example>
    X-Failed-Recipients: ann@acme.example
    Message-ID: <6761.050a@mx.google.com>
"""


def gmail(status: str, diagnostic: str, *, action: str = "failed", kind: str = "Failure") -> bytes:
    recipient = f"""
Final-Recipient: rfc822; ann@acme.example
Action: {action}
Status: {status}
Remote-MTA: dns; mx.acme.example. (192.0.2.7, the server for the domain acme.example.)
Diagnostic-Code: {diagnostic}
Last-Attempt-Date: Wed, 16 Dec 2026 01:00:09 -0800 (PST)
"""
    about = """
        Reporting-MTA: dns; googlemail.com
        Arrival-Date: Wed, 16 Dec 2026 01:00:03 -0800 (PST)
        X-Original-Message-ID: <mail_7@bantam.example>
    """
    head = GMAIL.format(kind)
    if action == "delayed":
        head = head.replace("    X-Failed-Recipients: ann@acme.example\n", "")
    return dsn(
        head, "** Address not found **\n\nSee the server's answer below.", about, recipient, returned=""
    )


SENDMAIL = """
    Return-Path: <MAILER-DAEMON@mail.acme.example>
    From: Mail Delivery Subsystem <MAILER-DAEMON@mail.acme.example>
    To: <bounces+k7@bantam.example>
    Subject: {}
    Auto-Submitted: auto-generated ({})
    Message-Id: <202612160900.f1@mail.acme.example>
"""


def sendmail(status: str, diagnostic: str, *, action: str = "failed", kind: str = "failure") -> bytes:
    said = f"""
The original message was received at Wed, 16 Dec 2026 09:00:02 GMT

   ----- The following addresses had permanent fatal errors -----
<ann@acme.example>
    (reason: {diagnostic})

   ----- Transcript of session follows -----
... while talking to mx.acme.example.:
<<< {diagnostic}
"""
    recipient = f"""
Final-Recipient: RFC822; ann@acme.example
X-Actual-Recipient: RFC822; ann@mail.acme.example
Action: {action}
Status: {status}
Diagnostic-Code: SMTP; {diagnostic}
Last-Attempt-Date: Wed, 16 Dec 2026 09:00:09 GMT
"""
    subject = (
        "Returned mail: see transcript for details"
        if action == "failed"
        else "Warning: could not send message for past 4 hours"
    )
    about = "Reporting-MTA: dns; mail.acme.example\nReceived-From-MTA: DNS; mx.relay.example"
    return dsn(SENDMAIL.format(subject, kind), said, about, recipient, returned="text/rfc822-headers")


EXIM_HEAD = """
    Return-path: <>
    X-Failed-Recipients: ann@acme.example
    Auto-Submitted: auto-replied
    From: Mail Delivery System <Mailer-Daemon@cp.host.example>
    To: bounces+k7@bantam.example
    References: <mail_7@bantam.example>
    Subject: Mail delivery failed: returning message to sender
    Message-Id: <E1tN-0001@cp.host.example>
"""


def exim(diagnostic: str, status: str = "5.0.0") -> bytes:
    said = f"""
This message was created automatically by mail delivery software.

A message that you sent could not be delivered to all of its recipients. The following address(es) failed:

  ann@acme.example
    {diagnostic}
"""
    recipient = f"""
Action: failed
Final-Recipient: rfc822;ann@acme.example
Status: {status}
Remote-MTA: dns; mx.acme.example
Diagnostic-Code: smtp; {diagnostic}
"""
    return dsn(EXIM_HEAD, said, "Reporting-MTA: dns; cp.host.example", recipient)


SES = """
    Return-Path: <>
    From: MAILER-DAEMON@eu-west-1.amazonses.com
    To: bounces+k7@bantam.example
    Subject: Delivery Status Notification (Failure)
    Message-ID: <0102019@eu-west-1.amazonses.com>
"""


def ses(status: str, diagnostic: str) -> bytes:
    recipient = f"""
Final-Recipient: rfc822; ann@acme.example
Action: failed
Diagnostic-Code: {diagnostic}
Status: {status}
"""
    said = "An error occurred while trying to deliver the mail to the following recipients:\nann@acme.example"
    return dsn(SES, said, "Reporting-MTA: dsn; a6-82.smtp-out.eu-west-1.amazonses.com", recipient)


DOMINO = """
    From: Postmaster@acme.example
    To: hello@bantam.example
    Subject: DELIVERY FAILURE: User ann (ann@acme.example) not listed in Domino Directory
    Message-ID: <OF12-ON85@acme.example>
    Auto-Submitted: auto-generated
"""
YAHOO = """
    Return-Path: <>
    From: MAILER-DAEMON@yahoo.com
    To: bounces+k7@bantam.example
    Subject: Failure Notice
    Message-ID: <0000.1@yahoo.com>
"""


def yahoo(diagnostic: str) -> bytes:
    recipient = f"""
Original-Recipient: rfc822;ann@acme.example
Final-Recipient: rfc822;ann@acme.example
Action: failed
Status: 5.0.0
Diagnostic-Code: smtp; {diagnostic}
"""
    return dsn(
        YAHOO,
        "Sorry, we were unable to deliver your message to the following address.\n\n<ann@acme.example>:\n"
        + diagnostic,
        "Reporting-MTA: dns; atlas.yahoo.com",
        recipient,
    )
