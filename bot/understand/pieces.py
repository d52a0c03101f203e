"""The pieces of a signature's line and what each is: "Office Manager, Ridgeway Dental | +1 312 943 0199"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.understand import company_names, places, titles
from bot.understand.common_words import STOP, TOOLS, is_department, languages
from bot.understand.facts import Said
from bot.understand.message import BLANK, Message, read
from bot.understand.people import CAPITAL, shown
from bot.understand.titles import TITLE


@dataclass(frozen=True)
class Piece:
    """`kind`: name (of a person or firm), firm (by its legal form), title, country, contact, word or ""."""

    start: int
    end: int
    kind: str
    text: str


_BETWEEN = re.compile(
    rf"\s*(?:[|·•;\t<>()]|\s[-/]\s|,(?!\s*(?:&\s*)?{company_names.SUFFIX}\b)|{BLANK}+|\s(?:@|at|bei"
    r"|chez)(?=\s))\s*"
)
_ROLE = re.compile(
    r"(?:[\w&/.'-]+,? ){0,5}(?:manager|engineer|analyst|developer|director|architect|scientist|consultant"
    r"|coordinator"
    r"|administrator|admin|specialist|officer|lead|leader|executive|assistant|controller|planner|buyer"
    r"|accountant|partner"
    r"|designer|strategist|supervisor|representative|owner|researcher|secretary|intern|trainee|auditor"
    r"|technician|guy|gal"
    r"|associate|founder|president|chair(?:man|woman|person)?|principal|advisor|adviser|expert|steward"
    r"|treasurer|bookkeeper"
    r"|leiter(?:in)?|direktor(?:in)?|referent(?:in)?|inhaber(?:in)?|geschäftsführer(?:in)?|prokurist(?:in)?"
    r"|vorstand"
    r"|[\w-]+(?:leiter|manager|berater|entwickler)(?:in)?|direct(?:eur|rice)|gérante?|président[e]?"
    r"|fondat(?:eur"
    r"|rice)|gerente"
    r"|diret(?:or|ora)|directora|jefe|jefa|titolare|responsabile|direttore|sócio|socio|eigenaar|zaakvoerder"
    r"|director general"
    r"|daglig leder|vd|toimitusjohtaja)"
    r"|(?:head|vp|svp|evp|director|vice president|chief|manager|lead|leiter(?:in)?|leitung|teamleiter(?:in)?"
    r"|directeur"
    r"|directrice|responsable|jefe|jefa|gerente|director|directora|diretora?|responsabile|hoofd|global head"
    r"|group head|chef"
    r"|(?:[a-z]+ )?assistant to|c[a-z]{1,2}o|member|partner|team lead|md|werkstudent(?:in)?"
    r"|praktikant(?:in)?)(?:,? (?:of|for|im|de|des|du|del|da|di"
    r"|the|in|-|,|&|and) ?[\w&/ ,'-]{1,50}"
    r"|,? [\w&/-]+(?: [\w&/-]+)?)?"
)
_LABEL = re.compile(
    r"(?:tel|ph|phone|telefon|téléphone|tél|telephone|mobile?|mob|cell|handy|fax|e-?mail|mail|web(?:site)?"
    r"|www|url"
    r"|linkedin|skype|whatsapp|direct(?: line)?|office|t|m|e|p|f|w|d|o|c|l|i|addr(?:ess)?"
    r"|hq)\b\.?\s*[:.]?\s*$"
)
_FOOTER = re.compile(
    r"sent (?:from|via|with)\b|get outlook|von mein|gesendet|envoyé|enviado|inviato|hr[ab]\b|amtsgericht"
    r"|registered"
    r"|sitz\b|registergericht|ust|vat\b|company (?:no|reg)|geschäftsführ\w*:|handelsregister|siret|\(?(?:she"
    r"|he|they)/"
    r"|(?:mba|ph\.?d\.?|pmp|cpa|m\.?sc\.?|b\.?sc\.?|m\.?a\.?|b\.?a\.?|dipl\S*|esq|cissp|acca|cfa|llm)\.?$"
    r"|https?:|www\.|linkedin"
    r"|twitter|confidential|book a (?:call|meeting)|\*+$|[-_=*~]+$|@\w"
)
_ADDRESS = re.compile(
    r"(?=.*\d)(?!.*(?:[$€£%¥₹]|\d\s?k\b|\b(?:eur|usd|gbp|chf|inr|aud|budget|people|employees|users|q[1-4]|by"
    r"|in|for|per|year"
    r"|month|weeks?|days?|am|pm)\b))(?=.*[^\W\d_]{2})[\w\s.,'/&#:-]{3,60}$"
)
# German letters are signed "i. A." (on behalf), and everywhere "Dr.".
_LEAD = re.compile(
    r"[ *_~/\"'-]*(?:(?:i\. ?[AV]\.|ppa\.|gez\.|(?i:dr|mr|mrs|ms|prof|herr|frau|ing"
    r"|mme)\.?(?= )) *)*(?:Dipl\.\S* )?"
)
_NUMBER = re.compile(r"[\d\s()+./-]{5,}(?:ext\.?\s?\d+)?$|ext\.?\s?\d+$|[a-z]{0,2}-?\d{4,6}$")
_CITY_STATE = re.compile(r"[A-Z]{2}(?: \d{5})?$")
_FIRM = re.compile(
    r"(?:[^\W_][\w'’.&+-]*|&)(?: (?:[A-Z0-9ÄÖÜÉ][\w'’.&+-]*|&|of|and|the|de|des|du|für|und|et|for|y|e|di|del"
    r"|la|le|van)){0,6}\.?"
)
_DEPUTY = re.compile(
    r"(?i)\b(?:assistant|secretary|pa|ea|deputy|referent(?:in)?|office of|to the|reporting to"
    r"|stellvertretende)\b"
)


# Titles that own a purchase, in the languages of other people's signatures.
_OWNS = re.compile(
    r"(?:mit)?inhaber(?:in)?|eigenaar|gérante?|titolare|sócio|dueñ[oa]|propriétaire|directeur général|pdg"
    r"|vorstand"
    r"|(?:geschäftsführer|geschäftsleiter)(?:in)?|zaakvoerder|toimitusjohtaja|daglig leder|vd|(?:it"
    r"|edv)-?leiter(?:in)?"
    r"|leiter(?:in)? (?:der )?(?:it|edv|daten|data)\b.*|dsi|directeur des systèmes d'information"
    r"|directora? (?:general|de ti"
    r"|de tecnolog[ií]a)|gerente general|diretora? (?:geral|de tecnologia|executivo)|amministratore delegato"
    r"|bestuurder"
    r"|verkställande direktör|adm(?:inistrerende|\.)? direktør|fondat(?:eur|rice)"
)
_OF_WHAT = re.compile(r"\s*(?:,| -|-)\s*")
_ANSWERED = re.compile(
    r"^[\W_]*(?:(?:i'?m|i am|it'?s|my (?:title|role|job)(?: is)?|ich bin|je suis|soy|sono|as|i do|i work in"
    r"|(?:i'?m |i am )?in) )?(?:(?:just|only|currently|now) )?(?P<article>(?:the|an?|die|der|la|le) )?"
    r"(?P<title>[^\W\d_][^.!?\n,;\x00]{1,50})[\s.!]*$"
)
# How a trade is called: "receptionist"; "loser" and "super" need an article to be one.
_TRADE = re.compile(r"(?:[^\W\d_]+ ){0,2}[^\W\d_]{3,}(?:ist|ian|eur|woman|man)")
# A sentence about somebody is no title.
_SENTENCE = re.compile(
    r"\b(?:i|me|my|our|your|you|we|they|he|she|are|is|was|get|want|need|has|does|said|asked|told|wants|needs"
    r"|decides?|signs?|approves?)\b"
)


def owns(title: str) -> bool:
    """Whether this title owns such a purchase by itself: "VP, Data & Analytics", "Inhaberin"."""
    low = title.lower()
    if _OWNS.fullmatch(low):
        return True
    whole = read(_OF_WHAT.sub(" of ", low, count=1))
    return not _DEPUTY.search(title) and any(each.owns for each in titles.find(whole))


def _is_job(words: str, *, called: bool) -> bool:
    """Whether an answer names a job; `called` with an article, any one noun does: "the barista"."""
    if _SENTENCE.search(words):
        return False
    if _ROLE.fullmatch(words) or is_department(words):
        return True
    plain = STOP.isdisjoint(words.split())
    return plain and bool(_TRADE.fullmatch(words) or (called and " " not in words))


def answered_title(message: Message) -> Said | None:
    """The title that a short answer to "what is your role?" consists of, in any of the languages above."""
    answer = _ANSWERED.match(message.plain)
    if not answer or not _is_job(answer["title"].strip(), called=bool(answer["article"])):
        return None
    quote = message.quote(answer.start("title"), len(message.plain[: answer.end("title")].rstrip()))
    return Said(quote.text, quote)


def split(message: Message, start: int, end: int, *, behind_title: bool = False) -> list[Piece]:
    """What stands at `start:end`, piece by piece; blanked addresses and numbers are `contact`.

    Behind a title, words that are no name are no company either: "CTO at Acme, migration by Q3".
    """
    text = shown(message, start, end)
    if len(text) > 220:
        return []
    found: list[Piece] = []
    here = 0
    for cut in [*(match.span() for match in _BETWEEN.finditer(text)), (len(text), len(text))]:
        piece = _piece(text, here, cut[0], start)
        if piece and piece.text == "MD" and found and found[-1].kind == "contact":
            continue  # Baltimore, MD
        if piece and not _joined(found, piece, text[: cut[0]]):
            found.append(piece)
        if BLANK in text[slice(*cut)]:
            found.append(Piece(start + cut[0], start + cut[1], "contact", ""))
        here = cut[1]
    if behind_title:
        found = _behind_title(message, start, found)
    return found


def _piece(text: str, start: int, end: int, offset: int) -> Piece | None:
    words = text[start:end]
    lead = _LEAD.match(words)
    start += lead.end() if lead else 0
    words = words[lead.end() if lead else 0 :].rstrip(" *_-~/\"'")
    if not words.strip(" ."):
        return None
    kind, inner = kind_of(words)
    if kind == "country":
        start += inner
        code = places.country_named(words[inner:].strip(" .").lower())
        return Piece(offset + start, offset + start + len(words) - inner, kind, code or "")
    return Piece(offset + start, offset + start + inner, kind, words[:inner])


def kind_of(words: str) -> tuple[str, int]:
    """What these words are, and how many characters of them (of a country: from which character on)."""
    low = words.lower().strip(" .")
    if places.country_named(low) and (len(low) > 2 or words.strip(". ").isupper()):
        return "country", 0
    if _LABEL.fullmatch(low + ":") or _LABEL.fullmatch(low) or _FOOTER.match(low) or _NUMBER.match(low):
        return "contact", len(words)
    if places.is_place(low):
        return "contact", len(words)
    if (
        company_names.has_suffix(words)
        and len(words.split()) <= 8
        and not re.search(r"[!?]$|[,.]\s+[a-z]", words)
    ):
        # "Petit Four SARL in Lyon": the legal form ends the name, but "& Co. KG" follows "GmbH".
        behind = re.search(rf"(?<![\w.]){company_names.SUFFIX}\b\.?(?= [a-z])", words)
        return "firm", behind.end() if behind else len(words)
    if title := _title(words, low):
        return "title", title
    if _CITY_STATE.fullmatch(words):
        return "contact", len(words)
    last = re.search(r"(?:.*[\d\s])?\s([^\W\d_]+(?: [^\W\d_]+)?)$", low)
    if _ADDRESS.fullmatch(low):
        if last and places.country_named(last[1]):
            return "country", last.start(1)
        return "contact", len(words)
    return _named(words, low)


def _title(words: str, low: str) -> int:
    if len(low.split()) > 8 or re.search(r"[!?]$|\b(?:i|we|is|are|our|my|has|will)\b", low):
        return 0
    found = TITLE.match(low)
    # "Director of Harbor Food Bank": behind "of" stands the company.
    if (
        found
        and re.search(r" (?:of|for) [a-z]+$", found.group())
        and re.match(r" [A-Z]", words[found.end() :])
    ):
        where = found.group().rindex(" of " if " of " in found.group() else " for ")
        if not is_department(low[where + 4 :].replace(",", " ")):
            return where
    if found and found.end() == len(low):
        return len(words)
    if _ROLE.fullmatch(low) and not (" " not in low and low in {"chef", "vd"} and words.islower()):
        return len(words)
    return 0


def _named(words: str, low: str) -> tuple[str, int]:
    first = low.split()[0].strip(".,")
    plain_words = len(words.split())
    if is_department(low):
        return "contact", len(words)
    if re.search(r"[!?:]$", words) or low in languages() or (first in STOP and plain_words < 2):
        return "", len(words)
    if first in TOOLS or BLANK in words:
        return "", len(words)
    unusual = [word for word in low.split() if word.strip(".,") in STOP]
    if re.fullmatch(CAPITAL + r"\.?", words) and plain_words <= 5 and not unusual:
        return "name", len(words.rstrip("."))
    begins = words[0].isdigit() if first in STOP else words[0].isupper() or words[0].isdigit()
    if (begins or (words[0].isupper() and words.split()[-1][0].isupper())) and _FIRM.fullmatch(words):
        return "name", len(words.rstrip("."))
    if re.fullmatch(r"[^\W\d_]+(?: [^\W\d_]+)?", words) and words.islower() and not unusual:
        return "word", len(words)
    return "", len(words)


def _joined(found: list[Piece], piece: Piece, text: str) -> bool:
    """ "Director, Analytics": a department behind a title's comma belongs to it."""
    if (
        not found
        or found[-1].kind != "title"
        or piece.kind != "contact"
        or BLANK in text[-len(piece.text) - 2 :]
    ):
        return False
    last = found[-1]
    if not is_department(piece.text.lower()) or piece.start - last.end > 3:
        return False
    found[-1] = Piece(last.start, piece.end, "title", f"{last.text}, {piece.text}")
    return True


_OF = re.compile(r"\s*,?\s*(?:at|of|for|from|with|@|bei|von|der|chez|de|in|here at)\s+(?:the )?")


def _behind_title(message: Message, start: int, found: list[Piece]) -> list[Piece]:
    kept: list[Piece] = []
    for piece in found:
        inner = piece.text
        led = _OF.match(" " + inner)
        if led and piece.start - start < 4 and piece.kind in {"", "name", "firm"}:
            at = piece.start + led.end() - 1
            kind, length = kind_of(message.cased[at : piece.end]) if at < piece.end else ("", 0)
            kept.append(Piece(at, at + length, kind, message.cased[at : at + length]))
        elif (
            (piece.kind == "name" and " " not in inner and not kept)
            or piece.kind in {"firm", "country"}
            or (piece.kind == "name" and not kept)
        ):
            kept.append(piece)
    return kept
