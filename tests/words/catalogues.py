"""The catalogues as files: brought up to date with the source, and compiled."""

import io
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from arcadia.platform.languages.catalogue import ENGLISH, FOLDER
from words.extracting import Text, find_texts

PO: Final = "LC_MESSAGES/arcadia.po"
MO: Final = "LC_MESSAGES/arcadia.mo"
WIDTH: Final = 120
LONG_AGO: Final = datetime(2026, 1, 1, tzinfo=UTC)
"""In the place of the time of writing: the same texts make the same file."""
HEADER: Final = r"""msgid ""
msgstr ""
"Language: {language}\n"
"Content-Type: text/plain; charset=utf-8\n"
"Plural-Forms: {plurals}\n"

"""


def tags() -> list[str]:
    """Return every language that has a catalogue."""
    return sorted(path.parent.parent.name for path in FOLDER.glob(f"*/{PO}"))


def read(tag: str) -> Catalog:
    """Return a catalogue as it stands in its file."""
    with (FOLDER / tag / PO).open("rb") as file:
        return read_po(file, locale=tag)


def wanted(tag: str) -> Catalog:
    """Return a catalogue as it must be: every text of the source and no other, with the words that it has."""
    catalogue = read(tag)
    catalogue.update(_template(find_texts()), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    catalogue.creation_date = catalogue.revision_date = LONG_AGO
    if tag == ENGLISH:
        for message in catalogue:
            if message.id:
                message.string = message.id
    return catalogue


def written(catalogue: Catalog) -> bytes:
    """Return a catalogue as its file holds it."""
    file = io.BytesIO()
    write_po(file, catalogue, width=WIDTH, omit_header=True, sort_output=True, no_location=True)
    header = HEADER.format(language=catalogue.locale_identifier, plurals=catalogue.plural_forms)
    return header.encode() + file.getvalue()


def compiled(catalogue: Catalog) -> bytes:
    """Return a catalogue as it is read at run time."""
    file = io.BytesIO()
    write_mo(file, catalogue)
    return file.getvalue()


def stale_files() -> dict[Path, bytes]:
    """Return what each file must hold that holds something else."""
    due: dict[Path, bytes] = {}
    for tag in tags():
        catalogue = wanted(tag)
        due[FOLDER / tag / PO] = written(catalogue)
        if tag != ENGLISH:
            due[FOLDER / tag / MO] = compiled(catalogue)
    return {path: raw for path, raw in due.items() if not path.is_file() or path.read_bytes() != raw}


def _template(texts: list[Text]) -> Catalog:
    template = Catalog(fuzzy=False)
    for text in texts:
        key = text.one if text.many is None else (text.one, text.many)
        template.add(key, locations=[(text.file, 0)], context=text.context)
    return template
