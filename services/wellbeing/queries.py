"""Results of wellbeing checks, help contacts, and the anonymous mean of a group."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Subquery, func, select

from services.access import require_role
from services.assessments import queries as assessments
from services.assessments import rules as scoring
from services.assessments.models import Assessment, Score
from services.assessments.queries import Before, ItemView
from services.assessments.rules import SubjectScore
from services.content.questionnaires import HelpContact, Questionnaire
from services.context import Context
from services.errors import NotAllowed, NotFound
from services.parts import parts_of_scope
from services.people.models import OrgUnit, Person
from services.people.queries import my_audiences
from services.questionnaires import library
from services.roles import GROUP_READERS
from services.wellbeing import rules

HELPLINE = "{regional_helpline}"
URGENT_LEVEL = "critical"
# Older checks do not count in the mean of a group.
AGGREGATED = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Check:
    """The result of a wellbeing check, for the person who took it.

    `urgent` holds the contacts shown at once where strength is low. Only a saved check has `assessment_id`,
    `finished` and `before`; nothing of an unsaved check is stored.
    """

    questionnaire: Questionnaire
    total: SubjectScore
    sides: tuple[SubjectScore, ...]
    urgent: tuple[HelpContact, ...]
    assessment_id: int | None = None
    finished: date | None = None
    before: Before | None = None


@dataclass(frozen=True, slots=True)
class Contacts:
    """Contacts for help; `disclaimer` says that the check is no diagnosis."""

    title: str
    intro: str
    options: tuple[HelpContact, ...]
    disclaimer: str


@dataclass(frozen=True, slots=True)
class Mean:
    """A rough mean: the percent to the nearest 5, and its level."""

    title: str
    percent: int
    level: str


@dataclass(frozen=True, slots=True)
class Aggregate:
    """The strength of a group. `at_least` is the number of people who answered, rounded down to tens.

    `least` is the number of people from which means are shown.
    """

    at_least: int
    least: int
    total: Mean
    sides: tuple[Mean, ...]
    units: tuple[Mean, ...]


async def saved(ctx: Context, assessment_id: int) -> Check:
    """A finished check of the acting person. Raises NotFound, NotAllowed for other people's checks."""
    async with ctx.transaction():
        result = await assessments.result(ctx, assessment_id)
        if not result.is_mine:
            raise NotAllowed("error-result-private")
        if result.questionnaire.purpose != "wellbeing":
            raise NotFound
        return Check(
            result.questionnaire,
            result.total,
            result.competencies,
            await _urgent(ctx, result.questionnaire, result.total, result.competencies),
            assessment_id,
            result.finished,
            result.before,
        )


async def unsaved(ctx: Context, code: str, version: int, written: str) -> ItemView | Check:
    """The next item of an unsaved check, or its result after the last item. Nothing is stored.

    `written` holds the answers so far; see `rules.read_answers`.
    Raises NotFound for a questionnaire that cannot be taken unsaved, NotAllowed for one of another audience,
    Invalid for letters that are no answers.
    """
    async with ctx.transaction():
        questionnaire = await library.version_of(ctx, code, version)
        if not rules.may_go_unsaved(questionnaire):
            raise NotFound
        if not await my_audiences(ctx) & set(questionnaire.audience):
            raise NotAllowed
        answers = rules.read_answers(questionnaire, written)
        place = rules.place_after(written)
        if place < len(questionnaire.items):
            return assessments.item_view(questionnaire, 0, answers, place)
        total = scoring.total(questionnaire, answers)
        sides = tuple(scoring.score(questionnaire, ctx.content.competencies, answers))
        return Check(questionnaire, total, sides, await _urgent(ctx, questionnaire, total, sides))


async def _urgent(
    ctx: Context, questionnaire: Questionnaire, total: SubjectScore, sides: tuple[SubjectScore, ...]
) -> tuple[HelpContact, ...]:
    """The contacts shown at once where total strength is critical or, if unknown, any known side is."""
    known = [total] if total.level is not None else sides
    if not any(one.level == URGENT_LEVEL for one in known):
        return ()
    # A telephone number may have changed since the check: the newest version has it.
    pack = (await library.newest(ctx, questionnaire.code)).help or questionnaire.help
    return tuple(option for option in pack.options if option.code in pack.always_show) if pack else ()


async def contacts(ctx: Context, code: str) -> Contacts:
    """The contacts for help of the newest version. Raises NotFound.

    The regional helpline is left out where the operator set none.
    """
    async with ctx.transaction():
        one = await _wellbeing(ctx, code)
    pack = one.help
    if pack is None:
        raise NotFound
    helpline = ctx.policy.regional_helpline
    options = tuple(
        option.model_copy(update={"text": option.text.replace(HELPLINE, helpline)})
        for option in pack.options
        if helpline or HELPLINE not in option.text
    )
    return Contacts(pack.title, pack.intro, options, one.disclaimer.strip())


async def small_steps(ctx: Context, code: str) -> tuple[str, ...]:
    """Short advice on what to do, from the newest version. Raises NotFound."""
    async with ctx.transaction():
        return (await _wellbeing(ctx, code)).self_help


async def topic(ctx: Context, code: str) -> str:
    """The competency of the route step that a check suggests; the check need not be taken.

    Raises NotFound, NotAllowed for people outside the check's audience.
    """
    async with ctx.transaction():
        one = await _wellbeing(ctx, code)
        if not await my_audiences(ctx) & set(one.audience):
            raise NotAllowed
    return one.items[0].competency


async def _wellbeing(ctx: Context, code: str) -> Questionnaire:
    questionnaire = await library.newest(ctx, code)
    if questionnaire.purpose != "wellbeing":
        raise NotFound
    return questionnaire


async def aggregate(ctx: Context) -> Aggregate | None:
    """The anonymous mean of the acting person's scope; None where too few people have answered.

    Counts everybody's latest saved check within a year. It shows rough means and a rough number of people,
    never who took a check. Raises NotAllowed for everybody but methodists and leaders.
    """
    require_role(ctx, *GROUP_READERS)
    return await ctx.recently("wellbeing", lambda: _aggregate(ctx))


async def _aggregate(ctx: Context) -> tuple[Aggregate | None, int]:
    """The mean, and how many people took a check."""
    async with ctx.transaction():
        checks = [one for one in (await library.current(ctx)).values() if one.purpose == "wellbeing"]
    if not checks:
        return None, 0
    questionnaire = checks[0]
    by_unit: list[tuple[str, int, int]] = []
    by_side: dict[str, tuple[int, int]] = {}
    async for part in parts_of_scope(ctx):
        async with ctx.transaction():
            by_unit += await _by_unit(ctx, questionnaire.code, part)
            for side, people, added in await _by_side(ctx, questionnaire.code, part):
                before = by_side.get(side, (0, 0))
                by_side[side] = before[0] + people, before[1] + added
    count, percents = sum(one[1] for one in by_unit), sum(one[2] for one in by_unit)
    least = rules.least_respondents(questionnaire)
    if count < least:
        return None, count
    async with ctx.transaction():
        found = Aggregate(
            at_least=rules.rough_count(count),
            least=least,
            total=_mean(questionnaire, questionnaire.scoring.index_title, percents, count),
            sides=tuple(
                _mean(questionnaire, side.title, *by_side[side.code][::-1])
                for side in questionnaire.dimensions
                if by_side.get(side.code, (0, 0))[0] >= least
            ),
            units=await _units(ctx, questionnaire, by_unit, least),
        )
    return found, count


async def _by_unit(ctx: Context, code: str, units: list[int]) -> list[tuple[str, int, int]]:
    """Paths of units, how many people took a check, and the sum of their percents."""
    latest = _latest_checks(ctx, code, units)
    found = await ctx.db.execute(
        select(OrgUnit.path, func.count(), func.sum(latest.c.percent))
        .join(latest, latest.c.unit_id == OrgUnit.id)
        .where(latest.c.place == 1)
        .group_by(OrgUnit.path)
    )
    return [(path, count, int(percents)) for path, count, percents in found]


async def _by_side(ctx: Context, code: str, units: list[int]) -> list[tuple[str, int, int]]:
    """Sides of wellbeing, how many people have a percent of it, and the sum of these percents."""
    latest = _latest_checks(ctx, code, units)
    found = await ctx.db.execute(
        select(Score.subject, func.count(), func.sum(Score.percent))
        .join(latest, latest.c.id == Score.assessment_id)
        .where(latest.c.place == 1, Score.is_group.is_(False), Score.percent.is_not(None))
        .group_by(Score.subject)
    )
    return [(side, count, int(percents or 0)) for side, count, percents in found]


def _latest_checks(ctx: Context, code: str, units: list[int]) -> Subquery:
    """Finished checks of the last year with a total percent, numbered from each person's latest one."""
    newest_first = (Assessment.finished_at.desc(), Assessment.id.desc())
    place = func.row_number().over(partition_by=Assessment.person_id, order_by=newest_first)
    return (
        select(Assessment.id, Person.unit_id, Assessment.percent, place.label("place"))
        .join(Person, Person.id == Assessment.person_id)
        .where(
            Person.unit_id.in_(units),
            Person.archived_at.is_(None),
            Assessment.questionnaire == code,
            Assessment.finished_at >= ctx.now - AGGREGATED,
            Assessment.percent.is_not(None),
        )
        .subquery()
    )


async def _units(
    ctx: Context, questionnaire: Questionnaire, by_unit: list[tuple[str, int, int]], least: int
) -> tuple[Mean, ...]:
    """The means of those parts of the scope that may be shown (`rules.shown_parts`), by title."""
    scope = rules.roots(grant.unit_path for grant in ctx.me.grants if grant.role in GROUP_READERS)
    counts: dict[str, int] = {}
    percents: dict[str, int] = {}
    for path, count, added in by_unit:
        part = rules.part_of(path, scope)
        if part is not None:
            counts[part] = counts.get(part, 0) + count
            percents[part] = percents.get(part, 0) + added
    shown = rules.shown_parts(sum(one[1] for one in by_unit), counts, least)
    titles = await ctx.db.execute(
        select(OrgUnit.path, OrgUnit.short_title)
        .where(OrgUnit.path.in_(shown))
        .order_by(OrgUnit.short_title, OrgUnit.id)
    )
    return tuple(_mean(questionnaire, title, percents[path], counts[path]) for path, title in titles)


def _mean(questionnaire: Questionnaire, title: str, percents: int, count: int) -> Mean:
    percent = rules.rough_mean(percents, count)
    return Mean(title, percent, scoring.level_of(percent, questionnaire.scoring))
