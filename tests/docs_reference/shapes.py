"""The fields of a msgspec struct in words: what form a value has, what stands where it is left out, what it means.

Forms and defaults come from the types. Meanings stand in `meanings`, by `Struct.field`, else by the field's name: a
field without one stops `bin/docs`.
"""

import re
from collections.abc import Iterator
from typing import Any, Final

import msgspec
from msgspec import inspect

from docs_reference.markdown import code, table
from docs_reference.meanings import MEANINGS

HOMES: Final = {"Settings": "session-settings.md", "Win": "session-settings.md"}
"""Shapes that have a page of their own; all others are described where they are used."""

_CHOICE: Final = re.compile(r"\^\(([\w|]+)\)\$")


class MeaningMissing(LookupError):
    """A field of the wire has no meaning in `meanings`."""


def fields_table(struct: type[msgspec.Struct], *, without: tuple[str, ...] = (), absent: str = "left out") -> str:
    """Return the table of a struct's fields; no text where it has none."""
    rows = [row for row in _rows(struct) if row[0] not in without]
    return table(
        ("field", "form", absent, "meaning"), ([code(name), form, default, told] for name, form, default, told in rows)
    )


def _rows(struct: type[msgspec.Struct]) -> Iterator[tuple[str, str, str, str]]:
    shape = inspect.type_info(struct)
    assert isinstance(shape, inspect.StructType)
    for field in shape.fields:
        form = form_of(field.type).removesuffix(" or null" if field.default is None else "")
        yield field.encode_name, form, default_of(field), meaning_of(struct, field.name)


def meaning_of(struct: type[msgspec.Struct], field: str) -> str:
    """Return what a field means; raises MeaningMissing."""
    return MEANINGS[key_of(struct, field)]


def key_of(struct: type[msgspec.Struct], field: str) -> str:
    """Return the name under which a field's meaning stands: with its struct's or a parent's, or bare.

    Raises:
        MeaningMissing: under none of them.
    """
    names = [*(f"{one.__name__}.{field}" for one in struct.__mro__), field]
    found = next((name for name in names if name in MEANINGS), None)
    if found is None:
        raise MeaningMissing(f"say in tests/docs_reference/meanings.py what {struct.__name__}.{field} means")
    return found


def default_of(field: inspect.Field) -> str:
    """What stands where the field is left out."""
    if field.required:
        return "required"
    if field.default_factory is not msgspec.NODEFAULT:
        made = field.default_factory()
        return code(msgspec.json.encode(made).decode())
    default = field.default
    if default is None or default is msgspec.NODEFAULT:
        return ""
    return code(msgspec.json.encode(default).decode())


def form_of(kind: inspect.Type) -> str:
    """Return the form of a value in a few words."""
    match kind:
        case inspect.UnionType(types=types):
            return _union(types)
        case inspect.Metadata(type=inner):
            return form_of(inner)
        case inspect.StructType(cls=struct):
            return f"[{struct.__name__}]({HOMES.get(struct.__name__, '')}#{struct.__name__.lower()})"
        case inspect.EnumType(cls=words):
            return "one of " + ", ".join(code(word.value) for word in words)
        case inspect.VarTupleType(item_type=item) | inspect.ListType(item_type=item):
            return f"list{_length(kind)} of {form_of(item)}"
        case inspect.DictType(key_type=key, value_type=value):
            return f"object: {form_of(key)} to {form_of(value)}"
        case _:
            return _plain(kind)


def _union(types: tuple[inspect.Type, ...]) -> str:
    forms = [form_of(one) for one in types if not isinstance(one, inspect.NoneType)]
    is_nullable = any(isinstance(one, inspect.NoneType) for one in types)
    return " or ".join(forms) + (" or null" if is_nullable else "")


def _plain(kind: inspect.Type) -> str:
    match kind:
        case inspect.IntType():
            return f"whole number{_bounds(kind)}"
        case inspect.StrType(pattern=pattern):
            return f"text{_length(kind)}" if pattern is None else _patterned(kind, pattern)
        case inspect.BoolType():
            return "true or false"
        case inspect.FloatType():
            return f"number{_bounds(kind)}"
        case inspect.AnyType() | inspect.CustomType():
            return "any value"
        case _:
            raise TypeError(f"no words for {kind}")


def _patterned(kind: Any, pattern: str) -> str:
    choice = _CHOICE.fullmatch(pattern)
    if choice is not None:
        return "one of " + ", ".join(code(word) for word in choice[1].split("|"))
    return f"text{_length(kind)}, pattern {code(pattern)}"


def _bounds(kind: Any) -> str:
    match (kind.ge, kind.le):
        case (None, None):
            return ""
        case (least, None):
            return f", {least} or more"
        case (None, most):
            return f", {most} or less"
        case (least, most):
            return f", {least} to {most}"


def _length(kind: Any) -> str:
    match (kind.min_length, kind.max_length):
        case (None, None):
            return ""
        case (None, most):
            return f" of up to {most}"
        case (least, None):
            return f" of {least} or more"
        case (least, most):
            return f" of {least} to {most}"
