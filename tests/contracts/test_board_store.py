"""One suite over both databases: boards, their revisions, lists, searches (architecture, "Boards")."""

import asyncio
from collections.abc import AsyncIterator

import msgspec
import pytest

from arcadia.boards.domain.board import Board, Visibility
from arcadia.boards.domain.goal import Goal
from arcadia.boards.domain.goal_list import GoalList
from arcadia.boards.service import BoardFilter, BoardService, BoardSort, GoalFilter, ListFilter
from arcadia.boards.service.starter_library import load_starter_library
from arcadia.boards.store.rows import BoardSummary, SavedBoard
from arcadia.core.errors import Conflict, Forbidden, NotFound
from arcadia.core.pagination import Page
from arcadia.platform.clock import ManualClock
from arcadia.platform.db import Database, open_database
from support.caches import lone_node

MIRA, KOFI = "mira", "kofi"


@pytest.fixture
async def database(tables_url: str) -> AsyncIterator[Database]:
    opened = open_database(tables_url)
    yield opened
    await opened.close()


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(1_700_000_000_000)


@pytest.fixture
def boards(database: Database, clock: ManualClock) -> BoardService:
    return BoardService(database, clock, lone_node(clock).cache)


def board(title: str = "A board", **changes: object) -> Board:
    squares = tuple(Goal(text=f"Square {n}", types=("é",)) for n in range(9))
    return msgspec.structs.replace(Board(title=title, rows=3, columns=3, squares=squares), **changes)


async def titles(boards: BoardService, *, limit: int = 100, **wanted: object) -> list[str]:
    found = await boards.list_boards(BoardFilter(**wanted), limit=limit)
    return sorted(one.title for one in found.items)


# Revisions


async def test_a_board_comes_back_as_it_was_stored(boards: BoardService) -> None:
    whole = board(
        "Ünïcode ☃",
        game="Chess",
        tags=("co-op", "short run"),
        free=5,
        difficulty=2,
        description="a\nb",
        seed="1",
        generator="random",
        visibility=Visibility.UNLISTED,
    )
    made = await boards.create_board(whole, owner=MIRA)
    assert await boards.get_board(made.id, viewer=KOFI) == made
    assert (made.board, made.revision, made.owner) == (whole, 1, MIRA)


async def test_a_save_makes_a_revision_and_keeps_the_old_ones(boards: BoardService, clock: ManualClock) -> None:
    made = await boards.create_board(board("First"), owner=MIRA)
    clock.advance(5)
    saved = await boards.save_board(made.id, board("Second"), base_revision=1, viewer=MIRA)
    assert (saved.revision, saved.updated_at - saved.created_at) == (2, 5)
    assert await boards.get_board(made.id, viewer=None) == saved
    page = await boards.list_revisions(made.id, viewer=None)
    assert [(one.number, one.id, one.board.title) for one in page.items] == [
        (2, saved.revision_id, "Second"),
        (1, made.revision_id, "First"),
    ]
    first = await boards.get_revision(made.id, 1, viewer=None)
    assert (first.board, first.created_at) == (made.board, made.created_at)


async def test_of_twenty_simultaneous_saves_of_each_revision_exactly_one_wins(boards: BoardService) -> None:
    made = await boards.create_board(board(), owner=MIRA)
    for base in range(1, 6):
        saves = [
            boards.save_board(made.id, board(f"{base}.{number}"), base_revision=base, viewer=MIRA)
            for number in range(20)
        ]
        outcomes = await asyncio.gather(*saves, return_exceptions=True)
        won = [one for one in outcomes if isinstance(one, SavedBoard)]
        lost = [one for one in outcomes if isinstance(one, Conflict)]
        assert (len(won), len(lost)) == (1, 19)
        assert all(one.current == won[0] for one in lost)
        assert await boards.get_board(made.id, viewer=None) == won[0]
    numbers = [one.number for one in (await boards.list_revisions(made.id, viewer=None)).items]
    assert numbers == [6, 5, 4, 3, 2, 1]


async def test_two_services_on_one_database_agree_who_won(database: Database, clock: ManualClock) -> None:
    nodes = [BoardService(database, clock, lone_node(clock).cache) for _ in range(2)]
    made = await nodes[0].create_board(board(), owner=MIRA)
    saves = [nodes[n % 2].save_board(made.id, board(str(n)), base_revision=1, viewer=MIRA) for n in range(20)]
    outcomes = await asyncio.gather(*saves, return_exceptions=True)
    assert sum(isinstance(one, SavedBoard) for one in outcomes) == 1


@pytest.mark.parametrize("base", [0, 2, 7])
async def test_a_save_of_another_base_is_told_the_current_version(boards: BoardService, base: int) -> None:
    made = await boards.create_board(board(), owner=MIRA)
    with pytest.raises(Conflict) as caught:
        await boards.save_board(made.id, board("Late"), base_revision=base, viewer=MIRA)
    assert caught.value.current == made


async def test_lists_have_the_same_optimistic_saves(boards: BoardService) -> None:
    goals = tuple(Goal(text=f"g{n}", key=f"k{n}") for n in range(3))
    made = await boards.create_list(GoalList(title="A", goals=goals, game="Chess", language="pt-BR"), owner=MIRA)
    assert await boards.get_list(made.id, viewer=None) == made
    saves = [
        boards.save_list(made.id, GoalList(title=f"B{n}", goals=goals), base_revision=1, viewer=MIRA) for n in range(20)
    ]
    outcomes = await asyncio.gather(*saves, return_exceptions=True)
    assert sum(isinstance(one, Conflict) for one in outcomes) == 19
    assert (await boards.get_list(made.id, viewer=None)).revision == 2


# Who may


async def test_nobody_saves_what_is_not_theirs(boards: BoardService) -> None:
    made = await boards.create_board(board(), owner=MIRA)
    goal_list = GoalList(title="A", goals=(Goal(text="g"),))
    made_list = await boards.create_list(goal_list, owner=MIRA)
    for viewer in (KOFI, ""):
        with pytest.raises(Forbidden):
            await boards.save_board(made.id, board(), base_revision=1, viewer=viewer)
        with pytest.raises(Forbidden):
            await boards.save_list(made_list.id, goal_list, base_revision=1, viewer=viewer)


async def test_private_boards_are_the_owners_alone(boards: BoardService) -> None:
    hidden = await boards.create_board(board("Hidden", visibility=Visibility.PRIVATE, game="Secret"), owner=MIRA)
    await boards.create_board(board("By link", visibility=Visibility.UNLISTED, game="Secret"), owner=MIRA)
    await boards.create_board(board("Open"), owner=MIRA)
    for viewer in (KOFI, None):
        for call in (
            boards.get_board(hidden.id, viewer=viewer),
            boards.list_revisions(hidden.id, viewer=viewer),
            boards.get_revision(hidden.id, 1, viewer=viewer),
        ):
            with pytest.raises(NotFound):
                await call
    with pytest.raises(NotFound):
        await boards.clone_board(hidden.id, viewer=KOFI)
    assert await titles(boards) == ["Open"]
    assert await boards.list_games() == ()
    assert await titles(boards, owner=MIRA) == ["By link", "Hidden", "Open"]
    assert await titles(boards, owner=KOFI) == []


async def test_revisions_that_were_private_stay_with_the_owner(boards: BoardService) -> None:
    made = await boards.create_board(board("Draft", visibility=Visibility.PRIVATE), owner=MIRA)
    await boards.save_board(made.id, board("Out"), base_revision=1, viewer=MIRA)
    assert [one.number for one in (await boards.list_revisions(made.id, viewer=KOFI)).items] == [2]
    assert [one.number for one in (await boards.list_revisions(made.id, viewer=MIRA)).items] == [2, 1]


async def test_a_clone_has_a_life_of_its_own(boards: BoardService) -> None:
    made = await boards.create_board(board("Original"), owner=MIRA)
    clone = await boards.clone_board(made.id, viewer=KOFI)
    assert (clone.cloned_from, clone.owner, clone.revision, clone.board) == (made.id, KOFI, 1, made.board)
    await boards.save_board(clone.id, board("Changed"), base_revision=1, viewer=KOFI)
    assert await boards.get_board(made.id, viewer=None) == made


# Searching


async def test_searches_find_every_word_whatever_its_case(boards: BoardService) -> None:
    await boards.create_board(board("Größe 100% Run", game="Übung", tags=("co-op",)), owner=MIRA)
    await boards.create_board(board("100 runs", description="deep_dive"), owner=MIRA)
    for words, found in (
        ("", ["100 runs", "Größe 100% Run"]),
        ("run 100", ["100 runs", "Größe 100% Run"]),
        ("GRÖSSE", ["Größe 100% Run"]),
        ("übung CO-OP", ["Größe 100% Run"]),
        ("100%", ["Größe 100% Run"]),
        ("deep_dive", ["100 runs"]),
        ("deep dive", ["100 runs"]),
        ("deepXdive", []),
        ("\\", []),
        ("'; --", []),
    ):
        assert await titles(boards, search=words) == found, words


async def test_filters(boards: BoardService) -> None:
    await boards.create_board(board("A", game="Chess", tags=("co-op", "short run"), difficulty=2), owner=MIRA)
    squares = tuple(Goal(text=f"s{n}") for n in range(30))
    await boards.create_board(board("B", game="Go", rows=3, columns=10, squares=squares), owner=MIRA)
    assert await titles(boards, game="Chess") == ["A"]
    assert await titles(boards, game="chess") == []
    assert await titles(boards, size="3x10") == ["B"]
    assert await titles(boards, difficulty=2) == ["A"]
    for tag, found in (("co-op", ["A"]), ("Short  run", ["A"]), ("co", []), ("co op", []), ("short", []), ("%", [])):
        assert await titles(boards, tag=tag) == found, tag
    assert await boards.list_games() == ("Chess", "Go")
    listed = await boards.list_boards(BoardFilter(game="Chess"))
    assert listed.items[0].tags == ("co-op", "short run")


ODD = ["\x00", "a\x00b", "\ud800", "\x1b[31m"]


@pytest.mark.parametrize("odd", ODD, ids=range(len(ODD)))
async def test_what_no_text_can_hold_finds_nothing(boards: BoardService, odd: str) -> None:
    """PostgreSQL refuses a NUL in any text, so it must not get there."""
    made = await boards.create_board(board(), owner=MIRA)
    for name in ("search", "game", "size", "tag"):
        assert await titles(boards, **{name: odd}) == [], name
    assert (await boards.list_lists(ListFilter(search=odd))).items == ()
    assert (await boards.list_lists(ListFilter(game=odd))).items == ()
    assert await boards.search_goals(GoalFilter(search=odd)) == ()
    for call in (
        boards.get_board(odd, viewer=None),
        boards.get_list(odd, viewer=None),
        boards.list_revisions(odd, viewer=None),
        boards.get_revision(made.id, 2**63, viewer=None),
        boards.get_revision(made.id, 0, viewer=None),
    ):
        with pytest.raises(NotFound):
            await call


# Paging


async def every_page(boards: BoardService, sort: BoardSort, limit: int) -> list[str]:
    found: list[str] = []
    cursor: str | None = None
    while True:
        page: Page[BoardSummary] = await boards.list_boards(BoardFilter(), sort=sort, limit=limit, cursor=cursor)
        assert len(page.items) <= limit
        cards = await boards.list_cards(BoardFilter(), sort=sort, limit=limit, cursor=cursor)
        assert [one.id for one in cards.items] == [one.id for one in page.items]
        assert cards.next_cursor == page.next_cursor
        found += [one.title for one in page.items]
        if page.next_cursor is None:
            return found
        cursor = page.next_cursor


@pytest.mark.parametrize("limit", [1, 4, 25])
async def test_pages_hold_every_board_once_in_order(boards: BoardService, clock: ManualClock, limit: int) -> None:
    """Three boards a millisecond: equal times are told apart by the id."""
    for number in range(13):
        made = await boards.create_board(board(str(number)), owner=MIRA)
        for _ in range(number % 3):
            await boards.count_play(made.id)
        if number % 3 == 2:
            clock.advance(1)
    newest = await every_page(boards, BoardSort.NEWEST, limit)
    assert sorted(newest, key=int) == [str(number) for number in range(13)]
    assert [int(title) // 3 for title in newest] == sorted((n // 3 for n in range(13)), reverse=True)
    played = await every_page(boards, BoardSort.MOST_PLAYED, limit)
    assert [int(title) % 3 for title in played] == sorted((n % 3 for n in range(13)), reverse=True)


async def test_a_board_made_meanwhile_moves_no_page(boards: BoardService, clock: ManualClock) -> None:
    for number in range(4):
        await boards.create_board(board(str(number)), owner=MIRA)
        clock.advance(1)
    first = await boards.list_boards(BoardFilter(), limit=2)
    await boards.create_board(board("new"), owner=MIRA)
    rest = await boards.list_boards(BoardFilter(), limit=5, cursor=first.next_cursor)
    assert [one.title for one in (*first.items, *rest.items)] == ["3", "2", "1", "0"]


@pytest.mark.parametrize(
    "cursor",
    ["", "x", ".", "AA.x", "_-_-.x", "QQ.", "wyg.é", "99999999999999.z", "9" * 40, "5.\x00", "-1.a", "\x00", "1.é"],
)
@pytest.mark.parametrize("sort", list(BoardSort))
async def test_a_cursor_of_another_origin_does_no_harm(boards: BoardService, sort: BoardSort, cursor: str) -> None:
    await boards.create_board(board(), owner=MIRA)
    await boards.list_boards(BoardFilter(), sort=sort, cursor=cursor)
    await boards.list_lists(ListFilter(), cursor=cursor)


async def test_lists_are_paged_by_title(boards: BoardService) -> None:
    for number in (3, 1, 2, 5, 4):
        await boards.create_list(GoalList(title=f"List {number}", goals=(Goal(text="g"),)), owner=MIRA)
    first = await boards.list_lists(ListFilter(), limit=3)
    rest = await boards.list_lists(ListFilter(), limit=3, cursor=first.next_cursor)
    assert [one.title for one in (*first.items, *rest.items)] == [f"List {n}" for n in range(1, 6)]
    assert rest.next_cursor is None


async def test_a_list_made_or_renamed_meanwhile_moves_no_page(boards: BoardService) -> None:
    made = [
        await boards.create_list(GoalList(title=title, goals=(Goal(text="g"),)), owner=MIRA)
        for title in ("Äpfel", "Bären", "Bären", "Bären", "Zebras ☃")
    ]
    ordered = [one.id for one in (await boards.list_lists(ListFilter())).items]
    assert sorted(ordered) == sorted(one.id for one in made)
    first = await boards.list_lists(ListFilter(), limit=2)
    await boards.create_list(GoalList(title="A", goals=(Goal(text="g"),)), owner=MIRA)
    renamed = GoalList(title="Aa", goals=(Goal(text="g"),))
    await boards.save_list(first.items[1].id, renamed, base_revision=1, viewer=MIRA)
    rest = await boards.list_lists(ListFilter(), limit=9, cursor=first.next_cursor)
    assert [one.id for one in (*first.items, *rest.items)] == ordered


async def test_goals_are_found_in_public_lists(boards: BoardService) -> None:
    goals = (Goal(text="Tame three cats"), Goal(text="Find a cat"), Goal(text="Swim"))
    await boards.create_list(GoalList(title="A", goals=goals), owner=MIRA)
    await boards.create_list(
        GoalList(title="B", goals=(Goal(text="Secret cat"),), visibility=Visibility.PRIVATE), owner=MIRA
    )
    found = await boards.search_goals(GoalFilter(search="CAT"))
    assert [goal.text for goal in found] == ["Tame three cats", "Find a cat"]
    assert [goal.text for goal in await boards.search_goals(GoalFilter(search="CAT"), limit=1)] == ["Tame three cats"]


# The starter library


async def test_the_starter_library_is_loaded_once_and_never_over_an_edit(
    database: Database, boards: BoardService, clock: ManualClock
) -> None:
    assert await load_starter_library(database, clock) > 20
    assert await load_starter_library(database, clock) == 0
    listed = await boards.list_boards(BoardFilter(), limit=100)
    assert all(one.owner is None for one in listed.items)
    with pytest.raises(Forbidden):
        await boards.save_board(listed.items[0].id, board(), base_revision=1, viewer=MIRA)


async def test_surprises_are_public_boards(boards: BoardService) -> None:
    with pytest.raises(NotFound):
        await boards.surprise_board()
    await boards.create_board(board("Hidden", visibility=Visibility.PRIVATE), owner=MIRA)
    with pytest.raises(NotFound):
        await boards.surprise_board()
    made = await boards.create_board(board("Open"), owner=MIRA)
    assert (await boards.surprise_board()).id == made.id
