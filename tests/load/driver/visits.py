"""People who join, sockets that stay, and pages asked for again and again."""

import re
import sys
import time
from typing import Final

from load.driver.crowd import Crowd, run_steps
from load.driver.line import Line, Steps, text_frame
from load.driver.plan import Plan, Run, Seat, Target

COOKIE: Final = re.compile(rb"set-cookie: ([^;\r\n]+)", re.IGNORECASE)


def measure_joins(plan: Plan) -> list[Run]:
    """A join: a seat by HTTP as a new guest, a socket with the guest's cookie, `hello`, and the whole board."""
    (target,) = plan.targets
    waits: list[float] = []
    wanted = iter(target.seats)
    began, spent = time.perf_counter(), time.process_time()

    def start() -> tuple[Line, Steps] | None:
        seat = next(wanted, None)
        if seat is None:
            return None
        line = Line(target.port)
        return line, _join(line, seat, target, waits)

    def follow(line: Line) -> tuple[Line, Steps] | None:
        line.close()
        return start()

    run_steps((one for _ in range(plan.together) if (one := start()) is not None), follow)
    took = time.perf_counter() - began
    share = (time.process_time() - spent) / took
    return [Run(name=target.name, done=len(waits), seconds=took, waits_ms=tuple(sorted(waits)), own_cpu=share)]


def _join(line: Line, seat: Seat, target: Target, waits: list[float]) -> Steps:
    began = time.perf_counter()
    body = b'{"nickname":"Guest %d"}' % (len(waits) + 1)
    yield from line.request("POST", f"/api/v1/sessions/{seat.path}/seats", body=body)
    if b" 201 " not in line.waiting[:16]:
        raise ConnectionError(f"no seat: {line.waiting[:600]!r}")
    found = COOKIE.search(line.waiting)
    if found is None:
        raise ConnectionError(f"no cookie: {line.waiting[:600]!r}")
    yield from line.upgrade(f"/api/v1/sessions/{seat.path}/socket", cookie=found[1].decode())
    line.write(text_frame(target.greeting.encode()))
    yield from line.wait_for(target.greeted.encode())
    waits.append((time.perf_counter() - began) * 1000)


def hold_sockets(plan: Plan) -> list[Run]:
    """Open all sockets, say so on the output, and keep them until the input ends."""
    (target,) = plan.targets
    began = time.perf_counter()
    crowd = Crowd(target)
    crowd.open_all()
    print("held", flush=True)
    sys.stdin.read()
    run = Run(name=target.name, done=len(crowd.lines), seconds=time.perf_counter() - began)
    crowd.close()
    return [run]


def ask_pages(plan: Plan) -> list[Run]:
    """Ask for each path `rounds` times, on `together` connections that stay open."""
    runs = []
    (target,) = plan.targets
    cookie = target.seats[0].cookie if target.seats else ""
    for path in plan.paths:
        lines = [Line(target.port) for _ in range(plan.together)]
        each = plan.rounds // plan.together
        began, cpu = time.perf_counter(), time.process_time()
        run_steps([(line, _ask_again(line, path, cookie, each)) for line in lines])
        took = time.perf_counter() - began
        own_cpu = (time.process_time() - cpu) / took
        runs.append(Run(name=path, done=each * plan.together, seconds=took, own_cpu=own_cpu))
        for line in lines:
            line.close()
    return runs


def _ask_again(line: Line, path: str, cookie: str, times: int) -> Steps:
    for _ in range(times):
        yield from line.request(
            "GET", path, cookie=cookie, extra="Accept: text/html\r\nAccept-Encoding: zstd, br, gzip\r\n"
        )
        if b" 200 " not in line.waiting[:16]:
            raise ConnectionError(f"{path}: {line.waiting[:300]!r}")
