"""Need: which of the playbook's categories the visitor's words mean, by keywords and by nearest examples."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache

from bot.understand import replies
from bot.understand.corrections import corrected
from bot.understand.facts import Need, NeedCategory, Quote
from bot.understand.likeness import NO_NEED, OTHER_NEED, Encoder, likenesses
from bot.understand.message import BLANK, Message, Span

__all__ = ["Encoder", "find"]

# All chosen by measuring: see "How a need is found" in docs/decisions.md.
_OTHER = 0.08  # A need of another kind than the playbook's has to be that much likelier.
_KEYWORD = 0.1  # Added to the likeness where a keyword stands; "typing it in Excel" may be about the typing.


@dataclass(frozen=True)
class _Bar:
    """From which likeness on a sentence states a need, and by how much more than it is like small talk."""

    near: float
    lead: float


_ASKED = _Bar(0.10, 0.03)
_UNASKED = _Bar(0.20, 0.08)
# Beside "no idea" or "that's private", and between the answers to another question, it must be plainer.
_BESIDE = _Bar(0.15, 0.06)
_BETWEEN = _Bar(0.30, 0.14)

_WANT = re.compile(
    r"\b(?:need\w*|want\w*|looking (?:for|to|at|into)|help|problem\w*|struggl\w*|issue\w*|pain\w*"
    r"|challenge\w*|trying|try to|have to|must|should|goal|aim\w*|interested|replac\w+|improv\w+|automat\w+"
    r"|migrat\w+|mov(?:e|ing)|consolidat\w+|integrat\w+|connect\w*|get rid|too (?:slow|long|much|many|manual)"
    r"|manual\w*|better|faster|instead|can't|cannot|unable|hard to|takes? (?:us )?(?:hours|days|forever|ages"
    r"|too|weeks)|tired of|fed up|sick of|use case|project|solution|tool for|platform for|for our|build\w*"
    r"|set up|switch\w*|searching|require\w*|would like|'d like|hoping|evaluat\w+|requirements?|about|for)\b"
)
# Unasked, only what the visitor's side wants or suffers from.
_WE_WANT = re.compile(
    r"(?:^\W*|\b(?:we|i|they|us|our [a-z]+(?: [a-z]+)?|my [a-z]+|people|who|to|and|also|really|just|hi|hello"
    r"|hey)(?:'re| are|'m| am|'d| would|'s| is| will| do| all| both|'ve been|'ve)?(?: \w+ly| also| just| now"
    r"| still| really| rather)?[ ,:!]+)(?:need|want|wanna|have to|must|should|like|love to|try|trying|plan"
    r"|planning|hope|hoping|struggl\w+|looking (?:for|to|at)|search\w* for|require|suffer\w*|drown\w*|waste"
    r"|fight\w*|wish|aim|rather|after|having (?:trouble|difficult\w+|issues)|prefer|told to|asked to)\b"
    # "We need it by May" and "I want to know more" name no need.
    r"(?! (?:it|that|this|them|one)(?=\W*$|[,.!\x00]| (?:by|in|soon|live|done|before|asap|to be|up and)\b)"
    r"| (?:to |you to )(?:know more|ask|check|talk|speak|leave|think|see (?:it|a demo|the product)"
    r"|stop (?:the|this)))|\b(?:must|has to|have to|should) be\b|\b(?:struggl\w+|tired of|fed up|sick of"
    r"|get rid of|use case|help (?:us|me|with)|interested in|looking (?:for|to)"
    r"|takes? (?:us )?(?:\w+ )?(?:hours|days|weeks|forever|ages|too)|too (?:slow|manual|long|many)|pain"
    r"|headache|problem|replacing|moving (?:off|from|to)|migrating|our (?:goal|need|problem|project|issue) is"
    r"|can't|cannot)\b"
)
_TELLS = re.compile(r"\b(?:i'm|i am|we're|we are|is|are|was|were|has|have|had)\b")
_PRODUCT_QUESTION = re.compile(
    r"^\W*(?:so |and |but |hi,? |hello,? |hey,? |ok,? |also,? |pls |please )*(?:(?:do|does|is|are|can|could"
    r"|will|what|how|which|where|who|why|when|would|did|has|have) ?(?:you|it|your|the|this|there|tidewater|'s"
    r"|s|is|are|does|do|much|many|long|often|i|about|any|an?)\b|(?:what|which|how"
    r"|whose) (?:[\w-]+ ){1,3}(?:do|does|can|could|are|is|will|would) (?:you|it|your|the|i|one|we)\b|(?:can"
    r"|could|may|should|would|do) (?:we|i|my team|our \w+)\b|tell (?:me|us) (?:more|about|what|how)\b|(?:send"
    r"|show|give) (?:me|us) (?:the|your|a|some|more)\b)|\b(?:what|how|whether|which|where|if"
    r"|about) (?:[a-z]+ )?(?:do |does |are |can |would |about )?(?:you|your)\b(?! (?:must|want|need|like"
    r"|really|ask)\b)"
)
# "I hope your servers burn down": about us, unless we are asked for help.
_YOURS = re.compile(
    r"^(?!.*\b(?:help|want you|need you|can you|could you)\b).*\b(?:you|your|yours|you're)\b", re.DOTALL
)
_US = re.compile(r"\b(?:we|our|us|my team|ours)\b")
_HELP_US = re.compile(
    r"\b(?:help (?:us|me|with|our)|we (?:need|want|have|are|struggle|can't|cannot|use|must)|we're|i (?:need"
    r"|want) to|for us|(?:can|could) you (?:do|help|handle|build|automate|migrate|integrate|replace|fix))\b"
)
_NO_ANSWER = re.compile(
    r"^[\W_]*(?:(?:hi|hello|hey|yes|yep|no|nope|ok|okay|thanks|thank you|good|fine|great|sure|lol|haha|hm+"
    r"|test|what|why|who|how are you|nothing|none|bye|stop|later|maybe)(?: (?:there|you|much|a lot"
    r"|all))*[\W_]*)+$"
)
_DENIED = re.compile(
    r"(?:\bnot|n't|\bno|\bwithout|\binstead of|\brather than)(?: (?:about|for|need|want|looking for|a|any|the"
    r"|really|our|just|interested in))*\s*$"
)
_SENTENCE = re.compile(r"(?:[^.!?;\n]|\.(?=\w))+\??")


def find(
    message: Message,
    needs: Sequence[NeedCategory],
    *,
    asked: str | None,
    encoder: Encoder | None,
    hidden: Sequence[Span] = (),
) -> Need | None:
    """The category that the words mean; `hidden` spans (titles, names, dates, amounts) are not read.

    Asked for the need, a plain statement that fits no category is a need without one.
    """
    plain = message.without(hidden).plain
    if needs:
        firm = asked == "need" and bool(
            replies.refusal(message, "need", asked) or replies.unsure(message, "need", asked)
        )
        # "Reporting... no, wait: getting two systems to sync": what was taken back is not read.
        later = corrected(plain)
        found = _read(message, BLANK * later + plain[later:], needs, asked, encoder, firm) if later else None
        if found := found or _read(message, plain, needs, asked, encoder, firm):
            return found
    if refused := replies.refusal(message, "need", asked):
        return Need("refused", quote=message.quote(*refused))
    if unsure := replies.unsure(message, "need", asked):
        return Need("unsure", quote=message.quote(*unsure))
    return None


@dataclass(frozen=True)
class _Sentence:
    """Where a sentence stands, and the spans of each category's keywords in it."""

    span: Span
    keywords: dict[str, list[Span]]


def _read(
    message: Message,
    plain: str,
    needs: Sequence[NeedCategory],
    asked: str | None,
    encoder: Encoder | None,
    firm: bool,
) -> Need | None:
    sentences = _sentences(message, plain, needs, asked)
    if encoder is None:
        if best := _most_keywords(sentences, needs):
            return Need("stated", best[0], _words(message, *best[1]))
    elif asked == "need" and (typo := _misspelt(sentences, plain, needs)):
        return Need("stated", typo, message.quote(0, len(message.raw)))
    elif found := _likest(message, plain, sentences, needs, asked, encoder, firm):
        return found
    if asked == "need" and not firm and encoder is None and _states_something(plain):
        return Need("stated", None, message.quote(0, len(message.raw)))
    return None


def _sentences(
    message: Message, plain: str, needs: Sequence[NeedCategory], asked: str | None
) -> list[_Sentence]:
    """The sentences that may state a need; at most six, the encoder takes a millisecond for each."""
    found = []
    for match in _SENTENCE.finditer(plain):
        sentence = match.group()
        wanted = asked == "need" or _is_wanted(sentence)
        if not (wanted or _may_be_a_heading(sentence, asked)) or _asks_about_product(sentence):
            continue
        spans = {need.name: _keyword_spans(message, plain, match.span(), need) for need in needs}
        if re.search(r"[^\W_]", sentence) and (wanted or any(spans.values())):
            found.append(_Sentence(match.span(), spans))
    return found[:6]


def _is_wanted(sentence: str) -> bool:
    """Whether the visitor's side wants something here, unasked."""
    if _YOURS.search(sentence) or (sentence.endswith("?") and not _HELP_US.search(sentence)):
        return False
    return bool(_WE_WANT.search(sentence))


def _may_be_a_heading(sentence: str, asked: str | None) -> bool:
    """Whether a keyword alone would do: "Migration to the cloud, 40k"."""
    few = asked is None and len(re.findall(r"[^\W_]+", sentence)) <= 6
    return few and not sentence.endswith("?") and not _TELLS.search(sentence) and not _YOURS.search(sentence)


def _asks_about_product(sentence: str) -> bool:
    return bool(_PRODUCT_QUESTION.search(sentence)) and not _HELP_US.search(sentence)


def _keyword_spans(message: Message, plain: str, sentence: Span, need: NeedCategory) -> list[Span]:
    pattern = _keywords((need.name.replace("_", " "), *need.keywords))
    hits = [match.span() for match in pattern.finditer(plain, *sentence)]
    return [hit for hit in hits if not _DENIED.search(message.before(hit[0]))]


@lru_cache(maxsize=64)
def _keywords(words: tuple[str, ...]) -> re.Pattern[str]:
    """The words with their endings: "report" finds "reports" and "reporting", "bi" finds only "bi"."""
    stems = [
        re.escape(word.lower()).replace(r"\ ", r"[ -]") + (r"\w{0,4}" if len(word) > 4 else r"s?")
        for word in sorted(words, key=len, reverse=True)
    ]
    return re.compile(rf"(?<![\w-])(?:{'|'.join(stems)})(?!\w)")


def _most_keywords(sentences: Sequence[_Sentence], needs: Sequence[NeedCategory]) -> tuple[str, Span] | None:
    """The category with most keywords, of equals the one named first, with where they stand."""
    hits = {need.name: [hit for each in sentences for hit in each.keywords[need.name]] for need in needs}
    ranked = [
        (-len(spans), spans[0], name, (spans[0][0], spans[-1][1])) for name, spans in hits.items() if spans
    ]
    return min(ranked)[2:] if ranked else None


def _likest(
    message: Message,
    plain: str,
    sentences: Sequence[_Sentence],
    needs: Sequence[NeedCategory],
    asked: str | None,
    encoder: Encoder,
    firm: bool,
) -> Need | None:
    """The likest category of the sentence that is likest to any, when it is above the bar."""
    bar = {"need": _BESIDE if firm else _ASKED, None: _UNASKED}.get(asked, _BETWEEN)
    best: tuple[float, str, _Sentence] | None = None
    texts = [plain[slice(*sentence.span)].replace(BLANK, " ").strip() for sentence in sentences]
    for sentence, like in zip(sentences, likenesses(texts, needs, encoder), strict=True):
        for name, hits in sentence.keywords.items():
            like[name] += _KEYWORD * bool(hits)
        like[OTHER_NEED] -= _OTHER
        name = max((name for name in like if name != NO_NEED), key=lambda name: like[name])
        lead = like[name] - like[NO_NEED]
        if like[name] >= bar.near and lead >= bar.lead and (best is None or like[name] > best[0]):
            best = like[name], name, sentence
    if best is None:
        return None
    _, name, sentence = best
    if name == OTHER_NEED:
        return Need("stated", None, message.quote(*sentence.span)) if asked == "need" and not firm else None
    return Need("stated", name, message.quote(*sentence.span))


def _misspelt(sentences: Sequence[_Sentence], plain: str, needs: Sequence[NeedCategory]) -> str | None:
    """The category of a keyword that a reply of a word or two misspells: "dashbords"."""
    words = plain.split()
    if not words or len(words) > 2 or any(any(sentence.keywords.values()) for sentence in sentences):
        return None
    known = {word.lower(): need.name for need in needs for word in (need.name, *need.keywords)}
    near = [near for word in words if len(word) > 5 for near in get_close_matches(word, known, 1, 0.8)]
    return known[near[0]] if near else None


def _words(message: Message, start: int, end: int) -> Quote:
    """The clause around the keywords, from the word that says it is wanted."""
    before = message.before(start)
    if wanted := _WANT.search(before):
        words = re.split(r"[,(]", before[wanted.start() :])
        if len(words) == 1 and len(words[0]) < 60 and BLANK not in words[0]:
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
