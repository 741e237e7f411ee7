"""Whether this process lives, and whether it should be given requests: for proxies, orchestrators and people."""

from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus

import msgspec
from litestar import Response, get
from litestar.handlers import HTTPRouteHandler

from arcadia.core.wire import encode

FindFaults = Callable[[], Awaitable[Mapping[str, str]]]


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """The answer: `ok` or `unready`, and for each part that is not well a sentence why."""

    status: str
    faults: Mapping[str, str] = {}


def make_health_routes(find_faults: FindFaults) -> list[HTTPRouteHandler]:
    """Return the routes of health; `find_faults` says what keeps the process from being ready, by part."""

    @get("/health/live", include_in_schema=False)
    async def is_live() -> Response[bytes]:
        """The process answers at all."""
        return _answer({})

    @get("/health/ready", include_in_schema=False)
    async def is_ready() -> Response[bytes]:
        """The process can do its work: everything it needs answers, and it is not about to stop."""
        return _answer(await find_faults())

    return [is_live, is_ready]


def _answer(faults: Mapping[str, str]) -> Response[bytes]:
    return Response(
        encode(Health(status="unready" if faults else "ok", faults=faults)),
        status_code=HTTPStatus.SERVICE_UNAVAILABLE if faults else HTTPStatus.OK,
        media_type="application/json",
        headers={"cache-control": "no-store"},
    )
