"""Questionnaires taken: answers, scores, and people who were given access to results."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, false, text
from sqlalchemy.orm import Mapped, mapped_column

from services.db import Base


class Assessment(Base):
    """A questionnaire as taken once; `percent` and `level` are the score of all its items together.

    Diagnostics taken elsewhere are in `external_results`.
    """

    __tablename__ = "assessments"
    __table_args__ = (
        Index("ix_assessments_person_id_finished_at", "person_id", "finished_at"),
        # The morning scan looks for questionnaires that may be repeated from today on.
        Index("ix_assessments_finished_at", "finished_at"),
        # Two taps on «Начать» must not begin a questionnaire twice.
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
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    percent: Mapped[int | None]
    level: Mapped[str | None] = mapped_column(String(16))


class Answer(Base):
    """The option chosen for an item: a scale's value or a choice's id. The last tap counts."""

    __tablename__ = "answers"

    assessment_id: Mapped[int] = mapped_column(
        ForeignKey("assessments.id", ondelete="CASCADE"), primary_key=True
    )
    item_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    option: Mapped[str] = mapped_column(String(16))
    answered_at: Mapped[datetime]


class OpenAnswer(Base):
    """An answer in the person's own words to an open question, asked after the last item."""

    __tablename__ = "open_answers"

    assessment_id: Mapped[int] = mapped_column(
        ForeignKey("assessments.id", ondelete="CASCADE"), primary_key=True
    )
    item_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    answered_at: Mapped[datetime]


class ResultPicture(Base):
    """A channel's file id of the picture of a result, so that it is drawn and uploaded once."""

    __tablename__ = "result_pictures"

    assessment_id: Mapped[int] = mapped_column(
        ForeignKey("assessments.id", ondelete="CASCADE"), primary_key=True
    )
    channel: Mapped[str] = mapped_column(String(16), primary_key=True)
    file_id: Mapped[str] = mapped_column(String(500))


class Score(Base):
    """The percent of a competency, of a side of wellbeing, or of a group of competencies.

    `percent` and `level` are empty where too few items were answered. `is_latest` marks the newest score with
    a percent that the person has in the competency (see `scores`).
    """

    __tablename__ = "scores"

    assessment_id: Mapped[int] = mapped_column(
        ForeignKey("assessments.id", ondelete="CASCADE"), primary_key=True
    )
    subject: Mapped[str] = mapped_column(String(50), primary_key=True)
    is_group: Mapped[bool]
    percent: Mapped[int | None]
    level: Mapped[str | None] = mapped_column(String(16))
    is_latest: Mapped[bool] = mapped_column(default=False, server_default=false())


class Sharing(Base):
    """A result's owner opened it to a viewer; it stays open until `closed_at`."""

    __tablename__ = "sharings"
    __table_args__ = (Index("ix_sharings_viewer_id_closed_at", "viewer_id", "closed_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessments.id", ondelete="CASCADE"), index=True)
    viewer_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
