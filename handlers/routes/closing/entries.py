"""Buttons at the end of a route: its results, sharing a practice."""

from __future__ import annotations

from handlers.answers import Answer
from handlers.conversations import screens as conversation_screens
from handlers.conversations.links import ShareWith
from handlers.conversations.questions import Wording
from handlers.features import Feature
from handlers.routes.closing import links, screens
from services.context import Context
from services.conversations import queries as conversations
from services.conversations.rules import PRACTICE
from services.errors import NotAllowed, WrongState
from services.routes import reading
from services.routes.closing import queries
from services.routes.views import Sight, StepView

feature = Feature("routes-closing")
feature.shows(links.RouteSummary, queries.summary, screens.summary)


@feature.button(links.SharePractice)
async def share_practice(ctx: Context, link: links.SharePractice) -> Answer:
    """Asks which methodist to tell; if there is one methodist only, asks for the words at once."""
    step = await _last_done(ctx, link.route_id)
    methodists = [one for one in await conversations.addressees(ctx) if not one.is_mentor]
    if len(methodists) == 1:
        return _practice(methodists[0].person.id, step)
    back = screens.back(step.route_id)
    return conversation_screens.whom_to_share_with(step.route_id, methodists, back)


@feature.button(ShareWith)
async def share_with(ctx: Context, link: ShareWith) -> Answer:
    return _practice(link.person_id, await _last_done(ctx, link.route_id))


def _practice(person_id: int, step: StepView) -> Wording:
    return Wording(person_id=person_id, topic=PRACTICE, step_id=step.id)


async def _last_done(ctx: Context, route_id: int) -> StepView:
    """The last done step of the acting person's finished route, which the shared practice refers to."""
    route = await reading.route_of(ctx, route_id)
    if route.sight is not Sight.OWNER:
        raise NotAllowed
    done = [step for step in route.steps if step.status == "done"]
    if route.status != "done" or not done:
        raise WrongState
    return done[-1]
