"""The door of a server: what it says before its application is ready (H2, H3).

The server listens before the database is opened and brought up to date. From then on probes hear at once that the
process lives and is not ready; everybody else waits at the door and is served as soon as there is who serves.
"""

import asyncio
import os
from http import HTTPStatus
from typing import Final

from arcadia.core.wire import encode
from arcadia.platform.health.probe_port import LIVE, READY
from arcadia.platform.health.process import memory_bytes, uptime_s
from arcadia.web.asgi import ASGIApp, Receive, Scope, Send
from arcadia.web.health.desk import Live, Ready
from arcadia.web.security_policy import STRICTEST

_STARTING: Final = Ready(status="unready", faults={"server": "starting"})
_GONE: Final = Ready(status="unready", faults={"server": "could not start, or stopped"})
_RESTART: Final = 1012


class Door:
    """Lets connections through to the application, once there is one."""

    def __init__(self) -> None:
        self._app: ASGIApp | None = None
        self._decided = asyncio.Event()

    def open(self, app: ASGIApp) -> None:
        """Serve with `app`, also those who wait."""
        self._app = app
        self._decided.set()

    def shut(self) -> None:
        """Send everybody away, also those who wait: there will be no application, or none any more."""
        self._app = None
        self._decided.set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if not self._decided.is_set():
            if scope["type"] == "http" and scope["path"] in LIVE | READY:
                await _answer_probe(scope["path"], send)
                return
            await self._decided.wait()
        if self._app is not None:
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            await _answer(send, HTTPStatus.SERVICE_UNAVAILABLE, _GONE)
        else:
            await send({"type": "websocket.close", "code": _RESTART})


async def _answer_probe(path: str, send: Send) -> None:
    if path in LIVE:
        live = Live(pid=os.getpid(), uptime_s=uptime_s(), memory_bytes=memory_bytes())
        await _answer(send, HTTPStatus.OK, live)
    else:
        await _answer(send, HTTPStatus.SERVICE_UNAVAILABLE, _STARTING)


async def _answer(send: Send, status: HTTPStatus, told: Live | Ready) -> None:
    body = encode(told)
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
        *STRICTEST,
    ]
    await send({"type": "http.response.start", "status": status.value, "headers": headers})
    await send({"type": "http.response.body", "body": body})
