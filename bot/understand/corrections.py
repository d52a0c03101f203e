"""Where a visitor takes back what they have just said: "no, wait", "scratch that", "I meant"."""

from __future__ import annotations

import re

# "No" takes back only after a pause: "no, sorry" at the start answers the bot.
_TAKES_BACK = re.compile(
    r"(?:[.,;:!?-]+ *(?:ah |oh |hmm+,? |uh,? |well,? |er+m?,? )*(?:no\b(?! (?:one|body|idea|need"
    r"|further|other|rush|budget|more|way))|sorry\b|wait\b|hmm+\b|nope\b|actually\b|correction\b|rather\b"
    r"|or rather\b|i mean\b|make that\b)"
    r"|scratch that\b|no,? wait\b|i meant?\b|correction\b|strike that\b|forget that\b|let me correct\b)"
    r"(?:[\s,.:!-]*(?:no|wait|sorry|i mean|i meant|actually|not that)\b)*[\s,.:!-]*"
)


def corrected(plain: str) -> int:
    """Where what holds begins, after the last words that take something back; 0 when none do."""
    end = 0
    for match in _TAKES_BACK.finditer(plain):
        if plain[: match.start()].strip("\x00 .,!?-") and plain[match.end() :].strip("\x00 .,!?-"):
            end = match.end()
    return end
