"""Opening what works on pictures."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from arcadia.platform.images.drawings import Drawings
from arcadia.platform.images.pictures import Pictures
from arcadia.platform.images.variants import Variants


@dataclass(frozen=True, slots=True)
class PictureTools:
    """What makes pictures of what people send, variants of what is stored, and drawings: a thread each, so that none
    waits for the others.
    """

    pictures: Pictures
    variants: Variants
    drawings: Drawings


@asynccontextmanager
async def running_pictures(folder: Path) -> AsyncIterator[PictureTools]:
    """Have them for the block. Variants are kept in `folder`, drawings beside it; both may be lost at any time."""
    tools = PictureTools(Pictures(), Variants(folder), Drawings(folder.with_name("drawings")))
    try:
        yield tools
    finally:
        tools.pictures.close()
        await tools.variants.close()
        await tools.drawings.close()
