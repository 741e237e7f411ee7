"""Which language speaks now, and the words that make a text speak it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

from arcadia.platform.languages.catalogue import ENGLISH, Catalogue, read_catalogue
from arcadia.platform.languages.writing import number

_now: Final[ContextVar[Catalogue]] = ContextVar("language")


@contextmanager
def speaking(tag: str) -> Iterator[None]:
    """Let everything in the block speak one of our languages."""
    token = _now.set(read_catalogue(tag))
    try:
        yield
    finally:
        _now.reset(token)


def now_speaking() -> Catalogue:
    """Return the language of the request, English where there is none."""
    found = _now.get(None)
    return read_catalogue(ENGLISH) if found is None else found


def _(text: str, /, **values: object) -> str:
    """Return a text in the language that speaks now, its places filled."""
    found = _now.get(None)
    if found is not None and not found.is_english and text:  # gettext answers nothing with its own header
        text = found.text(text)
    return text.format_map(values) if values else text


def plural(one: str, many: str, n: int, /, **values: object) -> str:
    """Return the text that fits a number, `{n}` and the other places filled."""
    return plural_in(now_speaking(), one, many, n, **values)


def plural_in(catalogue: Catalogue, one: str, many: str, n: int, /, **values: object) -> str:
    """Return the text of one language that fits a number."""
    values["n"] = number(n, catalogue.tag)
    return catalogue.plural(one, many, n).format_map(values)


def marked(text: str) -> str:
    """Return the text as it is: it stands in a constant, is found there by `bin/words`, and is said by `_` later."""
    return text


def shown_number(count: int) -> str:
    """Return a whole number as the language that speaks now writes it."""
    return number(count, now_speaking().tag)
