"""Generating over JSON: from a stored list or from goals; nothing is stored."""

from typing import Any

import httpx
import pytest

from arcadia.boards.domain.generators import GeneratorKind
from support.boards_api import make_list

pytestmark = pytest.mark.asyncio(loop_scope="module")
GENERATE = "/api/v1/boards/generate"


def tiers() -> list[dict[str, Any]]:
    """The list of the full-card vector (board formats, "SRL v5")."""
    return [
        {"text": f"T{t}G{g}", "difficulty": t, "types": [f"A{(3 * t + g) % 7}", f"B{(t + g) % 5}"]}
        for t in range(1, 26)
        for g in range(4)
    ]


@pytest.mark.parametrize("kind", list(GeneratorKind))
async def test_the_same_wish_gives_the_same_board(mira: httpx.AsyncClient, kind: GeneratorKind) -> None:
    made = await make_list(mira, goals=[{**goal, "types": []} for goal in tiers()])
    wish = {"list": made["id"], "kind": kind.value, "seed": "12345"}
    first, second = [(await mira.post(GENERATE, json=wish)).json() for _ in range(2)]
    assert first == second
    assert (len(first["squares"]), first["seed"], first["rows"], first["columns"]) == (25, "12345", 5, 5)


async def test_goals_may_come_with_the_wish(stranger: httpx.AsyncClient) -> None:
    """The full-card vector of board formats, over HTTP."""
    answer = await stranger.post(GENERATE, json={"goals": tiers(), "kind": "srl-v5", "seed": "12345"})
    assert answer.status_code == 200
    assert "set-cookie" not in answer.headers
    assert [square["text"] for square in answer.json()["squares"]][:5] == ["T19G0", "T12G3", "T1G2", "T10G1", "T23G3"]


async def test_without_a_seed_one_is_made(stranger: httpx.AsyncClient) -> None:
    made = (await stranger.post(GENERATE, json={"goals": tiers(), "rows": 3, "columns": 10})).json()
    assert len(made["squares"]) == 30
    again = await stranger.post(GENERATE, json={"goals": tiers(), "rows": 3, "columns": 10, "seed": made["seed"]})
    assert again.json() == made


async def test_balanced_says_what_it_could_not_have(stranger: httpx.AsyncClient) -> None:
    goals = [{"text": f"g{n}", "types": ["only"]} for n in range(30)]
    wish = {"goals": goals, "seed": "1", "balance": {"most_of_type": {"only": 3}, "most_of_type_in_line": 1}}
    made = (await stranger.post(GENERATE, json=wish)).json()
    assert len(made["squares"]) == 25
    assert made["notes"][0].startswith("the most of each type could not be kept")
    german = await stranger.post(GENERATE, json=wish, headers={"arcadia-language": "de"})
    assert [len(one) for one in (german.json()["notes"], made["notes"])] == [len(made["notes"])] * 2
    assert not set(german.json()["notes"]) & set(made["notes"])
    assert german.json()["squares"] == made["squares"]


@pytest.mark.parametrize(
    ("wish", "where"),
    [
        ({}, "list"),
        ({"list": "x", "goals": [{"text": "g"}]}, "list"),
        ({"goals": [{"text": "g"}]}, "goals"),
        ({"goals": [{"text": ""}]}, "goals[0].text"),
        ({"goals": tiers(), "kind": "srl-v5", "seed": "abc"}, "seed"),
        ({"goals": tiers(), "kind": "srl-v5", "seed": "1", "rows": 4}, "rows"),
        ({"goals": tiers()[:96], "kind": "srl-v5", "seed": "1"}, "goals"),
        ({"goals": tiers(), "kind": "isaac", "columns": 6}, "rows"),
        ({"goals": tiers(), "balance": {"fixed": [{"square": 26, "goal": 0}]}}, "balance.fixed"),
        ({"goals": tiers(), "balance": {"bands": [{"low": 1, "high": 2, "count": 26}]}}, "balance.bands"),
    ],
)
async def test_a_wish_that_cannot_be_is_refused_at_its_place(
    stranger: httpx.AsyncClient, wish: dict[str, Any], where: str
) -> None:
    answer = await stranger.post(GENERATE, json=wish)
    assert answer.status_code == 422
    assert answer.json()["problems"][0]["where"] == where


@pytest.mark.parametrize(
    "wish",
    [
        {"goals": []},
        {"goals": tiers(), "rows": 2},
        {"goals": tiers(), "columns": 11},
        {"goals": tiers(), "kind": "magic"},
        {"goals": tiers(), "seed": ""},
        {"goals": tiers(), "seed": "1" * 101},
        {"goals": tiers(), "length": "eternal"},
        {"goals": tiers(), "balance": {"most_of_type": {"a": -1}}},
        {"goals": tiers(), "more": 1},
    ],
)
async def test_a_wish_of_another_shape_is_malformed(stranger: httpx.AsyncClient, wish: dict[str, Any]) -> None:
    answer = await stranger.post(GENERATE, json=wish)
    assert answer.status_code == 400
    assert answer.json()["where"].startswith("$")


async def test_a_list_that_is_not_there_is_404(stranger: httpx.AsyncClient) -> None:
    assert (await stranger.post(GENERATE, json={"list": "nothing"})).status_code == 404
