"""Self-diagnosis: versions of questionnaires, external results, views of skills"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import services.db

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "external_results",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("taken_on", sa.Date(), nullable=False),
        sa.Column("file_kind", sa.String(length=16), nullable=True),
        sa.Column("file_id", sa.String(length=300), nullable=True),
        sa.Column("file_name", sa.String(length=300), nullable=True),
        sa.Column("origin", sa.String(length=64), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("submitted_at", services.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", services.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["people.id"], name=op.f("fk_external_results_decided_by_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_external_results_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_external_results")),
        sa.UniqueConstraint("origin", name=op.f("uq_external_results_origin")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("external_results", schema=None) as batch_op:
        batch_op.create_index("ix_external_results_person_id_status", ["person_id", "status"], unique=False)
        batch_op.create_index(
            "uq_external_results_taken",
            ["person_id", "source", "taken_on"],
            unique=True,
            sqlite_where=sa.text("status != 'declined'"),
            postgresql_where=sa.text("status != 'declined'"),
        )

    op.create_table(
        "questionnaire_versions",
        sa.Column("code", sa.String(length=50), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("definition", sa.JSON(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("published_at", services.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["people.id"], name=op.f("fk_questionnaire_versions_author_id")
        ),
        sa.PrimaryKeyConstraint("code", "version", name=op.f("pk_questionnaire_versions")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "skill_views",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("training", sa.String(length=64), nullable=True),
        sa.Column("observed_on", sa.Date(), nullable=False),
        sa.Column("started_at", services.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("finished_at", services.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("seen_at", services.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_skill_views_author_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_skill_views_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_skill_views")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("skill_views", schema=None) as batch_op:
        batch_op.create_index(
            "ix_skill_views_person_id_finished_at", ["person_id", "finished_at"], unique=False
        )
        batch_op.create_index("uq_skill_views_training", ["person_id", "training"], unique=True)
        batch_op.create_index(
            "uq_skill_views_unfinished_visit",
            ["author_id", "person_id"],
            unique=True,
            sqlite_where=sa.text("finished_at IS NULL AND kind = 'lesson_visit'"),
            postgresql_where=sa.text("finished_at IS NULL AND kind = 'lesson_visit'"),
        )

    op.create_table(
        "uploads",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("created_at", services.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("applied_at", services.db.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_uploads_author_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_uploads")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("uploads", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_uploads_author_id"), ["author_id"], unique=False)

    op.create_table(
        "open_answers",
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.String(length=32), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("answered_at", services.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["assessment_id"],
            ["assessments.id"],
            name=op.f("fk_open_answers_assessment_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("assessment_id", "item_id", name=op.f("pk_open_answers")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "result_pictures",
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("file_id", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["assessment_id"],
            ["assessments.id"],
            name=op.f("fk_result_pictures_assessment_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("assessment_id", "channel", name=op.f("pk_result_pictures")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "skill_marks",
        sa.Column("view_id", sa.Integer(), nullable=False),
        sa.Column("competency", sa.String(length=50), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["view_id"], ["skill_views.id"], name=op.f("fk_skill_marks_view_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("view_id", "competency", name=op.f("pk_skill_marks")),
        sqlite_autoincrement=True,
    )
    # Not in a batch: on SQLite that would make the table anew, and dropping the old one deletes all answers.
    op.add_column("assessments", sa.Column("percent", sa.Integer(), nullable=True))
    op.add_column("assessments", sa.Column("level", sa.String(length=16), nullable=True))
    op.drop_column("assessments", "source")  # diagnostics taken elsewhere are external_results
    op.add_column("events", sa.Column("target", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("events", "target")
    op.add_column(
        "assessments", sa.Column("source", sa.String(length=16), nullable=False, server_default="self")
    )
    op.drop_column("assessments", "level")
    op.drop_column("assessments", "percent")

    op.drop_table("skill_marks")
    op.drop_table("result_pictures")
    op.drop_table("open_answers")
    with op.batch_alter_table("uploads", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_uploads_author_id"))

    op.drop_table("uploads")
    with op.batch_alter_table("skill_views", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_skill_views_unfinished_visit",
            sqlite_where=sa.text("finished_at IS NULL AND kind = 'lesson_visit'"),
            postgresql_where=sa.text("finished_at IS NULL AND kind = 'lesson_visit'"),
        )
        batch_op.drop_index("uq_skill_views_training")
        batch_op.drop_index("ix_skill_views_person_id_finished_at")

    op.drop_table("skill_views")
    op.drop_table("questionnaire_versions")
    with op.batch_alter_table("external_results", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_external_results_taken",
            sqlite_where=sa.text("status != 'declined'"),
            postgresql_where=sa.text("status != 'declined'"),
        )
        batch_op.drop_index("ix_external_results_person_id_status")

    op.drop_table("external_results")
