"""Words with which a change was refused know which change they are about"""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Not in a batch, and in SQL that both databases read: see revision 0003.
    op.execute(
        "ALTER TABLE route_comments ADD COLUMN change_id INTEGER"
        " CONSTRAINT fk_route_comments_change_id REFERENCES step_changes (id) ON DELETE SET NULL"
    )
    op.create_index(op.f("ix_route_comments_change_id"), "route_comments", ["change_id"])
    # Of a step one speaks returning it, which is in its history, or refusing a change of it, which is not:
    # where nothing happened to the step between a refusal and words by the same person, they are its words.
    op.execute(
        "UPDATE route_comments SET change_id = (SELECT max(step_changes.id) FROM step_changes"
        " WHERE step_changes.step_id = route_comments.step_id AND step_changes.status = 'refused'"
        " AND step_changes.decided_by_id = route_comments.author_id"
        " AND step_changes.decided_at <= route_comments.at"
        " AND NOT EXISTS (SELECT 1 FROM step_events WHERE step_events.step_id = step_changes.step_id"
        " AND step_events.at >= step_changes.decided_at AND step_events.at <= route_comments.at))"
        " WHERE step_id IS NOT NULL"
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_route_comments_change_id"), "route_comments")
    op.drop_column("route_comments", "change_id")
