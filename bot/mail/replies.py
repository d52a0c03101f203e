"""What a person wrote in a reply, without the mail that they quote and without their signature.

By lines, in one pass: mail programs differ in how they announce a quote, and agree on where lines end.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

MOST_LINES = 2_000
LONGEST_ANNOUNCEMENT = 400
"""Characters of "On Monday ... Ann Example <ann@acme.example> wrote:", which programs wrap over lines."""

LONGEST_SIGNATURE = 15
"""Lines after a "Kind regards" that still are a signature."""

QUOTED = re.compile(r"\s{0,3}>")
WROTE = re.compile(
    r"\b(?:(?:wrote|a écrit|écrivait|escribió|escribiste|ha scritto|scrisse|heeft geschreven|"
    r"geschrieben|escreveu|skrev|napisał\(?a?\)?)\s?[:：]|(?:schrieb|schreibt|schreef|skrev)\b[^:]{0,200}[:：])$",
    re.IGNORECASE,
)
"""At the end; in German and Dutch the name comes after the verb."""

ANNOUNCES = re.compile(
    r"[>\s*]{0,4}(?:(?:on|am|le|el|il|op|em|den|dnia|el día|il giorno|a|at|vom)\b|\d{1,4}[./-]|\S.{0,100}<)",
    re.IGNORECASE,
)
ORIGINAL = re.compile(
    r"[\s>*_-]{0,20}(?:-{2,}|_{2,})?\s?(?:original message|original appointment|forwarded message|"
    r"begin forwarded message|"
    r"ursprüngliche nachricht|originalnachricht|weitergeleitete nachricht|"
    r"message d['’]origine|message original|message transféré|mensaje original|mensaje reenviado|"
    r"messaggio originale|messaggio inoltrato|oorspronkelijk bericht|doorgestuurd bericht|"
    r"mensagem original)\s?[-_:*]{0,20}\s*$",
    re.IGNORECASE,
)
FROM = re.compile(r"[\s*]{0,4}(?:from|von|de|da|van|di|expéditeur|mittente)\s?:\*?\s+\S", re.IGNORECASE)
SENT = re.compile(
    r"[\s*]{0,4}(?:sent|date|gesendet|datum|envoyé|enviado(?: el| em)?|fecha|inviato|data|verzonden|to|an|à|"
    r"para|a|aan|cc|subject|"
    r"betreff|objet|asunto|oggetto|onderwerp|assunto)\s?:",
    re.IGNORECASE,
)
RULE = re.compile(r"\s{0,3}(?:_{8,}|-{20,}|={20,}|\*{20,})\s*$")
SIGNATURE = re.compile(r"\s{0,3}--\s*$")
SENT_FROM = re.compile(
    r"\s{0,3}(?:sent (?:from|with|via|using)|get outlook|von (?:meinem?|unterwegs)|gesendet (?:von|mit|über)|"
    r"diese nachricht wurde von meinem|envoyé (?:de(?:puis)?|par|avec|à partir)|obtenir outlook|"
    r"télécharger outlook|outlook für|"
    r"enviado (?:desde|do|pelo|de)|obtener outlook|obter o outlook|inviato d|ottieni outlook|scarica outlook|"
    r"verzonden (?:vanaf|met|via)|outlook voor|holen sie sich outlook|"
    r"laden sie outlook)\b[^.?!]{0,90}\.?(?:<[^>]{0,200}>)?\s*$",
    re.IGNORECASE,
)
CLOSING = re.compile(
    r"\s{0,3}(?:(?:with )?(?:best|kind|kindest|warm|warmest|many)(?: (?:regards|wishes|thanks))?|regards|"
    r"cheers|sincerely|yours(?: \w+)?|"
    r"all the best|thanks(?: (?:again|a lot|so much|and (?:best|kind) regards|in advance))?|"
    r"thank you(?: (?:again|very much))?|br|kr|"
    r"(?:mit )?(?:freundlichen?|besten?|viele[nr]?|herzlichen?|liebe[nr]?|schöne[nr]?|sonnigen?) (?:gr(?:ü|"
    r"ue)(?:ß|ss)en?|dank)|gr(?:ü|ue)(?:ß|ss)e|"
    r"(?:freundliche|beste|viele|herzliche|liebe|schöne) gr(?:ü|ue)(?:ß|ss)e(?: aus \w+)?|gru(?:ß|ss)|mfg|"
    r"lg|vg|danke(?: und (?:viele )?gr(?:ü|ue)(?:ß|ss)e)?|"
    r"(?:bien )?cordialement|bien à vous|(?:meilleures|sincères) salutations|salutations(?: distinguées)?|"
    r"cdlt|merci(?: d['’]avance)?|bonne journée|"
    r"(?:un )?(?:cordial )?saludos?(?: cordiales?)?|un saludo|atentamente|gracias|muchas gracias|"
    r"(?:cordiali |distinti |un cordiale )?salut[io]|cordialmente|grazie(?: mille)?|"
    r"(?:met )?(?:vriendelijke|hartelijke) groet(?:en)?|groet(?:en|jes)?|mvg|bedankt|"
    r"atenciosamente|(?:com os )?melhores cumprimentos|cumprimentos|abraço|obrigad[oa])\s?[,.!]?\s*$",
    re.IGNORECASE,
)
POSTSCRIPT = re.compile(r"\s{0,3}p\.? ?s\.?\s?[:.,-]?\s", re.IGNORECASE)


def what_they_wrote(text: str) -> str:
    """The person's own lines. Answers between quoted lines count; what is below a quote that is not marked
    with `>` is part of it."""
    lines = text.split("\n")[:MOST_LINES]
    blocks = [_without_signature(block) for block in _own_blocks(lines)]
    return "\n\n".join(block for block in blocks if block)


def _own_blocks(lines: Sequence[str]) -> list[list[str]]:
    """What stands between quotes, until one begins that ends the mail."""
    blocks: list[list[str]] = [[]]
    at = 0
    while at < len(lines):
        line = lines[at]
        if QUOTED.match(line):
            blocks.append([])
        elif length := _announcement(lines, at):
            if not _marked_quote_follows(lines, at + length):
                break
            blocks.append([])
            at += length - 1
        elif _begins_outlooks_quote(lines, at):
            break
        else:
            blocks[-1].append(line)
        at += 1
    return blocks


def _announcement(lines: Sequence[str], at: int) -> int:
    """How many lines say "On ... wrote:" from here on; 0 for none."""
    if not ANNOUNCES.match(lines[at][:LONGEST_ANNOUNCEMENT]):
        return 0
    said = ""
    for length in range(1, 5):
        if at + length > len(lines) or len(said) > LONGEST_ANNOUNCEMENT:
            return 0
        line = lines[at + length - 1].strip()
        if not line:
            return 0
        said = f"{said} {line}".strip()
        if line.endswith((":", "：")):
            named = re.search(r"\d|@", said)
            return length if named and len(said) <= LONGEST_ANNOUNCEMENT and WROTE.search(said) else 0
    return 0


def _marked_quote_follows(lines: Sequence[str], at: int) -> bool:
    for line in lines[at : at + 4]:
        if line.strip():
            return bool(QUOTED.match(line))
    return False


def _begins_outlooks_quote(lines: Sequence[str], at: int) -> bool:
    """ "From: ... Sent: ... To: ...", or a line that says "Original Message"."""
    line = lines[at][:LONGEST_ANNOUNCEMENT]
    if ORIGINAL.match(line):
        return True
    if RULE.match(line):
        return any(FROM.match(next_line[:200]) for next_line in lines[at + 1 : at + 4])
    if not FROM.match(line) and not SENT.match(line):
        return False
    head = [next_line[:200] for next_line in lines[at : at + 6]]
    senders = sum(bool(FROM.match(next_line)) for next_line in head)
    return senders > 0 and senders + sum(bool(SENT.match(next_line)) for next_line in head) >= 3


def _without_signature(lines: Sequence[str]) -> str:
    kept: list[str] = []
    for at, line in enumerate(lines):
        if SIGNATURE.match(line) or (RULE.match(line) and any(kept)):
            break
        if SENT_FROM.match(line[:300]):
            continue
        if CLOSING.match(line[:100]) and any(kept) and _is_signature(lines[at + 1 :]):
            kept += _postscript(lines[at + 1 :])
            break
        kept.append(line.rstrip())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()


def _is_signature(lines: Sequence[str]) -> bool:
    """A name and an address may be long and hold links, but ask nothing."""
    filled = [line for line in lines if line.strip()]
    before = [line for line in filled[:LONGEST_SIGNATURE] if not POSTSCRIPT.match(line)]
    return len(filled) <= LONGEST_SIGNATURE and not any(line.rstrip().endswith("?") for line in before[:3])


def _postscript(lines: Sequence[str]) -> list[str]:
    for at, line in enumerate(lines):
        if POSTSCRIPT.match(line):
            return ["", *lines[at : at + 5]]
    return []
