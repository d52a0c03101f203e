"""The visitor's own name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from bot.understand import introductions, second_thoughts
from bot.understand.common_words import STOP, TOOLS, languages
from bot.understand.company_names import has_suffix
from bot.understand.facts import Said
from bot.understand.message import BLANK, Message, Span
from bot.understand.openings import Opened
from bot.understand.places import is_place
from bot.understand.titles import Title

_UP = r"[^\W\d_a-zà-öø-ÿ][\w'’]*(?:-[^\W\d_][\w'’]*)*"
_PARTICLE = r"(?:van|von|de|der|den|del|della|di|da|dos|du|la|le|el|al|bin|ibn|ben|ter|zu|af|y|e|st\.?)"
_INITIAL = r"[A-Z]\."
CAPITAL = rf"(?:{_UP}(?: (?:{_INITIAL}|{_PARTICLE}(?= )|{_UP}(?![\w]))){{0,5}})"
_ANY = r"(?:[^\W\d_][\w'’.-]*(?: [^\W\d_][\w'’-]*){0,5})"
_HONOUR = re.compile(
    r"^(?:(?:mr|mrs|ms|miss|mx|dr|prof|professor|sir|herr|frau|madame|monsieur|mme|ing|dipl\.?-?ing)\.? +)+",
    re.IGNORECASE,
)
# Said outright, a name may be in any case; after "I'm" it needs a capital.
_SAID = re.compile(
    r"(?i:\b(?:my (?:full |good |first |last )?name(?: is\b(?!n't| not)|'s|s|:)?\b|(?:(?:^"
    r"|[.,!?\n] ?)(?:the )?|the )names?(?:'s| is)?|(?:^|[\n,;(] ?)name ?[:=-]"
    r"|you can call me|i am called|i'm called|i go by|i am named|people call me|contact(?: name| person)?:"
    r"|mein name ist|ich hei(?:ß|ss)e|je m'appelle|me llamo|mi nombre es|mi chiamo|meu nome (?:é|e)|me chamo"
    rf"|mijn naam is|jag heter|mitt namn är|jeg heter))\s*[:,]?\s*(?P<name>{_ANY})"
)
_FORM = re.compile(
    r"(?i:\bfirst name)(?: is|:)?\s*(?P<first>[^\W\d_][\w'’-]*)[\s,;/|]+(?:and )?(?i:(?:my )?(?:last name"
    r"|surname"
    r"|family name))(?: is|:)?\s*(?P<last>[^\W\d_][\w'’-]*)"
)
# One of these stands in every such sentence; looking for them first is faster.
_SAYING = (
    "name",
    "call",
    "contact",
    "hei",
    "appelle",
    "llamo",
    "chiamo",
    "chamo",
    "heet",
    "heter",
    "naam",
    "go by",
)
_I_AM = Opened(
    r"(?:\b(?P<lead>(?i:i'm|i am|im|i m|it's me,?|its me,?|myself|me is|me,|ich bin|hier ist|je suis|soy|sono"
    r"|ik ben"
    r"|call me|i,|you(?:'re| are) (?:chatting|talking|speaking) (?:to|with)|this is|it's|it is|that's|here is"
    r"|here's))),? (?:(?:Dr|Mr"
    rf"|Mrs|Ms|Prof)\.? )?(?P<name>{CAPITAL})"
)
_GERMAN_IM = re.compile(r"(?!(?i:hi|hey|hello|yes|sure|ok)\b)\b[^\W\d_]+ \Z")
_THIRD = re.compile(
    r"'s\b|,? ?(?:who\b|that (?:decides|signs)|(?:our|my|his|her|their) |(?:decides|signs|approves|has to"
    r"|must"
    r"|needs to|will (?:sign|decide|approve))\b)"
)
_HERE = re.compile(
    rf"(?:^|[.!,\n]\s*|\b(?i:hi|hello|hey|morning|afternoon)[,!.]? +)(?P<name>{CAPITAL}),? (?i:(?:here"
    r"|speaking)"
    r"(?=\s*(?:[,.!;:()\n-]|$|from\b|at\b|with\b|of\b|again\b|and\b))|(?:from|at|with|@) (?!(?:our|my|your|a"
    r"|an|this"
    r"|which|where|what)\b))"
)
# "Tom Reed from Acme recommended you" and "Ann from accounting told me" are about somebody else.
_REFERRED = re.compile(
    r"(?:[^\s,.;:!?]+ ){1,4}?(?:has |have |had )?(?:recommended|told|said|referred|asked|suggested"
    r"|mentioned|introduced|gave|sent|wants)\b"
)
_REACH = (
    r"(?:and |my |here'?s |it'?s |the |e-?mail|mail|address|number|phone|tel|mobile|cell|is |you can "
    r"|reach me"
    r"|(?:on|at|under) |[:.\s])*"
)
# "Dana Fox, dana@acme.example": what is blanked is the address or the number.
_BESIDE = re.compile(
    rf"(?:^|\n|\b(?i:sure|yes|ok|hi|hello)[,. ]+)(?P<name>{CAPITAL})\s*[,(|/<:-]?\s*(?i:{_REACH}){BLANK}"
)
_LISTED = re.compile(rf"^(?P<name>{_UP}(?: (?:{_PARTICLE} )?{_UP}){{1,3}})(?:\s*[,(|/]|\s+-)\s*(?=\S)")
_REPLY = re.compile(
    r"^[\W_]*(?:(?:sure|sure thing|yes|ok|okay|of course|well|oh|hi|hello|hey|certainly|yep|yeah|ya|so|right"
    r"|fine"
    r"|no problem|no|sorry|gladly|absolutely|thanks)[,.! :-]+)*(?:(?:it's|it is|its|i'm|i am|im|this is"
    r"|that's"
    r"|that would be|that'd be|typo|correction|i mean|i meant|name is|the name is|name's"
    r"|(?:just )?put (?:down"
    r"|me down as)|just|make it|write|use|call me"
    rf"|just call me|me:?|full name:?|my name)[: ]\s*)?(?:(?:prof|dr)\. +)*(?P<name>{_ANY})",
    re.IGNORECASE,
)
_BEHIND_COLON = re.compile(rf": (?P<name>{CAPITAL})[.! ]*$")
_THEN_ASKS = re.compile(r"[^?.!\n]{2,40}(?=[.!] [^?]*\?)")
_ENDS = re.compile(
    r"(?i)[ ,]+(?:from|at|here|and|with|of|in|the|i|we|my|our|but|speaking|works?|by|for|is|\||the|y|e)$"
)
# Also words, and names when they stand in capitals before or behind another name.
_BOTH_WORDS = (
    "will may april june august best good english french german small long price cost head real new fine end"
    " early late hope person dear call day wise art bill mark rich frank grant chase"
)
_BOTH = frozenset(_BOTH_WORDS.split())


# Cities and countries that people are called by.
_CALLED_WORDS = (
    "sofia adelaide sydney jordan chad georgia paris austin dallas troy israel kenya asia santiago lima "
    "vienna alexandria kingston houston martinique cyprus lourdes guadalupe ireland holland lincoln madison "
    "brooklyn"
)
_CALLED = frozenset(_CALLED_WORDS.split())


def find(message: Message, titles: Iterable[Title], *, asked: str | None) -> Said | None:
    """The name that the visitor gives for themselves; asked for it, a reply of up to four words is one."""
    spans = [(title.start, title.end) for title in titles]
    found = _introduced(message, spans, asked) or (_reply(message, spans) if asked == "name" else None)
    found = _in_full(message, found) if found else None
    if not found or not (later := second_thoughts.after(message, found.quote.start)):
        return found
    other = _introduced(later, spans, "name") or _reply(later, spans)
    return other if other and other.quote.text[0].isupper() else found


def _in_full(message: Message, short: Said) -> Said:
    """ "Im dan, dan whitaker" and "Bond, James Bond": the second time in full."""
    name = re.escape(short.quote.text)
    full = re.compile(rf",? \(?(?P<name>{name} [^\W\d_][\w'’-]+|[^\W\d_][\w'’-]+ {name})\b")
    again = full.match(message.raw, short.quote.end) if " " not in short.quote.text else None
    return Said(again["name"], message.quote(*again.span("name"))) if again else short


def _in_form(message: Message) -> Said | None:
    """ "First name: Aisha, last name: Bello"."""
    if "first name" not in message.plain or not (form := _FORM.search(message.cased)):
        return None
    return Said(f"{form['first']} {form['last']}", message.quote(form.start("first"), form.end("last")))


def _introduced(message: Message, titles: list[Span], asked: str | None) -> Said | None:
    if form := _in_form(message):
        return form
    for match in _SAID.finditer(message.cased) if any(word in message.plain for word in _SAYING) else ():
        if said := name_at(message, match.span("name"), titles, strict=False):
            return said
    for match in _I_AM.finditer(message, cased=True):
        lead = match["lead"].lower().rstrip(",")
        # "Werkstudentin im Controlling": German, where it is no "I'm".
        if lead == "im" and _GERMAN_IM.search(message.cased, 0, match.start()):
            continue
        # "It's Peter who decides", "that's Maria, our CFO": somebody else.
        pointing = lead in {"this is", "it's", "it is", "that's", "here is", "here's"}
        if pointing and (asked == "authority" or _THIRD.match(message.plain, match.end())):
            continue
        if said := name_at(message, match.span("name"), titles, strict=True):
            return said
    if (asked != "authority") and (lower := introductions.lower_case(message)):
        return name_at(message, lower.span("who"), titles, strict=False)
    if asked == "company":
        return None
    if asked != "authority":
        for match in _HERE.finditer(message.cased):
            if _REFERRED.match(message.cased, match.end()):
                continue
            if said := name_at(message, match.span("name"), titles, strict=True):
                return said
    return _beside(message, titles, asked)


def _beside(message: Message, titles: list[Span], asked: str | None) -> Said | None:
    if BLANK in message.plain:
        seen = shown(message)
        for match in _BESIDE.finditer(seen):
            # One word may be anything: "Throwaway address: qz81@mail.example".
            behind = seen[match.end("name") : match.end() - 1].strip(" ,(|<-")
            alone = " " not in match["name"] and (behind or asked not in {"name", "email", "phone"})
            if not alone and (said := name_at(message, match.span("name"), titles, strict=True)):
                return said
    if asked == "name" and (listed := _LISTED.search(message.cased)):
        return name_at(message, listed.span("name"), titles, strict=True)
    return None


def _reply(message: Message, titles: list[Span]) -> Said | None:
    # "Lena. And yours?" answers first.
    if answered := _THEN_ASKS.match(message.plain):
        message = replace(message, cased=message.cased[: answered.end()], plain=answered.group())
    if behind := _BEHIND_COLON.search(message.cased):
        return name_at(message, behind.span("name"), titles, strict=True)
    reply = _REPLY.search(message.cased)
    # "Dana, but why do you ask?" is an answer, "seriously?" is none.
    if not reply or ("?" in message.plain and not re.match(r",| -|\.| but\b", message.plain[reply.end() :])):
        return None
    end = reply.end()
    rest = message.cased[end:].strip(" .!,")
    if (
        len(message.cased.split()) <= 5
        or not rest
        or rest[0] in ",(|"
        or message.cased[end] in ",.(|;-\n"
        or rest.startswith("but ")
    ):
        return name_at(message, reply.span("name"), titles, strict=False)
    return None


def shown(message: Message, start: int = 0, end: int | None = None) -> str:
    """The cased words at `start:end`, blanked where other grammars have read."""
    if BLANK not in message.plain:
        return message.cased[start:end]
    places = zip(message.plain[start:end], message.cased[start:end], strict=True)
    return "".join(BLANK if plain == BLANK else cased for plain, cased in places)


def name_at(message: Message, span: Span, titles: list[Span], *, strict: bool) -> Said | None:
    """The name at this place, without what goes before and behind it; `strict` where nobody asked for one."""
    start, end = span
    # "my name is Dana Fox CTO": the title is no part of it.
    end = min([end, *(begin for begin, _ in titles if start <= begin < end)])
    text = message.raw[start:end]
    if honour := _HONOUR.match(text):
        start, text = start + honour.end(), text[honour.end() :]
    text = _ENDS.sub("", _kept(text)).rstrip(" .,'-&")
    end = start + len(text)
    if home := re.search(r" (?:de|da|di|du|van|aus) (?P<place>[^ ]+)$", text):
        text = text[: home.start()] if is_place(home["place"].lower()) else text
        end = start + len(text)
    if len(text) < 2 or text.endswith(("'s", "’s")) or BLANK in message.plain[start:end]:
        return None
    # "I'm Jordan from ...": a place's name is a person's when an introduction goes on, or it was asked for.
    told = not strict or re.match(
        r",? (?:from|at|here|with)\b" + (r"|[\s!.]*$|[,!]" if text.lower() in _CALLED else ""),
        message.plain[end:],
    )
    if not is_name(text) or (is_place(text.lower()) and not told):
        return None
    # "I gave you the wrong company name, it's Brightfield Ltd".
    if strict and has_suffix(text):
        return None
    # "I'M LOOKING": shouting is no name.
    if strict and text.isupper() and len(text) > 3 and message.raw.isupper():
        return None
    return Said(text, message.quote(start, end))


def _kept(text: str) -> str:
    """The words up to the first that is in no name."""
    words = text.split(" ")
    kept: list[str] = []
    for place, word in enumerate(words):
        low = word.lower().strip(".,'’")
        if low in STOP or low in TOOLS:
            others = [*kept, *words[place + 1 : place + 2]]
            named = (
                low in _BOTH and word.istitle() and ((others[:1] and others[0].istitle()) or text == "Will")
            )
            if not named:
                break
        kept.append(word)
        if word.endswith(".") and len(word) > 3:
            break
    return " ".join(kept)


def is_name(text: str) -> bool:
    """Whether these words can be a person's name: letters, and no language's name."""
    return text.lower() not in languages() and bool(
        re.search(r"[^\W\d_]{2}|[^\W\d_] [^\W\d_]|[\u3040-\u9fff\uac00-\ud7af]", text)
    )
