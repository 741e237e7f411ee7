"""Import and export over HTTP, and the published JSON Schema."""

import json
from typing import Any

import httpx
import jsonschema
import msgspec
import pytest

from arcadia.boards.domain.board import Board
from arcadia.boards.domain.formats.arcadia_json import read_arcadia
from arcadia.boards.domain.generators.srl_v5 import magic_square
from support.boards_api import board, make_board, make_list
from support.site import Site

pytestmark = pytest.mark.asyncio(loop_scope="module")
IMPORT = "/api/v1/boards/import"
LINES = "\n".join(f"Goal {n}" for n in range(25)).encode()
SRL = "\n".join(f"bingoList[{tier}] = [{{name: 'T{tier}', types: ['a']}}];" for tier in range(1, 26)).encode()
FILES: dict[str, bytes] = {
    "text": LINES,
    "csv": b"text,difficulty\n" + b"\n".join(b"Goal %d,3" % n for n in range(25)),
    "bingosync": msgspec.json.encode([{"name": f"Goal {n}"} for n in range(25)]),
    "playbingo": msgspec.json.encode({"goals": [{"goal": f"Goal {n}", "difficulty": 3} for n in range(25)]}),
    "srl": SRL,
    "arcadia": msgspec.json.encode({"format": "arcadia.board", "version": 1, "board": board(game="Chess")}),
}


async def boards_of(client: httpx.AsyncClient) -> list[Any]:
    answer = await client.get("/api/v1/boards", params={"mine": True})
    found: list[Any] = answer.json()["boards"]
    return found


@pytest.mark.parametrize("is_guessed", [True, False])
@pytest.mark.parametrize("name", FILES)
async def test_each_format_becomes_a_board(mira: httpx.AsyncClient, name: str, is_guessed: bool) -> None:
    answer = await mira.post(IMPORT, content=FILES[name], params={} if is_guessed else {"format": name})
    assert answer.status_code == 201, answer.text
    made = answer.json()["board"]
    assert answer.headers["location"] == f"/api/v1/boards/{made['id']}"
    assert (answer.json()["path"], len(made["board"]["squares"]), made["is_mine"]) == (made["path"], 25, True)
    texts = [square["text"] for square in made["board"]["squares"]]
    if name == "srl":
        assert sorted(texts) == sorted(f"T{tier}" for tier in range(1, 26))
    else:
        assert (texts[0], texts[24]) in {("Goal 0", "Goal 24"), ("Square 1", "Square 25")}


async def test_a_file_becomes_a_goal_list(mira: httpx.AsyncClient) -> None:
    wanted = {"into": "list", "title": "From a file", "game": "Chess", "visibility": "private"}
    answer = await mira.post(IMPORT, content=FILES["arcadia"], params=wanted)
    made = answer.json()["goal_list"]
    assert (answer.status_code, answer.headers["location"]) == (201, f"/api/v1/goal-lists/{made['id']}")
    assert (made["list"]["title"], made["list"]["visibility"], len(made["list"]["goals"])) == (
        "From a file",
        "private",
        25,
    )


async def test_a_longer_list_is_drawn_from_by_a_seed_that_is_kept(mira: httpx.AsyncClient) -> None:
    lines = "\n".join(f"Goal {n}" for n in range(60)).encode()
    made = (await mira.post(IMPORT, content=lines, params={"size": "4x6"})).json()["board"]["board"]
    texts = [square["text"] for square in made["squares"]]
    assert (made["rows"], made["columns"], len(set(texts)), made["generator"]) == (4, 6, 24, "random")
    goals = [{"text": f"Goal {n}"} for n in range(60)]
    wish = {"goals": goals, "kind": "random", "seed": made["seed"], "rows": 4, "columns": 6}
    again = (await mira.post("/api/v1/boards/generate", json=wish)).json()
    assert [square["text"] for square in again["squares"]] == texts


async def test_a_list_in_25_tiers_becomes_a_board_by_srl_v5(mira: httpx.AsyncClient) -> None:
    """Board formats, "SRL v5": one goal a tier, placed by the magic square of the seed that is kept."""
    tiers = [[{"name": f"T{tier}G{n}"} for n in range(1 + tier % 2)] for tier in range(1, 26)]
    script = "".join(f"bingoList[{n}] = {json.dumps(tier)};" for n, tier in enumerate(tiers, 1))
    for content in (json.dumps(tiers), json.dumps([None, *tiers]), script):
        made = (await mira.post(IMPORT, content=content.encode())).json()["board"]["board"]
        assert made["generator"] == "srl-v5"
        assert [square["difficulty"] for square in made["squares"]] == magic_square(int(made["seed"]))


async def test_a_list_in_4_tiers_becomes_a_board_by_isaac_where_it_is_long_enough(mira: httpx.AsyncClient) -> None:
    long = [[{"name": f"{tier}.{n}", "types": [f"{tier}.{n}"]} for n in range(12)] for tier in range(4)]
    made = (await mira.post(IMPORT, content=json.dumps(long).encode())).json()["board"]["board"]
    assert (made["generator"], made["squares"][12]["difficulty"]) == ("isaac", 4)
    short = [tier[:8] for tier in long]
    made = (await mira.post(IMPORT, content=json.dumps(short).encode())).json()["board"]["board"]
    assert (made["generator"], len({square["text"] for square in made["squares"]})) == ("random", 25)
    other = (await mira.post(IMPORT, content=json.dumps(long).encode(), params={"size": "4x4"})).json()
    assert other["board"]["board"]["generator"] == "random"


@pytest.mark.parametrize(
    ("content", "params", "where"),
    [
        (b"", {}, "goals"),
        (b"one\ntwo", {}, "goals"),
        (LINES, {"size": "2x2"}, "size"),
        (LINES, {"size": "6x6"}, "goals"),
        (b"one\nt\x07wo", {"format": "text"}, "line 2"),
        (b"\xff", {}, "byte 1"),
        (b"text,difficulty\none,x", {"format": "csv"}, "line 2, column difficulty"),
        (b'[{"name":"a"},7]', {"format": "bingosync"}, "[1]"),
        (b'[{"name":"a"},{"name":null}]', {}, "[1].name"),
        (b"bingoList[26] = [{name: 'a'}];", {}, "line 1, column 1"),
        (b'{"goals":[7]}', {}, "goals[0]"),
        (b'{"format":"arcadia.board","version":2,"board":', {}, "line 1, column 47"),
        (b"x", {"format": "svg"}, "format"),
        (b"x" * (1024 * 1024 + 1), {}, "file"),
        (LINES, {"title": "a\u0007b"}, "title"),
    ],
)
async def test_a_wrong_file_is_refused_at_its_place_and_nothing_is_stored(
    mira: httpx.AsyncClient, content: bytes, params: dict[str, str], where: str
) -> None:
    answer = await mira.post(IMPORT, content=content, params=params)
    assert answer.status_code == 422, answer.text
    assert answer.json()["problems"][0]["where"] == where
    assert answer.json()["problems"][0]["expected"]
    assert await boards_of(mira) == []


async def test_a_file_of_seven_megabytes_is_too_large(mira: httpx.AsyncClient) -> None:
    assert (await mira.post(IMPORT, content=b"x" * 7 * 1024 * 1024)).status_code == 413


async def test_a_list_of_ten_thousand_goals_comes_back_by_its_export(
    mira: httpx.AsyncClient, kofi: httpx.AsyncClient
) -> None:
    goals = [{"text": f"Goal {n}", "key": f"g{n}", "difficulty": 7, "types": ["one", "two"]} for n in range(10_000)]
    made = await make_list(mira, goals=goals)
    file = (await mira.get(f"/api/v1/goal-lists/{made['id']}/export")).content
    again = await kofi.post(IMPORT, content=file, params={"into": "list"})
    assert again.status_code == 201, again.text
    assert again.json()["goal_list"]["list"] == made["list"]


@pytest.mark.parametrize("params", [{"format": "pdf"}, {"into": "cup"}, {"title": ""}, {"visibility": "all"}])
async def test_a_wrong_parameter_is_named(mira: httpx.AsyncClient, params: dict[str, str]) -> None:
    answer = await mira.post(IMPORT, content=LINES, params=params)
    assert answer.status_code == 422
    assert [one["where"] for one in answer.json()["problems"]] == list(params)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("arcadia", "application/json"),
        ("bingosync", "application/json"),
        ("csv", "text/csv"),
        ("svg", "image/svg+xml"),
    ],
)
async def test_a_board_is_exported(mira: httpx.AsyncClient, name: str, kind: str) -> None:
    made = await make_board(mira)
    answer = await mira.get(f"/api/v1/boards/{made['id']}/export", params={"format": name})
    assert (answer.status_code, answer.headers["content-type"].split(";")[0]) == (200, kind)
    assert answer.headers["content-disposition"].startswith("attachment; filename=")
    assert "Square 25" in answer.text


@pytest.mark.parametrize("name", ["text", "srl", "playbingo", "nothing"])
async def test_a_format_that_is_not_written_is_refused(mira: httpx.AsyncClient, name: str) -> None:
    made = await make_board(mira)
    answer = await mira.get(f"/api/v1/boards/{made['id']}/export", params={"format": name})
    assert (answer.status_code, answer.json()["problems"][0]["where"]) == (422, "format")


async def test_an_export_comes_back_exactly(mira: httpx.AsyncClient, kofi: httpx.AsyncClient) -> None:
    squares = [{"text": f"Sq {n}", "key": f"k{n}", "types": ["a", "b"], "target": 3, "icon": "i"} for n in range(12)]
    made = await make_board(
        mira, rows=3, columns=4, squares=squares, free=5, difficulty=2, tags=["x y"], description="Two\nlines"
    )
    file = (await mira.get(f"/api/v1/boards/{made['id']}/export")).content
    assert (await kofi.post(IMPORT, content=file)).json()["board"]["board"] == made["board"]


async def test_the_published_schema_holds_for_every_starter_board(site: Site, stranger: httpx.AsyncClient) -> None:
    published = await stranger.get("/schemas/arcadia-board-1.json")
    assert (published.status_code, published.headers["content-type"]) == (200, "application/schema+json")
    jsonschema.Draft202012Validator.check_schema(published.json())
    validator = jsonschema.Draft202012Validator(published.json())
    listed = (await stranger.get("/api/v1/boards", params={"limit": 100})).json()["boards"]
    starters = [one for one in listed if one["game"] == "Minecraft"]
    assert len(listed) > 10
    assert starters
    for one in listed:
        file = await stranger.get(f"/api/v1/boards/{one['id']}/export")
        validator.validate(file.json())
        assert isinstance(read_arcadia(file.content), Board)
