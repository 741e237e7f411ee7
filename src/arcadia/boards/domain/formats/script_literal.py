"""Literals of JavaScript: arrays and objects with unquoted keys, either kind of quotes, trailing commas, comments.

Texts, arrays and objects are read; of numbers and words no more is kept than whether there is a value at all.
"""

import re
from typing import Any, Final, NamedTuple

from arcadia.boards.domain.formats.error import FormatError, Places

DEEPEST: Final = 16
LONGEST: Final = 10_001
"""Values of one array: one more than a goal list may have."""
COMMENT: Final = r"//[^\n]*|/\*.*?(?:\*/|\Z)"
STRING: Final = r"\"(?:[^\"\\\n]|\\(?:\r\n|.))*\"|'(?:[^'\\\n]|\\(?:\r\n|.))*'"
_TOKEN: Final = re.compile(
    rf"(?P<space>[\s\ufeff]+|{COMMENT})"
    rf"|(?P<string>{STRING})"
    r"|(?P<number>[-+!]?(?:0[xX][0-9A-Fa-f]+|(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?))"
    r"|(?P<word>[A-Za-z_$][\w$]*)"
    r"|(?P<mark>[\[\]{}:,;])",
    re.DOTALL,
)
_ESCAPE: Final = re.compile(r"\\(u\{[0-9A-Fa-f]{1,6}\}|u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2}|\r\n|.)", re.DOTALL)
_ESCAPES: Final = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0"}
_CONTINUED: Final = ("\n", "\r\n", "\r", "\u2028", "\u2029")
"""After a backslash these end the line, not the text."""
_WORDS: Final = {"true": True, "false": False, "null": None, "undefined": None, "NaN": 0, "Infinity": 0}
_LAST: Final = 0x10FFFF


class _Token(NamedTuple):
    kind: str
    text: str
    at: int


class LiteralReader:
    """Reads literals from a text; `at` is where the next one begins."""

    def __init__(self, text: str) -> None:
        self.at = 0
        self.places = Places(text)
        self._text = text

    def items(self) -> list[tuple[Any, int]]:
        """Read an array; return its values, each with its place in the text.

        Raises:
            FormatError: names the line and column.
        """
        token = self._next("a list")
        if token.text != "[":
            raise FormatError(self.places.of(token.at), f"a list, not {token.text[:20]!r}")
        return self._items(1)

    def _items(self, depth: int) -> list[tuple[Any, int]]:
        items: list[tuple[Any, int]] = []
        while not self._skip("]"):
            at = self.at
            items.append((self._value(depth), at))
            if len(items) > LONGEST:
                raise self._wrong(f"at most {LONGEST} values in a list")
            self._separator("]")
        return items

    def _value(self, depth: int) -> Any:  # noqa: ANN401 - foreign literals
        if depth > DEEPEST:
            raise self._wrong(f"at most {DEEPEST} levels of nesting")
        token = self._next("a value")
        if token.kind == "string":
            return _unquoted(token.text)
        if token.kind == "number":
            return 0
        if token.text in _WORDS:
            return _WORDS[token.text]
        if token.text == "[":
            return [value for value, _ in self._items(depth + 1)]
        if token.text == "{":
            return self._fields(depth + 1)
        raise FormatError(self.places.of(token.at), f"a value, not {token.text[:20]!r}")

    def _fields(self, depth: int) -> dict[str, Any]:
        fields: dict[str, Any] = {}
        while not self._skip("}"):
            key = self._next("a key")
            if key.kind not in ("string", "word", "number"):
                raise FormatError(self.places.of(key.at), "a key")
            if not self._skip(":"):
                raise self._wrong("':' after a key")
            fields[_unquoted(key.text) if key.kind == "string" else key.text] = self._value(depth)
            self._separator("}")
        return fields

    def _separator(self, end: str) -> None:
        if not self._skip(",") and self._peek() != end:
            raise self._wrong(f"',' or {end!r}")

    def _skip(self, mark: str) -> bool:
        if self._peek() != mark:
            return False
        self.at += 1
        return True

    def _peek(self) -> str:
        character = self._text[self.at : self.at + 1]
        if "!" <= character <= "~" and character != "/":
            return character  # nothing to pass over: nearly always
        while (match := _TOKEN.match(self._text, self.at)) is not None and match.lastgroup == "space":
            self.at = match.end()
        return self._text[self.at : self.at + 1]

    def _next(self, expected: str) -> _Token:
        is_quote = self._peek() in {'"', "'"}
        match = _TOKEN.match(self._text, self.at)
        if match is None:
            raise self._wrong("the closing quote on the same line" if is_quote else expected)
        token = _Token(match.lastgroup or "", match.group(), self.at)
        self.at = match.end()
        return token

    def _wrong(self, expected: str) -> FormatError:
        return FormatError(self.places.of(self.at), expected)


def _unquoted(quoted: str) -> str:
    if "\\" not in quoted:
        return quoted[1:-1]
    text = _ESCAPE.sub(_escaped, quoted[1:-1])
    # Two escapes may be the halves of one character.
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def _escaped(match: "re.Match[str]") -> str:
    body: str = match.group(1)
    if body in _CONTINUED:
        return ""
    if len(body) == 1:
        return _ESCAPES.get(body, body)
    code = int(body.strip("ux{}"), 16)
    return chr(code) if code <= _LAST else body
