"""Sessions and their players, made over HTTP as anybody makes them."""

from collections.abc import Iterator
from typing import Any, Final

import httpx

from load.driver.plan import Seat, Target
from load.machine import Node

HELLO: Final = '{"do":"hello","protocol":1}'
GREETED: Final = '"t":"presence"'
SETTINGS: Final = {"quick": True, "mark_rate": 0, "win": {"kind": "all"}}
"""Running at once, and without a mark rate: the benchmark measures the server, not the limit."""


class Lobby:
    """Makes sessions and seats on a node."""

    def __init__(self, node: Node) -> None:
        self._http: Final = httpx.Client(base_url=node.url, headers={"origin": node.url}, timeout=60)

    def make(self) -> tuple[str, str]:
        """Make a session. Return its code and its host's cookie."""
        goals = [{"text": f"goal {number}"} for number in range(1, 26)]
        made = self._post("/api/v1/sessions", {"nickname": "Host", "settings": SETTINGS, "card": {"goals": goals}})
        return made.json()["code"], _cookie(made)

    def join(self, code: str) -> str:
        """Take a seat as a new guest. Return the guest's cookie."""
        return _cookie(self._post(f"/api/v1/sessions/{code}/seats", {"nickname": "Guest"}))

    def _post(self, path: str, body: dict[str, Any]) -> httpx.Response:
        self._http.cookies.clear()
        answer = self._http.post(path, json=body)
        answer.raise_for_status()
        return answer

    def close(self) -> None:
        """Close the connection."""
        self._http.close()


def _cookie(answer: httpx.Response) -> str:
    return "; ".join(f"{name}={value}" for name, value in answer.cookies.items())


def audience_of_one_session(node: Node, watchers: int) -> Target:
    """A session with one player, who marks, and many who watch."""
    lobby = Lobby(node)
    code, cookie = lobby.make()
    lobby.close()
    path = f"/api/v1/sessions/{code}/socket"
    seats = (Seat(path=path, cookie=cookie), *[Seat(path=path)] * watchers)
    return Target(name="arcadia", port=node.port, seats=seats, greeting=HELLO, greeted=GREETED)


def many_sessions(node: Node, *, sessions: int, players: int) -> Target:
    """Sessions of some players each, every one with a socket."""
    lobby = Lobby(node)
    seats = tuple(seat for number in range(sessions) for seat in _players(lobby, number, players))
    lobby.close()
    return Target(name="arcadia", port=node.port, seats=seats, greeting=HELLO, greeted=GREETED)


def _players(lobby: Lobby, number: int, players: int) -> Iterator[Seat]:
    code, cookie = lobby.make()
    path = f"/api/v1/sessions/{code}/socket"
    yield Seat(path=path, cookie=cookie, session=number)
    for _ in range(players - 1):
        yield Seat(path=path, cookie=lobby.join(code), session=number)


def one_session(node: Node, *, players: int) -> tuple[str, str, Target]:
    """A session: its code, the cookie of a player who has no socket yet, and the sockets of the others."""
    lobby = Lobby(node)
    code, cookie = lobby.make()
    path = f"/api/v1/sessions/{code}/socket"
    seats = tuple(Seat(path=path, cookie=lobby.join(code)) for _ in range(players))
    lobby.close()
    return code, cookie, Target(name="others", port=node.port, seats=seats, greeting=HELLO, greeted=GREETED)


def bare_rooms(node: Node, kind: str, *, rooms: int, sockets: int) -> Target:
    """As many sockets in rooms of the bare loop."""
    seats = tuple(Seat(path=f"/{kind}/{room}", session=room) for room in range(rooms) for _ in range(sockets))
    return Target(name=f"bare {kind}", port=node.port, seats=seats)
