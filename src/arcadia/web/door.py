"""The door of a server: what it says without its application (H2, H3).

Whether the process lives is asked often, and answered before all layers: it costs 20 µs, and waits for nothing but the
event loop. The server listens before the database is opened and brought up to date; from then on probes hear at once
that it is not ready, and everybody else waits at the door and is served as soon as there is who serves.
"""

import asyncio
import os
from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

import msgspec

from arcadia.core.wire import encode
from arcadia.platform.health.probe_port import LIVE, READY
from arcadia.platform.health.process import memory_bytes, uptime_s
from arcadia.web.asgi import ASGIApp, Receive, Scope, Send
from arcadia.web.security_policy import STRICTEST

_METHODS: Final = ("GET", "HEAD")
_STARTING: Final = {"status": "unready", "faults": {"server": "starting"}}
_GONE: Final = {"status": "unready", "faults": {"server": "could not start, or stopped"}}
_OTHER_METHOD: Final = {"status": "unknown", "detail": f"this address knows {' and '.join(_METHODS)}"}
_ALLOW: Final = (b"allow", ", ".join(_METHODS).encode())
_RESTART: Final = 1012


class Live(msgspec.Struct, frozen=True, kw_only=True):
    """The process lives and its event loop turns, or this would not have come."""

    status: str = "ok"
    pid: int
    uptime_s: float
    memory_bytes: int


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
        is_http = scope["type"] == "http"
        if is_http and scope["path"] in LIVE:
            await tell_life(scope["method"], send)
            return
        if not self._decided.is_set():
            if is_http and scope["path"] in READY:
                await _answer(send, HTTPStatus.SERVICE_UNAVAILABLE, _STARTING)
                return
            await self._decided.wait()
        if self._app is not None:
            await self._app(scope, receive, send)
        elif is_http:
            await _answer(send, HTTPStatus.SERVICE_UNAVAILABLE, _GONE)
        else:
            await send({"type": "websocket.close", "code": _RESTART})


async def tell_life(method: str, send: Send) -> None:
    """The process lives and its event loop turns; asks no other part."""
    if method in _METHODS:
        live = Live(pid=os.getpid(), uptime_s=uptime_s(), memory_bytes=memory_bytes())
        await _answer(send, HTTPStatus.OK, live, is_head=method == "HEAD")
    else:
        await _answer(send, HTTPStatus.METHOD_NOT_ALLOWED, _OTHER_METHOD, _ALLOW)


async def _answer(
    send: Send,
    status: HTTPStatus,
    told: Live | Mapping[str, object],
    *more: tuple[bytes, bytes],
    is_head: bool = False,
) -> None:
    body = encode(told)
    length = (b"content-length", str(len(body)).encode())
    headers = [(b"content-type", b"application/json"), length, *more, *STRICTEST]
    await send({"type": "http.response.start", "status": status.value, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if is_head else body})
