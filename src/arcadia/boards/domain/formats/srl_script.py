"""SRL script text: `bingoList[1] = [{name: "…", types: ["…"]}, …]; …` as in `.js` files. Tokenized, never run.

The script may hold anything around the assignments; what is assigned is read as object and array literals with
unquoted keys, either kind of quotes, trailing commas, comments and extra keys.
"""

import re
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from arcadia.boards.domain.formats.error import FormatError, checked, text_of
from arcadia.boards.domain.goal import Goal

TIERS: Final = 25
DEEPEST: Final = 16
_ASSIGNMENT: Final = re.compile(r"\bbingoList\s*\[\s*(\d{1,4})\s*\]\s*=(?!=)")
_TOKEN: Final = re.compile(
    r"(?P<space>[\s\ufeff]+|//[^\n]*|/\*[^*]*\*+(?:[^/*][^*]*\*+)*/)"
    r"|(?P<string>\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*')"
    r"|(?P<number>-?\d+(?:\.\d+)?)"
    r"|(?P<word>[A-Za-z_$][\w$]*)"
    r"|(?P<mark>[\[\]{}:,;])",
    re.DOTALL,
)
_ESCAPE: Final = re.compile(r"\\(u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2}|.)", re.DOTALL)
_ESCAPES: Final = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0"}
_WORDS: Final = {"true": True, "false": False, "null": None, "undefined": None}


class _Token(NamedTuple):
    kind: str
    text: str
    at: int


def read_srl_script(raw: bytes) -> tuple[Goal, ...]:
    """Return the goals of a script; the index of a tier is their difficulty.

    Raises:
        FormatError: names the line and column.
    """
    text = text_of(raw)
    goals: list[Goal] = []
    found = list(_ASSIGNMENT.finditer(text))
    if not found:
        raise FormatError("file", "assignments like bingoList[1] = […]")
    for match in found:
        tier = int(match.group(1))
        if not 1 <= tier <= TIERS:
            raise FormatError(_place(text, match.start()), f"a tier from 1 to {TIERS}, not {tier}")
        value = _Reader(text, match.end()).value(0)
        goals += _goals_of(value, tier, _place(text, match.start()))
    return checked(goals, where="goals")


def _goals_of(value: Any, tier: int, where: str) -> Iterator[Goal]:  # noqa: ANN401 - foreign literals
    if not isinstance(value, list) or not value:
        raise FormatError(where, "a list with at least one goal")
    for index, entry in enumerate(value):
        name = entry.get("name") if isinstance(entry, dict) else None
        if not isinstance(name, str) or not name.strip():
            raise FormatError(f"{where}, goal {index + 1}", 'an object with a name, like {name: "…"}')
        types = entry.get("types", [])
        if not isinstance(types, list) or not all(isinstance(kind, str) and kind.strip() for kind in types):
            raise FormatError(f"{where}, goal {index + 1}", "types as a list of texts")
        yield Goal(text=name, types=tuple(types), difficulty=tier)


class _Reader:
    """Reads one literal from a place in the text."""

    def __init__(self, text: str, start: int) -> None:
        self._text = text
        self._at = start

    def value(self, depth: int) -> Any:  # noqa: ANN401 - foreign literals
        if depth > DEEPEST:
            raise FormatError(_place(self._text, self._at), f"at most {DEEPEST} levels of nesting")
        token = self._next("a value")
        if token.kind == "string":
            return _unquoted(token.text)
        if token.kind == "number":
            return float(token.text)
        if token.kind == "word" and token.text in _WORDS:
            return _WORDS[token.text]
        if token.text == "[":
            return self._array(depth + 1)
        if token.text == "{":
            return self._object(depth + 1)
        raise FormatError(_place(self._text, token.at), f"a value, not {token.text[:20]!r}")

    def _array(self, depth: int) -> list[Any]:
        values: list[Any] = []
        while True:
            if self._skip("]"):
                return values
            values.append(self.value(depth))
            self._separator("]")

    def _object(self, depth: int) -> dict[str, Any]:
        fields: dict[str, Any] = {}
        while True:
            if self._skip("}"):
                return fields
            key = self._next("a key")
            if key.kind not in ("string", "word", "number"):
                raise FormatError(_place(self._text, key.at), "a key")
            colon = self._next("':'")
            if colon.text != ":":
                raise FormatError(_place(self._text, colon.at), "':' after a key")
            fields[_unquoted(key.text) if key.kind == "string" else key.text] = self.value(depth)
            self._separator("}")

    def _separator(self, end: str) -> None:
        if self._skip(",") or self._peek() == end:
            return
        raise FormatError(_place(self._text, self._at), f"',' or {end!r}")

    def _skip(self, mark: str) -> bool:
        if self._peek() != mark:
            return False
        self._at += 1
        return True

    def _peek(self) -> str:
        self._pass_space()
        return self._text[self._at : self._at + 1]

    def _pass_space(self) -> None:
        while (match := _TOKEN.match(self._text, self._at)) is not None and match.lastgroup == "space":
            self._at = match.end()

    def _next(self, expected: str) -> _Token:
        self._pass_space()
        match = _TOKEN.match(self._text, self._at)
        if match is None:
            raise FormatError(_place(self._text, self._at), expected)
        token = _Token(match.lastgroup or "", match.group(), self._at)
        self._at = match.end()
        return token


def _unquoted(quoted: str) -> str:
    return _ESCAPE.sub(_escaped, quoted[1:-1])


def _escaped(match: "re.Match[str]") -> str:
    body = match.group(1)
    if len(body) > 1:
        return chr(int(body[1:], 16))
    return _ESCAPES.get(body, body)


def _place(text: str, at: int) -> str:
    line = text.count("\n", 0, at) + 1
    return f"line {line}, column {at - (text.rfind(chr(10), 0, at) + 1) + 1}"
