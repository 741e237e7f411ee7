"""uvicorn with an end of our own: it closes transports only after the application has said what it has to say.

uvicorn alone closes every socket before the application is asked. Here the order is: fail readiness, stop timers,
announce the restart, refuse commands, finish requests, flush the log, close sockets, exit. The steps are given by the
composition root, so that the server knows no feature. The whole is bounded; a second signal exits at once.
"""

import asyncio
import math
import os
import socket
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from types import FrameType
from typing import Any, Final

import structlog
import uvicorn
from uvicorn.lifespan.off import LifespanOff

from arcadia.web.server.http_protocol import HttpProtocol
from arcadia.web.server.socket_protocol import SocketProtocol
from arcadia.web.server.unread import give_up_unread

LARGEST_FRAME: Final = 65_536
STARTUP_FAILED: Final = 3
"""What the process exits with when the application could not start."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How patient a server is, in seconds.

    A socket's dead peer is noticed within a ping and its timeout: 24 s; the rule asks for 30. The peer of any answer may
    leave unread for `unread_s` what was sent, then the kernel gives the connection up; an event stream asks for a
    tighter bound (`platform.realtime.sse`). The end of the server takes at most `bound_s`.
    """

    ping_every_s: float = 12.0
    pong_within_s: float = 12.0
    unread_s: float = 30.0
    bound_s: float = 20.0


PACE: Final = Pace()
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the end: its name for the log, and what is done."""

    name: str
    act: Callable[[], Awaitable[None]]


Steps = Callable[[], tuple[Step, ...]]


class Server(uvicorn.Server):
    """Serves until a signal, then goes through the steps before uvicorn's own shutdown.

    uvicorn listens when the application has started; this one before, so that probes hear "starting" (H2). Where the
    port `is_shared` with other workers it listens when it has started: until then they answer.
    """

    def __init__(
        self, config: uvicorn.Config, *, steps: Steps, on_ready: Callable[[], None], pace: Pace, is_shared: bool
    ) -> None:
        super().__init__(config)
        self._is_shared = is_shared
        self._steps = steps
        self._pace = pace
        self._on_ready = on_ready
        self._signals = 0

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start the application, then say so. Raises SystemExit when it cannot start."""
        for listening in sockets or ():
            give_up_unread(listening, self._pace.unread_s)
        lifespan = self.lifespan
        starting = asyncio.create_task(lifespan.startup())  # has begun when the first connection comes
        if self._is_shared:
            await starting
        if not lifespan.should_exit:
            self.lifespan = LifespanOff(self.config)  # which uvicorn would wait for before it listens
            await super().startup(sockets=sockets)
        await starting
        self.lifespan = lifespan
        if lifespan.should_exit:
            self.started = False
            sys.exit(STARTUP_FAILED)
        if not self.should_exit:
            self._on_ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Go through the steps, then let uvicorn close what is left. Both together stay within the bound."""
        loop = asyncio.get_running_loop()
        ends_at = loop.time() + self._pace.bound_s
        try:
            async with asyncio.timeout_at(ends_at):
                for step in self._steps():
                    await self._take(step)
        except TimeoutError:
            log.warning("shutdown_cut_short", after_s=self._pace.bound_s)
        self.config.timeout_graceful_shutdown = max(1, math.ceil(ends_at - loop.time()))
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


def make_server(
    app: Any,  # noqa: ANN401 - any ASGI application
    *,
    steps: Steps,
    on_ready: Callable[[], None],
    pace: Pace = PACE,
    is_shared: bool = False,
    **settings: Any,  # noqa: ANN401 - uvicorn's own
) -> Server:
    """Return a server with our limits: heads of 32 KiB, frames of 64 KiB, no compression of frames, pings every 12 s."""
    config = uvicorn.Config(
        app,
        loop="uvloop",
        http=HttpProtocol,
        ws=SocketProtocol,
        ws_max_size=LARGEST_FRAME,
        ws_per_message_deflate=False,
        ws_ping_interval=pace.ping_every_s,
        ws_ping_timeout=pace.pong_within_s,
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=True,
        lifespan="on",
        proxy_headers=False,  # `web.proxies` knows which proxies are trusted
        **settings,
    )
    return Server(config, steps=steps, on_ready=on_ready, pace=pace, is_shared=is_shared)
