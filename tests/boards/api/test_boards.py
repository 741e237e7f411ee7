"""Boards over JSON: every operation, what it refuses, and who may do it (product, "Boards")."""

import asyncio
from typing import Any

import httpx
import msgspec
import pytest

from arcadia.boards.schemas import BoardConflict, BoardPage, BoardProblem, BoardView, RevisionPage, RevisionView
from support.boards_api import board, make_board
from support.site import Site

pytestmark = pytest.mark.asyncio(loop_scope="module")
BOARDS = "/api/v1/boards"


def read(answer: httpx.Response, shape: type[Any]) -> Any:
    """The body, which must be exactly of that shape."""
    return msgspec.json.decode(answer.content, type=shape)


def problem(answer: httpx.Response, status: int) -> BoardProblem:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    found: BoardProblem = read(answer, BoardProblem)
    assert found.status == status
    return found


async def test_a_board_is_made_seen_and_listed(mira: httpx.AsyncClient, stranger: httpx.AsyncClient) -> None:
    answer = await mira.post(BOARDS, json={"board": board(title="  Two   words ", tags=["Co-op", "short run"])})
    made = read(answer, BoardView)
    assert answer.status_code == 201
    assert answer.headers["location"] == f"{BOARDS}/{made.id}"
    assert (made.revision, made.is_mine, made.board.title) == (1, True, "Two words")
    seen = read(await stranger.get(answer.headers["location"]), BoardView)
    assert (seen.is_mine, seen.board, seen.revision_id) == (False, made.board, made.revision_id)
    listed = read(await stranger.get(BOARDS, params={"q": "two words", "tag": "co-op"}), BoardPage).boards
    assert [(one.id, one.tags, one.size) for one in listed] == [(made.id, ("co-op", "short run"), "5x5")]


async def test_whose_a_board_is_stays_untold(site: Site, mira: httpx.AsyncClient, stranger: httpx.AsyncClient) -> None:
    made = await make_board(mira)
    owner = (await mira.get("/api/v1/me")).json()["id"]
    for path in (f"{BOARDS}/{made['id']}", BOARDS, f"{BOARDS}/{made['id']}/revisions"):
        assert owner not in (await stranger.get(path)).text


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"title": ""}, "title"),
        ({"title": "x" * 121}, "title"),
        ({"title": "a\u0000b"}, "title"),
        ({"game": "x" * 121}, "game"),
        ({"description": "a\u0007b"}, "description"),
        ({"description": "x" * 1_001}, "description"),
        ({"seed": "1" * 101}, "seed"),
        ({"generator": "g" * 41}, "generator"),
        ({"rows": 2}, "rows"),
        ({"columns": 11}, "columns"),
        ({"rows": 4}, "squares"),
        ({"free": 26}, "free"),
        ({"difficulty": 6}, "difficulty"),
        ({"tags": ["x"] * 11}, "tags"),
        ({"tags": [""]}, "tags"),
        ({"squares": [{"text": f"g{n}"} for n in range(24)]}, "squares"),
        ({"squares": [{"text": ""}] + [{"text": "g"}] * 24}, "squares[0].text"),
        ({"squares": [{"text": "g", "difficulty": 26}] + [{"text": "g"}] * 24}, "squares[0].difficulty"),
        ({"squares": [{"text": "g"}] * 24 + [{"text": "g", "icon": "i" * 256}]}, "squares[24].icon"),
    ],
)
async def test_a_wrong_board_is_refused_at_its_place(
    mira: httpx.AsyncClient, changes: dict[str, Any], where: str
) -> None:
    refused = problem(await mira.post(BOARDS, json={"board": board(**changes)}), 422)
    assert refused.problems[0].where == where
    assert refused.problems[0].expected
    assert read(await mira.get(BOARDS, params={"mine": True}), BoardPage).boards == ()


@pytest.mark.parametrize(
    ("body", "where"),
    [
        (b"{", "$"),
        (b"[]", "$"),
        (b"{}", "$"),
        (b'{"board":{"title":7}}', "$.board.title"),
        (b'{"board":{"title":"x"},"more":1}', "$.board"),
        (b'{"board":{"title":"x","rows":3,"columns":3,"squares":[null]}}', "$.board.squares[0]"),
    ],
)
async def test_a_body_of_another_shape_is_refused_at_its_path(mira: httpx.AsyncClient, body: bytes, where: str) -> None:
    assert problem(await mira.post(BOARDS, content=body), 400).where == where


async def test_a_body_that_is_too_large_or_too_deep_is_refused(mira: httpx.AsyncClient) -> None:
    problem(await mira.post(BOARDS, content=b" " * (1024 * 1024 + 1)), 413)
    problem(await mira.post(BOARDS, content=b'{"board":' + b"[" * 70), 413)


@pytest.mark.parametrize("rows", [3, 10])
@pytest.mark.parametrize("columns", [3, 10])
async def test_sizes_and_the_free_square(mira: httpx.AsyncClient, rows: int, columns: int) -> None:
    squares = [{"text": f"g{n}"} for n in range(rows * columns)]
    made = await make_board(mira, rows=rows, columns=columns, squares=squares, free=rows * columns)
    found = read(await mira.get(BOARDS, params={"mine": True, "size": f"{rows}x{columns}"}), BoardPage).boards
    assert [one.id for one in found] == [made["id"]]
    assert made["board"]["free"] == rows * columns


async def test_lists_are_read_page_by_page(mira: httpx.AsyncClient) -> None:
    made = [(await make_board(mira, game="Paging", title=f"Board {number}"))["id"] for number in range(7)]
    for sort in ("newest", "most_played"):
        found: list[str] = []
        wanted: dict[str, Any] = {"game": "Paging", "limit": 3, "sort": sort, "mine": True}
        while True:
            page = read(await mira.get(BOARDS, params=wanted), BoardPage)
            found += [one.id for one in page.boards]
            if page.next is None:
                break
            wanted["cursor"] = page.next
        assert sorted(found) == sorted(made)
        assert len(found) == 7


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("size", "2x5"),
        ("size", "5×5"),
        ("sort", "best"),
        ("difficulty", "6"),
        ("limit", "0"),
        ("limit", "101"),
        ("cursor", "x" * 701),
        ("q", "x" * 201),
        ("tag", "x" * 31),
        ("mine", "perhaps"),
    ],
)
async def test_a_wrong_parameter_is_named(stranger: httpx.AsyncClient, name: str, value: str) -> None:
    refused = problem(await stranger.get(BOARDS, params={name: value}), 422)
    assert [one.where for one in refused.problems] == [name]


@pytest.mark.parametrize("cursor", ["x", "1", "9" * 60, "..", "\u0000", "1.\u0000"])
@pytest.mark.parametrize("sort", ["newest", "most_played"])
async def test_a_cursor_of_another_origin_does_no_harm(stranger: httpx.AsyncClient, cursor: str, sort: str) -> None:
    assert (await stranger.get(BOARDS, params={"cursor": cursor, "sort": sort})).status_code == 200


async def test_a_save_makes_a_revision(mira: httpx.AsyncClient) -> None:
    made = await make_board(mira)
    path = f"{BOARDS}/{made['id']}"
    saved = read(await mira.put(path, json={"base_revision": 1, "board": board(title="Second")}), BoardView)
    assert (saved.revision, saved.board.title, saved.revision_id == made["revision_id"]) == (2, "Second", False)
    listed = read(await mira.get(f"{path}/revisions"), RevisionPage)
    assert [(one.number, one.title) for one in listed.revisions] == [(2, "Second"), (1, "A board")]
    first = read(await mira.get(f"{path}/revisions/1"), RevisionView)
    assert (first.id, first.board.title) == (made["revision_id"], "A board")


async def test_a_save_over_a_newer_revision_is_told_the_other_version(mira: httpx.AsyncClient) -> None:
    made = await make_board(mira)
    path = f"{BOARDS}/{made['id']}"
    await mira.put(path, json={"base_revision": 1, "board": board(title="Theirs")})
    refused = await mira.put(path, json={"base_revision": 1, "board": board(title="Mine")})
    assert problem(refused, 409).code == "conflict"
    conflict: BoardConflict = read(refused, BoardConflict)
    assert (conflict.current.revision, conflict.current.board.title, conflict.current.is_mine) == (2, "Theirs", True)
    assert read(await mira.get(path), BoardView).board.title == "Theirs"


async def test_of_many_saves_at_once_one_wins(mira: httpx.AsyncClient) -> None:
    made = await make_board(mira)
    path = f"{BOARDS}/{made['id']}"
    bodies = [{"base_revision": 1, "board": board(title=f"Save {number}")} for number in range(10)]
    answers = await asyncio.gather(*(mira.put(path, json=body) for body in bodies))
    assert sorted(answer.status_code for answer in answers) == [200] + [409] * 9
    won = next(answer for answer in answers if answer.status_code == 200)
    assert read(await mira.get(path), BoardView) == read(won, BoardView)


@pytest.mark.parametrize("base", [0, -1, 2**31, "1", None])
async def test_a_base_revision_that_cannot_be_is_malformed(mira: httpx.AsyncClient, base: object) -> None:
    made = await make_board(mira)
    answer = await mira.put(f"{BOARDS}/{made['id']}", json={"base_revision": base, "board": board()})
    assert problem(answer, 400).where == "$.base_revision"


async def test_nobody_saves_the_board_of_another(
    site: Site, mira: httpx.AsyncClient, kofi: httpx.AsyncClient, stranger: httpx.AsyncClient
) -> None:
    made = await make_board(mira)
    await make_board(kofi)
    for other in (kofi, stranger):
        answer = await other.put(f"{BOARDS}/{made['id']}", json={"base_revision": 1, "board": board(title="Stolen")})
        assert problem(answer, 403).code == "forbidden"
    starter = read(await mira.get(BOARDS, params={"sort": "newest", "limit": 100}), BoardPage)
    library = [one for one in starter.boards if one.game == "Minecraft"]
    answer = await mira.put(f"{BOARDS}/{library[0].id}", json={"base_revision": 1, "board": board()})
    assert problem(answer, 403)
    assert read(await mira.get(f"{BOARDS}/{made['id']}"), BoardView).revision == 1


async def test_a_private_board_is_nowhere_for_others(mira: httpx.AsyncClient, kofi: httpx.AsyncClient) -> None:
    await make_board(kofi)
    made = await make_board(mira, visibility="private", title="Secret plan")
    path = f"{BOARDS}/{made['id']}"
    for answer in (
        await kofi.get(path),
        await kofi.get(f"{path}/export"),
        await kofi.get(f"{path}/revisions"),
        await kofi.get(f"{path}/revisions/1"),
        await kofi.post(f"{path}/clone"),
        await kofi.put(path, json={"base_revision": 1, "board": board()}),
    ):
        problem(answer, 404)
        assert "Secret plan" not in answer.text
    for params in ({"q": "secret plan"}, {"q": "secret plan", "mine": True}):
        assert read(await kofi.get(BOARDS, params=params), BoardPage).boards == ()
    assert len(read(await mira.get(BOARDS, params={"q": "secret plan", "mine": True}), BoardPage).boards) == 1


async def test_an_unlisted_board_is_found_by_its_address_only(mira: httpx.AsyncClient, kofi: httpx.AsyncClient) -> None:
    made = await make_board(mira, visibility="unlisted", title="By link")
    assert (await kofi.get(f"{BOARDS}/{made['id']}")).status_code == 200
    assert read(await kofi.get(BOARDS, params={"q": "by link"}), BoardPage).boards == ()


async def test_what_was_private_stays_private_in_the_history(mira: httpx.AsyncClient, kofi: httpx.AsyncClient) -> None:
    made = await make_board(mira, visibility="private", title="Draft")
    path = f"{BOARDS}/{made['id']}"
    await mira.put(path, json={"base_revision": 1, "board": board(title="Published")})
    seen = read(await kofi.get(f"{path}/revisions"), RevisionPage)
    assert [one.title for one in seen.revisions] == ["Published"]
    problem(await kofi.get(f"{path}/revisions/1"), 404)
    assert (await mira.get(f"{path}/revisions/1")).status_code == 200


async def test_revisions_are_read_page_by_page(mira: httpx.AsyncClient) -> None:
    made = await make_board(mira)
    path = f"{BOARDS}/{made['id']}"
    for base in range(1, 5):
        await mira.put(path, json={"base_revision": base, "board": board()})
    first = read(await mira.get(f"{path}/revisions", params={"limit": 3}), RevisionPage)
    rest = read(await mira.get(f"{path}/revisions", params={"limit": 3, "before": first.next}), RevisionPage)
    assert [one.number for one in (*first.revisions, *rest.revisions)] == [5, 4, 3, 2, 1]
    assert rest.next is None


@pytest.mark.parametrize("number", ["0", "2", "-1", "9" * 30])
async def test_a_revision_that_is_not_there_is_404(mira: httpx.AsyncClient, number: str) -> None:
    made = await make_board(mira)
    problem(await mira.get(f"{BOARDS}/{made['id']}/revisions/{number}"), 404)


async def test_a_clone_is_ones_own_and_says_where_it_came_from(
    mira: httpx.AsyncClient, kofi: httpx.AsyncClient
) -> None:
    made = await make_board(mira, title="Original")
    answer = await kofi.post(f"{BOARDS}/{made['id']}/clone")
    clone = read(answer, BoardView)
    assert (answer.status_code, answer.headers["location"]) == (201, f"{BOARDS}/{clone.id}")
    assert (clone.cloned_from, clone.is_mine, clone.revision, clone.board.title) == (made["id"], True, 1, "Original")
    saved = await kofi.put(f"{BOARDS}/{clone.id}", json={"base_revision": 1, "board": board(title="Changed")})
    assert saved.status_code == 200
    assert read(await mira.get(f"{BOARDS}/{made['id']}"), BoardView).board.title == "Original"


@pytest.mark.parametrize("board_id", ["nothing", "%00", "x" * 300, "%F0%9F%98%80"])
async def test_a_board_that_is_not_there_is_404(mira: httpx.AsyncClient, board_id: str) -> None:
    for answer in (
        await mira.get(f"{BOARDS}/{board_id}"),
        await mira.get(f"{BOARDS}/{board_id}/revisions"),
        await mira.get(f"{BOARDS}/{board_id}/export"),
        await mira.post(f"{BOARDS}/{board_id}/clone"),
        await mira.put(f"{BOARDS}/{board_id}", json={"base_revision": 1, "board": board()}),
    ):
        problem(answer, 404)


async def test_a_change_from_another_site_is_refused(mira: httpx.AsyncClient) -> None:
    answer = await mira.post(BOARDS, json={"board": board()}, headers={"origin": "https://evil.example"})
    assert problem(answer, 403).code == "forbidden"


async def test_reading_makes_nobody_a_guest(stranger: httpx.AsyncClient) -> None:
    for path in (BOARDS, f"{BOARDS}?mine=true", "/api/v1/goal-lists", f"{BOARDS}/nothing"):
        assert "set-cookie" not in (await stranger.get(path)).headers
