"""Bodies for the JSON API of boards, and what is stored through it."""

from typing import Any

import httpx


def board(**changes: Any) -> dict[str, Any]:
    squares = [{"text": f"Square {number}"} for number in range(1, 26)]
    return {"title": "A board", "rows": 5, "columns": 5, "squares": squares, **changes}


def goal_list(count: int = 60, **changes: Any) -> dict[str, Any]:
    goals = [
        {"text": f"Goal {n}", "difficulty": 1 + n % 25, "types": [f"type {n % 7}"], "key": f"g{n}"}
        for n in range(count)
    ]
    return {"title": "A list", "game": "Chess", "goals": goals, **changes}


async def make_board(client: httpx.AsyncClient, **changes: Any) -> dict[str, Any]:
    answer = await client.post("/api/v1/boards", json={"board": board(**changes)})
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def make_list(client: httpx.AsyncClient, **changes: Any) -> dict[str, Any]:
    answer = await client.post("/api/v1/goal-lists", json={"list": goal_list(**changes)})
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made
