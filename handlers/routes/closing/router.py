"""Updates about the end of a route: what came of it, sharing what works."""

from __future__ import annotations

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery

from handlers.conversations import screens as conversation_screens
from handlers.conversations.forms import begin_practice
from handlers.conversations.links import ShareWith
from handlers.routes.closing import screens as closing_screens
from handlers.routes.closing.links import RouteSummary, SharePractice
from handlers.screen import show
from services.context import Context
from services.conversations import queries as conversations
from services.conversations.queries import Addressee
from services.errors import NotAllowed, WrongState
from services.routes import reading
from services.routes.closing import queries as closing
from services.routes.views import Sight, StepView

router = Router(name="routes-closing")


@router.callback_query(RouteSummary.filter())
async def route_summary(query: CallbackQuery, callback_data: RouteSummary, ctx: Context) -> None:
    await show(query, ctx, closing_screens.summary(await closing.summary(ctx, callback_data.route_id)))


@router.callback_query(SharePractice.filter())
async def share_practice(
    query: CallbackQuery, callback_data: SharePractice, ctx: Context, state: FSMContext
) -> None:
    """To which methodist to tell; where there is nobody to choose from, the words at once."""
    step = await _last_done(ctx, callback_data.route_id)
    methodists = [one for one in await conversations.addressees(ctx) if not one.is_mentor]
    if len(methodists) == 1:
        await _begin(query, ctx, state, methodists[0], step)
        return
    back = closing_screens.back(step.route_id)
    await show(query, ctx, conversation_screens.whom_to_share_with(step.route_id, methodists, back))


@router.callback_query(ShareWith.filter())
async def share_with(query: CallbackQuery, callback_data: ShareWith, ctx: Context, state: FSMContext) -> None:
    step = await _last_done(ctx, callback_data.route_id)
    await _begin(query, ctx, state, await conversations.addressee(ctx, callback_data.person_id), step)


async def _begin(
    query: CallbackQuery, ctx: Context, state: FSMContext, addressee: Addressee, step: StepView
) -> None:
    await begin_practice(query, ctx, state, addressee, step, closing_screens.back(step.route_id))


async def _last_done(ctx: Context, route_id: int) -> StepView:
    """The last step done of the acting person's finished route: what they share is about it."""
    route = await reading.route_of(ctx, route_id)
    if route.sight is not Sight.OWNER:
        raise NotAllowed
    done = [step for step in route.steps if step.status == "done"]
    if route.status != "done" or not done:
        raise WrongState
    return done[-1]
