"""Which of the days and hours that a visitor names are refused: "not Monday", "mornings are bad"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.understand.message import Message
from bot.understand.wish_shapes import Days, Piece

# What refuses the time right behind it.
REFUSAL = re.compile(
    r"(?:\b(?<!why )(?<!if )(?:can)?not\b(?! only\b)|n't\b|\b(?:cant|dont|wont|couldnt|isnt|nothing|no"
    r"|nor|neither|never"
    r"|except(?: for)?|excluding|excl|but|other than|besides|apart from|aside from|avoid|skip|hate"
    r"|without|unable"
    r"|instead of|rather than|away|out|off|busy|unavailable|booked(?: up)?|tied up|closed|travell?ing|ooo"
    r"|on (?:holidays?|vacation|leave|pto|a trip)|prefer not|in (?:a |back to back )?(?:meetings?|calls?"
    r"|class|court)"
    r"|(?:doctor|dentist)(?:'?s)?(?: appointment| visit)?|have (?:a |an |another )(?:meeting|call"
    r"|appointment|class|flight))\b)"
    r"(?: ?(?:\b(?:do|make|making|on|in|the|for|at|this|be|available|free|any|anything|work|meet|meeting"
    r"|have|time|times"
    r"|a|so|great|good|until|possible|during|all|talk|come|works?|able|to|me|us|of|office|town|possibly"
    r"|really|like|it"
    r"|attend|join|those|them|much|either|every|today|most|call|calls|manage|accept|take|there|here"
    r"|both)\b|\x00)){0,6}"
    r"\s*\Z"
)
# "But" refuses only behind "any" and "all": "mornings are bad but Tuesday works".
_BUT = re.compile(
    r"\b(?:any(?:thing|time|day| day| time| weekday| other day)?|all|every ?day|everything|whenever"
    r"|always)\s+but\b"
)
_BUT_ONLY = re.compile(r"\bbut(?: ?(?:on|in|the|for|at|this|any|a|of))*\s*\Z")
_BAD = re.compile(
    r"[\s,]*(?:(?:slots?|times?|hours?|meetings?|calls?|is|are|'s|was|would be|will be|'ll be|looks?"
    r"|seems?|might be|i'm|i am|we're|we are|i"
    r"|it's|that's|for me|gets?|are all|is all|either|also|really|just|a bit|unfortunately|sadly|quite|very"
    r"|kind of|already|completely|totally|always|usually|probably|a|rather|generally)[\s,]+)*"
    r"(?:(?:isn|aren|doesn|don|won|can|wouldn|couldn|didn)'?t|cannot|can not"
    r"|(?:not|neither|nor|never|no)(?= *(?:[.,!?;\n]|\Z|(?:for me|for us|works?|working|possible|good|great"
    r"|free|available|an?|ideal|so|really|convenient|doable|suitable|at all|going|happening|feasible"
    r"|ok|okay)\b))"
    r"|bad|no good|no[- ]go|nope|out|full|fully|impossible|tricky|rough|awkward|inconvenient|iffy|jammed|hard"
    r"|difficult|tough|packed|busy|off|taken|gone|booked|away|unavailable|travell?ing|(?:public )?holiday"
    r"|too (?:early|late|soon|far|busy|long|tight)|terrible|awful|horrible|worst|hectic|problematic|crazy"
    r"|chaos|a mess)\b(?! (?:too )?bad\b| sure| before| after| until| later| earlier| a problem| at the)"
)
_DIRECTLY = re.compile(r"\s*(?:(?:on|the|at|in|for) )*")
# "Is 9am too early for you?" asks for 9am.
_WHETHER = re.compile(r"(?:\A|[.,!?;\n] *|\b(?:or|and|but|so) )(?:is|are|would|will) (?:the )?\Z")
_JOINED = re.compile(r"[\s,]*(?:\b(?:and|or|nor)\b|/|&|\+|,)?[\s,]*(?:\b(?:on|of|the|in|also|in the)\b\s*)*")


def sides(message: Message, pieces: Sequence[Piece]) -> tuple[list[Piece], list[Piece]]:
    """The pieces that are wanted, and those that are refused."""
    plain = message.plain
    refused: list[bool] = []
    end = 0
    for number, piece in enumerate(pieces):
        gap = plain[end : piece.start]
        joined = number > 0 and bool(_JOINED.fullmatch(gap))
        refused.append(_refused(message, end, piece) or (joined and refused[-1] and "," not in gap))
        following = pieces[number + 1].start if number + 1 < len(pieces) else len(plain)
        end = max(end, piece.end)
        bad = _BAD.match(plain, end)
        bad = bad if bad and bad.end() <= following else None
        if bad and "," in bad.group() and number + 1 < len(pieces):
            # "Thursday, busy Wednesday": it is said of what follows.
            bad = None if _DIRECTLY.fullmatch(plain, bad.end(), following) else bad
        if bad and not _WHETHER.search(plain, 0, piece.start):
            end, back = bad.end(), number
            refused[-1] = True
            while back and _JOINED.fullmatch(plain[pieces[back - 1].end : pieces[back].start]):
                back -= 1
                refused[back] = True
    wanted = [piece for piece, no in zip(pieces, refused, strict=True) if not no]
    return wanted, [piece for piece, no in zip(pieces, refused, strict=True) if no]


def _refused(message: Message, previous: int, piece: Piece) -> bool:
    if isinstance(piece, Days) and piece.away:
        return True
    start = piece.start
    before = message.plain[max(previous, start - 60) : start]
    if _BUT_ONLY.search(before):
        return bool(_BUT.search(message.plain, max(0, start - 60), start))
    clause = message.before(start)
    return bool(REFUSAL.search(clause[-min(len(clause), len(before)) :] if before else ""))
