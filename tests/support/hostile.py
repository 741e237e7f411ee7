"""A small world in which every text that people may write tries to become code, and the pages that show it."""

from dataclasses import dataclass
from typing import Any, Final

import httpx

ATTACK: Final = "\"'><script>pwned=1</script><img src=x onerror=pwned=1>{{7*7}}</title></script>"
SHORT: Final = '"><img/src=x onerror=pwned=1>'
NAME: Final = "<b onclick=pwned=1>'\""


@dataclass(frozen=True, slots=True)
class HostileWorld:
    """Who made it, by cookie, and where it is shown: pages, then files."""

    cookies: dict[str, str]
    pages: tuple[str, ...]
    files: tuple[str, ...]


def make_hostile_world(url: str) -> HostileWorld:
    """Make a board, a list and a played session of hostile texts on a server."""
    with httpx.Client(base_url=url, headers={"origin": url}, timeout=60) as client:
        goals = [{"text": f"{number} {ATTACK}", "description": ATTACK} for number in range(1, 26)]
        board = {"title": ATTACK, "game": ATTACK, "description": ATTACK, "tags": [SHORT], "rows": 5, "columns": 5}
        board_id = made(client, "/api/v1/boards", {"board": {**board, "squares": goals}})["id"]
        listed = {"title": ATTACK, "game": ATTACK, "description": ATTACK, "goals": goals}
        list_id = made(client, "/api/v1/goal-lists", {"list": listed})["id"]
        over, running = (make_session(client, goals) for _ in range(2))
        made(client, f"/api/v1/sessions/{over}/commands", {"do": "finish", "id": "finish", "card": 1})
        of_boards = [f"/boards/{board_id}{part}" for part in ("", "/edit", "/print")]
        of_lists = [f"/goal-lists/{list_id}{part}" for part in ("", "/edit")]
        parts = "board,scores,timer,feed,names"
        of_play = [
            f"/play/{running}{part}" for part in ("", "/watch", f"/overlay?parts={parts}", "/share", "/people/1")
        ]
        of_play += [f"/play/{over}{part}" for part in ("/result", "/replay")]
        searches = [
            f"{path}?q=%22%3E%3Cimg+src%3Dx+onerror%3Dpwned%3D1%3E" for path in ("/boards", "/goal-lists", "/goals")
        ]
        pages = (
            "/",
            "/boards",
            "/boards/mine",
            "/goal-lists",
            "/play/open",
            *of_boards,
            *of_lists,
            *of_play,
            *searches,
        )
        files = (f"/api/v1/boards/{board_id}/export?format=svg", f"/boards/{board_id}/download/svg")
        return HostileWorld(dict(client.cookies), pages, files)


def make_session(client: httpx.Client, goals: list[dict[str, Any]]) -> str:
    """The code of a listed session that is under way, with a mark and a chat line in it."""
    settings = {"quick": True, "win": {"kind": "all"}, "listed": True}
    body = {"nickname": NAME, "name": ATTACK, "card": {"goals": goals}, "settings": settings}
    code = made(client, "/api/v1/sessions", body)["code"]
    made(client, f"/api/v1/sessions/{code}/commands", {"do": "mark", "id": "mark", "square": 3, "card": 1})
    made(client, f"/api/v1/sessions/{code}/commands", {"do": "say", "id": "say", "text": ATTACK})
    return str(code)


def made(client: httpx.Client, path: str, body: dict[str, Any]) -> dict[str, Any]:
    """The answer to a change that must succeed."""
    answer = client.post(path, json=body)
    assert answer.is_success, (path, answer.text)
    found: dict[str, Any] = answer.json()
    return found
