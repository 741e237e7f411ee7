"""Search over folded text: every word must occur. The same on SQLite and PostgreSQL."""

from typing import Final

from sqlalchemy import Column, ColumnElement

from arcadia.core.text import folded

MOST_WORDS: Final = 8


def contains_words(column: "Column[str]", query: str) -> list[ColumnElement[bool]]:
    """One condition for each of the first eight words of a query; `%` and `_` are plain characters."""
    return [column.contains(word, autoescape=True) for word in folded(query).split()[:MOST_WORDS]]


def searchable(*texts: str) -> str:
    """The folded text that searches look in."""
    return " ".join(folded(text) for text in texts if text)
