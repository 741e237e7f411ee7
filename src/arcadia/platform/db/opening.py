"""From an address to a database."""

from pathlib import Path
from typing import Final

from arcadia.platform.db.interface import Database
from arcadia.platform.db.postgres import PostgresDatabase
from arcadia.platform.db.sqlite import SqliteDatabase

SQLITE_PREFIX: Final = "sqlite:///"
POSTGRES_PREFIXES: Final = ("postgresql://", "postgres://")


def open_database(url: str) -> Database:
    """Return the database at `url`; connections are made when first needed, so an absent server is no error here.

    Raises:
        ValueError: the address is of no kind that Arcadia knows, or SQLite without a file.
    """
    if url.startswith(POSTGRES_PREFIXES):
        return PostgresDatabase(url)
    path = url.removeprefix(SQLITE_PREFIX)
    if path == url or path in ("", ":memory:"):
        message = "expected sqlite:///path/to/file or postgresql://user:password@host/database"
        raise ValueError(message)
    return SqliteDatabase(Path(path))
