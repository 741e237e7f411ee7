"""What a page says that is not marked: in a language of wide letters, whatever is still Latin and no content."""

import json
import re
from collections.abc import Iterator
from functools import cache
from importlib import resources

from support.html import Element, parse_page

SILENT = {"script", "style", "svg", "code", "kbd", "time", "textarea", "datalist"}
"""Code, keys and drawings; times in Babel's words for the language that stands in; what people typed."""
SPOKEN = ("aria-label", "aria-description", "title", "alt", "placeholder")
WORD = re.compile(r"[A-Za-z]{2,}")
SAME_EVERYWHERE = re.compile(
    r"\b[A-HJKMNP-Z2-9]{6}\b|Arcadia|English|Deutsch|K7QM3X|https?://\S+|/play/\S+|(?:name|score|lines)-|\b\w+\.txt|Goal number \d+|Mira|Kofi|Ana's|Ana|on video|Enter|Alt"
)
"""The site's name, languages by their own names, codes, addresses, and what people in this test write."""
LIBRARY = resources.files("arcadia.boards.service").joinpath("starter")


def texts_of(element: Element) -> Iterator[str]:
    for child in element.children:
        if isinstance(child, str):
            yield child
        elif child.tag not in SILENT and not (child.get("lang") and child.tag != "html"):
            yield from (child[name] for name in SPOKEN if child.get(name))
            if not is_content(child):
                yield from texts_of(child)


def is_content(element: Element) -> bool:
    """Titles of boards, games and goals: what people or the starter library wrote."""
    return element.has("class_", "goal") or element.get("dir") == "auto" or element.tag in {"option", "bdi", "q"}


def unmarked_in(page: str) -> list[str]:
    texts = [" ".join(text.split()) for text in texts_of(parse_page(page))]
    left = {text: library().sub("", SAME_EVERYWHERE.sub("", text)) for text in texts}
    return [text for text, rest in left.items() if WORD.search(rest)]


@cache
def library() -> re.Pattern[str]:
    """Every text of the starter library: games, titles, tags, types, goals."""
    texts: set[str] = set()
    for file in LIBRARY.iterdir():
        if file.name.endswith(".json"):
            texts |= set(strings_in(json.loads(file.read_text())))
    return re.compile("|".join(rf"(?<!\w){re.escape(text)}(?!\w)" for text in sorted(texts, key=len, reverse=True)))


def strings_in(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from strings_in(one)
