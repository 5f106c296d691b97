"""Templates of documents that methodists replaced."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.db import Base

# The document of a route; other kinds may follow.
ROUTE_KIND = "route"


class DocumentTemplate(Base):
    """The `.docx` by which a unit's documents of a kind are made; the nearest unit above has the say."""

    __tablename__ = "document_templates"
    __table_args__ = (UniqueConstraint("unit_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("org_units.id"))
    kind: Mapped[str] = mapped_column(String(32))
    file_name: Mapped[str] = mapped_column(String(300))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    replaced_at: Mapped[datetime]
