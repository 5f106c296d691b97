"""Tables of route templates and of their assignments."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from services.db import Base


class RouteTemplate(Base):
    """Steps without dates under a title; methodists of its unit's subtree may use it.

    `steps` holds the steps as `rules.TemplateStep.to_data` gives them.
    """

    __tablename__ = "route_templates"

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("org_units.id"), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    title: Mapped[str] = mapped_column(String(200))
    steps: Mapped[list[dict[str, Any]]]
    created_at: Mapped[datetime]
    # When it was archived: it is no longer given, but stays for the routes made from it.
    archived_at: Mapped[datetime | None]


class TemplateAssignment(Base):
    """A template given to a segment, the audience of a unit's subtree. May be undone within a day."""

    __tablename__ = "template_assignments"

    id: Mapped[int] = mapped_column(primary_key=True)
    template_id: Mapped[int] = mapped_column(ForeignKey("route_templates.id"), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("org_units.id"))
    audience: Mapped[str] = mapped_column(String(32))
    starts: Mapped[date]
    created_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
    # "<person id>:<key of the preview>": a double tap gives the template once.
    source: Mapped[str] = mapped_column(String(64), unique=True)
