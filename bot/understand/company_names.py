"""What a company's name looks like, and what stands where one would and is none."""

from __future__ import annotations

import re

from bot.understand.common_words import STOP, TOOLS, is_department
from bot.understand.facts import Said
from bot.understand.message import BLANK, Message
from bot.understand.places import is_place

WORD = r"(?:[^\W\d_a-zà-öø-ÿ][\w'.+’-]*|[0-9][\w'.+-]*|[a-z]{1,2}[A-Z][\w'-]*|&)"
SUFFIX = (
    r"(?:Inc|LLC|L\.L\.C|Ltd|Ltda|LTD|Limited|GmbH|gGmbH|mbH|AG|SE|KG|KGaA|OHG|GbR|e\.?K|e\.V|SA|SAS|SARL"
    r"|S\.A\.S"
    r"|S\.A\.R\.L|S\.A|S\.L|SL|BV|B\.V|NV|N\.V|AB|ApS|A/S|AS|ASA|Oy|Oyj|PLC|plc|Corp|Corporation|Co|Company"
    r"|Pty|SpA"
    r"|S\.p\.A|SRL|Srl|S\.r\.l|LLP|LP|Kft|OÜ|UG|Group|Holdings?|Labs?|Pvt|Private|Sdn|Bhd|Pte|d\.o\.o"
    r"|s\.r\.o|a\.s|Sp\. z o\.o|A\.Ş|S/A|EIRL|KK|K\.K)"
)
_LEGAL = re.compile(rf"(?<![\w.]){SUFFIX}\b\.?")
_TAIL = rf"(?:,? (?:& Co\.? )?{SUFFIX}(?![\w])\.?)*"
NAME = (
    rf"(?P<name>{WORD}(?:[ ](?:{WORD}|(?:of|for|und|et|and|y|e|du|des|di|del|van|the|de|la|le|der"
    rf"|für)(?= [A-Z]))){{0,5}}"
    rf"{_TAIL})"
)
_NO_COMPANY = re.compile(
    r"(?i)^(?:q[1-4]|h[12]|least|once|the moment|home|scale|once|monday|christmas|asap|\d+|\d.*|noon|midnight"
    r"|day one|google sheets|black friday|gdpr|crm|erp|bi|ai|api|board|excel"
    r"|[ap]m|gmt|cet|est|pst|ist|hi|hello|linkedin|twitter)$"
)
# "St. Elisabeth", "Dr. Oetker": a dot that ends no sentence.
_SHORT_DOT = re.compile(r"(?:\b(?:St|Dr|Mt|Ft|Mr|Mrs|Bros|Gebr|Fa|No|Sp|Sta|Co|[A-Z])|[A-Z]\.[A-Z])\.$")


def name_in(message: Message, match: re.Match[str]) -> Said | None:
    start, end = match.span("name")
    words = message.cased[start:end]
    # "at Acme. We need": a sentence's end is no part of the name, a "Inc." is.
    for stop in re.finditer(r"\.(?= |$)", words):
        left = words[: stop.end()]
        if not _SHORT_DOT.search(left) and not re.search(rf"(?<!\w){SUFFIX}\.$", left):
            end = start + stop.start()
            break
    return checked(message, start, end)


def checked(message: Message, start: int, end: int) -> Said | None:
    """What stands there as a company's name, unless it is a place, a tool, a department or a word of time."""
    if BLANK in message.plain[start:end]:
        return None
    text = re.sub(r"['’]s$", "", message.raw[start:end].rstrip(" &,-'"))
    # "GmbH." ends a sentence; in "Inc." and "S.r.l." the dot is the abbreviation's own.
    text = (
        text[:-1]
        if re.search(r"(?:GmbH|AG|SE|KG|UG|LLC|BV|AB|SA|Group|Labs?|Holdings?|Company|Limited)\.$", text)
        else text
    )
    low = text.lower()
    words = low.split()
    if (
        len(text) < 2
        or _NO_COMPANY.match(text)
        or (words[0] in STOP and (len(words) == 1 or words[0] not in _IN_NAMES))
        or (words[0] in TOOLS and not _said_outright(message, start) and not has_suffix(text))
        or (is_department(low) and not has_suffix(text))
        or is_place(low)
        or not re.search(r"[^\W\d_]", text)
    ):
        return None
    return Said(text, message.quote(start, start + len(text)))


# "First Solar", "Data Corp", "Best Buy": words that a company's name may begin with.
_IN_NAMES_WORDS = (
    "first best data american british german french indian canadian swiss great good new global one two "
    "three five"
    " all real next cloud software tech small big blue european dutch italian spanish australian finance"
    " financial marketing digital last bright clear perfect true early team home business human robot quick "
    "cool"
    " project product private may june april august boss sales happy easter christmas free open general "
    "pretty"
    " the office under above over up fresh show part real us"
)
_IN_NAMES = frozenset(_IN_NAMES_WORDS.split())


def has_suffix(text: str) -> bool:
    """Whether a legal form stands in it: "Acme GmbH"."""
    return bool(_LEGAL.search(text, 1))


def _said_outright(message: Message, start: int) -> bool:
    left = message.plain[max(0, start - 30) : start]
    return bool(
        re.search(
            r"\b(?:(?:work|employed|i'm|i am|we're|we are|here) (?:for|at|by|from)|company(?: is|:)?)\s+$",
            left,
        )
    )
