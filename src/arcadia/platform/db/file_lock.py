"""One process per SQLite file: a lock file beside it that says which process holds it."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class FileInUse(RuntimeError):
    """Another process serves from, or migrates, this file. `pid` is its process id, where it could be read."""

    def __init__(self, path: Path, pid: int | None) -> None:
        self.path = path
        self.pid = pid
        who = f"process {pid}" if pid else "another process"
        super().__init__(f"{who} is using {path}; stop it first, or set ARCADIA_DATA to another folder")


@contextmanager
def locked_file(database: Path) -> Iterator[None]:
    """Hold the lock of an SQLite file for the block. It ends with the process, however that ends.

    Raises:
        FileInUse: another process holds it.
    """
    path = database.with_name(f"{database.name}.lock")
    with path.open("a+", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise FileInUse(database, _pid(file.read())) from None
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        yield
        # The file stays: removing it would let two processes lock two files of one name.
        file.truncate(0)


def _pid(text: str) -> int | None:
    bare = text.strip()
    return int(bare) if bare.isdigit() else None
