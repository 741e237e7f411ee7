"""A door before a real server that tests can shut, freeze, slow down, have answer errors, and open again."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class TcpProxy:
    """Passes bytes between callers and a server on 127.0.0.1 while it is open."""

    def __init__(self, upstream_host: str, upstream_port: int) -> None:
        self._upstream = (upstream_host, upstream_port)
        self._listening: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._flowing = asyncio.Event()
        self._flowing.set()
        self.delay_s = 0.0
        """How much longer everything that the server says takes."""
        self.error: bytes | None = None
        """Said by us to whatever a caller sends, in place of what the server would say; one answer a piece."""
        self.port = 0
        self.heard = 0
        """How many connections came, and pieces on them."""
        self.said = 0
        """How many bytes the server sent."""

    async def open(self) -> None:
        """Accept callers, on the same port as before."""
        self._listening = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._listening.sockets[0].getsockname()[1]

    async def shut(self) -> None:
        """Cut every connection and refuse new ones, like a server that was killed."""
        if self._listening is not None:
            self._listening.close()
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def freeze(self) -> None:
        """Keep connections open, and let nothing through: a server that hangs."""
        self._flowing.clear()

    def thaw(self) -> None:
        """Let everything through again."""
        self._flowing.set()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self.heard += 1
        try:
            server_reader, server_writer = await asyncio.open_connection(*self._upstream)
            async with asyncio.TaskGroup() as both:
                both.create_task(self._pass(reader, server_writer, asking=writer))
                both.create_task(self._pass(server_reader, writer))
        except (OSError, ExceptionGroup, asyncio.CancelledError):
            pass  # the test shut the door, or one end hung up: both ends are closed below
        finally:
            self._tasks.discard(task)
            with contextlib.suppress(OSError):
                writer.transport.abort()

    async def _pass(
        self, source: asyncio.StreamReader, target: asyncio.StreamWriter, *, asking: asyncio.StreamWriter | None = None
    ) -> None:
        try:
            while data := await source.read(65_536):
                self.heard += asking is not None
                await self._flowing.wait()
                if asking is not None and self.error is not None:
                    asking.write(self.error * data.count(b"\r\n*", 0) + self.error)
                    continue
                if asking is None:
                    self.said += len(data)
                if asking is None and self.delay_s:
                    await asyncio.sleep(self.delay_s)
                target.write(data)
                await target.drain()
        finally:
            target.transport.abort()


@asynccontextmanager
async def proxy_to(host: str, port: int) -> AsyncIterator[TcpProxy]:
    """An open proxy to that server, shut at the end."""
    proxy = TcpProxy(host, port)
    await proxy.open()
    try:
        yield proxy
    finally:
        proxy.thaw()
        await proxy.shut()
