"""Where the buttons of route templates lead."""

from __future__ import annotations

import re
from datetime import date

from handlers.links import Link
from services.errors import NotFound
from services.route_templates.segments import Order

# Of nine digits every number is one an id may have.
_ORDER = re.compile(r"([0-9]{1,9})\.([0-9]{1,9})\.([a-z_]{1,16})\.([0-9]{8})")


class RouteTemplates(Link, prefix="templates"):
    """Templates a methodist may use, paged from 0."""

    page: int = 0


class SaveTemplate(Link, prefix="template_of"):
    """Keep a route as a template: ask for its name; its steps are paged from 0."""

    route_id: int
    page: int = 0


class LeaveStepOut(Link, prefix="template_not"):
    """Leave a step out of what is being kept, or take it in again."""

    route_id: int
    step_id: int


class ShowTemplate(Link, prefix="template"):
    """A template; its steps are paged from 0."""

    template_id: int
    page: int = 0


class RenameTemplate(Link, prefix="template_name"):
    """Ask for another name."""

    template_id: int


class PutTemplateAway(Link, prefix="template_away"):
    """Put a template away, or take it back."""

    template_id: int
    away: bool


class AssignTemplate(Link, prefix="template_to"):
    """Choose the unit to give a template in, a page from 0."""

    template_id: int
    page: int = 0


class ChooseSegment(Link, prefix="template_for"):
    """Choose the audience of a unit."""

    template_id: int
    unit_id: int


class PreviewTemplate(Link, prefix="template_see"):
    """What giving would do; the order as `order_code` has it."""

    order: str


class TemplatePeople(Link, prefix="template_who"):
    """Who would get a route and who would not, a page from 0."""

    order: str
    page: int = 0


class GiveTemplate(Link, prefix="give", final=True):
    """Give it, as the preview with this key has shown."""

    order: str
    key: str


class TemplateAssignments(Link, prefix="template_given"):
    """To whom a template was given, a page from 0."""

    template_id: int
    page: int = 0


class ShowAssignment(Link, prefix="given"):
    """How an assignment stands."""

    assignment_id: int


class UndoAssignment(Link, prefix="given_undo"):
    """Take an assignment back; `sure` after the warning."""

    assignment_id: int
    sure: bool = False


def order_code(order: Order) -> str:
    """`7.12.teacher.20261130`: in one field, so that 64 bytes hold it with whatever else a link names."""
    return f"{order.template_id}.{order.unit_id}.{order.audience}.{order.starts:%Y%m%d}"


def order_of(code: str) -> Order:
    """The order of such a code. Raises NotFound."""
    found = _ORDER.fullmatch(code)
    if found is None:
        raise NotFound
    template_id, unit_id, audience, day = found.groups()
    try:
        return Order(int(template_id), int(unit_id), audience, date.fromisoformat(day))
    except ValueError:
        raise NotFound from None
