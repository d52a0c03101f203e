"""What Exchange, Gmail, SES, Domino and Yahoo report.

Each row: what it is, the mail, and what is known of it; None when there is nothing to do.
"""

from __future__ import annotations

from tests.unit.mail.arriving.build import dsn
from tests.unit.mail.arriving.dsn_forms import ANN, DOMINO, Known, exchange, gmail, ses, yahoo

ROWS: list[tuple[str, bytes, Known | None]] = [
    (
        "exchange 2016, no such recipient",
        exchange(
            "Undeliverable: Three ways to plan a budget",
            "en-US",
            "Delivery has failed to these recipients or groups:\n\nAnn Example\nThe e-mail address couldn't "
            "be found.",
            "5.1.1",
            "smtp;550 5.1.1 RESOLVER.ADR.RecipNotFound; not found",
        ),
        (ANN, "5.1.1", True),
    ),
    (
        "exchange 2016, German, no such recipient",
        exchange(
            "=?utf-8?q?Unzustellbar=3A_Drei_Wege_zum_Budget?=",
            "de-DE",
            "Fehler bei der Nachrichtenzustellung an folgende Empfänger oder Gruppen:\n\nAnn Example\n"
            "Die eingegebene E-Mail-Adresse konnte nicht gefunden werden.",
            "5.1.10",
            "smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup",
        ),
        (ANN, "5.1.10", True),
    ),
    (
        "exchange 2016, French, full mailbox",
        exchange(
            "=?utf-8?q?Non_remis_=3A_Trois_fa=C3=A7ons?=",
            "fr-FR",
            "Échec de la remise pour ces destinataires ou groupes :\n\nAnn Example\n"
            "La boîte aux lettres est pleine.",
            "5.2.2",
            "smtp;554 5.2.2 mailbox full; "
            "STOREDRV.Deliver.Exception:QuotaExceededException.MapiExceptionShutoffQuotaExceeded",
        ),
        (ANN, "5.2.2", False),
    ),
    (
        "exchange 365, recipient not found",
        exchange(
            "Undeliverable: Three ways to plan a budget",
            "en-US",
            "Your message to ann@acme.example couldn't be delivered. Ann wasn't found at acme.example.",
            "5.1.10",
            "smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient ann@acme.example "
            "not found by SMTP address lookup",
            returned="text/rfc822-headers",
        ),
        (ANN, "5.1.10", True),
    ),
    (
        "exchange 365, French, edge blocking",
        exchange(
            "=?utf-8?q?Non_remis_=3A_budget?=",
            "fr-FR",
            "Votre message n'a pas pu être remis à ann@acme.example.",
            "5.4.1",
            "smtp;550 5.4.1 Recipient address rejected: Access denied. [AM6.prod.protection.outlook.example]",
        ),
        (ANN, "5.4.1", True),
    ),
    (
        "exchange 365, no such domain",
        exchange(
            "Undeliverable: budget",
            "en-US",
            "Your message couldn't be delivered.",
            "5.4.310",
            "smtp;550 5.4.310 DNS domain acme.example does not exist [Message=InfoDomainNonexistent]",
        ),
        (ANN, "5.4.310", True),
    ),
    (
        "exchange 365, expired",
        exchange(
            "Undeliverable: budget",
            "en-US",
            "Your message couldn't be delivered despite repeated attempts.",
            "5.4.316",
            "smtp;550 5.4.316 Message expired, connection refused(Socket error code 10061)",
        ),
        (ANN, "5.4.316", False),
    ),
    (
        "exchange 365, German, only colleagues may write",
        exchange(
            "Unzustellbar: Budget",
            "de-DE",
            "Ihre Nachricht konnte nicht zugestellt werden.",
            "5.7.133",
            "smtp;550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup; authentication required",
        ),
        (ANN, "5.7.133", False),
    ),
    (
        "exchange, delayed",
        exchange(
            "Delivery delayed: budget",
            "en-US",
            "Delivery to these recipients has been delayed.",
            "4.4.7",
            "smtp;400 4.4.7 Message delayed",
            action="delayed",
        ),
        None,
    ),
    (
        "gmail, no such user",
        gmail(
            "5.1.1", "smtp; 550-5.1.1 The email account that you tried to reach does not exist. Please try"
        ),
        (ANN, "5.1.1", True),
    ),
    (
        "gmail, disabled account",
        gmail("5.2.1", "smtp; 550 5.2.1 The email account that you tried to reach is disabled."),
        (ANN, "5.2.1", True),
    ),
    (
        "gmail, somebody gets too much mail",
        gmail(
            "5.2.1",
            "smtp; 550-5.2.1 The user you are trying to contact is receiving mail at a rate that prevents "
            "more",
        ),
        (ANN, "5.2.1", False),
    ),
    (
        "gmail, over quota",
        gmail("4.2.2", "smtp; 452-4.2.2 The email account that you tried to reach is over quota"),
        (ANN, "4.2.2", False),
    ),
    (
        "gmail, no such domain",
        gmail("5.1.2", "smtp; DNS Error: DNS type 'mx' lookup of acme.example responded with code NXDOMAIN"),
        (ANN, "5.1.2", True),
    ),
    (
        "gmail, unauthenticated mail refused",
        gmail("5.7.26", "smtp; 550-5.7.26 This mail has been blocked because the sender is unauthenticated"),
        (ANN, "5.7.26", False),
    ),
    (
        "gmail, will retry",
        gmail(
            "4.4.1",
            "smtp; The recipient server did not accept our requests to connect.",
            action="delayed",
            kind="Delay",
        ),
        None,
    ),
    ("ses, no such user", ses("5.1.1", "smtp; 550 5.1.1 user unknown"), (ANN, "5.1.1", True)),
    (
        "ses, on its own list of bad addresses, an unclear failure",
        ses("5.0.0", "smtp; 554 4.4.7 Message expired: unable to deliver in 840 minutes"),
        (ANN, "4.4.7", False),
    ),
    (
        "domino, not listed",
        dsn(
            DOMINO,
            "Your message\n\n  Subject: Three ways\n\nwas not delivered to:\n\n  ann@acme.example\n\n"
            "because:\n\n"
            "  User ann (ann@acme.example) not listed in Domino Directory",
            "Reporting-MTA: dns;notes.acme.example",
            "Final-Recipient: rfc822;ann@acme.example\nAction: failed\nStatus: 5.1.1\n"
            "Diagnostic-Code: X-Notes; User ann (ann@acme.example) not listed in Domino Directory",
        ),
        (ANN, "5.1.1", True),
    ),
    (
        "yahoo, no such account",
        yahoo("554 delivery error: dd This user doesn't have a yahoo.example account (ann@acme.example) [0]"),
        (ANN, "5.0.0", True),
    ),
    (
        "aol, mailbox not found",
        yahoo("552 1 Requested mail action aborted, mailbox not found"),
        (ANN, "5.0.0", True),
    ),
    (
        "yahoo, deferred for complaints until it gave up",
        yahoo("421 4.7.0 [TSS04] Messages temporarily deferred due to user complaints"),
        (ANN, "4.7.0", False),
    ),
]
