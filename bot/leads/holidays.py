"""Public holidays of a country: nobody is booked on one of theirs, or written to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from types import MappingProxyType


@lru_cache(maxsize=256)
def public_holidays(country: str, year: int) -> Mapping[date, str]:
    """The public holidays of a country (ISO 3166, two letters), and the days on which they are observed, with
    their English names.

    National ones only: those of a state or a city are time off of the reps who live there. A country
    that nobody has collected the holidays of has none.
    """
    from holidays import country_holidays  # most of a second to import: only who makes slots pays for it

    try:
        # Every country that the library translates has its names in this language; the others have no choice.
        return MappingProxyType(dict(country_holidays(country, years=year, language="en_US")))
    except NotImplementedError:
        return MappingProxyType({})
