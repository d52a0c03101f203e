"""Companies named in short answers and in lower case: "we're called northwind", "cto at pixelmoth"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.understand import introductions
from bot.understand.common_words import STOP
from bot.understand.company_names import SUFFIX, WORD, checked, has_suffix
from bot.understand.facts import Said
from bot.understand.message import BLANK, Message
from bot.understand.places import is_place
from bot.understand.titles import Title

_LEAD_IN = re.compile(
    r"(?i)^[\W_]*(?:(?:the |my |our )?(?:company|firm|employer)(?: name)?\? *)?(?:(?:well|oh|sure|yes|ok"
    r"|okay|hi|hello|so|um|it would be)[,. ]+)*(?:it'?s(?: called"
    r"| named)?"
    r"|(?:we |just )?(?:were |got )?(?:renamed|rebranded)(?: (?:to|as))?|now called"
    r"|it is(?: called)?|we'?re(?: called| now called| with| from| at)?|we are(?: called| from| at)?"
    r"|i'?m (?:at|with|from)"
    r"|i (?:work|am) (?:at|for|with|from|in)|(?:i am |i'm |am )?working (?:at|for|with|in)|(?:my|our|the)"
    r" (?:company|firm|business|organi[sz]ation|employer|startup)(?:'s)?(?: name)?(?: is(?: called)?|'s)?"
    r"|company(?: name)?(?: is|:)?|name(?: is|:)?|the name is|from|at|for|called|that'?s|that would be"
    r"|we work (?:at|for)|i run|i own|i represent|this is|put(?: down)?|write|make it|use)?\s*[:\-]?\s*"
)
_NO_NAME_REPLY = re.compile(
    r"(?i)^(?:i|we|you|they|same|the same|as|already|an?|some|just|another|different) |\b(?:no|none|not"
    r"|n't|nothing|skip|why|what|how|who|when|where|don't|rather|prefer|business|freelanc\w*"
    r"|self[- ]employed|private(?! limited|ly)|unemployed|idea|know|want|need|can|could|would|please|budget"
    r"|sorry|hello"
    r"|hi|thanks|yes|yep|sure|ok|okay|stop|help|price|pricing|cost|demo|people|employees|doesn't|does|is|are"
    r"|was|have"
    r"|has|later|secret|pass|n/a|na|depends|several|looking|students?|myself|anonymous|confidential|stealth"
    r"|dunno|idk"
    r"|hmm+|lol|matter)\b"
)
_LABELLED = re.compile(
    r"(?m)^[\s*-]*(?:company|firm|employer|firma|organi[sz]ation|business|entreprise"
    r"|empresa)(?: name)?\s*[:=-]\s*"
    r"(?P<name>[^\n,;]{2,50}?)[ .]*$"
)
_UNTIL = r"(?=\s*(?:$|[,.;!?()\n]|\b(?:and|we|i|in|but|with|as|on|here|based)\b))"
# "A family business, Huber Bakers": what it is, then what it is called.
_DESCRIBED = re.compile(
    rf"(?i:(?:just |only )?an? [a-z][a-z' -]{{2,40}}), (?P<name>{WORD}(?: {WORD}){{0,5}})(?=\s*(?:[,.!]|$))"
)
_SMALL = rf"(?P<name>[^\W\d_][\w&'-]+(?: [^\W\d_][\w&'-]+){{0,2}}?){_UNTIL}"
_LOWER_AT = re.compile(rf"(?:\bi(?:'m| am)? work(?:ing)?|(?:, |\band )working) (?:for|at) {_SMALL}")
_LOWER_LEADS = re.compile(rf"\bi (?:run|lead|manage|head|oversee) [^,.;!?]{{2,30}} at {_SMALL}")
_LOWER_HERE = re.compile(rf"\b(?:here|we|us) at {_SMALL}")
_LOWER_TITLE = re.compile(rf" (?:at|@|bei) ?{_SMALL}")
_LOWER_NAME = re.compile(
    r"^[\W_]*(?:hi |hey |hello |sure,? |yes,? )*(?:i'?m |i am |it'?s |this is |me |my name is )?[^\W\d_]+"
    r"(?: [^\W\d_]+)?,? (?:here )?(?:from|at|with|@) ?(?P<name>[^\W\d_][\w.&-]+(?: [^\W\d_][\w.&-]+)?)[\W_]*$"
)
# What follows "at" and "for" without an article and is no name, or names a kind of company.
_NO_LOWER_WORDS = (
    "home work night scale school university college last present large ease risk hand fun money companies "
    "startups"
    " enterprises different several various bank company firm agency hospital factory shop store startup "
    "manufacturer"
    " retailer insurance organisation organization fintech clinic government industry corporate level times "
    "minimum"
    " maximum day days month year same place location weekends hours logistics sea competitor competitors "
    "rival yours"
    " public charity ngo nonprofit non-profit"
)
_NO_LOWER = frozenset(_NO_LOWER_WORDS.split())


def lower(message: Message, own: Sequence[Title], asked: str | None) -> Said | None:
    """ "cto at pixelmoth", "im zoe from pixelmoth": without an article, so a name, though in lower case."""
    labelled = _LABELLED.search(message.plain)
    found = [
        labelled,
        _LOWER_AT.search(message.plain),
        _LOWER_HERE.search(message.plain),
        _LOWER_LEADS.search(message.plain),
    ]
    found += [_LOWER_TITLE.match(message.plain, title.end) for title in own if title.mine]
    found += [_LOWER_NAME.match(message.plain)] if asked in {"name", "company"} else []
    introduced = introductions.lower_case(message)
    if introduced and "firm" in introduced.re.groupindex and introduced["firm"] not in _NO_LOWER | STOP:
        return checked(message, *introduced.span("firm"))
    for match in found:
        words = match["name"].split() if match else []
        if not match or any(word in _NO_LOWER or (word in STOP and match is not labelled) for word in words):
            continue
        if said := checked(message, *match.span("name")):
            return said
    return None


def answer(message: Message) -> Said | None:
    """The answer to "which company?", in any case."""
    line = message.cased.lstrip("\n").split("\n")[0]
    offset = len(message.cased) - len(message.cased.lstrip("\n"))
    start = match.end() if (match := _LEAD_IN.match(line)) else 0
    if described := _DESCRIBED.match(line, start):
        return checked(message, *(place + offset for place in described.span("name")))
    cut = re.split(
        rf",(?! (?:{SUFFIX}|inc|ltd|llc)(?!\w))|[;!?(]| - |\.(?= |$)(?<!St\.)(?<!Dr\.)(?<!Co\.)(?<!\.[A-Z]\.)"
        r"| and (?:we|i|our|it)\b|,? (?:in|from) [A-Z]|,? we(?:'re| are| have)\b|\s+here\b| with an? ",
        line[start:],
    )[0]
    cut = cut[cut.rfind(": ") + 1 :]
    rest = cut.strip(" \"'")
    if (
        not rest
        or len(rest.split()) > (8 if has_suffix(rest) else 6)
        or len(rest) > 60
        or _NO_NAME_REPLY.search(rest)
        or (rest.islower() and all(word in _NO_LOWER for word in rest.split()))
    ):
        return None
    if not re.search(r"[^\W\d_]|\d[A-Za-z]|[A-Za-z]\d", rest) or is_place(rest.lower().strip(".")):
        return None
    if not has_suffix(rest):
        rest = rest.rstrip(".")
    start = message.cased.index(rest, start + offset)
    if BLANK in message.plain[start : start + len(rest)]:
        return None
    return Said(message.raw[start : start + len(rest)], message.quote(start, start + len(rest)))
