"""Replies with signatures, postscripts, lists, and words that look like those of mail programs.

Each row: what it is, the mail, and what the person wrote.
"""

from __future__ import annotations

import base64

from tests.unit.mail.arriving.replies import QUOTE, SAID, outlook, reply

ROWS: list[tuple[str, bytes, str]] = [
    (
        "a signature with its mark",
        reply(f"{SAID}\n\n-- \nAnn Example\nHead of Something\nAcme Ltd, 1 High Street"),
        SAID,
    ),
    (
        "a signature after a closing",
        reply(
            f"{SAID}\n\nBest regards,\n\nAnn Example\nHead of Something\n+49 30 1234567\n"
            f"https://acme.example\n\n{outlook('From', 'Sent', 'To', 'Subject')}"
        ),
        SAID,
    ),
    (
        "a German signature after a closing",
        reply(
            f"{SAID}\n\nMit freundlichen Grüßen\n\nAnn Example\nGeschäftsführerin\n"
            f"Amtsgericht Berlin HRB 1\n\nAm 16.12.26 um 09:00 schrieb Bea Bright:\n{QUOTE}"
        ),
        SAID,
    ),
    ("a French signature", reply(f"{SAID}\n\nBien cordialement,\nAnn"), SAID),
    ("a Spanish signature", reply(f"{SAID}\n\nUn saludo,\nAnn"), SAID),
    ("an Italian signature", reply(f"{SAID}\n\nCordiali saluti\nAnn"), SAID),
    ("a postscript", reply("Yes.\n\nCheers\nAnn\n\nPS: We are 40 people."), "Yes.\n\nPS: We are 40 people."),
    (
        "thanks and nothing else",
        reply(
            f"Thanks!\n\nOn Wed, Dec 16, 2026 at 9:00 AM Bea Bright <hello@bantam.example> wrote:\n\n{QUOTE}"
        ),
        "Thanks!",
    ),
    ("thanks first", reply("Thanks,\n\nbut what does it cost?"), "Thanks,\n\nbut what does it cost?"),
    (
        "thanks in between",
        reply("Got it.\nThanks!\nWhat does it cost for 40 people?"),
        "Got it.\nThanks!\nWhat does it cost for 40 people?",
    ),
    (
        "a list with hyphens",
        reply("We need:\n- chat\n- mail\n- 40 seats"),
        "We need:\n- chat\n- mail\n- 40 seats",
    ),
    (
        "who wrote about a letter with a date",
        reply("As Bob wrote on 5 May:\nwe need chat.\n\nOn Monday 5 I wrote to you:\nno answer."),
        "As Bob wrote on 5 May:\nwe need chat.\n\nOn Monday 5 I wrote to you:\nno answer.",
    ),
    (
        "who wrote something else",
        reply("On Monday I wrote to your boss:\nno answer yet."),
        "On Monday I wrote to your boss:\nno answer yet.",
    ),
    (
        "from in a sentence",
        reply("From: Berlin we are. To: you I say yes."),
        "From: Berlin we are. To: you I say yes.",
    ),
    (
        "base64 in latin-1",
        reply(
            base64.b64encode(
                f"Unser Budget: 20.000 €, fürs Jahr.\n\nAm 16.12.26 um 09:00 schrieb Bea:\n{QUOTE}".encode(
                    "cp1252"
                )
            ).decode(),
            "text/plain; charset=windows-1252\nContent-Transfer-Encoding: base64",
        ),
        "Unser Budget: 20.000 €, fürs Jahr.",
    ),
    ("a charset that there is not", reply("Größe: 40", "text/plain; charset=x-unknown"), "Größe: 40"),
    (
        "only a quote",
        reply(f"On Wed, Dec 16, 2026 at 9:00 AM Bea Bright <hello@bantam.example> wrote:\n\n{QUOTE}"),
        "",
    ),
]
