"""A visitor's message as the grammars read it: plain letters, offsets kept, other people's words blanked.

Every view of a message has exactly the length of the original, so an offset found in one holds in all.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from bot.understand.facts import Quote
from bot.understand.openings import Index, index

Span = tuple[int, int]

# A character that no grammar accepts, not even as a space: nothing is read across a blank.
BLANK = "\x00"

_PLAIN = {
    **dict.fromkeys("“”„‟«»″", '"'),
    **dict.fromkeys("‘’‚‛ʼ´`′", "'"),
    **dict.fromkeys("‐‑‒–—―−﹣－", "-"),
    **dict.fromkeys("…", "."),
    "＄": "$",
    "￡": "£",
    "￥": "¥",
    "，": ",",
    "．": ".",
    "％": "%",
    "＠": "@",
    "：": ":",
}
_CONTROL = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127), " ") | {9: " ", 13: "\n"}

_LINK = re.compile(r"(?:https?://|www\.)\S+|\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}/\S*")
_MAIL = re.compile(r"[^\s<>()\[\],;:\"]+@[^\s<>()\[\],;:\"]+")
_FENCE = re.compile(r"```.*?(?:```|\Z)|`[^`\n]+`", re.DOTALL)
# What a mail program puts above an older mail: what follows was written at another time, mostly by others.
_THREAD = re.compile(
    r"^(?:-{2,} ?(?:original message|forwarded message)|on .{5,120} wrote:|from: .*\n(?:sent|date|to"
    r"|subject): )",
    re.MULTILINE,
)
_QUOTED = re.compile(r"^[ ]*>.*$", re.MULTILINE)
# "> 50k" alone is an answer, since nobody sends nothing but a quotation.
_MORE_THAN = re.compile(r"\s*>=? ?(?:[$€£¥₹]|[a-z]{3} )?\d[^\n]*\s*")
_CODE_LINE = re.compile(
    r"^[ ]*(?:(?:def|class|function|const|let|var|import|public|private|static|return|#include"
    r"|#!)\b.*[;:{(=>].*"
    r"|(?:select|insert|update|delete)\b.*\b(?:from|into|set)\b.*|</?[a-z][a-z0-9]*(?: [^>\n]*)?/?>.*"
    r"|.*[=(].*;$|.*\{$|(?:for|while|if|switch) ?\(.*[;=<>].*"
    r"|.*\breturn\b.*;.*|[}\])]+;?)$",
    re.MULTILINE,
)
_JSON = re.compile(
    r"[\[{][^\n]*\"[^\"\n]*\"\s*:.*[\]}]|<[a-z!?][^>]*>.*</[a-z]+>|\[[\d\s,.\"]*\]|\{.*\}", re.DOTALL
)
_TERMINAL = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")  # ECMA-48: colours pasted from a terminal
_PAYLOAD = re.compile(r"\{[^{}]*\"[^\"]*\"\s*:[^{}]*\}")
# Their alternatives begin with letters, not with "\b", so that the search skips to those letters.
_CUT = re.compile(
    r"[!?;\n]|\.(?=[\s\"')]|$)|but\b(?<!\wbut)|however\b(?<!\whowever)|although\b(?<!\walthough)"
    r"|though\b(?<!\wthough)| - "
)
_STOP = re.compile(r"[!?;\n]|\.(?=[\s\"')]|$)")


def _one(char: str) -> str:
    """The plain form of one character, always one character long."""
    if char in _PLAIN:
        return _PLAIN[char]
    kind = unicodedata.category(char)
    if kind == "Nd":
        return str(unicodedata.decimal(char))
    # Zs: all the widths of space. Cc, Cf: control and direction marks, which hide in pasted text.
    return " " if kind in {"Zs", "Zl", "Zp", "Cc", "Cf", "Cs"} and char != "\n" else char


def _low(char: str) -> str:
    """Lower case where that keeps the length: a dotted capital I would become two characters."""
    low = char.lower()
    return low if len(low) == 1 else char


@dataclass(frozen=True)
class Message:
    """`raw` as typed; `cased` with plain punctuation and digits; `plain` also lower case and blanked."""

    raw: str
    cased: str
    plain: str
    # The message of which this one hides whole words: its index holds here, too.
    _whole: Message | None = field(default=None, init=False, repr=False, compare=False)

    @cached_property
    def openings(self) -> Index:
        """Where words begin in `plain`; some may be hidden."""
        return self._whole.openings if self._whole else index(self.plain)

    @cached_property
    def cased_openings(self) -> Index:
        """Where words begin in `cased`, by their letters in lower case."""
        if self._whole:
            return self._whole.cased_openings
        if BLANK not in self.plain:
            return self.openings
        return index("".join(map(_low, self.cased)) if not self.cased.isascii() else self.cased.lower())

    def quote(self, start: int, end: int) -> Quote:
        """The visitor's words at `start:end`, without the spaces and commas at the edges."""
        while start < end and self.raw[start] in " \t\r\n,;":
            start += 1
        while end > start and self.raw[end - 1] in " \t\r\n,;":
            end -= 1
        # A grammar may start inside a word, at the "n't" of "don't": people are quoted in whole words.
        while 0 < start < end and self.raw[start - 1].isalpha() and self.raw[start].isalpha():
            start -= 1
        return Quote(self.raw[start:end], start, end)

    def without(self, spans: Iterable[Span]) -> Message:
        """The same message with these spans blanked."""
        places = [span for span in spans if span[0] < span[1]]
        if not places:
            return self
        plain = self.plain
        for start, end in places:
            plain = plain[:start] + BLANK * (end - start) + plain[end:]
        message = Message(self.raw, self.cased, plain)
        if not any(_in_word(self.plain, place) for span in places for place in span):
            object.__setattr__(message, "_whole", self)
        return message

    @cached_property
    def _clauses(self) -> list[Span]:
        return _cuts(_CUT, self.plain)

    @cached_property
    def _sentences(self) -> list[Span]:
        return _cuts(_STOP, self.plain)

    def before(self, start: int) -> str:
        """The clause up to `start`."""
        return self.plain[_from(self._clauses, start) : start]

    def after(self, end: int) -> str:
        """The clause from `end` on."""
        return self.plain[end : _until(self._clauses, end, len(self.plain))[0]]

    def clause(self, start: int, end: int) -> str:
        """The clause around `start:end`."""
        return self.before(start) + self.plain[start:end] + self.after(end)

    def sentence(self, start: int, end: int) -> str:
        """The sentence around `start:end`, with its final mark."""
        return self.plain[_from(self._sentences, start) : _until(self._sentences, end, len(self.plain))[1]]


def _in_word(plain: str, place: int) -> bool:
    """Whether what stands at both sides of this place is of one word."""
    return all(char.isalnum() or char == "_" for char in plain[max(0, place - 1) : place + 1].ljust(2))


def _cuts(pattern: re.Pattern[str], plain: str) -> list[Span]:
    # "approx. 50k" and "max. 50k": an abbreviation's dot ends no clause.
    return [
        cut.span()
        for cut in pattern.finditer(plain)
        if not (cut.group() == "." and _ABBREVIATION.search(plain, max(0, cut.end() - 8), cut.end()))
    ]


def _from(cuts: list[Span], start: int) -> int:
    return max((end for _, end in cuts if end <= start), default=0)


def _until(cuts: list[Span], end: int, length: int) -> Span:
    return next((cut for cut in cuts if cut[0] >= end), (length, length))


_ABBREVIATION = re.compile(
    r"\b(?:approx|ca|max|min|incl|excl|est|rs|e\.g|i\.e|p\.a|vs|inc|ltd|corp|co|mr|mrs|ms|dr)\.\Z"
)


def read(text: str) -> Message:
    """The message with links, code, JSON and quoted mails blanked; never raises."""
    if text.isascii():
        cased = text.translate(_CONTROL)
        plain = cased.lower()
    else:
        cased = "".join(map(_one, text.translate(_CONTROL)))
        plain = "".join(map(_low, cased))
    message = Message(text, cased, plain)
    colours = [match.span() for match in _TERMINAL.finditer(text)] if "\x1b" in text else []
    return message.without(_not_speech(plain) + colours)


def mails(message: Message) -> list[Span]:
    """Where e-mail addresses seem to stand."""
    return [match.span() for match in _MAIL.finditer(message.plain)] if "@" in message.plain else []


def _not_speech(plain: str) -> list[Span]:
    if _JSON.fullmatch(plain.strip()):
        return [(0, len(plain))]
    spans: list[Span] = []
    if "`" in plain:
        spans += [match.span() for match in _FENCE.finditer(plain)]
    if "/" in plain or "www." in plain:
        spans += [match.span() for match in _LINK.finditer(plain)]
    if "{" in plain:
        spans += [match.span() for match in _PAYLOAD.finditer(plain)]
    if ">" in plain and not _MORE_THAN.fullmatch(plain):
        spans += [match.span() for match in _QUOTED.finditer(plain)]
    if any(mark in plain for mark in ";{<()=}"):
        spans += [match.span() for match in _CODE_LINE.finditer(plain)]
    if thread := _THREAD.search(plain):
        spans.append((thread.start(), len(plain)))
    return spans
