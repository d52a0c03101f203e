"""The visitor's own name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from babel import Locale

from bot.understand.countries import is_place
from bot.understand.facts import Said
from bot.understand.message import Message
from bot.understand.titles import Title

_UP = r"[^\W\d_a-zà-öø-ÿ][\w'’]*(?:-[^\W\d_][\w'’]*)*"
_PARTICLE = r"(?:van|von|de|der|den|del|della|di|da|dos|du|la|le|el|al|bin|ibn|ben|ter|zu|af|y|e|st\.?)"
_INITIAL = r"[A-Z]\."
_CAPITAL = rf"(?:{_UP}(?: (?:{_INITIAL}|{_PARTICLE}(?= )|{_UP}(?![\w])))*)"
_ANY = r"(?:[^\W\d_][\w'’.-]*(?: [^\W\d_][\w'’-]*){0,5})"
_HONOUR = re.compile(
    r"^(?:mr|mrs|ms|miss|mx|dr|prof|professor|sir|herr|frau|madame|monsieur)\.? +", re.IGNORECASE
)
# Said outright, a name may be in any case; after "I'm" it needs a capital.
_SAID = re.compile(
    rf"(?i:\b(?:my (?:full )?name(?: is|'s|:)|my name|the name(?: is|'s)|name ?[:=]|name's|call me"
    rf"|you can call me|i am called|i'm called|i go by))\s*[:,]?\s*(?P<name>{_ANY})"
)
_I_AM = re.compile(
    rf"(?:\b(?i:i'm|i am|im|this is|it's|it is|that's|myself|ich bin|here is|here's|i,)),? (?:(?:Dr|Mr"
    rf"|Mrs|Ms|Prof)\.? )?(?P<name>{_CAPITAL})"
)
_HERE = re.compile(
    rf"(?:^|[.!,\n]\s*|\b(?i:hi|hello|hey)[, ]+)(?P<name>{_CAPITAL}) (?i:here|speaking|from|at|with)\b"
)
_SIGNED = re.compile(
    rf"(?i:\b(?:regards|best|cheers|thanks|thank you|sincerely|greetings|br|kr"
    rf"|yours)\b),?(?: (?i:regards|wishes))?[ ,!.-]*\n+\s*(?P<name>{_CAPITAL})\s*(?:$|\n)"
)
_LISTED = re.compile(rf"^(?P<name>{_UP}(?: (?:{_PARTICLE} )?{_UP}){{1,2}})\s*[,(|/-]\s*(?=\S)")
_REPLY = re.compile(
    rf"^[\W_]*(?:(?:sure|yes|ok|okay|of course|well|oh|hi|hello|hey|certainly|yep|yeah"
    rf"|no problem)[,.! ]+)*(?:(?i:it's|it is|its|i'm|i am|im|this is|that's|that would be|that'd be"
    rf"|name is|the name is|name's|just|call me|me:?)\s+)?(?P<name>{_ANY})",
    re.IGNORECASE,
)
_STOP_WORDS = (
    "a an the not no yes ok okay so very really just only also from at in on of for with by and or but if "
    "as to is are was be been am interested looking happy sorry sure afraid here there good fine great "
    "well new curious trying thinking wondering working running doing going getting using having "
    "currently still now already always thanks thank hello hi hey please skip pass what why who how when "
    "where which rather prefer none nothing business evaluating comparing researching gathering exploring "
    "planning hoping able ready unable responsible based located calling writing asking available free "
    "busy back out part one pretty quite more most too all both about it we you they he she i this that "
    "my our your unsure certain confused stuck lost done tired sick glad pleased excited student intern "
    "manager engineer analyst developer consultant director head chief founder owner boss freelancer "
    "recruiter marketing sales finance data product project hr ceo cto cfo coo cio cmo ciso md vp vice "
    "president senior junior lead team company budget timeline price demo meeting monday tuesday "
    "wednesday thursday friday saturday sunday january february march april june july august september "
    "october november december anonymous private idea don't dont won't can't say tell want need know "
    "think would could should can will do does did have has had get got let see actually definitely "
    "probably maybe perhaps mostly mainly basically honestly customer client user vendor competitor "
    "reseller partner bot human robot person real someone somebody nobody anyone yours mine me us them "
    "him her tech technical technology software cloud small big large medium global european american "
    "british german french spanish italian dutch polish indian chinese canadian australian swiss swedish "
    "danish norwegian irish seo website sem help support pricing cost costs trial question i'm im it's "
    "we're that's i'd i've let's quick interesting nice cool awesome perfect right exactly correct wrong "
    "true false enough unfortunately stop restart start quit exit cancel delete unsubscribe bye goodbye "
    "later never next first last "
)
_STOP = frozenset(_STOP_WORDS.split())
_ENDS = re.compile(
    r"(?i)[ ,]+(?:from|at|here|and|with|of|in|the|i|we|my|our|but|speaking|works?|by|for|is|\||the)$"
)


@lru_cache(maxsize=1)
def _languages() -> frozenset[str]:
    return frozenset(name.lower() for name in Locale.parse("en").languages.values())


def find(message: Message, titles: Iterable[Title], *, asked: str | None) -> Said | None:
    """The name that the visitor gives for themselves; asked for it, a reply of up to four words is one."""
    spans = [(title.start, title.end) for title in titles]
    for pattern in (_SAID, _I_AM, _HERE, _SIGNED, _LISTED):
        for match in pattern.finditer(message.cased):
            if pattern in (_HERE, _LISTED) and asked == "company":
                continue
            if said := _name(message, match, spans, strict=pattern in (_I_AM, _HERE, _LISTED)):
                return said
    reply = _REPLY.search(message.cased) if asked == "name" and "?" not in message.plain else None
    if reply:
        rest = message.cased[reply.end() :].strip(" .!,")
        if (
            len(message.cased.split()) <= 5
            or not rest
            or rest[0] in ",(|"
            or message.cased[reply.end()] in ",.(|;-\n"
        ):
            return _name(message, reply, spans, strict=False)
    return None


def _name(
    message: Message, match: re.Match[str], titles: list[tuple[int, int]], *, strict: bool
) -> Said | None:
    start, end = match.span("name")
    text = message.raw[start:end]
    if honour := _HONOUR.match(text):
        start, text = start + honour.end(), text[honour.end() :]
    words: list[str] = []
    for word in text.split(" "):
        low = word.lower().strip(".,'")
        if low in _STOP and not (words and low in {"may", "june", "april"}):
            break
        words.append(word)
    text = _ENDS.sub("", " ".join(words)).rstrip(" .,'-&")
    end = start + len(text)
    low = text.lower()
    if (
        len(text) < 2
        or any(begin < end and start < stop for begin, stop in titles)
        or "\x00" in message.plain[start:end]
    ):
        return None
    # "I'm Jordan from ...": a place's name is a person's when an introduction goes on, or it was asked for.
    told = not strict or re.match(r",? (?:from|at|here|with)\b", message.plain[end:])
    if (
        low in _languages()
        or (is_place(low) and not told)
        or not re.search(r"[^\W\d_]{2}|[^\W\d_] [^\W\d_]|[\u3040-\u9fff\uac00-\ud7af]", text)
    ):
        return None
    # "I'M LOOKING": shouting is no name.
    if strict and text.isupper() and len(text) > 3 and message.raw.isupper():
        return None
    return Said(text, message.quote(start, end))
