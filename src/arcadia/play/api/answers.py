"""What the operations of sessions have in common: parameters, and how answers and errors are described."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any, Final

from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec
from litestar.openapi.spec import OpenAPIMediaType, OpenAPIResponse, OpenAPIType, Operation, Schema
from litestar.params import QueryParameter

from arcadia.core.principal import Principal
from arcadia.play.schemas import Answered, SessionProblem
from arcadia.play.service.playing import PlayService


class OpenPhase(StrEnum):
    """The phases of a session that is not over."""

    WAITING = "waiting"
    STARTED = "started"
    PAUSED = "paused"


class LineKind(StrEnum):
    """What the lines of a feed may be asked by."""

    CHAT = "chat"
    MARKS = "marks"


Play = NamedDependency[PlayService]
Caller = NamedDependency[Principal]
Limit = Annotated[int, QueryParameter(ge=1, le=100, description="How many, at most")]
Cursor = Annotated[str | None, QueryParameter(max_length=80, description="`next` of the page before")]
InPhase = Annotated[OpenPhase | None, QueryParameter(description="Only those that wait, run or stand still")]
InMode = Annotated[
    str | None,
    QueryParameter(pattern="^[a-z_]{1,20}$", description="Only those that began as this mode, such as `lockout`"),
]
CommandId = Annotated[
    str | None,
    QueryParameter(query="id", min_length=1, max_length=64, pattern="^[!-~]+$", description="The command's own id"),
]
ForCard = Annotated[
    int, QueryParameter(ge=0, le=1_000_000, description="The card that is meant; 0: whichever lies there")
]
Before = Annotated[int | None, QueryParameter(ge=1, description="Only what is older than this version")]
Kind = Annotated[LineKind | None, QueryParameter(description="Lines of this kind alone")]
Since = Annotated[int | None, QueryParameter(ge=0, description="The last version that the client holds")]
TicketToken = Annotated[
    str | None,
    QueryParameter(query="ticket", min_length=1, max_length=64, description="A ticket, in place of the guest cookie"),
]

TAGS: Final = ["sessions"]
PROBLEM: Final = "application/problem+json"
_MEANINGS: Final = {
    400: "Not JSON, or not of this shape; `where` is the path",
    401: "`no_seat`: the caller has no seat in this session; `unauthenticated`: a seat token opens nothing here",
    403: "A rule refuses it, it may not be watched without a seat, or the request comes from another site",
    404: "No session has this code, or no square is meant",
    409: "A rule refuses it: `code` is the word",
    422: "Understood but wrong: a rule refuses it, or `problems` names each place",
    429: "`slow_down`: too many marks, or too many wrong passwords",
    503: "Nothing was stored and nothing happened; the same id may be sent again",
}


def problems(*statuses: int) -> dict[int, ResponseSpec]:
    """Return the descriptions of an operation's errors; the database may be away for each."""
    return {
        status: ResponseSpec(SessionProblem, description=_MEANINGS[status], media_type=PROBLEM, generate_examples=False)
        for status in (400, *statuses, 503)
    }


def answer_of(shape: Any, description: str, *, status: int = 200) -> dict[int, ResponseSpec]:  # noqa: ANN401 - a shape
    """Return the description of an answer that the framework cannot read off the handler, which returns bytes."""
    return {status: ResponseSpec(shape, description=description, generate_examples=False)}


def command_answers(*, status: int = 201) -> dict[int, ResponseSpec]:
    """Return the descriptions of what a command may be answered."""
    done = answer_of(Answered, "It was done, or there was nothing to do", status=status)
    return {**done, **problems(401, 403, 404, 409, 422, 429)}


NOT_MODIFIED: Final = {304: ResponseSpec(None, description="It is as the ETag in `If-None-Match` says")}
EVENT_STREAM: Final = "text/event-stream"


@dataclass
class EventsOperation(Operation):
    """The operation that answers with a list or, where the client accepts one, with a stream."""

    def __post_init__(self) -> None:
        """Describe the stream too: the framework has one media type for each status."""
        listed = (self.responses or {}).get("200")
        if isinstance(listed, OpenAPIResponse) and listed.content is not None:
            chunk = Schema(type=OpenAPIType.STRING, description="`id` is the version, `data` a frame of the socket")
            listed.content[EVENT_STREAM] = OpenAPIMediaType(schema=chunk)
