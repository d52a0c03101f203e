"""Visitors who are no prospects: students, job seekers, vendors, competitors; and customers in trouble."""

from __future__ import annotations

import re

from bot.understand.facts import Said
from bot.understand.message import Message

_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "competitor",
        re.compile(
            r"\b(?:i|we)(?:'m| am|'re| are)? (?:(?:actually|currently|also) )?(?:work(?:ing)? (?:for|at) (?:a"
            r"|one of your|your) (?:direct )?competitors?|(?:from|with|at) (?:a|one of your"
            r"|your) (?:direct )?(?:competitors?|rival)|compet(?:e|ing) with (?:you|tidewater)|(?:a "
            r"|your )(?:direct )?competitors?)"
            r"|\bwe (?:also |too |ourselves )?(?:sell|build|make|offer|develop|run) (?:a |an "
            r"|our own )?(?:competing|rival|similar)(?: data)? (?:platform|product|tool|solution|service)"
            r"|\b(?:competitive|competitor) (?:analysis|research|intelligence) (?:on|of|about) (?:you|your"
            r"|tidewater)\b|\b(?:we're|we are) (?:actually )?competitors\b"
        ),
    ),
    (
        "job_seeker",
        re.compile(
            r"\b(?:are you(?: guys)?(?: currently)? (?:hiring|recruiting)|do you have (?:any )?(?:open(?:ings"
            r"| positions?| roles?)|vacanc\w+|jobs?|internships?)|any (?:job |open )?(?:vacanc\w+|openings"
            r"|open positions|internships?|job offers)|(?:looking|searching|hunting) for (?:a |an |my (?:next"
            r"|first) |new )*(?:job|work(?! (?:flow|force|space|around))\b|internship|position|employment"
            r"|role"
            r"|opportunit(?:y|ies) (?:at|in|with|as))"
            r"|(?:apply|applying|applied|application) (?:for|to) (?:a |an |the |your )?(?:[a-z]+ ){0,3}(?:job"
            r"|position|role|internship|vacancy|opening|team)|send (?:you )?my (?:cv|resume|résumé)|my (?:cv"
            r"|resume|résumé)\b|attach(?:ed|ing)? (?:my )?(?:cv|resume)|(?:job|career|internship"
            r"|employment) (?:opportunit\w+|openings?|offers?|opening)|want to work (?:for|at|with) (?:you"
            r"|tidewater)|work (?:for|at) your company|careers? page|job ?seeker|hire me)\b"
        ),
    ),
    (
        "vendor",
        re.compile(
            r"\b(?:we|i|our (?:agency|company|team|firm)) (?:can |could |would like to |want to |'d like to "
            r"|'d love to |help (?:companies|businesses|brands) (?:like yours )?(?:to )?"
            r"|are able to )?(?:offer"
            r"|provide|sell|specialis?e in|deliver)(?:s|ing)? (?:you |to you |a range of |affordable "
            r"|high[- ]quality |premium |professional |quality |cheap |best )*"
            r"(?:[a-z-]+ ){0,3}(?:services?|seo|backlinks?|web ?design|web development|app development"
            r"|lead gen\w*|leads|outsourcing|staffing|developers|guest posts?|link building|marketing"
            r"|recruit\w+|traffic|design|email lists?|translation|office supplies)\b|\b(?:sell|pitch|offer"
            r"|introduce|present|show) (?:you|to you) (?:our|my|some|a)\b"
            r"|\b(?:guest post|backlinks?|link exchange|link building|sponsored post|rank (?:you|your (?:site"
            r"|website)) (?:on|higher|#)|(?:improve|boost|increase) your (?:seo|ranking|traffic|website"
            r"|google)"
            r"|first page of google|email (?:list|database) for sale|white[- ]label (?:dev|design)\w*"
            r"|business loan|redesign your (?:site|website))\b"
            r"|\b(?:our|my) (?:agency|outsourcing|dev shop|staffing)\b[^.!?]{0,40}\b(?:help you"
            r"|your (?:company"
            r"|website|business|team))\b|\b(?:who|person) (?:is )?(?:in charge of|responsible for"
            r"|handles) (?:your )?(?:procurement|purchasing|marketing|seo|vendors?|suppliers?|hiring)\b"
            r"|\bbecome (?:your|a) (?:supplier|vendor)\b|\bi'?m (?:a )?vendor\b|\b(?:i am|i'm|we are"
            r"|we're) (?:a |an )?(?:seo|recruitment|staffing|marketing|web design|lead gen\w*) (?:agency"
            r"|company|firm|expert|specialist)\b(?![^.!?]*\b(?:need|looking|want)\b)"
        ),
    ),
    (
        "student",
        re.compile(
            r"\b(?:i'?m|i am|we're|we are|as|just|only)(?: (?:just|only|currently|still|actually|both"
            r"|all))* (?:a |an )?(?:[a-z]+ ){0,3}(?:student|undergrad(?:uate)?|phd candidate|pupil"
            r"|students)\b(?! (?:services|platform|loan))|\b(?:bachelor'?s?|master'?s?|phd|my|doctoral"
            r"|diploma"
            r"|our)(?: [a-z]+)? (?:thesis|dissertation|homework|coursework|assignment|term paper|capstone)\b"
            r"|\b(?:school|university|uni|college|class|course|semester|student|study) (?:project|assignment"
            r"|work|paper|presentation|homework|research)\b|\bfor (?:my|a|our) (?:studies|class|thesis"
            r"|homework"
            r"|course|professor)\b|\b(?:i )?(?:study|studying) (?:[a-z]+ ){0,3}(?:at|in) (?:the )?(?:uni"
            r"|university|college|tu|mit|school)\b|\b(?:working on|writing) (?:my|a) (?:thesis"
            r"|dissertation)\b"
        ),
    ),
    (
        "customer",
        re.compile(
            r"\b(?:i'?m|i am|we're|we are|as)(?: (?:already|an?|currently|your|long[- ]time|paying|existing"
            r"|current))+ (?:customers?|clients?|users?|subscribers?|on your (?:pro|enterprise"
            r"|starter)? ?plan)(?: of (?:yours|tidewater))?\b(?! (?:success|support|service|care|data"
            r"|facing))"
            r"|\b(?:existing|current|paying) customer(?: here| of yours)?\b(?! (?:base|data|list|records"
            r"|contracts))|\bwe(?:'ve| have)? (?:already )?(?:use|been using|bought|pay(?:ing)? for"
            r"|subscribe[d]? to) (?:tidewater|your (?:product|platform|tool|service|software))\b"
            r"|\b(?:can'?t|cannot|unable to|not able to|couldn't) (?:log ?in|sign ?in|access my|get into my"
            r"|reset my|log into)(?: (?:account|password|dashboard))?\b|\bmy (?:account|subscription|invoice"
            r"|licen[cs]e|workspace|login|password|api key|dashboard|pipeline"
            r"|connector)(?: [a-z]+)? (?:is|was"
            r"|has|isn't|doesn't|won't|keeps|got|shows|stopped)\b"
            r"|\b(?:your|the) (?:app|dashboard|platform|service|api|connector|system|site|product"
            r"|integration) (?:is|has been|keeps|went|are)(?: (?:been|completely|again|totally))* (?:down"
            r"|broken|crash\w*|not working|failing|unavailable|slow|throwing|timing out)\b|\bsince (?:your"
            r"|the) (?:last|latest) (?:update|release|upgrade)\b|\b(?:support )?ticket (?:number|#|id|no)"
            r"|\b(?:open|raise|file) a (?:support )?ticket\b|\bwrong (?:invoice|charge)\b|\b(?:charged"
            r"|billed) (?:me|us) twice\b|\bforgot my password\b|\brenew my (?:subscription|licen[cs]e)\b"
            r"|\bcancel my (?:subscription|account)\b"
        ),
    ),
)
_NOT = re.compile(
    r"(?:\bnot|n't|\bno|\bnever|\bformer|\bex)(?: an?| your| really)?(?: existing| current)?\s*$"
)


def find(message: Message) -> Said | None:
    """One of student, job_seeker, vendor, competitor, customer, when the visitor says so; else None."""
    for kind, pattern in _KINDS:
        for match in pattern.finditer(message.plain):
            denied = re.search(r"\b(?:not|never|no longer)\b", match.group())
            if not denied and not _NOT.search(message.plain, max(0, match.start() - 20), match.start()):
                return Said(kind, message.quote(*match.span()))
            if denied and kind == "customer" and "not working" in match.group():
                return Said(kind, message.quote(*match.span()))
    return None
