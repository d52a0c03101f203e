"""The name of the visitor's company."""

from __future__ import annotations

import re

from bot.understand.countries import is_place
from bot.understand.facts import Said
from bot.understand.message import Message

_WORD = r"(?:[A-Z0-9][\w'.+-]*|[a-z]{1,2}[A-Z][\w'-]*|&)"
_SUFFIX = (
    r"(?:Inc|LLC|Ltd|Limited|GmbH|AG|SE|KG|SA|SAS|SARL|S\.A\.|BV|B\.V\.|NV|AB|ApS|A/S|AS|Oy|Oyj|PLC|plc"
    r"|Corp|Corporation|Co|Company|Pty|SpA|S\.p\.A|SRL|Srl|LLP|LP|Kft|OÜ|UG|Group|Holding|Holdings|Labs?"
    r"|Pvt)"
)
_NAME = (
    rf"(?P<name>{_WORD}(?:[ ](?:{_WORD}|of(?= [A-Z])|and(?= [A-Z][a-z]+(?:$|[ ,.]))|de"
    rf"|the(?= [A-Z]))){{0,4}}(?:,? {_SUFFIX}\b\.?)*)"
)
_PLACES = (
    re.compile(rf"(?:^|[\s,(])(?:at|@|AT)\s*(?:a company called |the company )?{_NAME}"),
    re.compile(
        rf"(?i:\b(?:i(?:'m| am)|we(?:'re| are)|this is|it'?s|here|calling|writing|speaking|reaching out"
        rf"|[a-z]+ here|name(?:'s| is)? [a-z]+(?: [a-z]+)?|[a-z]+),? (?:coming |from the team "
        rf"|calling )?(?:from|with|representing))\s+(?:the company )?{_NAME}"
    ),
    re.compile(
        rf"(?i:\b(?:work(?:ing|s)? (?:for|with|in)|employed (?:by|with)|represent(?:ing)?|on behalf of"
        rf"|join(?:ed)|(?:our|my|the) company(?: name)?(?: is|'s)?(?: called)?,?|company(?: name)? ?(?::|is"
        rf"|=)(?: called)?|company called|firm called|startup called|business called"
        rf"|(?:founder|co-?founder|owner|[a-z]+ director|md|c[a-z]o|president|head of [a-z]+"
        rf"|vp(?: of)? [a-z]+|manager|engineer|analyst|officer|partner|developer|lead) (?:of|for|with)"
        rf"|i (?:run|own|founded|manage|lead)|we(?:'re| are) called|trading as|organi[sz]ation ?(?::"
        rf"|is)))\s*{_NAME}"
    ),
    re.compile(
        rf"(?i:\b(?:we'?re|we are|i'?m with"
        rf"|this is))\s+(?P<name>{_WORD}(?:[ ]{_WORD}){{0,3}},? {_SUFFIX}\b\.?)"
    ),
    re.compile(rf"(?i:\b(?:we at|here at|us at|team at|over at))\s+{_NAME}"),
    re.compile(
        rf"^(?P<name>{_WORD}(?:[ ]{_WORD}){{0,3}},? (?:GmbH|Inc|LLC|Ltd|AG|PLC|Corp|BV|Limited|Oy|AB"
        rf"|ApS)\b\.?)(?=\s*(?:here|,|\.|-|$))"
    ),
)
_NO_COMPANY = re.compile(
    r"(?i)^(?:q[1-4]|h[12]|the|a|an|our|my|your|least|most|all|first|once|the moment|home|work|scale|end"
    r"|this|that|i|we|it|you|january|february|march|april|may|june|july|august|september|october|november"
    r"|december|monday|tuesday|wednesday"
    r"|thursday|friday|saturday|sunday|christmas|easter|eur|usd|gbp|asap|sales|marketing|it|finance|hr|ceo"
    r"|cto|cfo|cio|coo|md|vp|head|founder|\d+|\d.*|noon|midnight|day one|no|not|yes|ok|what|which|how|today"
    r"|tomorrow|excel|google sheets|tidewater|black friday"
    r"|aws|azure|gdpr|sap|crm|erp|bi|ai|api|data|boss|board)$"
)
_LEAD_IN = re.compile(
    r"(?i)^[\W_]*(?:(?:well|oh|sure|yes|ok|okay|hi|hello)[,. ]+)*(?:it'?s(?: called)?|it is(?: called)?"
    r"|we'?re(?: called)?|we are(?: called)?|i'?m (?:at|with|from)|i (?:work|am) (?:at|for|with|from)"
    r"|i work at|my company(?: name)?(?: is(?: called)?|'s)?|our company(?: name)?(?: is(?: called)?|'s)?"
    r"|the company(?: name)?(?: is(?: called)?|'s)?"
    r"|company(?: name)?(?: is|:)?|name(?: is|:)?|the name is|from|at|for|called|that'?s|that would be"
    r"|we work (?:at|for)|i run|i own|this is)?\s*[:\-]?\s*"
)
_NO_NAME_REPLY = re.compile(
    r"(?i)\b(?:no|none|not|n't|nothing|skip|why|what|how|who|when|where|don't|rather|prefer|business"
    r"|freelanc\w*|self[- ]employed|private|unemployed|idea|know|want|need|can|could|would|please|budget"
    r"|sorry|hello|hi|thanks|yes|ok|stop|help|price|pricing|cost|demo|people|employees)\b"
)


def name(message: Message, *, asked: str | None) -> Said | None:
    """The company that the speaker is with; asked for, the whole answer is its name, in any case."""
    for pattern in _PLACES:
        for match in pattern.finditer(message.cased):
            if (value := _name(message, match)) and not _switching(message, match):
                return value
    return _answer(message) if asked == "company" else None


def _name(message: Message, match: re.Match[str]) -> Said | None:
    start, end = match.span("name")
    words = match["name"]
    # "at Acme. We need": a sentence's end is no part of the name, a "Inc." is.
    if (stop := re.search(r"\.(?= |$)", words)) and not re.search(rf"\b{_SUFFIX}\.", words[: stop.end()]):
        end = start + stop.start()
    if "\x00" in message.plain[start:end]:
        return None
    text = message.raw[start:end].rstrip(" &,-'")
    text = re.sub(r"'s$", "", text)
    first = text.split()[0] if text.split() else ""
    if (
        len(text) < 2
        or _NO_COMPANY.match(text)
        or _NO_COMPANY.match(first)
        or is_place(text.lower())
        or not re.search(r"[^\W\d_]", text)
    ):
        return None
    return Said(text, message.quote(start, start + len(text)))


def _switching(message: Message, match: re.Match[str]) -> bool:
    """Whether a tool is named, not an employer: "moving from Tableau", "data from Salesforce"."""
    left = message.plain[max(0, match.start("name") - 40) : match.start("name")]
    return bool(
        re.search(
            r"\b(?:mov\w+|migrat\w+|switch\w+|data|reports?|away|export\w*|import\w*|com(?:e|es)|integrat\w+"
            r"|quote|got|get|bought|heard|people|users|comes|pull\w*|differs?|different|coming|sync\w*"
            r"|tables?"
            r"|records?|feeds?|everything|work(?:ing|s)? with|work in|look\w*)"
            r"(?: [a-z]+)? (?:from|with|in)\s+$|\blook(?:ing|ed)? at\s+$|\buse[sd]? [a-z]+ at\s+$",
            left,
        )
    )


def _answer(message: Message) -> Said | None:
    line = message.cased.split("\n")[0]
    start = match.end() if (match := _LEAD_IN.match(line)) else 0
    rest = re.split(r"[,;!?(]| - |\.(?= |$)| and (?:we|i|our)\b| in [A-Z]", line[start:])[0].strip(" \"'.")
    if (
        not rest
        or len(rest.split()) > 5
        or len(rest) > 60
        or _NO_NAME_REPLY.search(rest)
        or not re.search(r"[^\W\d_]|\d[A-Za-z]|[A-Za-z]\d", rest)
    ):
        return None
    start = message.cased.index(rest, start)
    if "\x00" in message.plain[start : start + len(rest)]:
        return None
    return Said(message.raw[start : start + len(rest)], message.quote(start, start + len(rest)))
