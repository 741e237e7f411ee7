"""The web framework as we use it."""

from collections.abc import Callable
from typing import Any

from litestar import Litestar
from litestar.di import Provide
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.plugins import PluginProtocol
from litestar.plugins.core import MsgspecDIPlugin
from litestar.routes import HTTPRoute

from arcadia.web.asgi import ASGIApp, Receive, Scope, Send


class Framework(Litestar):
    """The framework without what we would pay for and not use.

    Its plugins for pydantic and attrs take 200 ms of every start. What handlers ask for it resolves by a task for each,
    which takes longer than handing over services that are there already: here it is done in turn.
    """

    def __init__(self, *args: Any, **more: Any) -> None:  # noqa: ANN401 - the framework's own
        super().__init__(*args, **more)
        for route in self.routes:
            if isinstance(route, HTTPRoute):
                for _, asked_for in route.route_handler_map.values():
                    asked_for.dependency_batches = [{one} for batch in asked_for.dependency_batches for one in batch]

    @staticmethod
    def _get_default_plugins(plugins: list[PluginProtocol]) -> list[PluginProtocol]:
        return [*plugins, MsgspecDIPlugin()]


def as_asgi(framework: Litestar) -> ASGIApp:
    """Return it in the types of our layers."""

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        await framework(scope, receive, send)  # type: ignore[arg-type]

    return serve


def offered(**services: object) -> dict[str, Provide]:
    """Return services as what handlers may ask for by name."""
    return {name: Provide(_always(service), sync_to_thread=False) for name, service in services.items()}


def _always(service: object) -> Callable[[], Any]:
    return lambda: service


def make_openapi_config(version: str) -> OpenAPIConfig:
    """Return where the API's document is, and that it comes alone: the framework's viewers load scripts from elsewhere."""
    return OpenAPIConfig(title="Arcadia", version=version, path="/api/v1/openapi", render_plugins=[JsonRenderPlugin()])
