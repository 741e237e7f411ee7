"""Jobs that an external scheduler runs by name (J3): `POST /api/cron/<name>` with the cron secret as bearer token."""

import time
from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from typing import Final

import structlog
from litestar import Response, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from arcadia.core.errors import NotFound
from arcadia.web.bearer import BearerToken
from arcadia.web.health.routes import Authorization, answer

Job = Callable[[], Awaitable[object]]
"""Does its work and returns what there is to tell of it; running it twice harms nothing."""

_log: Final = structlog.get_logger("arcadia.web")


def make_cron_routes(jobs: Mapping[str, Job], scheduler: BearerToken) -> list[HTTPRouteHandler]:
    """Return the route of the jobs."""

    @post("/api/cron/{name:str}", include_in_schema=False)
    async def run_job(name: FromPath[str], authorization: Authorization = None) -> Response[bytes]:
        """Run a job: `health`, `clean-up`, `warm-up`. For schedulers (`Authorization: Bearer`, the cron secret)."""
        # First who asks: strangers do not learn which jobs there are.
        scheduler.insist(authorization)
        job = jobs.get(name)
        if job is None:
            message = f"there is no such job; there are {', '.join(sorted(jobs))}"
            raise NotFound(message)
        begun = time.monotonic()
        told = await job()
        took_ms = round((time.monotonic() - begun) * 1000)
        _log.info("job_done", job=name, took_ms=took_ms)
        return answer({"job": name, "took_ms": took_ms, "result": told}, HTTPStatus.OK)

    return [run_job]
