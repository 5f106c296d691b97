"""Ids given by a messenger name its channel, and a delivery the one it goes by"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

# Everything stored until now came from there.
PREFIX = "telegram:"
# Columns that name a message: "chat:message". Other words in them ("demo:…", "removed:…") name none.
MESSAGES = (("conversation_messages", "source"), ("evidence", "source"), ("external_results", "origin"))
FILES = ("conversation_messages", "evidence", "external_results", "route_comments")
WIDTH_BEFORE, WIDTH = 300, 500
INDEX_BEFORE, INDEX = "ix_deliveries_person_id_message_id", "ix_deliveries_person_id_channel_message_id"


def upgrade() -> None:
    op.add_column("deliveries", sa.Column("channel", sa.String(length=16), nullable=True))
    op.execute("UPDATE deliveries SET channel = 'telegram' WHERE message_id IS NOT NULL")
    op.drop_index(INDEX_BEFORE, "deliveries")
    op.create_index(INDEX, "deliveries", ["person_id", "channel", "message_id"])

    for name in FILES:
        _resize(name, WIDTH)
    with op.batch_alter_table("result_pictures") as batch_op:  # nothing refers to it
        batch_op.alter_column("file_id", type_=sa.String(length=WIDTH))

    for name in FILES:
        file_id = _column(name, "file_id")
        op.execute(sa.update(file_id.table).values(file_id=PREFIX + file_id).where(file_id.is_not(None)))
    for name, column in MESSAGES:
        message = _column(name, column)
        is_message = sa.func.substr(message, 1, 1).in_(list("0123456789"))
        op.execute(sa.update(message.table).values({column: PREFIX + message}).where(is_message))


def downgrade() -> None:
    for name, column in (*MESSAGES, *((name, "file_id") for name in FILES)):
        outside_id = _column(name, column)
        bare = sa.func.substr(outside_id, len(PREFIX) + 1)
        op.execute(
            sa.update(outside_id.table)
            .values({column: bare})
            .where(outside_id.startswith(PREFIX, autoescape=True))
        )

    with op.batch_alter_table("result_pictures") as batch_op:
        batch_op.alter_column("file_id", type_=sa.String(length=WIDTH_BEFORE))
    for name in FILES:
        _resize(name, WIDTH_BEFORE)

    op.drop_index(INDEX, "deliveries")
    op.create_index(INDEX_BEFORE, "deliveries", ["person_id", "message_id"])
    op.drop_column("deliveries", "channel")


def _column(table: str, name: str) -> sa.Column[str]:
    return sa.Table(table, sa.MetaData(), sa.Column(name, sa.String)).c[name]


def _resize(table: str, width: int) -> None:
    """Give `file_id` another width.

    On SQLite a batch would make the table anew and forget which numbers its deleted rows had.
    """
    if op.get_bind().dialect.name != "sqlite":
        op.alter_column(table, "file_id", type_=sa.String(length=width))
        return
    op.add_column(table, sa.Column("resized", sa.String(length=width), nullable=True))
    op.execute(f"UPDATE {table} SET resized = file_id")  # noqa: S608 (names of this file)
    op.drop_column(table, "file_id")
    op.execute(f"ALTER TABLE {table} RENAME COLUMN resized TO file_id")
