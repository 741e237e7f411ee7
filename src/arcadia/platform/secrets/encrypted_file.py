"""A file of secrets, encrypted at rest under the ring of ARCADIA_SECRETS_KEY: for machines without a store (C7).

A line that names the format, then one sealed JSON object. It is replaced whole, so a reader finds the old file or the
new one, and one writer at a time changes it.
"""

import os
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from fcntl import LOCK_EX, flock
from pathlib import Path
from typing import Final

import msgspec

from arcadia.platform.secrets.store import Store, StoreRefused
from arcadia.platform.security import SealBroken, Sealer

_HEAD: Final = b"arcadia-secrets 1\n"
_PURPOSE: Final = "secrets file"
_VARIABLE: Final = "ARCADIA_SECRETS_FILE"
_FOLDER_MODE: Final = 0o700


class Contents(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the file holds: secrets by name, and the keys that verify already and sign after the next rotation."""

    values: dict[str, str] = {}
    prepared: dict[str, str] = {}

    def __repr__(self) -> str:
        """Names only."""
        return f"Contents({', '.join(sorted(self.values))})"


def make_file_store(path: Path, keys: Sequence[str]) -> Store:
    """Return the store of this file."""
    return Store(f"the secrets file {path}", _VARIABLE, lambda: _values(SecretsFile(path, keys)))


def _values(file: "SecretsFile") -> Mapping[str, str]:
    if not file.path.exists():
        raise StoreRefused(_VARIABLE, "there is no such file", "Make it with: arcadia secrets set NAME")
    return file.read().values


class SecretsFile:
    """The file, read and changed under a ring of keys: the newest encrypts."""

    def __init__(self, path: Path, keys: Sequence[str]) -> None:
        self.path = path
        self._sealer = Sealer(keys, purpose=_PURPOSE)

    def read(self) -> Contents:
        """Return what the file holds; nothing where there is none.

        Raises:
            StoreRefused: it cannot be read, was not made by Arcadia, or no key opens it.
        """
        try:
            raw = self.path.read_bytes()
        except FileNotFoundError:
            return Contents()
        except OSError as error:
            raise StoreRefused(_VARIABLE, f"it cannot be read ({error.strerror})", "Let this user read it") from None
        if not raw.startswith(_HEAD):
            raise StoreRefused(_VARIABLE, "this is no secrets file of Arcadia", "Name one that arcadia secrets made")
        return self._opened(raw.removeprefix(_HEAD))

    def _opened(self, sealed: bytes) -> Contents:
        try:
            return msgspec.json.decode(self._sealer.open(sealed.strip()), type=Contents)
        except (SealBroken, msgspec.MsgspecError):
            mend = "Put the key that it was encrypted under into the ring, or restore the file"
            raise StoreRefused("ARCADIA_SECRETS_KEY", "no key opens the file, or it was altered", mend) from None

    def change(self, edit: Callable[[Contents], Contents]) -> Contents:
        """Write what `edit` makes of the contents, under the newest key; return it.

        Raises:
            StoreRefused: the file cannot be read.
            OSError: it cannot be written; it is then as before.
        """
        self.path.parent.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
        with _alone(self.path):
            contents = edit(self.read())
            self._write(_HEAD + self._sealer.seal(msgspec.json.encode(contents)) + b"\n")
        return contents

    def _write(self, raw: bytes) -> None:
        # mkstemp makes files that only this user can read.
        descriptor, name = tempfile.mkstemp(prefix=f"{self.path.name}.", dir=self.path.parent)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(raw)
                file.flush()
                os.fsync(file.fileno())
            os.replace(name, self.path)  # noqa: PTH105 - by its name, as mkstemp gave it
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Wait for other writers, and keep them waiting for the block."""
    with path.with_name(f"{path.name}.lock").open("a") as file:
        flock(file, LOCK_EX)
        yield
