"""Every error as an answer, in one place: problem+json for programs, a page for people (RFC 9457).

`code` is the stable word of the error tree (`core.errors`), `problems` says where and what was expected. What nobody
foresaw is logged with its stack and answered 500 without details; bad input never gets there.
"""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, Final, cast

import msgspec
import structlog
from litestar import Request, Response
from litestar.exceptions import HTTPException, ValidationException

from arcadia.core import errors
from arcadia.core.wire import encode
from arcadia.platform.languages.errors import told
from arcadia.platform.resilience import DeadlineExceeded
from arcadia.web.answer import Answer, header
from arcadia.web.asgi import Scope
from arcadia.web.languages import is_for_people
from arcadia.web.security_policy import NEVER_KEPT
from arcadia.web.templating import Templates

STATUS_BY_ERROR: Final[Mapping[type[errors.ArcadiaError], int]] = {
    errors.Invalid: 422,
    errors.Malformed: 400,
    errors.TooLarge: 413,
    errors.Unauthenticated: 401,
    errors.Forbidden: 403,
    errors.NotFound: 404,
    errors.Conflict: 409,
    errors.TooMany: 429,
    errors.Unavailable: 503,
    DeadlineExceeded: 504,
}
_TITLES: Final = {413: "Content Too Large", 414: "URI Too Long", 422: "Unprocessable Content"}
"""Those that Pythons before 3.13 call by older names."""
CODE_BY_STATUS: Final[Mapping[int, str]] = {
    400: "malformed",
    401: "unauthenticated",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
    415: "unsupported_media_type",
    422: "invalid",
    429: "slow_down",
    503: "unavailable",
    504: "too_slow",
}
_DETAIL_BY_STATUS: Final[Mapping[int, str]] = {
    404: "There is nothing at this address.",
    405: "This address does not answer that method.",
    413: "The request is bigger than allowed.",
    500: "Something went wrong on our side. Nothing of what you sent was half saved.",
}

PROBLEM_KEY: Final = "arcadia.problem"
"""Where a request's scope carries the code of the error that it was answered with."""

Handler = Callable[[Request[Any, Any, Any], Exception], Response[bytes]]

_log = structlog.get_logger("arcadia.web")


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """One wrong place of an input."""

    where: str
    expected: str


class ProblemBody(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A problem as RFC 9457 has it, with Arcadia's own members after the standard ones."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    where: str | None = None
    problems: tuple[Place, ...] = ()
    current: Any = None
    retry_after_ms: int | None = None


class ErrorAnswers:
    """Makes answers of errors, for the framework's handlers and for the layers outside of it."""

    def __init__(self, templates: Templates) -> None:
        self._templates = templates

    def answer(self, scope: Scope, error: Exception) -> Answer:
        """Return the answer for an error; a page where a browser asked for one. Never raises for bad input."""
        problem = problem_of(error)
        scope[PROBLEM_KEY] = problem.code
        if problem.status >= HTTPStatus.INTERNAL_SERVER_ERROR and not isinstance(error, errors.ArcadiaError):
            _log.error("request_failed", path=scope.get("path"), exc_info=error)
        if is_for_people(scope):
            problem = _in_words(problem)
        headers = [(b"cache-control", NEVER_KEPT), *_extra_headers(problem, error)]
        if wants_page(scope):
            page = self._templates.render("web/error.html", problem=msgspec.structs.asdict(problem), path=scope["path"])
            return Answer(problem.status, ((b"content-type", b"text/html; charset=utf-8"), *headers), page)
        return Answer(problem.status, ((b"content-type", b"application/problem+json"), *headers), encode(problem))

    def exception_handlers(self) -> dict[int | type[Exception], Handler]:
        """Return what the framework's `exception_handlers` wants: one handler for everything."""

        def handle(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
            answer = self.answer(cast(Scope, request.scope), error)
            headers = {name.decode(): value.decode("latin-1") for name, value in answer.headers}
            media_type = headers.pop("content-type").removesuffix("; charset=utf-8")
            return Response(answer.body, status_code=answer.status, headers=headers, media_type=media_type)

        return {Exception: handle, HTTPException: handle}


def problem_of(error: Exception) -> ProblemBody:
    """Return the body that describes an error."""
    if isinstance(error, errors.ArcadiaError):
        return _problem_of_ours(error)
    if isinstance(error, ValidationException):
        return make_problem(422, detail="The request is not as expected.", problems=_places(error))
    if isinstance(error, HTTPException):
        return make_problem(error.status_code, detail=_DETAIL_BY_STATUS.get(error.status_code, error.detail))
    return make_problem(500, detail=_DETAIL_BY_STATUS[500], code="internal")


def _in_words(problem: ProblemBody) -> ProblemBody:
    """The same for people: in the language that speaks now."""
    places = tuple(Place(where=told(one.where), expected=told(one.expected)) for one in problem.problems)
    return msgspec.structs.replace(problem, detail=_as_sentence(told(problem.detail)), problems=places)


def _as_sentence(detail: str) -> str:
    """Errors speak in passing, in lower case; at the head of a page they are sentences."""
    return detail if detail.endswith((".", "!", "?")) else f"{detail[:1].upper()}{detail[1:]}."


def title_of(status: int) -> str:
    """Return what RFC 9110 calls a status, in every Python alike."""
    return _TITLES.get(status) or HTTPStatus(status).phrase


def make_problem(status: int, *, detail: str, **members: Any) -> ProblemBody:  # noqa: ANN401 - members of ProblemBody
    """Return a problem body; `code` defaults to the word of the status."""
    code = members.pop("code", None) or CODE_BY_STATUS.get(status, "error")
    return ProblemBody(
        type=f"urn:arcadia:problem:{code}",
        title=title_of(status),
        status=status,
        detail=detail,
        code=code,
        **members,
    )


def wants_page(scope: Scope) -> bool:
    """Whether the answer is for a person: a browser's navigation outside of the API."""
    if scope["type"] != "http" or scope["path"].startswith(("/api/", "/static/")):
        return False
    return "text/html" in (header(scope, b"accept") or "")


def _problem_of_ours(error: errors.ArcadiaError) -> ProblemBody:
    status = next((STATUS_BY_ERROR[kind] for kind in type(error).__mro__ if kind in STATUS_BY_ERROR), 500)
    members: dict[str, Any] = {"code": error.code}
    if isinstance(error, errors.Invalid):
        members["problems"] = tuple(Place(where=one.where, expected=one.expected) for one in error.problems)
    elif isinstance(error, errors.Malformed):
        members["where"] = error.where
    elif isinstance(error, errors.Conflict):
        members["current"] = error.current
    elif isinstance(error, errors.TooMany):
        members["retry_after_ms"] = error.retry_after_ms
    return make_problem(status, detail=error.detail, **members)


def _places(error: ValidationException) -> tuple[Place, ...]:
    found = error.extra if isinstance(error.extra, list) else []
    return tuple(Place(where=str(one.get("key", "$")), expected=str(one.get("message", ""))) for one in found)


def _extra_headers(problem: ProblemBody, error: Exception) -> list[tuple[bytes, bytes]]:
    extra: list[tuple[bytes, bytes]] = []
    if problem.retry_after_ms is not None:
        extra.append((b"retry-after", str(-(-problem.retry_after_ms // 1000)).encode()))
    allowed = error.headers if isinstance(error, HTTPException) and error.headers else {}
    extra.extend((name.lower().encode(), value.encode("latin-1")) for name, value in allowed.items())
    return extra
