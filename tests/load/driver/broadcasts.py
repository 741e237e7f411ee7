"""One mark, and the moment at which the last of all sockets has it."""

import time
from typing import Final

from load.driver.crowd import Crowd
from load.driver.marks import wish
from load.driver.plan import Plan, Run

BLOCK: Final = 25
REST_S: Final = 0.03
LOST_AFTER_S: Final = 20.0


def measure_broadcasts(plan: Plan) -> list[Run]:
    """Alternate between the targets in blocks of 25, so that what disturbs the machine disturbs all alike.

    The first line of a target is the sender. The driver rests between two broadcasts, as a game does.
    """
    crowds = [Crowd(target) for target in plan.targets]
    waits: dict[str, list[float]] = {target.name: [] for target in plan.targets}
    cpu: dict[str, float] = dict.fromkeys(waits, 0.0)
    for crowd in crowds:
        crowd.open_all()
    for first in range(0, plan.rounds, BLOCK):
        for crowd in crowds:
            for number in range(first, first + BLOCK):
                time.sleep(REST_S)
                began, spent = time.perf_counter(), time.process_time()
                _broadcast(crowd, number)
                waits[crowd.target.name].append((time.perf_counter() - began) * 1000)
                cpu[crowd.target.name] += (time.process_time() - spent) * 1000
    runs = [_run(name, found, cpu[name]) for name, found in waits.items()]
    for crowd in crowds:
        crowd.close()
    return runs


def _run(name: str, waits: list[float], cpu_ms: float) -> Run:
    """The driver's rests between broadcasts do not count into its share of CPU."""
    took_ms = sum(waits)
    return Run(
        name=name, done=len(waits), seconds=took_ms / 1000, waits_ms=tuple(sorted(waits)), own_cpu=cpu_ms / took_ms
    )


def _broadcast(crowd: Crowd, number: int) -> None:
    """Mark, or unmark, and return when every line has heard of it."""
    frame, marker = wish(0, number)
    crowd.lines[0].write(frame)
    missing = len(crowd.lines)
    rest: dict[int, bytes] = {}
    deadline = time.monotonic() + LOST_AFTER_S
    while missing:
        if time.monotonic() > deadline:
            raise TimeoutError(f"{missing} sockets never heard of {marker.decode()}")
        for line in crowd.ready(1.0):
            data = line.read()
            if marker in data or marker in rest.get(line.fd, b"") + data:
                missing -= 1
            else:
                rest[line.fd] = rest.get(line.fd, b"") + data
