"""Budget: which amount in a message is what the visitor may spend, and what else may be said of one."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.understand import money as moneys
from bot.understand import replies
from bot.understand.facts import Budget
from bot.understand.message import Message, Span
from bot.understand.money import Money

_CUE = re.compile(
    r"\b(?:budget\w*|allocat\w+|set aside|put aside|earmark\w*|afford|to (?:spend|invest)|(?:can|could"
    r"|would|will|'ll|'d|may|might|want|wanna|able|willing"
    r"|ready|looking|plan\w*|hop\w+|like|prefer|happy)(?: to)? (?:only )?(?:spend|invest|pay|go|do|stretch"
    r"|put)|spend(?:ing)? (?:limit|is|of|up to)|funds?"
    r"|envelope|signed off on|ballpark|available|approved|ceiling|price range|range is|we have (?:about"
    r"|around|roughly|up to|some)|money)\b"
)
_UNIT = re.compile(
    r"[ -]*(?:(?!(?:for|per|to|and|or|in|on|of|from|by|with|is|was|are|we|our|a|an|the|budget|max|tops|if"
    r"|as|so|but|at|this|that|until|before)\b)"
    r"[a-z][a-z/-]* ){0,2}"
    r"(?:users?|people|persons?|employees?|staff|colleagues|customers?|clients?|records?|rows?|events?"
    r"|messages|e?mails|requests|seats?|licen[cs]es?"
    r"|orders|transactions|visitors?|visits|views|products?|skus?|items|hours?|hrs?|days?|weeks?|months?"
    r"|quarters?|years?|yrs?|minutes?|seconds?"
    r"|percent|gb|tb|mb|km|tables?|dashboards?|reports?|queries|sources?|stores?|shops?|sites?|locations?"
    r"|offices?|branches|countries|subscribers"
    r"|followers|downloads|devices?|sensors?|documents?|docs|files?|invoices?|tickets?|leads?|contacts?"
    r"|accounts?|members?|students?|patients?"
    r"|developers?|engineers?|analysts?|agents?|reps?|folks|heads|fte|strong|lines|calls|sessions|apis?"
    r"|pipelines?|times|o'clock|am|articles"
    r"|projects?|teams?|departments?|workers|machines|servers|vehicles|trucks|guests|entries|columns|fields"
    r"|metrics|of us|man|person|something)\b"
)
_BUSINESS = re.compile(
    r"(?:[ -]*(?:\w+ )?(?:in |of |annual |a year in |yearly )*(?:arr|mrr|revenues?|turnover|sales|profits?"
    r"|funding|valuation|savings|losses|in the bank"
    r"|round|seed|series|gmv|debt|salary|fine|contract|company|business|startup|deal)\b)|[ ]*of which"
)
_EACH = re.compile(
    r"[ ]*(?:/|per|a|an|each|every|for (?:each|every|one))?[ ]*(?:month|year|mo|yr)?[ ]*(?:/|\bper|\ba"
    r"|\beach|\bfor (?:each|every|one)|\bevery)[ ]*(?:single )?"
    r"(?:seats?|users?|heads?|licen[cs]es?|persons?|employees?|members?|hours?|hr|days?|gb|tb|query|row"
    r"|developers?|agents?|units?|devices?|transactions?"
    r"|orders?|pop|piece|site|store|shop|location|report|dashboard|analyst|engineer|customer|call|message"
    r"|event|record|document)\b|[ ]*(?:each|apiece|a pop)\b"
)
_NOT_OURS = re.compile(
    r"(?:\b(?:revenues?|turnover|arr|mrr|raised|raising|valued|valuation|sales|profits?|mak(?:e|es|ing)"
    r"|made|earn\w*|los(?:t|e|es|ing)|sav(?:e|es|ed|ing)s?"
    r"|cost(?:s|ing)? (?:us|me|them)|paid|paying|pays|spent|spends|salary|worth|quoted?|quotes|charg\w+"
    r"|bill\w*|invoic\w+|fined?|sold|deal|generat\w+"
    r"|asked for|ask(?:s|ing)? for|offered|they want|price[ds]?(?! range)|pricing|costs?|fees?|grew"
    r"|process\w*|handl\w+|stor(?:e|es|ing)|serv(?:e|es|ing)"
    r"|we pay|we spend|i pay|currently (?:pay|spend)|pay (?:about|around|roughly)|over \d+ years|bonus"
    r"|discount|waste[ds]?|wasting|burn\w*)\b)[^,.;!?]{0,40}$"
)
_WOULD = re.compile(
    r"\b(?:can|could|would|will|'ll|'d|should|shouldn't|must|mustn't|to|as long as|if|may|might|budget\w*"
    r"|want|able|willing|ready|happy|okay|ok with"
    r"|not|n't|within|under|up to|max|keep|at most|no more)\b"
)
_PAST = re.compile(
    r"\b(?:last (?:year|quarter|month|time)|previous(?:ly)?|former(?:ly)?|used to|back then|back in"
    r"|years? ago|months? ago|old budget|in the past|historically"
    r"|years? before)\b"
)
_PAST_OPENING = re.compile(
    r"\W*(?:last (?:year|quarter|month)|in (?:19|20)\d\d|back in \d+|previously|historically"
    r"|in the past),(?! now| this)"
)
_YEAR = re.compile(r"\b((?:19|20)\d\d)(?:'s)?\b")
_PRICE_QUESTION = re.compile(
    r"\b(?:cost|costs|price|priced|pricing|charge|fee|is it|is that|are you|do you (?:have|charge"
    r"|offer)|does it|plan|more expensive|cheaper)\b"
)
_FIT = re.compile(
    r"\b(?:enough|sufficient|work with|do(?:able)? (?:it )?(?:with|for|on)|get for|manage|fit|within"
    r"|budget|with|have|realistic|feasible|buy|possible)\b"
)
_NEGATED = re.compile(
    r"(?:\bnot|n't|\bno longer|\binstead of|\brather than|\bisn't|\bwasn't|\band not|\bforget(?: the)?"
    r"|\bnever|\bnot the)"
    r"(?: (?:about|around|really|be|the|actually|a|our|just|at|said|say|mean|meant|of|budget))*\s*(?:~\s*)?$"
)
_CORRECTED = re.compile(
    r"\b(?:sorry|actually|no wait|wait|i mean|i meant|we mean|meant|correction|corrected?|make (?:that|it)"
    r"|rather|scratch that|better|let's say|oops|whoops"
    r"|to be precise|increased|cut|raised|changed|now|updated?|reduced|lowered|typo|instead|no,)\b"
)
_NONE_YET = re.compile(
    r"\b(?:(?:no|zero|without(?: a| any)?|not? any|nothing|haven't (?:got )?(?:a|any)|don't (?:really "
    r"|currently |actually )?have (?:a|any|an|the)|do not have (?:a|any|an|the)"
    r"|didn't get (?:a|any)|lack(?:ing)?(?: a| the)?|have no|has no|there(?:'s| is) no|got no"
    r"|no such thing as an?|isn't (?:a|any))(?: (?:real|actual|official|approved"
    r"|dedicated|defined|set|fixed|formal|specific|allocated|clear|firm|separate|own|agreed|current"
    r"|confirmed|exact|money|marketing|it|more|extra))*"
    r" (?:budget(?:ed)?(?: line)?(?! (?:limit|cap|ceiling|constraint|restriction|issue|problem|concern))"
    r"|funds|funding|money|line (?:item )?for (?:it|this|that)|line item|allocation|cash|dollars?|cent"
    r"|penny|budget allocated)"
    r"|(?:not|isn't|hasn't|haven't|aren't|wasn't|nothing|never)(?: (?:been|yet|even|really|formally"
    r"|officially|currently|is|got|gotten|it|has|a|any|our|the|set|had))*"
    r" (?:approved|budgeted|allocated|funded|signed off|released|granted|earmarked|set aside|assigned"
    r"|approval)"
    r"|(?:haven't|have not|hasn't|has not|not)(?: yet)? (?:set|fixed|allocated|defined|planned|got|agreed"
    r"|secured|assigned|put)(?: up| aside| on)?(?: an?| any| the| our)? ?budget"
    r"|budget (?:is|was|has)(?: still|n't| not| yet)*(?: been)? ?(?:zero|nil|none|0|not (?:there|set|fixed"
    r"|defined|approved|allocated|available|released|existing|planned|in place|confirmed)"
    r"|n't (?:there|set|fixed|defined|approved|allocated|released|planned|in place|confirmed)|frozen"
    r"|pending|to be approved|(?:waiting|awaiting)\w*|non-?existent)"
    r"|budget (?:isn't|hasn't|wasn't|doesn't)(?: been| yet| really)* (?:set|fixed|defined|approved"
    r"|allocated|available|released|exist|there|planned|in place|confirmed|agreed)"
    r"|unfunded|unbudgeted|(?:waiting|awaiting|pending)(?: for| on)? (?:the |our |a )?budget(?: approval"
    r"| to be| from| round)?|broke\b|zero budget|budget freeze|nil budget"
    r"|(?:need|have) to (?:get|request|apply for|ask for|secure|find|raise|justify) (?:a |the |some |more "
    r"|any )?(?:budget|funding|funds|money))(?![a-z])"
)
_UNAPPROVED = re.compile(
    r"(?:\b(?:not|un|pending|awaiting|waiting for)|n't)(?: (?:yet|been|formally|officially|it"
    r"|is))*\s?approv"
)
_NONE_REPLY = re.compile(
    r"^[\W_]*(?:(?:no|nope|nah|none|nil|zero|0|nada|nothing|not yet|not really|nothing yet|none yet"
    r"|no not yet|none so far|none at all|nothing so far|not so far"
    r"|there isn't (?:one|any)|there is none|we don't have (?:one|any)|don't have one|not at the moment"
    r"|not currently|not right now|at the moment none|currently none"
    r"|[$€£]0|nothing at all|haven't got one|no i don't|no we don't)(?:[\s,.!]+(?:yet|really|so far|sorry"
    r"|at the moment|right now|for now|unfortunately|i'm afraid|currently|budget))*)(?:[^\w\x00]|_)*$"
    r"|^[\W_]*(?:nothing|none|not)(?: yet| so far| at the moment| right now)\b|\bzero(?: right now"
    r"| so far| yet)?[ .!]*$"
)
_STATED = re.compile(
    r"\b(?:(?:there(?:'s| is)|we(?:'ve| have)(?: got)?|i(?:'ve| have)(?: got)?|got"
    r"|have)(?: already)?(?: (?:a|an|the|some|our|plenty of|enough|sufficient|good|decent|healthy|dedicated"
    r"|approved|big"
    r"|allocated|generous|ample|adequate|lots of|full|separate|own|set))* (?:budget|funds|funding"
    r"|money)(?: (?:for (?:it|this|that)|available|in place|approved|allocated|set aside|signed off))?"
    r"|(?:budget|funds|funding|money|it)(?:'s| is| has been| are| have been| was| already"
    r"| just)*(?: (?:already|just|now|all|fully|been|formally|officially))* (?:approved|allocated|set aside"
    r"|available|in place|secured"
    r"|signed off|confirmed|there|released|sorted|earmarked|granted|ready|not an issue|not a problem"
    r"|no (?:issue|problem|object)|flexible|unlimited|fine|budgeted)"
    r"|(?:no|not a|isn't a|isn't an) (?:budget )?(?:limit|constraints?|restrictions?|cap"
    r"|ceiling)(?: on (?:the )?budget)?|approved budget|budget approval (?:is )?(?:done|through|received)"
    r"|(?:has|have|got) (?:been )?(?:approved|signed off|allocated|released) (?:the|a|our) budget|(?:money"
    r"|budget|price|cost) is(?: not|n't) (?:the|an|a|our)(?: main| big)? (?:issue|problem|concern)"
    r"|money is no object|deep pockets|unlimited budget|blank che(?:ck|que))\b"
)
_STATED_REPLY = re.compile(
    r"^[\W_]*(?:yes|yep|yeah|sure|yup|of course|certainly)?[\s,.!]*(?:(?:yes|we do|i do|it is|there is"
    r"|we have(?: one| it)?|i have(?: one)?|approved|allocated|set aside|already approved|it's there"
    r"|in place|there is one|flexible|open|unlimited)(?: already)?)(?:[^\w\x00]|_)*$"
)
_QUESTION_WORDS = re.compile(
    r"\bdo you|\bwhat'?s? (?:is )?(?:the|your) (?:price|cost|minimum)|\bhow much|\bis there a\b"
    r"|\byour\b"
)


def find(
    message: Message, *, asked: str | None, year: int, country: str | None = None
) -> tuple[Budget | None, list[Span]]:
    """The budget that the message states, and where amounts stand (so that nothing else reads them).

    A bare number counts when the budget was asked for, or beside a word for it. `year` is the visitor's now.
    """
    mentions = moneys.find(message, country)
    spans = [(money.start, money.end) for money in mentions if money.sure]
    rated = [(rate, money) for money in mentions if (rate := _rate(message, money, asked, year))]
    best = _chosen(message, rated)
    if best and not _unapproved(message, best):
        quote = message.quote(best.start, best.end)
        found = Budget("stated", best.min, best.max, best.currency, best.period, quote)
        return found, [*spans, (best.start, best.end)]
    return _without_amount(message, asked), spans


def _rate(message: Message, money: Money, asked: str | None, year: int) -> int:
    """0 when it is no budget; else the more, the surer."""
    plain, end = message.plain, money.core[1]
    before, sentence = message.before(money.start), message.sentence(money.start, money.end)
    near = before[-60:]
    cue = bool(_CUE.search(near) or _CUE.search(message.after(money.end)[:40]))
    signed = money.currency is not None
    if money.max == 0 or _EACH.match(plain, money.end) or _EACH.match(plain, end):
        return 0
    if (
        _BUSINESS.match(plain, money.end)
        or _BUSINESS.match(plain, end)
        or (not signed and _UNIT.match(plain, end) and not money.period)
    ):
        return 0
    if _NOT_OURS.search(before) and not _WOULD.search(near):
        return 0
    if _past(before, replies.comma_clause(plain, money.start, money.end), year) or _NEGATED.search(
        plain, max(0, money.start - 40), money.start
    ):
        return 0
    if sentence.rstrip().endswith("?") and _PRICE_QUESTION.search(sentence) and not _FIT.search(sentence):
        return 0
    if not money.sure:
        return _rate_bare(money, plain, asked, cue, year)
    if asked in {"company_size", "phone"} and not (signed or cue):
        return 0
    return 3 if cue else 2


def _rate_bare(money: Money, plain: str, asked: str | None, cue: bool, year: int) -> int:
    value = money.max or money.min or 0
    text = plain[slice(*money.core)]
    if re.fullmatch(r"20[2-4]\d", text) and not (cue and value < year):
        return 0
    if text in {"one", "a couple", "couple"} or re.match(r"\s?(?:st|nd|rd|th)\b", plain[money.end :]):
        return 0
    if asked == "budget":
        return 2 if cue else 1
    return 1 if cue and value >= 100 and asked not in {"company_size", "phone"} else 0


def _past(before: str, clause: str, year: int) -> bool:
    """Whether the amount is one of the past: "our 2019 budget was", "last year, ..."."""
    years = [int(found) for found in _YEAR.findall(clause)]
    opening = _PAST_OPENING.match(before)
    return bool(_PAST.search(clause) or opening) or any(1990 <= found < year for found in years)


def _chosen(message: Message, rated: list[tuple[int, Money]]) -> Money | None:
    """The surest, and of equals the last; "50k, up to 60k" is one range; a correction takes the last."""
    if not rated:
        return None
    last = rated[-1][1]
    if len(rated) > 1:
        before, gap = rated[-2][1], message.plain[rated[-2][1].end : last.start]
        if _CORRECTED.search(gap) or (_CORRECTED.search(message.plain, last.end) and rated[-1][0] > 1):
            return last
        if len(gap) < 25 and (pair := _range(before, last)):
            return pair
    top = max(rate for rate, _ in rated)
    return [money for rate, money in rated if rate == top][-1]


def _range(low: Money, high: Money) -> Money | None:
    if low.max is None or low.min == low.max:
        bottom, top = low.min, high.max
        if bottom is not None and top is not None and bottom < top and high.min is None:
            period, currency = low.period or high.period, low.currency or high.currency
            return replace(low, end=high.end, min=bottom, max=top, period=period, currency=currency)
    if low.min is None and high.max is None and (high.min or 0) < (low.max or 0):
        return replace(low, end=high.end, min=high.min, period=low.period or high.period)
    return None


def _unapproved(message: Message, money: Money) -> bool:
    return bool(_UNAPPROVED.search(message.sentence(money.start, money.end)))


def _without_amount(message: Message, asked: str | None) -> Budget | None:
    plain = message.plain
    if span := replies.refusal(message, "budget", asked):
        return Budget("refused", quote=message.quote(*span))
    none_yet = _about_budget(_NONE_YET.search(plain), message, asked)
    stated = _about_budget(_STATED.search(plain), message, asked)
    if stated and _PENDING.search(message.before(stated.start())):
        stated = None
    if stated and not _NONE_YET.search(message.clause(*stated.span())):
        return Budget("stated", quote=message.quote(*stated.span()))
    if asked == "budget" and (reply := _STATED_REPLY.search(plain)):
        return Budget("stated", quote=message.quote(*reply.span()))
    if asked == "budget":
        none_yet = none_yet or _NONE_REPLY.search(plain)
    if none_yet:
        return Budget("none_yet", quote=message.quote(*none_yet.span()))
    if span := replies.unsure(message, "budget", asked):
        return Budget("unsure", quote=message.quote(*span))
    return None


# "Once the budget is approved": not yet.
_PENDING = re.compile(
    r"\b(?:once|when|if|until|till|after|as soon as|unless|whether|before|depend\w*)\b[^,;]*$"
)
_MONEY_WORD = re.compile(r"budget|fund|money|cash|line|approved|allocat|broke|pockets|blank")


def _about_budget(match: re.Match[str] | None, message: Message, asked: str | None) -> re.Match[str] | None:
    """The match, when it speaks of the visitor's budget and is no question about ours."""
    if not match or _QUESTION_WORDS.search(message.clause(*match.span())):
        return None
    return match if asked == "budget" or _MONEY_WORD.search(match.group()) else None
