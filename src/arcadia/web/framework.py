"""The web framework as we use it."""

from collections.abc import Callable
from typing import Any

from litestar import Litestar
from litestar.di import Provide
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.plugins import PluginProtocol
from litestar.plugins.core import MsgspecDIPlugin

from arcadia.web.asgi import ASGIApp, Receive, Scope, Send


class Framework(Litestar):
    """The framework without its plugins for pydantic and attrs: importing those takes 200 ms of every start."""

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
