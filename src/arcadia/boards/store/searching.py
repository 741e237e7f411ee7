"""Search over folded text: every word must occur. The same on SQLite and PostgreSQL.

What may be asked is anything; what no text of ours can hold (a NUL, which PostgreSQL refuses) finds nothing.
"""

from typing import Any, Final

from sqlalchemy import Column, ColumnElement, false

from arcadia.core.text import BadText, clean_text, folded

MOST_WORDS: Final = 8
LONGEST_ID: Final = 36


def contains_words(column: "Column[str]", query: str) -> list[ColumnElement[bool]]:
    """One condition for each of the first eight words of a query; `%` and `_` are plain characters."""
    if not is_storable(query):
        return [false()]
    return [column.contains(word, autoescape=True) for word in folded(query).split()[:MOST_WORDS]]


def contains_tag(column: "Column[str]", tag: str) -> ColumnElement[bool]:
    """Whether a column of `joined_tags` has this tag, whole."""
    return column.contains(joined_tags(folded(tag)), autoescape=True) if is_storable(tag) else false()


def is_value(column: "Column[Any]", value: str) -> ColumnElement[bool]:
    """Whether a column holds exactly this text."""
    return column == value if is_storable(value) else false()


def joined_tags(*tags: str) -> str:
    """The column of tags: each between line breaks, which no tag can hold."""
    return "\n" + "".join(f"{tag}\n" for tag in tags)


def searchable(*texts: str) -> str:
    """The folded text that searches look in."""
    return " ".join(folded(text) for text in texts if text)


def may_be_id(text: str) -> bool:
    """Whether a text from an address can be an id at all."""
    return len(text) <= LONGEST_ID and text.isascii() and text.isprintable()


def is_storable(text: str) -> bool:
    """Whether a text can stand in the database at all."""
    try:
        clean_text(text)
    except BadText:
        return False
    return True
