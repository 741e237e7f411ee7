"""What every database offers to features."""

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from typing import Literal, Protocol

from arcadia.platform.db.pools import PoolUse
from arcadia.platform.db.transaction import Transaction, WriteTransaction


class Database(Protocol):
    """One database, opened once per process and shared by everything in it."""

    @property
    def kind(self) -> Literal["sqlite", "postgresql"]:
        """Which dialect this is, for the few statements that must differ."""
        ...

    @property
    def url(self) -> str:
        """Where it is, as the settings say it, with the password in it: never log this."""
        ...

    def read(self) -> AbstractAsyncContextManager[Transaction]:
        """A consistent snapshot to read from. A statement that writes fails.

        Raises:
            Unavailable: the database is away or all connections are busy for too long.
        """
        ...

    def write(self) -> AbstractAsyncContextManager[WriteTransaction]:
        """A transaction that commits when the block ends and rolls back when it raises.

        On SQLite only one is open in the process at a time, so never await anything slow or foreign inside it.

        Raises:
            Unavailable: the database is away; nothing was changed (where the commit was cut off, nobody can know).
        """
        ...

    async def ping(self) -> None:
        """Return when the database answers.

        Raises:
            Unavailable: it does not.
        """
        ...

    async def now_ms(self) -> int | None:
        """The time of the database's own clock in ms since the epoch; None where it is this machine's.

        Raises:
            Unavailable: it does not answer.
        """
        ...

    def pools(self) -> Mapping[str, PoolUse]:
        """How its pools of connections stand now, by name."""
        ...

    async def close(self) -> None:
        """Close all connections."""
        ...
