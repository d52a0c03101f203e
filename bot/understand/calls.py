"""Words beside a date: a call or an event of that day, or something that is to be live by then."""

from __future__ import annotations

import re

TALK = re.compile(
    r"\b(?:call|calls|meet|meeting|talk|speak|chat|demo|discuss|catch up|follow[- ]?up|reach(?:ing)? out"
    r"|get back|ping|webinar|conference|appointment|available for|free on|free at|slot"
    r"|e-?mail me|contact me|come back to (?:you|me|us)|check back|check in|hear from|vacation|holiday(?!s)"
    r"|on leave|out of office|trade show|event|board meets?|budget (?:round|cycle)|interview|presentation"
    r"|workshop|flight|meet-?up|remind\w*|ring (?:me|us|back)|call me|get in touch|touch base|try again"
    r"|(?:i'm|am|is|be|be away|are) away|ooo|abroad|travell?ing|off until|graduat\w*|hiring|open positions?"
    r"|vacanc\w+|support open"
    r"|open on|closed? on)\b"
)
LIVE = re.compile(
    r"\b(?:live|launch\w*|in place|running|roll(?:ed|ing)?[ -]?out|deploy\w*|implement\w*|operational"
    r"|production|deadline|done|ready|go[- ]live|need (?:it|this)|up and|switch\w*|complete\w*)\b"
)
