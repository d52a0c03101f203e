"""Free text to typed facts: `understand(text, asked=..., now=...)`. Only `encoder` reads a file."""

from bot.understand.facts import Facts, NeedCategory
from bot.understand.need import Encoder
from bot.understand.reading import understand

__all__ = ["Encoder", "Facts", "NeedCategory", "understand"]
