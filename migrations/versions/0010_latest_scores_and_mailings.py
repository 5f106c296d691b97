"""The latest scores, and mailings that are spread bit by bit"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import services.db

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("scores", sa.Column("is_latest", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.execute(
        """
        UPDATE scores SET is_latest = true WHERE (assessment_id, subject) IN (
            SELECT assessment_id, subject FROM (
                SELECT scores.assessment_id, scores.subject, row_number() OVER (
                    PARTITION BY assessments.person_id, scores.subject
                    ORDER BY assessments.finished_at DESC, assessments.id DESC
                ) AS place
                FROM scores JOIN assessments ON assessments.id = scores.assessment_id
                WHERE scores.percent IS NOT NULL AND assessments.questionnaire <> 'wellbeing'
            ) AS numbered
            WHERE place = 1
        )
        """
    )
    op.create_table(
        "mailings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=50), nullable=False),
        sa.Column("arguments", sa.JSON(), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("latest", services.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("expires_at", services.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("people", sa.JSON(), nullable=False),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mailings")),
        sqlite_autoincrement=True,
    )
    op.add_column(
        "deliveries", sa.Column("is_forgotten", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    to_forget = sa.text("NOT is_forgotten")
    op.create_index(
        "ix_deliveries_to_forget",
        "deliveries",
        ["created_at"],
        sqlite_where=to_forget,
        postgresql_where=to_forget,
    )
    op.add_column("routes", sa.Column("is_left", sa.Boolean(), server_default=sa.false(), nullable=False))
    is_left = sa.text("is_left")
    op.create_index("ix_routes_left", "routes", ["person_id"], sqlite_where=is_left, postgresql_where=is_left)
    op.create_index(op.f("ix_evidence_author_id"), "evidence", ["author_id"])
    op.create_index(op.f("ix_route_comments_author_id"), "route_comments", ["author_id"])
    on_review = sa.text("status = 'on_review'")
    op.create_index(
        "ix_routes_on_review",
        "routes",
        ["person_id"],
        sqlite_where=on_review,
        postgresql_where=on_review,
    )


def downgrade() -> None:
    op.drop_index("ix_deliveries_to_forget", table_name="deliveries")
    op.drop_column("deliveries", "is_forgotten")
    op.drop_index(op.f("ix_evidence_author_id"), table_name="evidence")
    op.drop_index(op.f("ix_route_comments_author_id"), table_name="route_comments")
    op.drop_index("ix_routes_on_review", table_name="routes")
    op.drop_index("ix_routes_left", table_name="routes")
    op.drop_column("routes", "is_left")
    op.drop_table("mailings")
    op.drop_column("scores", "is_latest")
