"""Encryption at rest under a ring of keys: the newest encrypts, all decrypt (C8).

For fields and files. Fernet of the `cryptography` library (AES-128 in CBC mode, HMAC-SHA256), under keys derived from
the ring's by HKDF for one purpose, so that one secret may serve several.
"""

import base64
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Final

from arcadia.core.errors import Invalid

if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet

_KEY_BYTES: Final = 32


class SealBroken(Invalid):
    """No key of the ring opens it: it was sealed under another one, for another purpose, or was altered."""


class Sealer:
    """Seals under the first key, opens under any."""

    def __init__(self, keys: Sequence[str], *, purpose: str) -> None:
        """Raises ValueError where there is no key."""
        if not keys:
            message = "sealing needs a key"
            raise ValueError(message)
        self._keys = tuple(keys)
        self._purpose = purpose

    def seal(self, plain: bytes) -> bytes:
        """Return `plain` encrypted and signed, as URL-safe text of a third more bytes and 100."""
        return self._fernet.encrypt(plain)

    def open(self, sealed: bytes) -> bytes:
        """Return what was sealed.

        Raises:
            SealBroken: no key opens it.
        """
        from cryptography.fernet import InvalidToken  # noqa: PLC0415 - imported where something is sealed

        try:
            return self._fernet.decrypt(sealed)
        except InvalidToken:
            raise SealBroken("no key of the ring opens it") from None

    def seal_again(self, sealed: bytes) -> bytes:
        """Return the same content sealed under the newest key, so that older ones can be retired.

        Raises:
            SealBroken: no key opens it.
        """
        return self.seal(self.open(sealed))

    @cached_property
    def _fernet(self) -> "MultiFernet":
        from cryptography.fernet import Fernet, MultiFernet  # noqa: PLC0415

        return MultiFernet([Fernet(_derived(key, self._purpose)) for key in self._keys])


def _derived(key: str, purpose: str) -> bytes:
    from cryptography.hazmat.primitives.hashes import SHA256  # noqa: PLC0415
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF  # noqa: PLC0415

    derived = HKDF(algorithm=SHA256(), length=_KEY_BYTES, salt=None, info=purpose.encode()).derive(key.encode())
    return base64.urlsafe_b64encode(derived)
