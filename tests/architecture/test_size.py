"""The size budget (architecture, "Style", 12): files under 400 lines, functions under 50, nine in ten under 25."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted((ROOT / "src").rglob("*.py"))
MEASURED = [*SOURCES, *(ROOT / "src").rglob("*.js"), *(ROOT / "src").rglob("*.css"), *(ROOT / "src").rglob("*.html")]
DRAWERS = {"utils", "helpers", "common", "misc", "base", "manager", "lib"}


def functions() -> list[tuple[str, int]]:
    found = []
    for path in SOURCES:
        if "versions" in path.parts:  # a migration is a list of tables, written once and never changed
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                found.append((f"{path.relative_to(ROOT)}:{node.lineno} {node.name}", length))
    return found


def test_files_stay_under_400_lines() -> None:
    long = {str(path.relative_to(ROOT)): path.read_text().count("\n") for path in MEASURED}
    assert {name: lines for name, lines in long.items() if lines > 400} == {}


def test_functions_stay_under_50_lines() -> None:
    assert [name for name, length in functions() if length > 50] == []


def test_nine_functions_in_ten_stay_under_25_lines() -> None:
    lengths = sorted(length for _, length in functions())
    assert lengths[len(lengths) * 9 // 10] <= 25


def test_no_drawer_modules() -> None:
    assert [str(path) for path in SOURCES if path.stem in DRAWERS or path.parent.name in DRAWERS] == []


def test_annotations_are_real() -> None:
    """msgspec and Litestar read annotations at run time."""
    line = "from __future__ import annotations"
    assert [str(path) for path in SOURCES if line in path.read_text().splitlines()] == []


def test_nothing_is_left_unfinished() -> None:
    marks = ("TO" + "DO", "FIX" + "ME", "XX" + "X:", "NotImplemented" + "Error")
    found = [f"{path.relative_to(ROOT)}: {mark}" for path in MEASURED for mark in marks if mark in path.read_text()]
    assert found == []
