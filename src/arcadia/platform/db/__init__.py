"""The database: SQLite in the data folder, or PostgreSQL, behind one interface.

    async with db.read() as tx:   a snapshot; a write in it fails
    async with db.write() as tx:  commits at the end, rolls back on an exception; `tx.after_commit(callback)`

SQLite has one write lock, and we queue for it ourselves: `db.write_lock` is one FIFO lock per process, taken by every
`write()` and by every batch of the event log. Without it a third of ordinary writes fail with "database is locked"
beside a busy log, whatever the busy timeout.

An outage of the database is `core.errors.Unavailable`; everything else (a violated constraint, a wrong statement)
stays SQLAlchemy's own error, for the store that knows what it means.
"""

from arcadia.platform.db.interface import Database
from arcadia.platform.db.metadata import metadata
from arcadia.platform.db.opening import open_database
from arcadia.platform.db.postgres import PostgresDatabase
from arcadia.platform.db.sqlite import SqliteDatabase
from arcadia.platform.db.transaction import Transaction, WriteTransaction

__all__ = [
    "Database",
    "PostgresDatabase",
    "SqliteDatabase",
    "Transaction",
    "WriteTransaction",
    "metadata",
    "open_database",
]
