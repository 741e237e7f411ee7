"""Goal lists over JSON: list, make, see, save, export."""

import csv
import io
from typing import Any

import httpx
import msgspec
import pytest

from arcadia.boards.domain.formats.arcadia_json import read_arcadia
from arcadia.boards.schemas import ListConflict, ListPage, ListView
from support.boards_api import goal_list, make_list
from support.site import Site

pytestmark = pytest.mark.asyncio(loop_scope="module")
LISTS = "/api/v1/goal-lists"


def view(answer: httpx.Response) -> ListView:
    return msgspec.json.decode(answer.content, type=ListView)


def page(answer: httpx.Response) -> ListPage:
    return msgspec.json.decode(answer.content, type=ListPage)


async def test_a_list_is_made_seen_saved_and_listed(mira: httpx.AsyncClient, stranger: httpx.AsyncClient) -> None:
    answer = await mira.post(LISTS, json={"list": goal_list(title="Openings")})
    made = view(answer)
    assert (answer.status_code, answer.headers["location"]) == (201, f"{LISTS}/{made.id}")
    saved = await mira.put(f"{LISTS}/{made.id}", json={"base_revision": 1, "list": goal_list(3, title="Endings")})
    assert (view(saved).revision, len(view(saved).list.goals)) == (2, 3)
    assert view(await stranger.get(f"{LISTS}/{made.id}")).list.title == "Endings"
    found = page(await stranger.get(LISTS, params={"q": "endings", "game": "Chess"})).lists
    assert [(one.id, one.goals, one.is_mine) for one in found] == [(made.id, 3, False)]


async def test_a_save_over_a_newer_revision_is_told_the_other_version(mira: httpx.AsyncClient) -> None:
    made = await make_list(mira)
    path = f"{LISTS}/{made['id']}"
    await mira.put(path, json={"base_revision": 1, "list": goal_list(title="Theirs")})
    refused = await mira.put(path, json={"base_revision": 1, "list": goal_list(title="Mine")})
    assert (refused.status_code, refused.headers["content-type"]) == (409, "application/problem+json")
    current = msgspec.json.decode(refused.content, type=ListConflict).current
    assert (current.revision, current.list.title) == (2, "Theirs")


async def test_nobody_saves_the_list_of_another(site: Site, mira: httpx.AsyncClient, kofi: httpx.AsyncClient) -> None:
    made = await make_list(mira)
    answer = await kofi.put(f"{LISTS}/{made['id']}", json={"base_revision": 1, "list": goal_list()})
    assert answer.status_code == 403


async def test_a_private_list_is_nowhere_for_others(mira: httpx.AsyncClient, kofi: httpx.AsyncClient) -> None:
    made = await make_list(mira, visibility="private", title="Hidden openings")
    path = f"{LISTS}/{made['id']}"
    for answer in (
        await kofi.get(path),
        await kofi.get(f"{path}/export"),
        await kofi.put(path, json={"base_revision": 1, "list": goal_list()}),
        await kofi.post("/api/v1/boards/generate", json={"list": made["id"]}),
    ):
        assert answer.status_code == 404
    assert page(await kofi.get(LISTS, params={"q": "hidden openings"})).lists == ()
    assert len(page(await mira.get(LISTS, params={"q": "hidden openings", "mine": True})).lists) == 1
    assert page(await kofi.get(LISTS, params={"mine": True})).lists == ()


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"title": " "}, "title"),
        ({"game": "x" * 121}, "game"),
        ({"game": "a\u0000"}, "game"),
        ({"description": "a\u0000"}, "description"),
        ({"language": "english!"}, "language"),
        ({"goals": []}, "goals"),
        ({"goals": [{"text": "a"}, {"text": ""}]}, "goals[1].text"),
        ({"goals": [{"text": "a", "key": "k"}, {"text": "b", "key": "k"}]}, "goals[1].key"),
        ({"goals": [{"text": "a", "target": 0}]}, "goals[0].target"),
        ({"goals": [{"text": "a", "types": ["t"] * 21}]}, "goals[0].types"),
    ],
)
async def test_a_wrong_list_is_refused_at_its_place(
    mira: httpx.AsyncClient, changes: dict[str, Any], where: str
) -> None:
    answer = await mira.post(LISTS, json={"list": goal_list(**changes)})
    assert answer.status_code == 422
    assert answer.json()["problems"][0]["where"] == where


async def test_ten_thousand_goals_are_stored_and_one_more_is_refused(mira: httpx.AsyncClient) -> None:
    made = await make_list(mira, goals=[{"text": f"Goal {n}"} for n in range(10_000)])
    assert len(view(await mira.get(f"{LISTS}/{made['id']}")).list.goals) == 10_000
    answer = await mira.post(LISTS, json={"list": goal_list(goals=[{"text": f"Goal {n}"} for n in range(10_001)])})
    assert answer.status_code == 422


async def test_lists_are_read_page_by_page(mira: httpx.AsyncClient) -> None:
    made = [(await make_list(mira, title=f"List {n}"))["id"] for n in range(5)]
    wanted: dict[str, Any] = {"mine": True, "limit": 2}
    found: list[str] = []
    while True:
        part = page(await mira.get(LISTS, params=wanted))
        found += [one.id for one in part.lists]
        if part.next is None:
            break
        wanted["cursor"] = part.next
    assert found == made


async def test_a_list_is_exported(mira: httpx.AsyncClient) -> None:
    made = await make_list(mira)
    path = f"{LISTS}/{made['id']}/export"
    exact = await mira.get(path)
    assert exact.headers["content-disposition"].startswith("attachment")
    assert read_arcadia(exact.content) == view(await mira.get(f"{LISTS}/{made['id']}")).list
    tiers = (await mira.get(path, params={"format": "bingosync"})).json()
    assert (len(tiers), [one["name"] for one in tiers[0]]) == (25, ["Goal 0", "Goal 25", "Goal 50"])
    rows = list(csv.DictReader(io.StringIO((await mira.get(path, params={"format": "csv"})).text)))
    assert (len(rows), rows[7]["text"], rows[7]["types"]) == (60, "Goal 7", "type 0")
    for name in ("svg", "text", "nothing"):
        assert (await mira.get(path, params={"format": name})).status_code == 422


@pytest.mark.parametrize("list_id", ["nothing", "%00", "x" * 300])
async def test_a_list_that_is_not_there_is_404(mira: httpx.AsyncClient, list_id: str) -> None:
    assert (await mira.get(f"{LISTS}/{list_id}")).status_code == 404
    assert (await mira.get(f"{LISTS}/{list_id}/export")).status_code == 404
