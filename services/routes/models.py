"""Tables of individual educational routes: versions, steps, proof, changes, answers, comments."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    false,
    literal_column,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from services.db import Base

# Statuses as in content/route_catalog.yaml: route_statuses and step_statuses.
LIVE_ROUTE = ("draft", "on_review", "approved", "in_progress")
WORKING_ROUTE = ("approved", "in_progress")
FINISHED_ROUTE = ("done", "closed")
OPEN_STEP = ("planned", "in_progress", "returned")
CLOSED_STEP = ("done", "cancelled")
# What a route is based on: a result, or one of the reasons of content/route_catalog.yaml.
ON_DIAGNOSIS = "diagnosis"
ON_TEMPLATE = "template"
# Statuses and kinds of a StepChange.
ASKED, AGREED, REFUSED, WITHDRAWN = "asked", "agreed", "refused", "withdrawn"
MOVE, REMOVE = "move", "remove"
_OPEN_STEP_SQL = "status IN ('planned', 'in_progress', 'returned')"


class Route(Base):
    """A person's route over a period. Dates are calendar dates in the organisation's zone."""

    __tablename__ = "routes"
    __table_args__ = (
        Index(
            "uq_routes_live",
            "person_id",
            unique=True,
            sqlite_where=text("status IN ('draft', 'on_review', 'approved', 'in_progress')"),
            postgresql_where=text("status IN ('draft', 'on_review', 'approved', 'in_progress')"),
        ),
        Index("ix_routes_methodist_id_status", "methodist_id", "status"),
        Index(
            "ix_routes_left",
            "person_id",
            sqlite_where=text("is_left"),
            postgresql_where=text("is_left"),
        ),
        # A methodist's menu counts the routes on review.
        Index(
            "ix_routes_on_review",
            "person_id",
            sqlite_where=text("status = 'on_review'"),
            postgresql_where=text("status = 'on_review'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    assessment_id: Mapped[int | None] = mapped_column(ForeignKey("assessments.id", ondelete="SET NULL"))
    basis: Mapped[str] = mapped_column(String(32), default=ON_DIAGNOSIS, server_default=ON_DIAGNOSIS)
    # The assignment of a template that made the route, if one did.
    assignment_id: Mapped[int | None] = mapped_column(
        ForeignKey("template_assignments.id", ondelete="SET NULL"), index=True
    )
    starts: Mapped[date]
    ends: Mapped[date]
    status: Mapped[str] = mapped_column(String(16))
    version: Mapped[int] = mapped_column(default=1)
    methodist_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    # The methodist no longer oversees the owner, as `overview.actions.scan_methodists` found.
    is_left: Mapped[bool] = mapped_column(default=False, server_default=false())
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    approved_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class RouteVersion(Base):
    """A route as it was sent to the methodist, and the methodist's decision: `approved` or `returned`.

    `steps` holds what a reader needs: titles, competencies, forms, hours, dates, results.
    """

    __tablename__ = "route_versions"
    __table_args__ = (UniqueConstraint("route_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    route_id: Mapped[int] = mapped_column(ForeignKey("routes.id", ondelete="CASCADE"))
    version: Mapped[int]
    steps: Mapped[list[dict[str, Any]]]
    sent_at: Mapped[datetime]
    decision: Mapped[str | None] = mapped_column(String(16))
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    decided_at: Mapped[datetime | None]


class RouteStep(Base):
    """One activity of a route. `reason` holds the fields of `rules.Reason`: why the step was chosen."""

    __tablename__ = "route_steps"
    __table_args__ = (
        # The scan for reminders reads only open steps.
        Index(
            "ix_route_steps_due_open",
            "due",
            "route_id",
            sqlite_where=text(_OPEN_STEP_SQL),
            postgresql_where=text(_OPEN_STEP_SQL),
        ),
        # A methodist's menu counts the steps on review.
        Index(
            "ix_route_steps_on_review",
            "route_id",
            sqlite_where=text("status = 'on_review'"),
            postgresql_where=text("status = 'on_review'"),
        ),
        # Postponed steps have a scan of their own.
        Index(
            "ix_route_steps_remind_on",
            "remind_on",
            "route_id",
            sqlite_where=text("remind_on IS NOT NULL"),
            postgresql_where=text("remind_on IS NOT NULL"),
        ),
        Index(
            "ix_route_steps_done_on",
            "done_on",
            "route_id",
            sqlite_where=text("done_on IS NOT NULL"),
            postgresql_where=text("done_on IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    route_id: Mapped[int] = mapped_column(ForeignKey("routes.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    catalog_code: Mapped[str | None] = mapped_column(String(50))
    competency: Mapped[str] = mapped_column(String(50))
    title: Mapped[str] = mapped_column(String(300))
    form: Mapped[str] = mapped_column(String(32))
    education: Mapped[str] = mapped_column(String(16))
    hours: Mapped[float]
    starts: Mapped[date]
    due: Mapped[date]
    result: Mapped[str] = mapped_column(String(500))
    reason: Mapped[dict[str, Any]] = mapped_column(default=dict)
    status: Mapped[str] = mapped_column(String(16))
    # The event, if the step is one.
    event_id: Mapped[int | None] = mapped_column(ForeignKey("events.id", ondelete="SET NULL"), index=True)
    # The owner asked for no reminder before this day; `due` stays as it is.
    remind_on: Mapped[date | None]
    # The day the owner sent the step to review; empty again once the step is returned.
    done_on: Mapped[date | None]


# These conditions repeat the literals of the partial indexes: with parameters the indexes would not be used.


def is_sent() -> ColumnElement[bool]:
    """An SQL condition on Route: it was sent to the methodist and waits to be approved."""
    return Route.status == literal_column("'on_review'")


def is_open() -> ColumnElement[bool]:
    """An SQL condition: the owner has still to do the step."""
    return RouteStep.status.in_([literal_column(f"'{status}'") for status in OPEN_STEP])


def is_on_review() -> ColumnElement[bool]:
    """An SQL condition: the step waits to be accepted."""
    return RouteStep.status == literal_column("'on_review'")


def is_asked() -> ColumnElement[bool]:
    """An SQL condition: the change waits for consent."""
    return StepChange.status == literal_column("'asked'")


class Evidence(Base):
    """Proof that a step was done: a file by its outside id, a link or a text."""

    __tablename__ = "evidence"

    id: Mapped[int] = mapped_column(primary_key=True)
    step_id: Mapped[int] = mapped_column(ForeignKey("route_steps.id", ondelete="CASCADE"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    text: Mapped[str] = mapped_column(Text, default="")
    file_id: Mapped[str | None] = mapped_column(String(500))
    file_name: Mapped[str | None] = mapped_column(String(300))
    # The message with the proof (`outside.source`): an update delivered twice adds nothing.
    source: Mapped[str] = mapped_column(String(64), unique=True)
    # Photos sent together arrive as messages of one album: the later ones go to the step of the first.
    album: Mapped[str | None] = mapped_column(String(64), index=True)
    at: Mapped[datetime]


class StepEvent(Base):
    """History: one change of a step's status, date, form or hours, with its author and reason."""

    __tablename__ = "step_events"

    id: Mapped[int] = mapped_column(primary_key=True)
    step_id: Mapped[int] = mapped_column(ForeignKey("route_steps.id", ondelete="CASCADE"), index=True)
    actor_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    field: Mapped[str] = mapped_column(String(16))
    old: Mapped[str] = mapped_column(String(32))
    new: Mapped[str] = mapped_column(String(32))
    why: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime]


class StepChange(Base):
    """A change of an approved step that its owner asked for: `move` to another date, or `remove` the step.

    `status`: `asked`, then `agreed`, `refused` or `withdrawn` (by the owner, or since the step has closed).
    """

    __tablename__ = "step_changes"
    __table_args__ = (
        Index(
            "uq_step_changes_asked",
            "step_id",
            unique=True,
            sqlite_where=text("status = 'asked'"),
            postgresql_where=text("status = 'asked'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    step_id: Mapped[int] = mapped_column(ForeignKey("route_steps.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    due: Mapped[date | None]
    why: Mapped[str] = mapped_column(String(300))
    status: Mapped[str] = mapped_column(String(16))
    asked_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    decided_at: Mapped[datetime | None]


class StepReflection(Base):
    """The owner's answer about a finished step to a question of the route catalogue."""

    __tablename__ = "step_reflections"
    __table_args__ = (UniqueConstraint("step_id", "question"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    step_id: Mapped[int] = mapped_column(ForeignKey("route_steps.id", ondelete="CASCADE"))
    question: Mapped[str] = mapped_column(String(32))
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]


class UsageAnswer(Base):
    """Whether the owner uses what they learnt: asked `after` days after a course or an event of a route.

    `answer` is one of `content.catalog.usage.answers`; `example` is in the owner's words.
    """

    __tablename__ = "transfer_answers"
    __table_args__ = (UniqueConstraint("step_id", "after"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    step_id: Mapped[int] = mapped_column(ForeignKey("route_steps.id", ondelete="CASCADE"))
    after: Mapped[int]
    answer: Mapped[str] = mapped_column(String(16))
    example: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime]


class RouteComment(Base):
    """A comment on a route or one of its steps: a text, or a voice message by its outside id.

    With `change_id` it explains why that change was refused: only the owner and methodists may read it.
    """

    __tablename__ = "route_comments"

    id: Mapped[int] = mapped_column(primary_key=True)
    route_id: Mapped[int] = mapped_column(ForeignKey("routes.id", ondelete="CASCADE"), index=True)
    step_id: Mapped[int | None] = mapped_column(ForeignKey("route_steps.id", ondelete="CASCADE"))
    change_id: Mapped[int | None] = mapped_column(
        ForeignKey("step_changes.id", ondelete="SET NULL"), index=True
    )
    author_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    file_kind: Mapped[str | None] = mapped_column(String(16))
    file_id: Mapped[str | None] = mapped_column(String(500))
    at: Mapped[datetime]
