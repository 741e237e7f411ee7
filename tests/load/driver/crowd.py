"""Many lines on one epoll."""

import select
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from load.driver.line import Line, Steps, text_frame
from load.driver.plan import Seat, Target

PATIENCE_S: Final = 60.0
AT_ONCE: Final = 64


class Crowd:
    """The open lines of one target, in the order of its seats."""

    def __init__(self, target: Target) -> None:
        self.target: Final = target
        self.lines: Final[list[Line]] = []
        self._poll: Final = select.epoll()
        self._by_fd: Final[dict[int, Line]] = {}

    def open_all(self) -> None:
        """Connect, upgrade and greet every seat, some at a time, draining those that are open already."""
        wanted = iter(self.target.seats)
        while batch := _take(wanted, AT_ONCE):
            run_steps([self._enter(seat) for seat in batch])
            self.drain(0.0)
        self.drain(1.0)

    def _enter(self, seat: Seat) -> tuple[Line, Steps]:
        line = Line(self.target.port)
        self.lines.append(line)
        return line, self._greet(line, seat)

    def _greet(self, line: Line, seat: Seat) -> Steps:
        yield from line.upgrade(seat.path, cookie=seat.cookie)
        if self.target.greeting:
            line.write(text_frame(self.target.greeting.encode()))
            yield from line.wait_for(self.target.greeted.encode())
        self._by_fd[line.fd] = line
        self._poll.register(line.fd, select.EPOLLIN)

    def ready(self, timeout_s: float) -> list[Line]:
        """The lines that have something to read."""
        return [self._by_fd[fd] for fd, _ in self._poll.poll(timeout_s)]

    def drain(self, quiet_s: float) -> None:
        """Read and forget until nothing came for a while."""
        while lines := self.ready(quiet_s):
            for line in lines:
                line.read()

    def close(self) -> None:
        """Close every line."""
        for line in self.lines:
            line.close()
        self._poll.close()


def _take(seats: Iterator[Seat], count: int) -> list[Seat]:
    return [seat for _, seat in zip(range(count), seats, strict=False)]


def run_steps(
    started: Iterable[tuple[Line, Steps]], on_end: Callable[[Line], tuple[Line, Steps] | None] = lambda _: None
) -> None:
    """Run generators to their ends on one epoll. `on_end` may give the next one for a line that has come to its end."""
    poll = select.epoll()
    running: dict[int, tuple[Line, Steps]] = {}

    def go(line: Line, steps: Steps) -> None:
        try:
            next(steps)
        except StopIteration:
            if running.pop(line.fd, None) is not None:
                poll.unregister(line.fd)
            following = on_end(line)
            if following is not None:
                go(*following)
            return
        if line.fd not in running:
            poll.register(line.fd, select.EPOLLIN)
        running[line.fd] = (line, steps)

    for line, steps in started:
        go(line, steps)
    deadline = time.monotonic() + PATIENCE_S
    while running:
        for fd, _ in poll.poll(1.0):
            go(*running[fd])
            deadline = time.monotonic() + PATIENCE_S
        if time.monotonic() > deadline:
            raise TimeoutError(f"{len(running)} connections wait for an answer that does not come")
    poll.close()
