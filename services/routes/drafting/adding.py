"""Adding steps to one's own route: from the catalogue, from an event, or in the owner's words."""

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
    """A step of the catalogue that may be added."""

    code: str
    title: str
    form: StepForm
    hours: float


@dataclass(frozen=True, slots=True)
class Topics:
    """The competencies of a route, at most `most`, and whether another one of the groups may be added."""

    route_id: int
    topics: tuple[Competency, ...]
    groups: tuple[CompetencyGroup, ...]
    may_begin: bool
    most: int

    def check_room(self) -> None:
        """Raise WrongState if no other competency may be added."""
        if not self.may_begin:
            raise WrongState("error-route-topics", most=self.most)


@dataclass(frozen=True, slots=True)
class CatalogChoice:
    """The catalogue's steps for a competency that are not in the route."""

    route_id: int
    competency: Competency
    options: tuple[StepOption, ...]


@dataclass(frozen=True, slots=True)
class EventTopic:
    """An event and its competency as a step: `topic`, or, if that is empty, one chosen from `topics`."""

    event: EventCard
    topic: str
    topics: Topics


async def topics(ctx: Context, route_id: int) -> Topics:
    """The competencies that one more step may have. Raises NotFound, WrongState if no step may be added."""
    async with ctx.transaction():
        plan, _ = await extensible(ctx, route_id)
        return _topics(ctx, plan, route_id)


async def catalog_options(ctx: Context, route_id: int, competency: str) -> CatalogChoice:
    """The catalogue's steps for a competency. Raises NotFound, WrongState if there is no room for it."""
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
    """Add a step of the catalogue to the acting person's route; a step that is already there stays as it is.

    Without `dates` the step gets the first dates with enough time. The methodist of a route under way hears
    of it. Raises NotFound, WrongState if the route is on review or full, Invalid for impossible dates.
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
    """A page of coming events for the acting person. Raises NotFound, WrongState if no step may be added."""
    async with ctx.transaction():
        await extensible(ctx, route_id)
        return await events.upcoming(ctx, page)


async def event_topic(ctx: Context, route_id: int, event_id: int) -> EventTopic:
    """An event and the competency it would have as a step: the event's own, in the route or with room for it.

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
    """Add an event as a step for a competency, due on the event's last day. Registers nobody.

    Raises NotFound, WrongState if the event is in the route, is over, or there is no room.
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

    Raises NotFound, WrongState if an open step has the title or there is no room, Invalid for words missing
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
    """The title of an own step in one line. Raises Invalid if it is missing or too long."""
    return checked(" ".join(text.split()), TITLE_LIMIT)


def check_result(text: str) -> str:
    """The expected result of an own step. Raises Invalid if it is missing or too long."""
    return checked(text, RESULT_LIMIT)


async def score_of(ctx: Context, assessment_id: int, competency: str) -> Score | None:
    """A competency's score in the acting person's own finished result, inside the caller's transaction."""
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
    """The level and percent of a competency, from the route's steps or from the result it is based on.

    The route is open about that result, so the step may tell them.
    """
    for step in plan.steps:
        if step.competency == competency and step.reason.get("level"):
            return step.reason
    score = await score_of(ctx, route.assessment_id, competency) if route.assessment_id else None
    return {"level": score.level, "percent": score.percent} if score else {}


async def _event(ctx: Context, plan: Plan, event_id: int) -> tuple[Event, EventCard]:
    """An event that the acting person may attend and that is not in the plan. Raises NotFound, WrongState."""
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
    """Hours of an event as work: its length, or six hours a day if it lasts several days."""
    days = (ends.date() - begins.date()).days
    return EVENT_HOURS_A_DAY * (days + 1) if days else (ends - begins).total_seconds() / 3600


def _topics(ctx: Context, plan: Plan, route_id: int) -> Topics:
    known = (ctx.content.competencies[code] for code in plan.topics)
    most = ctx.content.catalog.assembly_rules.max_competencies_per_route
    groups = tuple(ctx.content.groups.values())
    return Topics(route_id, tuple(known), groups, plan.may_begin_topic(), most)


def catalogued(ctx: Context, code: str) -> CatalogStep:
    """A step of the catalogue by its code. Raises NotFound."""
    chosen = ctx.content.catalog.steps_by_code.get(code)
    if chosen is None:
        raise NotFound
    return chosen


def option(ctx: Context, step: CatalogStep) -> StepOption:
    """The view of a step of the catalogue that may be added."""
    form = ctx.content.catalog.forms_by_code[step.form]
    return StepOption(step.code, step.title, form, step.hours)
