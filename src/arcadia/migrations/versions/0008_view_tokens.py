"""Tokens that show a session on a stream."""

import sqlalchemy as sa
from alembic import op

revision = "0008_view_tokens"
down_revision = "0007_pictures"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "view_tokens",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("session_id", sa.String(length=36), nullable=False),
        sa.Column("view", sa.String(length=20), nullable=False),
        sa.Column("maker", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name=op.f("fk_view_tokens_session_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_view_tokens")),
        sa.UniqueConstraint("session_id", "view", name=op.f("uq_view_tokens_session_id_view")),
    )
