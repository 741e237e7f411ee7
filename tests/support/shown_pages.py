"""The six pages that are measured, each with something on it, as the person sees it who made it all."""

from dataclasses import dataclass
from typing import Any, Final

import httpx

GOALS: Final = [{"text": f"Defeat guardian number {number} without healing"} for number in range(1, 26)]


@dataclass(frozen=True, slots=True)
class ShownPage:
    """A page: what it is called, its path, whose eyes see it, and whether search engines may list it."""

    name: str
    path: str
    cookie: str
    is_public: bool


def make_shown_pages(url: str) -> tuple[ShownPage, ...]:
    """Make a board, a session that is under way and one that is over. Strangers see the public pages."""
    with httpx.Client(base_url=url, headers={"origin": url}, timeout=60) as client:
        board = {"title": "Guardians", "game": "A quest", "rows": 5, "columns": 5, "squares": GOALS}
        board_id = _made(client, "/api/v1/boards", {"board": board})["id"]
        running, over = (_make_session(client) for _ in range(2))
        _made(client, f"/api/v1/sessions/{over}/commands", {"do": "finish", "id": "finish", "card": 1})
        cookie = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
    return (
        ShownPage("landing", "/", "", is_public=True),
        ShownPage("boards", "/boards", "", is_public=True),
        ShownPage("board", f"/boards/{board_id}", "", is_public=True),
        ShownPage("editor", f"/boards/{board_id}/edit", cookie, is_public=False),
        ShownPage("session", f"/play/{running}", cookie, is_public=False),
        ShownPage("result", f"/play/{over}/result", cookie, is_public=False),
    )


def _make_session(client: httpx.Client) -> str:
    settings = {"quick": True, "mark_rate": 0, "win": {"kind": "all"}}
    body = {"nickname": "Mira", "card": {"goals": GOALS}, "settings": settings}
    code = str(_made(client, "/api/v1/sessions", body)["code"])
    for square in (1, 7, 13):
        mark = {"do": "mark", "id": f"mark-{square}", "square": square, "card": 1}
        _made(client, f"/api/v1/sessions/{code}/commands", mark)
    return code


def _made(client: httpx.Client, path: str, body: dict[str, Any]) -> dict[str, Any]:
    answer = client.post(path, json=body)
    answer.raise_for_status()
    found: dict[str, Any] = answer.json()
    return found
