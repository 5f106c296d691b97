"""People's names for places with little room. Pure."""

from __future__ import annotations

from handlers.screen import LABEL_LIMIT
from services.people.queries import PersonView
from services.texts import shorten


def short_name(person: PersonView, limit: int = LABEL_LIMIT) -> str:
    """The full name; the surname and initials if the full name is longer than `limit` characters."""
    return person.full_name if len(person.full_name) <= limit else initials(person, limit)


def initials(person: PersonView, limit: int = LABEL_LIMIT) -> str:
    """The surname and initials: «Калинина Д. О.»."""
    surname = person.full_name.removesuffix(person.address).strip()
    first_letters = " ".join(f"{part[0]}." for part in person.address.split())
    return shorten(f"{surname} {first_letters}".strip(), limit)
