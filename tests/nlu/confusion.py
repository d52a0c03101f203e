"""How right the intents of a set are, as the dialogue gets them. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from tests.nlu.scoring import share
from tests.nlu.sets import OUT_OF_SCOPE

# What the dialogue does not act on: it says that it did not understand, or that this is nothing for it.
REFUSED = frozenset({"nlu_fallback", OUT_OF_SCOPE})


@dataclass(frozen=True)
class IntentScore:
    """Shares of one; None of nothing. `pairs` counts (meant, understood) of what went wrong."""

    texts: int
    accuracy: float | None  # of texts in scope; a fallback is wrong
    macro_f1: float | None
    refused: float | None  # texts in scope that were refused
    caught: float | None  # texts out of scope that were refused
    pairs: Counter[tuple[str, str]]


def score(meant: Sequence[str], understood: Sequence[str]) -> IntentScore:
    """Compare the intents that were meant with those that the dialogue gets."""
    both = list(zip(meant, understood, strict=True))
    scoped = [(wanted, got) for wanted, got in both if wanted != OUT_OF_SCOPE]
    outside = [got for wanted, got in both if wanted == OUT_OF_SCOPE]
    return IntentScore(
        texts=len(both),
        accuracy=share(sum(wanted == got for wanted, got in scoped), len(scoped)),
        macro_f1=macro_f1(meant, understood),
        refused=share(sum(got in REFUSED for _, got in scoped), len(scoped)),
        caught=share(sum(got in REFUSED for got in outside), len(outside)),
        pairs=Counter(pair for pair in both if not right(*pair)),
    )


def right(meant: str, understood: str) -> bool:
    """Whether the dialogue does what it should; both ways to refuse are right for what is out of scope."""
    return understood in REFUSED if meant == OUT_OF_SCOPE else meant == understood


def macro_f1(meant: Sequence[str], understood: Sequence[str]) -> float | None:
    """The mean F1 of the intents of the set, each counting alike; a fallback counts as out of scope."""
    got = [OUT_OF_SCOPE if intent in REFUSED else intent for intent in understood]
    intents = sorted(set(meant))
    return share(sum(_f1(intent, meant, got) for intent in intents), len(intents))


def _f1(intent: str, meant: Sequence[str], got: Sequence[str]) -> float:
    both = sum(one == other == intent for one, other in zip(meant, got, strict=True))
    return 2 * both / (meant.count(intent) + got.count(intent))
