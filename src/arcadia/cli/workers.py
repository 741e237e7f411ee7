"""Several processes behind one listening socket: the parent makes it, the workers inherit it.

The parent serves nothing. It passes signals on, and starts a worker anew that ended by itself.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from types import FrameType
from typing import Final

import structlog

from arcadia.platform.config import Settings
from arcadia.platform.db.migrating import upgrade_database

_LOOK_EVERY_S: Final = 0.2
_SHORTEST_LIFE_S: Final = 5.0
_log: Final = structlog.get_logger(__name__)


def supervise(
    settings: Settings, listening: socket.socket, *, overrides: Mapping[str, str], tell: Callable[[], None]
) -> None:
    """Serve with `settings.workers` processes until a signal comes, and wait for all of them.

    Exits with the worker's code when one cannot even start.

    Args:
        settings: of the parent.
        listening: the socket that all workers accept from.
        overrides: what the command line said, by variable; workers get it through their environment.
        tell: called once the workers are on their way.
    """
    if settings.is_migrating:
        upgrade_database(settings.database_url)
    crew = _Crew(settings.workers, listening, {**os.environ, **overrides})
    for sign in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sign, crew.pass_on)
    crew.start()
    tell()
    sys.exit(crew.watch())


class _Crew:
    def __init__(self, size: int, listening: socket.socket, environ: Mapping[str, str]) -> None:
        self._size = size
        self._environ = environ
        self._descriptor = listening.fileno()
        self._workers: dict[subprocess.Popen[bytes], float] = {}
        self._is_ending = False

    def start(self) -> None:
        os.set_inheritable(self._descriptor, True)
        for _ in range(self._size):
            self._start_one()

    def _start_one(self) -> None:
        command = [sys.executable, "-m", "arcadia", "serve", "--inherit", str(self._descriptor), "--no-migrate"]
        # A session of its own: Ctrl+C reaches the workers through the parent, once.
        worker = subprocess.Popen(command, pass_fds=(self._descriptor,), start_new_session=True, env=self._environ)
        self._workers[worker] = time.monotonic()
        if self._is_ending:
            worker.send_signal(signal.SIGTERM)

    def pass_on(self, sign: int, _frame: FrameType | None) -> None:
        """Tell every worker; the second time they exit at once by themselves."""
        self._is_ending = True
        for worker in self._workers:
            worker.send_signal(sign)

    def watch(self) -> int:
        """Wait until all workers have ended; return the code to exit with."""
        while self._workers:
            time.sleep(_LOOK_EVERY_S)
            for worker in [worker for worker in self._workers if worker.poll() is not None]:
                code = self._replace(worker)
                if code:
                    return code
        return 0

    def _replace(self, worker: subprocess.Popen[bytes]) -> int:
        lived_s = time.monotonic() - self._workers.pop(worker)
        if self._is_ending:
            return 0
        _log.error("a worker ended by itself", code=worker.returncode, after_s=round(lived_s, 1))
        if lived_s < _SHORTEST_LIFE_S:
            self.pass_on(signal.SIGTERM, None)
            return worker.returncode or 1
        self._start_one()
        return 0
