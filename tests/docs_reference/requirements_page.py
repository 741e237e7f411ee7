"""Where each requirement of the platform lives: made from the ids that tests cite in their names and docstrings."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from docs_reference.markdown import page, table
from docs_reference.requirement_rows import AREAS, NOT_YET, ROWS

TESTS: Final = Path(__file__).resolve().parents[1]
_IN_WORDS: Final = re.compile(r"\b([HCKLSFJD]\d{1,2})\b")
_IN_NAME: Final = re.compile(r"(?<=_)([hcklsfjd]\d{1,2})(?=_)")
_HEAD: Final = """\
# Where each requirement lives

The platform's requirements and the tests that show them. A test cites what it shows by the id in its name or its
docstring; this page is made of those citations by `bin/docs`, and `tests/architecture/test_requirements.py` fails when a
row has none. To see all of one: `grep -rn K7 tests docs`."""

Test = ast.FunctionDef | ast.AsyncFunctionDef


def make_page() -> str:
    """Return the page."""
    cited = find_citations()
    return page(_HEAD, *(_area(letter, cited) for letter in AREAS))


def find_citations() -> dict[str, list[str]]:
    """Return the files of tests by the requirement that a test in them cites, in order."""
    found: dict[str, set[str]] = {row: set() for row in ROWS}
    for path in sorted(TESTS.rglob("test_*.py")):
        for row in set(_cited_in(ast.parse(path.read_text(encoding="utf-8")))) & found.keys():
            found[row].add(path.relative_to(TESTS.parent).as_posix())
    return {row: sorted(files) for row, files in found.items()}


def _cited_in(module: ast.Module) -> Iterator[str]:
    """The ids in names and docstrings of tests, and in the docstring of a file that has tests."""
    tests = [node for node in ast.walk(module) if isinstance(node, Test) and node.name.startswith("test_")]
    if tests:
        yield from _IN_WORDS.findall(ast.get_docstring(module) or "")
    for test in tests:
        yield from (word.upper() for word in _IN_NAME.findall(test.name))
        yield from _IN_WORDS.findall(ast.get_docstring(test) or "")


def _area(letter: str, cited: dict[str, list[str]]) -> str:
    rows = [
        (f"**{row}**", words, _where(row, cited[row]))
        for row, words in ROWS.items()
        if row.rstrip("0123456789") == letter
    ]
    return f"## {AREAS[letter]}\n\n{table(('row', 'what', 'shown by'), rows)}"


def _where(row: str, files: list[str]) -> str:
    shown = ", ".join(f"[{Path(file).stem.removeprefix('test_')}](../../{file})" for file in files)
    return f"{shown} (not whole: {NOT_YET[row]})" if row in NOT_YET and shown else shown or f"not yet: {NOT_YET[row]}"
