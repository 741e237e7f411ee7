"""Boards and lists through the cache: no reader sees its own write missing, on whatever node (K3, K9)."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest

from arcadia.boards.domain.board import Board, Visibility
from arcadia.boards.domain.goal import Goal
from arcadia.boards.domain.goal_list import GoalList
from arcadia.boards.service import BoardFilter, BoardPictures, BoardService, BoardSort, ListFilter
from arcadia.core.errors import NotFound
from arcadia.platform.clock import SystemClock
from arcadia.platform.db import Database, open_database
from arcadia.platform.ids import make_id
from arcadia.platform.images.opening import running_pictures
from support.caches import CacheNode, lone_node, redis_node
from support.hostile_pictures import file_of

MIRA = "guest-mira"


@pytest.fixture
async def database(sqlite_tables_url: str) -> AsyncIterator[Database]:
    opened = open_database(sqlite_tables_url)
    yield opened
    await opened.close()


@pytest.fixture
async def caches(redis_url: str) -> AsyncIterator[list[CacheNode]]:
    prefix = f"{make_id()}:"
    made = [await redis_node(redis_url, prefix) for _ in range(2)]
    yield made
    for node in made:
        await node.close()


@pytest.fixture
def nodes(database: Database, caches: list[CacheNode]) -> list[BoardService]:
    """Two nodes on one database and one cache server."""
    return [BoardService(database, SystemClock(), node.cache) for node in caches]


def board(title: str, **changes: object) -> Board:
    squares = tuple(Goal(text=f"Square {n}") for n in range(9))
    return msgspec.structs.replace(Board(title=title, rows=3, columns=3, squares=squares), **changes)


async def titles(boards: BoardService) -> set[str]:
    return {one.title for one in (await boards.list_cards(BoardFilter())).items}


async def test_a_board_is_read_from_the_database_once(database: Database) -> None:
    node = lone_node()
    boards = BoardService(database, SystemClock(), node.cache)
    made = await boards.create_board(board("One"), owner=MIRA)
    assert [await boards.get_board(made.id, viewer=MIRA) for _ in range(3)] == [made] * 3
    assert node.cache.report().kinds["board"].misses == 1
    await node.close()


async def test_k3_a_writer_sees_its_write_on_every_node_at_once(nodes: list[BoardService]) -> None:
    """Many times, always asking the other node, with readers of both under way."""
    made = await nodes[0].create_board(board("0"), owner=MIRA)
    is_over = asyncio.Event()

    async def read_on(boards: BoardService, viewer: str | None) -> None:
        while not is_over.is_set():
            await boards.get_board(made.id, viewer=viewer)
            await boards.list_cards(BoardFilter())

    readers = [asyncio.create_task(read_on(boards, viewer)) for boards in nodes for viewer in (None, MIRA)]
    for turn in range(1, 41):
        here, there = nodes[turn % 2], nodes[(turn + 1) % 2]
        await here.save_board(made.id, board(str(turn)), base_revision=turn, viewer=MIRA)
        assert (await there.get_board(made.id, viewer=MIRA)).board.title == str(turn)
        assert await titles(there) == {str(turn)}
    is_over.set()
    await asyncio.gather(*readers)


async def test_k3_a_stranger_sees_it_as_soon_as_the_nodes_have_talked(nodes: list[BoardService]) -> None:
    made = await nodes[0].create_board(board("before"), owner=MIRA)
    for boards in nodes:
        await boards.get_board(made.id, viewer=None)
    await nodes[0].save_board(made.id, board("after"), base_revision=1, viewer=MIRA)
    async with asyncio.timeout(20):
        while (await nodes[1].get_board(made.id, viewer=None)).board.title != "after":
            await asyncio.sleep(0.005)


async def test_a_kept_private_board_is_shown_to_its_owner_only(nodes: list[BoardService]) -> None:
    made = await nodes[0].create_board(board("Mine", visibility=Visibility.PRIVATE), owner=MIRA)
    assert (await nodes[0].get_board(made.id, viewer=MIRA)).id == made.id
    for boards in nodes:
        for viewer in (None, "guest-other"):
            with pytest.raises(NotFound):
                await boards.get_board(made.id, viewer=viewer)
        assert await titles(boards) == set()


async def test_a_board_that_turns_private_is_gone_at_once(nodes: list[BoardService]) -> None:
    made = await nodes[0].create_board(board("Ours"), owner=MIRA)
    assert await titles(nodes[1]) == {"Ours"}
    assert (await nodes[1].get_board(made.id, viewer="guest-other")).id == made.id
    await nodes[0].save_board(made.id, board("Ours", visibility=Visibility.PRIVATE), base_revision=1, viewer=MIRA)
    assert await titles(nodes[1]) == set()
    with pytest.raises(NotFound):
        await nodes[1].get_board(made.id, viewer="guest-other")


async def test_plays_and_goal_lists_show_at_once(nodes: list[BoardService]) -> None:
    made = await nodes[0].create_board(board("Played"), owner=MIRA)
    for plays in range(1, 4):
        await nodes[0].count_play(made.id)
        found = await nodes[1].list_boards(BoardFilter(), sort=BoardSort.MOST_PLAYED)
        assert [one.play_count for one in found.items] == [plays]
    for count in range(1, 4):
        await nodes[0].create_list(GoalList(title=f"List {count}", goals=(Goal(text="One"),)), owner=MIRA)
        assert len((await nodes[1].list_lists(ListFilter())).items) == count


async def test_k1_a_changed_picture_shows_on_every_node_at_once(
    database: Database, nodes: list[BoardService], caches: list[CacheNode], tmp_path: Path
) -> None:
    made = await nodes[0].create_board(board("Pictured"), owner=MIRA)
    async with running_pictures(tmp_path) as tools:
        pictures = [BoardPictures(database, SystemClock(), node.cache, tools) for node in caches]
        for turn in range(1, 13):
            here, there = pictures[turn % 2], nodes[(turn + 1) % 2]
            raw = file_of("PNG", size=(turn, turn))
            changed = await here.set_picture(made.id, raw, alt=str(turn), viewer=MIRA) if turn % 4 else None
            if changed is None:
                await here.remove_picture(made.id, viewer=MIRA)
            assert (await there.get_board(made.id, viewer=MIRA)).picture == changed
            (card,) = (await there.list_cards(BoardFilter())).items
            assert (card.picture and card.picture.alt) == (changed and changed.alt)


async def test_what_callers_make_up_is_not_kept(nodes: list[BoardService], caches: list[CacheNode]) -> None:
    for number in range(20):
        await nodes[0].list_cards(BoardFilter(search=f"word{number}"))
        await nodes[0].list_cards(BoardFilter(game=f"game{number}"))
        await nodes[0].list_cards(BoardFilter(), cursor=f"{number}.x")
        await nodes[0].list_lists(ListFilter(search=f"word{number}"))
    assert caches[0].cache.report().total.operations == 0


async def test_k9_warming_up_reads_the_truth_and_leaves_it_ready(database: Database) -> None:
    node = lone_node()
    boards = BoardService(database, SystemClock(), node.cache)
    assert await titles(boards) == set()
    past_it = BoardService(database, SystemClock(), lone_node().cache)
    await past_it.create_board(board("From a command in another process"), owner=MIRA)
    await boards.warm_up()
    before = node.cache.report().total.misses
    assert await titles(boards) == {"From a command in another process"}
    assert node.cache.report().total.misses == before
    await node.close()
