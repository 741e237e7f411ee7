"""Pictures by name, each made once however many ask for it, and kept on a shelf: what stands behind a name never changes."""

import asyncio
from collections.abc import Awaitable, Callable
from contextvars import Context
from typing import Final

from arcadia.platform.images.shelf import Shelf

Make = Callable[[], Awaitable[bytes]]


class Making:
    """Finds pictures on a shelf, and has those made that are not there."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf: Final = shelf
        self._tasks: Final[dict[str, asyncio.Task[bytes]]] = {}

    async def get(self, name: str, make: Make) -> bytes:
        """Return the picture of this name.

        Raises:
            Exception: what `make` raised.
        """
        task = self._tasks.get(name)
        if task is None:
            # Of nobody's request: whoever asks first may go away, and its deadline is not that of the others.
            task = asyncio.get_running_loop().create_task(
                self._find_or_make(name, make), context=Context(), name=f"picture {name}"
            )
            self._tasks[name] = task
            task.add_done_callback(lambda done: self._finish(name, done))
        return await asyncio.shield(task)

    def _finish(self, name: str, done: "asyncio.Task[bytes]") -> None:
        del self._tasks[name]
        if not done.cancelled():
            done.exception()  # Looked at here, since everybody who waited for it may be gone.

    async def _find_or_make(self, name: str, make: Make) -> bytes:
        kept = await asyncio.to_thread(self._shelf.find, name)
        if kept is not None:
            return kept
        made = await make()
        await asyncio.to_thread(self._shelf.keep, name, made)
        return made

    async def forget(self, *names: str) -> None:
        """Remove what is kept under these names here."""
        await asyncio.to_thread(self._shelf.forget, *names)

    async def close(self) -> None:
        """Give up what is being made."""
        tasks = tuple(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
