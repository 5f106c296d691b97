"""How the outbox messages about routes look. What is no longer true is not said."""

from __future__ import annotations

from datetime import date
from functools import reduce

from handlers.menu.buttons import HOME
from handlers.routes import closing_screens
from handlers.routes.agreement_screens import remark_lines, spoken
from handlers.routes.change_screens import decision_rows as change_rows
from handlers.routes.change_screens import wish_lines
from handlers.routes.editing_screens import TO_ROUTE
from handlers.routes.links import RouteSummary, ShowRoute
from handlers.routes.screens import extent, topics
from handlers.routes.step_links import ShowStep
from handlers.routes.step_screens import decision_rows, step_card
from handlers.screen import BLANK, Button, Notice, Screen
from handlers.words import Text, Words
from services.context import Context
from services.errors import DomainError
from services.routes import reading, remarks
from services.routes.agreement import versions
from services.routes.agreement.versions import Difference
from services.routes.changes import queries as change_queries
from services.routes.changes.queries import ChangeCard
from services.routes.closing import queries as closing
from services.routes.closing.queries import Summary
from services.routes.models import AGREED, REFUSED, WORKING_ROUTE
from services.routes.views import RemarkView, RouteView, Sight, StepCard


async def route_submitted(ctx: Context, route_id: int) -> Screen | None:
    """To the methodist: a route waits for approval."""
    view = await _route(ctx, route_id, Sight.METHODIST)
    if view is None or view.status != "on_review" or view.methodist_id != ctx.me.person_id:
        return None
    again = await versions.difference_for_notice(ctx, route_id)
    key = "notice-route-submitted" if again is None else "notice-route-resubmitted"
    return Screen(
        [
            Words(key, name=view.owner.full_name, unit=view.owner.unit),
            *([_changed(again)] if again is not None else []),
            extent(view),
            Words("route-topics", titles=topics(view)),
        ],
        [[Button(Words("button-look"), ShowRoute(route_id=view.id))]],
    )


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
    """To the teacher: the route is approved, perhaps with new dates, and this is how it begins."""
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
    """To the methodist: the teacher added a topic or a step to a route under way."""
    view = await _route(ctx, route_id, Sight.METHODIST)
    if view is None or view.status not in WORKING_ROUTE:
        return None
    return Screen(
        [
            Words("notice-route-extended", name=view.owner.full_name, unit=view.owner.unit),
            Words("route-topics", titles=topics(view)),
        ],
        [[Button(Words("button-look"), ShowRoute(route_id=view.id))]],
    )


async def route_returned(ctx: Context, route_id: int, version: int) -> Screen | None:
    """To the teacher: what the methodist asks to change, in words typed or spoken.

    Whoever withdrew meanwhile took their words with them: then only that it was returned.
    """
    view = await _route(ctx, route_id, Sight.OWNER)
    if view is None or view.status != "draft" or view.version != version:
        return None
    if view.remark is None:
        return Screen([Words("notice-route-returned-wordless"), Words("notice-wordless")], [[TO_ROUTE]])
    lines = [Words("notice-route-returned"), *remark_lines(view.remark)]
    return Screen(lines, [[TO_ROUTE]], spoken(view.remark))


async def route_done(ctx: Context, route_id: int) -> Screen | None:
    """To the teacher: every step is accepted, and this is what came of it."""
    seen = await _summary(ctx, route_id, "done")
    if seen is None:
        return None
    look = Button(Words("route-summary-button"), RouteSummary(route_id=route_id))
    return Screen(
        [Words("notice-route-done", name=seen.owner.address), *closing_screens.outcome(seen)],
        [*closing_screens.again(seen), [look], [closing_screens.share(route_id)], [HOME]],
    )


async def route_closed(ctx: Context, route_id: int) -> Screen | None:
    """To the teacher: nothing is left in the route, and nothing was done."""
    seen = await _summary(ctx, route_id, "closed")
    if seen is None:
        return None
    return Screen(
        [Words("notice-route-closed"), *closing_screens.outcome(seen)], [[closing_screens.NEW], [HOME]]
    )


async def step_submitted(ctx: Context, step_id: int) -> Screen | None:
    """To the methodist or the mentor: what was sent, to look at, to accept or to return on the spot."""
    card = await _step(ctx, step_id)
    if card is None or not card.can_decide:
        return None
    look = Button(Words("button-look"), ShowStep(step_id=step_id))
    return Screen(
        [Words("notice-step-submitted"), BLANK, *step_card(card).lines], [[look], *decision_rows(card)]
    )


async def step_accepted(ctx: Context, step_id: int) -> Screen | None:
    """To the teacher: a step is accepted."""
    card = await _step(ctx, step_id)
    if card is None or card.sight is not Sight.OWNER or card.step.status != "done":
        return None
    return Screen([Words("notice-step-accepted", title=card.step.title)], [[TO_ROUTE]])


async def step_returned(ctx: Context, step_id: int) -> Screen | None:
    """To the teacher: what is missing in a step, in words typed or spoken; withdrawn, they are left out."""
    card = await _step(ctx, step_id)
    if card is None or card.sight is not Sight.OWNER or card.step.status != "returned":
        return None
    returned = Words("notice-step-returned", title=card.step.title)
    rows = [[Button(Words("step-open"), ShowStep(step_id=card.step.id))]]
    if card.remark is None:
        return Screen([returned, Words("notice-wordless")], rows)
    return Screen([returned, *remark_lines(card.remark)], rows, spoken(card.remark))


async def change_asked(ctx: Context, change_id: int) -> Screen | None:
    """To the methodist: a teacher asks to move or to remove a step; to be decided on the spot."""
    card = await _change(ctx, change_id)
    if card is None or not card.can_decide:
        return None
    owner = card.card.owner
    header = Words("notice-change-asked", kind=card.change.kind, name=owner.full_name, unit=owner.unit)
    look = Button(Words("step-open"), ShowStep(step_id=card.card.step.id))
    return Screen([header, *wish_lines(card)], [*change_rows(card), [look]])


async def change_decided(
    ctx: Context, change_id: int, comment_id: int | None = None, passed: str | None = None
) -> Screen | None:
    """To the teacher: what became of the change they asked for, perhaps with the methodist's words.

    `passed` is the day they asked for, where it went by and another one was agreed to.
    """
    card = await _change(ctx, change_id)
    if card is None or card.card.sight is not Sight.OWNER:
        return None
    step, change = card.card.step, card.change
    if card.status == AGREED:
        key = "notice-change-moved" if change.due else "notice-change-removed"
    elif card.status == REFUSED:
        key = "notice-change-refused-move" if change.due else "notice-change-refused-remove"
    else:
        return None
    due = change.due if change.due is not None and card.status == AGREED else step.due
    lines: list[Text] = [Words(key, title=step.title, due=due, count=len(card.card.evidence))]
    if passed is not None and card.status == AGREED:
        lines.append(Words("notice-change-passed", day=date.fromisoformat(passed)))
    file = None
    remark = await _remark(ctx, comment_id) if comment_id is not None else None
    if remark is not None:
        lines, file = [*lines, *remark_lines(remark)], spoken(remark)
    return Screen(lines, [[Button(Words("step-open"), ShowStep(step_id=step.id))], [TO_ROUTE]], file)


async def _remark(ctx: Context, comment_id: int) -> RemarkView | None:
    """Words said with a decision; None where whoever said them took them with them."""
    try:
        return (await remarks.said(ctx, comment_id)).remark
    except DomainError:
        return None


async def _change(ctx: Context, change_id: int) -> ChangeCard | None:
    try:
        return await change_queries.change_for_notice(ctx, change_id)
    except DomainError:
        return None


async def _route(ctx: Context, route_id: int, sight: Sight) -> RouteView | None:
    try:
        view = await reading.route_for_notice(ctx, route_id)
    except DomainError:
        return None
    return view if view.sight is sight else None


async def _step(ctx: Context, step_id: int) -> StepCard | None:
    try:
        return await reading.step_for_notice(ctx, step_id)
    except DomainError:
        return None


async def _summary(ctx: Context, route_id: int, status: str) -> Summary | None:
    """What came of the recipient's own finished route; None where it is not so any more."""
    try:
        seen = await closing.summary(ctx, route_id)
    except DomainError:
        return None
    return seen if seen.sight is Sight.OWNER and seen.status == status else None


NOTICES: dict[str, Notice] = {
    "route_submitted": route_submitted,
    "route_approved": route_approved,
    "route_extended": route_extended,
    "route_returned": route_returned,
    "route_done": route_done,
    "route_closed": route_closed,
    "change_asked": change_asked,
    "change_decided": change_decided,
    "step_submitted": step_submitted,
    "step_accepted": step_accepted,
    "step_returned": step_returned,
}
