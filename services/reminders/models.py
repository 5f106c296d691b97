"""The table of finished scans, so that a restart or a second replica repeats nothing."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from services.db import Base


class ScanRecord(Base):
    """A finished daily scan of a time zone. `zone` begins with the scan's name; the morning scan has none.

    A unit that changes its calendar has a record of its own («unit 7») until its first scan by the new one.
    """

    __tablename__ = "scan_records"

    zone: Mapped[str] = mapped_column(String(64), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    done_at: Mapped[datetime]
