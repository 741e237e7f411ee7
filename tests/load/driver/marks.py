"""Many sessions, each marking as fast as it is answered, or all together at a given rate."""

import time
from typing import Final

from load.driver.crowd import Crowd
from load.driver.line import Line, text_frame
from load.driver.plan import Plan, Run

SQUARES: Final = 25
KEPT: Final = 48
EVENT: Final = b'"t":"event"'
REFUSED: Final = b'"t":"refused"'


def wish(who: int, number: int) -> tuple[bytes, bytes]:
    """The frame of a player's `number`-th command, and what its acknowledgement holds.

    A mark and then its unmark: so no card is ever won, and every command changes something.
    """
    marker = b'"id":"%d-%d"' % (who, number)
    verb = b"unmark" if number % 2 else b"mark"
    square = number // 2 % SQUARES + 1
    return text_frame(b'{"do":"%s","square":%d,%s}' % (verb, square, marker)), marker


class Marking:
    """One target's players and what they have been answered."""

    def __init__(self, crowd: Crowd) -> None:
        self.crowd: Final = crowd
        self.numbers: Final[dict[int, int]] = {line.fd: who for who, line in enumerate(crowd.lines)}
        self.waits: Final[list[float]] = []
        self.done = 0
        self.refused = 0
        self.heard = 0
        self.seconds = 0.0
        self.cpu = 0.0
        self.next_free = 0

    def begin(self, line: Line) -> None:
        """Send the player's next command."""
        frame, line.marker = wish(self.numbers[line.fd], line.sent)
        line.sent += 1
        line.held = True
        line.sent_at = time.perf_counter()
        line.write(frame)

    def hear(self, line: Line) -> bool:
        """Read what came. Return whether the player's own command was answered by it."""
        data = line.waiting + line.read()
        self.heard += data.count(EVENT)
        if REFUSED in data:
            self.refused += data.count(REFUSED)
        is_answered = line.held and line.marker in data
        line.waiting = _unfinished(data)
        if is_answered:
            line.held = False
            line.waiting = b""
            self.done += 1
            self.waits.append((time.perf_counter() - line.sent_at) * 1000)
        return is_answered

    def run_free(self, seconds: float) -> None:
        """Every player sends the next command when the last one is answered; then wait for what is under way."""
        began, spent = time.perf_counter(), time.process_time()
        until = began + seconds
        for line in self.crowd.lines:
            self.begin(line)
        while (now := time.perf_counter()) < until:
            for line in self.crowd.ready(until - now):
                if self.hear(line):
                    self.begin(line)
        self._count(began, spent)
        self._finish()

    def run_paced(self, seconds: float, rate: int, *, is_patient: bool = False) -> None:
        """Send `rate` commands a second, whatever the answers do, each from the next player who waits for none.

        Where all wait, that is a failure; or, `is_patient`, what is late is sent when the answers are there.
        """
        began, spent = time.perf_counter(), time.process_time()
        until, sent = began + seconds, 0
        while (now := time.perf_counter()) < until:
            due = int((now - began) * rate)
            while sent < due and not (is_patient and self._is_waiting()):
                self.begin(self._idle_line())
                sent += 1
            for line in self.crowd.ready(max(0.0, began + (sent + 1) / rate - time.perf_counter())):
                self.hear(line)
        self._count(began, spent)
        self._finish()

    def _is_waiting(self) -> bool:
        return all(line.held for line in self.crowd.lines)

    def _idle_line(self) -> Line:
        lines = self.crowd.lines
        for _ in range(len(lines)):
            line = lines[self.next_free % len(lines)]
            self.next_free += 1
            if not line.held:
                return line
        raise TimeoutError("every player waits for an answer: the server does not keep up with the rate")

    def _count(self, began: float, spent: float) -> None:
        self.seconds += time.perf_counter() - began
        self.cpu += time.process_time() - spent

    def _finish(self) -> None:
        """Answers that come after the end are heard, but not counted as done within the time."""
        counted, waits = self.done, len(self.waits)
        while any(line.held for line in self.crowd.lines):
            for line in self.crowd.ready(20.0):
                self.hear(line)
        self.done = counted
        del self.waits[waits:]
        self.crowd.drain(0.1)

    def result(self) -> Run:
        """What came of it."""
        return Run(
            name=self.crowd.target.name,
            done=self.done,
            seconds=self.seconds,
            waits_ms=tuple(sorted(self.waits)),
            refused=self.refused,
            heard=self.heard,
            own_cpu=self.cpu / self.seconds,
        )


def _unfinished(data: bytes) -> bytes:
    """The end of what was read, in case that a marker is cut in two; never one that was counted already."""
    tail = data[-KEPT:]
    place = max(tail.rfind(EVENT), tail.rfind(REFUSED))
    return tail[place + len(EVENT) :] if place >= 0 else tail


def measure_marks(plan: Plan) -> list[Run]:
    """Alternate between the targets, `rounds` times `seconds` each."""
    sides = []
    for target in plan.targets:
        crowd = Crowd(target)
        crowd.open_all()
        sides.append(Marking(crowd))
    for _ in range(plan.rounds):
        for side in sides:
            if plan.rate:
                side.run_paced(plan.seconds, plan.rate, is_patient=plan.is_patient)
            else:
                side.run_free(plan.seconds)
    return [side.result() for side in sides]
