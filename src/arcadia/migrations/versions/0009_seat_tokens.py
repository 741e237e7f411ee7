"""Tokens by which programs play in a seat."""

import sqlalchemy as sa
from alembic import op

revision = "0009_seat_tokens"
down_revision = "0008_view_tokens"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "seat_tokens",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("session_id", sa.String(length=36), nullable=False),
        sa.Column("seat", sa.Integer(), nullable=False),
        sa.Column("principal", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name=op.f("fk_seat_tokens_session_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_seat_tokens")),
        sa.UniqueConstraint("id", name=op.f("uq_seat_tokens_id")),
    )
    op.create_index(op.f("ix_seat_tokens_session_id_seat"), "seat_tokens", ["session_id", "seat"])
