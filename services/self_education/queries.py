"""What is read about themes of self-education and attestation."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import Select, select

from services.context import Context
from services.people.models import Person
from services.reminders.rules import days_ahead
from services.self_education.models import Theme


def before_attestation(ctx: Context, scanned: Iterable[date]) -> Select[Any]:
    """Ids of those whose attestation is so many days ahead that one of the scanned days is to tell them."""
    days = days_ahead(scanned, ctx.content.self_education.attestation_reminders)
    return select(Person.id).where(Person.attestation_on.in_(days))


def with_theme() -> Select[Any]:
    """Ids of those who work on a theme."""
    return select(Theme.person_id).where(Theme.ended_on.is_(None))
