"""Goal lists, boards and their revisions."""

import sqlalchemy as sa
from alembic import op

revision = "0003_boards"
down_revision = "0002_play"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "boards",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("owner", sa.String(length=36), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("game", sa.String(length=120), nullable=False),
        sa.Column("size", sa.String(length=5), nullable=False),
        sa.Column("difficulty", sa.Integer(), nullable=True),
        sa.Column("tags", sa.Text(), nullable=False),
        sa.Column("visibility", sa.String(length=10), nullable=False),
        sa.Column("play_count", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("cloned_from", sa.String(length=36), nullable=True),
        sa.Column("starter_key", sa.String(length=80), nullable=True),
        sa.Column("search", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_boards")),
        sa.UniqueConstraint("starter_key", name=op.f("uq_boards_starter_key")),
    )
    op.create_index(op.f("ix_boards_owner"), "boards", ["owner"], unique=False)
    op.create_index(op.f("ix_boards_visibility_play_count"), "boards", ["visibility", "play_count"], unique=False)
    op.create_index(op.f("ix_boards_visibility_updated_at"), "boards", ["visibility", "updated_at"], unique=False)
    op.create_table(
        "goal_lists",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("owner", sa.String(length=36), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("game", sa.String(length=120), nullable=False),
        sa.Column("visibility", sa.String(length=10), nullable=False),
        sa.Column("goal_count", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("starter_key", sa.String(length=80), nullable=True),
        sa.Column("search", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goal_lists")),
        sa.UniqueConstraint("starter_key", name=op.f("uq_goal_lists_starter_key")),
    )
    op.create_index(op.f("ix_goal_lists_owner"), "goal_lists", ["owner"], unique=False)
    op.create_index(
        op.f("ix_goal_lists_visibility_updated_at"), "goal_lists", ["visibility", "updated_at"], unique=False
    )
    op.create_table(
        "board_revisions",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("board_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("author", sa.String(length=36), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["board_id"], ["boards.id"], name=op.f("fk_board_revisions_board_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_board_revisions")),
        sa.UniqueConstraint("board_id", "number", name=op.f("uq_board_revisions_board_id_number")),
    )
