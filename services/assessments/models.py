"""Questionnaires taken, their answers, their scores, and to whom the person opened them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from services.db import Base


class Assessment(Base):
    """One taking of a questionnaire. `source` is `self`, `regional` or `federal`."""

    __tablename__ = "assessments"
    __table_args__ = (
        Index("ix_assessments_person_id_finished_at", "person_id", "finished_at"),
        # Two taps on «Начать» must not begin it twice.
        Index(
            "uq_assessments_unfinished",
            "person_id",
            "questionnaire",
            unique=True,
            sqlite_where=text("finished_at IS NULL"),
            postgresql_where=text("finished_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    questionnaire: Mapped[str] = mapped_column(String(50))
    version: Mapped[int]
    source: Mapped[str] = mapped_column(String(16), default="self")
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class Answer(Base):
    """The option chosen for an item: a scale's value or a choice's id. The last tap wins."""

    __tablename__ = "answers"

    assessment_id: Mapped[int] = mapped_column(
        ForeignKey("assessments.id", ondelete="CASCADE"), primary_key=True
    )
    item_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    option: Mapped[str] = mapped_column(String(16))
    answered_at: Mapped[datetime]


class Score(Base):
    """The percent of a competency or of a whole group; `level` is empty where too little was answered."""

    __tablename__ = "scores"

    assessment_id: Mapped[int] = mapped_column(
        ForeignKey("assessments.id", ondelete="CASCADE"), primary_key=True
    )
    subject: Mapped[str] = mapped_column(String(50), primary_key=True)
    is_group: Mapped[bool]
    percent: Mapped[int | None]
    level: Mapped[str | None] = mapped_column(String(16))


class Sharing(Base):
    """A person opened a result to someone, until they close it again."""

    __tablename__ = "sharings"
    __table_args__ = (Index("ix_sharings_viewer_id_closed_at", "viewer_id", "closed_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessments.id", ondelete="CASCADE"), index=True)
    viewer_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
