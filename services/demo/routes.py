"""Planting routes of the demo people, the work on them, and themes of self-education."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import select

from services.assessments import rules as assessment_rules
from services.assessments.models import Assessment, Sharing
from services.content.questionnaires import Questionnaire
from services.demo.town import DemoTown
from services.people.models import Person
from services.route_templates.models import RouteTemplate
from services.route_templates.rules import TemplateStep
from services.routes import rules as route_rules
from services.routes.agreement.versions import snapshot
from services.routes.models import (
    ASKED,
    MOVE,
    OPEN_STEP,
    Evidence,
    Route,
    RouteStep,
    RouteVersion,
    StepChange,
    StepEvent,
    StepReflection,
)
from services.routes.new_steps import step_rows
from services.self_education.models import Theme, ThemeStage

# Long enough ago for the first steps to be done, so that the next deadline is near.
BEGUN_DAYS_AGO = 18


async def plant_route(
    town: DemoTown,
    person: Person,
    assessment: Assessment,
    questionnaire: Questionnaire,
    scores: Iterable[assessment_rules.SubjectScore],
    status: str,
) -> None:
    """Plant a route from a result, with the approval and the finished steps that its status implies."""
    content = town.ctx.content
    deficits = assessment_rules.deficits(scores, questionnaire.scoring, content.competencies)
    starts = town.today - timedelta(days=0 if status == "on_review" else BEGUN_DAYS_AGO)
    planned = route_rules.assemble(deficits, content.catalog, starts, content.calendar())
    methodist = town.methodist_of(person)
    agreed = status != "on_review"
    sent = town.ctx.now - timedelta(days=BEGUN_DAYS_AGO)
    decided = sent + timedelta(days=1)
    route = Route(
        person_id=person.id,
        assessment_id=assessment.id,
        starts=starts,
        ends=max(one.due for one in planned),
        status=status,
        methodist_id=methodist.id,
        approved_by_id=methodist.id if agreed else None,
        approved_at=decided if agreed else None,
        created_at=sent,
        finished_at=town.ctx.now - timedelta(days=1) if status == "done" else None,
    )
    town.ctx.db.add(route)
    town.ctx.db.add(Sharing(assessment_id=assessment.id, viewer_id=methodist.id, opened_at=route.created_at))
    await town.ctx.db.flush()
    steps = step_rows(route.id, planned)
    town.ctx.db.add_all(steps)
    town.ctx.db.add(
        RouteVersion(
            route_id=route.id,
            version=1,
            steps=snapshot(steps),
            sent_at=sent,
            decision="approved" if agreed else None,
            decided_by_id=methodist.id if agreed else None,
            decided_at=decided if agreed else None,
        )
    )
    await town.ctx.db.flush()
    for step in steps:
        if status == "done" or (status == "in_progress" and step.due <= town.today):
            await _do(town, step, person, methodist)


async def _do(town: DemoTown, step: RouteStep, person: Person, methodist: Person) -> None:
    """Mark a step as done in time and accepted some hours later, with a short text as proof."""
    step.status, step.done_on = "done", min(step.due, town.today - timedelta(days=1))
    done = datetime.combine(step.done_on, time(15, 10), town.ctx.policy.zone)
    words = town.content["routes"]["words"]
    moves = (
        (person, "planned", "on_review", done),
        (methodist, "on_review", "done", done + timedelta(hours=3)),
    )
    town.ctx.db.add_all(
        [
            Evidence(
                step_id=step.id,
                author_id=person.id,
                kind="text",
                text=words["evidence"].get(step.form, words["evidence"]["other"]),
                source=f"demo:step:{step.id}",
                at=done,
            ),
            StepReflection(
                step_id=step.id,
                question=town.ctx.content.catalog.reflection[0].code,
                text=words["reflections"][step.position % len(words["reflections"])],
                at=done,
            ),
            *(
                StepEvent(step_id=step.id, actor_id=who.id, field="status", old=old, new=new, at=at)
                for who, old, new, at in moves
            ),
        ]
    )
    await town.ctx.db.flush()


async def plant_growth(town: DemoTown) -> None:
    """Plant waiting changes, overdue steps, themes, days of attestation and templates."""
    told = town.content["routes"]
    for one in told["asked_to_move"]:
        step = await _open_step(town, town.people[one["teacher"]])
        town.ctx.db.add(
            StepChange(
                step_id=step.id,
                kind=MOVE,
                due=step.due + timedelta(days=one["days"]),
                why=one["why"],
                status=ASKED,
                asked_at=town.ctx.now - timedelta(hours=5),
            )
        )
    for one in told["late"]:
        step = await _open_step(town, town.people[one["teacher"]])
        step.due = town.today - timedelta(days=one["days"])
        step.starts = min(step.starts, step.due)
    await _plant_themes(town, told["themes"])
    for one in told["attestation"]:
        town.people[one["teacher"]].attestation_on = town.today + timedelta(days=one["days_ahead"])
    _plant_templates(town, told["templates"])


async def _open_step(town: DemoTown, person: Person) -> RouteStep:
    """The person's open step that is due soonest."""
    found = await town.ctx.db.scalars(
        select(RouteStep)
        .join(Route, Route.id == RouteStep.route_id)
        .where(Route.person_id == person.id, RouteStep.status.in_(OPEN_STEP))
        .order_by(RouteStep.due)
        .limit(1)
    )
    return found.one()


async def _plant_themes(town: DemoTown, themes: Sequence[dict[str, Any]]) -> None:
    stages = [stage.code for stage in town.ctx.content.self_education.stages]
    for one in themes:
        begun = town.ctx.now - timedelta(days=one["days_ago"])
        theme = Theme(
            person_id=town.people[one["teacher"]].id,
            title=one["title"],
            stage=one["stage"],
            begun_on=begun.astimezone(town.ctx.policy.zone).date(),
        )
        town.ctx.db.add(theme)
        await town.ctx.db.flush()
        done = stages[: stages.index(one["stage"])]
        town.ctx.db.add_all(
            ThemeStage(
                theme_id=theme.id, stage=stage, words=words, done_at=begun + timedelta(days=10 * (place + 1))
            )
            for place, (stage, words) in enumerate(zip(done, one["words"], strict=True))
        )


def _plant_templates(town: DemoTown, templates: Sequence[dict[str, Any]]) -> None:
    catalogued = town.ctx.content.catalog.steps_by_code
    for one in templates:
        author = town.people[one["author"]]
        steps = [catalogued[code] for code in one["steps"]]
        town.ctx.db.add(
            RouteTemplate(
                unit_id=author.unit_id,
                author_id=author.id,
                title=one["title"],
                steps=[
                    TemplateStep(
                        code=step.code,
                        competency=step.competency,
                        title=step.title,
                        form=step.form,
                        education=step.education,
                        hours=step.hours,
                        days=step.days,
                        result=step.result,
                    ).to_data()
                    for step in steps
                ],
                created_at=town.ctx.now - timedelta(days=25),
            )
        )
