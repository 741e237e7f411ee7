"""How long a node takes to open a session with a long log."""

import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import httpx

from load.figures import Figure, make_figure, say
from load.machine import Node, serving
from load.players import SETTINGS

EVENTS: Final = 10_400
"""Almost as far from the last snapshot, at 10,000, as a log can be."""

SQUARES: Final = 100
OPENINGS: Final = 7
REACH_MS: Final = 20.0


def measure_open(folder: Path, _: Sequence[str]) -> Iterator[Figure]:
    """`open`: the first look at a session of 10,000 events on a fresh node, less the same look at one that is open."""
    with serving(folder / "arcadia") as node:
        say(f"  a session of {EVENTS} events: making it")
        long_one, other = _make_session(node, EVENTS), _make_session(node, 0)
    times = []
    for turn in range(OPENINGS):
        say(f"  a fresh node opens it, {turn + 1} of {OPENINGS}")
        with serving(folder / "arcadia") as node, httpx.Client(base_url=node.url) as http:
            _look(http, other)
            times.append(_look(http, long_one) - min(_look(http, long_one) for _ in range(20)))
    yield make_figure("open", sorted(times)[OPENINGS // 2], "ms", reach=REACH_MS)


def _make_session(node: Node, events: int) -> str:
    """Make a session on a card of 100 squares, on which at least `events` marks and unmarks are stored."""
    with httpx.Client(base_url=node.url, headers={"origin": node.url}, timeout=60) as http:
        card = {"goals": [{"text": f"goal {n}"} for n in range(1, SQUARES + 1)], "rows": 10, "columns": 10}
        made = http.post("/api/v1/sessions", json={"nickname": "Host", "settings": SETTINGS, "card": card})
        code: str = made.raise_for_status().json()["code"]
        for turn in range(events // (SQUARES - 1) + 1):
            wishes = [{"square": n, "mark": turn % 2 == 0} for n in range(1, SQUARES)]
            command = {"do": "bulk", "id": f"turn-{turn}", "squares": wishes}
            http.post(f"/api/v1/sessions/{code}/commands", json=command).raise_for_status()
    return code


def _look(http: httpx.Client, code: str) -> float:
    """Read the squares. Return how long that took, in ms."""
    began = time.perf_counter()
    http.get(f"/api/v1/sessions/{code}/board").raise_for_status()
    return (time.perf_counter() - began) * 1000
