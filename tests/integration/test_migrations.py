"""The schema: every migration goes up, down and up again, and what comes out is what the models say."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import func, inspect, select, text

from bot.migrate import PROJECT, alembic_config, newest_revision, upgrade
from services.assessments.models import Answer, Assessment, Score
from services.conversations.models import Conversation
from services.db import Database
from services.outbox import Delivery
from services.people.models import OrgUnit, Person
from services.routes.models import Evidence, Route, RouteComment, RouteStep
from services.spreadsheets.uploads import Upload
from tests.conftest import MONDAY
from tests.integration.migrating import assert_as_described, migrate

DONE_ON = "    done_on: Mapped[date | None]\n"
ADDED_COLUMNS = """\
    private_note: Mapped[str | None] = mapped_column(Text)
    helper_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
"""
ADDED_TABLE = '''

class StepNote(Base):
    """A note about a step."""

    __tablename__ = "step_notes"

    id: Mapped[int] = mapped_column(primary_key=True)
    step_id: Mapped[int] = mapped_column(ForeignKey("route_steps.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]
'''
WRITTEN = """\
def upgrade() -> None:
    op.create_table(
        "step_notes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("step_id", sa.Integer(), nullable=False),
        sa.Column("at", services.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["step_id"], ["route_steps.id"], name=op.f("fk_step_notes_step_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_step_notes")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_step_notes_step_id"), "step_notes", ["step_id"], unique=False)
    op.add_column("route_steps", sa.Column("private_note", sa.Text(), nullable=True))
    op.execute(
        "ALTER TABLE route_steps ADD COLUMN helper_id INTEGER"
        " CONSTRAINT fk_route_steps_helper_id REFERENCES people (id) ON DELETE SET NULL"
    )


def downgrade() -> None:
    op.drop_column("route_steps", "helper_id")
    op.drop_column("route_steps", "private_note")
    op.drop_index(op.f("ix_step_notes_step_id"), table_name="step_notes")
    op.drop_table("step_notes")
"""
# What the models say is what the migration made, and it can be taken back.
UP_AND_DOWN = """
from alembic import command
from alembic.config import Config
config = Config(toml_file="pyproject.toml")
command.upgrade(config, "head")
command.check(config)
command.downgrade(config, "-1")
"""


async def test_migrations_make_what_the_models_describe(database_url: str) -> None:
    database = Database(database_url)
    await assert_as_described(database)
    await database.close()


def test_the_command_writes_a_migration_that_needs_no_editing(database_url: str, tmp_path: Path) -> None:
    """The lines of ARCHITECTURE.md, in a copy of the project with an added column and an added table."""
    project = tmp_path / "project"
    for folder in ("services", "migrations"):
        shutil.copytree(PROJECT / folder, project / folder)
    for other in ("bot", "handlers", "locales", "pyproject.toml"):
        (project / other).symlink_to(PROJECT / other)
    is_sqlite = "sqlite" in database_url
    clean = f"sqlite+aiosqlite:///{tmp_path / 'clean.db'}"
    environment = os.environ | {"DATABASE_URL": clean if is_sqlite else database_url}

    def run(*arguments: str) -> None:
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=project,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr

    if is_sqlite:
        run("-m", "bot", "migrate")
    models = project / "services/routes/models.py"
    models.write_text(models.read_text().replace(DONE_ON, DONE_ON + ADDED_COLUMNS) + ADDED_TABLE)
    run("-m", "alembic", "revision", "--autogenerate", "--rev-id", "9999", "-m", "A note on a step")
    written = (project / "migrations/versions/9999_a_note_on_a_step.py").read_text()
    assert "def upgrade" + written.partition("def upgrade")[2] == WRITTEN
    run("-c", UP_AND_DOWN)


async def test_every_migration_goes_down_and_up_again(database_url: str) -> None:
    database = Database(database_url)
    async with database.engine.connect() as connection:
        before = await connection.run_sync(lambda sync: set(inspect(sync).get_table_names()))
    await migrate(database, "base")
    async with database.engine.connect() as connection:
        assert await connection.run_sync(lambda sync: inspect(sync).get_table_names()) == ["alembic_version"]
    await migrate(database, "head")
    async with database.engine.connect() as connection:
        assert await connection.run_sync(lambda sync: set(inspect(sync).get_table_names())) == before
    await database.close()


def test_quick_migration_and_alembic_make_the_same_database() -> None:
    """`upgrade` finds the newest revision by file name, so as not to load Alembic at every start."""
    assert newest_revision() == ScriptDirectory.from_config(alembic_config()).get_current_head()


async def test_an_older_database_is_upgraded_and_keeps_its_people(database_url: str) -> None:
    database = Database(database_url)
    async with database.transaction() as session:
        people = await session.scalar(select(func.count()).select_from(Person))
        await session.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    with pytest.raises(CommandError):  # it did look, and Alembic knows no such revision
        await upgrade(database)
    async with database.transaction() as session:
        await session.execute(text(f"UPDATE alembic_version SET version_num = '{newest_revision()}'"))  # noqa: S608
    await upgrade(database)
    async with database.transaction() as session:
        assert await session.scalar(select(func.count()).select_from(Person)) == people
    await database.close()


async def test_the_second_revision_keeps_every_answer(database_url: str) -> None:
    """On SQLite a table made anew would take its answers along: the foreign keys delete them."""
    database = Database(database_url)
    await migrate(database, "base", "0001")
    stored = (
        "INSERT INTO org_units (id, kind, title, short_title, path, timezone)"
        " VALUES (1, 'school', 'Школа', 'Школа', '/1/', 'Europe/Moscow')",
        "INSERT INTO people (id, unit_id, last_name, first_name, middle_name, position, subjects, category,"
        " locale, created_at) VALUES (1, 1, 'Калинина', 'Дарья', '', '', '[]', '', 'ru',"
        " '2026-09-01 10:00:00')",
        "INSERT INTO assessments (id, person_id, questionnaire, version, source, started_at, finished_at)"
        " VALUES (1, 1, 'teacher_full', 1, 'self', '2026-09-01 10:00:00', '2026-09-01 10:10:00')",
        "INSERT INTO answers (assessment_id, item_id, option, answered_at)"
        " VALUES (1, 'tf01', '2', '2026-09-01 10:01:00')",
        "INSERT INTO scores (assessment_id, subject, is_group, percent, level)"
        " VALUES (1, 'sub_content', false, 67, 'acceptable')",
    )
    async with database.engine.begin() as connection:
        for statement in stored:
            await connection.execute(text(statement))
    await migrate(database, "head")
    async with database.transaction() as session:
        assert await session.scalar(select(Answer.option)) == "2"
        assert await session.scalar(select(Score.percent)) == 67
        assert (await session.execute(select(Assessment.version, Assessment.percent))).all() == [(1, None)]
    await database.close()


async def test_the_third_revision_keeps_routes_and_tells_when_steps_were_done(database_url: str) -> None:
    """Steps accepted before were done the day they were sent; proofs and conversations stay."""
    database = Database(database_url)
    await migrate(database, "base", "0002")
    step = (
        "INSERT INTO route_steps (id, route_id, position, competency, title, form, education, hours, starts,"
        " due, result, reason, status) VALUES ({id}, 1, {id}, 'met_design', 'Урок', 'webinar', 'nonformal',"
        " 2, '2026-09-02', '2026-09-30', '', '{{}}', '{status}')"
    )
    stored = (
        "INSERT INTO org_units (id, kind, title, short_title, path, timezone)"
        " VALUES (1, 'school', 'Школа', 'Школа', '/1/', 'Europe/Moscow')",
        "INSERT INTO people (id, unit_id, last_name, first_name, middle_name, position, subjects, category,"
        " locale, created_at) VALUES (1, 1, 'Калинина', 'Дарья', '', '', '[]', '', 'ru',"
        " '2026-09-01 10:00:00')",
        "INSERT INTO routes (id, person_id, starts, ends, status, version, created_at)"
        " VALUES (1, 1, '2026-09-01', '2026-12-01', 'in_progress', 1, '2026-09-01 10:00:00')",
        step.format(id=1, status="done"),
        step.format(id=2, status="planned"),
        "INSERT INTO step_events (step_id, actor_id, field, old, new, why, at)"
        " VALUES (1, 1, 'status', 'planned', 'on_review', '', '2026-09-20 12:00:00')",
        "INSERT INTO evidence (step_id, author_id, kind, text, source, at)"
        " VALUES (1, 1, 'text', 'Сделано', '1:1', '2026-09-20 12:00:00')",
        "INSERT INTO conversations (id, asker_id, answerer_id, status, answer_due, created_at)"
        " VALUES (1, 1, 1, 'open', '2026-09-20 12:00:00', '2026-09-20 12:00:00')",
    )
    async with database.engine.begin() as connection:
        for statement in stored:
            await connection.execute(text(statement))
    await migrate(database, "head")
    async with database.transaction() as session:
        assert (
            await session.execute(select(RouteStep.id, RouteStep.done_on).order_by(RouteStep.id))
        ).all() == [
            (1, date(2026, 9, 20)),
            (2, None),
        ]
        assert await session.scalar(select(Evidence.text)) == "Сделано"
        assert (await session.execute(select(Route.basis, Route.assignment_id))).all() == [
            ("diagnosis", None)
        ]
        assert await session.scalar(select(OrgUnit.calendar)) == "quarters"
        assert await session.scalar(select(func.count()).select_from(Conversation)) == 1
    await database.close()


async def test_the_fourth_revision_separates_refusals_of_changes_from_remarks_about_steps(
    database_url: str,
) -> None:
    """By the history: a step is returned in it, a change of it is refused without a trace there."""
    database = Database(database_url)
    await migrate(database, "base", "0003")
    person = (
        "INSERT INTO people (id, unit_id, last_name, first_name, middle_name, position, subjects, category,"
        " locale, created_at) VALUES ({id}, 1, '{name}', 'Дарья', '', '', '[]', '', 'ru',"
        " '2026-09-01 10:00:00')"
    )
    change = (
        "INSERT INTO step_changes (id, step_id, kind, why, status, asked_at, decided_by_id, decided_at)"
        " VALUES ({id}, 1, 'remove', 'Болезнь', '{status}', '2026-09-02 10:00:00', 1, '{at}')"
    )
    event = (
        "INSERT INTO step_events (step_id, actor_id, field, old, new, why, at)"
        " VALUES (1, {who}, 'status', 'planned', '{new}', '', '{at}')"
    )
    said = (
        "INSERT INTO route_comments (route_id, step_id, author_id, text, at)"
        " VALUES (1, {step}, {who}, '{text}', '{at}')"
    )
    stored = (
        "INSERT INTO org_units (id, kind, title, short_title, path, timezone)"
        " VALUES (1, 'school', 'Школа', 'Школа', '/1/', 'Europe/Moscow')",
        *(person.format(id=number, name=name) for number, name in ((1, "Ольхова"), (2, "Калинина"))),
        "INSERT INTO routes (id, person_id, basis, starts, ends, status, version, created_at)"
        " VALUES (1, 2, 'diagnosis', '2026-09-01', '2026-12-01', 'in_progress', 1, '2026-09-01 10:00:00')",
        "INSERT INTO route_steps (id, route_id, position, competency, title, form, education, hours, starts,"
        " due, result, reason, status) VALUES (1, 1, 1, 'met_design', 'Урок', 'webinar', 'nonformal',"
        " 2, '2026-09-02', '2026-09-30', '', '{}', 'returned')",
        # Refused without words, then sent, and returned with some.
        change.format(id=1, status="refused", at="2026-09-03 10:00:00"),
        event.format(who=2, new="on_review", at="2026-09-04 10:00:00"),
        event.format(who=1, new="returned", at="2026-09-05 10:00:00.000100"),
        said.format(step=1, who=1, text="Добавьте фото", at="2026-09-05 10:00:00.000200"),
        # Refused with words by somebody; agreed to; and words about the route itself.
        change.format(id=2, status="refused", at="2026-09-06 10:00:00.000100"),
        said.format(step=1, who=1, text="Срок не меняем", at="2026-09-06 10:00:00.000200"),
        said.format(step=1, who=2, text="Другой", at="2026-09-06 10:00:00.000300"),
        change.format(id=3, status="agreed", at="2026-09-07 10:00:00"),
        said.format(step="NULL", who=1, text="Хорошо", at="2026-09-08 10:00:00"),
    )
    async with database.engine.begin() as connection:
        for statement in stored:
            await connection.exec_driver_sql(statement)
    await migrate(database, "head")
    async with database.transaction() as session:
        found = await session.execute(select(RouteComment.text, RouteComment.change_id))
        assert dict(found.all()) == {
            "Добавьте фото": None,
            "Срок не меняем": 2,
            "Другой": None,
            "Хорошо": None,
        }
    await database.close()


async def test_staff_lists_become_uploads_under_numbers_that_no_upload_has(database_url: str) -> None:
    """A waiting and a loaded list stay, an upload with the number of a list stays itself, and back again."""
    database = Database(database_url)
    await migrate(database, "base", "0005")
    waiting = '{"rows": [{"last_name": "Полева"}]}'
    listed = (
        "INSERT INTO staff_imports (id, author_id, unit_id, content, created_at, applied_at)"
        " VALUES ({id}, 1, 1, '{content}', '2026-09-01 10:00:00', {applied})"
    )
    stored = (
        "INSERT INTO org_units (id, kind, title, short_title, path, timezone)"
        " VALUES (1, 'school', 'Школа', 'Школа', '/1/', 'Europe/Moscow')",
        "INSERT INTO people (id, unit_id, last_name, first_name, middle_name, position, subjects, category,"
        " locale, created_at) VALUES (1, 1, 'Озерова', 'Татьяна', '', '', '[]', '', 'ru',"
        " '2026-09-01 10:00:00')",
        listed.format(id=1, content='{"added": 3}', applied="'2026-09-02 10:00:00'"),
        listed.format(id=2, content=waiting, applied="NULL"),
        "INSERT INTO uploads (author_id, kind, content, created_at)"
        " VALUES (1, 'external_results', '{\"rows\": []}', '2026-09-01 10:00:00')",
    )
    async with database.engine.begin() as connection:
        for statement in stored:
            await connection.exec_driver_sql(statement)
    await migrate(database, "head")
    everything = select(Upload.id, Upload.kind, Upload.content, Upload.applied_at.is_not(None))
    lists = [
        (-2, "staff_list", {"rows": [{"last_name": "Полева"}]}, False),
        (-1, "staff_list", {"added": 3}, True),
    ]
    diagnostics = (1, "external_results", {"rows": []}, False)
    async with database.transaction() as session:
        assert (await session.execute(everything.order_by(Upload.id))).all() == [*lists, diagnostics]
        session.add(Upload(author_id=1, kind="staff_list", content={"rows": []}, created_at=MONDAY))
    async with database.transaction() as session:
        assert await session.scalar(select(func.max(Upload.id))) == 2
    await migrate(database, "0005")
    async with database.engine.begin() as connection:
        again = "SELECT id, unit_id FROM staff_imports ORDER BY id"
        assert list(map(tuple, await connection.exec_driver_sql(again))) == [(1, 1), (2, 1), (4, 1)]
        unnumbered = listed.replace("id, ", "", 1).replace("{id}, ", "", 1)
        await connection.exec_driver_sql(unnumbered.format(content="{}", applied="NULL"))
        last = await connection.exec_driver_sql("SELECT MAX(id) FROM staff_imports")
        assert last.scalar() == 5
    await migrate(database, "head")
    async with database.transaction() as session:
        former = (await session.execute(everything.where(Upload.id.in_((-2, -1))).order_by(Upload.id))).all()
        assert former == lists
    await database.close()


async def test_the_first_upload_after_staff_lists_has_a_number_above_zero(database_url: str) -> None:
    database = Database(database_url)
    await migrate(database, "base", "head")
    async with database.engine.begin() as connection:
        for statement in (
            "INSERT INTO org_units (id, kind, title, short_title, path, timezone)"
            " VALUES (1, 'school', 'Школа', 'Школа', '/1/', 'Europe/Moscow')",
            "INSERT INTO people (id, unit_id, last_name, first_name, middle_name, position, subjects,"
            " category, locale, created_at) VALUES (1, 1, 'Озерова', 'Татьяна', '', '', '[]', '', 'ru',"
            " '2026-09-01 10:00:00')",
            "INSERT INTO uploads (id, author_id, kind, content, created_at)"
            " VALUES (-7, 1, 'staff_list', '{}', '2026-09-01 10:00:00')",
        ):
            await connection.exec_driver_sql(statement)
    async with database.transaction() as session:
        session.add(Upload(author_id=1, kind="staff_list", content={}, created_at=MONDAY))
    async with database.transaction() as session:
        assert await session.scalar(select(func.max(Upload.id))) == 1
    await database.close()


def row(table: str, **values: str | int | None) -> str:
    """A statement that stores a row."""
    written = ("NULL" if one is None else repr(one) for one in values.values())
    return f"INSERT INTO {table} ({', '.join(values)}) VALUES ({', '.join(written)})"  # noqa: S608


AT = "2026-09-20 12:00:00"
# Ids that a messenger gave, in the columns that keep them: before the sixth revision and after it.
OUTSIDE_IDS: dict[tuple[str, str], tuple[list[object], list[object]]] = {
    ("conversation_messages", "source"): (["100:7", "removed:2"], ["telegram:100:7", "removed:2"]),
    ("conversation_messages", "file_id"): (["AgAC-1", None], ["telegram:AgAC-1", None]),
    ("evidence", "source"): (["100:8", "demo:step:1"], ["telegram:100:8", "demo:step:1"]),
    ("evidence", "file_id"): (["BQAC_2", None], ["telegram:BQAC_2", None]),
    ("external_results", "origin"): (["100:9", "upload:3:4"], ["telegram:100:9", "upload:3:4"]),
    ("external_results", "file_id"): (["AgAC-3", None], ["telegram:AgAC-3", None]),
    ("route_comments", "file_id"): (["AwAC-4", None], ["telegram:AwAC-4", None]),
    ("result_pictures", "file_id"): (["AgAC-5"], ["AgAC-5"]),
}


def rows_with_outside_ids() -> list[str]:
    """Statements that store OUTSIDE_IDS, a delivery that left and one that did not."""
    rows = [
        row("org_units", id=1, kind="school", title="", short_title="", path="/1/", timezone="Europe/Moscow"),
        row(
            "people", id=1, unit_id=1, last_name="", first_name="", middle_name="", position="",
            subjects="[]", category="", locale="ru", created_at=AT,
        ),
        row(
            "routes", id=1, person_id=1, basis="diagnosis", starts="2026-09-01", ends="2026-12-01",
            status="in_progress", version=1, created_at=AT,
        ),
        row(
            "route_steps", id=1, route_id=1, position=1, competency="", title="", form="", education="",
            hours=2, starts="2026-09-02", due="2026-09-30", result="", reason="{}", status="returned",
        ),
        row(
            "conversations", id=1, asker_id=1, answerer_id=1, status="open", answer_due=AT, created_at=AT
        ),
        row("assessments", id=1, person_id=1, questionnaire="", version=1, started_at=AT),
    ]  # fmt: skip
    needed: dict[str, dict[str, str | int]] = {
        "conversation_messages": {"conversation_id": 1, "author_id": 1, "text": "", "edits": 0, "at": AT},
        "evidence": {"step_id": 1, "author_id": 1, "kind": "photo", "text": "", "at": AT},
        "external_results": {
            "person_id": 1, "source": "federal", "status": "declined", "submitted_at": AT, "reason": "",
            "taken_on": "2026-03-01",
        },
        "route_comments": {"route_id": 1, "author_id": 1, "text": "", "at": AT},
        "result_pictures": {"assessment_id": 1, "channel": "telegram"},
    }  # fmt: skip
    for table, values in needed.items():
        kept = {column: before for (name, column), (before, _) in OUTSIDE_IDS.items() if name == table}
        rows += [
            row(table, **values, **dict(zip(kept, ids, strict=True)))  # type: ignore[arg-type]
            for ids in zip(*kept.values(), strict=True)
        ]
    sent: dict[str, str | int] = {
        "person_id": 1, "kind": "", "arguments": "{}", "priority": 0, "not_before": AT, "state": "sent",
        "attempts": 0, "created_at": AT,
    }  # fmt: skip
    return [*rows, row("deliveries", **sent, message_id=70), row("deliveries", **sent, message_id=None)]


async def outside_ids(database: Database) -> dict[tuple[str, str], list[object]]:
    """What the columns of OUTSIDE_IDS hold."""
    found = {}
    async with database.engine.connect() as connection:
        for table, column in OUTSIDE_IDS:
            key = "assessment_id" if table == "result_pictures" else "id"
            kept = await connection.exec_driver_sql(f"SELECT {column} FROM {table} ORDER BY {key}")  # noqa: S608
            found[table, column] = [one[0] for one in kept]
    return found


async def test_the_sixth_revision_names_the_channel_of_every_outside_id(database_url: str) -> None:
    """What was stored is of Telegram; words that name no message stay; the way back gives the bare ids."""
    database = Database(database_url)
    await migrate(database, "base", "0005")
    async with database.engine.begin() as connection:
        for statement in rows_with_outside_ids():
            await connection.exec_driver_sql(statement)
    bare = {place: before for place, (before, _) in OUTSIDE_IDS.items()}
    assert await outside_ids(database) == bare
    await migrate(database, "head")
    assert await outside_ids(database) == {place: after for place, (_, after) in OUTSIDE_IDS.items()}
    async with database.transaction() as session:
        channels = await session.scalars(select(Delivery.channel).order_by(Delivery.id))
        assert channels.all() == ["telegram", None]
    await migrate(database, "0005")
    assert await outside_ids(database) == bare
    await database.close()


async def test_the_sixth_revision_gives_no_deleted_rows_number_again(database_url: str) -> None:
    """On SQLite a table made anew forgets them: an old button would open somebody else's file."""
    database = Database(database_url)
    await migrate(database, "base", "0005")
    async with database.engine.begin() as connection:
        for statement in [*rows_with_outside_ids(), "DELETE FROM evidence"]:
            await connection.exec_driver_sql(statement)
    await migrate(database, "head")
    longest = "max:".ljust(500, "f")
    async with database.transaction() as session:
        moment = datetime(2026, 9, 21, tzinfo=UTC)
        proof = Evidence(step_id=1, author_id=1, kind="photo", file_id=longest, source="max:1:2", at=moment)
        session.add(proof)
        await session.flush()
        assert proof.id == 3
    await database.close()
