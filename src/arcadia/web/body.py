"""Request bodies, decoded by the one wire decoder straight into their types.

The framework would answer 500 to deep JSON and to bad UTF-8, and would turn "1" into 1. `WireRequest` replaces its
reading of JSON: a handler's `data: SomeStruct` is decoded strictly, in one step, by a decoder kept per type.
"""

from collections.abc import AsyncGenerator, Hashable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, Final, TypeVar, cast
from urllib.parse import parse_qsl

import msgspec
from litestar import Request
from litestar.exceptions import HTTPException, InternalServerException
from litestar.status_codes import HTTP_413_REQUEST_ENTITY_TOO_LARGE

from arcadia.core.errors import Invalid, Malformed, Problem, TooLarge
from arcadia.core.text import BadText, clean_text
from arcadia.core.wire import decode
from arcadia.web.asgi import Scope

Value = TypeVar("Value")

MAX_BODY_BYTES: Final = 1024 * 1024
MAX_FORM_FIELDS: Final = 2000


class WireRequest(Request[Any, Any, Any]):
    """The request class of the application: its JSON goes through `core.wire`."""

    @property
    def asgi_scope(self) -> Scope:
        """The scope as our own layers see it."""
        return cast(Scope, self.scope)

    async def stream(self) -> AsyncGenerator[bytes, None]:
        """Return the body piece by piece.

        Raises:
            Malformed: the caller went away before the body was whole, which is no fault of ours.
        """
        is_first = self.is_connected
        try:
            async for piece in super().stream():
                yield piece
        except InternalServerException as error:
            if not is_first:
                raise
            message = "the body ended before it was whole"
            raise Malformed(message) from error

    async def json(self) -> Any:  # noqa: ANN401 - the framework declares it so
        """Return the body as the type of the handler's `data`.

        Raises:
            Malformed: not JSON, or not of that shape.
            TooLarge: too deep.
        """
        field = self.route_handler.parsed_data_field
        return await read_json(self, field.annotation if field else Any)


class Form:
    """The fields of a submitted form. Text is cleaned (`core.text`); a wrong field is named in the error."""

    def __init__(self, fields: dict[str, list[str]], files: "dict[str, UploadedFile]") -> None:
        self._fields = fields
        self.files = files

    def text(self, name: str, default: str = "") -> str:
        """Return the last value of a field with control characters refused.

        Raises:
            Invalid: a character that may not be stored stands in it.
        """
        return self.texts(name)[-1] if name in self._fields else default

    def texts(self, name: str) -> list[str]:
        """Return all values of a field, in order."""
        return [_clean(name, raw) for raw in self._fields.get(name, ())]

    def whole(self, name: str, default: int) -> int:
        """Return a field as a whole number; empty or absent is the default.

        Raises:
            Invalid: something else stands in it.
        """
        raw = self.text(name).strip()
        if not raw:
            return default
        try:
            return int(raw)
        except ValueError as error:
            message = f"{name} must be a whole number"
            raise Invalid(message, [Problem(name, "a whole number")]) from error

    def is_checked(self, name: str) -> bool:
        """Whether a check box of that name was ticked."""
        return bool(self._fields.get(name))

    def has(self, name: str) -> bool:
        """Whether the form has the field at all."""
        return name in self._fields

    def as_dict(self) -> dict[str, str]:
        """Return the last value of every field, to show the form again."""
        return {name: values[-1] for name, values in self._fields.items() if values}


class UploadedFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file of a multipart form. The name is what the browser said: for display only."""

    name: str
    content: bytes


async def read_json(request: Request[Any, Any, Any], shape: type[Value]) -> Value:
    """Return the request's JSON body as `shape`."""
    decoder: msgspec.json.Decoder[Value] = _decoder(cast(Hashable, shape))
    return decode(await request.body(), decoder)


@contextmanager
def called(error: TooLarge) -> Iterator[None]:
    """Raise `error`, which says of what there is too much, where a body that is read in the block is larger than its
    route allows; nothing of it is known then.
    """
    try:
        yield
    except HTTPException as refusal:
        if refusal.status_code != HTTP_413_REQUEST_ENTITY_TOO_LARGE:
            raise
        raise error from refusal


async def read_form(request: Request[Any, Any, Any]) -> Form:
    """Return the request's form, url-encoded or multipart; an empty form where the body is of another kind.

    Raises:
        Malformed: the body is not what its content type says.
        TooLarge: more fields than allowed.
    """
    kind, _, _ = request.headers.get("content-type", "").partition(";")
    if kind.strip().lower() == "application/x-www-form-urlencoded":
        return Form(parse_fields(await request.body()), {})
    if kind.strip().lower() == "multipart/form-data":
        return await _read_multipart(request)
    return Form({}, {})


def parse_fields(raw: bytes) -> dict[str, list[str]]:
    """Return the fields of an url-encoded body."""
    try:
        pairs = parse_qsl(raw.decode("utf-8"), keep_blank_values=True, errors="strict", max_num_fields=MAX_FORM_FIELDS)
    except UnicodeDecodeError as error:
        message = "the form is not UTF-8"
        raise Malformed(message) from error
    except ValueError as error:
        message = f"the form has more than {MAX_FORM_FIELDS} fields"
        raise TooLarge(message) from error
    fields: dict[str, list[str]] = {}
    for name, value in pairs:
        fields.setdefault(name, []).append(value)
    return fields


async def _read_multipart(request: Request[Any, Any, Any]) -> Form:
    fields: dict[str, list[str]] = {}
    files: dict[str, UploadedFile] = {}
    try:
        form = await request.form()
    except HTTPException:
        raise
    except (ValueError, UnicodeDecodeError, LookupError) as error:
        message = "the form cannot be read"
        raise Malformed(message) from error
    for name, value in form.multi_items():
        if hasattr(value, "filename"):
            files[name] = UploadedFile(name=value.filename, content=await value.read())
        else:
            fields.setdefault(name, []).append(str(value))
    return Form(fields, files)


@lru_cache(maxsize=256)
def _decoder(shape: Hashable) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(cast(Any, shape))


def _clean(name: str, raw: str) -> str:
    try:
        return clean_text(raw)
    except BadText as error:
        raise Invalid(str(error), [Problem(name, "text without control characters")]) from error
