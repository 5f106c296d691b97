"""Changes that owners asked for, as the owner and the methodist see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from services.context import Context
from services.errors import NotAllowed, NotFound, WrongState
from services.people.queries import person_names
from services.routes.access import my_step
from services.routes.models import ASKED, OPEN_STEP, WITHDRAWN, WORKING_ROUTE, Route, RouteStep, StepChange
from services.routes.owners import day_and_calendar
from services.routes.rules import working_day
from services.routes.step_reading import card, step_card
from services.routes.views import ChangeView, Sight, StepCard


@dataclass(frozen=True, slots=True)
class ChangeCard:
    """A change with its step and its status: `asked`, `agreed`, `refused` or `withdrawn`.

    If the day asked for has passed, `nearest` is the working day that may be agreed to instead.
    `is_repeated` means that the acting person had made this decision before: a second tap.
    """

    change: ChangeView
    card: StepCard
    status: str
    decided_by: str | None
    nearest: date | None = None
    is_repeated: bool = False

    @property
    def can_decide(self) -> bool:
        """Whether the acting person may agree or refuse now."""
        return self.status == ASKED and self.card.sight is Sight.METHODIST


async def mine_to_change(ctx: Context, step_id: int) -> StepCard:
    """The acting person's step of a route under way, which they may postpone or ask to change.

    Raises NotFound, NotAllowed, WrongState with the reason.
    """
    async with ctx.transaction():
        step, route = await my_open_step(ctx, step_id)
        return await card(ctx, step, route, Sight.OWNER)


async def change_card(ctx: Context, change_id: int) -> ChangeCard:
    """A change, for the step's owner and methodists over the owner. Raises NotFound, NotAllowed."""
    async with ctx.transaction():
        change = await load_change(ctx, change_id)
        seen = await step_card(ctx, change.step_id)
        if seen.sight not in (Sight.OWNER, Sight.METHODIST):
            raise NotAllowed
        return await card_of(ctx, change, seen)


async def change_to_decide(ctx: Context, change_id: int) -> ChangeCard:
    """A change that waits for the acting methodist. Raises NotFound, NotAllowed, WrongState."""
    async with ctx.transaction():
        found = await change_card(ctx, change_id)
        if found.card.sight is not Sight.METHODIST:
            raise NotAllowed
        if found.status != ASKED:
            raise await too_late(ctx, await load_change(ctx, change_id))
        return found


async def my_open_step(ctx: Context, step_id: int, *, lock: bool = False) -> tuple[RouteStep, Route]:
    """An open step of the acting person's route under way, with the route.

    Inside the caller's transaction. Raises NotFound, NotAllowed, WrongState with the reason.
    """
    step, route = await my_step(ctx, step_id, lock=lock)
    if route.status == "draft":
        raise WrongState("error-step-in-draft")
    if route.status == "on_review":
        raise WrongState("error-route-sent")
    if step.status == "on_review":
        raise WrongState("error-step-on-review")
    if step.status not in OPEN_STEP or route.status not in WORKING_ROUTE:
        raise WrongState("error-step-finished")
    return step, route


async def load_change(ctx: Context, change_id: int) -> StepChange:
    """A change, inside the caller's transaction. Raises NotFound."""
    change = await ctx.db.get(StepChange, change_id, populate_existing=True)
    if change is None:
        raise NotFound
    return change


async def too_late(ctx: Context, change: StepChange) -> WrongState:
    """The error for a decision about a change that was decided or withdrawn before."""
    if change.status == WITHDRAWN:
        return WrongState("error-change-withdrawn")
    names = await person_names(ctx, {change.decided_by_id or 0})
    return WrongState(
        "error-change-decided", decision=change.status, name=names.get(change.decided_by_id or 0, "")
    )


async def _nearest(ctx: Context, person_id: int, due: date) -> date:
    """The first working day after today at a person's organisation, other than `due`."""
    (today, calendar), one_day = await day_and_calendar(ctx, person_id), timedelta(days=1)
    day = working_day(today + one_day, calendar)
    return day if day != due else working_day(day + one_day, calendar)


async def card_of(ctx: Context, change: StepChange, seen: StepCard) -> ChangeCard:
    """The card of a loaded change, inside the caller's transaction."""
    names = await person_names(ctx, {change.decided_by_id} if change.decided_by_id else set())
    waits = seen.step.asked
    late = waits is not None and waits.id == change.id and waits.is_late
    return ChangeCard(
        ChangeView(change.id, change.kind, change.due, change.why, is_late=late),
        seen,
        change.status,
        names.get(change.decided_by_id or 0),
        nearest=await _nearest(ctx, seen.owner.id, seen.step.due) if late else None,
    )
