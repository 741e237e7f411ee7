"""The texts of one language, as gettext keeps them."""

from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from typing import Final

import arcadia

ENGLISH: Final = "en"
FOLDER: Final = Path(arcadia.__file__).parent / "locales"
FILE: Final = "LC_MESSAGES/arcadia.mo"
NAMES: Final = {"en": "English", "de": "Deutsch"}
"""Languages by their own names: whoever looks for theirs may read no other."""


class Catalogue:
    """One language: its tag, its own name and its texts. A text that it lacks stays English."""

    def __init__(self, tag: str, texts: NullTranslations) -> None:
        self.tag = tag
        self.name = NAMES.get(tag, tag)
        self.is_english = tag == ENGLISH
        self.text = texts.gettext
        self.text_in = texts.pgettext
        self.plural = texts.ngettext


def languages() -> tuple[str, ...]:
    """Return the tags of all languages that have a catalogue, English first."""
    found = sorted(path.parent.parent.name for path in FOLDER.glob(f"*/{FILE}"))
    return (ENGLISH, *(tag for tag in found if tag != ENGLISH))


@cache
def read_catalogue(tag: str) -> Catalogue:
    """Return the texts of one of `languages()`."""
    compiled = compiled_texts(tag)
    return Catalogue(tag, GNUTranslations(BytesIO(compiled)) if compiled else NullTranslations())


def compiled_texts(tag: str) -> bytes:
    """Return a language's texts as gettext compiles them; nothing for English, which stands in the source."""
    path = FOLDER / tag / FILE
    return b"" if tag == ENGLISH or not path.is_file() else path.read_bytes()


def all_compiled_texts() -> dict[str, bytes]:
    """Return those of every language but English, by tag: what is built of texts is stale when this changes."""
    return {tag: compiled_texts(tag) for tag in languages() if tag != ENGLISH}
