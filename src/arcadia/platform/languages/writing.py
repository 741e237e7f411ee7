"""Dates and numbers as a language writes them. Babel is imported when first needed: it takes 100 ms."""

from datetime import UTC, datetime
from functools import lru_cache
from typing import Final

from arcadia.platform.languages.catalogue import ENGLISH

MINUTE_MS: Final = 60_000
UNGROUPED: Final = 1_000
"""Below, every language of ours writes a number the same."""
KEPT: Final = 4_096
_DAY_AND_TIME: Final = {"en": "d MMMM y, HH:mm 'UTC'", "de": "d. MMMM y, HH:mm 'UTC'"}


def number(count: int, tag: str) -> str:
    """Return a whole number with the language's marks between thousands."""
    return str(count) if -UNGROUPED < count < UNGROUPED else _grouped(count, tag)


@lru_cache(KEPT)
def _grouped(count: int, tag: str) -> str:
    from babel.numbers import format_decimal  # noqa: PLC0415 - few pages count so far

    return format_decimal(count, locale=_locale(tag))


def day_and_time(at: int, tag: str) -> str:
    """Return a time (ms since the epoch) in UTC, to the minute."""
    return _day_and_time(at // MINUTE_MS, tag)


@lru_cache(KEPT)
def _day_and_time(minute: int, tag: str) -> str:
    from babel.dates import format_datetime  # noqa: PLC0415 - a page without a date needs none

    at = datetime.fromtimestamp(minute * MINUTE_MS / 1000, UTC)
    return format_datetime(at, _DAY_AND_TIME.get(tag, "medium"), locale=_locale(tag))


def prepare(tag: str) -> None:
    """Load what writing in a language takes. To be called from a thread."""
    day_and_time(0, tag)
    number(UNGROUPED, tag)


def _locale(tag: str) -> str:
    return "en_GB" if tag == ENGLISH else tag.replace("-", "_")
