"""Plain text: one goal a line. Empty lines are passed over."""

import re
from typing import Final

from arcadia.boards.domain.formats.error import Placed, checked, text_of
from arcadia.boards.domain.goal import Goal

LINE_END: Final = re.compile(r"\r\n|\r|\n")
"""Of Unix, Windows, and old Macs."""


def read_plain_text(raw: bytes) -> tuple[Goal, ...]:
    """Return the goals of a text file.

    Raises:
        FormatError: names the line.
    """
    lines = enumerate(LINE_END.split(text_of(raw)), 1)
    return checked((Placed(Goal(text=line), f"line {number}") for number, line in lines if line.strip()), at=_line)


def _line(where: str, _field: str) -> str:
    return where
