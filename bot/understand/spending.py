"""Whether an amount of money is one that the visitor may spend: prices, revenues and thresholds are not."""

from __future__ import annotations

import re

from bot.understand import funding, replies
from bot.understand.message import Message
from bot.understand.money import Money

_CUE = re.compile(
    rf"\b(?:{funding.BUDGET}\w*|allocat\w+|(?:set|put|kept) aside|sanction\w*|earmark\w*|afford|to (?:spend"
    rf"|invest)|(?:can|could"
    r"|would|will|'ll|'d|may|might|want|wanna|able|willing"
    r"|ready|looking|plan\w*|hop\w+|like|prefer|happy)(?: to)? (?:only )?(?:spend|invest|pay|go|do|stretch"
    r"|put)|spend(?:ing)? (?:limit|is|of|up to)|funds?"
    r"|envelope|signed off on|ballpark|available|approved|ceiling|price range|range is|we have (?:about"
    r"|around|roughly|up to|some)|money)\b"
)
_UNIT = re.compile(
    r"[ -]*(?:(?!(?:for|per|to|and|or|in|on|of|from|by|with|is|was|are|we|our|a|an|the|budget|max|tops|if"
    r"|as|so|but|at|this|that|until|before|over|across|within|during|spread)\b)"
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
    r"|projects|teams?|departments?|workers|machines|servers|vehicles|trucks|parcels?|pallets?|screens?"
    r"|pages?|guests|entries|columns|fields"
    r"|metrics|of us|man|person|something)\b"
)
_BUSINESS = re.compile(
    r"(?:[ -]*(?:(?!(?:is|are|was|be|would|should|sounds?|seems?|looks?|works?)\b)\w+ )?"
    r"(?:in |of |annual |a year in |yearly |worth of )*(?:arr|mrr|revenues?|turnover|sales|profits?"
    r"|stock|goods|inventory|assets|loans?|exports|claims|payments|payroll|premiums|donations|on average"
    r"|funding|valuation|savings|losses|in the bank"
    r"|bonus|discount|refund|prize|deposit|raise|round|seed|series|gmv|debt|salary|fine|contract|company"
    r"|business|startup|deal)\b)|[ ]*of which"
)
_EACH = re.compile(
    r"[ ]*(?:/|per|a|an|each|every|for (?:each|every|one))?[ ]*(?:month|year|mo|yr)?[ ]*(?:/|\bper|\ba"
    r"|\beach|\bfor (?:each|every|one)|\bevery)[ ]*(?:single )?"
    r"(?:seats?|users?|heads?|licen[cs]es?|persons?|employees?|members?|hours?|hr|days?|gb|tb|query|row"
    r"|developers?|agents?|units?|devices?|transactions?"
    r"|orders?|pop|piece|site|store|shop|location|report|dashboard|analyst|engineer|customer|call|message"
    r"|event|record|document)\b|[ ]*(?:each|apiece|a pop)\b(?! (?:and every )?(?:month|year|quarter|week))"
)
_NOT_OURS = re.compile(
    r"(?:\b(?:revenues?|turnover|arr|mrr|raised|raising|valued|valuation|sales|profits?|mak(?:e(?! (?:it"
    r"|that)\b)|es|ing)"
    r"|made|earn\w*|los(?:t|e|es|ing)|sav(?:e|es|ed|ing)s?"
    r"|cost(?:s|ing)? (?:us|me|them)|paid|paying|pays|spent|spends|salary|worth|quoted?|quotes|charg\w+"
    r"|bill\w*|invoic\w+|fined|sold|deal|generat\w+"
    r"|asked for|ask(?:s|ing)? for|offered|they want|price[ds]?(?! range)|pricing|costs?(?! cent)|fees?|grew"
    r"|process\w*|handl\w+|stor(?:e|es|ing)|serv(?:e|es|ing)"
    r"|we pay|we spend|i pay|currently (?:pay|spend)|pay (?:about|around|roughly)|over \d+ years|bonus"
    r"|discount|refund\w*|owe[sd]?|reimburse\w*|expens\w+|s(?:ell|elling|ells)|assets|under management"
    r"|market cap"
    r"|turns? over|waste[ds]?|wasting|burn\w*|average|avg|offers?|proposal|estimates?|loans?|mortgages?"
    r"|i (?:get(?! for)|receive|take home|am paid)|my (?:pay|wages?|income|allowance|stipend)|(?:a|the|your"
    r"|this"
    r"|that) (?:[a-z]+ )?(?:plan|package|tier|subscription|edition)"
    r"|(?:customers?|clients?|shoppers?|guests|users|patients|members|people) (?:spend|pay|buy"
    r"|order))\b)[^,.;!?]{0,40}$"
)
# "Everything above 10k goes to the board": who signs what, not what may be spent.
_SIGNING = re.compile(
    r"\b(?:approves?|approving|signs?(?: off)?(?: on)?|decides?|authori[sz]es?)\b[^,.;!?]{0,25}$"
)
_SIGNED_BEHIND = re.compile(
    r"[^.;!?,]{0,30}\b(?:(?:signs?|approves?|decides?)|to (?:sign|approve|decide)|decide)\b"
)
_ANY_PURCHASE = re.compile(
    r"\b(?:everything|anything|all|any \w+|every \w+|purchases?|invoices?|orders?|contracts?|expenses?"
    r"|spend(?:ing)?|amounts?|deals?|sums?|items?)\b[^,.;!?]{0,20}$"
)
_GOES_TO = re.compile(
    r"[^.;!?]{0,25}\b(?:goes?|needs?|requires?|ha(?:s|ve) to (?:be|go)|must (?:be|go)|gets? (?:approved"
    r"|reviewed|signed)|(?:is|are) (?:decided|approved|signed|tendered))\b"
)
TOO_MUCH = re.compile(
    # First what is cheap: few amounts have any of these words behind them.
    r"(?=.{0,40}(?:too |out of|impossible|unaffordable|not |off the))[ ]*(?:\w+ ){0,2}(?:is|would be|are"
    r"|were|'s|sounds|seems|feels)(?: [a-z]+){0,2} (?:too (?:much|expensive"
    r"|high|pricey|steep|costly|rich)|out of (?:reach|budget|the question|our)|(?:impossible|unaffordable"
    r"|not (?:possible|affordable|feasible|doable)|off the table))"
)
# Whose money it is: "your website says 499", and what else is said at length beside an amount.
_YOURS = re.compile(
    r"\b(?:your|their|his|her|you (?:can|could|will)|assets under management|aum|market cap"
    r"|we turn(?:ed)?)\b[^,.;!?]{0,30}\Z"
)
_OURS = re.compile(
    r"\b(?:ha(?:ve|s|d)|got|gets?|gave|given?|giv(?:es|ing)|with|fine|ok|okay|works?|ready|enough|comfortable"
    r"|possible|project|volume|total|pot|left|remaining|reserved|invest\w*|for (?:this|it|that|the)|looking"
    r"|thinking|need\w*|want\w*|would|could|can|'d|'ll|will"
    r"|max\w*|put"
    r"|limit|least|most|up to|under|around|about|maybe|between|say|said|budget\w*|cap|spend\w*|planned|said"
    r"|if)\b"
)
_WORD = re.compile(r"[a-z']+")
_FROM_US = re.compile(r"[ ]*(?:(?:from|of|off) us\b)")
# "10k parcels": things are counted, unless the word behind only ends in s.
_THINGS = re.compile(
    r" (?!(?:this|plus|tops|is|was|has|does|always|us|yes|works?|seems|sounds|suits|gets|fits|depends"
    r"|includes|means|perhaps|sometimes|less|towards|unless|thus|thanks|gross|across|minus|makes|feels"
    r"|looks|helps|covers|needs|as|goes|comes|allows|besides|maximums?|minimums?|years|months)\b)[a-z]{3,}s\b"
)
_WOULD = re.compile(
    r"\b(?:can|could|would|will|'ll|'d|should|shouldn't|must|mustn't|to|as long as|if|may|might|budget\w*"
    r"|want|able|willing|ready|happy|okay|ok with"
    r"|not|n't|within|under|up to|max\w*|keep|at most|no more)\b"
)
_PAST = re.compile(
    r"\b(?:last (?:year|quarter|month|time)|previous(?:ly)?|former(?:ly)?|used to|back then|back in"
    r"|years? ago|months? ago|(?:old|last|previous|former|ex)[ -](?:budget|company|job|employer|firm|role)"
    r"|in the past|historically"
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
    r"\b(?:enough|sufficient|work with|anything|something|do(?:es)? (?:i|we|that|it) get"
    r"|do(?:able)? (?:it )?(?:with|for|on)|get for|manage|fit|within"
    r"|budget|with|have|realistic|feasible|buy|possible)\b"
)
_NEGATED = re.compile(
    r"(?:\bnot|n't|\bno longer|\binstead of|\brather than|\bisn't|\bwasn't|\band not|\bforget(?: the)?"
    r"|\bnever|\bnot the)"
    r"(?: (?:about|around|really|be|the|actually|a|our|just|at|said|say|mean|meant|of|budget))*\s*(?:~\s*)?$"
)


def rate(message: Message, money: Money, asked: str | None, year: int) -> int:
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
    if _signing(money, before, plain, asked) or TOO_MUCH.match(plain, money.end):
        return 0
    if _FROM_US.match(plain, money.end) or (
        not (signed or cue or asked == "budget" or money.period) and _THINGS.match(plain, end)
    ):
        return 0
    if asked != "budget" and not cue and _others(message, money, sentence):
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


def _others(message: Message, money: Money, sentence: str) -> bool:
    """Whether the words around an amount that nobody asked for leave it to somebody else."""
    plain = message.plain
    if _YOURS.search(plain, max(0, money.start - 45), money.start):
        return True
    around = replies.comma_clause(plain, money.start, money.end)
    if _OURS.search(around):
        return False
    around = around.replace(plain[money.start : money.end], " ")
    return len(_WORD.findall(around)) > 3 or (sentence.rstrip().endswith("?") and not _FIT.search(sentence))


def _signing(money: Money, before: str, plain: str, asked: str | None) -> bool:
    signed = _SIGNING.search(before) or _SIGNED_BEHIND.match(plain, money.end)
    if asked != "budget" and money.min != money.max and signed:
        return True
    return bool(
        (money.min is None or money.max is None)
        and _ANY_PURCHASE.search(before)
        and _GOES_TO.match(plain, money.end)
    )


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
