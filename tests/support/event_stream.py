"""Somebody who follows a session by server-sent events, as a browser's EventSource does."""

import asyncio
import json
from collections.abc import Callable
from typing import Any, Final

import httpx

PATIENCE_S: Final = 30.0


class Listener:
    """One stream: its head, and the frames with their ids in the order in which they came."""

    def __init__(self, http: httpx.AsyncClient, code: str) -> None:
        self._http = http
        self._path = f"/api/v1/sessions/{code}/events"
        self._woken = asyncio.Event()
        self._reading: asyncio.Task[None] | None = None
        self.status = 0
        self.headers = httpx.Headers()
        self.frames: list[dict[str, Any]] = []
        self.ids: list[int | None] = []
        self.is_over = False

    async def follow(
        self, *, last: int | None = None, since: int | None = None, ticket: str | None = None
    ) -> "Listener":
        """Open the stream and return when it has begun."""
        headers = {"accept": "text/event-stream", **({} if last is None else {"last-event-id": str(last)})}
        params = {name: str(value) for name, value in (("since", since), ("ticket", ticket)) if value is not None}
        self._reading = asyncio.create_task(self._read(headers, params))
        await self.until(lambda: self.is_over or any(frame.get("t") == "presence" for frame in self.frames))
        return self

    async def _read(self, headers: dict[str, str], params: dict[str, str]) -> None:
        try:
            async with self._http.stream("GET", self._path, headers=headers, params=params) as answer:
                self.status, self.headers = answer.status_code, answer.headers
                await self._take(answer)
        finally:
            self.is_over = True
            self._woken.set()

    async def _take(self, answer: httpx.Response) -> None:
        identity: int | None = None
        async for line in answer.aiter_lines():
            name, _, value = line.partition(": ")
            if name == "id":
                identity = int(value)
            elif name == "data":
                self.frames.append(json.loads(value))
                self.ids.append(identity)
                identity = None
            self._woken.set()

    @property
    def kinds(self) -> list[str | None]:
        """What came, presence left out: it comes when it comes."""
        return [frame.get("t") for frame in self.frames if frame.get("t") != "presence"]

    @property
    def versions(self) -> list[int]:
        """The ids, in order."""
        return [identity for identity in self.ids if identity is not None]

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait for the thing itself."""
        async with asyncio.timeout(PATIENCE_S):
            while not holds():
                self._woken.clear()
                await self._woken.wait()

    async def over(self) -> None:
        """Wait until the server has ended the stream."""
        await self.until(lambda: self.is_over)

    async def leave(self) -> None:
        """Hang up."""
        if self._reading is not None:
            self._reading.cancel()
            await asyncio.gather(self._reading, return_exceptions=True)
