"""What the operations of boards have in common: parameters, answers, and how errors are described."""

from http import HTTPStatus
from typing import Annotated, Any, Final, TypeVar

from litestar import Response
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import QueryParameter

from arcadia.boards.schemas import BoardProblem
from arcadia.boards.service import BoardService, Export
from arcadia.core.principal import Principal

Body = TypeVar("Body")
Boards = NamedDependency[BoardService]
Caller = NamedDependency[Principal]
Limit = Annotated[int, QueryParameter(ge=1, le=100, description="How many, at most")]
Cursor = Annotated[str | None, QueryParameter(max_length=700, description="`next` of the page before")]
Words = Annotated[str, QueryParameter(max_length=200, description="Words that must all occur")]
Game = Annotated[str | None, QueryParameter(max_length=120, description="A game by its exact name")]
Mine = Annotated[bool, QueryParameter(description="Only the caller's own, whatever their visibility")]

PROBLEM: Final = "application/problem+json"
LARGEST_BODY: Final = 4 * 1024 * 1024
"""Bytes: ten thousand goals with what belongs to them."""
PERSONAL: Final = {"cache-control": "private, no-cache"}
_MEANINGS: Final = {
    400: "Not JSON, or not of this shape; `where` is the path",
    403: "It is somebody else's, or `switched_off` by an operator",
    404: "There is none, or a private one of somebody else",
    409: "Another revision was saved meanwhile; `current` is that version",
    413: "The body is too large or too deep",
    422: "Understood but wrong; `problems` name each place and what was expected",
}


def problems(*statuses: int, conflict: Any = None) -> dict[int, ResponseSpec]:  # noqa: ANN401 - a shape
    """Return the descriptions of an operation's errors; `conflict` is the shape of 409."""
    shapes = dict.fromkeys((400, *statuses), BoardProblem) | ({409: conflict} if conflict else {})
    return {
        status: ResponseSpec(shape, description=_MEANINGS[status], media_type=PROBLEM, generate_examples=False)
        for status, shape in shapes.items()
    }


def answer(body: Body) -> Response[Body]:
    """Return an answer that depends on who asks."""
    return Response(body, headers=PERSONAL)


def created(body: Body, *, location: str) -> Response[Body]:
    """Return what was stored and where it is."""
    headers = {"location": location, "cache-control": "no-store"}
    return Response(body, status_code=HTTPStatus.CREATED, headers=headers)


def download(export: Export) -> Response[bytes]:
    """Return a file under its name."""
    headers = {"content-disposition": f'attachment; filename="{export.name}"', **PERSONAL}
    return Response(export.body, media_type=export.media_type.removesuffix("; charset=utf-8"), headers=headers)
