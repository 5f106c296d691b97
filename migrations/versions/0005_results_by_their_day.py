"""Results are found by the day they were finished on"""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_assessments_finished_at"), "assessments", ["finished_at"])


def downgrade() -> None:
    op.drop_index(op.f("ix_assessments_finished_at"), "assessments")
