"""What text people may type: NFC, no control characters, counted in characters; in names no tricks with direction.

PostgreSQL cannot store NUL and terminals obey C0 controls, so texts that hold them are refused before anything is
stored. What steers direction belongs to some languages: texts keep it, and pages isolate each of them (`dir="auto"`).
In a nickname it would make one name look like another, so there it is removed.
"""

import re
import unicodedata

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_INVISIBLE = re.compile(r"[\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]")
_SPACES = re.compile(r"\s+")


class BadText(ValueError):
    """The text holds a character that may not be stored. The message names it and its position."""


def clean_text(raw: str) -> str:
    """Return `raw` in NFC with its outer white space gone.

    Raises:
        BadText: a control character stands in it (tab and line breaks are allowed).
    """
    found = _CONTROL.search(raw)
    if found:
        message = f"character U+{ord(found.group()):04X} at position {found.start() + 1} is not allowed"
        raise BadText(message)
    return unicodedata.normalize("NFC", raw).strip()


def clean_line(raw: str) -> str:
    """Return `raw` as one line: like `clean_text`, with every run of white space made one space."""
    return _SPACES.sub(" ", clean_text(raw))


def visible_name(raw: str) -> str:
    """Return a display name: one line, with control, bidirectional and zero-width characters removed."""
    bare = _INVISIBLE.sub("", _CONTROL.sub("", raw))
    return _SPACES.sub(" ", unicodedata.normalize("NFC", bare)).strip()


def folded(text: str) -> str:
    """Return the form under which two texts count as the same: NFC, spaces collapsed, case ignored."""
    return _SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip().casefold()
