"""The buttons of route templates."""

from __future__ import annotations

import re
from datetime import date

from handlers.links import Link
from services.errors import NotFound
from services.route_templates.segments import Order

# Any number of nine digits fits into an id of 32 bits.
_ORDER = re.compile(r"([0-9]{1,9})\.([0-9]{1,9})\.([a-z_]{1,16})\.([0-9]{8})")


class RouteTemplates(Link, prefix="templates"):
    """Lists the templates that a methodist may use; pages count from 0."""

    page: int = 0


class SaveTemplate(Link, prefix="template_of"):
    """Asks for the name of a template made of a route; the pages of its steps count from 0."""

    route_id: int
    page: int = 0


class LeaveStepOut(Link, prefix="template_not"):
    """Leaves a step out of the template being made, or takes it in again."""

    route_id: int
    step_id: int


class ShowTemplate(Link, prefix="template"):
    """Shows a template; the pages of its steps count from 0."""

    template_id: int
    page: int = 0


class RenameTemplate(Link, prefix="template_name"):
    """Asks for another name of a template."""

    template_id: int


class PutTemplateAway(Link, prefix="template_away"):
    """Puts a template away, or takes it back."""

    template_id: int
    away: bool


class AssignTemplate(Link, prefix="template_to"):
    """Asks for the unit in which a template is given; pages count from 0."""

    template_id: int
    page: int = 0


class ChooseSegment(Link, prefix="template_for"):
    """Asks for the audience in a unit."""

    template_id: int
    unit_id: int


class PreviewTemplate(Link, prefix="template_see"):
    """Shows what giving would do; the order is an `order_code`."""

    order: str


class TemplatePeople(Link, prefix="template_who"):
    """Lists the people who would get a route and those who would not; pages count from 0."""

    order: str
    page: int = 0


class GiveTemplate(Link, prefix="give", final=True):
    """Gives a template as the preview with this key showed."""

    order: str
    key: str


class TemplateAssignments(Link, prefix="template_given"):
    """Lists the assignments of a template; pages count from 0."""

    template_id: int
    page: int = 0


class ShowAssignment(Link, prefix="given"):
    """Shows an assignment."""

    assignment_id: int


class UndoAssignment(Link, prefix="given_undo"):
    """Takes an assignment back; `sure` after the warning."""

    assignment_id: int
    sure: bool = False


def order_code(order: Order) -> str:
    """The order in one short field, as `7.12.teacher.20261130`: a button has room for 64 bytes."""
    return f"{order.template_id}.{order.unit_id}.{order.audience}.{order.starts:%Y%m%d}"


def order_of(code: str) -> Order:
    """The order of an `order_code`. Raises NotFound."""
    found = _ORDER.fullmatch(code)
    if found is None:
        raise NotFound
    template_id, unit_id, audience, day = found.groups()
    try:
        return Order(int(template_id), int(unit_id), audience, date.fromisoformat(day))
    except ValueError:
        raise NotFound from None
