"""The audit trail on this machine: one JSON object a line."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import msgspec

_FILE_MODE: Final = 0o600
_FOLDER_MODE: Final = 0o700


class SecretRead(msgspec.Struct, frozen=True, kw_only=True, tag="secret_read"):
    """A secret's value left its source. `at` is ISO 8601 in UTC; `by` names the command, `pid` its process."""

    at: str
    secret: str
    source: str
    by: str
    pid: int


class AuditTrail:
    """Adds entries to a file. Processes may share it: what is added at once stands together."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def record(self, entries: Iterable[SecretRead]) -> None:
        """Add the entries; make the file and its folder, for this user only, where they are not there.

        Raises:
            OSError: they cannot be written. What is not recorded must not go on.
        """
        lines = b"".join(msgspec.json.encode(entry) + b"\n" for entry in entries)
        if not lines:
            return
        self._path.parent.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
        descriptor = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, _FILE_MODE)
        with os.fdopen(descriptor, "wb", buffering=0) as file:
            file.write(lines)
