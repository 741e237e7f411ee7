"""What text people may type: NFC, no control characters, no tricks with direction, counted in characters.

PostgreSQL cannot store NUL, terminals obey C0 controls and bidirectional overrides make one name look like another,
so all of them are refused (or, for nicknames, removed) before anything is stored.
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
