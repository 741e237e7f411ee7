"""Every text of the source that people read: of Python, templates and scripts, and the sentences of errors.

A text is what stands in `_("…")`, `marked("…")`, `plural("…", "…", n)` and, in templates, `rich("…")`. Errors need no
mark: each is found where it is made (`raise NotFound("…")`), what is put into it as a place named after it.
"""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from arcadia.platform.languages.errors import CONTEXT
from support.tools import ROOT

SOURCE: Final = ROOT / "src" / "arcadia"
MARKS: Final = frozenset({"_", "marked", "rich"})
_STRING: Final = r'"((?:[^"\\\n]|\\.)*)"'
_SAID: Final = re.compile(rf"(?<![\w$.])(?:_|marked|rich)\(\s*{_STRING}")
_COUNTED: Final = re.compile(rf"(?<![\w$.])plural\(\s*{_STRING},\s*{_STRING}")

TOLD_FIRST: Final = frozenset(
    [
        "Invalid",
        "Malformed",
        "TooLarge",
        "Unauthenticated",
        "Forbidden",
        "SwitchedOff",
        "NotFound",
        "Conflict",
        "TooMany",
        "Unavailable",
    ]
)
"""Errors whose first argument is the sentence."""
TOLD_SECOND: Final = frozenset(["Problem", "FormatError", "CannotGenerate", "SettingsProblem", "_wrong"])
"""Problems: a place, and what was expected there."""
TOLD_TO_PEOPLE: Final = (
    "accounts/domain.py",
    "boards/domain/*",
    "boards/domain/*/*",
    "boards/pages/*",
    "boards/service/*",
    "core/*",
    "platform/flags/catalogue.py",
    "platform/images/*",
    "platform/resilience/deadline.py",
    "play/domain/presets.py",
    "play/pages/*",
    "play/service/*",
    "web/*.py",
)
"""Where errors are raised that a page may show."""
TOLD_TO_PROGRAMS: Final = frozenset(
    {"web/bearer.py", "web/policy_reports.py", "web/templating.py", "web/credentials.py"}
)


PLAIN_WORD: Final = re.compile("[a-z]+")


class Text(NamedTuple):
    """A text with its plural, the context it is kept under, and the file that says it."""

    one: str
    many: str | None
    context: str | None
    file: str


def find_texts() -> list[Text]:
    """Return every text of the source, file by file."""
    found: list[Text] = []
    for path in sorted(SOURCE.rglob("*")):
        file = path.relative_to(SOURCE).as_posix()
        if path.suffix == ".py":
            found += _of_python(path, file)
        elif path.suffix in {".js", ".html"} and "locales" not in path.parts:
            found += _of_marked(path.read_text(), file)
    return found


def _of_marked(source: str, file: str) -> Iterator[Text]:
    for match in _SAID.finditer(source):
        yield Text(_plain(match[1]), None, None, file)
    for match in _COUNTED.finditer(source):
        yield Text(_plain(match[1]), _plain(match[2]), None, file)


def _plain(literal: str) -> str:
    text: str = json.loads(f'"{literal}"')
    return text


def _of_python(path: Path, file: str) -> Iterator[Text]:
    is_for_people = file not in TOLD_TO_PROGRAMS and any(Path(file).match(pattern) for pattern in TOLD_TO_PEOPLE)
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call):
            yield from _of_call(node, file)
        if is_for_people:
            for told in _told_by(node):
                yield Text(told, None, CONTEXT, file)


def _of_call(node: ast.Call, file: str) -> Iterator[Text]:
    name = node.func.id if isinstance(node.func, ast.Name) else ""
    texts = [one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
    if name in MARKS and texts:
        yield Text(texts[0], None, None, file)
    elif name == "plural" and len(texts) == 2:
        yield Text(texts[0], texts[1], None, file)


def _told_by(node: ast.AST) -> Iterator[str]:
    """The sentences that a piece of Python tells as an error."""
    match node:
        case ast.Call(func=ast.Name(id=name), args=[first, *_rest]) if name in TOLD_FIRST:
            yield from _sentence(first)
        case ast.Call(func=ast.Name(id=name), args=[where, expected, *_rest]) if name in TOLD_SECOND:
            yield from (place for place in _sentence(where) if " " in place or PLAIN_WORD.fullmatch(place))
            yield from _sentence(expected)
        case ast.Call(func=ast.Attribute(attr="_wrong"), args=[expected]):
            yield from _sentence(expected)
        case ast.Call(func=ast.Attribute(value=ast.Attribute(attr="notes"), attr="append"), args=[note]):
            yield from _sentence(note)
        case ast.FunctionDef(name="notes", body=[*_before, ast.Return(value=ast.ListComp(elt=note))]):
            yield from _sentence(note)
        case ast.Return(value=ast.JoinedStr() as value) if _with_places(value).startswith("line "):
            yield from _sentence(value)
        case ast.Assign(targets=[ast.Name(id="message" | "expected")], value=value):
            yield from _sentence(value)
        case ast.keyword(arg="says", value=value):
            yield from _sentence(value)
        case ast.AnnAssign(target=ast.Name(id="_DETAIL_BY_STATUS"), value=ast.Dict(values=values)):
            for value in values:
                yield from _sentence(value)
        case _other:
            pass


def _sentence(node: ast.expr) -> Iterator[str]:
    """A constant as it is; of what is put together, each place by the name of what stands in it."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value:
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _sentence(node.body)
        yield from _sentence(node.orelse)
    elif isinstance(node, ast.JoinedStr):
        text = _with_places(node)
        if re.sub(r"\{\w+\}", "", text).strip(" :.,"):
            yield text


def _with_places(node: ast.JoinedStr) -> str:
    parts: list[str] = []
    names: list[str] = []
    for piece in node.values:
        if isinstance(piece, ast.Constant):
            parts.append(str(piece.value))
        elif isinstance(piece, ast.FormattedValue):
            name = _name_of(piece.value)
            names.append(name)
            parts.append(f"{{{name}{names.count(name) if names.count(name) > 1 else ''}}}")
    return "".join(parts)


def _name_of(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name.lower().strip("_")
        case ast.Call(func=ast.Name(id="len")):
            return "count"
        case ast.Call(func=ast.Attribute(attr="join")):
            return "list"
        case _other:
            return "value"
