"""Somebody who reads an answer of the application at a pace of their own, without a network."""

import asyncio
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from arcadia.web.asgi import ASGIApp, Message


class Reader:
    """One GET. `sizes` are those of the pieces that have arrived; they are not held."""

    def __init__(self, app: ASGIApp, url: str, headers: Mapping[str, str] | None = None) -> None:
        self.app = app
        self.sizes: list[int] = []
        self.first = b""
        self.headers: dict[str, str] = {}
        self.status = 0
        self.is_whole = False
        self.may_go_on = asyncio.Event()
        self.may_go_on.set()
        self.pieces_until_pause = 0
        self.is_paused = asyncio.Event()
        self._is_gone = asyncio.Event()
        parts = urlsplit(url)
        sent = {"host": parts.netloc, "accept": "application/json", **(headers or {})}
        self._scope: dict[str, Any] = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "GET",
            "scheme": parts.scheme,
            "path": parts.path,
            "raw_path": parts.path.encode(),
            "query_string": b"",
            "root_path": "",
            "headers": [(name.encode(), value.encode()) for name, value in sent.items()],
            "server": (parts.hostname, 80),
            "client": ("127.0.0.1", 1234),
            "extensions": {},
        }
        self._has_asked = False

    async def read(self) -> None:
        """Read until the answer ends, breaks off, or this reader is gone."""
        await self.app(self._scope, self._receive, self._send)

    def hang_up(self) -> None:
        """Go without a word; what is on its way is dropped."""
        self._is_gone.set()
        self.may_go_on.set()

    async def _receive(self) -> Message:
        if not self._has_asked:
            self._has_asked = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await self._is_gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {name.decode(): value.decode() for name, value in message["headers"]}
            return
        body = message.get("body", b"")
        self.first = self.first or body
        self.sizes.append(len(body))
        self.is_whole = not message.get("more_body", False)
        if len(self.sizes) == self.pieces_until_pause:
            self.may_go_on.clear()
            self.is_paused.set()
        if self.is_whole:
            self._is_gone.set()  # as servers tell an application that has nothing more to say
        await self.may_go_on.wait()
