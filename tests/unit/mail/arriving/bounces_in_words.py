"""Bounces without a delivery-status part, which say in words alone what happened."""

from __future__ import annotations

from tests.unit.mail.arriving.build import OUR_BODY, OURS, mail
from tests.unit.mail.arriving.dsn_forms import ANN, EXIM_HEAD, Known

COPY = f"{OURS}\n{OUR_BODY}"
QMAIL = """
    Return-Path: <>
    From: MAILER-DAEMON@qmail.acme.example
    To: bounces+k7@bantam.example
    Subject: failure notice
"""


def qmail(reason: str) -> bytes:
    return mail(
        QMAIL,
        f"""
Hi. This is the qmail-send program at qmail.acme.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<ann@acme.example>:
{reason}

--- Below this line is a copy of the message.

{COPY}""",
    )


def exim(reason: str) -> bytes:
    return mail(
        EXIM_HEAD,
        f"""
This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  ann@acme.example
    {reason}

------ This is a copy of the message, including all the headers. ------

{COPY}""",
    )


def daemon(subject: str, body: str, sender: str = "MAILER-DAEMON@mx.acme.example") -> bytes:
    return mail(
        f"From: {sender}\nTo: hello@bantam.example\nSubject: {subject}\nAuto-Submitted: auto-replied", body
    )


ROWS: list[tuple[str, bytes, Known | None]] = [
    ("qmail, no mailbox", qmail("Sorry, no mailbox here by that name. (#5.1.1)"), (ANN, "5.1.1", True)),
    (
        "qmail, no such host",
        qmail("Sorry, I couldn't find any host named acme.example. (#5.1.2)"),
        (ANN, "5.1.2", True),
    ),
    (
        "qmail, refused by the next server",
        qmail(
            "192.0.2.7 does not like recipient.\nRemote host said: 550 unknown user\nGiving up on 192.0.2.7."
        ),
        (ANN, "", True),
    ),
    (
        "qmail, too long in the queue",
        qmail(
            "192.0.2.7 failed after I sent the message.\nI'm not going to try again; "
            "this message has been in the queue too long."
        ),
        (ANN, "", False),
    ),
    ("qmail, full mailbox", qmail("user is over quota"), (ANN, "", False)),
    ("exim, unrouteable", exim("Unrouteable address"), (ANN, "", True)),
    (
        "exim, the remote server's answer",
        exim(
            "SMTP error from remote mail server after RCPT TO:<ann@acme.example>:\n"
            "    host mx.acme.example [192.0.2.7]: 550 5.1.1 <ann@acme.example>:\n"
            "    Recipient address rejected: User unknown"
        ),
        (ANN, "5.1.1", True),
    ),
    ("exim, mailbox full", exim("mailbox is full: retry timeout exceeded"), (ANN, "", False)),
    (
        "exim, warning after a day",
        daemon(
            "Warning: message 1tN-0001 delayed 24 hours",
            """
This message was created automatically by mail delivery software.
A message that you sent has not yet been delivered to one or more of its
recipients after more than 24 hours on the queue on cp.host.example.

The address to which the message has not yet been delivered is:

  ann@acme.example

No action is required on your part. Delivery attempts will continue for
some time, and this warning may be repeated at intervals.""",
        ),
        None,
    ),
    (
        "yahoo, old form",
        mail(
            """
    Return-Path: <>
    From: MAILER-DAEMON@yahoo.com
    To: bounces+k7@bantam.example
    Subject: Failure Notice
""",
            f"""
Sorry, we were unable to deliver your message to the following address.

<ann@acme.example>:
Remote host said: 554 delivery error: dd This user doesn't have a acme.example account (ann@acme.example) [0]

--- Below this line is a copy of the message.

{COPY}""",
        ),
        (ANN, "", True),
    ),
    (
        "gmail, old form",
        daemon(
            "Delivery Status Notification (Failure)",
            f"""
Delivery to the following recipient failed permanently:

     ann@acme.example

Technical details of permanent failure:
The other server returned: 550 550 5.1.1 unknown or illegal alias: ann@acme.example (state 14).

----- Original message -----

{COPY}""",
            "mailer-daemon@googlemail.com",
        ),
        (ANN, "5.1.1", True),
    ),
    (
        "exchange 2003, transcript",
        daemon(
            "Undeliverable: Three ways to plan a budget",
            """
Your message did not reach some or all of the intended recipients.

      Subject:  Three ways to plan a budget
      Sent:     16/12/2026 09:00

The following recipient(s) could not be reached:

      ann@acme.example on 16/12/2026 09:00
            The e-mail account does not exist at the organization this message was sent to.
            <mx.acme.example #5.1.1 smtp;550 5.1.1 User unknown>
""",
            "postmaster@acme.example",
        ),
        (ANN, "5.1.1", True),
    ),
    (
        "postfix without parts",
        daemon(
            "Undelivered Mail Returned to Sender",
            f"""
This is the mail system at host mx.relay.example.

<ann@acme.example>: host mx.acme.example[192.0.2.7] said: 550 5.2.1 Mailbox
    disabled, not accepting messages (in reply to RCPT TO command)

{COPY}""",
        ),
        (ANN, "5.2.1", True),
    ),
    (
        "a German server without parts",
        daemon(
            "Mail delivery failed: returning message to sender",
            """
Diese Nachricht wurde automatisch erzeugt.

Ihre Nachricht an ann@acme.example konnte nicht zugestellt werden:
Empfänger unbekannt.

Message-ID: <mail_7@bantam.example>
""",
        ),
        (ANN, "", True),
    ),
    (
        "dovecot tells of a full mailbox by a receipt",
        mail(
            """
    Return-Path: <>
    From: Mail Delivery Subsystem <postmaster@acme.example>
    To: bounces+k7@bantam.example
    Subject: Rejected: Three ways to plan a budget
    Auto-Submitted: auto-replied (rejected)
    Content-Type: multipart/report; report-type=disposition-notification; boundary=b1
""",
            f"""
--b1
Content-Type: text/plain; charset=utf-8

Your message to <ann@acme.example> was automatically rejected:
Quota exceeded (mailbox for user is full)
--b1
Content-Type: message/disposition-notification

Reporting-UA: acme.example; Dovecot Mail Delivery Agent
Final-Recipient: rfc822; ann@acme.example
Original-Message-ID: <mail_7@bantam.example>
Disposition: automatic-action/MDN-sent-automatically; deleted

--b1
Content-Type: message/rfc822

{COPY}
--b1--""",
        ),
        (ANN, "", False),
    ),
    (
        "a server that only gives the subject",
        daemon("Undeliverable mail", "Message-ID: <mail_7@bantam.example>\nSomething went wrong."),
        ((), "", False),
    ),
]
