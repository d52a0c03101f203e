"""How like a sentence is to what each need's examples say, by the sentence encoder."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Protocol

from bot.understand.elsewhere import OTHER_NEEDS, SENTENCES
from bot.understand.facts import NeedCategory

NO_NEED = ""
OTHER_NEED = "?"
# The lower, the more the nearest example counts alone; the higher, the more they count alike.
_SOFTNESS = 0.1


class Encoder(Protocol):
    """Turns sentences into unit-length vectors: a float32 array of shape (len(texts), dimensions)."""

    def embed(self, texts: Sequence[str]) -> Any: ...

    def __hash__(self) -> int: ...


def likenesses(
    texts: Sequence[str], needs: Sequence[NeedCategory], encoder: Encoder
) -> list[dict[str, float]]:
    """For each text, by category, its cosines to the examples as one number: a soft maximum.

    The single nearest example may be near by chance, and the mean of all says little when they are varied.
    Beside the categories: NO_NEED, what states none, and OTHER_NEED, a need that is none of a playbook's.
    """
    if not texts:
        return []
    import numpy

    columns, vectors = _examples(
        tuple((need.name, tuple(need.examples or need.keywords or (need.name,))) for need in needs), encoder
    )
    cosines = encoder.embed(texts) @ vectors.T
    return [
        {name: float(numpy.log(row[part].mean()) * _SOFTNESS) for name, part in columns.items()}
        for row in numpy.exp(cosines / _SOFTNESS)
    ]


@lru_cache(maxsize=8)
def _examples(
    needs: tuple[tuple[str, tuple[str, ...]], ...], encoder: Encoder
) -> tuple[dict[str, slice], Any]:
    """Where each category's examples stand among the vectors, and the vectors."""
    columns: dict[str, slice] = {}
    texts: list[str] = []
    for name, examples in (*needs, (NO_NEED, SENTENCES), (OTHER_NEED, OTHER_NEEDS)):
        columns[name] = slice(len(texts), len(texts) + len(examples))
        texts += examples
    return columns, encoder.embed(texts)
