"""A portfolio: a person's accepted steps of all routes, with their proof. Only the owner sees it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, func, select

from services.context import Context
from services.people.models import OrgUnit, Person
from services.routes.models import Evidence, Route, RouteStep
from services.routes.step_reading import evidence_view
from services.routes.views import EvidenceView


@dataclass(frozen=True, slots=True)
class PortfolioStep:
    """An accepted step with its proof. `done_on` is None for steps done before the day was kept."""

    step_id: int
    title: str
    competency: str
    form: str
    done_on: date | None
    hours: float
    result: str
    evidence: tuple[EvidenceView, ...]


@dataclass(frozen=True, slots=True)
class PortfolioView:
    """The acting person and their accepted steps, the oldest first."""

    name: str
    position: str
    unit: str
    category: str
    steps: tuple[PortfolioStep, ...]

    @property
    def hours(self) -> float:
        """The sum of the hours of all steps."""
        return sum(step.hours for step in self.steps)


async def mine(ctx: Context) -> PortfolioView:
    """The acting person's portfolio."""
    async with ctx.transaction() as db:
        person, unit = (
            await db.execute(
                select(Person, OrgUnit.title)
                .join(OrgUnit, OrgUnit.id == Person.unit_id)
                .where(Person.id == ctx.me.person_id)
            )
        ).one()
        steps = (await db.scalars(_accepted(ctx).order_by(RouteStep.route_id, RouteStep.position))).all()
        sent: dict[int, list[EvidenceView]] = {}
        of_steps = Evidence.step_id.in_([step.id for step in steps])
        for one in await db.scalars(select(Evidence).where(of_steps).order_by(Evidence.id)):
            sent.setdefault(one.step_id, []).append(evidence_view(one))
    competencies, forms = ctx.content.competencies, ctx.content.catalog.forms_by_code
    found = [
        PortfolioStep(
            step_id=step.id,
            title=step.title,
            competency=competencies[step.competency].title,
            form=forms[step.form].title,
            done_on=step.done_on,
            hours=step.hours,
            result=step.result,
            evidence=tuple(sent.get(step.id, ())),
        )
        for step in steps
    ]
    # Steps done before their day was kept stand first.
    found.sort(key=lambda step: step.done_on or date.min)
    return PortfolioView(person.full_name, person.position, unit, person.category, tuple(found))


async def count(ctx: Context) -> int:
    """How many accepted steps the acting person has; inside the caller's transaction."""
    return await ctx.db.scalar(select(func.count()).select_from(_accepted(ctx).subquery())) or 0


def _accepted(ctx: Context) -> Select[RouteStep]:
    return (
        select(RouteStep)
        .join(Route, Route.id == RouteStep.route_id)
        .where(Route.person_id == ctx.me.person_id, RouteStep.status == "done")
    )
