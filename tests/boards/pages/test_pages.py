"""Boards, lists and goals as pages: shown, searched, imported, dealt, downloaded."""

import html
import re

import httpx
import msgspec
import pytest

from support.html import parse_page
from support.site import Site

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.mark.parametrize(
    "path",
    [
        "/boards",
        "/boards/mine",
        "/boards/new",
        "/boards/import",
        "/boards/generate",
        "/goal-lists",
        "/goal-lists/new",
        "/goals",
    ],
)
async def test_every_page_is_there_for_a_stranger(mira: httpx.AsyncClient, path: str) -> None:
    answer = await mira.get(path)
    assert answer.status_code == 200
    assert answer.text.count("<h1") == 1
    assert "set-cookie" not in answer.headers


async def test_a_board_s_link_has_a_picture_of_its_own(mira: httpx.AsyncClient, public_board: str) -> None:
    """Issue 4, "Link previews": title, description, canonical address, and an image of 1,200 by 630."""
    page = parse_page((await mira.get(f"/boards/{public_board}")).text)
    address = page.one("meta", property="og:image")["content"]
    assert address.endswith(f"/boards/{public_board}/preview.png?v=1")
    answer = await mira.get(address)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")
    assert answer.headers["cache-control"] == "public, max-age=60"
    assert answer.content[16:24] == (1_200).to_bytes(4) + (630).to_bytes(4)
    again = await mira.get(address, headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert page.one("link", rel="canonical")["href"].endswith(f"/boards/{public_board}")


async def test_a_private_board_s_picture_is_its_owner_s_alone(mira: httpx.AsyncClient, kofi: httpx.AsyncClient) -> None:
    board = {"title": "Mine", "rows": 3, "columns": 3, "visibility": "private"}
    squares = [{"text": f"goal {number}"} for number in range(9)]
    made = await mira.post("/api/v1/boards", json={"board": {**board, "squares": squares}})
    address = f"/boards/{made.json()['id']}/preview.png"
    assert (await mira.get(address)).headers["cache-control"] == "private, no-cache"
    assert (await kofi.get(address)).status_code == 404
    assert "og:image" not in (await mira.get(f"/boards/{made.json()['id']}")).text


async def test_a_board_shows_its_squares_and_files(mira: httpx.AsyncClient, public_board: str) -> None:
    page = html.unescape((await mira.get(f"/boards/{public_board}")).text)
    assert page.count('role="gridcell"') == 25
    assert f"/boards/{public_board}/download/bingosync" in page
    assert (await mira.get(f"/boards/{public_board}/print")).text.count('role="gridcell"') == 25


@pytest.mark.parametrize("name", ["arcadia", "bingosync", "csv", "svg"])
async def test_a_board_can_be_downloaded(mira: httpx.AsyncClient, public_board: str, name: str) -> None:
    answer = await mira.get(f"/boards/{public_board}/download/{name}")
    assert answer.status_code == 200
    assert answer.headers["content-disposition"].startswith("attachment")
    assert "Square 25" in answer.text


@pytest.mark.parametrize("name", ["nothing", "text"])
async def test_an_unknown_format_is_refused(mira: httpx.AsyncClient, public_board: str, name: str) -> None:
    assert (await mira.get(f"/boards/{public_board}/download/{name}")).status_code == 422


@pytest.mark.parametrize("path", ["/boards/nothing", "/boards/nothing/edit", "/goal-lists/nothing", "/boards/x/print"])
async def test_what_is_not_there_is_404(mira: httpx.AsyncClient, path: str) -> None:
    answer = await mira.get(path)
    assert (answer.status_code, "text/html" in answer.headers["content-type"]) == (404, True)


async def test_search_filters_and_pages(site: Site, mira: httpx.AsyncClient, public_board: str) -> None:
    original = (await site.services.boards.get_board(public_board, viewer=None)).board
    wanted = msgspec.structs.replace(original, title="Sought often")
    for _ in range(31):
        await site.services.boards.create_board(wanted, owner="somebody")
    first = (await mira.get("/boards", params={"q": "sought", "game": "Chess", "size": "5x5", "sort": "newest"})).text
    assert first.count("board-card") == 24
    more = (
        first.split('rel="next" href="')[1]
        .split('"')[0]
        .replace("&amp;", "&")
        .replace("&#x2f;", "/")
        .replace("&#x3d;", "=")
    )
    assert (await mira.get(more)).text.count("board-card") == 7
    assert "No boards found" in (await mira.get("/boards", params={"q": "zzz"})).text


async def test_boards_are_filtered_by_difficulty_and_tag(
    site: Site, mira: httpx.AsyncClient, public_board: str
) -> None:
    original = (await site.services.boards.get_board(public_board, viewer=None)).board
    easy = msgspec.structs.replace(original, game="Go")
    hard = msgspec.structs.replace(easy, title="Hard numbers", difficulty=5, tags=("speedy",))
    for board in (easy, hard):
        await site.services.boards.create_board(board, owner="somebody")
    assert 'href="/boards?tag=speed"' in html.unescape((await mira.get(f"/boards/{public_board}")).text)
    for params, found in (
        ({"game": "Go", "difficulty": "5"}, ["Hard numbers"]),
        ({"game": "Go", "tag": "speed"}, ["Numbers"]),
        ({"game": "Go", "tag": "SPEEDY"}, ["Hard numbers"]),
        ({"game": "Go", "difficulty": "9" * 5_000}, ["Hard numbers", "Numbers"]),
        ({"game": "Go", "tag": "\x00"}, []),
    ):
        page = (await mira.get("/boards", params=params)).text
        assert sorted(re.findall(r'<h3><a href="/boards/[^"]+" dir="auto">([^<]+)</a>', html.unescape(page))) == found


async def test_a_clone_keeps_its_origin(mira: httpx.AsyncClient, public_board: str) -> None:
    clone = await mira.post(f"/boards/{public_board}/clone")
    page = html.unescape((await mira.get(clone.headers["location"].removesuffix("/edit"))).text)
    assert f'href="/boards/{public_board}"' in page


async def test_pasted_goals_become_a_board(mira: httpx.AsyncClient) -> None:
    text = "\n".join(f"Line {n}" for n in range(9))
    answer = await mira.post("/boards/import", data={"text": text, "into": "board", "title": "Pasted"})
    assert answer.status_code == 303, answer.text
    page = (await mira.get(answer.headers["location"])).text
    assert ("Pasted" in page, "3 × 3" in page) == (True, True)


async def test_a_longer_list_is_drawn_from(mira: httpx.AsyncClient) -> None:
    text = "\n".join(f"Line {n}" for n in range(40))
    answer = await mira.post("/boards/import", data={"text": text, "into": "board"})
    assert "Random generator, seed" in (await mira.get(answer.headers["location"])).text


async def test_a_file_becomes_a_goal_list(mira: httpx.AsyncClient) -> None:
    files = {"file": ("goals.txt", b"One\nTwo\nThree", "text/plain")}
    answer = await mira.post("/boards/import", data={"text": "", "into": "list", "title": "Three"}, files=files)
    assert answer.headers["location"].startswith("/goal-lists/")
    assert "3 goals" in (await mira.get(answer.headers["location"])).text


async def test_a_faulty_line_is_shown(mira: httpx.AsyncClient) -> None:
    answer = await mira.post("/boards/import", data={"text": "Good\n" + "x" * 300, "into": "board", "format": "text"})
    assert answer.status_code == 422
    assert "line 2" in answer.text
    assert '<li value="2">' in answer.text


@pytest.mark.parametrize(
    "fields",
    [
        {"text": "", "into": "board"},
        {"text": "{", "format": "arcadia"},
        {"text": "one\ntwo", "size": "5x5"},
        {"text": "one\ntwo", "size": "99x1"},
        {"text": "x", "format": "nonsense"},
        {"text": "x", "format": "svg"},
    ],
)
async def test_what_cannot_be_imported_is_said(mira: httpx.AsyncClient, fields: dict[str, str]) -> None:
    answer = await mira.post("/boards/import", data=fields)
    assert (answer.status_code, "Nothing was imported." in answer.text) == (422, True)


async def test_a_faulty_line_is_shown_under_its_number_and_nothing_pasted_is_lost(mira: httpx.AsyncClient) -> None:
    pasted = "\n\nGood\n" + "x" * 256 + "\rBad\x07 one\n"
    answer = await mira.post("/boards/import", data={"text": pasted, "into": "list"})
    page = html.unescape(answer.text)
    assert answer.status_code == 422
    assert '<li value="4"><code dir="auto">xxx' in page
    assert '<li value="5"><code dir="auto">Bad' in page
    assert "Good\n" in page


async def test_a_file_is_imported_as_it_is(mira: httpx.AsyncClient) -> None:
    table = "goal;difficulty\r\nEins;1\r\nZwei;2\r\n".encode("utf-8-sig")
    made = await mira.post("/boards/import", data={"into": "list"}, files={"file": ("ziele.csv", table)})
    assert made.status_code == 303, made.text
    assert "2 goals" in (await mira.get(made.headers["location"])).text
    latin = "Größe\n".encode("latin-1")
    refused = await mira.post("/boards/import", data={"into": "list"}, files={"file": ("ziele.txt", latin)})
    assert (refused.status_code, "byte 3: expected text in UTF-8" in refused.text) == (422, True)


@pytest.mark.parametrize(
    ("file", "place", "expected"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "byte 1", "text in UTF-8"),
        ("Größe\nZwei".encode("latin-1"), "byte 3", "text in UTF-8"),
        ("Eins\nZwei".encode("utf-16"), "byte 1", "text in UTF-8"),
        ("Eins\nZwei".encode("utf-16-be"), "line 1", "text without control characters"),
        (b"\xef\xbb\xbf", "goals", "1 to 10000 goals"),
        (b"", "goals", "1 to 10000 goals"),
        (b"The same\n" * 40_000, "goals", "1 to 10000 goals"),
        (b"A goal that is rather long, and not the only one\n" * 40_000, "file", "at most 1048576 bytes"),
    ],
    ids=["png", "latin-1", "utf-16", "utf-16 unmarked", "only a mark", "empty", "many lines", "many long lines"],
)
async def test_a_file_that_is_no_list_is_refused_at_its_place(
    mira: httpx.AsyncClient, file: bytes, place: str, expected: str
) -> None:
    """The field never shows what the file does not hold: pressed again, it would be imported garbled."""
    data = {"text": "", "into": "board", "title": "Still here", "size": "4x4"}
    answer = await mira.post("/boards/import", data=data, files={"file": ("goals.txt", file)})
    page = parse_page(answer.text)
    assert answer.status_code == 422
    fault = next(page.one(id="faults").all("li"))
    assert (fault.one("b").text, expected in fault.text) == (place, True)
    assert page.one(id="f-title")["value"] == "Still here"
    assert "\ufffd" not in page.one(id="f-text").text
    assert "\0" not in page.one(id="f-text").text


async def test_a_faulty_file_leaves_the_pasted_text(mira: httpx.AsyncClient) -> None:
    answer = await mira.post("/boards/import", data={"text": "My own"}, files={"file": ("a.txt", b"\xff")})
    assert (answer.status_code, parse_page(answer.text).one(id="f-text").text) == (422, "My own")


async def test_a_preview_can_be_saved_as_it_is(site: Site, mira: httpx.AsyncClient, goal_list: str) -> None:
    fields = {"list": goal_list, "kind": "random", "seed": "42", "rows": "4", "columns": "6"}
    preview = (await mira.get("/boards/generate", params=fields)).text
    answer = await mira.post("/boards/generate", data=fields | {"title": "Dealt"})
    board_id = answer.headers["location"].rsplit("/", 1)[1]
    board = (await site.services.boards.get_board(board_id, viewer=None)).board
    assert (board.seed, board.generator, len(board.squares)) == ("42", "random", 24)
    assert all(goal.text in preview for goal in board.squares)


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "random", "rows": "10", "columns": "10"},
        {"kind": "nonsense"},
        {"rows": "99"},
        {"rows": "x"},
        {"kind": "srl-v5", "seed": "x" * 200},
    ],
)
async def test_what_cannot_be_dealt_is_said(mira: httpx.AsyncClient, goal_list: str, fields: dict[str, str]) -> None:
    answer = await mira.get("/boards/generate", params={"list": goal_list, **fields})
    assert answer.status_code == 422


async def test_a_goal_list_is_made_and_edited(mira: httpx.AsyncClient, kofi: httpx.AsyncClient) -> None:
    lines = "Tame three cats | 8 | animals, village\nEat bread\nA \\| B | | bars"
    made = await mira.post("/goal-lists/new", data={"title": "Mine", "lines": lines})
    path = made.headers["location"]
    page = (await mira.get(f"{path}/edit")).text
    assert "Tame three cats | 8 | animals, village\nEat bread\nA \\| B |  | bars" in page
    assert (await kofi.get(f"{path}/edit")).status_code == 403
    changed = {"title": "Mine", "lines": lines + "\nOne more", "revision": "1"}
    assert (await mira.post(f"{path}/edit", data=changed)).status_code == 303
    assert (await mira.post(f"{path}/edit", data=changed)).status_code == 409
    assert "4 goals" in (await mira.get(path)).text


async def test_a_newer_goal_list_is_shown_beside_ones_own_text(mira: httpx.AsyncClient) -> None:
    made = await mira.post("/goal-lists/new", data={"title": "Mine", "lines": "One\nTwo"})
    path = made.headers["location"] + "/edit"
    fields = {"title": "Mine", "lines": "One\nTheirs", "revision": "1"}
    assert (await mira.post(path, data=fields)).status_code == 303
    conflict = await mira.post(path, data=fields | {"lines": "One\nOurs"})
    assert conflict.status_code == 409
    assert ("One\nOurs</textarea>" in conflict.text, "One\nTheirs</textarea>" in conflict.text) == (True, True)
    assert 'name="revision" value="2"' in conflict.text


async def test_a_goal_list_has_a_language(mira: httpx.AsyncClient) -> None:
    """Details, "Instances"."""
    fields = {"title": "Meine", "lines": "Ein Ziel", "language": "de-AT"}
    made = await mira.post("/goal-lists/new", data=fields)
    assert '<tbody lang="de-AT">' in (await mira.get(made.headers["location"])).text
    assert 'value="de-AT"' in (await mira.get(made.headers["location"] + "/edit")).text
    refused = await mira.post("/goal-lists/new", data=fields | {"language": "Deutsch!"})
    assert (refused.status_code, "a language tag like en or pt-BR" in refused.text) == (422, True)


@pytest.mark.parametrize(
    ("name", "holds"), [("arcadia", "arcadia.goal_list"), ("bingosync", "Goal 59"), ("csv", "type 3")]
)
async def test_a_goal_list_can_be_downloaded(mira: httpx.AsyncClient, goal_list: str, name: str, holds: str) -> None:
    assert f"/goal-lists/{goal_list}/download/{name}" in html.unescape(
        (await mira.get(f"/goal-lists/{goal_list}")).text
    )
    answer = await mira.get(f"/goal-lists/{goal_list}/download/{name}")
    assert answer.headers["content-disposition"].startswith("attachment")
    assert holds in answer.text


@pytest.mark.parametrize("name", ["svg", "text", "nothing"])
async def test_a_goal_list_has_no_other_files(mira: httpx.AsyncClient, goal_list: str, name: str) -> None:
    assert (await mira.get(f"/goal-lists/{goal_list}/download/{name}")).status_code == 422


@pytest.mark.parametrize("line", ["Good | 99", "Good | x", "| 3", "a | 1 | b | c", "²|²", "a | 0001" + "9" * 5_000])
async def test_a_faulty_goal_line_is_named(mira: httpx.AsyncClient, line: str) -> None:
    answer = await mira.post("/goal-lists/new", data={"title": "Mine", "lines": f"First\n{line}"})
    assert (answer.status_code, "line 2" in answer.text) == (422, True)


async def test_goals_are_found_by_their_words(mira: httpx.AsyncClient, goal_list: str) -> None:
    page = (await mira.get("/goals", params={"q": "goal 59"})).text
    assert page.count('name="pick"') == 1
