"""The summary of a finished route, and when its questionnaire may be taken again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, or_, select

from services.assessments import queries as assessments
from services.assessments.models import Assessment, Score
from services.assessments.queries import Offer, is_open_to_me
from services.context import Context
from services.errors import WrongState
from services.people.queries import PersonView
from services.routes.access import load_route
from services.routes.models import FINISHED_ROUTE, Route, RouteStep
from services.routes.owners import owner_of
from services.routes.reading import route_of
from services.routes.views import Sight


@dataclass(frozen=True, slots=True)
class TopicChange:
    """The percent of a topic before the route and after it."""

    title: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two results of one questionnaire: their days, and the change in each topic of the route."""

    before: date
    after: date
    topics: tuple[TopicChange, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """The outcome of a finished route.

    `change` is for the owner, and for a methodist who may see both results. While there is no second result,
    `repeat` tells the owner how to take the questionnaire again. A leader gets no topics.
    """

    route_id: int
    owner: PersonView
    sight: Sight
    status: str
    done: int
    hours: float
    topics: tuple[str, ...]
    change: Comparison | None
    repeat: Offer | None


async def summary(ctx: Context, route_id: int) -> Summary:
    """The summary of a finished route, if the acting person may see it.

    Raises NotFound, NotAllowed, WrongState.
    """
    async with ctx.transaction() as db:
        seen = await route_of(ctx, route_id)
        route, sight = await load_route(ctx, route_id), seen.sight
        if route.status not in FINISHED_ROUTE:
            raise WrongState
        rows = await db.scalars(
            select(RouteStep)
            .where(RouteStep.route_id == route_id, RouteStep.status == "done")
            .order_by(RouteStep.position)
        )
        steps = rows.all()
        topics = list(dict.fromkeys(step.competency for step in steps))
        before, after = await _results(ctx, route)
        change = await _change(ctx, sight, before, after, topics)
        return Summary(
            route_id=route_id,
            owner=seen.owner,
            sight=sight,
            status=route.status,
            done=len(steps),
            hours=sum(step.hours for step in steps),
            topics=() if sight is Sight.LEADER else tuple(_title(ctx, code) for code in topics),
            change=change,
            repeat=await _repeat(ctx, before) if sight is Sight.OWNER and before and not after else None,
        )


@dataclass(frozen=True, slots=True)
class Repeat:
    """A finished route and the title of its questionnaire, which may be taken again to see the change."""

    route_id: int
    title: str


def before_repeat(ctx: Context, scanned: Sequence[date], zone: ZoneInfo) -> Select[Any]:
    """Ids of the people who may have a `Repeat` on one of the scanned days."""
    known = (*ctx.content.questionnaires.values(), *filter(None, ctx.content.published.values()))
    day = timedelta(days=1)
    come = [
        (Assessment.questionnaire == code)
        & Assessment.finished_at.between(
            datetime.combine(scanned[0] - repeat, time.min, zone),
            datetime.combine(scanned[-1] - repeat + day, time.min, zone),
        )
        for code, repeat in {(one.code, one.repeat_after_days * day) for one in known}
    ]
    return (
        select(Route.person_id)
        .join(Assessment, Assessment.id == Route.assessment_id)
        .where(Route.status == "done", or_(*come))
    )


async def my_repeat(ctx: Context, scanned: Sequence[date]) -> Repeat | None:
    """The acting person's last finished route, if its questionnaire came back on one of the scanned days."""
    async with ctx.transaction() as db:
        route = await db.scalar(
            select(Route)
            .where(Route.person_id == ctx.me.person_id, Route.status == "done")
            .order_by(Route.finished_at.desc())
            .limit(1)
        )
        before, after = await _results(ctx, route) if route is not None else (None, None)
        if route is None or before is None or before.finished_at is None or after is not None:
            return None
        offer = await _repeat(ctx, before)
        if offer is None or offer.finished_id != before.id:
            return None
        day = assessments.repeat_day(ctx, offer.questionnaire, before.finished_at)
        return Repeat(route.id, offer.questionnaire.short_title) if day in scanned else None


async def _change(
    ctx: Context, sight: Sight, before: Assessment | None, after: Assessment | None, topics: list[str]
) -> Comparison | None:
    """The change in a route's topics; None if a result is missing or the reader may not see both."""
    if before is None or after is None or before.finished_at is None or after.finished_at is None:
        return None
    if sight is not Sight.OWNER and not (
        sight is Sight.METHODIST and await is_open_to_me(ctx, before) and await is_open_to_me(ctx, after)
    ):
        return None
    was, became = await _percents(ctx, before.id), await _percents(ctx, after.id)
    changed = tuple(
        TopicChange(_title(ctx, code), was[code], became[code])
        for code in topics
        if code in was and code in became
    )
    if not changed:
        return None
    return Comparison(_day(ctx, before.finished_at), _day(ctx, after.finished_at), changed)


async def _results(ctx: Context, route: Route) -> tuple[Assessment | None, Assessment | None]:
    """The result a route is based on, and the owner's later result of the same questionnaire.

    The later result is the first one after the end of the route; until there is one, the newest taken during
    the route. A result taken on the day the route began does not count.
    """
    before = await ctx.db.get(Assessment, route.assessment_id) if route.assessment_id else None
    if before is None:
        return None, None
    _, zone = await owner_of(ctx, route)
    next_day = datetime.combine(route.starts + timedelta(days=1), time.min, zone)
    since = (
        select(Assessment)
        .where(
            Assessment.person_id == route.person_id,
            Assessment.questionnaire == before.questionnaire,
            Assessment.id != before.id,
            Assessment.finished_at >= next_day,
        )
        .limit(1)
    )
    ended = route.finished_at or ctx.now
    after = await ctx.db.scalar(since.where(Assessment.finished_at >= ended).order_by(Assessment.finished_at))
    if after is None:
        after = await ctx.db.scalar(since.order_by(Assessment.finished_at.desc()))
    return before, after


async def _percents(ctx: Context, assessment_id: int) -> dict[str, int]:
    rows = await ctx.db.execute(
        select(Score.subject, Score.percent).where(
            Score.assessment_id == assessment_id, Score.is_group.is_(False), Score.percent.is_not(None)
        )
    )
    return {subject: percent for subject, percent in rows if percent is not None}


async def _repeat(ctx: Context, before: Assessment) -> Offer | None:
    """The offer to take the questionnaire of the result `before` again; None if there is none."""
    offers = await assessments.offers(ctx)
    return next((one for one in offers if one.questionnaire.code == before.questionnaire), None)


def _title(ctx: Context, code: str) -> str:
    return ctx.content.competencies[code].title


def _day(ctx: Context, moment: datetime) -> date:
    return moment.astimezone(ctx.zone).date()
