"""The library of goals over JSON: by words, game, type and difficulty, each text once."""

from typing import Any

import httpx
import pytest
import pytest_asyncio

pytestmark = pytest.mark.asyncio(loop_scope="module")
GOALS = "/api/v1/goals"
LIST = {
    "title": "Caves",
    "game": "Spelunking",
    "goals": [
        {"text": "Zyx light a torch", "difficulty": 1, "types": ["Fire"], "key": "torch"},
        {"text": "Zyx find the crown", "difficulty": 20, "types": ["loot", "boss"], "target": 3},
        {"text": "Zyx sing", "types": ["fire"]},
    ],
}
OTHER = {"title": "Songs", "game": "Singing", "goals": [{"text": "zyx  SING"}, {"text": "Zyx hum"}]}
HIDDEN = {"title": "Mine", "visibility": "private", "goals": [{"text": "Zyx secret"}]}


@pytest_asyncio.fixture(scope="module", loop_scope="module", autouse=True)
async def lists(site: Any) -> None:
    async with site.browser() as browser:
        for one in (LIST, OTHER, HIDDEN):
            (await browser.post("/api/v1/goal-lists", json={"list": one})).raise_for_status()


async def found(browser: httpx.AsyncClient, **wanted: object) -> set[str]:
    answer = await browser.get(GOALS, params={"q": "zyx", **wanted})
    return {goal["text"].lower() for goal in answer.json()["goals"]}


async def test_each_text_is_found_once_and_private_lists_are_not(stranger: httpx.AsyncClient) -> None:
    answer = (await stranger.get(GOALS, params={"q": "ZYX"})).json()
    texts = sorted(" ".join(goal["text"].lower().split()) for goal in answer["goals"])
    assert texts == ["zyx find the crown", "zyx hum", "zyx light a torch", "zyx sing"]
    assert answer["is_cut"] is False
    few = (await stranger.get(GOALS, params={"q": "zyx", "limit": 2})).json()
    assert (len(few["goals"]), few["is_cut"]) == (2, True)


@pytest.mark.parametrize(
    ("wanted", "texts"),
    [
        ({"type": "fire"}, {"zyx light a torch", "zyx sing"}),
        ({"type": "BOSS"}, {"zyx find the crown"}),
        ({"game": "Singing"}, {"zyx sing", "zyx hum"}),
        ({"easiest": 2}, {"zyx find the crown"}),
        ({"hardest": 19}, {"zyx light a torch"}),
        ({"easiest": 20, "hardest": 20}, {"zyx find the crown"}),
        ({"type": "nothing of the kind"}, set()),
    ],
)
async def test_goals_are_found_by_what_they_have(
    stranger: httpx.AsyncClient, wanted: dict[str, object], texts: set[str]
) -> None:
    assert await found(stranger, **wanted) == texts


async def test_a_goal_comes_with_all_that_belongs_to_it(stranger: httpx.AsyncClient) -> None:
    (crown,) = (await stranger.get(GOALS, params={"q": "zyx crown"})).json()["goals"]
    assert crown == {"text": "Zyx find the crown", "difficulty": 20, "types": ["loot", "boss"], "target": 3}


@pytest.mark.parametrize("wrong", [{"easiest": 0}, {"hardest": 26}, {"easiest": "hard"}, {"type": "x" * 41}])
async def test_what_no_goal_can_have_is_refused(stranger: httpx.AsyncClient, wrong: dict[str, object]) -> None:
    assert (await stranger.get(GOALS, params=wrong)).status_code in {400, 422}
