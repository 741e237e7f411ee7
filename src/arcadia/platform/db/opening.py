"""From an address to a database."""

from pathlib import Path
from typing import Final

from arcadia.platform.config import Settings
from arcadia.platform.db.interface import Database
from arcadia.platform.db.postgres import PostgresDatabase
from arcadia.platform.db.sqlite import SqliteDatabase

SQLITE_PREFIX: Final = "sqlite:///"
POSTGRES_PREFIXES: Final = ("postgresql://", "postgres://")
_FOLDER_MODE: Final = 0o700


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


def prepare_folders(settings: Settings) -> None:
    """Make the data folder, for this user only, and the folder of the SQLite file."""
    settings.data_folder.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
    database = open_database(settings.database_url)
    if isinstance(database, SqliteDatabase):
        database.path.parent.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
