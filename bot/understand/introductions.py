"""Introductions in lower case: "hi im dan", "wei from lanternsoft here"."""

from __future__ import annotations

import re

from bot.understand.common_words import STOP, TOOLS, is_department, languages
from bot.understand.message import Message
from bot.understand.places import is_place
from bot.understand.titles import TITLE

_GREETED = (
    r"[\W_]*(?P<greeted>(?:hi|hey|hello|hiya|good (?:morning|afternoon|evening))(?: there| all"
    r"| team)?[,.! ]+)?"
)
# No participle and no adjective, by how they end: nobody is called "swamped".
_WORD = r"(?!\w+(?:ing|eed|ped|ssed|ated|ted|ized|red|ous|ful|less|ive|able|ible|ish)\b)[^\W\d_]{2,14}"
_WHO = rf"(?P<who>{_WORD}(?: {_WORD})?)"
_LEAD = r"(?:i'?m|i am|it'?s|its|this is) "
_FROM = re.compile(
    rf"{_GREETED}(?:{_LEAD})?{_WHO}(?P<here>,? here)?,? (?:from|at|with) "
    r"(?P<firm>[^\W\d_][\w&-]+(?: [^\W\d_][\w&-]+)??)"
    r"(?(here)(?=\s*(?:[,.!\n]|$))| here\b)"
)
_HERE = re.compile(rf"{_GREETED}{_WHO},? here(?=\s*(?:[,.!\n]|$))")
_I_AM = re.compile(
    rf"{_GREETED}{_LEAD}{_WHO}(?=\s*$|[,.!\n] ?(?P<goes_on>i\b|i'|im\b|we\b|and i\b|from\b)?"
    r"| (?P<goes_off>from|at) (?!(?:the|an?|my|our|work|home)\b)[a-z])"
)
_FEELINGS_WORDS = (
    "desperate upset mad angry bored hungry poor rich keen eager short safe aware fluent sold hooked sad home"
    " online offline behind against without serious legit down game human fun broke new blind deaf deep"
    " stumped overdue fresh fresher graduate jobless straight far away miles available excellent okay"
)
# "Flower grower here" says what somebody is.
_TRADE = re.compile(
    r"\b(?:\w+(?:maker|grower|seller|dealer|keeper|man|woman|people)|farmer|grower|baker|brewer|trader|dealer"
    r"|retailer|wholesaler|buyer|reseller|publisher|printer|carrier|shipper|builder|contractor|supplier"
    r"|manufacturer|student|pupil|intern|customer|client|user|team|company|startup|agency|shop|store|firm"
    r"|business|bakery|brewery|clinic|practice|school|hotel|charity|council|bank|broker|dentist|pharmacist)s?\b"
)
_NOBODY = STOP | TOOLS | frozenset(_FEELINGS_WORDS.split())


def lower_case(message: Message) -> re.Match[str] | None:
    """The opening words, with `who`, and `firm` when they name one; None when they introduce nobody."""
    if found := _FROM.match(message.plain):
        return found if _is_somebody(found["who"]) else None
    found = _I_AM.match(message.plain) or _HERE.match(message.plain)
    if (
        not found
        or not (found["greeted"] or found.groupdict().get("goes_on") or found.groupdict().get("goes_off"))
        or not _is_somebody(found["who"])
    ):
        return None
    return found


def _is_somebody(who: str) -> bool:
    words = who.split()
    return (
        _NOBODY.isdisjoint(words)
        and who not in languages()
        and not is_department(words[0])
        and not is_place(who)
        and not TITLE.search(who)
        and not _TRADE.search(who)
    )
