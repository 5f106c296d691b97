"""How others see a teacher's skills: after a lesson visit, and a while after training."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from services.db import Base

LESSON_VISIT, AFTER_TRAINING = "lesson_visit", "after_training"


class SkillView(Base):
    """A person's view of a teacher's skills. The teacher sees a finished view first, and may comment on it.

    `kind` is `lesson_visit` (by a mentor or methodist) or `after_training` (by a leader); `training` names
    the training, as "event:12".
    """

    __tablename__ = "skill_views"
    __table_args__ = (
        Index("ix_skill_views_person_id_finished_at", "person_id", "finished_at"),
        Index("uq_skill_views_training", "person_id", "training", unique=True),
        # Two taps on «Посетил урок» must not begin a visit twice.
        Index(
            "uq_skill_views_unfinished_visit",
            "author_id",
            "person_id",
            unique=True,
            sqlite_where=text("finished_at IS NULL AND kind = 'lesson_visit'"),
            postgresql_where=text("finished_at IS NULL AND kind = 'lesson_visit'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    kind: Mapped[str] = mapped_column(String(32))
    training: Mapped[str | None] = mapped_column(String(64))
    observed_on: Mapped[date]
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    seen_at: Mapped[datetime | None]
    comment: Mapped[str] = mapped_column(Text, default="")


class SkillMark(Base):
    """The mark of a competency, from 0 to 3 as on the checklist. The last tap counts."""

    __tablename__ = "skill_marks"

    view_id: Mapped[int] = mapped_column(ForeignKey("skill_views.id", ondelete="CASCADE"), primary_key=True)
    competency: Mapped[str] = mapped_column(String(50), primary_key=True)
    value: Mapped[int]
