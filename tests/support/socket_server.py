"""A real server in the test's own event loop: the server class and transports of production, the parts in the test's hand."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from arcadia.core.ids import GuestId
from arcadia.core.principal import ANONYMOUS, Principal, PrincipalKind
from arcadia.platform.observability import Counters
from arcadia.play.service.live import Live
from arcadia.play.socket import PlaySockets
from arcadia.web.asgi import ASGIApp, Message, Receive, Scope, Send
from arcadia.web.identity import read_credentials
from arcadia.web.server.serving import PACE, Pace, Server, Step, make_server
from support.play_node import HOST, Node
from support.players import Player

NO_STEPS: tuple[Step, ...] = ()
WHO = "who"


@asynccontextmanager
async def served(
    app: ASGIApp, *, pace: Pace = PACE, steps: Callable[[], tuple[Step, ...]] = lambda: NO_STEPS
) -> AsyncIterator[tuple[str, Server]]:
    """Serve an application on a free port for the block: its address, and the server."""
    ready = asyncio.Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        # As the event loop of production does it; this one only where it made the socket itself.
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        server = make_server(app, steps=steps, on_ready=ready.set, pace=pace)
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        waiting = asyncio.create_task(ready.wait())
        await asyncio.wait([serving, waiting], return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        if serving.done():
            serving.result()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}", server
        finally:
            server.should_exit = True
            await serving


@dataclass(frozen=True, slots=True)
class Doors:
    """Serves the live sockets of a node, and nothing else. Who comes says so by a cookie: no signatures here."""

    sockets: PlaySockets

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await live(receive, send)
            return
        name = read_credentials(scope).cookies.get(WHO)
        principal = Principal(PrincipalKind.GUEST, GuestId(name)) if name else ANONYMOUS
        await self.sockets.serve(scope["path"].split("/")[-2], principal, scope, receive, send)


async def live(receive: Receive, send: Send) -> None:
    """The life of an application that has nothing to open or close."""
    for word in ("startup", "shutdown"):
        await receive()
        complete: Message = {"type": f"lifespan.{word}.complete"}
        await send(complete)


@dataclass(frozen=True, slots=True)
class Table:
    """A node with its sockets open to players."""

    node: Node
    url: str
    counters: Counters

    def player(self, name: str = HOST, *, code: str) -> Player:
        """Somebody with a socket of their own, not connected yet. Without a name: a stranger."""
        player = Player(self.url)
        if name:
            player.http.cookies.set(WHO, name.replace(" ", "_"))
        player.code = code
        return player

    async def seated(self, *names: str, **settings: Any) -> tuple[Live, list[Player]]:
        """A session with its host and guests, all connected: seats 1, 2, … in this order."""
        live = await self.node.make(**settings)
        players = []
        for name in (HOST, *names):
            if name != HOST:
                await self.node.join(live, name)
            players.append(await self.connected(name, code=live.code))
        return live, players

    async def connected(self, name: str = HOST, *, code: str, **hello: Any) -> Player:
        """Somebody who has just said hello."""
        player = self.player(name, code=code)
        player.hello = hello
        await player.connect()
        return player


@asynccontextmanager
async def serving_sockets(node: Node, *, hello_within_s: float = 10.0, pace: Pace = PACE) -> AsyncIterator[Table]:
    """Open a node's sockets to players for the block."""
    counters = Counters()
    sockets = PlaySockets(
        node.play,
        node.fanout,
        counters,
        view_tokens=node.play_node.view_tokens,
        seat_tokens=node.play_node.seat_tokens,
        hello_within_s=hello_within_s,
    )
    async with served(Doors(sockets), pace=pace) as (url, _):
        yield Table(node, url, counters)
