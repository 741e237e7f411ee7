"""What is kept: each kind with its type, its lifetime and the version of its shape."""

from enum import IntEnum
from typing import Final, Generic, TypeVar

import msgspec

T = TypeVar("T")
STALE_S: Final = 60
"""How much longer an expired value is kept, to be served while somebody loads the next one."""


class Lifetime(IntEnum):
    """How long values live, in seconds, unless something drops them earlier. The only place that says so (K1)."""

    SESSION = 900
    USER_PROFILE = 1_800
    BOARD = 3_600
    LEADERBOARD = 7_200
    PUBLIC_BOARDS = 14_400


class Kind(Generic[T]):
    """One kind of value.

    Args:
        name: lower case with underscores; part of keys and of the counters' names.
        shape: the type that a value is checked against whenever it is read. Values are handed out more than once, so
            it must be of frozen structs, tuples and plain values.
        version: to be raised when the shape changes its meaning but not its form; old values are then never met.
    """

    def __init__(self, name: str, shape: type[T], lifetime_s: float, *, version: int = 1) -> None:
        self.name = name
        self.lifetime_s = float(lifetime_s)
        self.kept_s = self.lifetime_s + min(self.lifetime_s, STALE_S)
        self.decoder: msgspec.json.Decoder[T] = msgspec.json.Decoder(shape)
        self.prefix = f"{name}.{version}"

    def key(self, key: str) -> str:
        """Return the full key of a value of this kind."""
        return f"{self.prefix}:{key}"

    @property
    def tag(self) -> str:
        """The tag that all values of this kind carry: dropping it drops the prefix."""
        return f"kind:{self.prefix}"
