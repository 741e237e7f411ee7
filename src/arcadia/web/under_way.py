"""The requests under way, so that the end of a server can wait for them (architecture, "Shutdown")."""

import asyncio

from arcadia.web.asgi import ASGIApp, Message, Receive, Scope, Send

_STREAM = b"text/event-stream"


class RequestsUnderWay:
    """Serves, and knows which requests have not got their whole answer. Event streams count until they are streams."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._open: set[asyncio.Event] = set()

    def __len__(self) -> int:
        return len(self._open)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answered = asyncio.Event()
        self._open.add(answered)

        async def send_and_note(message: Message) -> None:
            if message["type"] == "http.response.start" and _is_stream(message):
                self._close(answered)
            await send(message)

        try:
            await self._app(scope, receive, send_and_note)
        finally:
            self._close(answered)

    def _close(self, answered: asyncio.Event) -> None:
        self._open.discard(answered)
        answered.set()

    async def finish(self) -> None:
        """Wait until all that are under way now have their answers. Those that come meanwhile are not waited for."""
        for answered in tuple(self._open):
            await answered.wait()


def _is_stream(start: Message) -> bool:
    return any(name == b"content-type" and value.startswith(_STREAM) for name, value in start.get("headers", ()))
