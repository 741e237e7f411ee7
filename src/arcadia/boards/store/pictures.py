"""Pictures of boards, each kept once however many boards show it.

A row is locked before anybody decides by the boards that name it: whoever gives a board a picture holds that picture's
row until the commit, and so does whoever looks whether it can go. A transaction holds one such row, so that no two wait
for each other.
"""

from typing import Final

import msgspec
from sqlalchemy import delete, exists, select, text

from arcadia.boards.models import boards, pictures
from arcadia.boards.store.rows import PictureFacts, StoredPicture
from arcadia.platform.db import Transaction, WriteTransaction

# Both dialects say this alike; SQLAlchemy's own two ways to say it take 70 ms to import.
_KEEP: Final = text(
    "INSERT INTO pictures (hash, media_type, width, height, owner, created_at, content)"
    " VALUES (:hash, :media_type, :width, :height, :owner, :created_at, :content)"
    " ON CONFLICT (hash) DO UPDATE SET hash = excluded.hash"
)


async def keep_picture(tx: WriteTransaction, picture: StoredPicture) -> None:
    """Store a picture, or hold the row of the same one that is there."""
    await tx.execute(_KEEP, msgspec.structs.asdict(picture))


async def hold_picture(tx: WriteTransaction, picture_hash: str) -> bool:
    """Keep others from removing a picture until this transaction ends. False where it is gone already."""
    query = select(pictures.c.hash).where(pictures.c.hash == picture_hash).with_for_update()
    return await tx.scalar(query) is not None


async def remove_unused(tx: WriteTransaction, picture_hash: str) -> bool:
    """Remove a picture that no board names; return whether it went."""
    if not await hold_picture(tx, picture_hash):
        return False
    # A statement of its own: on PostgreSQL it sees what was committed while we waited for the row.
    if await tx.scalar(select(boards.c.id).where(boards.c.picture == picture_hash).limit(1)) is not None:
        return False
    await tx.execute(delete(pictures).where(pictures.c.hash == picture_hash))
    return True


async def list_unused(tx: Transaction, *, limit: int) -> tuple[str, ...]:
    """The hashes of pictures that no board names at this moment."""
    is_named = exists().where(boards.c.picture == pictures.c.hash)
    return tuple(await tx.scalars(select(pictures.c.hash).where(~is_named).limit(limit)))


async def find_facts(tx: Transaction, picture_hash: str) -> PictureFacts | None:
    """What is known of a picture without its content."""
    query = select(pictures.c.width, pictures.c.height).where(pictures.c.hash == picture_hash)
    found = (await tx.execute(query)).first()
    return None if found is None else PictureFacts(width=found.width, height=found.height)


async def find_content(tx: Transaction, picture_hash: str) -> bytes | None:
    """A picture's content."""
    content: bytes | None = await tx.scalar(select(pictures.c.content).where(pictures.c.hash == picture_hash))
    return content
