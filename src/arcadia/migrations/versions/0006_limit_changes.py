"""What operators changed budgets to."""

import sqlalchemy as sa
from alembic import op

revision = "0006_limit_changes"
down_revision = "0005_health_runs"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "limit_changes",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("max_calls", sa.Integer(), nullable=True),
        sa.Column("window_ms", sa.Integer(), nullable=True),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_limit_changes")),
    )
