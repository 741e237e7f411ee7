"""Pictures that are drawn from data: in a worker thread, each once, kept on disk under a name that tells what is on it."""

from collections.abc import Callable
from pathlib import Path
from typing import Final, ParamSpec

from arcadia.platform.images.making import Making
from arcadia.platform.images.shelf import Shelf
from arcadia.platform.images.workshop import Workshop

MOST_BYTES: Final = 64 * 1024 * 1024
PLACES: Final = 16

P = ParamSpec("P")


class Drawings:
    """Draws and keeps, in a folder of at most `most_bytes` that may be lost at any time."""

    def __init__(self, folder: Path, *, most_bytes: int = MOST_BYTES, places: int = PLACES) -> None:
        self._making: Final = Making(Shelf(folder, most_bytes))
        self._workshop: Final = Workshop("drawings", places=places)

    async def get(self, name: str, draw: Callable[P, bytes], *args: P.args, **kwargs: P.kwargs) -> bytes:
        """Return the picture of this name, drawn in the thread where it is not kept.

        Raises:
            Unavailable: too many wait to be drawn already.
        """
        return await self._making.get(name, lambda: self._workshop.run(draw, *args, **kwargs))

    async def close(self) -> None:
        """Give up what is being drawn."""
        await self._making.close()
        self._workshop.close()
