"""The outbox messages about agreeing on a route. A message that is no longer true is not sent."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from handlers.routes.links import ShowRoute
from handlers.routes.remark_screens import remark_lines, spoken
from handlers.routes.screens import extent, topics
from handlers.routes.ways import TO_ROUTE
from handlers.screen import Button, Notice, Screen
from handlers.words import Text, Words
from services.context import Context
from services.routes import reading
from services.routes.agreement import versions
from services.routes.agreement.versions import Difference
from services.routes.models import WORKING_ROUTE
from services.routes.views import RouteView, Sight


async def route_submitted(ctx: Context, route_id: int) -> Screen | None:
    """Tells the methodist that a route waits for approval."""
    view = await _route(ctx, route_id, Sight.METHODIST)
    if view is None or view.status != "on_review" or view.methodist_id != ctx.me.person_id:
        return None
    again = await versions.difference(ctx, route_id)
    key = "notice-route-submitted" if again is None else "notice-route-resubmitted"
    header = Words(key, name=view.owner.full_name, unit=view.owner.unit)
    return _to_look_at(view, [header, *([_changed(again)] if again is not None else []), extent(view)])


def _to_look_at(view: RouteView, lines: Sequence[Text]) -> Screen:
    """Lines about a route, its topics, and the button that opens it."""
    look = Button(Words("button-look"), ShowRoute(route_id=view.id))
    return Screen([*lines, Words("route-topics", titles=topics(view))], [[look]])


def _changed(since: Difference) -> Text:
    counts = (
        ("notice-route-added", since.added),
        ("notice-route-removed", since.removed),
        ("notice-route-edited", since.changed),
    )
    said = [Words(key, count=count) for key, count in counts if count]
    if not said:
        return Words("notice-route-same")
    what = reduce(lambda first, second: Words("notice-route-and", first=first, second=second), said)
    return Words("notice-route-changed", what=what)


async def route_approved(ctx: Context, route_id: int, *, redated: bool = False) -> Screen | None:
    """Tells the teacher that the route is approved, perhaps with new dates, and the first step."""
    view = await _route(ctx, route_id, Sight.OWNER)
    if view is None or view.status not in WORKING_ROUTE:
        return None
    lines = [Words("notice-route-approved")]
    if redated:
        lines.append(Words("notice-route-redated"))
    if view.next_step is not None:
        lines.append(Words("notice-route-begins", title=view.next_step.title, due=view.next_step.due))
    return Screen(lines, [[TO_ROUTE]])


async def route_extended(ctx: Context, route_id: int) -> Screen | None:
    """Tells the methodist that the teacher added a topic or a step to a route under way."""
    view = await _route(ctx, route_id, Sight.METHODIST)
    if view is None or view.status not in WORKING_ROUTE:
        return None
    header = Words("notice-route-extended", name=view.owner.full_name, unit=view.owner.unit)
    return _to_look_at(view, [header])


async def route_returned(ctx: Context, route_id: int, version: int) -> Screen | None:
    """Tells the teacher what the methodist asks to change, in typed or spoken words.

    If the methodist withdrew consent meanwhile, the words are gone, and the message only says «returned».
    """
    view = await _route(ctx, route_id, Sight.OWNER)
    if view is None or view.status != "draft" or view.version != version:
        return None
    if view.remark is None:
        return Screen([Words("notice-route-returned-wordless"), Words("notice-wordless")], [[TO_ROUTE]])
    lines = [Words("notice-route-returned"), *remark_lines(view.remark)]
    return Screen(lines, [[TO_ROUTE]], spoken(view.remark))


async def _route(ctx: Context, route_id: int, sight: Sight) -> RouteView | None:
    view = await reading.route_of(ctx, route_id)
    return view if view.sight is sight else None


NOTICES: tuple[Notice, ...] = (route_submitted, route_approved, route_extended, route_returned)
