"""The latest scores"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

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


def downgrade() -> None:
    op.drop_column("scores", "is_latest")
