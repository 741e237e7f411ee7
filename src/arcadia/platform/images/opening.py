"""Opening what works on pictures."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from arcadia.platform.images.pictures import Pictures
from arcadia.platform.images.variants import Variants


@dataclass(frozen=True, slots=True)
class PictureTools:
    """What makes pictures of what people send, and variants of what is stored: a thread each, so that neither waits for
    the other.
    """

    pictures: Pictures
    variants: Variants


@asynccontextmanager
async def running_pictures(folder: Path) -> AsyncIterator[PictureTools]:
    """Have both for the block. Variants are kept in `folder`, which may be lost at any time."""
    tools = PictureTools(Pictures(), Variants(folder))
    try:
        yield tools
    finally:
        tools.pictures.close()
        await tools.variants.close()
