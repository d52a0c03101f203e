"""Visitors who are no prospects: students, job seekers, vendors, competitors; and customers in trouble."""

from __future__ import annotations

import re

from bot.understand import customers
from bot.understand.facts import Said
from bot.understand.message import Message
from bot.understand.openings import Opened

_KINDS: tuple[tuple[str, Opened], ...] = (
    (
        "competitor",
        Opened(
            r"\b(?:i|we)(?:'m| am|'re| are)? (?:(?:actually|currently|also) )?(?:work(?:ing)? (?:for|at) (?:a"
            r"|one of your|your) (?:direct )?competitors?|(?:from|with|at) (?:a|one of your"
            r"|your) (?:direct )?(?:competitors?|rival)|compet(?:e|ing) with (?:you|tidewater)|(?:a "
            r"|your )(?:direct )?competitors?|work (?:for|at) an? rival(?: company)?|have an? (?:product"
            r"|platform|tool) (?:similar to|like) yours)|\bwe (?:also |too |ourselves )?(?:sell|build|make"
            r"|offer|develop|run) (?:a |an |our own )?(?:competing|rival|similar)(?: data)? (?:platform"
            r"|product|tool|solution|service)|\b(?:competitive|competitor) (?:analysis|research"
            r"|intelligence) (?:on|of|about) (?:you|your|tidewater)\b|\b(?:we're"
            r"|we are) (?:actually )?competitors\b"
        ),
    ),
    (
        "job_seeker",
        Opened(
            r"\b(?:are you(?: guys)?(?: currently)? (?:hiring|recruiting)|do you have (?:any )?(?:open(?:ings"
            r"| positions?| roles?)|vacanc\w+|jobs?|internships?)|any (?:job |open )?(?:vacanc\w+|openings"
            r"|open positions|internships?|job offers)|(?:looking|searching|hunting) for (?:a |an |my (?:next"
            r"|first) |new )*(?:job|work(?! (?:flow|force|space|around))\b|internship|position|employment"
            r"|role|opportunit(?:y|ies) (?:at|in|with|as))|(?:apply|applying|applied|application) (?:for"
            r"|to) (?:a |an |the |your )?(?:[a-z]+ ){0,3}(?:job|position|role|internship|vacancy|opening"
            r"|team)|send (?:you )?my (?:cv|resume|résumé)|my (?:cv|resume|résumé)\b|attach(?:ed"
            r"|ing)? (?:my )?(?:cv|resume)|(?:job|career|internship|employment) (?:opportunit\w+|openings?"
            r"|offers?|opening)|want to work (?:for|at|with) (?:you|tidewater)|work (?:for|at) your company"
            r"|careers? page|job ?seeker|hire me|(?:my|an) application (?:to|for|last|on|and|as)"
            r"|sent you my application|(?:love|like|want|dream|hope) to (?:work|join|intern) (?:for|with"
            r"|at) (?:you|tidewater|your)|open (?:position|role) as|your (?:job (?:ad|post(?:ing)?|offer)"
            r"|interview process|hiring)|who is the hiring manager|esteemed company|internship (?:with"
            r"|at) (?:you|tidewater)|(?:offer|have|any) (?:remote|student|part[- ]time) jobs|what(?:'s"
            r"| is) the salary)\b"
        ),
    ),
    (
        "vendor",
        Opened(
            r"\b(?:we|i|our (?:agency|company|team|firm)) (?:can |could |would like to |want to |'d like to "
            r"|'d love to |help (?:companies|businesses|brands) (?:like yours )?(?:to )?"
            r"|are able to )?(?:offer|provide|sell|specialis?e in|deliver)(?:s|ing)? (?:you |to you "
            r"|a range of |affordable |high[- ]quality |premium |professional |quality |cheap "
            r"|best )*(?:[a-z-]+ ){0,3}(?:services?|seo|backlinks?|web ?design|web development"
            r"|app development|lead gen\w*|leads|outsourcing|staffing|developers|guest posts?|link building"
            r"|marketing|recruit\w+|traffic|design|email lists?|translation|office supplies)\b|\b(?:sell"
            r"|pitch|offer|introduce|present|show) (?:you|to you) (?:our|my|some|a)\b|\b(?:guest post"
            r"|backlinks?|link exchange|link building|sponsored post|rank (?:you|your (?:site|website)) (?:on"
            r"|higher|#)|(?:improve|boost|increase) your (?:seo|ranking|traffic|website|google)|(?:first page"
            r"|page one) of google|leads for sale|our (?:offshore|outsourcing|nearshore) (?:team|company) can"
            r"|(?:best|special|very cheap) (?:price|offer) for (?:you|businesses|companies)"
            r"|promote your (?:brand|company|business)|boost your (?:sales|revenue|business)"
            r"|your domain (?:will expire|is about)|get your (?:company|brand|site) featured"
            r"|your (?:web)?site has (?:some |a few |many )?(?:seo )?errors|let us (?:handle|manage|run) your"
            r"|partner with you for development|(?:promotional|branded) (?:pens|gifts|items)"
            r"|our explainer videos|minutes to pitch|represent an? (?:software house|agency|supplier|factory"
            r"|manufacturer)|email (?:list|database) for sale|white[- ]label (?:dev|design)\w*|business loan"
            r"|redesign your (?:site|website))\b|\b(?:our|my) (?:agency|outsourcing|dev shop"
            r"|staffing)\b[^.!?]{0,40}\b(?:help you|your (?:company|website|business|team))\b|\b(?:who"
            r"|person) (?:is )?(?:in charge of|responsible for|handles) (?:your )?(?:procurement|purchasing"
            r"|marketing|seo|vendors?|suppliers?|hiring)\b|\bbecome (?:your|a) (?:supplier|vendor)\b"
            r"|\bi'?m (?:a )?vendor\b|\b(?:i am|i'm|we are|we're) (?:a |an )?(?:seo|recruitment|staffing"
            r"|marketing|web design|lead gen\w*) (?:agency|company|firm|expert"
            r"|specialist)\b(?![^.!?]*\b(?:need|looking|want)\b)"
        ),
    ),
    (
        "student",
        Opened(
            r"\b(?:i'?m|i am|we're|we are|as|just|only)(?: (?:just|only|currently|still|actually|both"
            r"|all))* (?:a |an )?(?:[a-z]+ ){0,3}(?:student|undergrad(?:uate)?|phd candidate|pupil"
            r"|students)\b(?! (?:services|platform|loan))|\b(?:bachelor'?s?|master'?s?|phd|my|doctoral"
            r"|diploma|our)(?: [a-z]+)? (?:thesis|dissertation|homework|coursework|assignment|term paper"
            r"|capstone)\b|\b(?:school|university|uni|college|class|course|semester|student|study) (?:project"
            r"|assignment|work|paper|presentation|homework|research)\b|\bfor (?:my|a|our) (?:studies|class"
            r"|thesis|homework|course|professor)\b|\b(?:i )?(?:study|studying) (?:[a-z]+ ){0,3}(?:at"
            r"|in) (?:the )?(?:uni|university|college|tu|mit|school)\b|\b(?:working on|writing|doing) (?:my"
            r"|a) (?:thesis|dissertation|ph\.?d|(?:master|bachelor)(?:'?s)?\b(?! (?:data|record|list|plan"
            r"|file|table|copy)))|\b(?:this|it|that)(?:'s| is) (?:just )?(?:my |for )?homework\b"
            r"|\bi study [a-z ]{3,40}$|\b(?:student|fresher) here\b"
        ),
    ),
    (
        "customer",
        Opened(
            r"\b(?:i'?m|i am|we're|we are|as)(?: (?:already|an?|currently|your|long[- ]time|paying|existing"
            r"|current))+ (?:customers?|clients?|users?|subscribers?|on your (?:pro|enterprise"
            r"|starter)? ?plan)(?: of (?:yours|tidewater))?\b(?! (?:success|support|service|care|data|facing)"
            r"| of (?!yours|tidewater))|\b(?:existing|current|paying) customer(?: here"
            r"| of yours)?\b(?! (?:base|data|list|records|contracts))|\bwe(?:'ve| have)? (?:already )?(?:use"
            r"|been using|bought|pay(?:ing)? for|subscribe[d]? to) (?:tidewater|your (?:product|platform|tool"
            r"|service|software))\b|\b(?:can'?t|cannot|unable to|not able to|couldn't) (?:log ?in|sign ?in"
            r"|access my|get into my|reset my|log into)(?: (?:account|password|dashboard))?\b|\bmy (?:account"
            r"|subscription|invoice|licen[cs]e|workspace|login|password|api key|dashboard|pipeline"
            r"|connector)(?: [a-z]+)? (?:is|was|has|isn't|doesn't|won't|keeps|got|shows|stopped)\b|\b(?:your"
            r"|the) (?:app|dashboard|platform|service|api|connector|system|site|product|integration) (?:is"
            r"|has been|keeps|went|are)(?: (?:been|completely|again|totally))* (?:down|broken|crash\w*"
            r"|not working|failing|unavailable|slow|throwing|timing out)\b|\bsince (?:your|the) (?:last"
            r"|latest) (?:update|release|upgrade)\b|\b(?:support )?ticket (?:number|#|id|no)|\b(?:open|raise"
            r"|file) a (?:support )?ticket\b|\bwrong (?:invoice|charge)\b|\b(?:charged|billed) (?:me"
            r"|us) twice\b|\bforgot my password\b|\brenew my (?:subscription|licen[cs]e)\b"
            r"|\bcancel my (?:subscription|account)\b|\bour (?:workspace|instance|api key) (?:is|was|has"
            r"|isn't|stopped|expired|keeps)\b|\bin tidewater (?:fails?|stopped|broke|is|are)\b"
            r"|\binvoice (?:that |which )?you sent\b|\b(?:have|opened|raised|sent) (?:a"
            r"|an open) (?:support )?ticket\b|\bour (?:card|account) (?:was |been )?charged\b|\b(?:was"
            r"|were) our card charged\b|\bwe(?:'re| are) customers since\b|\b(?:our|my) (?:existing account"
            r"|current contract)\b|\bpay for (?:premium )?support\b|\b(?:change|update) (?:the|our"
            r"|my) billing address\b|\byou host for us\b|\byour (?:sync|job|app) [a-z ]{0,12}(?:deleted"
            r"|logs me|lost|crash\w*)\b|\bresend the invoice\b"
        ),
    ),
)
_NOT = re.compile(
    r"(?:\bnot|n't|\bno|\bnever|\bformer|\bex)(?: an?| your| really)?(?: existing| current)?\s*$"
)


# "We offer logistics services and need a data platform", "the dashboard is slow, we want to replace it".
_PROSPECT = re.compile(
    r"^(?!.*\b(?:cancel|renew)\b).*\b(?:we|i|and)(?:'re| are| would| 'd)? (?:also )?"
    r"(?:need|want|looking for|like)\b[^.!?]*\b(?:platform|data|reports?|reporting|dashboards?|analytics"
    r"|replace|migrate|automate|connect|tool)\b",
    re.DOTALL,
)


def find(message: Message) -> Said | None:
    """One of student, job_seeker, vendor, competitor, customer, when the visitor says so; else None."""
    for kind, pattern in _KINDS:
        for match in pattern.finditer(message):
            if kind == "customer" and customers.elsewhere(message.sentence(*match.span())):
                continue
            if kind in {"vendor", "customer"} and _PROSPECT.search(message.sentence(*match.span())):
                continue
            denied = re.search(r"\b(?:not|never|no longer)\b", match.group())
            if not denied and not _NOT.search(message.plain, max(0, match.start() - 20), match.start()):
                return Said(kind, message.quote(*match.span()))
            if denied and kind == "customer" and "not working" in match.group():
                return Said(kind, message.quote(*match.span()))
    trouble = customers.in_trouble(message)
    return Said("customer", message.quote(*trouble)) if trouble else None
