"""The inbox of letters"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import services.db

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "inbox",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("recipient", sa.BigInteger(), nullable=False),
        sa.Column("update_id", sa.BigInteger(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("received_at", services.db.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbox")),
        sa.UniqueConstraint(
            "channel", "recipient", "update_id", name=op.f("uq_inbox_channel_recipient_update_id")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_inbox_channel_chat_id", "inbox", ["channel", "chat_id"], unique=False)
    op.create_index("ix_inbox_received_at", "inbox", ["received_at"], unique=False)
    op.create_index(
        "ix_inbox_waiting",
        "inbox",
        ["id"],
        unique=False,
        sqlite_where=sa.text("content IS NOT NULL"),
        postgresql_where=sa.text("content IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index(
        "ix_inbox_waiting",
        table_name="inbox",
        sqlite_where=sa.text("content IS NOT NULL"),
        postgresql_where=sa.text("content IS NOT NULL"),
    )
    op.drop_index("ix_inbox_received_at", table_name="inbox")
    op.drop_index("ix_inbox_channel_chat_id", table_name="inbox")
    op.drop_table("inbox")
