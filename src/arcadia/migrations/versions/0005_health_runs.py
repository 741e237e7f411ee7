"""What scheduled health checks came to, for figures of uptime."""

import sqlalchemy as sa
from alembic import op

revision = "0005_health_runs"
down_revision = "0004_stream_tickets"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "health_runs",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("node", sa.String(length=80), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("took_ms", sa.Integer(), nullable=False),
        sa.Column("faults", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_health_runs")),
    )
    op.create_index(op.f("ix_health_runs_at"), "health_runs", ["at"], unique=False)
