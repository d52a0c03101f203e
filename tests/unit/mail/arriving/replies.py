"""Replies that people wrote, in the forms of the mail programs that sent them.

Each row: what it is, the mail, and what the person wrote.
"""

from __future__ import annotations

from tests.unit.mail.arriving.build import OUR_ID, mail

HEAD = f"""\
From: Ann Example <ann@acme.example>
To: Bea Bright <hello@bantam.example>
Subject: Re: Three ways to plan a budget
Message-ID: <r1@acme.example>
In-Reply-To: <{OUR_ID}>
"""
QUOTE = """\
> Hello Ann,
>
> most teams spend too much. What is your budget?
>
> --
> Bea Bright
"""
BARE_QUOTE = "Hello Ann,\n\nmost teams spend too much. What is your budget?\n\nBea Bright\n"
SAID = "Our budget is 20,000 euros.\n\nCall me on Friday."


def reply(body: str, kind: str = "text/plain; charset=utf-8") -> bytes:
    return mail(f"{HEAD}MIME-Version: 1.0\nContent-Type: {kind}\n", body)


def html(body: str) -> bytes:
    return reply(
        f"<html><head><title>x</title><style>p {{ margin: 0 }}</style></head><body>{body}</body></html>",
        "text/html; charset=utf-8",
    )


def both(body: str, markup: str) -> bytes:
    return reply(
        f"--b1\nContent-Type: text/plain; charset=utf-8\n\n{body}\n--b1\n"
        f"Content-Type: text/html; charset=utf-8\n\n{markup}\n--b1--",
        'multipart/alternative; boundary="b1"',
    )


def outlook(words: str, sent: str, to: str, subject: str) -> str:
    return f"""\
{words}: Bea Bright <hello@bantam.example>
{sent}: Wednesday, December 16, 2026 9:00 AM
{to}: Ann Example <ann@acme.example>
{subject}: Three ways

{BARE_QUOTE}"""


ROWS: list[tuple[str, bytes, str]] = [
    ("nothing quoted", reply("Please call me."), "Please call me."),
    (
        "gmail",
        both(
            f"{SAID}\n\nOn Wed, Dec 16, 2026 at 9:00 AM Bea Bright <hello@bantam.example> wrote:\n\n{QUOTE}",
            "<p>x</p>",
        ),
        SAID,
    ),
    (
        "gmail, wrapped",
        reply(
            f"{SAID}\n\nOn Wed, Dec 16, 2026 at 9:00 AM Bea Bright\n<hello@bantam.example> wrote:\n\n{QUOTE}"
        ),
        SAID,
    ),
    (
        "gmail, German",
        reply(
            f"{SAID}\n\nAm Mi., 16. Dez. 2026 um 09:00 Uhr schrieb Bea Bright <hello@bantam.example>:\n\n"
            f"{QUOTE}"
        ),
        SAID,
    ),
    (
        "gmail, French",
        reply(
            f"{SAID}\n\nLe mer. 16 déc. 2026 à 09:00, Bea Bright <hello@bantam.example> a\nécrit :\n\n{QUOTE}"
        ),
        SAID,
    ),
    (
        "gmail, Spanish",
        reply(
            f"{SAID}\n\nEl mié, 16 dic 2026 a las 9:00, Bea Bright (<hello@bantam.example>)\nescribió:\n\n"
            f"{QUOTE}"
        ),
        SAID,
    ),
    (
        "gmail, Italian",
        reply(
            f"{SAID}\n\nIl giorno mer 16 dic 2026 alle ore 09:00 Bea Bright <hello@bantam.example>\n"
            f"ha scritto:\n\n{QUOTE}"
        ),
        SAID,
    ),
    (
        "gmail, Dutch",
        reply(f"{SAID}\n\nOp wo 16 dec 2026 om 09:00 schreef Bea Bright <hello@bantam.example>:\n\n{QUOTE}"),
        SAID,
    ),
    (
        "gmail, Portuguese",
        reply(
            f"{SAID}\n\nEm qua., 16 de dez. de 2026 às 09:00, Bea Bright <hello@bantam.example>\n"
            f"escreveu:\n\n{QUOTE}"
        ),
        SAID,
    ),
    (
        "gmail, html only",
        html(
            '<div dir="ltr">Our budget is 20,000 euros.<div><br></div><div>Call me on Friday.</div></div><br>'
            '<div class="gmail_quote"><div dir="ltr" class="gmail_attr">'
            "On Wed, Dec 16, 2026 at 9:00 AM Bea Bright &lt;"
            '<a href="mailto:hello@bantam.example">hello@bantam.example</a>&gt; wrote:<br></div>'
            '<blockquote class="gmail_quote"><p>Hello Ann,</p><p>What is your budget?</p></blockquote></div>'
        ),
        SAID,
    ),
    ("outlook desktop", reply(f"{SAID}\n\n{outlook('From', 'Sent', 'To', 'Subject')}"), SAID),
    (
        "outlook desktop, German",
        reply(
            f"{SAID}\n\nVon: Bea Bright <hello@bantam.example> \nGesendet: Mittwoch, 16. Dezember "
            f"2026 09:00\nAn: Ann\nBetreff: Drei Wege\n\n{BARE_QUOTE}"
        ),
        SAID,
    ),
    (
        "outlook desktop, French",
        reply(
            f"{SAID}\n\nDe : Bea Bright <hello@bantam.example>\nEnvoyé : mercredi 16 décembre 2026 09:00\n"
            f"À : Ann\nObjet : Trois\n\n{BARE_QUOTE}"
        ),
        SAID,
    ),
    ("outlook desktop, Spanish", reply(f"{SAID}\n\n{outlook('De', 'Enviado el', 'Para', 'Asunto')}"), SAID),
    ("outlook desktop, Italian", reply(f"{SAID}\n\n{outlook('Da', 'Inviato', 'A', 'Oggetto')}"), SAID),
    (
        "outlook, original message",
        reply(f"{SAID}\n\n-----Original Message-----\n{outlook('From', 'Sent', 'To', 'Subject')}"),
        SAID,
    ),
    (
        "outlook, original message, German",
        reply(f"{SAID}\n\n-----Ursprüngliche Nachricht-----\n{outlook('Von', 'Gesendet', 'An', 'Betreff')}"),
        SAID,
    ),
    (
        "outlook mobile",
        reply(
            f"{SAID}\n\nGet Outlook for iOS<https://aka.ms/o0ukef>\n________________________________\n"
            f"{outlook('From', 'Sent', 'To', 'Subject')}"
        ),
        SAID,
    ),
    (
        "outlook on the web, html only",
        html(
            '<div class="elementToProof">Our budget is 20,000 euros.</div><div><br></div>'
            '<div>Call me on Friday.</div><div id="appendonsend"></div><hr style="width:98%">'
            '<div id="divRplyFwdMsg"><font><b>From:</b> Bea Bright '
            "&lt;hello@bantam.example&gt;<br><b>Sent:</b> Wednesday<br><b>To:</b> Ann<br><b>Subject:</b> "
            "Three</font></div>"
            "<div>Hello Ann, what is your budget?</div>"
        ),
        SAID,
    ),
    (
        "outlook desktop, html only",
        html(
            '<div class="WordSection1"><p class="MsoNormal">Our budget is 20,000 euros.</p>'
            '<p class="MsoNormal">Call me on Friday.</p><div style="border-top:solid 1pt">'
            '<p class="MsoNormal"><b>From:</b> Bea Bright<br><b>Sent:</b> Wednesday<br>'
            "<b>To:</b> Ann<br><b>Subject:</b> Three</p></div><p>Hello Ann, what is your budget?</p></div>"
        ),
        SAID,
    ),
    (
        "apple mail",
        reply(f"{SAID}\n\n> On 16 Dec 2026, at 09:00, Bea Bright <hello@bantam.example> wrote:\n> \n{QUOTE}"),
        SAID,
    ),
    (
        "iphone",
        reply(
            f"{SAID}\n\nSent from my iPhone\n\n> On Dec 16, 2026, at 9:00 "
            f"AM, Bea Bright <hello@bantam.example> wrote:\n> \n{QUOTE}"
        ),
        SAID,
    ),
    (
        "iphone, German",
        reply(
            f"{SAID}\n\nVon meinem iPhone gesendet\n\n> Am 16.12.2026 um 09:00 schrieb "
            f"Bea Bright <hello@bantam.example>:\n> \n{QUOTE}"
        ),
        SAID,
    ),
    (
        "iphone, html only",
        html(
            "Our budget is 20,000 euros.<div><br></div><div>Call me on Friday.<br><br>"
            '<div dir="ltr">Sent from my iPhone</div><div dir="ltr"><br><blockquote type="cite">'
            "On Dec 16, 2026, at 9:00 AM, Bea Bright wrote:<br><br></blockquote></div>"
            '<blockquote type="cite"><div>Hello Ann</div></blockquote></div>'
        ),
        SAID,
    ),
    (
        "thunderbird, below the quote",
        reply(f"On 12/16/26 9:00 AM, Bea Bright wrote:\n{QUOTE}\n{SAID}\n"),
        SAID,
    ),
    (
        "thunderbird, German, above",
        reply(f"{SAID}\n\nAm 16.12.26 um 09:00 schrieb Bea Bright:\n{QUOTE}"),
        SAID,
    ),
    (
        "thunderbird, between the lines",
        reply(
            "On 16.12.2026 09:00, Bea Bright wrote:\n> What is your budget?\n\n20,000 euros.\n\n"
            "> When do you decide?\n\nIn March.\n\n-- \nAnn Example\nAcme Ltd"
        ),
        "20,000 euros.\n\nIn March.",
    ),
    (
        "thunderbird, flowed",
        reply(
            f"Our budget is \n20,000 euros.\n\nCall me \non Friday.\n\nOn 16.12.2026 09:00, Bea Bright "
            f"wrote:\n{QUOTE}",
            "text/plain; charset=utf-8; format=flowed",
        ),
        SAID,
    ),
    (
        "yahoo, quote without marks",
        reply(
            f"{SAID}\n\n    On Wednesday, December 16, 2026 at 09:00:00 AM GMT+1, "
            f"Bea Bright <hello@bantam.example> wrote:  \n \n {BARE_QUOTE}"
        ),
        SAID,
    ),
    (
        "samsung",
        reply(
            f"{SAID}\n\nSent from my Galaxy\n\n-------- Original message --------\n"
            f"From: Bea Bright <hello@bantam.example>\nDate: 16/12/2026 09:00\n\n{BARE_QUOTE}"
        ),
        SAID,
    ),
    (
        "gmx",
        reply(
            f"{SAID}\n\nGesendet: Mittwoch, 16. Dezember 2026 um 09:00 Uhr\n"
            f'Von: "Bea Bright" <hello@bantam.example>\nAn: Ann\nBetreff: Drei Wege\n\n{BARE_QUOTE}'
        ),
        SAID,
    ),
    (
        "protonmail",
        reply(
            f"{SAID}\n\nSent with Proton Mail secure email.\n\nOn Wednesday, December 16th, "
            f"2026 at 9:00 AM, Bea Bright <hello@bantam.example> wrote:\n\n{QUOTE}"
        ),
        SAID,
    ),
]
