"""Reading routes for their documents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import aliased

from services.assessments.models import Assessment
from services.context import Context
from services.documents import rules
from services.errors import NotFound
from services.people.models import OrgUnit, Person
from services.people.rules import full_years
from services.questionnaires import library
from services.routes.models import ON_DIAGNOSIS, Route, RouteStep
from services.routes.rules import part_of


@dataclass(frozen=True, slots=True)
class PaperStep:
    """A step in a document; `part` is that of `routes.rules.Reason`."""

    competency: str
    part: str
    title: str
    form: str
    education: str
    hours: float
    starts: date
    due: date
    result: str
    status: str
    done_on: date | None


@dataclass(frozen=True, slots=True)
class RoutePaper:
    """A route in a document. `today` and the days are those of the owner's organisation.

    The route is based on `questionnaire`, taken on `diagnosed_on`, or on `reason` in the catalogue's words;
    if both are empty, only the code `basis` is known. `unit_path` decides which template applies.
    """

    route_id: int
    last_name: str
    first_name: str
    middle_name: str
    position: str
    subjects: tuple[str, ...]
    unit: str
    unit_path: str
    category: str
    experience: int | None
    basis: str
    reason: str
    questionnaire: str
    diagnosed_on: date | None
    starts: date
    ends: date
    status: str
    version: int
    methodist: str
    methodist_short: str
    approved_by: str
    approved_on: date | None
    today: date
    steps: tuple[PaperStep, ...]

    @property
    def full_name(self) -> str:
        """«Громов Алексей Сергеевич»."""
        return _full(self.last_name, self.first_name, self.middle_name)

    @property
    def short_name(self) -> str:
        """«Громов А. С.»."""
        return rules.short_name(self.last_name, self.first_name, self.middle_name)


async def papers(ctx: Context, route_ids: Sequence[int]) -> list[RoutePaper]:
    """The given routes for their documents, in the given order, without those that are gone.

    Takes two statements, inside the caller's transaction, which has checked the rights.
    """
    methodist, approver = aliased(Person), aliased(Person)
    rows = (
        await ctx.db.execute(
            select(
                Route.id,
                Route.basis,
                Route.starts,
                Route.ends,
                Route.status,
                Route.version,
                Route.approved_at,
                Person.last_name,
                Person.first_name,
                Person.middle_name,
                Person.position,
                Person.subjects,
                Person.teaching_since,
                Person.category,
                OrgUnit.title.label("unit"),
                OrgUnit.path,
                OrgUnit.timezone,
                Assessment.questionnaire,
                Assessment.version.label("taken_version"),
                Assessment.finished_at,
                *_names(methodist, "methodist"),
                *_names(approver, "approver"),
            )
            .join(Person, Person.id == Route.person_id)
            .join(OrgUnit, OrgUnit.id == Person.unit_id)
            .outerjoin(Assessment, Assessment.id == Route.assessment_id)
            .outerjoin(methodist, methodist.id == Route.methodist_id)
            .outerjoin(approver, approver.id == Route.approved_by_id)
            .where(Route.id.in_(route_ids))
        )
    ).all()
    steps = await _steps(ctx, route_ids)
    reasons = {one.code: one.document for one in ctx.content.catalog.bases}
    found = {}
    for row in rows:
        zone = ZoneInfo(row.timezone)
        today = ctx.now.astimezone(zone).date()
        found[row.id] = RoutePaper(
            route_id=row.id,
            last_name=row.last_name,
            first_name=row.first_name,
            middle_name=row.middle_name,
            position=row.position,
            subjects=tuple(row.subjects),
            unit=row.unit,
            unit_path=row.path,
            category=row.category,
            experience=_experience(row.teaching_since, today),
            basis=row.basis,
            reason=reasons.get(row.basis, ""),
            questionnaire=await _questionnaire(ctx, row.basis, row.questionnaire, row.taken_version),
            diagnosed_on=_day(row.finished_at, zone) if row.basis == ON_DIAGNOSIS else None,
            starts=row.starts,
            ends=row.ends,
            status=row.status,
            version=row.version,
            methodist=_full(row.methodist_last, row.methodist_first, row.methodist_middle),
            methodist_short=rules.short_name(
                row.methodist_last or "", row.methodist_first or "", row.methodist_middle or ""
            ),
            approved_by=_full(row.approver_last, row.approver_first, row.approver_middle),
            approved_on=_day(row.approved_at, zone),
            today=today,
            steps=tuple(steps.get(row.id, ())),
        )
    return [found[route_id] for route_id in route_ids if route_id in found]


def _names(who: type[Person], label: str) -> list[ColumnElement[str]]:
    return [
        who.last_name.label(f"{label}_last"),
        who.first_name.label(f"{label}_first"),
        who.middle_name.label(f"{label}_middle"),
    ]


def _full(*parts: str | None) -> str:
    return " ".join(part for part in parts if part)


def _day(moment: datetime | None, zone: ZoneInfo) -> date | None:
    return moment.astimezone(zone).date() if moment else None


def _experience(since: date | None, today: date) -> int | None:
    """Full years of teaching; None if the beginning is unknown or in the future."""
    return full_years(since, today) if since is not None and since <= today else None


async def _questionnaire(ctx: Context, basis: str, code: str | None, version: int | None) -> str:
    """The title of the questionnaire in the version that was taken; empty if it is no longer known."""
    if basis != ON_DIAGNOSIS or code is None or version is None:
        return ""
    try:
        return (await library.version_of(ctx, code, version)).title
    except NotFound:
        return ""


async def _steps(ctx: Context, route_ids: Sequence[int]) -> dict[int, list[PaperStep]]:
    """Steps by route id, in their order. Reads columns, not objects: a unit has thousands of steps."""
    content, found = ctx.content, dict[int, list[PaperStep]]()
    rows = await ctx.db.execute(
        select(
            RouteStep.route_id,
            RouteStep.competency,
            RouteStep.reason,
            RouteStep.title,
            RouteStep.form,
            RouteStep.education,
            RouteStep.hours,
            RouteStep.starts,
            RouteStep.due,
            RouteStep.result,
            RouteStep.status,
            RouteStep.done_on,
        )
        .where(RouteStep.route_id.in_(route_ids))
        .order_by(RouteStep.route_id, RouteStep.position)
    )
    for route_id, competency, reason, title, form, education, *rest in rows:
        known = content.competencies.get(competency)
        kind = content.catalog.education_types.get(education)
        worked = content.catalog.forms_by_code.get(form)
        found.setdefault(route_id, []).append(
            PaperStep(
                known.title if known else "",
                reason.get("part") or part_of(form),
                title,
                worked.title if worked else "",
                kind.title if kind else "",
                *rest,
            )
        )
    return found
