"""`docs/reference/http-api.md`: every operation of the API, from the OpenAPI document that the application serves."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any, Final, get_args

from arcadia.play.protocol import SeatCommand
from arcadia.web.errors import CODE_BY_STATUS, STATUS_BY_ERROR
from docs_reference.api_meanings import ELSEWHERE, HELD_ELSEWHERE, PARAMETERS
from docs_reference.json_schema import default_of, form_of, name_of, properties_table, with_choices_in_place
from docs_reference.markdown import anchor, code, page, table
from docs_reference.rules_links import told
from docs_reference.served import Served

Operation = dict[str, Any]
ANY_COMMAND: Final = "any command of the [socket](socket.md#what-a-client-says)"
BAD: Final = 400
"""From this status on an answer is a problem."""

_INTRO: Final = """\
# HTTP API

JSON in, JSON out, below `/api/v1`. The same for programs, an OpenAPI 3.1 document, is served by every instance at
`/api/v1/openapi/openapi.json`.

**Who you are.** The first write makes you a guest and sets a signed cookie (`arcadia_guest`, on https
`__Host-arcadia_guest`); send it back and you are the same guest. Whoever sends a cookie with a write must come from
this site: a program adds `Origin` with the site's own address (see [security](../explanation/security.md)).

**Commands of a game** may carry an `id`; the same id gets the first answer again, so that a request whose answer was
lost can simply be sent once more. Without one each request is a command of its own. How commands and refusals work is
told with the [socket](socket.md#commands-and-their-answers).

**Strictness.** Unknown fields are refused, numbers in quotes are no numbers, bodies have at most 1 MiB (boards and goal
lists 4 MiB). What depends on the caller says so by `Cache-Control`. Sessions have an `ETag`: with `If-None-Match` an
unchanged one is 304, so that polling once a second is cheap."""

_ERRORS: Final = """\
## Errors

`application/problem+json` (RFC 9457): `status`, `code` (a stable word), `detail` (a sentence), and where it helps `where`
(a JSON path), `problems` (each place with what was expected), `current` (the other version) and `retry_after_ms`. A
[refusal](refusals.md) of a live session has its word as `code`, and `data`."""


def make_page(served: Served) -> str:
    """Return the page."""
    operations = list(_operations(served))
    groups = dict.fromkeys(group for group, *_ in operations)
    return page(
        _INTRO,
        _ERRORS,
        table(("status", "code"), sorted(_codes())),
        "## Operations",
        table(("operation", "what it does"), (_overview(heading, one) for _, heading, one, _ in operations)),
        *(part for group in groups for part in _group(group, operations)),
        "## Shapes",
        *_shapes(served.document),
        "Made by `bin/docs` from the OpenAPI document of the application.",
    )


def _codes() -> set[tuple[str, str]]:
    """Every status with its words; refusals have their own."""
    words = {(str(status), code(word)) for status, word in CODE_BY_STATUS.items()}
    return (
        words | {(str(status), code(error.code)) for error, status in STATUS_BY_ERROR.items()} | {("500", "`internal`")}
    )


def _operations(served: Served) -> Iterator[tuple[str, str, Operation, str]]:
    """Group, heading, operation and the handler's own words, of every operation."""
    words = {(one.method, one.path): first_paragraph(one.handler.fn.__doc__) for one in served.routes}
    for path, methods in with_choices_in_place(served.document)["paths"].items():
        for method, operation in methods.items():
            yield operation["tags"][0], f"{method.upper()} {path}", operation, words[method.upper(), path]


def first_paragraph(docstring: str | None) -> str:
    """Return what a docstring says before it speaks of errors."""
    return told((docstring or "").partition("\n\n")[0])


def _overview(heading: str, operation: Operation) -> tuple[str, str]:
    return f"[{code(heading)}](#{anchor(heading)})", str(operation["summary"])


def _group(group: str, operations: list[tuple[str, str, Operation, str]]) -> Iterator[str]:
    yield f"## {group.capitalize()}"
    own = [one for one in operations if one[0] == group]
    yield _problems(own)
    for _, heading, operation, words in own:
        yield _operation(heading, operation, words)


def _operation(heading: str, operation: Operation, words: str) -> str:
    return page(
        f"### {heading}",
        f"**{operation['summary']}.** {words}",
        table(("parameter", "in", "form", "meaning"), map(_parameter, operation.get("parameters", ()))),
        _body(operation),
        _answers(operation),
    )


def _parameter(one: dict[str, Any]) -> tuple[str, str, str, str]:
    default = default_of(one["schema"])
    form = f"{form_of(one['schema'])}; {default}" if default else form_of(one["schema"])
    return code(one["name"]), str(one["in"]), form, one.get("description") or PARAMETERS[one["name"]]


def _body(operation: Operation) -> str:
    if "requestBody" not in operation:
        return ""
    body = operation["requestBody"]
    ((media_type, content),) = body["content"].items()
    is_any_command = len(content["schema"].get("oneOf", ())) == len(get_args(SeatCommand))
    form = ANY_COMMAND if is_any_command else body.get("description") or form_of(content["schema"])
    return f"Body: {form} ({code(media_type)})."


def _answers(operation: Operation) -> str:
    good = [_good(status, answer) for status, answer in operation["responses"].items() if int(status) < BAD]
    bad = [
        _link_to_problem(status, answer)
        for status, answer in sorted(operation["responses"].items())
        if int(status) >= BAD
    ]
    return page(*good, f"Problems: {', '.join(bad)}." if bad else "")


def _good(status: str, answer: dict[str, Any]) -> str:
    contents = list(answer.get("content", {}).items())
    if not contents:
        return f"Answer {status}: nothing. {answer['description']}."
    content = contents[0][1]
    form = "the file" if content["schema"].get("type") == "string" else form_of(content["schema"])
    others = "".join(f", or {code(other)}" for other, _ in contents[1:])
    return f"Answer {status}: {form}{others}. {_meaning(int(status), answer['description'])}".rstrip()


def _link_to_problem(status: str, answer: dict[str, Any]) -> str:
    """The status; a problem that carries more than others says what."""
    (content,) = answer["content"].values()
    form = form_of(content["schema"])
    return f"{status} ({form.partition(' with ')[2]})" if " with " in form else status


def _problems(operations: list[tuple[str, str, Operation, str]]) -> str:
    """What the problems of a group's operations mean: the same for all of them, so it is told once."""
    told_of: dict[str, str] = {}
    for *_, operation, _words in operations:
        for status, answer in operation["responses"].items():
            if int(status) >= BAD and told_of.setdefault(status, answer["description"]) != answer["description"]:
                raise ValueError(f"{status} means two things in one group: {answer['description']!r}")
    return table(("problem", "when"), sorted(told_of.items()))


def _meaning(status: int, description: str) -> str:
    """What an answer means, where it is not the framework's own word for a success, which is HTTP's."""
    return "" if description == HTTPStatus(status).description else f"{description}."


def _shapes(document: dict[str, Any]) -> Iterator[str]:
    for name, schema in sorted(with_choices_in_place(document)["components"]["schemas"].items(), key=name_of):
        if "enum" not in schema and schema["title"] not in ELSEWHERE | dict.fromkeys(HELD_ELSEWHERE):
            yield page(f"### {name}", told(schema.get("description")), properties_table(schema))
