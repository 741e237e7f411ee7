"""uvicorn with an end of our own: it closes transports only after the application has said what it has to say.

uvicorn alone closes every socket before the application is asked. Here the order is: fail readiness, stop timers,
announce the restart, refuse commands, finish requests, flush the log, close sockets, exit. The steps are given by the
composition root, so that the server knows no feature. The whole is bounded; a second signal exits at once.
"""

import asyncio
import os
import socket
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from types import FrameType
from typing import Any, Final

import structlog
import uvicorn

from arcadia.web.server.socket_protocol import SocketProtocol

BOUND_S: Final = 20.0
LARGEST_FRAME: Final = 65_536
PING_EVERY_S: Final = 12.0
PONG_WITHIN_S: Final = 12.0
"""A dead peer is noticed within 24 s; the rule asks for 30."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the end: its name for the log, and what is done."""

    name: str
    act: Callable[[], Awaitable[None]]


Steps = Callable[[], tuple[Step, ...]]


class Server(uvicorn.Server):
    """Serves until a signal, then goes through the steps before uvicorn's own shutdown."""

    def __init__(self, config: uvicorn.Config, *, steps: Steps, on_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._steps = steps
        self._on_ready = on_ready
        self._signals = 0

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then say so."""
        await super().startup(sockets=sockets)
        if not self.should_exit:
            self._on_ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Go through the steps, then let uvicorn close what is left."""
        try:
            async with asyncio.timeout(BOUND_S):
                for step in self._steps():
                    await self._take(step)
        except TimeoutError:
            log.warning("shutdown_cut_short", after_s=BOUND_S)
        await super().shutdown(sockets=sockets)

    async def _take(self, step: Step) -> None:
        """A step that fails is reported; the ones behind it matter more."""
        try:
            await step.act()
        except Exception:
            log.exception("shutdown_step_failed", step=step.name)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin the end at the first signal, exit at once at the second."""
        self._signals += 1
        if self._signals > 1:
            os._exit(1)
        super().handle_exit(sig, frame)


def make_server(app: Any, *, steps: Steps, on_ready: Callable[[], None], **settings: Any) -> Server:  # noqa: ANN401 - any ASGI application
    """Return a server with our limits: frames of 64 KiB, no compression of frames, pings every 12 s."""
    config = uvicorn.Config(
        app,
        loop="uvloop",
        http="httptools",
        ws=SocketProtocol,
        ws_max_size=LARGEST_FRAME,
        ws_per_message_deflate=False,
        ws_ping_interval=PING_EVERY_S,
        ws_ping_timeout=PONG_WITHIN_S,
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=True,
        lifespan="on",
        timeout_graceful_shutdown=int(BOUND_S),
        **settings,
    )
    return Server(config, steps=steps, on_ready=on_ready)
