"""Public holidays of a country: nobody is booked on one of theirs, or written to."""

from __future__ import annotations

from datetime import date
from functools import lru_cache


@lru_cache(maxsize=256)
def public_holidays(country: str, year: int) -> frozenset[date]:
    """The public holidays of a country (ISO 3166, two letters), with the days on which they are observed.

    National ones only: those of a state or a city are time off of the reps who live there. A country
    that nobody has collected the holidays of has none.
    """
    from holidays import country_holidays  # most of a second to import: only who makes slots pays for it

    try:
        return frozenset(country_holidays(country, years=year))
    except NotImplementedError:
        return frozenset()
