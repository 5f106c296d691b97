"""Individual educational routes, their steps, the proof of steps and their history."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from services.db import Base

# Statuses as in content/route_catalog.yaml: route_statuses and step_statuses.
LIVE_ROUTE = ("draft", "on_review", "approved", "in_progress")
WORKING_ROUTE = ("approved", "in_progress")
OPEN_STEP = ("planned", "in_progress", "returned")
CLOSED_STEP = ("done", "cancelled")
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
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    assessment_id: Mapped[int | None] = mapped_column(ForeignKey("assessments.id", ondelete="SET NULL"))
    starts: Mapped[date]
    ends: Mapped[date]
    status: Mapped[str] = mapped_column(String(16))
    version: Mapped[int] = mapped_column(default=1)
    methodist_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    approved_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class RouteStep(Base):
    """One activity of a route. `reason` tells why it was chosen: level, percent and part in the mix."""

    __tablename__ = "route_steps"
    __table_args__ = (
        # The scan for reminders reads only what is open and due.
        Index(
            "ix_route_steps_due_open",
            "due",
            "route_id",
            sqlite_where=text(_OPEN_STEP_SQL),
            postgresql_where=text(_OPEN_STEP_SQL),
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


class Evidence(Base):
    """What shows that a step was done: a file by the channel's id, a link or a text."""

    __tablename__ = "evidence"

    id: Mapped[int] = mapped_column(primary_key=True)
    step_id: Mapped[int] = mapped_column(ForeignKey("route_steps.id", ondelete="CASCADE"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    kind: Mapped[str] = mapped_column(String(16))
    text: Mapped[str] = mapped_column(Text, default="")
    file_id: Mapped[str | None] = mapped_column(String(300))
    file_name: Mapped[str | None] = mapped_column(String(300))
    # "chat:message" it came in: the same update delivered twice adds nothing.
    source: Mapped[str] = mapped_column(String(64), unique=True)
    # Photos sent together arrive as messages of one album; the later ones follow the first to its step.
    album: Mapped[str | None] = mapped_column(String(64), index=True)
    at: Mapped[datetime]


class StepEvent(Base):
    """History: every change of a step's status or date, by whom and why."""

    __tablename__ = "step_events"

    id: Mapped[int] = mapped_column(primary_key=True)
    step_id: Mapped[int] = mapped_column(ForeignKey("route_steps.id", ondelete="CASCADE"), index=True)
    actor_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    field: Mapped[str] = mapped_column(String(16))
    old: Mapped[str] = mapped_column(String(32))
    new: Mapped[str] = mapped_column(String(32))
    why: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime]


class RouteComment(Base):
    """Words about a route or one of its steps."""

    __tablename__ = "route_comments"

    id: Mapped[int] = mapped_column(primary_key=True)
    route_id: Mapped[int] = mapped_column(ForeignKey("routes.id", ondelete="CASCADE"), index=True)
    step_id: Mapped[int | None] = mapped_column(ForeignKey("route_steps.id", ondelete="CASCADE"))
    author_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
