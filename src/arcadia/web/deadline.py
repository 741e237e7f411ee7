"""A handler answers in time or the caller gets 504 (S7). Streams and uploads have an idle deadline instead.

The clock runs from the request to the first byte of the answer. While a body is still coming in, each piece grants a
new idle deadline; once the answer has begun, the stream itself keeps its pulse (architecture.md, "Pages, CSP, …").
"""

import asyncio
from typing import Final

from litestar.exceptions import HTTPException

from arcadia.web.answer import send_answer
from arcadia.web.asgi import ASGIApp, Message, Receive, Scope, Send
from arcadia.web.errors import ErrorAnswers

HANDLER_S: Final = 10.0
HEALTH_S: Final = 5.0
IDLE_S: Final = 30.0


class DeadlineLayer:
    """Stops handlers that take too long to begin their answer."""

    def __init__(self, app: ASGIApp, *, errors: ErrorAnswers, handler_s: float = HANDLER_S) -> None:
        self._app = app
        self._errors = errors
        self._handler_s = handler_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection; sockets pass untouched."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        bound = HEALTH_S if "/health" in scope["path"] else self._handler_s
        deadline = asyncio.timeout(bound)
        has_begun = False

        async def send_in_time(message: Message) -> None:
            nonlocal has_begun
            if not has_begun and message["type"] == "http.response.start":
                has_begun = True
                deadline.reschedule(None)
            await send(message)

        async def receive_in_time() -> Message:
            message = await receive()
            if not has_begun and message["type"] == "http.request":
                wait = IDLE_S if message.get("more_body") else bound
                deadline.reschedule(asyncio.get_running_loop().time() + wait)
            return message

        try:
            async with deadline:
                await self._app(scope, receive_in_time, send_in_time)
        except TimeoutError:
            if has_begun or not deadline.expired():
                raise
            slow = HTTPException(status_code=504, detail="too slow")
            await send_answer(self._errors.answer(scope, slow), scope, send)
