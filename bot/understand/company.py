"""The name of the visitor's company."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.understand import second_thoughts
from bot.understand.common_words import STOP, TOOLS
from bot.understand.company_answers import answer, lower
from bot.understand.company_names import NAME, SUFFIX, WORD, name_in
from bot.understand.facts import Said
from bot.understand.message import Message
from bot.understand.openings import Opened
from bot.understand.titles import Title

_THE = (
    r"(?:a (?:small |big |little )?(?:company|firm|startup|business|agency) (?:called|named) "
    r"|the (?:company |firm )?)?"
)
# Where a company stands, each with words one of which must be there (a search costs more).
_PLACES: tuple[tuple[tuple[str, ...], re.Pattern[str] | Opened], ...] = (
    (("at", "@"), re.compile(rf"(?:^|[\s,(])(?:at|@|AT)\s*{_THE}{NAME}")),
    (
        ("from", "representing"),
        Opened(
            r"(?i:\b(?:i(?:'m| am)|im|i m|we(?:'re| are)|this is|it'?s|here|calling|writing|speaking"
            r"|reaching out"
            r"|name(?:'s| is)? [a-z]+(?: [a-z]+)?|greetings|hello|hi|myself [a-z]+),? (?:all "
            r"|here |coming "
            rf"|from the team |calling |writing |speaking )?(?:from|representing))\s+(?i:{_THE}){NAME}"
        ),
    ),
    (
        ("from", "with", " of ", "representing"),
        re.compile(
            r"(?:(?i:\bi(?:'m| am)|\bwe(?:'re| are)|\bhere|\bspeaking)|(?:^|[.,!\n]\s*|\b(?i:hi|hello|hey"
            r"|i'm|im|i am|this is"
            rf"|it's|myself)[,!.]? +)(?P<who>[^\W\d_a-z]\w+(?: [^\W\d_a-z][\w'-]+){{0,2}}),?(?: here,?)?)"
            rf" (?i:(?:now |currently )?(?:from|with|of|representing))\s+(?i:{_THE}){NAME}"
        ),
    ),
    (
        (),
        Opened(
            r"(?i:\b(?:(?:am |i )?work(?:ing|s)? (?:here )?(?:for|at|in)|(?:i'm|i am) working with"
            r"|employed (?:by|with|at)|represent(?:ing)?|on"
            r" behalf of|join(?:ed)|(?:our|my|the) (?:company|firm|business|organi[sz]ation|employer|startup"
            r"|agency)(?:"
            r" name)?(?: is|'s|:)?(?: called| named)?,?|company(?: name)? ?(?::|is|=|-)(?: called)?"
            r"|(?:company|firm|startup"
            r"|business|agency|shop|consultancy) (?:called|named)|(?:founder|co-?founder|owner"
            r"|(?<=[a-z] )director|md|c[a-z]o"
            r"|president|head of [a-z]+|vp(?: of)? [a-z]+|manager|engineer|analyst|officer|partner|developer"
            r"|lead) (?:of|for"
            r"|with|bei|chez)|(?:i|and|now) (?:run|own|founded|manage|lead|started)|we(?:'re"
            r"| are) (?:called|named)"
            r"|trad(?:ing|e) as|doing"
            r" business as|organi[sz]ation ?(?::|is)|(?:firma|entreprise|empresa|société|azienda"
            r"|employer)(?: name)? ?:))"
            rf"\s*(?i:{_THE}){NAME}"
        ),
    ),
    (
        ("we", "i'm", "im ", "this"),
        Opened(
            r"(?i:\b(?:we'?re|we are|i'?m with"
            rf"|this is))\s+(?P<name>{WORD}(?:[ ]{WORD}){{0,3}},? {SUFFIX}(?!\w)\.?)"
        ),
    ),
    (
        ("we",),
        Opened(rf"(?i:\b(?:we'?re|we are)) +{NAME}(?=, an? | - an? | \()"),
    ),
    (("we (",), re.compile(rf"\b(?i:we) \({NAME}(?=[,)])")),
    (
        ("company ",),
        re.compile(rf"(?<=[,;\n] )(?i:company) {NAME}(?=\s*(?:[,;\n]|$))"),
    ),
    (
        ("company name", "company's name"),
        Opened(rf"(?i:\bcompany(?:'s)? name[^.!?\n]{{0,20}}[,:;] (?:it'?s|it is|should be|is|use))\s+{NAME}"),
    ),
    (("at ",), Opened(rf"(?i:\b(?:we at|here at|us at|team at|over at|us here at))\s+{NAME}")),
    (
        (),
        re.compile(
            rf"^(?P<name>{WORD}(?:[ ]{WORD}){{0,3}},? (?:GmbH|Inc|LLC|Ltd|AG|PLC|Corp|BV|Limited|Oy|AB"
            r"|ApS)\b\.?)(?=\s*(?:here|,|\.|-|$))"
        ),
    ),
)
_OF_TITLE = re.compile(
    rf"\s*,?\s(?:of|at|for|with|in|from|@|bei|von|der|chez|de|da|della|-)\s+(?i:{_THE}){NAME}"
)
_ANOTHER_DID = re.compile(
    r"\s*(?:recommended|told|said|says|referred|asked|suggested|mentioned|introduced|gave|pointed|sent|wants"
    r"|signs|decides"
    r"|approves|is (?:the|our|my)|has to|must)\b"
)


def name(message: Message, own: Sequence[Title], *, asked: str | None) -> Said | None:
    """The company that the speaker is with; asked for, the whole answer is its name, in any case.

    `own` are the titles in the message: "Geschäftsführer of Acme" names the company.
    """
    found = _named(message, own, asked) or (answer(message) if asked == "company" else None)
    if found and (later := second_thoughts.after(message, found.quote.start)):
        other = _named(later, [], asked) or (answer(later) if asked == "company" else None)
        if other and (other.quote.text[0].isupper() or not found.quote.text[0].isupper()):
            return other
    return found or lower(message, own, asked)


def _named(message: Message, own: Sequence[Title], asked: str | None) -> Said | None:
    for title in own:
        if (
            title.mine
            and (match := _OF_TITLE.match(message.cased, title.end))
            and (value := name_in(message, match))
        ):
            return value
    for words, pattern in _PLACES:
        if words and not any(word in message.plain for word in words):
            continue
        matches = (
            pattern.finditer(message, cased=True)
            if isinstance(pattern, Opened)
            else pattern.finditer(message.cased)
        )
        for match in matches:
            if not _anothers(message, match, asked) and (value := name_in(message, match)):
                return value
    return None


def _anothers(message: Message, match: re.Match[str], asked: str | None) -> bool:
    """Whether the name is none of the speaker's company: "approval is with Maria", "Ministry of Health"."""
    left = message.plain[max(0, match.start("name") - 12) : match.start("name")].rstrip()
    who = match.groupdict().get("who")
    if asked == "authority" and left.endswith(" with"):
        return True
    if who:
        first = who.split()[0].lower()
        if first in STOP or first in TOOLS or _ANOTHER_DID.match(message.plain, match.end()):
            return True
        if left.endswith(" of") and (" " not in who or asked == "company"):
            return True
    return _switching(message, match)


def _switching(message: Message, match: re.Match[str]) -> bool:
    """Whether a tool is named, not an employer: "moving from Tableau", "data from Salesforce"."""
    left = message.plain[max(0, match.start("name") - 40) : match.start("name")]
    return bool(
        re.search(
            r"\b(?:mov\w+|migrat\w+|switch\w+|data|reports?|away|export\w*|import\w*|com(?:e|es)|integrat\w+"
            r"|quote|got|get|bought|heard|people|users|comes|pull\w*|differs?|different|coming|sync\w*"
            r"|tables?"
            r"|records?|feeds?|everything|work(?:ing|s)? with|work in|look\w*|offers?|proposals?|demo"
            r"|invoices?|someone"
            r"|meeting|met|saw|event|conference|booth|friends?|colleagues?|recommend\w*)"
            r"(?: [a-z]+)? (?:from|with|in|at)\s+$|\blook(?:ing|ed)? at\s+$|\buse[sd]? [a-z]+ at\s+$"
            r"|\b(?:you|they|he|she|who|people)(?: [a-z]+)? (?:work(?:s|ing)?|are|is) (?:at|for|in|with)\s+$"
            r"|\bdo(?:es)? [a-z]+ work (?:at|for|with)\s+$"
            r"|\bi (?:was|used to be|had been)(?! (?:just |recently )?(?:promoted|made"
            r"|named))\b[^.,;!?]{0,30}"
            r" (?:at|for|with)\s+$"
            r"|\b(?:start\w*|used to work|worked|was|were|formerly|previously|ex-?[a-z]+"
            r"|former [a-z]+) (?:working )?(?:at"
            r"|for|with|in)\s+$|\b(?:not|n't|don't work|no longer) (?:at|for|with|from)\s+$",
            left,
        )
    )
