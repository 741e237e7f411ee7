"""Issue 4, languages: every text of the source is in every catalogue, and no text for people is left unmarked."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.tools import ROOT
from words.catalogues import read, stale_files, tags
from words.extracting import SOURCE, find_texts

PLACE = re.compile(r"\{\w+\}")
MARKUP = re.compile(r"<[^>]+>")

SILENT_BLOCKS = re.compile(
    r"\{#.*?#\}|\{% block \w+_class %\}.*?\{% endblock %\}|\{% macro (?:when|act_attributes)\(.*?\{% endmacro %\}"
    r"|<(script|style)\b.*?</\1>|<svg\b.*?</svg>|<code\b.*?</code>|<kbd>[^{<]*</kbd>",
    re.DOTALL,
)
"""Comments, classes, attributes that a macro writes, drawings, keys and examples of code."""
ASKED = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
TAG = re.compile(r"<[^>]*>", re.DOTALL)
SPOKEN_ATTRIBUTE = re.compile(r"\s(?:aria-label|aria-description|title|alt|placeholder)=\"([^\"]*)\"")
WORD = re.compile(r"[A-Za-z]{2,}")
SAME_EVERYWHERE = {
    "Mira",
    "Ana",
    "Kofi",
    "MI",
    "AN",
    "KO",
    "Aa 123",
    "CSV",
    "K7QM3X",
    "Tame three cats",
    "Find a diamond before nightfall\\nRide a pig off a cliff\\n…",
}
"""What stands in a template as an example: a code, names, goals."""


def test_the_catalogues_hold_every_text_of_the_source_and_no_other() -> None:
    assert [path.relative_to(ROOT) for path in stale_files()] == [], (
        "run bin/words, and write what is new in each language"
    )


@pytest.mark.parametrize("tag", tags())
def test_no_text_is_without_words(tag: str) -> None:
    catalogue = read(tag)
    assert [one.id for one in catalogue if one.id and not all(strings(one.string))] == []
    assert [one.id for one in catalogue if one.id and one.fuzzy] == []


@pytest.mark.parametrize("tag", tags())
def test_places_and_markup_are_those_of_the_english(tag: str) -> None:
    for one in read(tag):
        if not one.id:
            continue
        for english, words in zip(strings(one.id), strings(one.string), strict=True):
            assert set(PLACE.findall(english)) == set(PLACE.findall(words)), english
            assert sorted(MARKUP.findall(english)) == sorted(MARKUP.findall(words)), english


def strings(text: str | tuple[str, ...]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


def test_texts_are_no_pieces_of_sentences() -> None:
    """What ends or begins with a space was to be put together with something."""
    assert [one for one in find_texts() if one.one != one.one.strip()] == []


@pytest.mark.parametrize("path", sorted(SOURCE.rglob("*.html")), ids=lambda path: path.name)
def test_no_template_has_an_unmarked_text(path: Path) -> None:
    assert list(unmarked_in(path.read_text())) == []


def unmarked_in(template: str) -> Iterator[str]:
    source = SILENT_BLOCKS.sub(" ", template)
    asked = ASKED.sub("", source)
    for value in SPOKEN_ATTRIBUTE.findall(asked):
        if WORD.search(value) and value not in SAME_EVERYWHERE:
            yield value
    for text in TAG.split(asked):
        if (
            WORD.search(re.sub(r"&\w+;", "", text))
            and not text.strip().startswith(("/", "."))
            and text.strip() not in SAME_EVERYWHERE
        ):
            yield text.strip()
    yield from literals_shown_by(source)


SHOWN = re.compile(r"(?:parts\.(?:field|area|choose|check)|tool|ask)\(\s*\"\w+\",\s*\"([^\"]+)\"|\bhint=\"([^\"]+)\"")
CHOSEN = re.compile(r"\{\{[^}]*?\belse \"([A-Z][^\"]+)\"|\{\{\s*\"([A-Z][^\"]+)\"")


def literals_shown_by(source: str) -> Iterator[str]:
    """Texts that a template hands to a macro, or shows out of an expression, without a mark."""
    for pattern in (SHOWN, CHOSEN):
        for found in pattern.finditer(source):
            text = next(one for one in found.groups() if one is not None)
            if WORD.search(text):
                yield text


def test_the_check_of_templates_finds_what_is_unmarked() -> None:
    bad = '<p>Plain</p><b aria-label="Spoken">{{ parts.field("a", "Label", hint="Hinted") }}</b><i>{{ x if y else "Chosen" }}</i>'
    assert set(unmarked_in(bad)) == {"Plain", "Spoken", "Label", "Hinted", "Chosen"}


STRING = r"\"(?:[^\"\\\n]|\\.)*\"|`(?:[^`\\]|\\.)*`"
LITERAL = re.compile(rf"(?P<before>[\w$.]*\(\s*|[\w$]+: |[=,?:\[(]\s*|return |\s){{0,1}}(?P<text>{STRING})")
COMMENT = re.compile(r"/\*.*?\*/|^\s*//[^\n]*$|\s// [^\n]*$", re.DOTALL | re.MULTILINE)
SENTENCE = re.compile(r"^[A-Z][a-z]+(?:[ .!?…:,]|$)|^[a-z]+ [a-z]+ [a-z]+")
FOR_MACHINES = re.compile(
    r"^(?:Arrow|Array|DOMException|Enter|Escape|Tab|Home|End|POST|GET|PageUp|PageDown|RequestFailed|Space|Delete|Backspace|Notification)"
)


@pytest.mark.parametrize("path", sorted(SOURCE.rglob("*.js")), ids=lambda path: path.name)
def test_no_script_has_an_unmarked_text(path: Path) -> None:
    assert list(unmarked_in_script(path.read_text())) == []


def unmarked_in_script(script: str) -> Iterator[str]:
    source = COMMENT.sub("", script)
    source = re.sub(rf"(?<![\w$.])(?:_|marked)\(\s*(?:{STRING})", "_(", source)
    source = re.sub(rf"(?<![\w$.])plural\(\s*(?:{STRING}),\s*(?:{STRING})", "plural(", source)
    source = re.sub(r"throw new \w+\(.*?\);", "", source)
    source = re.sub(r"import .*?;", "", source)
    for found in re.finditer(STRING, source):
        text = re.sub(r"\$\{(?:[^{}]|\{[^{}]*\})*\}", " ", found[0][1:-1]).strip()
        if SENTENCE.search(text) and not FOR_MACHINES.search(text) and not is_for_machines(text):
            yield text


def is_for_machines(text: str) -> bool:
    """Class lists, selectors, phases: words of the page's own, and of the domain."""
    return bool(re.fullmatch(r"[a-z_\-0-9 ]+", text)) and text.split(maxsplit=1)[0] in {
        "button",
        "chip",
        "small",
        "stack",
        "notice",
    }


def test_the_check_of_scripts_finds_what_is_unmarked() -> None:
    bad = '// @ts-check\ntoast("Gone wrong."); toast(_("Marked")); a = `Lobby: ${n} ready`; b = plural("{n} One", "{n} Many", n); c = ["Let in"];'
    assert list(unmarked_in_script(bad)) == ["Gone wrong.", "Lobby:   ready", "Let in"]
