"""What the tests of routes share: a route drafted, sent, approved; its steps accepted."""

from __future__ import annotations

from sqlalchemy import select, update

from services.context import Context
from services.letters import Letter
from services.routes import reading
from services.routes.agreement import actions as agreement
from services.routes.drafting import actions as drafting
from services.routes.models import Route, RouteStep
from services.routes.steps import actions as step_actions
from services.routes.views import RouteView
from tests.conftest import MONDAY, Town
from tests.integration.stories import taken
from tests.personas import GYMNASIUM_METHODIST, GYMNASIUM_TEACHER


async def finish_questionnaire(ctx: Context, code: str = "teacher_full") -> int:
    """A result of the first option of every item, which leaves many deficits."""
    return await taken(ctx, code, lambda place: 0)


async def draft(town: Town, who: str = GYMNASIUM_TEACHER) -> RouteView:
    """A draft from a fresh result."""
    ctx = await town.acting(who)
    return await drafting.draft(ctx, await finish_questionnaire(ctx))


async def sent(town: Town, who: str = GYMNASIUM_TEACHER) -> RouteView:
    """A route that waits for its methodist."""
    view = await draft(town, who)
    return await agreement.send_to_review(await town.acting(who), view.id)


async def approved(town: Town, who: str = GYMNASIUM_TEACHER, by: str = GYMNASIUM_METHODIST) -> RouteView:
    """An approved route, as its owner sees it."""
    view = await sent(town, who)
    await agreement.approve(await town.acting(by), view.id, view.sent_id)
    return await reading.route_of(await town.acting(who), view.id)


async def all_but(town: Town, route_id: int, waiting: int) -> list[int]:
    """Accept all steps of a route but the last `waiting` ones, which are on review; returns these."""
    async with town.database.transaction() as db:
        ids = list(
            await db.scalars(
                select(RouteStep.id).where(RouteStep.route_id == route_id).order_by(RouteStep.position)
            )
        )
        last = ids[-waiting:]
        await db.execute(
            update(RouteStep).where(RouteStep.id.in_(ids)).values(status="done", done_on=MONDAY.date())
        )
        await db.execute(update(RouteStep).where(RouteStep.id.in_(last)).values(status="planned"))
    owner = await town.one(select(Route.person_id).where(Route.id == route_id))
    code = next(code for code, person in town.people.items() if person.person_id == owner)
    for number, step_id in enumerate(last):
        await step_actions.submit(await town.acting(code), step_id, words(number))
    return last


def words(number: int = 1, text: str = "Сходила на урок, сделала выводы") -> Letter:
    """A proof in words, in a message of its own."""
    return Letter(f"100023:{number}", text)


async def route_status(town: Town, route_id: int) -> str:
    """The status of a route."""
    return str(await town.one(select(Route.status).where(Route.id == route_id)))


async def step_status(town: Town, step_id: int) -> str:
    """The status of a step."""
    return str(await town.one(select(RouteStep.status).where(RouteStep.id == step_id)))
