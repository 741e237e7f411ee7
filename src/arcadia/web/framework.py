"""The web framework as we use it."""

from litestar import Litestar
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
