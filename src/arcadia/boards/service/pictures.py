"""Give a board a picture, describe it, take it away; serve it in the width and format that a browser asks for."""

import re
from typing import Final

from arcadia.boards.domain.picture import BoardPicture, check_alt
from arcadia.boards.policy import may_edit, may_see
from arcadia.boards.service.kept import KeptBoards
from arcadia.boards.store import boards as board_store
from arcadia.boards.store import pictures as picture_store
from arcadia.boards.store.rows import SavedBoard, StoredPicture
from arcadia.core.clock import Clock
from arcadia.core.errors import Forbidden, Invalid, Malformed, NotFound, Problem
from arcadia.platform.cache import Cache
from arcadia.platform.db import Database
from arcadia.platform.images import WIDTHS, Format, Picture
from arcadia.platform.images.opening import PictureTools
from arcadia.platform.images.pictures import FORMATS, MEDIA_TYPE

_HASH: Final = re.compile(r"[0-9a-f]{32}")
_MOST_REMOVED: Final = 1_000


class BoardPictures:
    """Pictures of boards. `viewer` is the id of whoever asks; only the owner of a board changes its picture."""

    def __init__(self, database: Database, clock: Clock, cache: Cache, tools: PictureTools) -> None:
        self._database = database
        self._clock = clock
        self._kept = KeptBoards(database, cache)
        self._tools = tools

    @property
    def most_bytes(self) -> int:
        """How many bytes a picture may come in with."""
        return self._tools.pictures.limits.most_bytes

    async def set_picture(self, board_id: str, raw: bytes, *, alt: str, viewer: str | None) -> BoardPicture:
        """Show a picture on a board, in the place of the one that it had.

        Raises:
            Forbidden: it is somebody else's board.
            Invalid: the bytes are no picture of a taken format, or the words for it are wrong.
            NotFound: no such board.
            TooLarge: more bytes or pixels than allowed.
            Unavailable: too many pictures are being read at this moment.
        """
        before = await self._get_own(board_id, viewer=viewer)
        words = check_alt(alt)
        made = await self._make(raw)
        picture = BoardPicture(hash=made.hash, width=made.width, height=made.height, alt=words)
        await self._name(before, picture, made)
        return picture

    async def describe_picture(self, board_id: str, alt: str, *, viewer: str | None) -> None:
        """Say in words what a board's picture shows; nothing where it has none.

        Raises:
            Forbidden: it is somebody else's board.
            Invalid: the words are wrong.
            NotFound: no such board.
        """
        before = await self._get_own(board_id, viewer=viewer)
        words = check_alt(alt)
        if before.picture is not None and before.picture.alt != words:
            async with self._kept.changing_board(board_id), self._database.write() as tx:
                await board_store.describe_picture(tx, board_id, before.picture.hash, words)

    async def remove_picture(self, board_id: str, *, viewer: str | None) -> None:
        """Take a board's picture away; nothing where it has none.

        Raises:
            Forbidden: it is somebody else's board.
            NotFound: no such board.
        """
        before = await self._get_own(board_id, viewer=viewer)
        if before.picture is not None:
            await self._name(before, None, None)

    async def _get_own(self, board_id: str, *, viewer: str | None) -> SavedBoard:
        saved = await self._kept.load_board(board_id)
        if not may_see(owner=saved.owner, visibility=saved.board.visibility, viewer=viewer):
            raise NotFound("there is no such board")
        if not may_edit(owner=saved.owner, viewer=viewer):
            raise Forbidden("this board is somebody else's; clone it to change it")
        return saved

    async def _make(self, raw: bytes) -> Picture:
        try:
            return await self._tools.pictures.make(raw)
        except Malformed as error:
            raise Invalid(error.detail, [Problem("picture", f"one of {', '.join(FORMATS)}, whole")]) from error

    async def _name(self, before: SavedBoard, picture: BoardPicture | None, made: Picture | None) -> None:
        async with self._kept.changing_board(before.id), self._database.write() as tx:
            if made is not None:
                await picture_store.keep_picture(tx, self._stored(made, owner=str(before.owner)))
            earlier = await board_store.set_picture(tx, before.id, picture)
        if earlier is not None and (picture is None or earlier != picture.hash):
            await self._remove_unused(earlier)

    def _stored(self, made: Picture, *, owner: str) -> StoredPicture:
        return StoredPicture(
            hash=made.hash,
            media_type=MEDIA_TYPE,
            width=made.width,
            height=made.height,
            owner=owner,
            created_at=self._clock.now_ms(),
            content=made.content,
        )

    async def _remove_unused(self, picture_hash: str) -> bool:
        async with self._kept.changing_picture(picture_hash), self._database.write() as tx:
            has_gone = await picture_store.remove_unused(tx, picture_hash)
        if has_gone:
            await self._tools.variants.forget(picture_hash)
        return has_gone

    async def remove_all_unused(self) -> int:
        """Remove pictures that no board names any more; return how many went."""
        async with self._database.read() as tx:
            unused = await picture_store.list_unused(tx, limit=_MOST_REMOVED)
        return sum([await self._remove_unused(picture_hash) for picture_hash in unused])

    # Serving

    async def formats(self) -> tuple[Format, ...]:
        """Return what pictures are served as here, the best first."""
        return await self._tools.variants.formats()

    async def find_width(self, picture_hash: str, width: int) -> int:
        """Return the width that a picture is made in where this one is asked for: none that would be wider than it is.

        Raises:
            NotFound: there is none, or no board shows it any more.
        """
        if width not in WIDTHS or _HASH.fullmatch(picture_hash) is None:
            raise NotFound("there is no such picture")
        facts = await self._kept.get_picture_facts(picture_hash)
        whole = next((one for one in WIDTHS if one >= facts.width), WIDTHS[-1])
        return min(width, whole)

    async def get_variant(self, picture_hash: str, width: int, kind: Format) -> bytes:
        """Return a stored picture in a width and format.

        Raises:
            NotFound: it is gone.
            Unavailable: too many pictures are being made at this moment.
        """

        async def load() -> bytes:
            async with self._database.read() as tx:
                content = await picture_store.find_content(tx, picture_hash)
            if content is None:
                raise NotFound("there is no such picture")
            return content

        return await self._tools.variants.get(picture_hash, width, kind, load)
