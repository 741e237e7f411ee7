"""A stored picture in one of a few widths, as AVIF or WebP: made once in a worker thread, kept on disk (F6).

The widths are a closed list, so that nobody can fill the disk by asking for one width after another. A picture is never
made wider than it is. The sources are pictures of our own making (`pictures`), named by their hash: what stands
behind a name never changes.
"""

import asyncio
from collections.abc import Awaitable, Callable
from enum import StrEnum
from io import BytesIO
from pathlib import Path
from typing import Final

from arcadia.platform.images.making import Making
from arcadia.platform.images.shelf import Shelf
from arcadia.platform.images.workshop import Workshop

WIDTHS: Final = (16, 32, 48, 64, 96, 128, 256, 640, 828, 1200, 1920)
MOST_BYTES: Final = 256 * 1024 * 1024
PLACES: Final = 64
RECIPE: Final = "1"
"""To be raised when variants are made in another way: those of the older one are then made anew."""


class Format(StrEnum):
    """What a picture is served as; the best first."""

    AVIF = "avif"
    WEBP = "webp"

    @property
    def media_type(self) -> str:
        """As `Accept` and `Content-Type` call it."""
        return f"image/{self.value}"


_SAVING: Final[dict[Format, dict[str, int]]] = {
    # On one core 0.2 s for 1,920 pixels, as long as WebP takes; speed 6 would take 1 s and be a tenth smaller.
    Format.AVIF: {"quality": 60, "speed": 8, "max_threads": 1},
    Format.WEBP: {"quality": 78, "method": 4},
}

Load = Callable[[], Awaitable[bytes]]


class Variants:
    """Makes variants, each once however many ask for it, and keeps them in a folder of at most `most_bytes`."""

    def __init__(self, folder: Path, *, most_bytes: int = MOST_BYTES) -> None:
        self._making: Final = Making(Shelf(folder, most_bytes))
        self._workshop: Final = Workshop("variants", places=PLACES)
        self._formats: tuple[Format, ...] = ()

    async def formats(self) -> tuple[Format, ...]:
        """Return what can be made here, the best first: WebP everywhere, AVIF where the library was built with it."""
        if not self._formats:
            self._formats = await asyncio.to_thread(_formats_here)
        return self._formats

    async def get(self, picture_hash: str, width: int, kind: Format, load: Load) -> bytes:
        """Return the variant of a picture; `load` brings the picture itself where the variant must be made.

        Raises:
            Unavailable: too many variants wait to be made.
            Exception: what `load` raised.
        """
        return await self._making.get(_name(picture_hash, width, kind), lambda: self._make(width, kind, load))

    async def _make(self, width: int, kind: Format, load: Load) -> bytes:
        return await self._workshop.run(make_variant, await load(), width, kind)

    async def forget(self, picture_hash: str) -> None:
        """Remove what is kept of a picture here."""
        names = [_name(picture_hash, width, kind) for width in WIDTHS for kind in Format]
        await self._making.forget(*names)

    async def close(self) -> None:
        """Give up what is being made."""
        await self._making.close()
        self._workshop.close()


def _name(picture_hash: str, width: int, kind: Format) -> str:
    return f"{picture_hash}-{width}-{RECIPE}.{kind}"


def _formats_here() -> tuple[Format, ...]:
    from PIL import features  # noqa: PLC0415 - a start should not pay for what is used when a picture is shown

    return tuple(kind for kind in Format if features.check(kind.value))


def make_variant(content: bytes, width: int, kind: Format) -> bytes:
    """Return a picture of our own making in another width and format; for a thread. It never grows."""
    from PIL import Image  # noqa: PLC0415 - as above

    with Image.open(BytesIO(content), formats=("WEBP",)) as picture:
        if width >= picture.width and kind is Format.WEBP:
            return content
        shown: Image.Image = picture
        if width < picture.width:
            height = max(1, round(picture.height * width / picture.width))
            shown = picture.resize((width, height), Image.Resampling.LANCZOS)
        made = BytesIO()
        shown.save(made, kind.name, **_SAVING[kind])
    return made.getvalue()
