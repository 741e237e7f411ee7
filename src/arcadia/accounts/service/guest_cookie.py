"""The guest cookie: `v1.<guest uuid>.<issued>.<hmac>`, where `issued` is in seconds since the epoch.

It carries no secret but its signature, needs no row in the database, and is signed again after 30 days or when the
key has changed, so that old keys can be retired and a guest who plays stays the same guest.
"""

import uuid
from dataclasses import dataclass
from typing import Final

from arcadia.core.ids import GuestId
from arcadia.platform.security import KeyRing

NAME: Final = "arcadia_guest"
SECURE_NAME: Final = f"__Host-{NAME}"
"""On https the browser itself then keeps the cookie to this host, this path and https."""

MAX_AGE_S: Final = 400 * 24 * 3600
RENEWED_AFTER_S: Final = 30 * 24 * 3600
_VERSION: Final = "v1"
_PURPOSE: Final = "guest cookie"
_PARTS: Final = 4
_LONGEST: Final = 200


@dataclass(frozen=True, slots=True)
class CarriedGuest:
    """What a valid cookie says, and whether it is time to sign it again."""

    guest_id: GuestId
    is_due: bool


class GuestCookie:
    """Writes and reads the value of the cookie."""

    def __init__(self, keys: KeyRing) -> None:
        self._keys = keys

    def encode(self, guest_id: GuestId, *, now_s: int) -> str:
        """Return a fresh value for this guest."""
        signed = f"{_VERSION}.{guest_id}.{now_s}"
        return f"{signed}.{self._keys.sign(_PURPOSE, signed)}"

    def decode(self, value: str, *, now_s: int) -> CarriedGuest | None:
        """Return what the value says, or None where it is not ours, was altered, or its key is retired."""
        parts = value.split(".")
        if len(value) > _LONGEST or len(parts) != _PARTS or parts[0] != _VERSION:
            return None
        signed, signature = value.rpartition(".")[0], parts[3]
        if not self._keys.verify(_PURPOSE, signed, signature) or not _is_well_formed(parts[1], parts[2]):
            return None
        is_old = now_s - int(parts[2]) >= RENEWED_AFTER_S
        return CarriedGuest(GuestId(parts[1]), is_old or not self._keys.is_newest(_PURPOSE, signed, signature))


def _is_well_formed(guest_id: str, issued: str) -> bool:
    try:
        return str(uuid.UUID(guest_id)) == guest_id and issued.isascii() and issued.isdigit()
    except ValueError:
        return False
