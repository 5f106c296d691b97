"""When a mentor pair gives rights to its mentor."""

from __future__ import annotations

from sqlalchemy import ColumnElement

from services.mentoring.models import MentorPair


def is_working() -> ColumnElement[bool]:
    """An SQL condition: the pair is active, and both agreed to it."""
    return (
        (MentorPair.status == "active")
        & MentorPair.mentor_consented_at.is_not(None)
        & MentorPair.mentee_consented_at.is_not(None)
    )
