"""Servers and drivers as processes, each on a core of its own."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import httpx
import msgspec

from load.driver.plan import Plan, Run
from support.postgres import free_port
from support.tools import ROOT

SERVER_CORE: Final = 0
DRIVER_CORE: Final = 1
STARTS_WITHIN_S: Final = 60.0
ENVIRONMENT: Final = {**os.environ, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT / 'tests'}", "ARCADIA_ENV": "test"}


class Node:
    """A server process pinned to the first core."""

    def __init__(self, process: "subprocess.Popen[bytes]", port: int) -> None:
        self._process: Final = process
        self.port: Final = port
        self.url: Final = f"http://127.0.0.1:{port}"

    @property
    def pid(self) -> int:
        """The process's number."""
        return self._process.pid

    def cpu_s(self) -> float:
        """CPU time of all threads so far, in seconds, exact to the nanosecond."""
        tasks = Path(f"/proc/{self.pid}/task").iterdir()
        return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e9

    def memory_kb(self) -> int:
        """Resident memory in KB."""
        for line in Path(f"/proc/{self.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1])
        raise RuntimeError(f"process {self.pid} has no memory")


@contextmanager
def serving(folder: Path, environment: Mapping[str, str] | None = None) -> Iterator[Node]:
    """A real `arcadia serve` with a data folder of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    command = ("-m", "arcadia", "serve")
    with _running(command, folder, {"ARCADIA_DATA": str(folder), **(environment or {})}) as node:
        yield node


@contextmanager
def bare_loop(folder: Path, database: str | None = None) -> Iterator[Node]:
    """The bare loop, on a database of its own where it stores."""
    folder.mkdir(parents=True, exist_ok=True)
    command = ("-m", "load.bare", *(("--database", database) if database else ()))
    with _running(command, folder, {}) as node:
        yield node


@contextmanager
def _running(command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> Iterator[Node]:
    port = free_port()
    with (folder / "output.log").open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, *command, "--port", str(port)],
            env={**ENVIRONMENT, **environment},
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=folder,
        )
    os.sched_setaffinity(process.pid, {SERVER_CORE})
    node = Node(process, port)
    try:
        _wait_until_it_answers(node, process, folder)
        yield node
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_until_it_answers(node: Node, process: "subprocess.Popen[bytes]", folder: Path) -> None:
    deadline = time.monotonic() + STARTS_WITHIN_S
    while True:
        try:
            httpx.get(node.url, timeout=5)
        except httpx.HTTPError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError((folder / "output.log").read_text()[-3000:]) from None
            time.sleep(0.05)
        else:
            return


def drive(plan: Plan) -> list[Run]:
    """Let the driver do a job on the other core."""
    with _driver(plan) as driver:
        output, _ = driver.communicate()
    return _runs(driver, output)


@contextmanager
def holding(plan: Plan) -> Iterator[None]:
    """Keep the sockets of a plan open for the time of the block."""
    with _driver(plan) as driver:
        assert driver.stdout is not None
        if driver.stdout.readline() != b"held\n":
            raise RuntimeError("the driver could not open its sockets")
        yield
        output, _ = driver.communicate()
    _runs(driver, output)


@contextmanager
def beside(plan: Plan) -> Iterator[None]:
    """Let the driver do a job that is longer than the block, beside what is measured in it."""
    with _driver(plan) as driver:
        yield
        if driver.poll() is not None:
            raise RuntimeError("the driver ended first; what it said stands above")


@contextmanager
def _driver(plan: Plan) -> Iterator["subprocess.Popen[bytes]"]:
    process = subprocess.Popen(
        [sys.executable, "-m", "load.driver"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=ENVIRONMENT
    )
    os.sched_setaffinity(process.pid, {DRIVER_CORE})
    assert process.stdin is not None
    process.stdin.write(msgspec.json.encode(plan) + b"\n")
    process.stdin.flush()
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


def _runs(driver: "subprocess.Popen[bytes]", output: bytes) -> list[Run]:
    if driver.returncode:
        raise RuntimeError(f"the driver failed with {driver.returncode}; what it said stands above")
    return msgspec.json.decode(output, type=list[Run])
