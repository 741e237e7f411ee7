"""A ring gets a new newest key, and keeps its old ones, so that what they signed still holds (C8).

With one process a rotation is one step. With several, each reads its ring when it starts, so a key that signs on one
node must be known on all before: `prepare` puts it last, where it verifies only, and after every node has started anew
`rotate` puts it first.
"""

import secrets
from collections.abc import Sequence
from typing import Final

from arcadia.platform.secrets.encrypted_file import Contents

_KEY_BYTES: Final = 48


def make_secret() -> str:
    """Return a new secret of 64 URL-safe characters."""
    return secrets.token_urlsafe(_KEY_BYTES)


def prepare(contents: Contents, name: str, *, others: Sequence[str]) -> Contents:
    """Return the contents with the ring's next key in its last place, made now where none was prepared.

    Args:
        contents: what the file holds.
        name: the ring.
        others: keys that signed before and are in no file.
    """
    key = contents.prepared.get(name) or make_secret()
    ring = [*(one for one in _ring(contents, name, others) if one != key), key]
    return _with(contents, name, ring, prepared={**contents.prepared, name: key})


def rotate(contents: Contents, name: str, *, others: Sequence[str], keep: int | None) -> Contents:
    """Return the contents with the prepared key, or a new one, in the ring's first place.

    Args:
        contents: what the file holds.
        name: the ring.
        others: keys that signed before and are in no file.
        keep: how many keys the ring has then at most; what older ones signed holds no longer. None keeps all.
    """
    key = contents.prepared.get(name) or make_secret()
    ring = [key, *(one for one in _ring(contents, name, others) if one != key)]
    prepared = {other: kept for other, kept in contents.prepared.items() if other != name}
    return _with(contents, name, ring[:keep], prepared=prepared)


def _ring(contents: Contents, name: str, others: Sequence[str]) -> list[str]:
    kept = [key.strip() for key in contents.values.get(name, "").split(",") if key.strip()]
    return [*kept, *(key for key in others if key not in kept)]


def _with(contents: Contents, name: str, ring: Sequence[str], *, prepared: dict[str, str]) -> Contents:
    return Contents(values={**contents.values, name: ",".join(ring)}, prepared=prepared)
