"""JSON Schemas of the API's document in words."""

import json
from collections.abc import Iterator
from typing import Any, Final

from docs_reference.api_meanings import API_MEANINGS, ELSEWHERE
from docs_reference.markdown import code, table
from docs_reference.shapes import MeaningMissing

Schema = dict[str, Any]
_TYPES: Final = {"string": "text", "integer": "whole number", "number": "number", "boolean": "true or false"}


def name_of(entry: tuple[str, Schema]) -> str:
    """Return the name of a named schema, for sorting."""
    return entry[0].lower()


def with_choices_in_place(document: Schema) -> Schema:
    """Return the document with each reference to a closed list of words replaced by the list."""
    schemas = document["components"]["schemas"]
    choices = {f"#/components/schemas/{name}": one for name, one in schemas.items() if "enum" in one}

    def replaced(value: Any) -> Any:
        if isinstance(value, list):
            return [replaced(one) for one in value]
        if not isinstance(value, dict):
            return value
        chosen = choices.get(value.get("$ref", ""))
        return {"enum": chosen["enum"]} if chosen else {name: replaced(one) for name, one in value.items()}

    made: Schema = replaced(document)
    return made


def form_of(schema: Schema) -> str:
    """Return the form of a value in a few words."""
    if "$ref" in schema:
        return _named(schema["$ref"].rpartition("/")[2])
    if "const" in schema:
        return code(schema["const"])
    if "enum" in schema:
        return "one of " + ", ".join(map(code, schema["enum"]))
    for several in ("oneOf", "anyOf"):
        if several in schema:
            forms = [form_of({**_bounds(schema), **one}) for one in schema[several] if one.get("type") != "null"]
            return " or ".join(form for form in dict.fromkeys(forms) if form != "any value")
    return _typed(schema)


def _named(name: str) -> str:
    """A link to a shape. Where two modules have one of a name, the framework puts the module before it."""
    bare = name.rpartition("_")[2]
    return ELSEWHERE.get(bare, f"[{bare}](#{bare.lower()})")


def _bounds(schema: Schema) -> Schema:
    """What the framework writes beside a choice with null, and means for the other half."""
    return {name: value for name, value in schema.items() if name not in {"oneOf", "anyOf", "default", "description"}}


def _typed(schema: Schema) -> str:
    kind = schema.get("type")
    if isinstance(kind, list):
        return " or ".join(_typed({**schema, "type": one}) for one in kind if one != "null")
    if kind == "array":
        return f"list of {form_of(schema.get('items', {}))}"
    if kind == "object":
        values = schema.get("additionalProperties")
        return f"object of {form_of(values)}" if isinstance(values, dict) and values else "object"
    return f"{_TYPES.get(str(kind), 'any value')}{_limits(schema)}"


def _limits(schema: Schema) -> str:
    least, most = schema.get("minimum"), schema.get("maximum")
    shortest, longest = schema.get("minLength"), schema.get("maxLength")
    if least is not None or most is not None:
        return f", {_range(least, most)}"
    if longest is not None:
        return f" of {shortest} to {longest}" if shortest else f" of up to {longest}"
    return f", pattern {code(schema['pattern'])}" if "pattern" in schema else ""


def _range(least: float | None, most: float | None) -> str:
    if most is None:
        return f"{least:g} or more"
    return f"up to {most:.0f}" if least is None else f"{least:g} to {most:.0f}"


def properties_table(schema: Schema) -> str:
    """Return the table of an object's fields; no text where it has none."""
    return table(("field", "form", "left out", "meaning"), _properties(schema))


def _properties(schema: Schema) -> Iterator[tuple[str, str, str, str]]:
    required = schema.get("required", ())
    for name, one in schema.get("properties", {}).items():
        absent = "required" if name in required else default_of(one)
        yield code(name), form_of(one), absent, _meaning(schema["title"], name, one)


def default_of(schema: Schema) -> str:
    """What stands where a value is left out; nothing where that says nothing."""
    default = schema.get("default")
    return "" if default in (None, "", ()) else code(json.dumps(default))


def _meaning(title: str, field: str, schema: Schema) -> str:
    if "description" in schema:
        return str(schema["description"])
    for name in (f"{title}.{field}", field):
        if name in API_MEANINGS:
            return API_MEANINGS[name]
    raise MeaningMissing(f"say in tests/docs_reference/api_meanings.py what {title}.{field} means")
