"""HEAD is GET without the body: answered for every page and file in one place."""

from arcadia.web.asgi import ASGIApp, Message, Receive, Scope, Send


class HeadLayer:
    """Runs a HEAD request as GET and keeps its body back; headers, the length included, stay as they are."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return

        async def send_without_body(message: Message) -> None:
            if message["type"] == "http.response.body":
                message["body"] = b""
            await send(message)

        inner: Scope = {**scope, "method": "GET"}
        await self._app(inner, receive, send_without_body)
