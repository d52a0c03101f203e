"""Free text to typed facts: `understand(text, asked=..., now=...)`. Only `encoder` reads a file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from bot.understand.facts import Facts, NeedCategory

if TYPE_CHECKING:
    from bot.understand.need import Encoder

__all__ = ["Facts", "NeedCategory", "understand"]


def understand(
    text: str,
    *,
    asked: str | None = None,
    now: datetime,
    needs: Sequence[NeedCategory] = (),
    encoder: Encoder | None = None,
) -> Facts:
    """What the text states; see `bot.understand.reading.understand`."""
    # The grammars take half a second to compile: only the process that reads words pays for them.
    from bot.understand.reading import understand as read

    return read(text, asked=asked, now=now, needs=needs, encoder=encoder)
