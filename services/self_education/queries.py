"""Reading themes of self-education and reminders of attestation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, exists, func, select

from services.access import load_person, require_cover
from services.assessments.models import Assessment, Score
from services.content.competencies import Competency
from services.content.self_education import ThemeStageText
from services.context import Context
from services.errors import NotFound
from services.paging import Page
from services.people.models import Person
from services.reminders.rules import days_ahead, scanned_days
from services.roles import METHODISTS
from services.routes.models import LIVE_ROUTE, OPEN_STEP, Route, RouteStep
from services.self_education import rules
from services.self_education.models import Theme, ThemeStage

PAGE = 5
SUGGESTED = 4


@dataclass(frozen=True, slots=True)
class StageView:
    """A stage of a theme; `words` are its owner's, empty if there are none."""

    stage: ThemeStageText
    is_done: bool
    is_current: bool
    words: str


@dataclass(frozen=True, slots=True)
class ThemeView:
    """A theme, for its owner. `ended_on` is set if it was finished or left."""

    id: int
    title: str
    begun_on: date
    ended_on: date | None
    is_finished: bool
    stages: tuple[StageView, ...]

    @property
    def current(self) -> StageView | None:
        """The stage under way; None once the theme has ended."""
        return next((one for one in self.stages if one.is_current), None)

    def stage(self, code: str) -> StageView:
        """A stage by its code. Raises NotFound."""
        found = next((one for one in self.stages if one.stage.code == code), None)
        if found is None:
            raise NotFound
        return found


@dataclass(frozen=True, slots=True)
class MyThemes:
    """The theme under way, if there is one, and the number of past themes."""

    theme: ThemeView | None
    past: int


@dataclass(frozen=True, slots=True)
class PastTheme:
    """A line of the list of past themes."""

    id: int
    title: str
    ended_on: date
    is_finished: bool


@dataclass(frozen=True, slots=True)
class ThemeNudge:
    """A theme for other people and the digest: its title and stage, never the words."""

    title: str
    stage: str


async def my_themes(ctx: Context) -> MyThemes:
    """The acting person's own theme under way and the number of past ones."""
    async with ctx.transaction() as db:
        live = await live_theme(ctx, ctx.me.person_id)
        past = await db.scalar(
            select(func.count(Theme.id)).where(
                Theme.person_id == ctx.me.person_id, Theme.ended_on.is_not(None)
            )
        )
        return MyThemes(await view(ctx, live) if live else None, past or 0)


async def my_theme(ctx: Context, theme_id: int) -> ThemeView:
    """A theme of the acting person's own, past or present. Raises NotFound."""
    async with ctx.transaction():
        return await view(ctx, await load_mine(ctx, theme_id))


async def past_themes(ctx: Context, page: int) -> Page[PastTheme]:
    """A page (from 0) of the acting person's themes that were finished or left, the newest first."""
    async with ctx.transaction() as db:
        rows = await db.scalars(
            select(Theme)
            .where(Theme.person_id == ctx.me.person_id, Theme.ended_on.is_not(None))
            .order_by(Theme.id.desc())
        )
        found = [PastTheme(one.id, one.title, one.ended_on, one.is_finished) for one in rows if one.ended_on]
    return Page.of(found, page, PAGE)


async def suggestions(ctx: Context) -> tuple[Competency, ...]:
    """Competencies to suggest as the acting person's theme: from the live route, else from the newest result.

    Only for the acting person: the deficits of a result are private.
    """
    async with ctx.transaction() as db:
        codes = await db.scalars(
            select(RouteStep.competency)
            .join(Route, Route.id == RouteStep.route_id)
            .where(
                Route.person_id == ctx.me.person_id,
                Route.status.in_(LIVE_ROUTE),
                RouteStep.status.in_((*OPEN_STEP, "on_review")),
            )
            .order_by(RouteStep.position)
        )
        found = list(dict.fromkeys(codes)) or await _weak_spots(ctx)
    known = [ctx.content.competencies[code] for code in found if code in ctx.content.competencies]
    return tuple(known[:SUGGESTED])


async def _weak_spots(ctx: Context) -> list[str]:
    """Competencies with a deficit in the acting person's newest result that scores competencies."""
    codes = list(ctx.content.competencies)
    scored = exists().where(
        Score.assessment_id == Assessment.id, Score.is_group.is_(False), Score.subject.in_(codes)
    )
    newest = (
        select(Assessment.id)
        .where(Assessment.person_id == ctx.me.person_id, Assessment.finished_at.is_not(None), scored)
        .order_by(Assessment.finished_at.desc(), Assessment.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    rows = await ctx.db.scalars(
        select(Score.subject)
        .where(
            Score.assessment_id == newest,
            Score.is_group.is_(False),
            Score.subject.in_(codes),
            Score.level.in_([level.code for level in ctx.content.levels.values() if level.deficit]),
        )
        .order_by(Score.percent, Score.subject)
    )
    return list(rows)


async def theme_of(ctx: Context, person_id: int) -> ThemeNudge | None:
    """The title and stage of a person's theme under way, for that person and for methodists over them.

    Raises NotFound, NotAllowed.
    """
    async with ctx.transaction():
        if person_id != ctx.me.person_id:
            _, path = await load_person(ctx, person_id)
            require_cover(ctx, METHODISTS, path)
        return await _nudge(ctx, person_id)


async def my_nudge(ctx: Context) -> ThemeNudge | None:
    """The acting person's theme under way, for the digest; None if there is none."""
    async with ctx.transaction():
        return await _nudge(ctx, ctx.me.person_id)


async def _nudge(ctx: Context, person_id: int) -> ThemeNudge | None:
    live = await live_theme(ctx, person_id)
    if live is None:
        return None
    current = (await view(ctx, live)).current
    return ThemeNudge(live.title, current.stage.title if current else "")


async def my_countdown(ctx: Context, day: date, since: date | None = None) -> int | None:
    """Days from `day` to the acting person's attestation, if the digest of `day` reminds of it; else None.

    It does if a reminder of content/self_education.yaml fell after `since`, the last scanned day, and up to
    `day`: `before_attestation` selects people by the same rule.
    """
    async with ctx.transaction() as db:
        on = await db.scalar(select(Person.attestation_on).where(Person.id == ctx.me.person_id))
    told = days_ahead(scanned_days(day, since), ctx.content.self_education.attestation_reminders)
    return (on - day).days if on is not None and on >= day and on in told else None


def before_attestation(ctx: Context, scanned: Iterable[date]) -> Select[Any]:
    """Ids of the people whom one of the scanned days should remind of their attestation."""
    days = days_ahead(scanned, ctx.content.self_education.attestation_reminders)
    return select(Person.id).where(Person.attestation_on.in_(days))


def with_theme() -> Select[Any]:
    """Ids of the people with a theme under way."""
    return select(Theme.person_id).where(Theme.ended_on.is_(None))


async def live_theme(ctx: Context, person_id: int) -> Theme | None:
    """A person's theme under way; inside the caller's transaction."""
    return await ctx.db.scalar(select(Theme).where(Theme.person_id == person_id, Theme.ended_on.is_(None)))


async def load_mine(ctx: Context, theme_id: int, *, lock: bool = False) -> Theme:
    """The acting person's own theme, in the caller's transaction; `lock` locks its row. Raises NotFound."""
    statement = (
        select(Theme)
        .where(Theme.id == theme_id, Theme.person_id == ctx.me.person_id)
        .execution_options(populate_existing=True)
    )
    theme = await ctx.db.scalar(statement.with_for_update() if lock else statement)
    if theme is None:
        raise NotFound
    return theme


async def words_by_stage(ctx: Context, theme_id: int) -> dict[str, str]:
    """The words of each finished stage, by its code; inside the caller's transaction."""
    rows = await ctx.db.scalars(
        select(ThemeStage).where(ThemeStage.theme_id == theme_id).execution_options(populate_existing=True)
    )
    return {one.stage: one.words for one in rows}


async def view(ctx: Context, theme: Theme) -> ThemeView:
    """The view of a loaded theme, inside the caller's transaction."""
    stages, done = ctx.content.self_education.stages, await words_by_stage(ctx, theme.id)
    current = None if theme.ended_on else rules.stage_under_way(stages, theme.stage, done)
    return ThemeView(
        id=theme.id,
        title=theme.title,
        begun_on=theme.begun_on,
        ended_on=theme.ended_on,
        is_finished=theme.is_finished,
        stages=tuple(
            StageView(stage, stage.code in done, stage == current, done.get(stage.code, ""))
            for stage in stages
        ),
    )
