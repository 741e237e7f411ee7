"""The application as it is served: its API document and every route with its handler."""

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from litestar import Litestar
from litestar.handlers.base import BaseRouteHandler

from arcadia.app import make_app
from arcadia.platform.config import read_settings

FRAMEWORKS_OWN = "/api/v1/openapi"


@dataclass(frozen=True, slots=True)
class Route:
    """A method and a path (its parameters as `{code}`), and who answers there."""

    method: str
    path: str
    handler: BaseRouteHandler


@dataclass(frozen=True, slots=True)
class Served:
    """What the pages of addresses and operations are made from."""

    document: dict[str, Any]
    routes: tuple[Route, ...]


async def look_at_application() -> Served:
    """Open the application on an empty folder, look at it, close it."""
    with tempfile.TemporaryDirectory(prefix="arcadia-docs-") as folder:
        settings = read_settings({"ARCADIA_ENV": "test", "ARCADIA_DATA": folder}, folder=Path(folder))
        async with make_app(settings)._run() as running:
            return Served(running.framework.openapi_schema.to_schema(), tuple(_routes_of(running.framework)))


def _routes_of(framework: Litestar) -> list[Route]:
    found = []
    for route in framework.routes:
        path = route.path.replace(":str}", "}").replace(":int}", "}")
        if path.startswith(FRAMEWORKS_OWN):
            continue
        for handler in getattr(route, "route_handlers", None) or [route.route_handler]:  # type: ignore[union-attr]
            methods = sorted(getattr(handler, "http_methods", {"WEBSOCKET"}) - {"OPTIONS"})
            found += [Route(method, path, handler) for method in methods]
    return sorted(found, key=lambda one: (one.path, one.method))
