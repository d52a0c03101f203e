"""The country that the visitor's company is in."""

from __future__ import annotations

import re

from bot.understand import places
from bot.understand.facts import Said
from bot.understand.message import Message
from bot.understand.openings import Opened

_BASED = re.compile(
    r"\b(?:based(?: out of)?|located|headquartered|headquarters|hq|offices?|registered|incorporated|live"
    r"|living|sit|sitting|operat\w+|company|startup|firm|business|we're|we are|we r|im|i'm|i am|work(?:ing)?"
    r"|people|employees|bank|retailer|agency|here|team|country|manufacturer|fintech|plants?"
    r"|writing|calling)\b[^.;!?\x00]{0,25}$|^[\s\W]*(?:in |from )?(?:the )?$"
    r"|^\W*(?:hi|hello|hey|greetings|cheers|regards)\b[^.;!?\x00]{0,20}$"
    r"|\b(?:i'm|i am|im|this is|it's|myself|name is) [^.;!?\x00]{2,40} (?:from|at|with|of) [^.;!?\x00]{2,30}$"
)
_OF_US = re.compile(
    r"\b(?:based|located|headquartered|headquarters|hq|offices?|registered|incorporated|company|startup|firm"
    r"|business|we're|we are|country)\b[^.;!?\x00]{0,25}$"
)
# Surer than where the visitor lives.
_COMPANY_IS_IN = re.compile(
    r"\b(?:our|my|the) (?:company|firm|business|hq|headquarters?|head ?office)(?:'s| is| are)?"
    r"(?: based| located| registered)? in (?:the )?$"
)
_INTO = re.compile(
    r"(?:\b(?:in|from|of|across|near|within|out of)\s+(?:the |sunny |beautiful |rainy |northern |southern"
    r" |western |eastern |central |north |south |all (?:of |over )?)?|,\s*(?:the )?|\b(?:is|are"
    r"|be)\s+(?:the )?"
    r"|\b(?:country|land|location|based)\s*[:=]\s*(?:the )?|\b(?:hq|headquarters?|head ?office)[\s:]+)$"
)
# Somebody else's or something else's place, our own, a former one, or one that is denied.
_ELSEWHERE = re.compile(
    r"\b(?:how many|where|which|you|your|host\w*|servers?|data ?cent(?:er|re)s?|stored?|data (?:is|are|be"
    r"|must|has)|residen\w+"
    r"|customers?|clients?|suppliers?|users|sell\w*|ship\w*|export\w*|markets?|expand\w*|exten\w+|import\w*"
    r"|competitors?|used to|formerly|were|was|not|never|n't|isn't|boss|parent"
    r"|vacation|holidays?|travel\w*|trip|invest\w*|project|subsidiar\w+|colleagues?|orders?|plan\w*"
    r"|prices?|budget|laws?|regulat\w+|launch\w*|roll\w* out|bought|acquir\w+)\b[^.;!?]{0,30}$"
    r"|\bmov(?:ed|ing) (?:[a-z]+ )?from(?:(?! to )[^.;!?]){0,20}$|\b\d+ in (?:the )?$"
)
# In capitals only: "us" and "in us" are words.
_US = re.compile(
    r"(?:\b(?:in|from|is|of|,) (?:the )?|^\s*(?:the )?|[,(]\s*)(?P<us>US|USA|U\.S\.A?\.?|UK|UAE)(?![\w-])"
)
_FIRM = (
    r"(?:company|firm|bank|business|start-?up|manufacturer|retailer|agency|insurer|group|corporation|sme"
    r"|fintech"
    r"|brand|hospital|university|ngo|producer|maker|distributor|wholesaler|enterprise|shop|consultancy"
    r"|publisher)"
)
_OF_PEOPLE = Opened(rf"\b{places.PEOPLE}\b(?!-| ?speak|'s)")
# "We're an Italian fashion label": whatever it is, it is Italian.
_WE_ARE_A = re.compile(
    r"\b(?:we're|we are|we r|i run|i own|we run) an? "
    r"(?:(?!(?:of|for|with|in|to|using|selling)\b)[\w-]+ ){0,2}$"
)
# "IT lead at a Belgian logistics group": the speaker's, or the whole message is about it.
_WORKS_AT_A = re.compile(
    r"(?:\b(?:i'?m|i am|i work|working|we're|we are)\b[^.;!?\x00]{0,40} (?:at|with|from|for|in|of)"
    r"|on behalf of|here at"
    r"|^[^.,;!?\x00]{2,30} (?:at|for|with)) an? (?:[\w-]+ )?$|^\W*(?:just |we |from "
    r"|this is )?(?:an? )?(?:[\w-]+ )?$"
)
_IS_AT_A = re.compile(
    r"(?:\b(?:i'?m|i am|i work)\b[^.;!?\x00]{0,40}|^[^.,;!?\x00]{2,30}) at an? (?:[\w-]+ )?$"
)
_A_FIRM = re.compile(
    rf"(?:[- ][a-z-]+){{0,2}}? {_FIRM}\b(?! (?:is|was|has|that|who|which|offered|told|asked|wants)\b)"
)
_ANSWER = re.compile(
    r"^[\W_]*(?:(?:well|oh|sure|yes|ok|okay|hi|hello|currently|so|no|sorry|actually|i mean"
    r"|wait)[,. !]+)*(?:(?:we|i)(?:'re|'m| are| am|m)|it'?s|it is|that'?s|(?:our |the |my )?(?:company|hq"
    r"|headquarters?|country|head office|main office)(?: is)?)?[ :]*(?:currently |all |mainly |mostly "
    r")?(?:based|located|sitting|registered|headquartered|operating|living)?[ :]*(?:in|from|near|out of|at)?"
    r"\s*(?:the )?(?P<place>[^\W\d_][^,;!?()\n\x00]*?)(?:,[^,]{1,30})?[\W_]*$"
)
# "US-based", but not "our US-based customers".
_BASED_IN = re.compile(
    r"(?<![\w-])(?P<one>(?P<two>[^\W\d_.]+ )?[^\W\d_.][^\W\d_]*)[ -]based\b(?! (?:customers?|clients?|users?"
    r"|vendors?"
    r"|suppliers?|competitors?|server|hosting|data))"
)
_LISTED = re.compile(r"(?:^|\n)[^.!?;\n]{2,60}(?:,|\(| -| in| from) *(?:in |from )?(?:the )?$")
_CHANGED = re.compile(r"\b(?:no|sorry|wait|actually|i mean|i meant|rather|correction|scratch that)\b")


def find(message: Message, *, asked: str | None) -> Said | None:
    """The country that the company is in, as ISO 3166-1 alpha-2; asked for, a city's is taken too."""
    names, pattern = places.countries()
    weak: Said | None = None
    strong: Said | None = None
    for match in pattern.finditer(message):
        left = message.plain[max(0, match.start() - 80) : match.start()]
        said = Said(names[match.group()], message.quote(*match.span()))
        if _ELSEWHERE.search(left[left.rfind(",") + 1 :] if _INTO.search(left) else left):
            continue
        if _COMPANY_IS_IN.search(left):
            return said
        if asked == "country" or _in_answer(message, match, asked):
            if not weak or _CHANGED.search(message.plain, weak.quote.end, match.start()):
                weak = said
        elif _INTO.search(left) and _BASED.search(left):
            if _OF_US.search(left):
                strong = strong or said
            weak = weak or said
    return (
        (strong if asked != "country" else None)
        or weak
        or _capitals(message, asked)
        or _based_in(message)
        or _people(message)
        or (_answer(message) if asked == "country" else None)
    )


def _in_answer(message: Message, match: re.Match[str], asked: str | None) -> bool:
    """ "Amstutz Uhren AG, Switzerland": a place at the end of an answer that says who one is."""
    return (
        asked in {"company", "name"}
        and len(message.plain[: match.start()].split()) <= 8
        and not message.plain[match.end() :].strip(" .!)\n")
        and bool(_LISTED.search(message.plain[: match.start()]))
    )


def _capitals(message: Message, asked: str | None) -> Said | None:
    for short in _US.finditer(message.cased):
        start, end = short.span("us")
        near = message.plain[max(0, start - 45) : start]
        if (
            message.plain[start:end] == short["us"].lower()
            and not _ELSEWHERE.search(near)
            and (asked == "country" or _BASED.search(near) or _in_answer(message, short, asked))
        ):
            code = places.country_named(short["us"].lower())
            return Said(code, message.quote(start, end)) if code else None
    return None


def _based_in(message: Message) -> Said | None:
    for match in _BASED_IN.finditer(message.plain) if "based" in message.plain else ():
        start, end = match.span("one")
        for first in (start, match.end("two") if match["two"] else end):
            where = message.plain[first:end]
            if first < end and (code := places.country_named(where) or places.country_of_people(where)):
                return Said(code, message.quote(first, end))
    return None


def _people(message: Message) -> Said | None:
    for found in _OF_PEOPLE.finditer(message):
        left = message.plain[max(0, found.start() - 60) : found.start()]
        firm = _A_FIRM.match(message.plain, found.end()) and _WORKS_AT_A.search(left)
        firm = firm or _IS_AT_A.search(left)
        code = places.country_of_people(found["people"])
        if code and (firm or _WE_ARE_A.search(left)) and not _ELSEWHERE.search(left):
            return Said(code, message.quote(*found.span("people")))
    return None


def _answer(message: Message) -> Said | None:
    code = message.cased.strip(" .!,\n")
    if len(code) == 2 and code.isupper() and places.is_code(code):
        return Said(code, message.quote(0, len(message.raw)))
    answer = _ANSWER.match(message.plain)
    if answer and len(answer["place"].split()) <= 4 and (found := places.guess(answer["place"].strip(" ."))):
        return Said(found, message.quote(*answer.span("place")))
    return None
