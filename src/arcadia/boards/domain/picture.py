"""The picture that a board may have, as the board knows it: what it shows is known by the hash of its content."""

from typing import Final

import msgspec

from arcadia.boards.domain.texts import checked_line
from arcadia.core.errors import Invalid, Problem

LONGEST_ALT: Final = 250


class BoardPicture(msgspec.Struct, frozen=True, kw_only=True):
    """A picture with its measures in pixels. `alt` says in words what it shows; empty where its owner wrote nothing."""

    hash: str
    width: int
    height: int
    alt: str = ""


def check_alt(raw: str) -> str:
    """Return the words for a picture, cleaned.

    Raises:
        Invalid: too long, or with characters that may not be stored.
    """
    problems: list[Problem] = []
    alt = checked_line(raw, shortest=0, longest=LONGEST_ALT, where="alt", problems=problems)
    if problems:
        message = f"alt: expected {problems[0].expected}"
        raise Invalid(message, problems)
    return alt
