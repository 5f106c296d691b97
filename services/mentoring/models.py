"""Mentor pairs."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from services.db import Base


class MentorPair(Base):
    """A mentor and a mentee. A pair works only if both consented (Labour Code of Russia, art. 351.8)."""

    __tablename__ = "mentor_pairs"
    __table_args__ = (
        Index("ix_mentor_pairs_mentee_id_status", "mentee_id", "status"),
        Index("ix_mentor_pairs_mentor_id_status", "mentor_id", "status"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    mentor_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    mentee_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    curator_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    form: Mapped[str] = mapped_column(String(32))
    kind: Mapped[str] = mapped_column(String(32))
    status: Mapped[str] = mapped_column(String(16))
    started: Mapped[date | None]
    ended: Mapped[date | None]
    goal_competencies: Mapped[list[str]] = mapped_column(default=list)
    mentor_consented_at: Mapped[datetime | None]
    mentee_consented_at: Mapped[datetime | None]
