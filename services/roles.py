"""Roles a person can be granted; a grant is a role in a unit and covers the unit's subtree."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """The roles of `content/roles.yaml`. Mentee and young specialist are not roles but facts."""

    TEACHER = "teacher"
    CLASS_TEACHER = "class_teacher"
    PSYCHOLOGIST = "psychologist"
    MENTOR = "mentor"
    CURATOR = "curator"
    ASSOCIATION_HEAD = "mo_head"
    SCHOOL_METHODIST = "school_methodist"
    MUNICIPAL_METHODIST = "municipal_methodist"
    REGIONAL_METHODIST = "regional_methodist"
    DEPUTY_HEAD = "deputy_head"
    HEAD = "head"
    OFFICE = "office"
    ADMIN = "admin"


# From the nearest to the teacher to the farthest.
METHODISTS = (Role.SCHOOL_METHODIST, Role.MUNICIPAL_METHODIST, Role.REGIONAL_METHODIST)
FAR_METHODISTS = (Role.MUNICIPAL_METHODIST, Role.REGIONAL_METHODIST)
LEADERS = (Role.HEAD, Role.DEPUTY_HEAD)
# Who reads the numbers of a group.
GROUP_READERS = (*METHODISTS, *LEADERS)
STAFF = (*METHODISTS, Role.ADMIN)

_REACH = {
    Role.MUNICIPAL_METHODIST: 2,
    Role.OFFICE: 2,
    Role.REGIONAL_METHODIST: 3,
    Role.ADMIN: 4,
}


def reach_of(role: Role) -> int:
    """How far a role reaches: 1 a school, 2 a municipality, 3 a region, 4 everything.

    Whoever makes invites or grants roles does so for people who reach no further than themselves.
    """
    return _REACH.get(role, 1)
