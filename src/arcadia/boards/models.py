"""Tables of boards and goal lists. What people write is kept as the JSON of its domain value."""

from typing import Final

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from arcadia.platform.db import metadata

goal_lists: Final = Table(
    "goal_lists",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("owner", String(36)),
    Column("revision", Integer, nullable=False),
    Column("title", String(120), nullable=False),
    Column("game", String(120), nullable=False),
    Column("visibility", String(10), nullable=False),
    Column("goal_count", Integer, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("updated_at", BigInteger, nullable=False),
    Column("starter_key", String(80), unique=True),
    Column("search", Text, nullable=False),
    Column("body", Text, nullable=False),
    Index(None, "visibility", "updated_at"),
    Index(None, "owner"),
)

boards: Final = Table(
    "boards",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("owner", String(36)),
    Column("revision", Integer, nullable=False),
    Column("title", String(120), nullable=False),
    Column("game", String(120), nullable=False),
    Column("size", String(5), nullable=False),
    Column("difficulty", Integer),
    Column("tags", Text, nullable=False),
    Column("visibility", String(10), nullable=False),
    Column("play_count", Integer, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("updated_at", BigInteger, nullable=False),
    Column("cloned_from", String(36)),
    Column("starter_key", String(80), unique=True),
    Column("search", Text, nullable=False),
    Column("picture", String(32)),
    Column("picture_alt", String(250), nullable=False, server_default=""),
    Index(None, "visibility", "updated_at"),
    Index(None, "visibility", "play_count"),
    Index(None, "owner"),
    Index(None, "picture"),
)
"""`tags` has line breaks around each tag, so that one LIKE finds a whole tag. `search` is the folded text that is searched."""

board_revisions: Final = Table(
    "board_revisions",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("board_id", String(36), ForeignKey("boards.id", ondelete="CASCADE"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("author", String(36)),
    Column("created_at", BigInteger, nullable=False),
    Column("body", Text, nullable=False),
    UniqueConstraint("board_id", "number"),
)
"""Immutable: rows are inserted and never changed."""

pictures: Final = Table(
    "pictures",
    metadata,
    Column("hash", String(32), primary_key=True),
    Column("media_type", String(40), nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("owner", String(36), nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("content", LargeBinary, nullable=False),
)
"""What we made of the pictures that people sent (S8). A picture that several boards show is kept once, by the hash of its
content; `owner` is who sent it first. `content` stands last, so that the rest is read without it.
"""
