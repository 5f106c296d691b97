"""Staff lists are uploads, under their former numbers below zero"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import services.db

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Buttons in chats carry the number of a list, and an upload of another kind may have that number: below
    # zero no number is taken, and none will be.
    op.execute(
        "INSERT INTO uploads (id, author_id, kind, content, created_at, applied_at)"
        " SELECT -id, author_id, 'staff_list', content, created_at, applied_at FROM staff_imports"
    )
    op.drop_table("staff_imports")


def downgrade() -> None:
    op.create_table(
        "staff_imports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("created_at", services.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("applied_at", services.db.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_staff_imports_author_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["org_units.id"], name=op.f("fk_staff_imports_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_imports")),
        sqlite_autoincrement=True,
    )
    # Lists that never had another number come after those that get theirs back.
    op.execute(
        "INSERT INTO staff_imports (id, author_id, unit_id, content, created_at, applied_at)"
        " SELECT CASE WHEN uploads.id < 0 THEN -uploads.id ELSE uploads.id + former.last END,"
        " author_id, unit_id, content, uploads.created_at, applied_at"
        " FROM uploads JOIN people ON people.id = author_id"
        " CROSS JOIN (SELECT COALESCE(MAX(-id), 0) AS last FROM uploads WHERE id < 0) AS former"
        " WHERE kind = 'staff_list'"
    )
    op.execute("DELETE FROM uploads WHERE kind = 'staff_list'")
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "SELECT setval(pg_get_serial_sequence('staff_imports', 'id'), COALESCE(MAX(id), 0) + 1, false)"
            " FROM staff_imports"
        )
