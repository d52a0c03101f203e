"""Job titles: where they stand, whose they are, and which of them own a purchase by themselves."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.understand.common_words import STOP
from bot.understand.message import Message
from bot.understand.openings import Opened

# Titles that own such a purchase by themselves.
_OWNER = (
    r"(?:(?:co-?|solo |sole |tech(?:nical)? )?founders?|(?:co-?|business |sole |shop |store "
    r"|company |agency |part[- ])?owners?|proprietor|managing (?:director|partner)|md|president"
    r"|c[efitmopdrs]o|ciso|chro|cdao|c\.[ef-t]\.o\.?|chief (?:[a-z]+ (?:and |& )?){1,3}officer"
    r"|chief of (?:data|it)|general manager|geschäftsführer(?:in)?"
    r"|(?:head|director|vp|vice president|svp|evp) (?:of |for )?(?:the )?(?:data|it|information technology"
    r"|bi|business intelligence|analytics|data (?:and|&) analytics|data platforms?"
    r"|data engineering)(?! (?:engineer|analyst|team|entry))"
    r"|(?:group |global |senior )?(?:it|data|bi|analytics|data (?:and|&) analytics) director|entrepreneur"
    r"|sole trader|freelancer|principal owner)"
)
_LEVEL = (
    r"(?:senior|sr\.?|junior|jr\.?|lead|principal|staff|chief|deputy|assistant|associate|interim|acting"
    r"|global|regional|group|executive|vice|head|independent|freelance)"
)
_FIELD = (
    r"(?:data|software|bi|business(?: intelligence| development| systems?)?|product|project|program(?:me)?"
    r"|marketing|growth|sales|account|finance|financial|operations|ops|rev ?ops|it|systems?|solutions?"
    r"|security|information|infrastructure|platform|cloud|devops|qa|web|frontend|backend|full[- ]?stack"
    r"|machine learning|ml|ai|analytics|analytical|research|supply chain|logistics|procurement|purchasing"
    r"|hr|people|office|customer(?: success| support)?|support|technical|technology|tech|engineering"
    r"|digital|e-?commerce|reporting|integration|database|network|warehouse|plant|store|branch|legal|risk"
    r"|compliance"
    r"|quality|commercial|strategy|content|brand|team|executive|quantitative|clinical|production|innovation"
    r"|transformation|enterprise|crm|erp|media|performance|event|service|retail|process|design|ux|category)"
)
_HEAD = (
    r"(?:manager|engineer|analyst|developer|director|architect|scientist|consultant|coordinator"
    r"|administrator|admin|specialist|officer|lead|leader|executive|assistant|controller|planner|buyer"
    r"|accountant"
    r"|designer|programmer|strategist|supervisor|representative|owner|researcher|steward|partner|secretary"
    r"|intern|trainee|auditor|technician|associate)"
)
_TITLE = (
    rf"(?:{_OWNER}|(?:senior |deputy |interim |acting |global |regional )?(?:head|director|vp"
    r"|vice president|svp|evp|avp|manager) (?:of|for) (?:the )?(?:[a-z]+(?: (?:and"
    r"|&) [a-z]+)?)(?: (?:engineering|intelligence|operations|success|platforms?|chain|development"
    r"|management|analytics|technology|resources))?"
    r"|(?:vp|vice president|svp|evp) [a-z]+(?: (?:success|operations|chain))?"
    rf"|(?:{_LEVEL} )*(?:{_FIELD} (?:(?:and|&) )?){{1,3}}{_HEAD}|(?:{_LEVEL} )+{_HEAD}|(?:team|tech) lead"
    r"|accountant|controller|(?:data )?analyst|developer|consultant|bookkeeper"
    r"|office manager|advis[eo]r|manager|engineer|intern|trainee|working student|secretary|teacher"
    r"|professor|lawyer"
    r"|doctor|nurse|architect|programmer|buyer)"
)
TITLE = re.compile(rf"(?<![\w'-]){_TITLE}(?![\w-]|'(?!s\b))")
_TITLES = Opened(TITLE.pattern)
# Also for the time being: "interim head of IT".
_OWNS = re.compile(rf"(?:(?:interim|acting|global|group) )?{_OWNER}")
# One word boundary for all of them: with one for each the search takes three times as long.
_I_AM = (
    r"(?:\b(?:i(?:'?m| am| work(?: here)? as|(?:'ve| have)? (?:been|become|act|serve) as"
    r"| was (?:just |recently )?(?:promoted to|made|named))|myself,?|acting as|speaking as|as|being|we're|me:"
    r"|my (?:job )?(?:title|role|position|job)(?: here)?(?: is|'s|:)|(?:role|title|position"
    r"|job(?: title)?) ?[:=])|, (?:now|currently))"
)
# Asked who signs: "Peter Lang, CTO" names somebody, as people who speak of themselves say "I" or "me".
_SOMEBODY = re.compile(
    r"\s*(?P<first>[^\W\d_a-zà-öø-ÿ][\w'’-]+)(?: [^\W\d_][\w'’-]+){0,3}(?:, (?:the |our )?| \()\Z"
)
_THEN_NAME = re.compile(
    r"(?:,| -) ?\(?(?:(?:Mr|Mrs|Ms|Dr"
    r"|Prof)\.? )?[^\W\d_a-zà-öø-ÿ][\w'’-]+(?: [^\W\d_a-zà-öø-ÿ][\w'’-]+){0,2}\)?[.! ]*"
)
_BEGINS = re.compile(r"\s*(?:the |our |my )?")
_SPEAKER = re.compile(
    rf"{_I_AM}(?: (?:the|a|an|your|their|our|its|also|both|currently|now|just|only|actually|well|new"
    r"|one of the|here|working as|basically|in fact|proud|employed as|[a-z]+'s))*,?\s*$"
)
_NAMED = re.compile(
    r"(?:\b(?:i'?m|i am|this is|it'?s|my name(?: is|'s)|name's) (?:(?! and (?:my|our"
    r"|the) )[^,.;!?\n]){2,40}[,(]"
    r"\s*(?:the |an? )?"
    r"|^(?!(?:not|no|me|yes|hi|hello|well|so|we|our|my|i|it)\b)[^,.;:!?\n\d]{2,40}, (?:the |an? )?|[-(] ?)$"
)
# A greeting, an article and the spaces around them: searching the whole message again for each title would
# take the square of its length.
_NEAR = 30
_START = re.compile(r"(?:^|[\n.!?]|\b(?:hi|hey|hello)(?: there)?[,.!]?)\s*(?:the |an? )?$")
_HERE = re.compile(r",? here(?=\s*(?:[,.;:!\n]|$|(?:from|at|in)\b))")
_OWNER_OF = re.compile(r"(?:co-?)?(?:owner|founder)s?")
_OF_WHAT = re.compile(
    r"(?:^|[\n.!?,]|\b(?:hi|hey|hello)(?: there)?[,.!]?)\s*(?:an? )?"
    r"(?!(?:product|process|service|data|system|project|budget|problem|account|the|our|your|their)\b)[a-z]+ $"
)
_FORMER = re.compile(
    r"(?:\b(?:former(?:ly)?|ex|previous(?:ly)?|used to be|was|were|retired|past|old|until recently"
    r"|past life as|last job as|had been)(?: an?| the| my| our)?)[ -]+$"
)
_OTHERS = re.compile(
    r"(?:\b(?:our|my|your|their|his|her|the|a|an|another|new|some|to|with|from|by|for|of|tell|told|ask"
    r"|hire[ds]?|hiring|assistant to|pa to|report(?:ing|s)? to|behalf of|and|or|other)\s+(?:new |next "
    r"|old )?)$"
)
_AFTER_HERE = re.compile(
    r"\s*(?:here\b|speaking\b|@|\||at\b|of (?:an?|the)\b|for (?:an?|the)\b|in (?:an?|the)\b|with\b|,|\.|-"
    r"|\(|&|\band\b|/|$|\n|from\b|of [a-z0-9])"
)
# A signature or an introduction: "Hi, Ana Ruiz, director of", "// Tom Berg, CTO", "Ana Ruiz | CTO |".
_SIGNED = re.compile(
    r"(?:^|[.!?\n]|//|--|\b(?:[Hh]i|[Hh]ello|[Hh]ey|there|[Mm]orning|[Rr]egards|[Tt]hanks|[Bb]est"
    r"|[Cc]heers)[,.!]?)\s*"
    r"(?!(?:Our|My|The|We|I|If|And"
    r"|But)\b)[^\W\d_a-zà-öø-ÿ][\w'’.-]+(?: [^\W\d_][\w'’.-]+){1,3}\s*[,|(/\n-]+\s*\Z"
)
_AFTER_OTHER = re.compile(
    r"\s*(?:'s?\b|(?:has|have|needs?|must|will|would|wants?|signs?|decides?|approves?|asked|told|said"
    r"|says|is|was|makes?|and i\b|gets?|should|can|holds?|does|handles?)\b)"
)


@dataclass(frozen=True)
class Title:
    """A title where it stands; `mine` when it is the speaker's own now; `owns` a purchase by itself."""

    start: int
    end: int
    mine: bool
    owns: bool


def find(message: Message, asked: str | None = None) -> list[Title]:
    """Every title in the message, in order."""
    found: list[Title] = []
    for match in _TITLES.finditer(message):
        start, end = match.span()
        mine = _mine(
            message,
            start,
            end,
            asked,
            after_mine=bool(found and found[-1].mine and start - found[-1].end < 8),
        )
        found.append(Title(start, end, mine, bool(_OWNS.fullmatch(match.group()))))
    return found


def _is_somebodys(message: Message, start: int, end: int) -> bool:
    """Whether the message is a name and this title, in either order, and nothing else."""
    if message.plain[end:].strip(" .!)\n"):
        return bool(_THEN_NAME.fullmatch(message.cased, end) and _BEGINS.fullmatch(message.plain, 0, start))
    named = _SOMEBODY.match(message.cased, 0, start)
    return bool(named and named["first"].lower() not in STOP)


def _mine(message: Message, start: int, end: int, asked: str | None, *, after_mine: bool) -> bool:
    plain = message.plain
    left = plain[max(0, start - 60) : start]
    # "The CEO's assistant" is an assistant.
    if plain.startswith("'s ", end):
        return False
    if _FORMER.search(left) or plain[end : end + 8].startswith((" emeritus", " search")):
        return False
    if asked == "authority" and _is_somebodys(message, start, end):
        return False
    if _SIGNED.search(message.cased[max(0, start - 80) : start]) and not _AFTER_OTHER.match(plain, end):
        return True
    if _SPEAKER.search(left) or (_NAMED.search(left) and not _AFTER_OTHER.match(plain, end)):
        return True
    if after_mine and re.fullmatch(
        r"\s*(?:,|&|and|/|\+|-)\s*(?:the |an? )?", left[-8:].lstrip("abcdefghijklmnopqrstuvwxyz") or "-"
    ):
        return True
    if _OTHERS.search(left) or _AFTER_OTHER.match(plain, end):
        return False
    # "^" is the message's own beginning, wherever the search begins.
    opened = _START.search(plain, max(0, start - _NEAR), start) or (
        (asked in {"authority", "job_title"} or _HERE.match(plain, end)) and re.search(r"[,;:]\s*$", left)
    )
    # "Bakery owner here."
    if not opened and _OWNER_OF.fullmatch(plain, start, end) and _HERE.match(plain, end):
        opened = _OF_WHAT.search(plain, max(0, start - _NEAR), start)
    # "Consultant for Ernst Bau AG."
    works_for = asked in {"company", "name", "job_title"} and plain.startswith(" for ", end)
    return bool(opened and (works_for or _AFTER_HERE.match(plain, end)))
