"""Who signs a message: a signature pasted from a mail, or an introduction of the same form in one line.

"Kind regards,\\nDana Fox\\nHead of Data, Acme Ltd" and "Dana Fox, Head of Data at Acme Ltd" say the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.understand import company_names, people, pieces
from bot.understand.facts import Said
from bot.understand.message import BLANK, Message, Span
from bot.understand.pieces import Piece
from bot.understand.titles import Title

_REGARDS = (
    r"(?:(?:with )?(?:my )?(?:best|kind|kindest|warm|warmest|many|friendly|sincere)? ?(?:regards|wishes"
    r"|greetings)"
    r"|rgr?ds|(?:with )?b\.?r\.?|k\.?r\.?|all the best|yours(?: (?:faithfully|sincerely|truly))?"
    r"|sincerely(?: yours)?"
    r"|respectfully|cordially|warmly|faithfully|(?:mit )?(?:freundliche[nm]?|viele[n]?|beste[n]?|liebe[n]?"
    r"|herzliche[n]?|schöne[n]?|sonnige[n]?) (?:grü(?:ß|ss)en?|gruessen?|gru(?:ß|ss))(?: aus [a-zäöü]+)?"
    r"|gru(?:ß|ss)"
    r"|grü(?:ß|ss)e|mfg|[vlb]g|hochachtungsvoll|(?:bien )?cordialement|bien à vous|(?:meilleures |sincères "
    r"|mes )?salutations"
    r"|amicalement|cdl?t|(?:un )?(?:cordial )?saludos?(?: cordiale?s)?|atentamente|atenciosamente|abraços?"
    r"|cumprimentos"
    r"|att|(?:cordiali |distinti )?saluti|met vriendelijke groet(?:en)?|(?:hartelijke )?groet(?:en|jes)?|mvg"
    r"|mvh|(?:med )?"
    r"(?:venlig|vennlig) hilsen|hilsen|(?:med )?vänliga? hälsning(?:ar)?|hälsningar|terveisin|pozdrawiam"
    r"|z poważaniem)"
)
_THANKS = (
    r"(?:(?:many |best )?thanks(?: (?:a lot|so much|again|in advance|and (?:best |kind )?regards|& (?:best "
    r"|kind )?regards))?"
    r"|thank you(?: (?:so much|very much|in advance|and (?:best |kind )?regards))?|thx|thnx|ty|cheers|best"
    r"|merci(?: d'avance)?"
    r"|danke|gracias|grazie|obrigad[oa]|talk soon|take care|bonne journée|vielen dank"
    r"|looking forward[a-z ,]*)"
)
_FORMULA = re.compile(rf"(?:^|[.!?,:)]\s*){_THANKS}?(?:[,.! ]| and | & )*(?P<firm>{_REGARDS})?[\s,.!:;*-]*$")
_FORMULA_ANY = re.compile(rf"(?:^|[.!?,:)]\s+)(?:{_THANKS}|{_REGARDS})[\s,.!:;*-]*$")
# On the same line: "LG Klaus", "Regards, Sven"; "Thanks Anna" thanks Anna.
_SIGNED_ON = re.compile(
    rf"(?:^|[.!?,;\n]\s*)(?i:{_REGARDS}|best(?=,)|(?:talk|speak) soon|take care|thanks (?:and"
    rf"|&) regards)[\s,.]+(?P<name>{people.CAPITAL})"
    rf"(?: \((?P<firm>{company_names.WORD}(?: {company_names.WORD}){{0,3}})\))?[\s.!]*$"
)
_RULE = re.compile(r"[ ]*(?:-{2,3}|_{2,}|—+|–+|/{2}|\*{3,}|={3,})[ ]*$")
_RULED = re.compile(r"[ ]*(?:-{2}|—|–|/{2}|~)[ ]*(?=[^\W\d_])")
# The line above a block that is somebody else's: "please write to my colleague".
_ANOTHERS = re.compile(
    r"(?::\s*$|\b(?:contact|colleague|boss|approver|decision|cc|talk to|write to|reach out to|ask)\b)"
)
_GREETING = (
    r"(?:(?i:hi|hello|hey|good (?:morning|afternoon|evening|day)|morning|afternoon|evening|greetings"
    r"|dear (?:team|all)"
    r"|hola|bonjour|hallo|guten tag|namaste|yes|sure|ok)(?i: there| all| team| everyone| again)?[,.! -]+)*"
)
_INTRODUCED = re.compile(
    rf"[\s\W]*{_GREETING}(?P<lead>(?i:i'm|i am|im|this is|it's|my name(?: is|'s)|name's|myself)[, ]+)?"
    rf"(?P<name>{people.CAPITAL}|(?(lead)[^\W\d_]+(?: [^\W\d_]+)?|(?!)))(?:, (?:MBA|PhD|Ph\.D\.|MSc"
    r"|PMP))?\s*(?:[,(|/:-]|[-|·•])\s*(?i:(?:the|an?|your|currently|working as) )*$"
)
_SOMEONE = re.compile(
    r"'s\b|(?: (?:at|of|@|from|with) [^,.!?\n]{2,40}?)?,? ?\b(?:who|must|has (?:to|the)|needs|will|would"
    r"|signs|decides"
    r"|approves|wants|asked|told|said|makes|should|is (?:the|my|our|who)|was|holds|handles|recommended"
    r"|referred)\b"
)
_LEAD_IN = re.compile(r"(?i:ok|okay|sure|yes|of course|here you go|here)[,:.! -]+")
_NAMED = re.compile(r"[\W_]*[^\W\d_a-z][^\s,|]* [^\s]")
# Lines that a signature has at most, blank ones too.
_LONGEST = 20
_SENTENCE = re.compile(r"(?:[!?\n]|(?<!\bdr)(?<!\bmr)(?<!\bms)(?<!\bmrs)(?<!\bst)\.)(?=\s|$)\s*")


@dataclass(frozen=True)
class Signature:
    """What was signed, every title of the message (the signature's own ones now `mine`), and the rest."""

    rest: Message
    titles: Sequence[Title]
    said: Mapping[str, Said] = field(default_factory=dict)


def find(message: Message, own: Sequence[Title], *, asked: str | None) -> Signature:
    """The signature or introduction, if there is one; `own` are the titles that stand in the message."""
    for found in _zones(message, _Lines(message), own, asked):
        if signed := _read(message, own, found):
            return signed
    return Signature(message, own)


class _Lines:
    """Where the lines stand, and their pieces, each line split once."""

    def __init__(self, message: Message) -> None:
        self._message = message
        self._split: dict[Span, list[Piece]] = {}
        ends = [cut.start() for cut in re.finditer("\n", message.cased)] + [len(message.cased)]
        self.spans: list[Span] = list(zip([0, *(end + 1 for end in ends[:-1])], ends, strict=True))

    def pieces(self, span: Span) -> list[Piece]:
        """What stands in the line."""
        if span not in self._split:
            self._split[span] = pieces.split(self._message, *span)
        return self._split[span]

    def block(self, spans: Sequence[Span]) -> list[Piece]:
        """The pieces of the lines up to the first that belongs to no signature."""
        found: list[Piece] = []
        for span in spans[:_LONGEST]:
            if not self._message.cased[slice(*span)].strip():
                continue
            line = self.pieces(span)
            if not line or all(piece.kind == "" for piece in line):
                break
            found += line
        return found


@dataclass(frozen=True)
class _Zone:
    """Pieces that may be a signature; `sure` when a closing formula or a rule announces them."""

    pieces: list[Piece]
    sure: bool
    inline: bool = False
    lower: bool = False


def _zones(message: Message, lines: _Lines, own: Sequence[Title], asked: str | None) -> Iterator[_Zone]:
    spans = lines.spans
    for n, (start, end) in enumerate(spans):
        plain, below = message.plain[start:end], spans[n + 1 :]
        if below and len(plain) < 200 and (formula := _formula(plain)):
            yield _Zone(lines.block(below), True, lower=formula == "firm")
        elif below and _RULE.match(plain):
            yield _Zone(lines.block(below), True)
        elif ruled := _RULED.match(message.cased[start:end]):
            yield _Zone(lines.block([(start + ruled.end(), end), *below]), True)
    signed = (
        _SIGNED_ON.search(message.cased, max(0, len(message.cased) - 90)) if _ends_named(message) else None
    )
    if signed and (signed.start() or len(signed.group().split()) > 2):
        named = [Piece(*signed.span("name"), "name", signed["name"])]
        yield _Zone(
            named + [Piece(*signed.span("firm"), "firm", signed["firm"])] * bool(signed["firm"]), True
        )
    if any(mark in message.cased for mark in "|·•") or len(spans) > 1 or BLANK in message.plain:
        yield from _unannounced(message, lines, asked)
    yield from _introductions(message, own, asked)


def _ends_named(message: Message) -> bool:
    last = message.cased[-40:].rstrip(" .!)\n").rsplit(" ", 1)[-1]
    return last.lstrip("(")[:1].isupper()


def _formula(plain: str) -> str:
    words = plain.strip()
    if not words or not (_FORMULA_ANY.search(plain) or _FORMULA.fullmatch(words)):
        return ""
    firm = _FORMULA.search(plain)
    return "firm" if firm and firm["firm"] else "thanks"


def _unannounced(message: Message, lines: _Lines, asked: str | None) -> Iterator[_Zone]:
    """Blocks below no formula: a name, and behind it at least a title, an address or a legal form."""
    spans = lines.spans
    for n in range(max(0, len(spans) - _LONGEST), len(spans)):
        line = message.cased[slice(*spans[n])]
        above = message.plain[slice(*spans[n - 1])] if n else ""
        if lead := _LEAD_IN.match(line):
            spans = [*spans[:n], (spans[n][0] + lead.end(), spans[n][1]), *spans[n + 1 :]]
            line = line[lead.end() :]
        if not _NAMED.match(line) or _ANOTHERS.search(above) or (asked == "authority" and not n):
            continue
        first = lines.pieces(spans[n])
        if not first or first[0].kind != "name" or " " not in first[0].text:
            continue
        block = lines.block(spans[n:])
        marked = any(mark in line for mark in ("|", "·", "•", " / "))
        listed = len(first) > 2 and all(piece.kind for piece in first)
        if len(block) < 2 or (len(first) == len(block) and not marked and not listed):
            continue
        if any(piece.kind in {"title", "contact", "firm"} for piece in block[1:]):
            yield _Zone(block, False)


def _introductions(message: Message, own: Sequence[Title], asked: str | None) -> Iterator[_Zone]:
    """ "Hi, Dana Fox, CTO at Acme": a name and a title at the start of a sentence."""
    if asked == "authority":
        return
    cuts = [0, *(cut.end() for cut in _SENTENCE.finditer(message.plain))] if own or asked == "name" else []
    for title in own:
        start = max(cut for cut in cuts if cut <= title.start)
        named = _INTRODUCED.fullmatch(message.cased, start, title.start)
        if not named or _SOMEONE.match(message.plain, title.end):
            continue
        if " " not in named["name"] and not named["lead"] and asked != "name":
            continue
        end = min((cut for cut in cuts if cut > title.start), default=len(message.plain))
        line = [
            Piece(*named.span("name"), "name", named["name"]),
            Piece(title.start, title.end, "title", message.cased[title.start : title.end]),
        ]
        yield _Zone([*line, *pieces.split(message, title.end, end, behind_title=True)], False, inline=True)
    if asked == "name" and any(mark in message.plain for mark in ",/(-|"):
        line = pieces.split(message, 0, len(message.plain.split("\n")[0]))
        if len(line) in {2, 3} and line[0].kind == "name" and line[1].kind in {"name", "firm"}:
            # "O'Connor, Sinead" and "Bond, James Bond" are one person's names.
            if " " not in line[0].text + line[1].text or line[1].text.endswith(f" {line[0].text}"):
                return
            yield _Zone(line, False, inline=True)


def _read(message: Message, own: Sequence[Title], zone: _Zone) -> Signature | None:
    parts = [piece for piece in zone.pieces if piece.kind != "contact"]
    names = [piece for piece in parts if piece.kind == "name"]
    # "Jess", and below it "Jessica Tran, RevOps Analyst".
    if len(names) > 1 and _longer(names[0], names[1], parts):
        parts.remove(names.pop(0))
    first = parts[0] if parts else None
    if not first or (
        first.kind not in {"name", "title", "firm"} and not (zone.lower and first.kind == "word")
    ):
        return None
    said: dict[str, Said] = {}
    name = next(
        (p for p in parts if p.kind == "name" or (zone.lower and p is first and p.kind == "word")), None
    )
    if name and (found := people.name_at(message, (name.start, name.end), [], strict=False)):
        said["name"] = found
    if not zone.sure and "name" not in said:
        return None
    others = [piece for piece in parts if piece.kind in {"firm", "name"} and piece is not name]
    others.sort(key=lambda piece: piece.kind != "firm")
    if others and (firm := company_names.checked(message, others[0].start, others[0].end)):
        said["company"] = firm
    if country := next((piece for piece in parts if piece.kind == "country"), None):
        said["country"] = Said(country.text, message.quote(country.start, country.end))
    signed = [piece for piece in parts if piece.kind == "title"][:1]
    # Others' titles stand in the small print: "Geschäftsführer: Max Kern".
    begin, end = min(p.start for p in zone.pieces), max(p.end for p in zone.pieces)
    kept = [title for title in own if zone.inline or not begin <= title.start < end]
    titles = _titles(kept, signed)
    if not said or (zone.sure and "name" not in said and len(parts) < 2 and first.kind != "firm"):
        return None
    return Signature(_without(message, zone.pieces, said, inline=zone.inline), titles, said)


def _longer(short: Piece, full: Piece, parts: list[Piece]) -> bool:
    if " " in short.text or " " not in full.text:
        return False
    after = parts[parts.index(full) + 1 :]
    then_title = bool(after) and after[0].kind == "title" and parts.index(full) == 1
    return full.text[:1] == short.text[:1] or (then_title and any(p.kind in {"name", "firm"} for p in after))


def _titles(own: Sequence[Title], signed: Iterable[Piece]) -> list[Title]:
    """Every title, with the signature's as the speaker's own."""
    titles = list(own)
    for piece in signed:
        within = [title for title in own if title.start < piece.end and piece.start < title.end]
        titles = [title for title in titles if title not in within]
        titles.append(Title(piece.start, piece.end, True, pieces.owns(piece.text)))
    return sorted(titles, key=lambda title: title.start)


def _without(message: Message, parts: list[Piece], said: Mapping[str, Said], *, inline: bool) -> Message:
    """What the other grammars read: the message cut off where the signature at its end begins."""
    if inline:
        return message.without((each.quote.start, each.quote.end) for each in said.values())
    start = min(piece.start for piece in parts)
    end = max(piece.end for piece in parts)
    if message.cased[end:].strip():
        return message.without([(start, end)])
    return replace(message, cased=message.cased[:start], plain=message.plain[:start])
