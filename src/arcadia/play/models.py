"""Tables of live sessions. The log is the truth; `sessions` is what lists and look-ups need of it.

Times are whole milliseconds since the epoch. Events and answers carry no foreign key to `sessions`: they are written
only together with a row of `session_heads`, which has one, and a check per event would cost a third of the throughput.
"""

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from arcadia.platform.db.metadata import metadata

sessions: Final = Table(
    "sessions",
    metadata,
    Column("id", String(36), primary_key=True),
    # Never used again, not even years later: an old link must not open a stranger's game.
    Column("code", String(6), nullable=False, unique=True),
    Column("created_at", BigInteger, nullable=False),
    Column("host", String(36), nullable=False),
    Column("name", String(100), nullable=False),
    Column("mode", String(20), nullable=False),
    Column("phase", String(20), nullable=False),
    Column("is_listed", Boolean, nullable=False),
    # NULL while the title is a secret (a covered card).
    Column("board_title", String(255)),
    Column("size", String(5), nullable=False),
    Column("players", Integer, nullable=False),
    # When the session next needs an event that no person sends.
    Column("due_at", BigInteger),
    Column("last_event_at", BigInteger, nullable=False),
    Column("finished_at", BigInteger),
    Column("password_hash", String(255)),
    Column("link_token", String(64)),
    Index(None, "due_at"),
    Index(None, "is_listed", "last_event_at"),
    Index(None, "host"),
)

session_heads: Final = Table(
    "session_heads",
    metadata,
    Column("session_id", String(36), ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True),
    Column("version", Integer, nullable=False),
    # Counts the batches that wrote to the session: by it a batch on PostgreSQL notices that it waited for another node.
    Column("stamp", BigInteger, nullable=False),
    # Rewritten by every batch: room on the page keeps the new row beside the old one, without touching an index.
    postgresql_with={"fillfactor": 50},
    sqlite_with_rowid=False,
)
"""The last version of each session, and the row that writers on PostgreSQL lock."""

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
    # Only the first row of a command carries its id; the rest need no place in this index.
    Index(
        None,
        "session_id",
        "seat",
        "command_id",
        unique=True,
        sqlite_where=text("command_id IS NOT NULL"),
        postgresql_where=text("command_id IS NOT NULL"),
    ),
    sqlite_with_rowid=False,
)

command_answers: Final = Table(
    "command_answers",
    metadata,
    Column("session_id", String(36), nullable=False),
    Column("seat", Integer, nullable=False),
    Column("command_id", String(64), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("body", Text, nullable=False),
    PrimaryKeyConstraint("session_id", "seat", "command_id"),
    sqlite_with_rowid=False,
)
"""Answers of commands that made no event (rules 1.2)."""

session_snapshots: Final = Table(
    "session_snapshots",
    metadata,
    Column("session_id", String(36), ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("state_schema", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
)

stream_tickets: Final = Table(
    "stream_tickets",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("session_id", String(36), ForeignKey("sessions.id", ondelete="CASCADE"), nullable=False),
    Column("principal", String(36), nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Index(None, "expires_at"),
)
"""What opens one stream of events for whoever cannot send a cookie, or one seat on another device. A row is deleted by
its use.
"""

view_tokens: Final = Table(
    "view_tokens",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("session_id", String(36), ForeignKey("sessions.id", ondelete="CASCADE"), nullable=False),
    Column("view", String(20), nullable=False),
    # The seat of whoever made it: a token never shows more than they may see.
    Column("maker", Integer, nullable=False),
    Column("made_at", BigInteger, nullable=False),
    UniqueConstraint("session_id", "view"),
)
"""What shows one view of a session to whoever has the address: overlays, text files, the caster's page."""

seat_tokens: Final = Table(
    "seat_tokens",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("id", String(36), nullable=False, unique=True),
    Column("session_id", String(36), ForeignKey("sessions.id", ondelete="CASCADE"), nullable=False),
    Column("seat", Integer, nullable=False),
    # Who sat there: for whoever comes into the seat later it opens nothing.
    Column("principal", String(36), nullable=False),
    Column("name", String(40), nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Index(None, "session_id", "seat"),
)
"""By what a program plays in somebody's seat."""
