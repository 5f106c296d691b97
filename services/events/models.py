"""Seminars, master classes and other events, and registrations for them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.db import Base


class Event(Base):
    """An announced event of a unit. `audience` holds the codes of `people.rules.Audience`."""

    __tablename__ = "events"
    __table_args__ = (Index("ix_events_status_starts_at", "status", "starts_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("org_units.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    format: Mapped[str] = mapped_column(String(32))
    title: Mapped[str] = mapped_column(String(200))
    announce: Mapped[str] = mapped_column(Text, default="")
    place: Mapped[str] = mapped_column(String(300))
    online: Mapped[bool] = mapped_column(default=False)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    registration_closes_at: Mapped[datetime]
    capacity: Mapped[int | None]
    audience: Mapped[list[str]]
    competencies: Mapped[list[str]] = mapped_column(default=list)
    # The part of the audience that the announcement goes to: see `group_results.rules.Target`.
    target: Mapped[dict[str, Any] | None]
    status: Mapped[str] = mapped_column(String(16))
    created_at: Mapped[datetime]
    # The author and the draft, as "person:draft": taps on old previews and double taps publish once.
    source: Mapped[str | None] = mapped_column(String(64), unique=True)


class Registration(Base):
    """A person's place at an event: `registered`, `waiting` in line, or `cancelled`."""

    __tablename__ = "registrations"
    __table_args__ = (
        UniqueConstraint("event_id", "person_id"),
        Index("ix_registrations_person_id_status", "person_id", "status"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    status: Mapped[str] = mapped_column(String(16))
    registered_at: Mapped[datetime]
