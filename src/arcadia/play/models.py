"""Tables of live sessions. The log is the truth; `sessions` is what lists and look-ups need of it."""

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
)

from arcadia.platform.db.metadata import metadata

sessions: Final = Table(
    "sessions",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("code", String(6), nullable=False, unique=True),
    Column("created_at", BigInteger, nullable=False),
    Column("host", String(36), nullable=False),
    Column("name", String(100), nullable=False),
    Column("mode", String(20), nullable=False),
    Column("phase", String(20), nullable=False),
    Column("is_listed", Boolean, nullable=False),
    Column("board_title", String(255)),
    Column("size", String(5), nullable=False),
    Column("players", Integer, nullable=False),
    Column("due_at", BigInteger),
    Column("last_event_at", BigInteger, nullable=False),
    Column("finished_at", BigInteger),
    Column("password_hash", String(255)),
    Column("link_token", String(64)),
    Index(None, "due_at"),
    Index(None, "is_listed", "last_event_at"),
    Index(None, "host"),
)

session_events: Final = Table(
    "session_events",
    metadata,
    Column("session_id", String(36), nullable=False),
    Column("version", Integer, nullable=False),
    Column("command_id", String(64)),
    Column("seat", Integer, nullable=False),
    Column("type", String(30), nullable=False),
    Column("schema", Integer, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("body", Text, nullable=False),
    PrimaryKeyConstraint("session_id", "version"),
    Index(None, "session_id", "seat", "command_id", unique=True),
)
"""Rows without a command id do not collide: NULLs are distinct in a unique index on both databases."""

command_answers: Final = Table(
    "command_answers",
    metadata,
    Column("session_id", String(36), nullable=False),
    Column("seat", Integer, nullable=False),
    Column("command_id", String(64), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("body", Text, nullable=False),
    PrimaryKeyConstraint("session_id", "seat", "command_id"),
)
"""Answers of commands that made no event (rules 1.2)."""

session_snapshots: Final = Table(
    "session_snapshots",
    metadata,
    Column("session_id", String(36), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("state_schema", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
)
