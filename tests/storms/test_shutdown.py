"""The end of a real server, with a socket, a stream and a request under way (architecture, "Shutdown")."""

import asyncio
import json
import os
import signal
import time
from pathlib import Path

import httpx

from support.boards_api import board
from support.event_stream import Listener
from support.players import Player, settings
from support.server import ServerProcess

BOUND_S = 20
DRAIN_S = 1


async def test_a_request_under_way_is_finished_before_streams_and_sockets_are_closed(tmp_path: Path) -> None:
    node = ServerProcess(tmp_path, {"ARCADIA_DRAIN_DELAY": str(DRAIN_S)})
    node.start()
    try:
        host = Player(node.url)
        await host.make(settings=settings())
        await host.connect()
        listener = await Listener(host.http, host.code).follow()
        reader, writer = await begin_upload(node)
        begun = time.monotonic()
        os.kill(node.pid, signal.SIGTERM)

        async with httpx.AsyncClient(base_url=node.url) as http:
            # It says at once that nobody should come, and serves whoever comes all the same.
            while (await http.get("/health/ready")).status_code == 200:
                await asyncio.sleep(0.01)
            assert (await http.get("/")).status_code == 200
            assert not any(frame.get("t") == "restart" for frame in host.frames)

        await host.until(lambda: any(frame.get("t") == "restart" for frame in host.frames))
        refused = await host.ask({"do": "mark", "square": 1})
        while refused["t"] != "refused":  # told of the restart is before commands are refused
            refused = await host.ask({"do": "mark", "square": 1})
        assert refused["reason"] == "unavailable"
        await asyncio.sleep(0.5)
        assert not host.is_cut_off
        assert not listener.is_over

        answer = await finish_upload(reader, writer)
        assert answer.startswith(b"HTTP/1.1 201"), answer
        assert (await host.closed())[0] == 1012
        await listener.over()
        assert any(frame.get("t") == "restart" for frame in listener.frames)
        assert node._process is not None
        await asyncio.to_thread(node._process.wait, 2 * BOUND_S)
        assert time.monotonic() - begun < BOUND_S + DRAIN_S
        assert node.faults() == []
        await host.close()
    finally:
        node.kill()


BODY = json.dumps({"board": board()}).encode()


async def begin_upload(node: ServerProcess) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Send the first half of a board."""
    reader, writer = await asyncio.open_connection("127.0.0.1", node.port)
    head = (
        f"POST /api/v1/boards HTTP/1.1\r\nHost: 127.0.0.1:{node.port}\r\nOrigin: {node.url}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(BODY)}\r\nConnection: close\r\n\r\n"
    )
    writer.write(head.encode() + BODY[: len(BODY) // 2])
    await writer.drain()
    # A second connection is answered behind it: by then the server has begun with the first.
    async with httpx.AsyncClient(base_url=node.url) as http:
        await http.get("/health/live")
    return reader, writer


async def finish_upload(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
    """Send the rest, and return the answer."""
    writer.write(BODY[len(BODY) // 2 :])
    await writer.drain()
    answer = await reader.read()
    writer.close()
    return answer
