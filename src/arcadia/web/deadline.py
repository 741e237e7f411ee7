"""A handler answers in time or the caller gets 504 (S7). Streams and uploads have an idle deadline instead.

The clock runs from the request to the first byte of the answer. While a body is still coming in, each piece grants a
new idle deadline; once the answer has begun, each piece of it does (an event stream sends a comment every 15 s). The
deadline travels: whatever the handler asks of other servers sees it as `resilience.remaining_s`.
"""

from typing import Final

import structlog

from arcadia.platform.resilience import DeadlineExceeded, within
from arcadia.platform.resilience.deadline import Deadline
from arcadia.web.answer import send_answer
from arcadia.web.asgi import ASGIApp, Message, Receive, Scope, Send
from arcadia.web.errors import ErrorAnswers

HANDLER_S: Final = 10.0
HEALTH_S: Final = 5.0
IDLE_S: Final = 30.0
TOO_SLOW: Final = "This took too long and was stopped."
_HEALTH: Final = ("/health", "/api/health")
_log: Final = structlog.get_logger(__name__)


class DeadlineLayer:
    """Stops handlers that take too long to begin their answer, and answers that stand still."""

    def __init__(
        self, app: ASGIApp, *, errors: ErrorAnswers, handler_s: float = HANDLER_S, idle_s: float = IDLE_S
    ) -> None:
        self._app = app
        self._errors = errors
        self._handler_s = handler_s
        self._idle_s = idle_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection; sockets pass untouched, for they have their pings."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        bound = HEALTH_S if is_of_health(scope["path"]) else self._handler_s
        timed = _Timed(receive, send, bound_s=bound, idle_s=self._idle_s)
        try:
            async with within(bound) as deadline:
                timed.deadline = deadline
                await self._app(scope, timed.receive, timed.send)
        except DeadlineExceeded:
            if timed.has_begun:
                # The server cuts an answer that its application leaves unfinished: the caller sees that it is not whole.
                _log.warning("answer_stood_still", path=scope["path"], after_s=self._idle_s)
                return
            if timed.is_waiting:
                _log.info("request_never_whole", path=scope["path"], after_s=self._idle_s)
            else:
                _log.warning("handler_too_slow", path=scope["path"], after_s=bound)
            await send_answer(self._errors.answer(scope, DeadlineExceeded(TOO_SLOW)), scope, send)


def is_of_health(path: str) -> bool:
    """Whether a path is one of the addresses of health."""
    return any(path == begins or path.startswith(f"{begins}/") for begins in _HEALTH)


class _Timed:
    """Moves the deadline of one request with what comes in and goes out."""

    def __init__(self, receive: Receive, send: Send, *, bound_s: float, idle_s: float) -> None:
        self._receive = receive
        self._send = send
        self._bound_s = bound_s
        self._idle_s = idle_s
        self.deadline: Deadline | None = None
        self.has_begun = False
        self.is_waiting = False  # for the rest of a request that the caller has not sent
        self._is_whole = False

    async def receive(self) -> Message:
        self.is_waiting = not self._is_whole
        message = await self._receive()
        self.is_waiting, self._is_whole = False, not message.get("more_body")
        if not self.has_begun and message["type"] == "http.request":
            self._grant(self._idle_s if message.get("more_body") else self._bound_s)
        return message

    async def send(self, message: Message) -> None:
        self.has_begun = True
        self._grant(self._idle_s)
        await self._send(message)
        is_whole = message["type"] == "http.response.body" and not message.get("more_body")
        self._grant(None if is_whole else self._idle_s)

    def _grant(self, seconds: float | None) -> None:
        if self.deadline is not None:
            self.deadline.move(seconds)
