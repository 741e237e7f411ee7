"""Which of a driver's errors mean that the database is away, and which mean that we made a mistake."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from arcadia.core.errors import Unavailable

# Connection exceptions, resources exhausted, operator intervention (shutdown, crash, starting up).
_PG_CLASSES: Final = ("08", "53", "57P")
_PG_NO_TABLE: Final = "42P01"
_SQLITE_NO_TABLE: Final = "no such table"
_SQLITE_WORDS: Final = (
    "database is locked",
    "disk I/O error",
    "database or disk is full",
    "unable to open database file",
)


class NotMigrated(Unavailable):
    """The database is there and our tables are not. A node that was started before them goes on when they come."""


@contextmanager
def outages_named(doing: str) -> Iterator[None]:
    """Turn an outage inside the block into `Unavailable`; let every other error pass.

    Args:
        doing: what was tried, for the sentence that the caller reads, such as "read from the database".
    """
    try:
        yield
    except Exception as error:
        # asyncpg's own errors come unwrapped while it connects: "the database system is starting up".
        if not is_outage(error):
            raise
        kind = NotMigrated if _is_table_missing(error) else Unavailable
        raise kind(f"could not {doing}: {_first_line(error)}") from error


def is_outage(error: BaseException) -> bool:
    """Whether a driver's or SQLAlchemy's error says that the database cannot be reached or cannot work now."""
    if isinstance(error, PoolTimeoutError | OSError) or _is_table_missing(error):
        return True
    if not isinstance(error, DBAPIError):
        return _is_pg_outage(error)
    if error.connection_invalidated or _is_pg_outage(error.orig) or "connection is closed" in str(error.orig):
        return True
    return any(word in str(error.orig) for word in _SQLITE_WORDS)


def _is_table_missing(error: BaseException) -> bool:
    cause = error.orig if isinstance(error, DBAPIError) else error
    is_of_sqlite = isinstance(error, DBAPIError) and _SQLITE_NO_TABLE in str(cause)
    return is_of_sqlite or getattr(cause, "sqlstate", None) == _PG_NO_TABLE


def _is_pg_outage(error: BaseException | None) -> bool:
    state = getattr(error, "sqlstate", None)
    return isinstance(state, str) and state.startswith(_PG_CLASSES)


def _first_line(error: BaseException) -> str:
    cause = getattr(error, "orig", None) or error
    return (str(cause).splitlines() or [type(cause).__name__])[0]
