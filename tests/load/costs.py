"""What things cost: a join, a socket's memory, a page's CPU and weight, the start."""

import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import httpx

from load.driver.plan import Plan, Seat, Target
from load.figures import Figure, make_figure, say
from load.machine import ENVIRONMENT, Node, drive, holding, serving
from load.players import GREETED, HELLO, Lobby, audience_of_one_session
from support.postgres import free_port

JOIN_SESSIONS: Final = 40
SEATS_EACH: Final = 49
JOINS_AT_ONCE: Final = 8
HELD_SOCKETS: Final = 2_000
PAGE_ROUNDS: Final = 2_000
STARTS: Final = 5
CPU_REACH_US: Final = {"landing": 300.0, "session": 1500.0}
WEIGHT_REACH_KB: Final = {"landing": 45.0, "session": 70.0}


def measure_joins(folder: Path, _: Sequence[str]) -> Iterator[Figure]:
    """`joins`: a seat, a socket, hello and the whole board, a second."""
    with serving(folder / "arcadia") as node:
        lobby = Lobby(node)
        codes = [lobby.make()[0] for _ in range(JOIN_SESSIONS)]
        lobby.close()
        say(f"  {JOIN_SESSIONS * SEATS_EACH} people join, {JOINS_AT_ONCE} at a time")
        seats = tuple(Seat(path=code) for _ in range(SEATS_EACH) for code in codes)
        target = Target(name="arcadia", port=node.port, seats=seats, greeting=HELLO, greeted=GREETED)
        (run,) = drive(Plan(job="joins", targets=(target,), together=JOINS_AT_ONCE))
    yield make_figure("joins", run.done / run.seconds, "joins/s", reach=300, driver_cpu=run.own_cpu)


def measure_memory(folder: Path, _: Sequence[str]) -> Iterator[Figure]:
    """`memory.socket`: what one more socket costs, all told."""
    with serving(folder / "arcadia") as node:
        target = audience_of_one_session(node, HELD_SOCKETS)
        before = node.memory_kb()
        say(f"  holding {HELD_SOCKETS} sockets")
        with holding(Plan(job="hold", targets=(target,))):
            held = node.memory_kb()
    yield make_figure("memory.socket", (held - before) / HELD_SOCKETS, "KB", reach=40)


def measure_cpu(folder: Path, names: Sequence[str]) -> Iterator[Figure]:
    """`cpu.{landing,session}`: the server's CPU a page, from its own accounts."""
    with serving(folder / "arcadia") as node:
        for page, path, cookie in _pages(node):
            if not any(name in ("cpu", f"cpu.{page}") for name in names):
                continue
            target = Target(name="arcadia", port=node.port, seats=(Seat(path=path, cookie=cookie),))
            plan = Plan(job="pages", targets=(target,), paths=(path,), rounds=PAGE_ROUNDS)
            drive(Plan(job="pages", targets=(target,), paths=(path,), rounds=50))
            before = node.cpu_s()
            drive(plan)
            cost = (node.cpu_s() - before) / PAGE_ROUNDS * 1e6
            yield make_figure(f"cpu.{page}", cost, "µs", reach=CPU_REACH_US[page])


def _pages(node: Node) -> tuple[tuple[str, str, str], ...]:
    """The landing page as a stranger sees it, and a session's page as its player does."""
    lobby = Lobby(node)
    code, cookie = lobby.make()
    lobby.close()
    return ("landing", "/", ""), ("session", f"/play/{code}", cookie)


def measure_weight(folder: Path, names: Sequence[str]) -> Iterator[Figure]:
    """`weight.{landing,session}`: everything of a first visit over the wire, compressed, in a real browser."""
    from load.browser import wire_bytes

    with serving(folder / "arcadia") as node:
        for page, path, cookie in _pages(node):
            if any(name in ("weight", f"weight.{page}") for name in names):
                weight = wire_bytes(f"{node.url}{path}", cookie=cookie) / 1000
                yield make_figure(f"weight.{page}", weight, "KB", reach=WEIGHT_REACH_KB[page])


def measure_start(folder: Path, _: Sequence[str]) -> Iterator[Figure]:
    """`start`: from the process's start to the first answer, on a folder that was used before."""
    with serving(folder / "arcadia"):
        say("  the first start is done; measuring later ones")
    starts = sorted(_time_start(folder / "arcadia") for _ in range(STARTS))
    imports = sorted(_time_import() for _ in range(STARTS))
    yield make_figure("start", starts[STARTS // 2], "s", reach=1.2, baseline=imports[STARTS // 2])


def _time_start(folder: Path) -> float:
    port = free_port()
    began = time.perf_counter()
    command = [sys.executable, "-m", "arcadia", "serve", "--port", str(port)]
    environment = {**ENVIRONMENT, "ARCADIA_DATA": str(folder)}
    process = subprocess.Popen(
        command, env=environment, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        while not _answers(port):
            if process.poll() is not None:
                raise RuntimeError("the server did not start")
            time.sleep(0.005)
        return time.perf_counter() - began
    finally:
        process.terminate()
        process.wait()


def _answers(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/", timeout=10).status_code == httpx.codes.OK
    except httpx.ConnectError:
        return False


def _time_import() -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", "import litestar"], check=True)
    return time.perf_counter() - began
