"""A language in which every text of the catalogue is written in letters of another kind: what stays Latin was not marked."""

import re
from pathlib import Path
from typing import Final

from arcadia.platform.languages.catalogue import FILE
from words.catalogues import Catalog, compiled, wanted

TAG: Final = "fi"
"""A language that Babel knows and we do not have."""
KEPT: Final = re.compile(r"\{\w+\}|<[^>]+>")
LATIN: Final = re.compile(r"[A-Za-z]")
WIDE: Final = 0xFF21 - ord("A")


def write_pseudo(folder: Path) -> None:
    """Write its compiled catalogue below a folder of catalogues."""
    catalogue: Catalog = wanted("de")
    for message in catalogue:
        if message.id:
            message.string = widened(message.id) if isinstance(message.id, str) else tuple(map(widened, message.id))
    path = folder / TAG / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(compiled(catalogue))


def widened(text: str) -> str:
    """Return a text in wide letters, its places and its markup left as they are."""
    parts = KEPT.split(text)
    kept = [*KEPT.findall(text), ""]
    return "".join(LATIN.sub(_wide, part) + place for part, place in zip(parts, kept, strict=True))


def _wide(found: re.Match[str]) -> str:
    letter = found[0]
    return chr(ord(letter) + WIDE) if letter.isupper() else chr(ord(letter) - ord("a") + 0xFF41)
