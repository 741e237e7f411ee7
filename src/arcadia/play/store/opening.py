"""The event log that fits a database."""

from arcadia.platform.db import Database, SqliteDatabase
from arcadia.play.store.entries import EventLog


def open_event_log(database: Database) -> EventLog:
    """Return the log on this database. Only the driver that is needed is imported."""
    if isinstance(database, SqliteDatabase):
        from arcadia.play.store.sqlite_log import SqliteEventLog  # noqa: PLC0415

        return SqliteEventLog(database)
    from arcadia.play.store.postgres_log import PostgresEventLog  # noqa: PLC0415

    return PostgresEventLog(database.url)
