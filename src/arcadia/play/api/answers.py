"""What the operations of sessions have in common: parameters, and how answers and errors are described."""

from dataclasses import dataclass
from typing import Annotated, Any, Final

from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec
from litestar.openapi.spec import OpenAPIMediaType, OpenAPIType, Operation, RequestBody, Schema
from litestar.params import QueryParameter

from arcadia.core.principal import Principal
from arcadia.play.schemas import Answered, RefusedProblem
from arcadia.play.service.playing import PlayService
from arcadia.web.errors import ProblemBody

Play = NamedDependency[PlayService]
Caller = NamedDependency[Principal]
Limit = Annotated[int, QueryParameter(ge=1, le=100, description="How many, at most")]
Cursor = Annotated[str | None, QueryParameter(description="`next` of the page before")]
InPhase = Annotated[str | None, QueryParameter(description="Only those that are `waiting`, `started` or `paused`")]
InMode = Annotated[str | None, QueryParameter(description="Only those that began as this mode, such as `lockout`")]
CommandId = Annotated[str | None, QueryParameter(query="id", max_length=64, description="The command's own id")]
ForCard = Annotated[int, QueryParameter(description="The card that is meant; 0: whichever lies there")]
Before = Annotated[int | None, QueryParameter(ge=1, description="Only what is older than this version")]
Kind = Annotated[str | None, QueryParameter(description="`chat` or `marks` alone")]
Since = Annotated[int | None, QueryParameter(ge=0, description="The last version that the client holds")]

TAGS: Final = ["sessions"]
PROBLEM: Final = "application/problem+json"
_MEANINGS: Final = {
    400: "Not JSON, or not of this shape; `where` is the path",
    401: "`no_seat`: the caller has no seat in this session",
    403: "A rule refuses it, it may not be watched without a seat, or the request comes from another site",
    404: "No session has this code, or no square is meant",
    409: "A rule refuses it: `code` is the word",
    422: "Understood but wrong: a rule refuses it, or `problems` names each place",
    429: "`slow_down`: too many marks, or too many wrong passwords",
    503: "Nothing was stored and nothing happened; the same id may be sent again",
}
_OF_THE_RULES: Final = frozenset({401, 403, 409, 422, 429, 503})


def problems(*statuses: int) -> dict[int, ResponseSpec]:
    """Return the descriptions of an operation's errors; the database may be away for each."""
    return {status: _problem(status) for status in (400, *statuses, 503)}


def _problem(status: int) -> ResponseSpec:
    shape: Any = ProblemBody | RefusedProblem if status in _OF_THE_RULES else ProblemBody
    return ResponseSpec(shape, description=_MEANINGS[status], media_type=PROBLEM, generate_examples=False)


def answer_of(shape: Any, description: str, *, status: int = 200) -> dict[int, ResponseSpec]:  # noqa: ANN401 - a shape
    """Return the description of an answer that the framework cannot read off the handler, which returns bytes."""
    return {status: ResponseSpec(shape, description=description, generate_examples=False)}


def command_answers(*, status: int = 201) -> dict[int, ResponseSpec]:
    """Return the descriptions of what a command may be answered."""
    done = answer_of(Answered, "It was done, or there was nothing to do", status=status)
    return {**done, **problems(401, 403, 404, 409, 422, 429)}


@dataclass
class CommandOperation(Operation):
    """An operation whose body is any command of the socket."""

    def __post_init__(self) -> None:
        """Describe the body: the framework knows none, since the protocol reads the bytes itself."""
        word = Schema(type=OpenAPIType.STRING, description="Which command: the socket's reference page has them all")
        command = Schema(type=OpenAPIType.OBJECT, properties={"do": word}, required=["do"])
        content = {"application/json": OpenAPIMediaType(schema=command)}
        self.request_body = RequestBody(content=content, description="A command of the socket protocol", required=True)
