"""The words that tell of an approval, and who may give one; `approvers` puts the two together."""

from __future__ import annotations

import re

from bot.understand.openings import Opened
from bot.understand.titles import TITLE

# Persons and bodies that sign in companies; with what may stand before them: "our group's finance director".
_ROLE = (
    rf"(?:{TITLE.pattern}|(?:(?:big|direct|line|immediate) )?(?:boss(?:es)?|managers?|supervisor|superiors?)"
    r"|higher[- ]ups?|management(?! board)|leadership(?: team)?|exec(?:utive)?s?(?: team)?|c-suite|c-level"
    r"|(?:management |advisory |supervisory )?board(?: of directors)?(?: members?)?|board of directors"
    r"|directors?|(?:it )?(?:steering |architecture |investment )?committee|council|panel|commission|assembly"
    r"|general meeting|vorstand|gesch(?:ä|ae?)ftsf(?:ü|ue?)hrung|betriebsrat|founders?|owners?|partners?"
    r"|co-?founders?|chair(?:man|woman|person)?(?: of the (?:board|committee|council))?|wife|husband|spouse"
    r"|dad|father|mother|brother|sister|parents|(?:owner )?family|colleagues?|lawyers?|attorneys?|auditors?"
    r"|accountants?"
    r"|union|senate|(?:procurement|purchasing|finance|accounting|legal|it|security|data|hr|audit)(?: (?:team"
    r"|department|guys|people|director|lead|head|side))?|treasury|compliance|controlling|head ?office"
    r"|headquarters|hq|corporate|(?:parent|mother|holding) company|holding|investors?|shareholders?"
    r"|team leads?|department heads?|clients?|(?:someone|somebody|people)(?: else| above me| higher up"
    r"| senior| (?:in|from|at) (?:the )?[a-z]+)|upstairs|others|team|group|dean|trustees|minist(?:er|ry)|vp"
    r"|president"
    r"|[sev]?vps|c[efitmod]os|controllers?|tech lead|chief|mayor|principal|rector|bishop|abbot|pastor"
    r"|headmaster|headmistress|governor|captain|chancellor|provost|treasurer|superintendent)"
)
# Parts of a company: "Karen in procurement".
TEAMS = (
    r"procurement|purchasing|finance|accounting|legal|it|security|data|hr|compliance|controlling|operations"
    r"|sales"
    r"|marketing|engineering"
)
_DET = r"(?:my|our|the|his|her|their|its|a|an|both|some|two|three|all)"
# Words that stand in nobody's name or title.
_STOPS = (
    "and or but is are was were then who whom that which what where when why how has have had must will "
    "would need needs say says said i i'm we you it he she they me us so if as of for from with by to in "
    "at on not no nobody noone none only also because since until before after decide decides sign signs "
    "approve approves help want wants your please yes this there here one everyone anybody anyone nothing "
    "everything my our the her his their let think guess just about do does did be been can could should "
    "may might each all every more most still always usually however actually told asked ask under above "
    "over later now today maybe probably perhaps well ok okay hi hello once get getting final a an person "
    "guy nor used depends unknown monday tuesday wednesday thursday friday saturday sunday january "
    "february march april june july august september october november december greetings thanks hm im re "
    "finally normally ultimately currently definitely hopefully officially generally idea clue "
)
STOPS = frozenset(_STOPS.split())
_WORD = rf"(?!(?:{'|'.join(sorted(STOPS))})\b)[^\W\d_][\w&/-]*(?:'s)?"
_END = r"(?: sir| madam)?(?![\w-])"
ONE = rf"(?:{_DET} (?:{_WORD} ){{0,3}}?)?{_ROLE}{_END}"
_MORE = rf"(?:(?: and| or| &| plus) {ONE})*"
ROLES = re.compile(ONE + _MORE)
# "Division manager must approve": without "the" only where a clause opens.
OPENING = re.compile(rf"(?:{_WORD} ){{0,2}}?{_ROLE}{_END}{_MORE}")
_UP = r"[^\W\d_a-zà-öø-ÿ](?:\w|['’](?!s?\b))*(?:-[^\W\d_]\w*)*"
PERSON = (
    rf"(?:(?:Mr|Mrs|Ms|Dr|Prof|Herr|Frau|Sir)\.? )?{_UP}(?: (?:(?:de|van|von|der|den|da|del|la|al"
    rf"|bin) )*{_UP}){{0,2}}"
)
NAME = re.compile(rf"{PERSON}(?:,? (?:and|&) {PERSON})?")
# Asked who signs, any noun before "decides" is the answer: "the Gesellschafterversammlung must agree".
ANYBODY = re.compile(rf"(?:{_DET} )?{_WORD}(?: {_WORD}){{0,2}}")

OK = (
    r"(?:ok(?:ay)?|approval|sign[- ]?offs?|signature|blessing|go[- ]?ahead|green ?light|permission|consent"
    r"|nod|buy[- ]?in|authori[sz]ation|yes|confirmation|thumbs[- ]up|endorsement|vote|decision|input"
    r"|agreement|validation|(?:final|last) (?:say|word|call))"
)
_MUST = (
    r"(?:(?:has|have)(?= signed| approved| decided| agreed| confirmed)|(?:would |will |'ll |might )?(?:have"
    r"|has|had|need|needs|wants|going) to|must|will|would|is going to|gotta|'ll|'d|should|can|ultimately"
    r"|finally|usually|always|still|also|then|only|eventually|normally|formally|typically|first|alone|both"
    r"|all|together|personally|himself|herself|mostly|who|that|(?:is|are) (?:the ones? |the person )?(?:who"
    r"|that))"
)
# "must approve", "decides", "has the last word".
ACT = Opened(
    rf"(?:\b{_MUST} )*\b(?:(?:counter|co-?)?sign(?:s|ed)?(?: (?:it|this|that|everything|them))?(?: off)?"
    r"|approve[sd]?|decide[sd]?|nods?|ok(?:ay)?'?s|okay|ok|agree[sd]?|confirm(?:s|ed)?|authori[sz]es?"
    r"|green[- ]?lights?|bless(?:es)?|validates?|ratif(?:y|ies)|vets?|releases? (?:it|the|this)"
    rf"|gives?(?: us| me| it)? (?:the |his |her |their |a |an |its |final |formal )*{OK}"
    r"|(?:makes?|takes?)(?: the| that| this| all| any| such| a| these| final| last| purchasing| buying"
    r"| software| it)* (?:decisions?|calls?)|ha(?:s|ve|d) (?:the |a )?(?:final |last |only )?(?:say|word|call"
    r"|veto)|holds? the (?:purse(?: strings)?|budget|money)|controls? the (?:budget|money|purse)"
    r"|calls? the shots|owns? (?:the|this|that) (?:budget|decision|purchase|p&l)|be (?:convinced|asked"
    r"|involved|on board)|says? (?:yes|ok)|looks? at (?:it|this)|pulls? the trigger|buys?|picks?|chooses?"
    r"|weighs? in|needs? (?:some )?(?:convincing|persuading)|rubber[- ]stamps?|votes?|pays?|(?:is|are"
    r"|will be|would be)(?: (?:the|our|a|actually"
    r"|ultimate|final|main|real|sole|only))* (?:decision[- ]?makers?|approvers?|signatory|budget (?:owner"
    r"|holder)))\b"
)
# What is approved every day is no purchase: "our managers approve invoices by hand".
ROUTINE = re.compile(
    r"\s*(?:by hand|manually|faster|where|how|when|(?:on )?(?:the |all |each |every |their |our |these "
    r"|such )*(?:[a-z]+ )?(?:invoices?|orders?|requests?|leave|vacations?|holidays?|expenses?|claims?|bills"
    r"|documents?|timesheets?|loans?|payments?|prices|discounts|shifts?|applications?|forms?|tickets?"
    r"|products?|things|numbers|reports?|up|in)\b)"
)
# "approval from", "up to", "run it past": who approves comes after.
LEADS = Opened(
    rf"\b{OK}(?:,? (?:is|comes|needed|required|necessary|must|come|has|have|to|would|will|lies|rests|sits|be"
    r"|stays|belongs|always|only|final))* (?:from|of|by|with|to|between)\b|\b(?:run|pass|put|clear"
    r"|get)(?: it| this"
    r"| that| everything| things)? (?:past|by|with|through|before|(?:approved|signed off|signed) by|to"
    r"|in front of|okayed by|ok'd by)\b|\b(?:check|clear it|align|discuss|talk|consult|speak|confirm|agree"
    r"|coordinate|go back|bring it)(?: it over| it through| about it| it| this)?(?: first)? (?:with|to)\b"
    r"|\b(?:consult|convince|persuade|loop(?:ing)? in|(?:has|have|needs?|must) (?:to )?pass"
    r"|(?:more|anything (?:more|bigger|larger|above|over)(?: \S+)?) (?:needs?|requires?)|(?:that|it"
    r"|this)(?:'s| is) for)\b|\b(?:sell"
    r"|pitch|present|report|recommend|propose|bring|take|escalate"
    r"|submit)(?: (?:it|this|that|back|options|them|my recommendation|the case))+ to\b"
    r"|\brecommendations? to\b|\b(?:go(?:es)?|(?:has|have|needs?|will|must|would)(?: to)? (?:go"
    r"|be (?:escalated"
    r"|submitted|presented)))(?: up)? (?:through|to)\b|\bget past\b|\bfalls (?:to|on)\b"
    r"|\b(?:(?<!hook )(?<!hooks )up to|(?:decided|approved|signed off|signed|made|taken|paid"
    r"|rubber[- ]stamped|counter[- ]?signed|authori[sz]ed|confirmed|ratified|validated)(?: in [a-z]+)? by"
    r"|in the hands of|depends on|responsibility of|(?:lies|rests|sits|stays) with|belongs to|subject to"
    r"|pending|waiting (?:for|on)|await(?:ing)?)\b|\b(?:decision[- ]?makers?|approver|buyer|signatory"
    r"|budget (?:owner|holder))(?: here| on this| for this)?(?: is| are|:|'s| would be| will be)|\b(?:who"
    r"|person|one|people) (?:who )?(?:decides?|signs?(?: off)?|approves?|pays?)(?: on (?:this|it))?(?: is"
    r"| are|'s)\b|\b(?:without|needs?|requires?|want|get|have|ask|asking|involve)\b(?: to| first"
    r"| also)*(?: ask| involve| have| get)?|\b(?:decides?|signs?|approves?)(?= (?:my|our|the) )|\b(?:above"
    r"|over|beyond) (?:that|this|\d\S*),?(?: it's| it is)?|\b(?:once|if|unless|as soon as)|\b(?:otherwise"
    r"|else),? (?:it's |it is )?"
)
# After these a person alone is no approver, but with "'s ok" or "to agree": "we need the CFO's ok".
WEAK = re.compile(
    r"(?:that|it|this|loop|once|if|unless|as soon as|without|need|requir|want|get|have)(?!.*\b(?:past|by"
    r"|with|through"
    r"|before"
    r"|front|(?:go|escalated"
    r"|submitted|presented)(?: up)? to)\b)"
)
# What customers do, too.
COMMON = re.compile(r".*\b(?:buys?|picks?|chooses?|pays?|looks? at \w+)$", re.DOTALL)
THEIR_OK = re.compile(
    rf" for (?:an? |the |his |her |their )?(?:final |formal )?{OK}\b| (?:is|are) (?:happy|fine|ok(?:ay)?"
    r"|on board|convinced)\b| (?:likes?|loves?) (?:it|this)\b"
    rf"|'?s?'? (?:final |formal |explicit |written |prior )*{OK}\b|,? (?:on ?board|to (?:agree|approve|sign"
    r"|say yes"
    r"|buy in|nod|ok|decide|confirm|validate))\b"
)
# "the CEO's call", "a management decision".
POSSESSED = re.compile(
    rf"(?:'s|s')? (?:(?<=['s] )call|{OK}|budget|choice|job|responsibility|money)\b(?!-| ?maker)"
    r"|'s(?=[.!\s]*\Z)"
)
CHECK = re.compile(r"(?:check|discuss|talk|consult|speak|confirm|align|clear|coordinate|ask|have|need|go)\b")
ANSWER = re.compile(
    r"^[\W_]*(?:(?:no|not me|well|hm+)[,. ]+|(?:(?:i'?m |i am )?not (?:quite |really |so |100% )?sure|no idea"
    r"|i don't know)[,.]? (?:but )?"
    r"(?=probably|maybe|perhaps|i think|i guess|likely|presumably)|maybe |perhaps |likely |presumably "
    r"|i guess |not me,? but |it'll be |we have |there is |there's |(?:that"
    r"|it)(?:'s| is|'d be| would be| will be)? |probably |mostly |usually |ultimately |both |i think "
    rf"|actually |always )*(?P<who>{ROLES.pattern})"
    r"(?:[,. ]+(?:of course|probably|i think|actually|only|does|do|decides?|will|would|together|not me|not i"
    r"|here|alone|always|jointly|mostly|i guess))*(?P<tail>[ ,]+[^\W\d_]+(?: [^\W\d_]+)?)?(?:[^\w\x00]|_)*$"
)
# "Marta Kowalska", "that would be Peter", "Peter from finance"; one capital alone may be any word.
ANSWER_NAME = re.compile(
    r"^[\W_]*(?:(?P<said>(?i:(?:that|it)(?:'s| is|'d be| would be| will be)|not me,|no,)) (?:my \w+ "
    rf"|our \w+ )?)?(?P<who>{PERSON}(?:,? (?:and|&) {PERSON})?)"
    rf"(?P<tail>,? \(?(?i:{TITLE.pattern})\)?(?=[.! ]*$)|(?:, (?:our|my|the)|,? who|,? from (?:our "
    r"|the )?(?=[a-z])| (?:does|decides|signs|approves"
    r"|will|would|has))\b[^.!?]*|,? from (?:our |the )?[a-z ]+)?[.! ]*$"
)
