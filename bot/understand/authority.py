"""Authority: who decides about the purchase, from what the visitor says of it and from titles."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.understand import approvers, replies
from bot.understand.facts import Authority, Role
from bot.understand.message import Message, Span
from bot.understand.titles import Title

_I = (
    r"(?:\bi|\bi'm the one (?:who|that|to)|\bme who|\bi am the one (?:who|that|to)|\bit is me who"
    r"|\bi (?:can|will|would|do|could|get to|alone|personally|usually|also|ultimately|mostly|always|just"
    r"|myself|am able to|am allowed to|am authorised to|am authorized to))"
)
_MINE = re.compile(
    rf"{_I} (?:sign(?:s)?(?: it| this| everything| that| the contract)?(?: off)?|decides?|approves?"
    rf"|make[s]?(?: the| all| these| those| this| that| such| our| final)*(?: purchasing| buying| purchase"
    rf"| software| it| tool| technology)? (?:decisions?|calls?)|hold[s]? the (?:budget|purse)"
    rf"|own[s]? (?:the|this|our|that) (?:budget|decision|purchase|p&l|line)"
    r"|control[s]? the (?:budget|money)|ha(?:ve|s) (?:the )?(?:final|last) (?:say|word|call)|ha(?:ve"
    r"|s) (?:full |the |sole )?(?:signing |signature |purchasing |buying |budget "
    r"|decision[- ]making )*(?:authority|power)|call[s]? the shots|pull the trigger|buy (?:it|this) myself"
    r"|run the (?:company|business|show|place)"
    r"|choose|pick|green[- ]?light|authori[sz]e|pays?(?: for it)?|have the authority|can buy)\b"
    r"|\b(?:i'?m|i am)(?: (?:also|basically|actually))? (?:the )?(?:(?:sole|only|main|final|primary"
    r"|ultimate|key|budget) )*(?:decision[- ]?maker|budget (?:owner|holder)|one deciding|one signing"
    r"|approver|buyer|boss|person who decides|one in charge|in charge(?: of (?:this|it|the budget|buying"
    r"|purchasing))?)\b"
    r"|\b(?:it'?s|that'?s|is|the|this is)(?: all| entirely| fully| ultimately| completely| totally"
    r"| purely)? (?:my|mine)(?: own)? (?:call|decision|budget|money|choice|p&l|company|business)\b"
    r"|\bthe decision is mine\b|\bup to me\b|\b(?:just|only) me\b|\bme alone\b|\bmy (?:own )?(?:call"
    r"|decision)\b|\bi'm my own boss\b"
    r"|\b(?:comes|is|it's|paid) (?:out of|from) my (?:own )?budget\b|\b(?:nobody|no one"
    r"|noone) else(?: (?:needs|has|to|is|decides|involved|must))?\b|\b(?:no|don't need(?: any(?:one"
    r"|body)(?:'s|else's)?)?|without) (?:further |other |extra |additional |any )?(?:approvals?"
    r"|sign[- ]?offs?)(?: (?:is |are )?(?:needed|required|necessary))?(?= |[.,!]|$)"
    r"|\bi don't (?:need|have) to (?:ask|check with|consult) (?:any(?:one|body))\b|\b(?:my"
    r"|our) (?:co-?founder|business partner|partner) and (?:i|me) (?:decide|sign|make|own)\b"
    r"|\bwe(?: both)?,? (?:the )?(?:co-?)?(?:founders|owners),? decide\b|\bi decide\b|\bmy own (?:company"
    r"|business)\b|\bi(?: own| founded| run|'m running) (?:the|this|a|my|our) (?:[a-z]+ )?(?:company"
    r"|business|agency|shop|startup|firm|store|studio)\b|\bi(?:'d|'ll| would| will)(?: have to)? be the one"
    r" (?:signing|deciding|who|to)\b|\bi (?:run|lead|head(?: up)?|oversee) (?:the |our )?(?:data|it"
    r"|analytics|bi)"
    r"(?: team| department| function)?\b(?! (?:project|migration|evaluation))|\bself[- ]employed\b"
)
_MINE_REPLY = re.compile(
    r"^[\W_]*(?:(?:yes|yep|yeah|sure)[,. !]*)?(?:me|myself|i do|i am|that's me|that would be me"
    r"|that'd be me|i will|me myself|it's me|its me|just me|only me|mine|yours truly|(?:both )?(?:my "
    r"|our )?[a-z' -]{2,30} and (?:i|me|myself)|i would|yes i do"
    r"|(?:both (?:of us,? )?)?(?:me|i|myself) (?:and|with|plus|together with) [a-z' ,-]{2,40}"
    r"|that'll be me|i can)(?:[,.! ]+(?:alone|only|of course|actually|myself|yes))*(?:[^\w\x00]|_)*$"
)
_NOT_MINE = re.compile(
    r"\b(?:i'?m|i am) not (?:really )?(?:the |a |an )?(?:final |sole |only |main )?(?:decision[- ]?maker"
    r"|one who (?:decides|signs)|one deciding|buyer|approver|budget (?:owner|holder)|in charge"
    r"|the person who decides)\b"
    r"|\bi (?:do not|don't|can't|cannot|can not|won't)(?: really| actually| get to)? (?:decide"
    r"|sign(?: off)?|approve|make (?:the|that|this|any|final|such)?\s?(?:final )?(?:decisions?|call)"
    r"|have (?:the )?(?:final say|authority|power|last word|signing authority|budget authority))\b"
    r"|\b(?:not|isn't) (?:my|mine)(?: to)?(?: (?:call|decision|budget|make|decide|money))?\b"
    r"|\bnot up to me\b|\bnot me\b|\b(?:not my|above my) pay ?grade\b"
)
_HAVE_A_SAY = re.compile(
    r"\bi (?:only |just |can only |can |will |would |do |mostly |usually |evaluate and |'d )*(?:recommend"
    r"|influence|advise|shortlist|champion|give (?:my )?(?:input|advice|a recommendation)|make (?:a |the "
    r"|my )?recommendations?|suggest|pre-?select|have (?:a |some )(?:say|influence|voice)|propose)\b"
    r"|\b(?:i'?m|i am) (?:just |only |part of |on |one of )+(?:the |a )?(?:evaluation|buying|selection"
    r"|project|decision|purchasing|procurement|steering|technical)[a-z -]*(?:team|committee|group|panel"
    r"|evaluators?|makers?)\b|\bi'?m (?:the |a )?(?:technical )?(?:evaluator|influencer|champion"
    r"|recommender|gatekeeper|advisor|adviser)\b"
    r"|\bmy recommendation (?:counts|matters|carries)|\bi lead the evaluation|\bi'?m (?:leading"
    r"|running) the (?:evaluation|selection)|\bwe decide as a (?:team|group)|\bgroup decision"
    r"|\bteam decision|\bjoint decision|\bdecision by committee|\bi have (?:some )?input|\b(?:others"
    r"|other people|several people|a few people|multiple people|many people) (?:decide|are involved"
    r"|have a say)"
)
_RESEARCH = re.compile(
    r"\b(?:just|only|simply|merely|purely|mostly|currently|at the moment|i'?m|i am|we'?re|we are|here|am"
    r"|been|to)\b(?: (?:here|to|for now|the one|doing|some|at this stage|right now|still|only|just|mainly"
    r"|a bit of|in the middle of|tasked with|asked to|helping|in charge of))*"
    r" (?:gather(?:ing)?|collect(?:ing)?|research(?:ing)?|look(?:ing)? around|browsing|exploring|compar(?:e"
    r"|ing)|window[- ]?shopping|looking into (?:options|it|this|tools|the market)|scout(?:ing)?|scoping"
    r"|shopping around|kicking tires|getting (?:an overview|a feel|an idea|info|information|quotes"
    r"|some info)|learning|curious|finding out what|doing (?:my|our|some) (?:research|homework)"
    r"|see(?:ing)? what(?:'s| is) (?:out there|available)|looking at (?:options|what's))\b"
    r"(?! (?:for (?:a|an) (?:tool|platform|solution)))(?: (?:some |more |the )?(?:info(?:rmation)?|options"
    r"|offers|quotes|data about|vendors|tools|material))?"
    r"|\b(?:doing|conducting) (?:some |a bit of |market |early |initial |preliminary "
    r"|background )*research\b|\b(?:gathering|collecting|compiling) (?:some |more |initial "
    r"|the )?(?:info(?:rmation)?|options|offers|quotes|requirements|facts)\b|\b(?:putting together"
    r"|compiling|making|preparing|drawing up) a (?:short ?list|list|comparison|overview|market overview"
    r"|report)\b"
    r"|\b(?:i )?(?:was|got|have been|been|my (?:boss|manager) has) (?:asked|told"
    r"|tasked)(?: by [a-z' ]{2,30}?)? (?:to |with )(?:look|research|gather|collect|find|compar|check|scout"
    r"|get)[a-z]*\b|\b(?:boss|manager|ceo|cto|cfo|director|supervisor)(?: has)? asked me to\b"
    r"|\bfact[- ]finding\b|\bno (?:role|say) in (?:the )?(?:decision|purchase)\b|\bmarket research\b"
    r"|\bjust curious\b|\bjust looking\b"
)
_TOGETHER = re.compile(
    r"\b(?:i|we)(?: both| all)? decide (?:together|jointly)\b|\bjoint decision (?:between|of|with"
    r"|by) (?:me|myself)\b"
    r"|\b(?:co-?)?(?:founders|owners|partners) and (?:we )?decide\b"
)


def find(message: Message, own: Sequence[Title], *, asked: str | None) -> Authority | None:
    """The speaker's part in the purchase; `own` are the titles in the message.

    An approver beats the speaker's own title: "CTO here, boss has to nod" is an influencer.
    """
    mine = _first(_MINE, message) or (asked == "authority" and _MINE_REPLY.search(message.plain)) or None
    if together := _TOGETHER.search(message.plain):
        return _stated(message, "decision_maker", together.span())
    named = (
        approvers.answer(message) if asked == "authority" and not any(title.mine for title in own) else None
    )
    if named:
        return _stated(message, "influencer", named.span, named.name)
    if approver := approvers.find(message, own, asked=asked):
        return _stated(message, "influencer", approver.span, approver.name)
    if match := _NOT_MINE.search(message.plain):
        return _stated(message, "influencer", match.span())
    if mine:
        return _stated(message, "decision_maker", mine.span())
    if match := _RESEARCH.search(message.plain):
        return _stated(message, "researcher", match.span())
    if match := _HAVE_A_SAY.search(message.plain):
        return _stated(message, "influencer", match.span())
    if title := next((title for title in own if title.mine and title.owns), None):
        return _stated(message, "decision_maker", (title.start, title.end))
    if span := replies.refusal(message, "authority", asked):
        return Authority("refused", quote=message.quote(*span))
    if span := replies.unsure(message, "authority", asked):
        return Authority("unsure", quote=message.quote(*span))
    return None


def _stated(message: Message, role: Role, span: Span, approver: str | None = None) -> Authority:
    return Authority("stated", role, approver, message.quote(*span))


def _first(pattern: re.Pattern[str], message: Message) -> re.Match[str] | None:
    """The first place that is no question to us and not denied."""
    for match in pattern.finditer(message.plain):
        before = message.before(match.start())
        if not re.search(r"(?:\bnot|n't|\bif)(?: only| just)?\s*$", before):
            return match
    return None
