"""Rules about people: names, phones, young specialists, audiences. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from services.roles import LEADERS, Role
from services.texts import visible

YOUNG_AGE_LIMIT = 35
YOUNG_TEACHING_YEARS = 3

_INVITE_LINK = re.compile(r"https?://(?:t|telegram)\.me/\w+\?start=([\w-]+)", re.ASCII | re.IGNORECASE)
# What `secrets.token_urlsafe(12)` makes.
_INVITE_CODE = re.compile(r"[\w-]{16}", re.ASCII)
_NAME = re.compile(r"[^\W\d_]+(?:[-’' ][^\W\d_]+)*\.?")
_RUSSIAN_PHONE_DIGITS = 11


class Audience(StrEnum):
    """The people for whom an event (within its unit's subtree) or a questionnaire is made."""

    EVERYONE = "everyone"
    TEACHER = "teacher"
    YOUNG_SPECIALIST = "young_specialist"
    CLASS_TEACHER = "class_teacher"
    MENTOR = "mentor"
    LEADER = "leader"


ROLES_OF: dict[Audience, tuple[Role, ...]] = {
    Audience.TEACHER: (Role.TEACHER,),
    Audience.CLASS_TEACHER: (Role.CLASS_TEACHER,),
    Audience.MENTOR: (Role.MENTOR,),
    Audience.LEADER: LEADERS,
}


def normal_phone(raw: str) -> str | None:
    """`8 (900) 123-45-67` -> `+79001234567`; None where the text is no phone number.

    Ten digits, or eleven with a leading 8, are a Russian number; other numbers need their country code.
    """
    digits = re.sub(r"\D", "", raw)
    if len(digits) == _RUSSIAN_PHONE_DIGITS - 1:
        digits = f"7{digits}"
    elif len(digits) == _RUSSIAN_PHONE_DIGITS and digits.startswith("8"):
        digits = f"7{digits[1:]}"
    return f"+{digits}" if 11 <= len(digits) <= 15 else None


def invite_code(text: str, *, is_bare: bool = False) -> str | None:
    """The code of an invite if the text is its link; with `is_bare` also if it is the code alone."""
    link = _INVITE_LINK.fullmatch(text.strip())
    if link is not None:
        return link[1]
    return text.strip() if is_bare and _INVITE_CODE.fullmatch(text.strip()) else None


def split_full_name(text: str) -> tuple[str, str, str] | None:
    """«Калинина Дарья Олеговна» -> last, first and middle name; None where it does not look like a name."""
    parts = text.split()
    if not 2 <= len(parts) <= 4 or not all(
        _NAME.fullmatch(part) and len(part) <= 50 and visible(part) == part for part in parts
    ):
        return None
    return parts[0], parts[1], " ".join(parts[2:])[:100]


def full_years(since: date, today: date) -> int:
    """The number of full years since a day. People born on 29 February turn a year older on 1 March."""
    return today.year - since.year - ((today.month, today.day) < (since.month, since.day))


def is_young_specialist(birth_date: date | None, teaching_since: date | None, today: date) -> bool:
    """Up to 35 years inclusive and less than three full years of teaching (glossary, term 17).

    False where a date is unknown: a gap in a spreadsheet must not promise support to anybody.
    """
    if birth_date is None or teaching_since is None:
        return False
    return (
        full_years(birth_date, today) <= YOUNG_AGE_LIMIT
        and full_years(teaching_since, today) < YOUNG_TEACHING_YEARS
    )


def audiences(roles: Iterable[Role], *, young: bool) -> frozenset[Audience]:
    """All audiences of a person with these roles; `young` tells whether they are a young specialist."""
    held = frozenset(roles)
    found = {audience for audience, wanted in ROLES_OF.items() if held & frozenset(wanted)}
    if young:
        found.add(Audience.YOUNG_SPECIALIST)
    return frozenset(found | {Audience.EVERYONE})
