"""What keeps bytes under keys and tags."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final, Protocol

from arcadia.platform.resilience import Policy

LOCK_S: Final = 5.0
"""After so long a loader that was not heard of is taken for dead (K7)."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A value as it is kept, and when it was stored (milliseconds since the epoch)."""

    body: bytes
    stored_at: int


@dataclass(frozen=True, slots=True)
class Claim:
    """The answer to somebody who wants to load: the tags' generations now, whether the lock of the key is theirs, and
    what was kept meanwhile.

    `generations` is None where the store has no room even for them: then nothing is kept, and nobody has the lock.
    """

    generations: tuple[str, ...] | None
    is_ours: bool
    kept: Kept | None = None


class Store(Protocol):
    """Bytes under keys and tags. What its methods raise when the store is away are `faults`; `policy` bounds them."""

    policy: Policy
    faults: tuple[type[Exception], ...]
    is_shared: bool

    async def read(self, key: str, tags: Collection[str]) -> Kept | None:
        """Return what is kept under `key`, unless one of its tags was dropped since its loading began."""
        ...

    async def claim(self, key: str, tags: Collection[str], *, holder: str) -> Claim:
        """Ask to be the one who loads `key`, for `LOCK_S` at most. `holder` is unlike any other's; asking twice is fine."""
        ...

    async def keep(
        self, key: str, tags: Collection[str], kept: Kept, claim: Claim, *, holder: str, for_s: float
    ) -> bool:
        """Keep a value under the generations of `claim`, and give up the lock. False where there was no room."""
        ...

    async def give_up(self, key: str, *, holder: str) -> None:
        """Give up the lock of a key, where `holder` still has it."""
        ...

    async def drop(self, tags: Collection[str]) -> None:
        """Make void what is kept under any of the tags, and what loaders that have begun will store."""
        ...
