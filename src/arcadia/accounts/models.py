"""The table of guests who have told a nickname. Times are milliseconds since the epoch."""

from typing import Final

from sqlalchemy import BigInteger, Column, String, Table

from arcadia.platform.db import metadata

guests: Final = Table(
    "guests",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("nickname", String(24), nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("changed_at", BigInteger, nullable=False),
)
