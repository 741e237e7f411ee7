"""The log is the truth and the bus a hint: every 2 s each node asks the log for the heads of its live sessions.

A lost last message leaves no gap to notice, and a bus client reconnects without telling. So one query reads the head
versions of all sessions that are live here; whoever is behind reads its tail. After a bus reconnect or a failed
publish the same is done at once. Viewers therefore lag at most one round.
"""

import asyncio
from typing import Final

import structlog

from arcadia.core.errors import Unavailable
from arcadia.play.service.registry import Registry
from arcadia.play.store.entries import EventLog

EVERY_S: Final = 2.0
log = structlog.get_logger(__name__)


class CatchUp:
    """Runs the rounds of one node."""

    def __init__(self, registry: Registry, log: EventLog) -> None:
        self._registry = registry
        self._log = log
        self._wanted = asyncio.Event()

    def hurry(self) -> None:
        """Begin the next round now: the bus has missed something."""
        self._wanted.set()

    async def run(self) -> None:
        """Go on until cancelled. A round that fails is reported and the next one comes."""
        while True:
            await self._wait()
            try:
                await self.round()
            except Unavailable as error:
                log.warning("catch_up_failed", error=error.detail)

    async def _wait(self) -> None:
        try:
            async with asyncio.timeout(EVERY_S):
                await self._wanted.wait()
        except TimeoutError:
            return
        finally:
            self._wanted.clear()

    async def round(self) -> None:
        """Read the heads once and the tails that are missing here.

        Raises:
            Unavailable: the log could not be read.
        """
        live = {session.id: session for session in self._registry}
        if not live:
            return
        heads = await self._log.heads(live)
        behind = [live[session_id] for session_id, head in heads.items() if head > live[session_id].mirror.version]
        for session in behind:
            await session.mirror.catch_up()
