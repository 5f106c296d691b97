"""Changing agreed steps: postponing a reminder, and asking the methodist to move or remove a step."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import func, select

from services import audit, outbox
from services.access import require_methodist_of
from services.context import Context
from services.errors import Invalid, NotFound, WrongState
from services.routes.access import load_step
from services.routes.changes.queries import ChangeCard, card_of, load_change, my_open_step, too_late
from services.routes.changes.rules import SNOOZES, WHY_LIMIT, check_new_day
from services.routes.closing.actions import close_if_complete
from services.routes.history import move, redate
from services.routes.models import (
    AGREED,
    ASKED,
    MOVE,
    REFUSED,
    REMOVE,
    WITHDRAWN,
    Route,
    RouteStep,
    StepChange,
)
from services.routes.overview.actions import assign_methodist
from services.routes.owners import owner_of, today_of
from services.routes.remarks import Remark, comment
from services.routes.step_reading import card, is_late
from services.routes.views import Sight, StepCard
from services.texts import checked


class TooLate(WrongState):
    """The day that the change asks for has passed: the methodist may agree to another day or refuse."""

    default_key = "error-change-late"


@dataclass(frozen=True, slots=True)
class Wish:
    """A change that the owner asks for: to `move` a step to `due`, or to `remove` it; `why` is the reason."""

    kind: str
    why: str
    due: date | None = None


async def snooze(ctx: Context, step_id: int, days: int) -> StepCard:
    """Postpone the reminder of the acting person's step by 1, 3 or 7 days; the due date stays.

    Raises NotFound, NotAllowed, WrongState, Invalid for another number of days.
    """
    if days not in SNOOZES:
        raise Invalid
    async with ctx.transaction() as db:
        step, route = await my_open_step(ctx, step_id, lock=True)
        step.remind_on = ctx.today + timedelta(days=days)
        await db.flush()
        return await card(ctx, step, route, Sight.OWNER)


async def ask(ctx: Context, step_id: int, wish: Wish) -> ChangeCard:
    """Ask the methodist, who hears of it, to move or to remove a step of the acting person's route.

    If a change of the step waits already, that change is returned and no other is asked for. A waiting change
    whose day has passed is withdrawn first.
    Raises NotFound (also if there is no methodist), NotAllowed, WrongState, Invalid for a reason missing or
    too long and for a date that has passed, equals the due date or is more than a year ahead.
    """
    why = checked(wish.why, WHY_LIMIT)
    async with ctx.transaction() as db:
        step, route = await my_open_step(ctx, step_id, lock=True)
        waiting = await _waiting(ctx, step.id)
        if waiting is not None and is_late(waiting, ctx.today):
            waiting.status, waiting.decided_at = WITHDRAWN, ctx.now
            await db.flush()
            waiting = None
        if waiting is None:
            if wish.kind == MOVE:
                check_new_day(wish.due, step.due, ctx.today)
            elif wish.kind != REMOVE:
                raise Invalid
            methodist_id = await assign_methodist(ctx, route)
            if methodist_id is None:
                raise NotFound("error-no-methodist")
            waiting = StepChange(
                step_id=step.id,
                kind=wish.kind,
                due=wish.due if wish.kind == MOVE else None,
                why=why,
                status=ASKED,
                asked_at=ctx.now,
            )
            db.add(waiting)
            await db.flush()
            await outbox.post(
                ctx,
                methodist_id,
                "change_asked",
                dedup_key=f"change_asked:{waiting.id}",
                change_id=waiting.id,
            )
        return await card_of(ctx, waiting, await card(ctx, step, route, Sight.OWNER))


async def withdraw(ctx: Context, change_id: int) -> ChangeCard:
    """Withdraw a change that the acting person asked for. A second call changes nothing.

    Raises NotFound, and WrongState if the change was decided meanwhile.
    """
    async with ctx.transaction() as db:
        change, step, route = await _locked(ctx, change_id)
        if route.person_id != ctx.me.person_id:
            raise NotFound
        if change.status == ASKED:
            change.status, change.decided_at = WITHDRAWN, ctx.now
            await db.flush()
        elif change.status != WITHDRAWN:
            raise await too_late(ctx, change)
        return await card_of(ctx, change, await card(ctx, step, route, Sight.OWNER))


async def agree(ctx: Context, change_id: int, instead: date | None = None) -> ChangeCard:
    """Agree to a change: the step gets its new date, or is cancelled; the step's owner hears of it.

    Proof sent for a cancelled step stays. A route without open steps closes. A second call by the same
    methodist changes nothing. If the day asked for has passed, the step gets the day `instead`.
    Raises NotFound, NotAllowed, WrongState if the change was decided or withdrawn, TooLate if the day has
    passed and `instead` is not ahead, Invalid if `instead` is the due date or more than a year ahead.
    """
    async with ctx.transaction():
        change, step, route = await _locked(ctx, change_id)
        await require_methodist_of(ctx, route.person_id)
        is_first = await _is_mine_to_decide(ctx, change, AGREED)
        if is_first:
            passed = None
            if change.kind == MOVE and change.due is not None:
                _, zone = await owner_of(ctx, route)
                today = today_of(ctx, zone)
                if is_late(change, today):
                    if instead is None or instead < today:
                        raise TooLate
                    check_new_day(instead, step.due, today)
                    passed, change.due = change.due, instead
                await redate(ctx, step, change.due, why=change.why)
            _settle(ctx, change, AGREED)
            if change.kind == REMOVE:
                await move(ctx, step, "cancelled", why=change.why)
            await _follow(ctx, route)
            audit.note(ctx, "change_agreed", subject_id=route.person_id, step_id=step.id)
            await _tell_owner(ctx, change, route, passed=passed)
            await close_if_complete(ctx, route)
        seen = await card(ctx, step, route, Sight.METHODIST)
        return replace(await card_of(ctx, change, seen), is_repeated=not is_first)


async def refuse(ctx: Context, change_id: int, remark: Remark | None = None) -> ChangeCard:
    """Refuse a change, with or without a comment: the step stays as it is; the step's owner hears of it.

    A second call by the same methodist changes nothing. Raises NotFound, NotAllowed, WrongState, Invalid for
    a comment that is empty or too long.
    """
    words = remark.checked() if remark is not None else None
    async with ctx.transaction():
        change, step, route = await _locked(ctx, change_id)
        await require_methodist_of(ctx, route.person_id)
        is_first = await _is_mine_to_decide(ctx, change, REFUSED)
        if is_first:
            _settle(ctx, change, REFUSED)
            comment_id = None
            if words is not None:
                comment_id = await comment(ctx, route.id, step.id, words, change_id=change.id)
            audit.note(ctx, "change_refused", subject_id=route.person_id, step_id=step.id)
            await _tell_owner(ctx, change, route, comment_id)
        seen = await card(ctx, step, route, Sight.METHODIST)
        return replace(await card_of(ctx, change, seen), is_repeated=not is_first)


async def _waiting(ctx: Context, step_id: int) -> StepChange | None:
    found: StepChange | None = await ctx.db.scalar(
        select(StepChange).where(StepChange.step_id == step_id, StepChange.status == ASKED)
    )
    return found


async def _locked(ctx: Context, change_id: int) -> tuple[StepChange, RouteStep, Route]:
    """A change with its step and route, read after the step was locked. Raises NotFound."""
    step, route = await load_step(ctx, (await load_change(ctx, change_id)).step_id, lock=True)
    return await load_change(ctx, change_id), step, route


async def _is_mine_to_decide(ctx: Context, change: StepChange, decision: str) -> bool:
    """Whether the change waits; False if the acting person made this decision before. Raises WrongState."""
    if change.status == ASKED:
        return True
    if change.status == decision and change.decided_by_id == ctx.me.person_id:
        return False
    raise await too_late(ctx, change)


def _settle(ctx: Context, change: StepChange, decision: str) -> None:
    change.status, change.decided_by_id, change.decided_at = decision, ctx.me.person_id, ctx.now


async def _follow(ctx: Context, route: Route) -> None:
    """Let the route end with its last step."""
    await ctx.db.flush()
    last = await ctx.db.scalar(
        select(func.max(RouteStep.due)).where(RouteStep.route_id == route.id, RouteStep.status != "cancelled")
    )
    route.ends = last or route.ends


async def _tell_owner(
    ctx: Context,
    change: StepChange,
    route: Route,
    comment_id: int | None = None,
    passed: date | None = None,
) -> None:
    await outbox.post(
        ctx,
        route.person_id,
        "change_decided",
        dedup_key=f"change_decided:{change.id}",
        change_id=change.id,
        comment_id=comment_id,
        passed=passed.isoformat() if passed is not None else None,
    )
