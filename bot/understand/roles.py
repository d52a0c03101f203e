"""How visitors describe their own part in a purchase: they decide, have a say, or only gather."""

from __future__ import annotations

import re

from bot.understand.openings import Opened

_MAY = r"(?:allowed|authori[sz]ed|entitled|empowered) to (?:sign|buy|decide|approve|spend)"
_I = (
    r"(?:i(?:'m| am) the one (?:who|that|to)|(?<!told )(?<!tell )(?<!to )me who|it is me who"
    r"|(?:only )?i(?: (?:can|will|would|do|could|get to|alone|personally|usually|also|ultimately|mostly"
    r"|always|just|myself))?)"
)
_DECIDE = (
    r"(?:sign(?:s)?(?! (?:up(?! to \S{0,3}\d)|in|out)\b)(?: it| this| everything| that"
    r"| the contract)?(?: off)?|decides?"
    r"|approves?|(?:is|am|'m) (?:deciding|signing|approving|paying)|say yes or no"
    r"|(?:make|take)s?(?: the| all| any| these| those| this| that| such| our| final"
    r"| last)*(?: (?:purchasing|buying|purchase|software|it|tool|technology))? (?:decisions?|calls?)"
    r"|holds? the (?:budget|purse)|owns? (?:the|this|our|that) (?:budget|decision|purchase|p&l|line)"
    r"|control the (?:budget|money)|ha(?:ve|s) (?:the )?(?:final|last) (?:say|word|call)|ha(?:ve"
    r"|s) (?:(?:full|the|sole|signing|signature|purchasing|buying|budget|decision[- ]making"
    r"|budget and(?: the)?) )*(?:authority|power)|have carte blanche|calls? the shots|pull the trigger"
    r"|buy (?:it|this) myself|run the (?:company"
    r"|business|show|place)|(?:choose|pick)(?!.{0,30}\b(?:slot|time|date|day|option|number|appointment|one"
    r"|first|second|third|[a-z]+day)\b)|green[- ]?light|authori[sz]e|pays?(?: for it)?|can buy)"
)
_DECIDER = (
    r"(?:decision[- ]?maker|budget (?:owner|holder)|one (?:who|that) (?:signs|decides)|one deciding"
    r"|one signing|approver|buyer|boss|person who (?:decides|signs)|one in charge)"
)
_FIRM = r"(?:company|chain|practice|restaurant|bakery|business|agency|shop|startup|firm|store|studio|place)"
# One word boundary for all: with one for each alternative it takes ten times as long.
MINE = Opened(
    rf"\b(?:{_I} {_DECIDE}\b"
    # "I run procurement and sign these contracts."
    r"|i(?:'ve| have)(?: got)? (?:full |the |sole |all the |signing )*(?:authority|power)\b"
    r"|i (?:(?!not\b|never\b)[a-z]+ ){1,4}and (?:also )?(?:sign(?! (?:up|in)\b)|approve|decide)\b"
    # "In charge of comparing products" is in charge of nothing.
    r"|(?:i'?m|i am)(?: (?:also|basically|actually))? (?:the )?(?:(?:sole|only|main|final|primary|ultimate"
    rf"|key|budget) )*(?:{_DECIDER}|in charge(?! of (?!this|it\b|the (?:budget|purchas|decision)|buying"
    rf"|purchas))|responsible for (?:this|the) (?:purchase|decision|budget)|{_MAY})\b"
    r"|(?:it'?s|that'?s|is|the|this is)(?: all| entirely| fully| ultimately| completely| totally"
    r"| purely)? (?:my|mine)(?: own)? (?:call|decision|budget|money|choice|p&l|company|business)\b"
    r"|my (?:own )?(?:call|decision)\b|(?:decision|call|budget|approval|signature|sign[- ]?off|final (?:say"
    r"|word|call|decision))(?:'s| is| would be) (?:all |entirely )?(?:mine|me)\b|is mine to (?:sign|approve"
    r"|make|decide)\b|(?:lies|rests|sits|stops|is) with me\b"
    r"|we decide (?:ourselves|alone|on our own|internally|in[- ]house)\b|\bup to me\b|it's on me\b|(?:is|it's"
    r"|its) me (?:who|that)\b|(?:just|only) me\b|(?<!leave )(?<!let )me alone\b|(?:now|reorg|so"
    r"|then),? (?:it's|its|it is) me\b"
    rf"|\b{_DECIDER}(?: here)?(?: is|:|'s) (?:me|myself|i)\b|(?:talking|speaking|chatting) (?:to|with) (?:the"
    r" decision[- ]?maker|the boss|him|her)\b|(?:comes|is|it's|paid|falls|fits) (?:out of|from|under|within"
    r"|in) my (?:own )?budget\b|my signature (?:is enough|counts|suffices|is all)\b|i(?: will|'ll"
    r"|'d) be (?:signing|deciding|approving)\b|i(?:'d|'ll| would| will)(?: have to)? be the one (?:signing"
    r"|deciding|who|to)\b|(?:nobody|no one|noone) else(?: (?:needs|has|to|is|decides|involved|must))?\b|(?:no"
    r"|don't need(?: any(?:one|body)(?:'s|else's)?)?|without) (?:further |other |extra |additional "
    r"|any )?(?:approvals?|sign[- ]?offs?)(?: (?:is |are )?(?:needed|required|necessary))?(?= |[.,!]|$)"
    r"|i don't (?:need|have) to (?:ask|check with|consult) any(?:one|body)\b|(?:my|our) (?:co-?founder"
    r"|business partner|partner) and (?:i|me) (?:decide|sign|make|own)\b"
    r"|\bwe(?: both)?,? (?:the )?(?:co-?)?(?:founders|owners),? decide\b"
    rf"|we own (?:the|this|a|our) (?:[a-z]+ ){{0,2}}{_FIRM}\b|i(?: own| founded| run|'m running) (?:the|this"
    rf"|a|my|our) (?:[a-z]+ ){{0,2}}{_FIRM}\b|i'm my own boss\b"
    r"|my own (?:company|business)\b|self[- ]employed\b|i (?:run|lead|head(?: up)?|oversee) (?:the "
    r"|our )?(?:data|it|analytics|bi)(?: team| department| function)?\b(?! (?:project|migration|evaluation)))"
)
MINE_REPLY = re.compile(
    r"^[\W_]*(?:(?:yes|yep|yeah|sure|well|ultimately|actually|i guess|it's|its|i'd say|i would say|i think"
    r"|i suppose"
    r"|now|all|100 ?%|entirely)[,. !]*)*(?:me"
    r"|decision[- ]?maker|it is me|that would be myself|myself|i do|i am|that'?s me|that would be me"
    r"|that'd be me|i will|me myself|it's me|its me|just me|only me|mine|yours truly|(?:both )?(?:my "
    r"|our )?[a-z' -]{2,30} and (?:i|me|myself)|i would|yes i do|(?:both (?:of us,? )?)?(?:me|i"
    r"|myself) (?:and|with|plus|together with) [a-z' ,-]{2,40}|that'll be me|i can"
    r"|(?:nobody|no ?one|none)(?: else)?,? (?:but|except|besides|other than|above|over) (?:me"
    r"|myself))(?:[,.! ]+(?:alone|only"
    r"|of course|actually|myself|yes|ultimately|personally|in the end|at the end|sort of|up to [\w.,]+|anyway"
    r"|obviously|always))*(?:[^\w\x00]|_)*$"
)
# "I do, and we have about 30k": the rest of the message tells of something else.
MINE_FIRST = re.compile(
    r"^[\W_]*(?:(?:yes|yep|yeah|well)[,. !]+)?(?:i do|i am|i will|me|myself|(?:that|it)'?s me"
    r"|(?:just|only) me)"
    r"\s*[,.;!](?=\s*\w)"
)
# Enough only in answer to "who signs?".
MINE_ASKED = Opened(
    r"\b(?:it's|its|it is|that's|that is|so|so yes|yes) me\b(?! (?:and|too|who|of|again|done)\b)"
    r"|\bi do (?:that|this|it)\b|\bon my (?:desk|table|plate)\b|\b(?:that|it)(?:'s| is) my (?:responsibility"
    r"|job|role|task)\b"
)
TOGETHER = Opened(
    r"\b(?:i|we)(?: both| all)? decide (?:together|jointly)\b|\bjoint decision (?:between|of|with|by) (?:me"
    r"|myself)\b|\b(?:co-?)?(?:founders|owners|partners) and (?:we )?decide\b"
)
NOT_MINE = Opened(
    rf"\b(?:i'?m|i am) not (?:{_MAY}|(?:the one )?deciding|(?:really )?(?:the |a |an )?(?:final |sole |only "
    rf"|main )?(?:{_DECIDER}|in charge))\b"
    r"|\bi (?:do not|don't|can't|cannot|can not|won't)(?: really| actually| get to)? (?:decide|sign(?: off)?"
    r"|approve|make (?:the|that|this|any|final|such)?\s?(?:final )?(?:decisions?|call)"
    r"|(?:hold|own|control) the (?:budget|money|purse(?: strings)?)"
    r"|have (?:the )?(?:final say|authority|power|last word|signing authority|budget authority))\b|\b(?:not"
    r"|isn't|aren't) (?:my|mine)(?: to)?(?: (?:alone|call|decision|budget|make|decide|money))\b|\b(?:decision"
    r"|call|say|budget) (?:is not|isn't) mine\b|\bnot up to me\b|\b(?:not my|above my) pay ?grade\b"
)
NOT_ME = Opened(
    r"\bnot (?:me|mine|my (?:job|area|department|thing))\b|\bisn't mine\b|\bsome(?:one|body) else (?:decides"
    r"|signs|approves|does|has|is|will|must)\b"
)
HAVE_A_SAY = Opened(
    r"\bi (?:only |just |can only |can |will |would |do |mostly |usually |evaluate and |'d )*(?:recommend"
    r"|influence|advise|shortlist|champion|give (?:my )?(?:input|advice|a recommendation)|make (?:a |the "
    r"|my )?recommendations?|suggest|pre-?select|have (?:a |some )(?:say|influence|voice)|propose"
    r"|have some input|prepare the (?:decision|paper|proposal|file|case))\b|\b(?:i'?m|i am) (?:just |only "
    r"|part of |on |one of )+(?:the |a )?(?:evaluation|buying|selection|project|decision|purchasing"
    r"|procurement|steering|technical)[a-z -]*(?:team|committee|group|panel|evaluators?|makers?)\b"
    r"|\bi'?m (?:only |just )?(?:the |an? )?(?:technical )?(?:evaluator|influencer|champion|recommender"
    r"|gatekeeper|advisor|adviser)\b|\bone of (?:several|many|a few|the) (?:people|persons|deciders"
    r"|stakeholders|decision[- ]?makers)\b|\bwe (?:all )?decide (?:as a|by|in a|in the) (?:committee|group"
    r"|consensus|team|vote)\b|\bby (?:consensus|committee)\b|\b(?:group|team|joint) decision\b"
    r"|\bmy recommendation (?:counts|matters|carries)|\bi lead the evaluation|\bi'?m (?:leading"
    r"|running) the (?:evaluation|selection)|\b(?:others|other people|several people|a few people"
    r"|multiple people|many people) (?:decide|are involved|have a say)"
)
_GATHERING = (
    r"(?:gather(?:ing)?|collect(?:ing)?|research(?:ing)?|look(?:ing)? around|browsing|exploring|compar(?:e"
    r"|ing)|window[- ]?shopping|looking into (?:options|it|this|tools|the market)|scout(?:ing)?|scoping"
    r"|shopping around|kicking tires|get(?:ting)? (?:an overview|a feel|an idea|info|information|quotes"
    r"|some info)|learning|curious|finding out what|doing (?:my|our|some|the) (?:research|homework)"
    r"|doing homework|see(?:ing)? what(?:'s| is) (?:out there|available)|looking at (?:options|what's)"
    r"|look for info\w*)"
)
_THINGS = r"(?:info(?:rmation|s)?|options|offers|quotes|requirements|facts|data about|vendors|tools|material)"
RESEARCH = Opened(
    r"\b(?:just|only|simply|merely|purely|mostly|currently|at the moment|i'?m|i am|we'?re|we are|here|am|been"
    r"|to)\b(?: (?:here|to|for now|the one|doing|some|at this stage|right now|helping (?:my|our"
    r"|the) [a-z]+(?: to)?|still|only|just|mainly|a bit of"
    r"|in the middle of|tasked with|asked to|helping|in charge of))*"
    rf" {_GATHERING}\b(?! for (?:a|an) (?:tool|platform|solution))(?: (?:some |more |the )?{_THINGS})?"
    r"|\b(?:doing|conducting) (?:some |a bit of |market |early |initial |preliminary |background )*research\b"
    r"|\b(?:doing|do|making) (?:a |an |the |some )?(?:first |quick |initial )?(?:market (?:study|survey"
    r"|overview|scan)|comparison|benchmark)\b"
    rf"|\b(?:gathering|collecting|compiling) (?:some |more |initial |the )?{_THINGS}\b"
    r"|\b(?:putting together|compiling|making|preparing|writing|drawing up) a (?:short ?list|list"
    r"|comparison|overview"
    r"|market overview|report)\b|\b(?:list|overview|table|comparison) of (?:vendors|tools|suppliers|providers"
    r"|options)\b|\bvendor list\b|\b(?:i )?(?:was|got|have been|been|am only|am just|only|just|my (?:boss"
    r"|manager) has) (?:asked|told|tasked)(?: by [a-z' ]{2,30}?)? (?:to |with )(?:look|research|gather"
    r"|collect|find|compar|check|scout|get)[a-z]*\b|\b(?:boss|manager|ceo|cto|cfo|director"
    r"|supervisor)(?: has)? (?:asked|told) me to (?:look|research|gather|collect|find out|compare|check out"
    r"|scout|get (?:some |a few )?(?:quotes|offers))"
    rf"|\bi (?:only |just )?(?:collect|gather|look for|search for) (?:{_THINGS})\b"
    r"|\bfact[- ]finding\b|\bmarket research\b|\b(?:pure|with|some|initial) research\b"
    r"|\bwho does the research\b|\b(?:no (?:role|say) in|nothing to do with) (?:it\b|(?:the|that"
    r"|this) (?:decision|purchase)\b)|\b(?:i|and|am|just) (?:must|have to|supposed to|trying to"
    r"|should) (?:research|get an overview|compare|collect|gather)\b|\bjust curious\b|\bjust looking\b"
)
# "We are researching new drugs" and "we compare prices of our suppliers" say what the company does.
OTHER_THINGS = re.compile(
    r" (?:prices|new|our|the (?:prices|market for)|drugs|students|customers|data (?:on|from))\b"
)
UNTOLD = re.compile(
    r"\b(?:nobody|no one|noone|haven't|hasn't|didn't|not been|never)\b[a-z ]{0,12}\b(?:told|tell|explained"
    r"|informed|said)\b"
)
# "How do I sign up", "can I approve it later?"; but "I'm the owner, who else would decide?" is no question.
QUESTION = re.compile(
    r"\W*(?:how|why|can(?!'?t)|could|do|does|should|may|what|where|which|shall)\b|\W*(?:will|is|are)\b.*\?$",
    re.DOTALL,
)
