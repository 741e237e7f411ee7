"""The one decoder of foreign bytes: request bodies, socket frames, cached values, imported files.

msgspec is fast and strict, but raises RecursionError on deep input and UnicodeDecodeError on bad text, both outside
its own error tree. Here every way to fail ends in `Malformed` or `TooLarge`, with the place named.
"""

import re
from typing import Final, TypeVar

import msgspec

from arcadia.core.errors import Malformed, TooLarge

Value = TypeVar("Value")

MAX_DEPTH: Final = 64
_OPENING: Final = b"[{"
_NO_BRACKETS: Final = bytes(byte for byte in range(256) if byte not in b"[]{}")
_STRING: Final = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?', re.DOTALL)
"""A JSON string; one without an end reaches to the end of the input."""


def decode(raw: bytes | str, shape: msgspec.json.Decoder[Value]) -> Value:
    """Decode JSON by a prepared decoder (make decoders once, at module level).

    Raises:
        TooLarge: nested deeper than 64 levels.
        Malformed: not UTF-8, not JSON, or not of that shape; `where` holds the JSON path.
    """
    data = raw.encode("utf-8", "surrogatepass") if isinstance(raw, str) else raw
    if _may_be_deep(data) and _is_deep(data):
        message = f"nested deeper than {MAX_DEPTH} levels"
        raise TooLarge(message)
    try:
        return shape.decode(data)
    except msgspec.ValidationError as error:
        what, _, path = str(error).partition(" - at `")
        raise Malformed(what, path.rstrip("`") or "$") from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Malformed(str(error)) from error


def encode(value: object) -> bytes:
    """Encode a value of ours as JSON bytes."""
    return msgspec.json.encode(value)


def _may_be_deep(data: bytes) -> bool:
    return data.count(b"[") + data.count(b"{") > MAX_DEPTH


def _is_deep(data: bytes) -> bool:
    """Whether brackets outside of strings nest deeper than allowed. Linear, without recursion."""
    brackets = _STRING.sub(b"", data).translate(None, _NO_BRACKETS)
    depth = 0
    for bracket in brackets:
        depth += 1 if bracket in _OPENING else -1
        if depth > MAX_DEPTH:
            return True
    return False
