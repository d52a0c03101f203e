"""Automatic answers in seven languages, with each of the marks by which one knows them.

Each row: what it is, the mail, and until when they are away; `TODAY` is 17 December 2026, a Thursday.
"""

from __future__ import annotations

from datetime import date

from tests.unit.mail.arriving.build import mail

TODAY = date(2026, 12, 17)
ANSWERED = "In-Reply-To: <mail_7@bantam.example>\nReferences: <mail_7@bantam.example>\n"
FROM_ANN = "From: Ann Example <ann@acme.example>\nTo: hello@bantam.example\nMessage-ID: <oof1@acme.example>\n"


def away(subject: str, body: str, marks: str = "") -> bytes:
    return mail(f"{FROM_ANN}Subject: {subject}\n{marks}Content-Type: text/plain; charset=utf-8\n", body)


REPLIED = "Auto-Submitted: auto-replied\n"
OUTLOOK = f"""\
Auto-Submitted: auto-generated
X-Auto-Response-Suppress: All
X-MS-Exchange-Inbox-Rules-Loop: ann@acme.example
{ANSWERED}"""
JAN_5 = date(2027, 1, 5)

ROWS: list[tuple[str, bytes, date | None]] = [
    # English
    ("rfc 3834, no date", away("Re: Three ways", "I am away and read mail now and then.", REPLIED), None),
    (
        "sieve vacation",
        away(
            "Auto: Three ways",
            "I am out of the office until 5 January.",
            "Return-Path: <>\nAuto-Submitted: auto-replied (vacation)\nPrecedence: bulk\n",
        ),
        JAN_5,
    ),
    (
        "owner-email of Oracle's servers",
        away(
            "Re: Three ways",
            "Back on January 5th, 2027.",
            'Auto-Submitted: auto-replied; owner-email="ann@acme.example"\n',
        ),
        JAN_5,
    ),
    (
        "outlook",
        away(
            "Automatic reply: Three ways",
            "Thank you for your mail. I will be out of the office through January 5th.",
            OUTLOOK,
        ),
        JAN_5,
    ),
    (
        "outlook's subject alone",
        away("Automatic reply: Three ways", "I am on leave and return on Tuesday, January 5."),
        JAN_5,
    ),
    (
        "exchange 2007's subject alone",
        away("Out of Office AutoReply: Three ways", "I am out until 05/01/2027."),
        JAN_5,
    ),
    (
        "outlook's suppression alone",
        away(
            "Three ways",
            "I'm out from 21 December to 5 January.",
            f"X-Auto-Response-Suppress: All\n{ANSWERED}",
        ),
        JAN_5,
    ),
    (
        "x-autoreply alone",
        away(
            "Re: Three ways",
            "Out of the office until Tuesday 5 January 2027, with no access to mail.",
            "X-Autoreply: yes\n",
        ),
        JAN_5,
    ),
    (
        "x-autorespond alone",
        away("Re: Three ways", "Away until 2027-01-05.", "X-Autorespond: Three ways\n"),
        JAN_5,
    ),
    (
        "precedence auto_reply alone",
        away("Re: Three ways", "We are closed until Jan 5.", "Precedence: auto_reply\n"),
        JAN_5,
    ),
    (
        "vacation's older marks",
        away("Vacation reply", "Gone fishing, back on the 5th of January.", "Precedence: junk\n"),
        JAN_5,
    ),
    (
        "until a weekday",
        away("Out of office", "I am out of the office until Monday and will answer then.", REPLIED),
        date(2026, 12, 21),
    ),
    ("a date long past", away("Out of office: Three ways", "I am away until 5 January 2025.", REPLIED), None),
    (
        "a date too far ahead",
        away("Out of office: Three ways", "I am on parental leave until 1 September 2027.", REPLIED),
        None,
    ),
    (
        "a day that there is not",
        away("Out of office: Three ways", "I am away until 31 February.", REPLIED),
        None,
    ),
    (
        "other dates around",
        away(
            "Out of Office",
            "Our office was founded on 3 January 1990. I'm away from 18 December and will be "
            "back on 5 January. Our fair is on 10 February 2027.",
            REPLIED,
        ),
        JAN_5,
    ),
    (
        "a ticket system",
        away("[#4711] We have received your message", "A colleague will answer soon.", REPLIED),
        None,
    ),
    (
        "with what it answers below",
        away("Automatic reply: Three ways", "I am away.\n\n> until 5 January you can save 10 %", OUTLOOK),
        None,
    ),
    # German
    (
        "de, outlook",
        away(
            "=?utf-8?q?Automatische_Antwort=3A_Drei_Wege?=",
            "Ich bin bis zum 05.01.2027 nicht im Büro.",
            OUTLOOK,
        ),
        JAN_5,
    ),
    (
        "de, subject alone",
        away("Abwesenheitsnotiz", "Ich bin bis einschließlich Dienstag, 5. Januar nicht erreichbar."),
        JAN_5,
    ),
    (
        "de, range",
        away(
            "Abwesenheitsnotiz: Drei Wege",
            "Ich bin vom 21.12.2026 bis 05.01.2027 im Urlaub. Ab dem 06.01. bin ich wieder da.",
        ),
        JAN_5,
    ),
    (
        "de, back again",
        away("Automatische Antwort: Drei Wege", "Ab dem 5. Januar bin ich wieder für Sie da.", REPLIED),
        JAN_5,
    ),
    (
        "de, short year and an hour",
        away("Abwesend", "Heute bin ich nur bis 12.30 Uhr da, danach bis 5.1.27 im Urlaub.", REPLIED),
        JAN_5,
    ),
    (
        "de, Austria's January",
        away("Abwesenheit", "Ich bin bis 5. Jänner auf Urlaub.", "X-Autoresponse: 1\n"),
        JAN_5,
    ),
    # French
    (
        "fr, outlook",
        away(
            "=?utf-8?q?R=C3=A9ponse_automatique_=3A_Trois_fa=C3=A7ons?=",
            "Je suis absente jusqu'au 5 janvier inclus.",
            OUTLOOK,
        ),
        JAN_5,
    ),
    (
        "fr, subject alone",
        away(
            "=?iso-8859-1?q?R=E9ponse_automatique_=3A?=",
            "Absente du 21 décembre au 5 janvier 2027, je vous répondrai à mon retour.",
        ),
        JAN_5,
    ),
    ("fr, back", away("Absence du bureau", "Je serai de retour le mardi 5 janvier.", REPLIED), JAN_5),
    (
        "fr, first of a month",
        away("Message d'absence", "Je suis en congés jusqu’au 1er février 2027."),
        date(2027, 2, 1),
    ),
    # Spanish
    (
        "es, outlook",
        away(
            "=?utf-8?q?Respuesta_autom=C3=A1tica=3A_Tres?=",
            "Estaré fuera de la oficina hasta el 5 de enero de 2027.",
            OUTLOOK,
        ),
        JAN_5,
    ),
    (
        "es, subject alone",
        away(
            "=?utf-8?q?Respuesta_autom=C3=A1tica?=",
            "Estoy de vacaciones del 21 de diciembre al 5 de enero, ambos incluidos.",
        ),
        JAN_5,
    ),
    ("es, back", away("Fuera de la oficina", "Vuelvo el 5 de enero. Gracias.", REPLIED), JAN_5),
    # Italian
    ("it, outlook", away("Risposta automatica: Tre modi", "Sono assente fino al 5 gennaio.", OUTLOOK), JAN_5),
    (
        "it, subject alone",
        away("Risposta automatica", "Sarò fuori ufficio dal 21 dicembre al 5 gennaio 2027 compreso."),
        JAN_5,
    ),
    ("it, back", away("Fuori ufficio", "Rientrerò il 5 gennaio 2027.", REPLIED), JAN_5),
    # Dutch and Portuguese
    ("nl, outlook", away("Automatisch antwoord: Drie", "Ik ben afwezig t/m 5 januari.", OUTLOOK), JAN_5),
    ("nl, subject alone", away("Afwezig", "Ik ben tot en met dinsdag 5 januari 2027 niet aanwezig."), JAN_5),
    (
        "pt, outlook",
        away(
            "=?utf-8?q?Resposta_autom=C3=A1tica=3A_Tr=C3=AAs?=",
            "Estou ausente até 5 de janeiro de 2027.",
            OUTLOOK,
        ),
        JAN_5,
    ),
    (
        "pt, subject alone",
        away("=?utf-8?q?Aus=C3=AAncia_do_escrit=C3=B3rio?=", "Estarei fora até ao dia 5 de janeiro."),
        JAN_5,
    ),
]

NONE_OF_THESE: list[tuple[str, bytes]] = [
    (
        "a newsletter",
        away("Out of office? Read this", "News!", "List-Id: <n.acme.example>\nPrecedence: bulk\n"),
    ),
    ("a mass mailing", away("Ten ways", "News!", "List-Unsubscribe: <https://acme.example/u>\n")),
    ("a monitor", away("Disk full on srv1", "Look at it.", "Auto-Submitted: auto-generated\n")),
    (
        "a monitor that suppresses answers",
        away(
            "Build 7 failed", "Look at it.", "X-Auto-Response-Suppress: All\nAuto-Submitted: auto-generated\n"
        ),
    ),
    ("nobody's address", away("Your invoice", "See the attachment.").replace(b"ann@", b"no-reply@")),
    (
        "a challenge",
        away("Re: Three ways", "Please confirm that you are a human: click the link below.", REPLIED),
    ),
    ("a loop", away("Re: Three ways", "Hello", "X-Loop: hello@bantam.example\n")),
    (
        "too many hops",
        away("Re: Three ways", "Hello", "Received: from a by b; Wed, 16 Dec 2026 09:00:09 +0000\n" * 26),
    ),
    ("an automatic answer in a loop", away("Out of office", "Away", REPLIED + "X-Loop: ann@acme.example\n")),
    ("a mail that answers itself", away("Re: Three ways", "Hello", "In-Reply-To: <oof1@acme.example>\n")),
    (
        "a complaint (RFC 5965)",
        mail(
            "From: fbl@acme.example\nSubject: FW\nContent-Type: multipart/report; "
            "report-type=feedback-report; boundary=b1",
            "--b1\nContent-Type: text/plain\n\nAbuse report.\n--b1\n"
            "Content-Type: message/feedback-report\n\nFeedback-Type: abuse\n--b1--",
        ),
    ),
    (
        "a receipt (RFC 8098)",
        mail(
            "From: ann@acme.example\nSubject: Read: Three ways\nContent-Type: multipart/report; "
            "report-type=disposition-notification; boundary=b1",
            "--b1\nContent-Type: text/plain\n\nThe message was displayed.\n--b1\n"
            "Content-Type: message/disposition-notification\n\n"
            "Final-Recipient: rfc822; ann@acme.example\nDisposition: manual-action/MDN-sent-manually; "
            "displayed\n--b1--",
        ),
    ),
    (
        "two senders",
        away("Re: Three ways", "Hello").replace(
            b"<ann@acme.example>", b"<ann@acme.example>, bob@acme.example"
        ),
    ),
]
