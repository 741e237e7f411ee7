"""Pictures of boards."""

import sqlalchemy as sa
from alembic import op

revision = "0007_pictures"
down_revision = "0006_limit_changes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table, and the columns by which a board names its picture."""
    op.create_table(
        "pictures",
        sa.Column("hash", sa.String(length=32), nullable=False),
        sa.Column("media_type", sa.String(length=40), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_pictures")),
    )
    op.add_column("boards", sa.Column("picture", sa.String(length=32), nullable=True))
    op.add_column("boards", sa.Column("picture_alt", sa.String(length=250), nullable=False, server_default=""))
    op.create_index(op.f("ix_boards_picture"), "boards", ["picture"], unique=False)
