"""Files by name in one folder, never more bytes than its bound: what was used longest ago makes room.

Several processes may share the folder. Every method blocks: call it in a thread. Where the disk refuses, a file is not
found or not kept, which costs time and nothing else.
"""

import os
from pathlib import Path
from tempfile import NamedTemporaryFile
from threading import Lock
from typing import Final

import structlog

_FOLDER_MODE: Final = 0o700
_SLACK: Final = 16
"""The folder is looked through when a 16th of its bound has come in, and then cleared down to 15 sixteenths."""
_TEMPORARY: Final = ".new"
_log: Final = structlog.get_logger(__name__)


class Shelf:
    """One folder. `most_bytes` is the sum of its files' lengths; each further process may add a 16th to it."""

    def __init__(self, folder: Path, most_bytes: int) -> None:
        self._folder: Final = folder
        self._slack: Final = most_bytes // _SLACK
        self._most_after_clearing: Final = most_bytes - self._slack
        self._added: int = self._slack  # what an earlier process left is not known yet
        self._lock: Final = Lock()

    def find(self, name: str) -> bytes | None:
        """Return a file's content, or None; it counts as used now."""
        path = self._folder / name
        try:
            content = path.read_bytes()
            os.utime(path)
        except OSError:
            return None
        return content

    def keep(self, name: str, content: bytes) -> None:
        """Keep a file: whole or not at all, also when the machine stops in the middle."""
        if len(content) > self._slack:
            return
        with self._lock:
            try:
                self._make_room(len(content))
                self._write(name, content)
            except OSError as error:
                _log.warning("picture_not_kept", name=name, error=str(error))

    def forget(self, *names: str) -> None:
        """Remove files, where they are there."""
        for name in names:
            try:
                (self._folder / name).unlink(missing_ok=True)
            except OSError as error:
                _log.warning("picture_not_forgotten", name=name, error=str(error))

    def _make_room(self, coming: int) -> None:
        self._folder.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
        if self._added + coming > self._slack:
            _clear(self._folder, self._most_after_clearing)
            self._added = 0
        self._added += coming

    def _write(self, name: str, content: bytes) -> None:
        with NamedTemporaryFile(dir=self._folder, suffix=_TEMPORARY, delete=False) as file:
            try:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
                Path(file.name).replace(self._folder / name)
            except OSError:
                Path(file.name).unlink(missing_ok=True)
                raise


def _clear(folder: Path, most_bytes: int) -> None:
    """Remove files until the rest is within the bound, those first that were used longest ago."""
    files = sorted(_used_sizes(folder), reverse=True)
    total = 0
    for _, size, path in files:
        total += size
        if total > most_bytes:
            Path(path).unlink(missing_ok=True)


def _used_sizes(folder: Path) -> list[tuple[float, int, str]]:
    """Return when each file was used last, its length and its path; one that goes meanwhile is left out."""
    found = []
    with os.scandir(folder) as entries:
        for entry in entries:
            try:
                about = entry.stat()
            except FileNotFoundError:
                continue
            found.append((about.st_mtime, about.st_size, entry.path))
    return found
