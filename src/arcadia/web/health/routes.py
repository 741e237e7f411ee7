"""The addresses of health. Each of `/api/health` has a short alias (H9); no answer is kept anywhere (H7).

`/api/health/live` is not among them: it is answered at the `door`, before all layers.
"""

from http import HTTPStatus
from typing import Annotated, Any, Final

from litestar import Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import Parameter
from litestar.response import Redirect

from arcadia.core.wire import encode
from arcadia.platform.health import Status
from arcadia.platform.observability.metrics import MEDIA_TYPE
from arcadia.web.health.desk import Desk

UNKEPT: Final = {"cache-control": "no-cache, no-store, must-revalidate"}
Authorization = Annotated[str | None, Parameter(header="authorization", required=False)]


def make_health_routes(desk: Desk) -> list[HTTPRouteHandler]:
    """Return the routes of health."""

    @get(["/api/health", "/health"], include_in_schema=False)
    async def tell_health(authorization: Authorization = None) -> Response[bytes]:
        """How everything is: a status, and one for each part; 503 when a part is down that nothing stands in for."""
        return _of_status(*await desk.overview(authorization))

    @get(["/api/health/ready", "/health/ready"], include_in_schema=False)
    async def is_ready() -> Response[bytes]:
        """The process can do its work: everything it needs answers, and it is not about to stop."""
        ready = await desk.ready()
        return answer(ready, HTTPStatus.SERVICE_UNAVAILABLE if ready.faults else HTTPStatus.OK)

    @get("/api/health/detailed", include_in_schema=False)
    async def tell_details(authorization: Authorization = None) -> Response[bytes]:
        """Everything, with figures, to operators (`Authorization: Bearer`); the status alone to others."""
        return _of_status(*await desk.detailed(authorization))

    @get(["/api/health/cache", "/health/cache"], include_in_schema=False)
    async def tell_cache(authorization: Authorization = None) -> Response[bytes]:
        """How the caches do, with figures to operators; the status alone to others."""
        return _of_status(*await desk.cache(authorization))

    @get("/metrics", include_in_schema=False)
    async def tell_metrics(authorization: Authorization = None) -> Response[bytes]:
        """Every figure of this process, for Prometheus, to operators (`Authorization: Bearer`)."""
        return Response(await desk.metrics_text(authorization), media_type=MEDIA_TYPE, headers=UNKEPT)

    @get("/api/health/scheduled", include_in_schema=False)
    async def run_scheduled(authorization: Authorization = None) -> Response[bytes]:
        """Look at everything and record what it came to, for schedulers (`Authorization: Bearer`, the cron secret)."""
        desk.scheduler.insist(authorization)
        return _of_status(*await desk.scheduled())

    @get("/healthcheck", include_in_schema=False)
    async def lead_to_health() -> Redirect:
        """Lead to `/health`, for checks that look at this address."""
        return Redirect("/health", status_code=308, headers=UNKEPT)

    return [tell_health, is_ready, tell_details, tell_cache, tell_metrics, run_scheduled, lead_to_health]


def _of_status(status: Status, told: Any) -> Response[bytes]:  # noqa: ANN401 - whatever can be encoded
    down = status is Status.UNHEALTHY
    return answer(told, HTTPStatus.SERVICE_UNAVAILABLE if down else HTTPStatus.OK)


def answer(told: object, status: HTTPStatus) -> Response[bytes]:
    """Return an answer that nobody keeps."""
    return Response(encode(told), status_code=status, media_type="application/json", headers=UNKEPT)
