"""The bare loop that Arcadia is compared with: the same server and sockets, the same frames, no rules.

- `/broadcast/{room}`: what one socket says goes to all sockets of the room at once.
- `/durable/{room}`: it goes to the event log first (group commit), and to the room at its commit.

    python -m load.bare --port 8000 [--database sqlite:////tmp/bare.db]
"""

import argparse
import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any, Final

from arcadia.core.ids import SessionId
from arcadia.platform.db.migrating import upgrade_database
from arcadia.platform.realtime.message import text_frame
from arcadia.platform.realtime.socket import EXTENSION, RawSocket
from arcadia.play.store.entries import Committed, EventLog
from arcadia.web.server.serving import make_server
from support.event_log import log_at, marks, new_session

EVENT: Final = (
    b'{"t":"event","v":123456,"at":1700000000000,"seat":1,%b,"squares":[{"n":7,"held":[1,2]}],"scores":[{"team":1,'
    b'"squares":7,"lines":1,"value":1}],"line":{"kind":"marked","by":"Guest 1","team":1,"square":7,"text":"goal 7"}}'
)
"""As long as the frame of a real mark."""


class Bare:
    """An ASGI application of rooms."""

    def __init__(self, log: EventLog | None) -> None:
        self._log = log
        self._rooms: dict[str, set[RawSocket]] = defaultdict(set)
        self._sessions: dict[str, SessionId] = {}
        self._heads: dict[str, int] = {}

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve the life of the server, or one socket."""
        if scope["type"] == "lifespan":
            await _live(receive, send)
        elif scope["type"] == "websocket":
            await self._serve(scope, receive, send)
        else:
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"bare"})

    async def _serve(self, scope: Any, receive: Any, send: Any) -> None:
        await receive()
        room = scope["path"]
        kind = room.split("/")[1]
        raw: RawSocket = scope["extensions"][EXTENSION]
        if kind == "durable" and room not in self._heads:
            self._heads[room] = 1
            assert self._log is not None
            self._sessions[room] = await new_session(self._log)
        await send({"type": "websocket.accept"})
        raw.on_text = partial(self._broadcast if kind == "broadcast" else self._store, room)
        self._rooms[room].add(raw)
        while (await receive())["type"] != "websocket.disconnect":
            pass
        self._rooms[room].discard(raw)

    def _broadcast(self, room: str, data: bytes) -> None:
        frame = text_frame(EVENT % data[data.index(b'"id"') : -1])
        for raw in self._rooms[room]:
            raw.write(frame)

    def _store(self, room: str, data: bytes) -> None:
        base = self._heads[room]
        self._heads[room] = base + 1
        assert self._log is not None
        entry = marks(self._sessions[room], base, f"{base}")
        self._log.append(entry).add_done_callback(partial(self._committed, room, data))

    def _committed(self, room: str, data: bytes, outcome: "asyncio.Future[Any]") -> None:
        assert isinstance(outcome.result(), Committed)
        self._broadcast(room, data)


async def _live(receive: Any, send: Any) -> None:
    await receive()
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await send({"type": "lifespan.shutdown.complete"})


@asynccontextmanager
async def _maybe_log(url: str | None) -> AsyncIterator[EventLog | None]:
    if url is None:
        yield None
    else:
        async with log_at(url) as log:
            yield log


async def _serve_until_signal(port: int, url: str | None) -> None:
    async with _maybe_log(url) as log:
        server = make_server(Bare(log), steps=tuple, on_ready=lambda: None, host="127.0.0.1", port=port)
        await server.serve()


if __name__ == "__main__":
    import uvloop

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--database")
    chosen = parser.parse_args()
    if chosen.database:
        upgrade_database(chosen.database)
    uvloop.run(_serve_until_signal(chosen.port, chosen.database))
