"""Need: which of the playbook's categories the visitor's words mean, by keywords and by nearest examples."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

from bot.understand import replies
from bot.understand.elsewhere import SENTENCES
from bot.understand.facts import Need, NeedCategory
from bot.understand.message import Message, Span

# Cosine similarity from which two sentences mean the same need (all-MiniLM-L6-v2), if nothing that is no need
# lies nearer. Unasked, the words must be plainer.
NEAR_ASKED = 0.33
NEAR_UNASKED = 0.42

_WANT = re.compile(
    r"\b(?:need\w*|want\w*|looking (?:for|to|at|into)|help|problem\w*|struggl\w*|issue\w*|pain\w*"
    r"|challenge\w*|trying|try to|have to|must|should|goal|aim\w*|interested|replac\w+|improv\w+|automat\w+"
    r"|migrat\w+|mov(?:e|ing)|consolidat\w+|integrat\w+|connect\w*|get rid"
    r"|too (?:slow|long|much|many|manual)|manual\w*|better|faster|instead|can't|cannot|unable|hard to"
    r"|takes? (?:us )?(?:hours|days|forever|ages|too|weeks)|tired of|fed up|sick of|use case|project"
    r"|solution|tool for|platform for|for our|build\w*|set up|switch\w*|searching|require\w*|would like"
    r"|'d like|hoping|evaluat\w+|requirements?|about|for)\b"
)
_PRODUCT_QUESTION = re.compile(
    r"^\W*(?:so |and |but |hi,? |hello,? |hey,? )?(?:do|does|is|are|can|could|will|what|how|which|where"
    r"|who|why|when|would) ?(?:you|it|your|the|this|there|tidewater|'s|s|is|are|does|do|much|many|long"
    r"|i|about)\b"
)
_US = re.compile(r"\b(?:we|our|us|my team|ours)\b")
_HELP_US = re.compile(
    r"\b(?:help (?:us|me|with)|we (?:need|want|have|are|struggle)|i (?:need|want)|our|for us"
    r"|can you (?:do|help|handle|build|automate|migrate|integrate|replace))\b"
)
_NO_ANSWER = re.compile(
    r"^[\W_]*(?:(?:hi|hello|hey|yes|yep|no|nope|ok|okay|thanks|thank you|good|fine|great|sure|lol|haha|hm+"
    r"|test|what|why|who|how are you|nothing|none|bye|stop|later|maybe)(?: (?:there|you|much|a lot"
    r"|all))*[\W_]*)+$"
)


class Encoder(Protocol):
    """Turns sentences into unit-length vectors: a float32 array of shape (len(texts), dimensions)."""

    def embed(self, texts: Sequence[str]) -> Any: ...

    def __hash__(self) -> int: ...


def find(
    message: Message,
    needs: Sequence[NeedCategory],
    *,
    asked: str | None,
    encoder: Encoder | None,
    hidden: Sequence[Span] = (),
) -> Need | None:
    """The category whose keywords or examples the words mean; `hidden` spans (titles, names) are not read.

    Asked for the need, a plain statement that fits no category is a need without one.
    """
    plain = message.without(hidden).plain
    worded = _by_keywords(message, plain, needs, asked)
    if len(worded) == 1 and (encoder is None or asked == "need"):
        return _stated(message, worded[0])
    nearest = _Nearest.of(message, plain, needs, encoder) if encoder and needs else None
    if worded and not (nearest and asked != "need" and nearest.elsewhere):
        # As many words for one need as for another: the examples decide, else the one named first.
        return _stated(
            message, max(worded, key=lambda hit: nearest.likeness(hit.category)) if nearest else worded[0]
        )
    wanted = asked == "need" or (_WANT.search(plain) and len(plain.split()) > 3)
    if nearest and wanted and (part := nearest.best(NEAR_ASKED if asked == "need" else NEAR_UNASKED)):
        return Need("stated", part[0], message.quote(*part[1]))
    if span := replies.refusal(message, "need", asked):
        return Need("refused", quote=message.quote(*span))
    if span := replies.unsure(message, "need", asked):
        return Need("unsure", quote=message.quote(*span))
    if asked == "need" and needs and not (nearest and nearest.elsewhere) and _states_something(plain):
        return Need("stated", None, message.quote(0, len(message.raw)))
    return None


@lru_cache(maxsize=64)
def _keywords(words: tuple[str, ...]) -> re.Pattern[str] | None:
    """The words with their endings: "report" finds "reports" and "reporting", "bi" finds only "bi"."""
    if not words:
        return None
    stems = [
        re.escape(word.lower()).replace(r"\ ", r"[ -]") + (r"\w{0,4}" if len(word) > 4 else r"s?")
        for word in sorted(words, key=len, reverse=True)
    ]
    return re.compile(rf"(?<![\w-])(?:{'|'.join(stems)})(?!\w)")


@dataclass(frozen=True)
class _Hit:
    category: str
    span: Span


def _stated(message: Message, hit: _Hit) -> Need:
    return Need("stated", hit.category, _words(message, *hit.span))


def _by_keywords(
    message: Message, plain: str, needs: Sequence[NeedCategory], asked: str | None
) -> list[_Hit]:
    """The categories with most keywords in the text, the one named first in front."""
    ranked: list[tuple[int, _Hit]] = []
    for need in needs:
        pattern = _keywords((need.name.replace("_", " "), *need.keywords))
        hits = [match.span() for match in pattern.finditer(plain)] if pattern else []
        hits = [hit for hit in hits if _counts(message, plain, hit, asked)]
        if hits:
            ranked.append((len(hits), _Hit(need.name, (hits[0][0], hits[-1][1]))))
    most = max((count for count, _ in ranked), default=0)
    return sorted((hit for count, hit in ranked if count == most), key=lambda hit: hit.span)


def _asks_about_product(sentence: str) -> bool:
    return bool(_PRODUCT_QUESTION.search(sentence)) and not _HELP_US.search(sentence)


def _counts(message: Message, plain: str, hit: Span, asked: str | None) -> bool:
    clause = message.clause(*hit)
    before = message.before(hit[0])
    if re.search(
        r"(?:\bnot|n't|\bno|\bwithout|\binstead of|\brather than)(?: (?:about|for|need|want|looking for|a"
        r"|any|the|really|our|just|interested in))*\s*$",
        before,
    ):
        return False
    sentence = message.sentence(*hit)
    if _asks_about_product(sentence):
        return False
    return asked == "need" or bool(_WANT.search(clause)) or len(plain.split()) <= 4


@dataclass(frozen=True)
class _Nearest:
    """How like each sentence of the message is to each example; the category "" is what is no need."""

    names: list[str]
    parts: list[Span]
    rows: Any

    @classmethod
    def of(
        cls, message: Message, plain: str, needs: Sequence[NeedCategory], encoder: Encoder
    ) -> _Nearest | None:
        parts = [part for part in _parts(plain) if not _asks_about_product(plain[slice(*part)])]
        if not parts:
            return None
        examples = tuple((need.name, tuple(need.examples)) for need in needs if need.examples)
        names, vectors = _examples((*examples, ("", SENTENCES)), encoder)
        texts = [plain[start:end].replace("\x00", " ").strip() for start, end in parts]
        return cls(names, parts, encoder.embed(texts) @ vectors.T)

    @property
    def elsewhere(self) -> bool:
        """Whether every sentence is nearest to one that states no need."""
        return all(not self.names[int(row.argmax())] for row in self.rows)

    def best(self, near: float) -> tuple[str, Span] | None:
        """The likest category and its sentence, when it is near enough and nothing else is nearer."""
        found: tuple[float, str, Span] | None = None
        for part, row in zip(self.parts, self.rows, strict=True):
            example = int(row.argmax())
            if self.names[example] and row[example] >= max(near, found[0] if found else 0):
                found = float(row[example]), self.names[example], part
        return found[1:] if found else None

    def likeness(self, category: str) -> float:
        """The highest likeness of any sentence to an example of the category."""
        columns = [n for n, name in enumerate(self.names) if name == category]
        return float(self.rows[:, columns].max()) if columns else 0.0


@lru_cache(maxsize=8)
def _examples(examples: tuple[tuple[str, tuple[str, ...]], ...], encoder: Encoder) -> tuple[list[str], Any]:
    names = [name for name, texts in examples for _ in texts]
    return names, encoder.embed([text for _, texts in examples for text in texts]) if names else None


_SENTENCE = re.compile(r"[^.!?;\n]+")


def _parts(plain: str) -> list[Span]:
    """The sentences long enough to mean something; at most six, the encoder takes a millisecond each."""
    return [match.span() for match in _SENTENCE.finditer(plain) if len(match.group().split()) > 1][:6]


def _words(message: Message, start: int, end: int) -> Any:
    """The clause around the keywords, from the word that says it is wanted."""
    before = message.before(start)
    if wanted := _WANT.search(before):
        words = re.split(r"[,(]", before[wanted.start() :])
        if len(words) == 1 and len(words[0]) < 60 and "\x00" not in words[0]:
            start -= len(before) - wanted.start()
    return message.quote(start, end)


def _states_something(plain: str) -> bool:
    words = re.findall(r"[^\W\d_]{2,}", plain)
    return (
        len(words) >= 4
        and not plain.rstrip().endswith("?")
        and not _NO_ANSWER.match(plain)
        and bool(_WANT.search(plain) or _US.search(plain))
        and not _PRODUCT_QUESTION.search(plain)
    )
