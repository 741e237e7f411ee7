"""A ring of secrets, so that a key can be changed without signing everybody out."""

import base64
import hashlib
import hmac
import os
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Final

KEY_FILE: Final = "session.key"
_KEY_BYTES: Final = 48
_FILE_MODE: Final = 0o600


class KeyRing:
    """Secrets of which the first signs and all verify. A signature is bound to a purpose and opens nothing else."""

    def __init__(self, keys: Sequence[str]) -> None:
        """Raises ValueError where there is no key."""
        if not keys:
            message = "a key ring needs a key"
            raise ValueError(message)
        self._keys = tuple(key.encode() for key in keys)

    def sign(self, purpose: str, message: str) -> str:
        """Return the signature of `message`: HMAC-SHA256 under the newest key, 43 URL-safe characters."""
        return _signature(self._keys[0], purpose, message)

    def verify(self, purpose: str, message: str, signature: str) -> bool:
        """Whether any key of the ring made `signature` for this purpose and message. Takes equally long either way."""
        given = signature.encode()
        matches = [hmac.compare_digest(_signature(key, purpose, message).encode(), given) for key in self._keys]
        return any(matches)

    def is_newest(self, purpose: str, message: str, signature: str) -> bool:
        """Whether the newest key made it; what an older one made should be signed again."""
        return hmac.compare_digest(self.sign(purpose, message).encode(), signature.encode())


def load_key_ring(keys: Sequence[str], data_folder: Path) -> KeyRing:
    """Return the ring of `keys`, or where none are set (in development) of a key generated once into the data folder.

    Raises:
        OSError: the key file cannot be read or written.
    """
    return KeyRing(keys or (_generated_key(data_folder / KEY_FILE),))


def find_generated_key(data_folder: Path) -> str | None:
    """Return the key that `load_key_ring` generated into the data folder, if it ever did."""
    try:
        return (data_folder / KEY_FILE).read_text(encoding="ascii").strip() or None
    except FileNotFoundError:
        return None


def _generated_key(path: Path) -> str:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _FILE_MODE)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        key = secrets.token_urlsafe(_KEY_BYTES)
        file.write(key + "\n")
    return key


def _signature(key: bytes, purpose: str, message: str) -> str:
    digest = hmac.digest(key, f"{purpose}\n{message}".encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")
