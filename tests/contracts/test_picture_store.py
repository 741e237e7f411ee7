"""One suite over both databases: pictures of boards, kept once, removed when nobody shows them (S8, K1, F4)."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import Select, select

from arcadia.boards.domain.board import Board
from arcadia.boards.domain.goal import Goal
from arcadia.boards.domain.picture import BoardPicture
from arcadia.boards.models import boards as board_table
from arcadia.boards.models import pictures as picture_table
from arcadia.boards.service import BoardFilter, BoardPictures, BoardService
from arcadia.boards.store.boards import insert_board, set_picture
from arcadia.boards.store.pictures import hold_picture, keep_picture, remove_unused
from arcadia.boards.store.rows import SavedBoard, StoredPicture
from arcadia.core.errors import Forbidden, Invalid, NotFound, TooLarge
from arcadia.core.ids import BoardId, RevisionId
from arcadia.platform.clock import ManualClock
from arcadia.platform.db import Database, WriteTransaction, open_database
from arcadia.platform.ids import make_id
from arcadia.platform.images import Format
from arcadia.platform.images.opening import running_pictures
from arcadia.platform.images.pictures import hash_of
from support.caches import lone_node
from support.hostile_pictures import file_of, opened

MIRA, KOFI = "mira", "kofi"
BOARD = Board(title="A board", rows=3, columns=3, squares=tuple(Goal(text=f"Square {n}") for n in range(9)))
RAW = file_of("PNG", size=(400, 200))
OTHER = file_of("PNG", size=(200, 400))


@pytest.fixture
async def database(tables_url: str) -> AsyncIterator[Database]:
    opened_database = open_database(tables_url)
    yield opened_database
    await opened_database.close()


@dataclass
class Parts:
    """Boards and their pictures on one database."""

    database: Database
    boards: BoardService
    pictures: BoardPictures

    async def make(self) -> str:
        return (await self.boards.create_board(BOARD, owner=MIRA)).id

    async def shown(self, board_id: str) -> BoardPicture | None:
        return (await self.boards.get_board(board_id, viewer=MIRA)).picture

    async def stored(self) -> set[str]:
        async with self.database.read() as tx:
            return set(await tx.scalars(select(picture_table.c.hash)))


@pytest.fixture
async def parts(database: Database, tmp_path: Path) -> AsyncIterator[Parts]:
    clock = ManualClock(1_700_000_000_000)
    cache = lone_node(clock).cache
    async with running_pictures(tmp_path / "variants") as tools:
        yield Parts(database, BoardService(database, clock, cache), BoardPictures(database, clock, cache, tools))


async def test_s8_what_is_stored_is_of_our_own_making(parts: Parts) -> None:
    board = await parts.make()
    made = await parts.pictures.set_picture(board, RAW, alt="  A red field ", viewer=MIRA)
    assert (made.width, made.height, made.alt) == (400, 200, "A red field")
    assert await parts.shown(board) == made
    async with parts.database.read() as tx:
        row = (await tx.execute(picture_table.select())).mappings().one()
    assert (row["owner"], row["created_at"], row["media_type"]) == (MIRA, 1_700_000_000_000, "image/webp")
    assert opened(row["content"]).format == "WEBP"
    assert row["hash"] == made.hash == hash_of(row["content"])
    assert RAW not in row["content"]


async def test_k1_every_reader_sees_a_change_of_the_picture_at_once(parts: Parts) -> None:
    board = await parts.make()

    async def seen() -> list[str | None]:
        cards = (await parts.boards.list_cards(BoardFilter())).items
        summaries = (await parts.boards.list_boards(BoardFilter())).items
        saved = await parts.boards.get_board(board, viewer=None)
        card = cards[0].picture.src.split("/")[2] if cards[0].picture else None
        return [card, *(one.hash if one else None for one in (summaries[0].picture, saved.picture))]

    assert await seen() == [None] * 3
    for raw in (RAW, OTHER, RAW):
        made = await parts.pictures.set_picture(board, raw, alt="", viewer=MIRA)
        assert await seen() == [made.hash] * 3
    await parts.pictures.remove_picture(board, viewer=MIRA)
    assert await seen() == [None] * 3


async def test_a_picture_survives_saves_of_its_board(parts: Parts) -> None:
    board = await parts.make()
    made = await parts.pictures.set_picture(board, RAW, alt="Red", viewer=MIRA)
    saved = await parts.boards.save_board(board, BOARD, base_revision=1, viewer=MIRA)
    assert saved.picture == await parts.shown(board) == made


async def test_words_for_a_picture_are_changed_alone(parts: Parts) -> None:
    board = await parts.make()
    await parts.pictures.describe_picture(board, "Nothing to describe", viewer=MIRA)
    assert await parts.shown(board) is None
    made = await parts.pictures.set_picture(board, RAW, alt="Red", viewer=MIRA)
    await parts.pictures.describe_picture(board, "Ünïcode ☃", viewer=MIRA)
    shown = await parts.shown(board)
    assert shown == BoardPicture(hash=made.hash, width=400, height=200, alt="Ünïcode ☃")


@pytest.mark.parametrize("alt", ["x" * 251, "a\0b"])
async def test_wrong_words_change_nothing(parts: Parts, alt: str) -> None:
    board = await parts.make()
    made = await parts.pictures.set_picture(board, RAW, alt="Red", viewer=MIRA)
    with pytest.raises(Invalid):
        await parts.pictures.set_picture(board, OTHER, alt=alt, viewer=MIRA)
    with pytest.raises(Invalid):
        await parts.pictures.describe_picture(board, alt, viewer=MIRA)
    assert await parts.shown(board) == made


async def test_only_the_owner_changes_a_picture(parts: Parts) -> None:
    board = await parts.make()
    made = await parts.pictures.set_picture(board, RAW, alt="", viewer=MIRA)
    for viewer in (KOFI, None):
        with pytest.raises(Forbidden):
            await parts.pictures.set_picture(board, OTHER, alt="", viewer=viewer)
        with pytest.raises(Forbidden):
            await parts.pictures.remove_picture(board, viewer=viewer)
        with pytest.raises(Forbidden):
            await parts.pictures.describe_picture(board, "Mine", viewer=viewer)
    with pytest.raises(NotFound):
        await parts.pictures.set_picture("nowhere", RAW, alt="", viewer=MIRA)
    assert await parts.shown(board) == made


async def test_s8_what_is_no_picture_stores_nothing(parts: Parts) -> None:
    board = await parts.make()
    with pytest.raises(Invalid) as caught:
        await parts.pictures.set_picture(board, b"no picture", alt="", viewer=MIRA)
    assert [one.where for one in caught.value.problems] == ["picture"]
    with pytest.raises(TooLarge):
        await parts.pictures.set_picture(board, RAW + bytes(parts.pictures.most_bytes), alt="", viewer=MIRA)
    assert (await parts.shown(board), await parts.stored()) == (None, set())


# Shared pictures


async def test_one_picture_of_many_boards_is_stored_once_and_goes_with_the_last(parts: Parts) -> None:
    boards = [await parts.make() for _ in range(3)]
    made = [await parts.pictures.set_picture(board, RAW, alt=f"{n}", viewer=MIRA) for n, board in enumerate(boards)]
    assert await parts.stored() == {made[0].hash}
    await parts.pictures.remove_picture(boards[0], viewer=MIRA)
    await parts.pictures.set_picture(boards[1], OTHER, alt="", viewer=MIRA)
    assert await parts.shown(boards[2]) == made[2]
    await parts.pictures.remove_picture(boards[2], viewer=MIRA)
    assert await parts.stored() == {(await parts.shown(boards[1])).hash}  # type: ignore[union-attr]


async def test_a_clone_keeps_the_picture_when_the_original_loses_it(parts: Parts) -> None:
    board = await parts.make()
    made = await parts.pictures.set_picture(board, RAW, alt="Red", viewer=MIRA)
    clone = await parts.boards.clone_board(board, viewer=KOFI)
    assert clone.picture == made
    await parts.pictures.remove_picture(board, viewer=MIRA)
    assert (await parts.boards.get_board(clone.id, viewer=KOFI)).picture == made
    assert opened(await parts.pictures.get_variant(made.hash, 96, Format.WEBP)).width == 96


async def test_a_clone_of_a_board_whose_picture_just_went_has_none(parts: Parts) -> None:
    gone = BoardPicture(hash="0" * 32, width=4, height=4)
    saved = await parts.boards.create_board(BOARD, owner=KOFI, picture=gone)
    assert saved.picture is None
    assert (await parts.boards.get_board(saved.id, viewer=KOFI)).picture is None


async def test_no_board_is_ever_left_with_a_picture_that_is_gone(parts: Parts) -> None:
    """Two boards take and lose the same picture at once, many times, while others clone them."""
    first, second = await parts.make(), await parts.make()
    clones: list[str] = []

    async def flicker(board: str) -> None:
        for _ in range(12):
            await parts.pictures.set_picture(board, RAW, alt="", viewer=MIRA)
            await parts.pictures.remove_picture(board, viewer=MIRA)
        await parts.pictures.set_picture(board, RAW, alt="", viewer=MIRA)

    async def clone(board: str) -> None:
        for _ in range(25):
            clones.append((await parts.boards.clone_board(board, viewer=KOFI)).id)
            await parts.pictures.remove_all_unused()

    await asyncio.gather(flicker(first), flicker(second), clone(first), clone(second))
    async with parts.database.read() as tx:
        rows = await tx.scalars(_boards_that_name_what_is_gone())
    assert list(rows) == []
    assert await parts.shown(first) == await parts.shown(second)
    assert await parts.shown(first) is not None
    assert len(await parts.stored()) == 1


def _boards_that_name_what_is_gone() -> "Select[str]":
    named = select(board_table.c.id).where(board_table.c.picture.is_not(None))
    return named.where(board_table.c.picture.not_in(select(picture_table.c.hash)))


A_MOMENT_S = 0.3
"""Long enough for whoever does not wait to do harm; on a machine that is slower, less is seen and nothing fails."""


@pytest.mark.parametrize("is_sent_anew", [False, True])
async def test_who_removes_waits_for_who_is_about_to_name(parts: Parts, is_sent_anew: bool) -> None:
    board = await parts.make()
    made = await parts.pictures.set_picture(board, RAW, alt="", viewer=MIRA)
    async with parts.database.write() as tx:
        if is_sent_anew:
            await keep_picture(tx, _stored(made))
        else:
            assert await hold_picture(tx, made.hash)
        removing = asyncio.create_task(parts.pictures.remove_picture(board, viewer=MIRA))
        await asyncio.sleep(A_MOMENT_S)
        clone = await _insert_naming(tx, made)
    await removing
    assert await parts.shown(board) is None
    assert (await parts.boards.get_board(clone, viewer=MIRA)).picture == made


async def test_who_names_waits_for_who_is_about_to_remove(parts: Parts) -> None:
    board, other = await parts.make(), await parts.make()
    made = await parts.pictures.set_picture(board, RAW, alt="", viewer=MIRA)
    async with parts.database.write() as tx:
        await set_picture(tx, board, None)
    async with parts.database.write() as tx:
        assert await remove_unused(tx, made.hash)
        cloning = asyncio.create_task(parts.boards.create_board(BOARD, owner=KOFI, picture=made))
        sending = asyncio.create_task(parts.pictures.set_picture(other, RAW, alt="", viewer=MIRA))
        await asyncio.sleep(A_MOMENT_S)
    clone = await cloning
    assert await sending == await parts.shown(other) == made
    assert (await parts.boards.get_board(clone.id, viewer=KOFI)).picture == clone.picture
    async with parts.database.read() as tx:
        assert list(await tx.scalars(_boards_that_name_what_is_gone())) == []


def _stored(picture: BoardPicture) -> StoredPicture:
    return StoredPicture(
        hash=picture.hash,
        media_type="image/webp",
        width=picture.width,
        height=picture.height,
        owner=KOFI,
        created_at=0,
        content=b"",
    )


async def _insert_naming(tx: WriteTransaction, picture: BoardPicture) -> BoardId:
    saved = SavedBoard(
        id=BoardId(make_id()),
        owner=MIRA,
        revision=1,
        revision_id=RevisionId(make_id()),
        board=BOARD,
        created_at=0,
        updated_at=0,
        picture=picture,
    )
    await insert_board(tx, saved)
    return saved.id


async def test_what_no_board_names_is_swept_away(parts: Parts) -> None:
    board, other = await parts.make(), await parts.make()
    kept = await parts.pictures.set_picture(board, RAW, alt="", viewer=MIRA)
    lost = await parts.pictures.set_picture(other, OTHER, alt="", viewer=MIRA)
    async with parts.database.write() as tx:
        await set_picture(tx, other, None)  # as a node that dies before it has looked who else shows it
    assert await parts.stored() == {kept.hash, lost.hash}
    assert await parts.pictures.remove_all_unused() == 1
    assert await parts.stored() == {kept.hash}
    assert await parts.pictures.remove_all_unused() == 0


# Serving


async def test_f6_a_removed_picture_is_served_no_more(parts: Parts) -> None:
    board = await parts.make()
    made = await parts.pictures.set_picture(board, RAW, alt="", viewer=MIRA)
    assert await parts.pictures.find_width(made.hash, 96) == 96
    await parts.pictures.get_variant(made.hash, 96, Format.WEBP)
    await parts.pictures.remove_picture(board, viewer=MIRA)
    with pytest.raises(NotFound):
        await parts.pictures.find_width(made.hash, 96)
    with pytest.raises(NotFound):
        await parts.pictures.get_variant(made.hash, 96, Format.WEBP)


async def test_f6_only_the_listed_widths_and_stored_pictures_are_served(parts: Parts) -> None:
    board = await parts.make()
    made = await parts.pictures.set_picture(board, RAW, alt="", viewer=MIRA)
    for picture_hash, width in (
        (made.hash, 97),
        (made.hash, 0),
        (made.hash, -96),
        (made.hash, 10**9),
        ("0" * 32, 96),
        (made.hash.upper(), 96),
        (f"../{made.hash}", 96),
        ("", 96),
    ):
        with pytest.raises(NotFound):
            await parts.pictures.find_width(picture_hash, width)
    assert [await parts.pictures.find_width(made.hash, width) for width in (256, 640, 1920)] == [256, 640, 640]
