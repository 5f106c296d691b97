"""Routes that move: versions, changes, templates, documents, self-education"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import services.db

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


# Columns that name a row of another table and outlive it.
REFERENCES = (
    ("conversations", "step_id", "route_steps"),
    ("route_steps", "event_id", "events"),
    ("routes", "assignment_id", "template_assignments"),
)


def upgrade() -> None:
    op.create_table(
        "document_templates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("file_name", sa.String(length=300), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("replaced_at", services.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_document_templates_author_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["org_units.id"], name=op.f("fk_document_templates_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_templates")),
        sa.UniqueConstraint("unit_id", "kind", name=op.f("uq_document_templates_unit_id_kind")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "route_templates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("steps", sa.JSON(), nullable=False),
        sa.Column("created_at", services.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("archived_at", services.db.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_route_templates_author_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["org_units.id"], name=op.f("fk_route_templates_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_route_templates")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("route_templates", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_route_templates_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "themes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("stage", sa.String(length=32), nullable=False),
        sa.Column("begun_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("is_finished", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_themes_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_themes")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("themes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_themes_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            "uq_themes_live",
            ["person_id"],
            unique=True,
            sqlite_where=sa.text("ended_on IS NULL"),
            postgresql_where=sa.text("ended_on IS NULL"),
        )

    op.create_table(
        "template_assignments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("template_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("audience", sa.String(length=32), nullable=False),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("created_at", services.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("undone_at", services.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_template_assignments_author_id")),
        sa.ForeignKeyConstraint(
            ["template_id"], ["route_templates.id"], name=op.f("fk_template_assignments_template_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["org_units.id"], name=op.f("fk_template_assignments_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_template_assignments")),
        sa.UniqueConstraint("source", name=op.f("uq_template_assignments_source")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("template_assignments", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_template_assignments_template_id"), ["template_id"], unique=False
        )

    op.create_table(
        "theme_stages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(length=32), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("done_at", services.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["theme_id"], ["themes.id"], name=op.f("fk_theme_stages_theme_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_theme_stages")),
        sa.UniqueConstraint("theme_id", "stage", name=op.f("uq_theme_stages_theme_id_stage")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "route_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("route_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("steps", sa.JSON(), nullable=False),
        sa.Column("sent_at", services.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("decision", sa.String(length=16), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", services.db.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["people.id"], name=op.f("fk_route_versions_decided_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["route_id"], ["routes.id"], name=op.f("fk_route_versions_route_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_route_versions")),
        sa.UniqueConstraint("route_id", "version", name=op.f("uq_route_versions_route_id_version")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "step_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("step_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("why", sa.String(length=300), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("asked_at", services.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", services.db.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["decided_by_id"], ["people.id"], name=op.f("fk_step_changes_decided_by_id")),
        sa.ForeignKeyConstraint(
            ["step_id"], ["route_steps.id"], name=op.f("fk_step_changes_step_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_step_changes")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("step_changes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_step_changes_step_id"), ["step_id"], unique=False)
        batch_op.create_index(
            "uq_step_changes_asked",
            ["step_id"],
            unique=True,
            sqlite_where=sa.text("status = 'asked'"),
            postgresql_where=sa.text("status = 'asked'"),
        )

    op.create_table(
        "step_reflections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("step_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(length=32), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", services.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["step_id"], ["route_steps.id"], name=op.f("fk_step_reflections_step_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_step_reflections")),
        sa.UniqueConstraint("step_id", "question", name=op.f("uq_step_reflections_step_id_question")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "transfer_answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("step_id", sa.Integer(), nullable=False),
        sa.Column("after", sa.Integer(), nullable=False),
        sa.Column("answer", sa.String(length=16), nullable=False),
        sa.Column("example", sa.Text(), nullable=False),
        sa.Column("at", services.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["step_id"], ["route_steps.id"], name=op.f("fk_transfer_answers_step_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfer_answers")),
        sa.UniqueConstraint("step_id", "after", name=op.f("uq_transfer_answers_step_id_after")),
        sqlite_autoincrement=True,
    )
    # Not in batches: on SQLite those would make the tables anew, and dropping the old ones deletes what
    # hangs on them.
    op.add_column(
        "org_units", sa.Column("calendar", sa.String(length=50), server_default="quarters", nullable=False)
    )
    op.add_column("people", sa.Column("attestation_on", sa.Date(), nullable=True))
    op.add_column("route_comments", sa.Column("file_kind", sa.String(length=16), nullable=True))
    op.add_column("route_comments", sa.Column("file_id", sa.String(length=300), nullable=True))
    op.add_column(
        "routes", sa.Column("basis", sa.String(length=32), server_default="diagnosis", nullable=False)
    )
    op.add_column("routes", sa.Column("finished_at", services.db.UtcDateTime(timezone=True), nullable=True))
    op.add_column("route_steps", sa.Column("remind_on", sa.Date(), nullable=True))
    op.add_column("route_steps", sa.Column("done_on", sa.Date(), nullable=True))
    for table, column, other in REFERENCES:
        # In SQL that both databases read: Alembic's own way forgets the name and what a deletion does.
        op.execute(
            f"ALTER TABLE {table} ADD COLUMN {column} INTEGER"
            f" CONSTRAINT fk_{table}_{column} REFERENCES {other} (id) ON DELETE SET NULL"
        )
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])
    for column in ("remind_on", "done_on"):
        given = sa.text(f"{column} IS NOT NULL")
        op.create_index(
            f"ix_route_steps_{column}",
            "route_steps",
            [column, "route_id"],
            sqlite_where=given,
            postgresql_where=given,
        )
    on_review = sa.text("status = 'on_review'")
    op.create_index(
        "ix_route_steps_on_review",
        "route_steps",
        ["route_id"],
        sqlite_where=on_review,
        postgresql_where=on_review,
    )
    # What was sent or accepted before was done the day it was sent.
    op.execute(
        "UPDATE route_steps SET done_on = (SELECT max(date(step_events.at)) FROM step_events"
        " WHERE step_events.step_id = route_steps.id AND step_events.new = 'on_review')"
        " WHERE status IN ('done', 'on_review')"
    )


def downgrade() -> None:
    op.drop_index("ix_route_steps_on_review", "route_steps")
    for column in ("done_on", "remind_on"):
        op.drop_index(f"ix_route_steps_{column}", "route_steps")
    for table, column, _ in reversed(REFERENCES):
        op.drop_index(op.f(f"ix_{table}_{column}"), table)
        op.drop_column(table, column)
    op.drop_column("route_steps", "done_on")
    op.drop_column("route_steps", "remind_on")
    op.drop_column("routes", "finished_at")
    op.drop_column("routes", "basis")
    op.drop_column("route_comments", "file_id")
    op.drop_column("route_comments", "file_kind")
    op.drop_column("people", "attestation_on")
    op.drop_column("org_units", "calendar")

    op.drop_table("transfer_answers")
    op.drop_table("step_reflections")
    with op.batch_alter_table("step_changes", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_step_changes_asked",
            sqlite_where=sa.text("status = 'asked'"),
            postgresql_where=sa.text("status = 'asked'"),
        )
        batch_op.drop_index(batch_op.f("ix_step_changes_step_id"))

    op.drop_table("step_changes")
    op.drop_table("route_versions")
    op.drop_table("theme_stages")
    with op.batch_alter_table("template_assignments", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_template_assignments_template_id"))

    op.drop_table("template_assignments")
    with op.batch_alter_table("themes", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_themes_live",
            sqlite_where=sa.text("ended_on IS NULL"),
            postgresql_where=sa.text("ended_on IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_themes_person_id"))

    op.drop_table("themes")
    with op.batch_alter_table("route_templates", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_route_templates_unit_id"))

    op.drop_table("route_templates")
    op.drop_table("document_templates")
