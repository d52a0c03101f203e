"""Which failures are for good: by status (RFC 3463, and its registry), else by the server's words."""

from __future__ import annotations

import re
from collections.abc import Mapping

STATUS = re.compile(r"(?<![\d.])([45]\.\d{1,3}\.\d{1,3})(?![\d.]*\d)")

HARD: Mapping[str, str] = {
    "1.1": "no such mailbox",
    "1.2": "no such domain",
    "1.3": "no address at all",
    "1.6": "moved, and nobody knows where to",
    "1.10": "the domain takes no mail (RFC 7505); Exchange: no such recipient",
    "2.1": "the mailbox is disabled",
    "4.4": "nothing says where the domain's mail goes",
    "4.310": "Exchange: no such domain",
}
"""By subject and detail, in class 5. All others are soft, since the mailbox is there, or may be: 5.1.4 names
two people, 5.1.7 and 5.1.8 are about our own address, 5.2.2 is full, 5.2.3 and 5.3.4 are about the mail's
size, 5.3.x and 5.4.x about servers and networks, 5.5.x about their talk, 5.6.x about the mail's form, and
5.7.x about policy and spam. Class 4 is soft by definition, also when the server gave up."""

UNCLEAR = ("", "0.0", "1.0", "2.0", "3.0", "4.0", "4.1", "5.0", "5.1")
"""Where servers say in words alone what it is: Hotmail 5.5.0, Exchange 5.4.1, Exim and Sendmail 5.0.0."""

FULL = re.compile(
    r"\b(?:(?:mailbox|inbox|account|user|folder|disk|is|ist|est|está|è|casella)\W{1,3}(?:too )?"
    r"(?:full|voll|überfüllt|pleine?|saturée?|llen[ao]|pien[ao]|vol|cheia)|over ?quota|quota|out of storage|"
    r"insufficient (?:system )?storage|exceed\w* (?:\w+ ){0,4}(?:storage|limit|size)|too (?:large|big)|"
    r"mailbox size|"
    r"speicherplatz|cuota)\b",
    re.IGNORECASE,
)
FOR_NOW = re.compile(
    r"\b(?:spam\w*|junk|(?:black|block|deny)[ -]?list\w*|blocked|reputation|polic(?:y|ies)|gr[ea]y-?list\w*|"
    r"try (?:again )?later|"
    r"tempor\w+|time(?:d|s)?[ -]?out|(?:message|time|period) (?:has )?expired|connection (?:was )?refused|"
    r"too (?:many|quickly|long)|"
    r"at a rate|dmarc|dkim|spf|virus|rate limit\w*|relay(?:ing)? (?:access )?denied|unable to relay|retry|"
    r"not authori[sz]ed)\b",
    re.IGNORECASE,
)
_WHO = r"(?:user|mailbox|recipient|account|e-?mail(?: address| account)?|address|person|inbox)"
_GONE = (
    r"(?:unknown|not (?:found|known|exist\w*)|does ?n[o']t (?:exist|have)|do not exist|"
    r"no longer (?:\w+ ){0,2}(?:exists|available|valid|active)|"
    r"invalid|unavailable|(?:has been |been |was |is )?(?:disabled|deactivated|suspended|closed|terminated|"
    r"deleted|inactive)|"
    r"is not a valid|not listed|couldn't be found|could not be found|wasn't found|was not found)"
)
GONE = re.compile(
    rf"\b(?:unknown {_WHO}|no such {_WHO}|invalid {_WHO}|no {_WHO} (?:here )?by that name|bad destination|"
    rf"{_WHO}(?:\s+[^\s.]\S{{0,80}}){{0,4}}?\s+{_GONE}|inactive {_WHO}|{_WHO} {_GONE}|"
    rf"doesn't have an? \S{{1,60}} account|"
    r"not a valid (?:mailbox|recipient|user|account)|not listed in (?:the )?(?:domino|public name)|"
    r"(?:host|domain)(?: or domain)?(?: name)?(?:\s+\S{1,80})? (?:not found|unknown|does ?n[o']t exist)|"
    r"no such (?:host|domain)|"
    r"(?:host|domain) (?:is )?unknown|unknown (?:host|domain)|couldn't find any host|"
    r"unrout(?:e)?able (?:address|mail domain)|"
    r"name service error|address rejected: access denied|recip(?:ient)?notfound|recipnotfound|"
    r"no longer accepts mail|"
    r"all relevant mx records point to non-existent|does not accept mail|accepts no mail|nonexistentdomain|"
    r"empfänger (?:\S+ )?(?:ist )?unbekannt|unbekannter (?:empfänger|benutzer)|(?:nicht (?:gefunden|"
    r"vorhanden)|existiert nicht)|"
    r"(?:destinataire|utilisateur|adresse) (?:\S+ ){0,2}(?:inconnue?|introuvable)|n['’]existe pas|"
    r"n['’]a pas été trouvée?|"
    r"(?:usuario|destinatario) (?:\S+ )?(?:desconocido|no existe|no encontrado)|no existe|"
    r"(?:utente|destinatario) (?:\S+ )?(?:sconosciuto|inesistente)|non esiste)\b",
    re.IGNORECASE,
)
EXPLAINED = re.compile(f"{FULL.pattern}|{FOR_NOW.pattern}|{GONE.pattern}", re.IGNORECASE)


def is_hard(status: str, words: str) -> bool:
    """Whether nothing will ever reach them. `words` are the server's; in doubt the answer is no.

    A mailbox that is full is there, whatever the status says: servers give 5.1.1 and 5.2.1 for it too.
    """
    words = " ".join(words.split())
    if status.startswith("4") or FULL.search(words):
        return False
    kind = status.partition(".")[2]
    if kind in UNCLEAR:
        return bool(GONE.search(words)) and not FOR_NOW.search(words)
    if kind == "2.1":  # Gmail's also for somebody who gets too much mail just now
        return not FOR_NOW.search(words)
    return kind in HARD
