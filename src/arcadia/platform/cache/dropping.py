"""Drops that the server did not hear. Until they are paid, this node trusts nothing that it keeps under their tags."""

import asyncio
from collections.abc import Collection
from typing import Final

import structlog

from arcadia.platform.cache.store import Store

PAY_EVERY_S: Final = 1.0
_log: Final = structlog.get_logger(__name__)


class OwedDrops:
    """Tags that this node must still drop in the store. One task tries every second, past the breaker, until it is done.

    Other nodes may serve the old values between the server's return and the payment: about a second.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._tags: set[str] = set()
        self._paying: asyncio.Task[None] | None = None

    def __len__(self) -> int:
        return len(self._tags)

    def has_any(self, tags: frozenset[str]) -> bool:
        """Whether a drop of one of these tags is owed."""
        return not self._tags.isdisjoint(tags)

    def owe(self, tags: Collection[str]) -> None:
        """Drop these tags as soon as the server is back."""
        self._tags.update(tags)
        if self._paying is None or self._paying.done():
            _log.warning("cache_drops_owed", tags=len(self._tags))
            self._paying = asyncio.create_task(self._pay(), name="cache-owed-drops")

    async def _pay(self) -> None:
        while self._tags:
            await asyncio.sleep(PAY_EVERY_S)
            tags = tuple(self._tags)
            try:
                await self._store.drop(tags)
            except self._store.faults:
                continue
            self._tags.difference_update(tags)
        _log.info("cache_drops_paid")

    async def close(self) -> None:
        """Stop trying."""
        if self._paying is not None:
            self._paying.cancel()
            await asyncio.gather(self._paying, return_exceptions=True)
