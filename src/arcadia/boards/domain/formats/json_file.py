"""JSON of any shape, as other programs write it."""

import re
from typing import Any, Final

import msgspec

from arcadia.boards.domain.formats.error import FormatError, Places, text_of
from arcadia.core import wire
from arcadia.core.errors import Malformed, TooLarge

_DECODER: Final[msgspec.json.Decoder[Any]] = msgspec.json.Decoder(Any)
_BYTE: Final = re.compile(r"(?:JSON is malformed: )?(.+) \(byte (\d+)\)")


def decoded(raw: bytes) -> Any:  # noqa: ANN401 - foreign JSON of any shape
    """Return the JSON value of a file.

    Raises:
        FormatError: not JSON, named by line and column, or nested too deep.
    """
    text = text_of(raw)
    try:
        return wire.decode(text, _DECODER)
    except Malformed as error:
        raise broken_json(text, error.detail) from error
    except TooLarge as error:
        raise FormatError("file", f"less nesting: it is {error.detail}") from error


def broken_json(text: str, detail: str) -> FormatError:
    """Return the error of a text that is not JSON. `detail` is what the decoder said, with the byte if it knows it."""
    found = _BYTE.fullmatch(detail)
    if found is None:
        return FormatError(Places(text).of(len(text)), "more JSON: the file ends here")
    before = text.encode()[: int(found[2])].decode(errors="ignore")
    return FormatError(Places(text).of(len(before)), f"JSON, not this ({found[1]})")
