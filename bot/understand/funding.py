"""What is said of a budget without an amount: there is one, there is none yet, or it is not for telling."""

from __future__ import annotations

import re

from bot.understand import replies
from bot.understand.facts import Budget
from bot.understand.message import Message
from bot.understand.openings import Opened

# As it is spelt, and as it is typed in a hurry.
BUDGET = r"(?:bud(?:get|jet|git|ged|gt|egt)|bu(?:get|gdet|gget))"
_FUNDS = rf"(?:{BUDGET}s?|funds|funding|money|cash|amount)"
_COIN = r"(?:dime|penny|pence|cent|euro|dollar|pound|rupee|nickel|buck)s?"
# "No budget limit" is money, "no budget responsibility" is somebody else's decision.
_NOT_MONEY = (
    r"(?! (?:limits?|caps?|ceilings?|constraints?|restrictions?|issues?|problems?|concerns?|holder|owner"
    r"|responsibilit\w+|authority|power|control|approver|say|manager|planning|tracking|tool|report\w*)\b)"
)
_NO = (
    r"(?:no|zero|without(?: a| any)?|not? any|nothing|haven't (?:got )?(?:a|any)|(?:don't|doesn't|do not"
    r"|does not|did not|didn't|dont|can't|cannot) (?:really |currently |actually |yet )?(?:have|see|get"
    r"|find)(?: a| any| an| the)?"
    r"|(?:have|has|had|got) not(?: got)?(?: a| any| the)?|not have(?: a| any| the)?|no have"
    r"|lack(?:ing)?(?: a| the)?|have no|has no|there(?:'s| is) no|got no|no such thing as an?"
    r"|isn't (?:a|any))"
)
_KIND = (
    r"(?: (?:real|actual|official|approved|dedicated|defined|set|fixed|formal|specific|allocated|clear|firm"
    r"|separate|own|agreed|current|confirmed|exact|money|marketing|it|more|extra|single|red|one|formally))*"
)
_GRANTED = (
    r"(?:approved|budgeted|allocated|funded|signed off|released|granted|earmarked|set aside|put aside"
    r"|kept aside|assigned|approval|sanction(?:ed)?|cleared|freed|allotted)"
)
_READY = (
    r"(?:zero|nil|none|0|there|set|fixed|defined|approved|allocated|available|released|existing|planned"
    r"|in place|confirmed|exist|agreed|sanctioned|secured|decided upon|given|give|granted|provided|cleared"
    r"|allotted|come through|arrived|landed)"
)
_NONE_YET = re.compile(
    rf"\b(?:{_NO}{_KIND} (?:{BUDGET}(?:ed)?(?: line)?{_NOT_MONEY}|funds\b|funding\b|money\b"
    rf"|line (?:item )?for (?:it|this|that)|line item|allocation|cash|{_COIN}\b(?! (?:more|over|extra))"
    r"|budget allocated|sanction|purchase order|po\b)"
    rf"|(?:not|isn't|hasn't|haven't|aren't|wasn't|nothing|never)(?: (?:been|yet|even|really|formally"
    rf"|officially|currently|is|got|gotten|it|has|a|one|single|{_COIN}|any|our|the|set|had))*"
    rf" {_GRANTED}"
    rf"|(?:not|nothing) (?:a|one|a single|one single|a red) {_COIN}(?! (?:more|over|extra))"
    rf"|(?:haven't|have not|hasn't|has not|not)(?: yet)? (?:set|fixed|allocated|defined|planned|got|agreed"
    rf"|secured|assigned|put)(?: up| aside| on)?(?: an?| any| the| our)? ?{_FUNDS}"
    rf"|{_FUNDS} (?:is|was|has|are|have)?(?: still| yet)*(?: ?n't| ?not)(?: been| yet| really)* ?{_READY}"
    rf"|{_FUNDS} (?:would |will |still )?(?:have|has|needs?) to be (?:requested|approved|found|raised|granted"
    r"|applied for|allocated)"
    rf"|{_FUNDS} (?:is|are|was|were|got|has been|have been) (?:still |yet |currently )*(?:zero|nil|none|0\b"
    rf"|frozen|pending|missing"
    r"|(?:yet )?to be (?:approved|allocated|sanctioned|released|decided upon|granted)|(?:waiting|awaiting)\w*"
    r"|non-?existent)"
    rf"|{_FUNDS} (?:isn't|hasn't|wasn't|doesn't|aren't|haven't)(?: been| yet| really)* {_READY}"
    r"|(?:not|isn't) (?:in|part of) (?:the|our|any|this|next|that)(?: current| year's| quarter's)* budget"
    rf"|unfunded|unbudgeted|(?:waiting|awaiting|pending)(?: for| on)? (?:the |our |a )?{BUDGET}"
    r"(?: approval| to be| from| round)?|(?:sanction|approval) (?:is )?(?:still )?(?:pending|awaited|missing"
    r"|outstanding|due)|(?:pending|awaiting) (?:sanction|approval)"
    # The build that an update broke is no budget.
    r"|(?:we're|we are|i'm|i am|totally|flat|completely|dead|company is) broke\b|\A\W*broke(?=\W*\Z)"
    rf"|zero {BUDGET}|budget freeze|nil budget"
    r"|(?:applying|apply|applied|waiting) for (?:the |a |some |more )?(?:funding|funds|money|grants?)"
    rf"|(?:need|have) to (?:get|request|apply for|ask for|secure|find|raise|justify) (?:a |the |some |more "
    rf"|any )?(?:{BUDGET}|funding|funds|money)"
    r"|(?:need|have|want)s? to (?:first )?(?:make|build|write|get|present|do|prepare)(?: up)? (?:a|the|our)"
    r" business case)(?![a-z])"
)
_NONE_REPLY = re.compile(
    rf"^[\W_]*(?:(?:no|nope|nah|well|honestly)[\s,.!]+)?(?:(?:no|nope|nah|none|nil|zero|0"
    rf"|[$€£]?0 ?(?:[$€£₹]|[a-z]{{3}})?|nada|zilch|nothing|nothing in writing|there(?:'s| is) none|we(?:'ve"
    rf"| have)(?: got)? none|not yet|not really"
    r"|nothing yet|none yet|no not yet|none so far|none at all|nothing so far|not so far"
    r"|there isn't (?:one|any)|there is none|we don't have (?:one|any)|don't have one|not at the moment"
    r"|not currently|not right now|at the moment none|currently none|nothing at all|haven't got one"
    rf"|no i don't|no we don't|zero {_COIN})(?:[\s,.!]+(?:yet|really|so far|sorry"
    r"|at the moment|right now|for now|unfortunately|i'm afraid|currently|budget))*)(?:[^\w\x00]|_)*$"
    r"|^[\W_]*(?:nothing|none|not)(?: yet| so far| at the moment| right now)\b|\bzero(?: right now"
    r"| so far| yet)?[ .!]*$|^[\W_]*(?:no|none|nothing|zero|nil)[ ,]*\x00"
    # (A date that was read before leaves a blank: "none before Q3".)
    # Asked for the budget, whoever still needs an approval has none; unasked it says who decides.
    r"|\b(?:needs?|requires?|subject to|waiting (?:for|on)|awaiting|pending)(?: to be)?(?: (?:the|my|our|an?"
    r"|final|formal|\w+'s?))* (?:approv(?:al|ed)|sign[- ]?off)\b"
    r"|\b(?:so|basically|currently|at present|right now),? (?:nothing|none|zero|nil)(?:[^\w\x00]|_)*$"
)
_STATED = Opened(
    r"\b(?:(?:there(?:'s| is)|we(?:'ve| have| do have)(?: got)?|i(?:'ve| have)(?: got)?|got"
    r"|have)(?: already)?(?: (?:a|an|the|some|our|plenty of|enough|sufficient|good|decent|healthy|dedicated"
    r"|approved|big|allocated|generous|ample|adequate|lots of|full|separate|own|set|pot of"
    r"|bit of))* (?:budget|funds"
    rf"|funding|money){_NOT_MONEY}(?: (?:for (?:it|this|that)|available|in place|approved|allocated|set aside"
    r"|signed off))?"
    rf"|(?:{_FUNDS}|it)(?:'s| is| has been| are| have been| was| already"
    r"| just)*(?: (?:already|just|now|all|fully|been|formally|officially))* (?:approved|allocated"
    r"|(?:set|put|kept) aside|available|in place|secured|sanctioned|cleared|exists?|does exist"
    r"|signed off|confirmed|there|released|sorted|earmarked|granted|ready|not an issue|not a problem"
    r"|no (?:issue|problem|object)|flexible|unlimited|fine|budgeted)"
    r"|(?:no|not a|isn't a|isn't an) (?:budget )?(?:limit|constraints?|restrictions?|cap"
    r"|ceiling)(?: on (?:the )?budget)?|approved budget|budget approval (?:is )?(?:done|through|received)"
    r"|(?:has|have|got) (?:been )?(?:approved|signed off|allocated|released) (?:the|a|our) budget|(?:money"
    r"|budget|price|cost) is(?: not|n't) (?:the|an|a|our)(?: main| big)? (?:issue|problem|concern)"
    r"|money is no object|deep pockets|unlimited budget|blank che(?:ck|que)"
    r"|it(?:'s| is) (?:in|part of) (?:the|our|this year's|next year's) budget)\b"
)
_STATED_REPLY = re.compile(
    r"^[\W_]*(?:yes|yep|yeah|sure|yup|of course|certainly)?[\s,.!]*(?:(?:yes|we do|i do|it is|there is"
    r"|we have(?: one| it)?|i have(?: one)?|approved|allocated|set aside|already approved|it's there"
    r"|in place|there is one|flexible|open|unlimited)(?: already)?)(?:,? (?:yes|yeah))?(?:[^\w\x00]|_)*$"
    r"|^[\W_]*(?:yes|yep|yeah)[\s,.!]+(?:(?:it|that)(?:'s| is| has been| was) )?(?:already |just "
    r"|been )*(?:approved"
    r"|allocated|signed off|sanctioned|released|budgeted|planned|(?:set|put|kept) aside)\b"
)
_QUESTION_WORDS = re.compile(
    r"\bdo you|\bwhat'?s? (?:is )?(?:the|your) (?:price|cost|minimum)|\bhow much|\bis there a\b"
    r"|\byour\b"
)
# "Once the budget is approved": not yet.
_PENDING = re.compile(
    r"\b(?:once|when|if|until|till|after|as soon as|unless|whether|before|depend\w*)\b[^,;]*$"
)
_MONEY_WORD = re.compile(
    rf"{BUDGET}|fund|money|cash|line|approved|allocat|broke|pockets|blank|dime|penny|sanction"
)


def find(message: Message, asked: str | None) -> Budget | None:
    """The budget that the message speaks of without an amount, None when it speaks of none."""
    plain = message.plain
    if span := replies.refusal(message, "budget", asked):
        return Budget("refused", quote=message.quote(*span))
    none_yet = stated = None
    if asked == "budget" or _MONEY_WORD.search(plain):
        none_yet = _about_budget(_NONE_YET.search(plain), message, asked)
        stated = _about_budget(_STATED.search(message), message, asked)
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
    span = replies.unsure(message, "budget", asked)
    if span := span or (replies.elsewhere(message) if asked == "budget" else None):
        return Budget("unsure", quote=message.quote(*span))
    return None


def _about_budget(match: re.Match[str] | None, message: Message, asked: str | None) -> re.Match[str] | None:
    """The match, when it speaks of the visitor's budget and is no question about ours."""
    if not match or _QUESTION_WORDS.search(message.clause(*match.span())):
        return None
    return match if asked == "budget" or _MONEY_WORD.search(match.group()) else None
