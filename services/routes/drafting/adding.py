"""Adding steps to one's own route: from the catalogue, from an event, in one's own words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from services.assessments.models import Assessment, Score
from services.content.catalog import CatalogStep, StepForm
from services.content.competencies import Competency, CompetencyGroup
from services.context import Context
from services.errors import NotFound, WrongState
from services.events import queries as events
from services.events.models import Event
from services.events.queries import EventCard, EventPage
from services.routes import new_steps, rules
from services.routes.days import check_day
from services.routes.models import Route
from services.routes.new_steps import step_rows
from services.routes.plan import USUAL_LEVEL, Plan
from services.routes.planning import Edited, add, check_extensible, extensible, my_plan, saved
from services.routes.rules import PlannedStep, Reason
from services.texts import checked

TITLE_LIMIT = 150
RESULT_LIMIT = 500
EVENT_HOURS_A_DAY = 6.0


@dataclass(frozen=True, slots=True)
class StepOption:
    """A step of the catalogue that may be taken."""

    code: str
    title: str
    form: StepForm
    hours: float


@dataclass(frozen=True, slots=True)
class Topics:
    """A route's competencies, and whether there is room for another one of the groups, up to `most`."""

    route_id: int
    topics: tuple[Competency, ...]
    groups: tuple[CompetencyGroup, ...]
    may_begin: bool
    most: int

    def check_room(self) -> None:
        """Raises WrongState where another competency would be one too many."""
        if not self.may_begin:
            raise WrongState("error-route-topics", most=self.most)


@dataclass(frozen=True, slots=True)
class CatalogChoice:
    """What the catalogue has for a competency that is not in the route yet."""

    route_id: int
    competency: Competency
    options: tuple[StepOption, ...]


@dataclass(frozen=True, slots=True)
class EventTopic:
    """An event and what it would be about as a step: `topic`, or one of `topics` to choose from."""

    event: EventCard
    topic: str
    topics: Topics


async def topics(ctx: Context, route_id: int) -> Topics:
    """What another step may be about. Raises NotFound, WrongState where the route takes no more steps."""
    async with ctx.transaction():
        plan, _ = await extensible(ctx, route_id)
        return _topics(ctx, plan, route_id)


async def catalog_options(ctx: Context, route_id: int, competency: str) -> CatalogChoice:
    """What the catalogue has for a competency. Raises NotFound, WrongState where there is no room for it."""
    known = ctx.content.competencies.get(competency)
    if known is None:
        raise NotFound
    async with ctx.transaction():
        plan, route = await extensible(ctx, route_id)
        plan.check_topic(competency)
        told = await _told(ctx, plan, route, competency)
        level = told.get("level") or USUAL_LEVEL
        found = plan.options(competency, level)
        return CatalogChoice(route_id, known, tuple(option(ctx, one) for one in found))


async def add_from_catalog(
    ctx: Context, route_id: int, code: str, dates: tuple[date, date] | None = None
) -> Edited:
    """Add a step of the catalogue to the acting person's route; one that is there already changes nothing.

    Without `dates` it takes the first there is time in. The methodist of a route under way hears of it.
    Raises NotFound, WrongState where it is with the methodist or has no room, Invalid for impossible dates.
    """
    chosen = catalogued(ctx, code)
    async with ctx.transaction():
        plan, route = await my_plan(ctx, route_id)
        if plan.knows(code):
            return await saved(ctx, plan, route, None)
        check_extensible(route, plan)
        starts, due = dates or plan.first_fitting(chosen)
        check_day(due, ctx.today)
        told = await _told(ctx, plan, route, chosen.competency)
        reason = Reason(told.get("level"), told.get("percent"), rules.part_of(chosen.form), first=False)
        planned = PlannedStep(chosen, min(max(starts, ctx.today), due), due, reason)
        return await add(ctx, plan, route, step_rows(route.id, [planned]))


async def events_to_add(ctx: Context, route_id: int, page: int) -> EventPage:
    """Events ahead that concern the acting person. Raises NotFound, WrongState where there is no room."""
    async with ctx.transaction():
        await extensible(ctx, route_id)
        return await events.upcoming(ctx, page)


async def event_topic(ctx: Context, route_id: int, event_id: int) -> EventTopic:
    """What an event would be about as a step: what it names that the route is about, or has room for.

    Raises NotFound, WrongState, also for a second course.
    """
    async with ctx.transaction():
        plan, _ = await extensible(ctx, route_id)
        event, shown = await _event(ctx, plan, event_id)
        plan.check_course(ctx.content.event_formats[event.format].step_form)
        named = [code for code in event.competencies if code in ctx.content.competencies]
        known = [code for code in named if code in plan.topics]
        room = named if plan.may_begin_topic() else []
        return EventTopic(shown, next(iter([*known, *room]), ""), _topics(ctx, plan, route_id))


async def add_event(ctx: Context, route_id: int, event_id: int, competency: str) -> Edited:
    """Take an event as a step about a competency, due on the event's day. It registers nobody.

    Raises NotFound, WrongState where it is in the route, has begun, or there is no room.
    """
    if competency not in ctx.content.competencies:
        raise NotFound
    async with ctx.transaction():
        plan, route = await extensible(ctx, route_id)
        event, shown = await _event(ctx, plan, event_id)
        begins, ends = event.starts_at.astimezone(ctx.zone), event.ends_at.astimezone(ctx.zone)
        check_day(ends.date(), ctx.today)
        step = new_steps.event_row(
            route_id,
            shown.title,
            competency,
            ctx.content.event_formats[event.format].step_form,
            _hours(begins, ends),
            (begins.date(), ends.date()),
            ctx.content.catalog,
        )
        step.event_id = event.id
        return await add(ctx, plan, route, [step])


async def add_own(
    ctx: Context, route_id: int, title: str, competency: str, due: date, result: str = ""
) -> Edited:
    """Add a step in the acting person's own words. The methodist of a route under way hears of it.

    Raises NotFound, WrongState where the same is in the route or there is no room, Invalid for words missing
    or too long and an impossible day.
    """
    words = check_title(title)
    if competency not in ctx.content.competencies:
        raise NotFound
    check_day(due, ctx.today)
    outcome = check_result(result) if result.strip() else ""
    async with ctx.transaction():
        plan, route = await extensible(ctx, route_id)
        if any(one.title.casefold() == words.casefold() for one in plan.open):
            raise WrongState("error-step-known")
        step = new_steps.own_row(route_id, words, competency, due, ctx.today, ctx.content.catalog)
        step.result = outcome or step.result
        return await add(ctx, plan, route, [step])


def check_title(text: str) -> str:
    """One's own step in a line of words. Raises Invalid where there are none, or too many."""
    return checked(" ".join(text.split()), TITLE_LIMIT)


def check_result(text: str) -> str:
    """What comes of it. Raises Invalid likewise."""
    return checked(text, RESULT_LIMIT)


async def score_of(ctx: Context, assessment_id: int, competency: str) -> Score | None:
    """A competency's score of the acting person's own finished result, inside the caller's transaction."""
    return await ctx.db.scalar(
        select(Score)
        .join(Assessment, Assessment.id == Score.assessment_id)
        .where(
            Assessment.id == assessment_id,
            Assessment.person_id == ctx.me.person_id,
            Assessment.finished_at.is_not(None),
            Score.subject == competency,
            Score.is_group.is_(False),
        )
    )


async def _told(ctx: Context, plan: Plan, route: Route, competency: str) -> dict[str, Any]:
    """Level and percent of a competency by the result the route is based on, which says so by itself."""
    for step in plan.steps:
        if step.competency == competency and step.reason.get("level"):
            return step.reason
    score = await score_of(ctx, route.assessment_id, competency) if route.assessment_id else None
    return {"level": score.level, "percent": score.percent} if score else {}


async def _event(ctx: Context, plan: Plan, event_id: int) -> tuple[Event, EventCard]:
    """An event the acting person may come to and did not take yet. Raises NotFound, WrongState."""
    event, path = await events.load(ctx, event_id)
    shown = await events.card_of(ctx, event, path)
    if any(step.event_id == event_id and step.status != "cancelled" for step in plan.steps):
        raise WrongState("error-event-taken")
    if shown.state not in ("open", "closed"):
        raise WrongState("error-event-over")
    if shown.mine is None and not shown.may_register:
        raise NotFound
    return event, shown


def _hours(begins: datetime, ends: datetime) -> float:
    """Hours of an event as work: those it lasts, six a day where it lasts for days."""
    days = (ends.date() - begins.date()).days
    return EVENT_HOURS_A_DAY * (days + 1) if days else (ends - begins).total_seconds() / 3600


def _topics(ctx: Context, plan: Plan, route_id: int) -> Topics:
    known = (ctx.content.competencies[code] for code in plan.topics)
    most = ctx.content.catalog.assembly_rules.max_competencies_per_route
    groups = tuple(ctx.content.groups.values())
    return Topics(route_id, tuple(known), groups, plan.may_begin_topic(), most)


def catalogued(ctx: Context, code: str) -> CatalogStep:
    chosen = ctx.content.catalog.steps_by_code.get(code)
    if chosen is None:
        raise NotFound
    return chosen


def option(ctx: Context, step: CatalogStep) -> StepOption:
    form = ctx.content.catalog.forms_by_code[step.form]
    return StepOption(step.code, step.title, form, step.hours)
