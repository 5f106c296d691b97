"""The bot that serves a channel"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import services.db

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "served_bots",
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("bot_id", sa.BigInteger(), nullable=False),
        sa.Column("since", services.db.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("channel", name=op.f("pk_served_bots")),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    op.drop_table("served_bots")
