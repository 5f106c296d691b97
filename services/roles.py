"""Roles a person can be granted; a grant is a role in a unit and covers the unit's subtree."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """The roles of `content/roles.yaml`. Mentee and young specialist are no roles: they follow from facts."""

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


# The methodist nearest to a teacher comes first.
METHODISTS = (Role.SCHOOL_METHODIST, Role.MUNICIPAL_METHODIST, Role.REGIONAL_METHODIST)
FAR_METHODISTS = (Role.MUNICIPAL_METHODIST, Role.REGIONAL_METHODIST)
LEADERS = (Role.HEAD, Role.DEPUTY_HEAD)
# The roles that read the numbers of a group; an admin does not.
GROUP_READERS = (*METHODISTS, *LEADERS)
STAFF = (*METHODISTS, Role.ADMIN)

_REACH = {
    Role.MUNICIPAL_METHODIST: 2,
    Role.OFFICE: 2,
    Role.REGIONAL_METHODIST: 3,
    Role.ADMIN: 4,
}


def reach_of(role: Role) -> int:
    """How far a role reaches: 1 is a school, 2 a municipality, 3 a region, 4 everything.

    A person invites, and grants roles to, only people whose roles reach no further than their own.
    """
    return _REACH.get(role, 1)
