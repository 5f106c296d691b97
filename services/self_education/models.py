"""Tables of themes of self-education and of their finished stages."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from services.db import Base


class Theme(Base):
    """A theme a person has chosen to work on. `stage` is a code of content/self_education.yaml.

    A finished or left theme has `ended_on`; a person has at most one theme under way.
    """

    __tablename__ = "themes"
    __table_args__ = (
        Index(
            "uq_themes_live",
            "person_id",
            unique=True,
            sqlite_where=text("ended_on IS NULL"),
            postgresql_where=text("ended_on IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    title: Mapped[str] = mapped_column(String(300))
    stage: Mapped[str] = mapped_column(String(32))
    begun_on: Mapped[date]
    ended_on: Mapped[date | None]
    is_finished: Mapped[bool] = mapped_column(default=False)


class ThemeStage(Base):
    """A finished stage, with the person's own words about it."""

    __tablename__ = "theme_stages"
    __table_args__ = (UniqueConstraint("theme_id", "stage"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    theme_id: Mapped[int] = mapped_column(ForeignKey("themes.id", ondelete="CASCADE"))
    stage: Mapped[str] = mapped_column(String(32))
    words: Mapped[str] = mapped_column(Text, default="")
    done_at: Mapped[datetime]
