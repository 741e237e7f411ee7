"""JSON in files: of any shape, as other programs write it, and of the shapes of our own documents."""

import re
from typing import Any, Final, TypeVar

import msgspec

from arcadia.boards.domain.formats.error import FormatError, Places, text_of
from arcadia.core import wire
from arcadia.core.errors import Malformed, TooLarge

_DECODER: Final[msgspec.json.Decoder[Any]] = msgspec.json.Decoder(Any)
T = TypeVar("T")
_SAID: Final = {
    "Expected ": "",
    "Object missing required field ": "a field ",
    "Object contains unknown field ": "no field ",
    "Invalid value ": "a known value, not ",
    "Invalid enum value ": "a known value, not ",
}
_BYTE: Final = re.compile(r"(?:JSON is malformed: )?(.+) \(byte (\d+)\)")


def decoded(raw: bytes) -> Any:  # noqa: ANN401 - foreign JSON of any shape
    """Return the JSON value of a file.

    Raises:
        FormatError: not JSON, named by line and column, or nested too deep.
    """
    return decoded_as(text_of(raw), _DECODER)


def decoded_as(text: str, decoder: msgspec.json.Decoder[T]) -> T:
    """Return the document in a text.

    Raises:
        FormatError: a wrong shape is named by its path, what is no JSON by line and column; or nested too deep.
    """
    try:
        return wire.decode(text, decoder)
    except Malformed as error:
        if isinstance(error.__cause__, msgspec.ValidationError):
            raise FormatError(error.where, expectation(error.detail)) from error
        raise broken_json(text, error.detail) from error
    except TooLarge as error:
        raise FormatError("file", f"less nesting: it is {error.detail}") from error


def expectation(detail: str) -> str:
    """What the decoder says of a shape, as what was expected."""
    for said, expected in _SAID.items():
        if detail.startswith(said):
            return f"{expected}{detail.removeprefix(said)}"
    return f"something else ({detail})"


def broken_json(text: str, detail: str) -> FormatError:
    """Return the error of a text that is not JSON. `detail` is what the decoder said, with the byte if it knows it."""
    found = _BYTE.fullmatch(detail)
    if found is None:
        return FormatError(Places(text).of(len(text)), "more JSON: the file ends here")
    before = text.encode()[: int(found[2])].decode(errors="ignore")
    return FormatError(Places(text).of(len(before)), f"JSON, not this ({found[1]})")
