"""A real `arcadia serve` in a process of its own, and ways to take it away."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import httpx

from support.assets import lend_assets
from support.postgres import free_port
from support.tools import ROOT

STARTS_WITHIN_S: Final = 60.0


class ServerProcess:
    """One node. It always comes back on the same port and with the same data folder."""

    def __init__(self, folder: Path, environment: Mapping[str, str] | None = None) -> None:
        self.folder: Final = folder
        self.port: Final = free_port()
        self.url: Final = f"http://127.0.0.1:{self.port}"
        self.log: Final = folder / f"server-{self.port}.log"
        self._environment: Final = {
            **os.environ,
            "ARCADIA_ENV": "test",
            "ARCADIA_DATA": str(folder),
            "PYTHONPATH": str(ROOT / "src"),
            **(environment or {}),
        }
        self._process: subprocess.Popen[bytes] | None = None
        lend_assets(folder)

    def start(self, *options: str) -> None:
        """Start, and return when it answers."""
        command = [sys.executable, "-m", "arcadia", "serve", "--port", str(self.port), *options]
        with self.log.open("ab") as output:
            self._process = subprocess.Popen(
                command, env=self._environment, stdout=output, stderr=subprocess.STDOUT, cwd=self.folder
            )
        deadline = time.monotonic() + STARTS_WITHIN_S
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"the server did not start: {self.log.read_text()[-3000:]}")
            time.sleep(0.02)

    def _answers(self) -> bool:
        try:
            return httpx.get(f"{self.url}/api/v1/sessions", timeout=2).status_code == httpx.codes.OK
        except httpx.HTTPError:
            return False

    @property
    def pid(self) -> int:
        """The process that was started last."""
        assert self._process is not None
        return self._process.pid

    def kill(self) -> None:
        """`kill -9`."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """End it as an operator does."""
        self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(how)
            self._process.wait(40)

    def faults(self) -> list[str]:
        """Lines of the log that tell of an exception nobody foresaw."""
        if not self.log.exists():
            return []
        return [line for line in self.log.read_text().splitlines() if "Traceback" in line or "request_failed" in line]
