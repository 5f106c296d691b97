"""Diagnostics taken elsewhere: federal and regional ones."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from services.db import Base

SUBMITTED, CONFIRMED, DECLINED = "submitted", "confirmed", "declined"
FEDERAL, REGIONAL = "federal", "regional"
SOURCES = (FEDERAL, REGIONAL)


class ExternalResult(Base):
    """A diagnostic that a person took elsewhere, with the file that proves it, without its result.

    `status` is `submitted`, `confirmed` (counts in coverage) or `declined`. `origin` is the message
    (`outside.source`) or the "upload:row" that brought it: a repeated delivery adds nothing.
    """

    __tablename__ = "external_results"
    __table_args__ = (
        Index("ix_external_results_person_id_status", "person_id", "status"),
        Index(
            "uq_external_results_taken",
            "person_id",
            "source",
            "taken_on",
            unique=True,
            sqlite_where=text("status != 'declined'"),
            postgresql_where=text("status != 'declined'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    source: Mapped[str] = mapped_column(String(16))
    taken_on: Mapped[date]
    file_kind: Mapped[str | None] = mapped_column(String(16))
    file_id: Mapped[str | None] = mapped_column(String(500))
    file_name: Mapped[str | None] = mapped_column(String(300))
    origin: Mapped[str] = mapped_column(String(64), unique=True)
    status: Mapped[str] = mapped_column(String(16))
    submitted_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    decided_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(Text, default="")
