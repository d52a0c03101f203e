"""A customer in trouble: something of ours that they have, and something that is wrong with it."""

from __future__ import annotations

import re

from bot.understand.message import Message, Span
from bot.understand.openings import Opened

# What only a customer has: "my account", "your app", "when I sign in".
_OURS = re.compile(
    r"\b(?:tidewater|your (?:app|application|platform|product|system|dashboards?|software|tool|connectors?"
    r"|[a-z]+ connector|site|service|portal|api|sync|export|scheduler|integration)"
    r"|(?:my|our) (?:accounts?|account manager|workspaces?|log-?in|password|subscription|plan|invoice|bill"
    r"|tickets?|licen[cs]es?|seats|api key|admins?)"
    r"|the (?:app|page|export button|scheduler|portal|login page|(?:api )?key (?:i|we|you))"
    r"|(?:log|sign)(?:ged|ging|ned|ning)?[ -]?(?:in|on)|logins?)\b"
)
_WRONG = Opened(
    r"\b(?:errors?|bugs?|broken|broke|crash\w*|outage|blank|white|frozen|freez\w+|stuck|timeouts?|timing out"
    r"|not work\w*|(?:doesn't|don't|won't|isn't|aren't|wouldn't|can't|cannot|hasn't|haven't|didn't|not)"
    r" (?:work|load|open|respond|sync|synch?ing|refresh\w*|update\w*|arrive\w*|start|show|invite|connect"
    r"|log|sign|access|reset|see)\w*"
    r"|(?:is|are|was|went|be|been|goes) (?:down|wrong|gone|empty|slow|locked|missing|again down|offline)"
    r"|locked out|logs (?:me|us) out|kicks? (?:me|us) out|nothing (?:loads|happens|works)|does nothing"
    r"|(?:empty|down) (?:since|again)|stopped|fail(?:s|ed|ing)?|disappeared|expired|downgrad\w+"
    r"|(?:40[0-9]|50[0-9])\b|(?:was|were|been|got) (?:billed|charged)|(?:billed|charged) (?:me|us|twice)"
    r"|refund|nobody (?:answers|replies)|no (?:answer|reply)|still open|any news|left and|refused)\b"
)
# "Ticket 4482", "billing question": enough by itself.
_TICKET = Opened(
    r"\bticket (?:no\.? ?|number |id |#)?\d|\b(?:our|my) (?:support )?ticket\b|\bbilling (?:question|issue"
    r"|problem|error)\b|\b(?:was|were|got|been) billed for \d|\b(?:i'm|i am|we're|we are) already using"
    r" (?:tidewater|your)\b|\b(?:we|i)(?:'ve| have)? (?:already )?use your \w+ already\b"
    r"|\b(?:we've|we have|i've|i have) been a customer (?:for|since)\b|\blogin (?:is )?broken\b"
)
# "If your platform is down", "our customers can't log in", "our current vendor charged us twice".
_ELSEWHERE = re.compile(
    r"\b(?:if|in case)\b|\b(?:what|how) (?:happens|do you|often)\b|\b(?:our|my) (?:customers|clients|users"
    r"|(?:current|old|present|existing|previous) (?:vendor|provider|supplier|tool|platform|system))\b"
    r"|\b(?:customer|client) of (?!yours|tidewater)\w+"
)


def elsewhere(sentence: str) -> bool:
    """Whether the sentence is about what might be, or about somebody else's product."""
    return bool(_ELSEWHERE.search(sentence))


def in_trouble(message: Message) -> Span | None:
    """The words that tell of a customer's problem; None when it is nobody's, or somebody else's."""
    plain = message.plain
    for found in _TICKET.finditer(message):
        if not elsewhere(message.sentence(*found.span())):
            return found.span()
    for found in _WRONG.finditer(message):
        sentence = message.sentence(*found.span())
        if (ours := _OURS.search(sentence)) and not elsewhere(sentence):
            at = plain.find(ours.group())
            return min(at, found.start()), max(at + len(ours.group()), found.end())
    return None
