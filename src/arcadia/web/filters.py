"""Filters of the templates: how times, numbers and addresses are written."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final
from urllib.parse import quote, urlencode

from arcadia.platform.languages.speaking import now_speaking
from arcadia.platform.languages.writing import day_and_time

MINUTE_S: Final = 60
HOUR_S: Final = 3600


def iso_time(at: int) -> str:
    """Return a time (ms since the epoch) for a `datetime` attribute."""
    return datetime.fromtimestamp(at / 1000, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def exact_time(at: int) -> str:
    """Return a time (ms since the epoch) for people, in UTC; scripts make it local and relative."""
    return day_and_time(at, now_speaking().tag)


def clock(duration_ms: int) -> str:
    """Return a duration as `m:ss` or `h:mm:ss`."""
    total = max(0, duration_ms) // 1000
    hours, rest = divmod(total, HOUR_S)
    minutes, seconds = divmod(rest, MINUTE_S)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def path_part(text: str) -> str:
    """Return text as one part of a path."""
    return quote(text, safe="")


def query(values: Mapping[str, Any]) -> str:
    """Return values as a query string; empty ones are left out."""
    return urlencode({name: value for name, value in values.items() if value not in (None, "")}, doseq=True)


@lru_cache(8_192)
def length_word(text: str) -> str:
    """Return how much room a goal's text needs in its square: `short`, `medium`, `long` or `endless`."""
    longest_word = max((len(word) for word in text.split()), default=0)
    return next((word for limit, word in LENGTHS if len(text) <= limit and longest_word <= limit // 2 + 1), "endless")


LENGTHS: Final = ((20, "short"), (44, "medium"), (90, "long"))
FILTERS: Final[Mapping[str, Callable[..., Any]]] = {
    "iso_time": iso_time,
    "exact_time": exact_time,
    "clock": clock,
    "path_part": path_part,
    "query": query,
    "length_word": length_word,
}
