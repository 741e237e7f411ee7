"""A file in flagd's format: read whole, checked, and kept as it last was good.

flagd's own watcher was measured and is not used: it goes by the time of change, so that a file put in place with an older
one (a rollback, a mounted volume) is never seen, and a broken file is logged with its stack at every look. The evaluation
is flagd's own (`openfeature-flagd-core`): the same answers as from flagd.
"""

import json
from pathlib import Path
from typing import Annotated, Any, Final, Literal

import msgspec

LARGEST: Final = 1024 * 1024
_Variants = Annotated[dict[str, Any], msgspec.Meta(min_length=1)]


class FlagFileError(Exception):
    """A file cannot be used. The text names the file and the place in it."""


class _Shape(msgspec.Struct, forbid_unknown_fields=True):
    """What flagd lets a flag be."""

    state: Literal["ENABLED", "DISABLED"]
    variants: _Variants
    defaultVariant: str | bool | None = None  # noqa: N815 - flagd's spelling
    targeting: dict[str, Any] | None = None
    metadata: dict[str, Any] | None = None
    source: str | None = None
    selector: str | None = None


def read_bytes(path: Path) -> bytes:
    """Return the file's bytes.

    Raises:
        FlagFileError: it cannot be read, or is larger than 1 MiB.
    """
    try:
        if path.exists() and not path.is_file():
            # A pipe would hold up whoever opens it until somebody writes.
            message = f"{path} is no file"
            raise FlagFileError(message)
        with path.open("rb") as file:
            raw = file.read(LARGEST + 1)
    except OSError as error:
        message = f"{path} cannot be read ({error.strerror})"
        raise FlagFileError(message) from error
    if len(raw) > LARGEST:
        message = f"{path} is larger than {LARGEST // 1024**2} MiB"
        raise FlagFileError(message)
    return raw


def parse(raw: bytes, path: Path) -> dict[str, Any]:
    """Return what a flags file says, checked as far as flagd itself would complain.

    Raises:
        FlagFileError: with the line and column, or the flag, that is wrong.
    """
    try:
        document = json.loads(raw)
    except json.JSONDecodeError as error:
        message = f"{path}:{error.lineno}:{error.colno}: {error.msg}"
        raise FlagFileError(message) from error
    except (UnicodeDecodeError, RecursionError) as error:
        message = f"{path} is no JSON text that can be read"
        raise FlagFileError(message) from error
    if not isinstance(document, dict) or not isinstance(document.get("flags"), dict):
        message = f'{path}: expected an object with "flags" in it'
        raise FlagFileError(message)
    for name, flag in document["flags"].items():
        _check(name, flag, path)
    return document


def _check(name: str, flag: object, path: Path) -> None:
    try:
        shape = msgspec.convert(flag, _Shape)
    except msgspec.ValidationError as error:
        message = f"{path}: flag {name!r}: {error}"
        raise FlagFileError(message) from error
    wanted = str(shape.defaultVariant).lower() if isinstance(shape.defaultVariant, bool) else shape.defaultVariant
    if wanted and wanted not in shape.variants:
        message = f"{path}: flag {name!r}: defaultVariant {wanted!r} is none of its variants"
        raise FlagFileError(message)
