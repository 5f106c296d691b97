"""Tables of the person's routes: steps, their history, their proof."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, case, select, union_all

from services.people.models import Person
from services.people.my_data.reader import Reader
from services.routes.models import (
    Evidence,
    Route,
    RouteComment,
    RouteStep,
    RouteVersion,
    StepChange,
    StepEvent,
    StepReflection,
    UsageAnswer,
)
from services.routes.reading import basis_title
from services.spreadsheets.writing import Cell, Table


async def steps(reader: Reader) -> Table:
    found = await reader.ctx.db.execute(
        select(Route, RouteStep)
        .outerjoin(RouteStep, RouteStep.route_id == Route.id)
        .where(Route.person_id == reader.me)
        .order_by(Route.id, RouteStep.position)
    )
    rows = []
    for route, step in found:
        basis = basis_title(reader.ctx, route) or reader.say("sheet-on-result")
        head = (route.starts, route.ends, basis, reader.status("route", route.status))
        if step is None:
            rows.append(head)
            continue
        form = _form(reader, step.form)
        status = reader.status("step", step.status)
        rows.append(
            (*head, reader.competency(step.competency), step.title, form, step.hours,
             step.starts, step.due, step.result, status, step.done_on, step.remind_on)
        )  # fmt: skip
    columns = (
        "route-starts", "route-ends", "route-basis", "route-status", "competency", "step", "form",
        "hours", "starts", "due", "result", "status", "done", "remind",
    )  # fmt: skip
    return reader.table("route", columns, rows)


async def history(reader: Reader) -> Table:
    changes = await reader.ctx.db.execute(
        select(StepEvent, RouteStep.title, Person)
        .join(RouteStep, RouteStep.id == StepEvent.step_id)
        .join(Route, Route.id == RouteStep.route_id)
        .join(Person, Person.id == StepEvent.actor_id)
        .where(Route.person_id == reader.me)
    )
    rows: list[tuple[Any, ...]] = [
        (reader.local(event.at), reader.author(actor), step, _change(reader, event), event.why, "")
        for event, step, actor in changes
    ]
    on_routes = select(RouteComment.id).join(Route, Route.id == RouteComment.route_id)
    comments = await reader.ctx.db.execute(
        select(RouteComment, title_of_mine(reader), Person)
        .join(Route, Route.id == RouteComment.route_id)
        .outerjoin(RouteStep, RouteStep.id == RouteComment.step_id)
        .join(Person, Person.id == RouteComment.author_id)
        .where(_mine(reader, RouteComment, on_routes))
    )
    rows += [
        (
            reader.local(comment.at),
            reader.author(author),
            step,
            reader.say("sheet-comment"),
            comment.text,
            reader.file(comment.file_kind),
        )
        for comment, step, author in comments
    ]
    rows.sort(key=lambda row: row[0])
    return reader.table("history", ("when", "who", "step", "change", "text", "file"), rows)


def _form(reader: Reader, code: str) -> str:
    known = reader.ctx.content.catalog.forms_by_code.get(code)
    return known.title if known else code


def _change(reader: Reader, event: StepEvent) -> str:
    old, new = event.old, event.new
    if event.field == "status":
        old, new = reader.status("step", old), reader.status("step", new)
    elif event.field == "form":
        old, new = _form(reader, old), _form(reader, new)
    elif event.field == "hours":
        old, new = reader.say("sheet-hours", hours=float(old)), reader.say("sheet-hours", hours=float(new))
    return f"{old} → {new}" if old else new


def _mine(
    reader: Reader, table: type[Evidence] | type[RouteComment], on_routes: Select[int]
) -> ColumnElement[bool]:
    """An SQL condition: the reader wrote the row, or it belongs to the reader's route.

    Two SELECTs by their indexes: an OR would read all the rows of a region.
    """
    written = select(table.id).where(table.author_id == reader.me)
    return table.id.in_(union_all(written, on_routes.where(Route.person_id == reader.me)))


async def evidence(reader: Reader) -> Table:
    on_routes = (
        select(Evidence.id)
        .join(RouteStep, RouteStep.id == Evidence.step_id)
        .join(Route, Route.id == RouteStep.route_id)
    )
    found = await reader.ctx.db.execute(
        select(Evidence, title_of_mine(reader))
        .join(RouteStep, RouteStep.id == Evidence.step_id)
        .join(Route, Route.id == RouteStep.route_id)
        .where(_mine(reader, Evidence, on_routes))
        .order_by(Evidence.id)
    )
    rows = [
        (reader.local(one.at), step, reader.file(one.kind), one.text, one.file_name) for one, step in found
    ]
    return reader.table("evidence", ("when", "step", "kind", "text", "file"), rows)


async def versions(reader: Reader) -> Table:
    """The versions sent to the methodist, and the decisions about them."""
    found = await reader.ctx.db.execute(
        select(RouteVersion, Person)
        .join(Route, Route.id == RouteVersion.route_id)
        .outerjoin(Person, Person.id == RouteVersion.decided_by_id)
        .where(Route.person_id == reader.me)
        .order_by(RouteVersion.id)
    )
    rows = [
        (
            kept.version,
            reader.local(kept.sent_at),
            "; ".join(step["title"] for step in kept.steps),
            reader.status("decision", kept.decision) if kept.decision else "",
            reader.author(decided_by) if decided_by else "",
            reader.local(kept.decided_at),
        )
        for kept, decided_by in found
    ]
    return reader.table("versions", ("number-of", "sent", "steps", "status", "who", "when"), rows)


async def changes(reader: Reader) -> Table:
    """The changes of steps that the person asked for."""
    found = await reader.ctx.db.execute(
        select(StepChange, RouteStep.title)
        .join(RouteStep, RouteStep.id == StepChange.step_id)
        .join(Route, Route.id == RouteStep.route_id)
        .where(Route.person_id == reader.me)
        .order_by(StepChange.id)
    )
    rows = [
        (
            reader.local(asked.asked_at),
            title,
            reader.say("sheet-change", kind=asked.kind),
            asked.due,
            asked.why,
            reader.status("change", asked.status),
        )
        for asked, title in found
    ]
    return reader.table("changes", ("when", "step", "change", "due", "reason", "status"), rows)


async def reflections(reader: Reader) -> Table:
    """The person's words about their steps, and their answers about using what they learnt."""
    catalog = reader.ctx.content.catalog
    questions = {one.code: one.text for one in catalog.reflection}
    written = await reader.ctx.db.execute(_of_mine(StepReflection, reader).order_by(StepReflection.id))
    rows: list[tuple[Cell, ...]] = [
        (reader.local(one.at), title, questions.get(one.question, one.question), one.text)
        for one, title in written
    ]
    answers = {one.code: one.title for one in catalog.usage.answers}
    answered = await reader.ctx.db.execute(_of_mine(UsageAnswer, reader).order_by(UsageAnswer.id))
    rows += [
        (
            reader.local(one.at),
            title,
            catalog.usage.question,
            ". ".join(filter(None, (answers.get(one.answer, one.answer), one.example))),
        )
        for one, title in answered
    ]
    return reader.table("reflections", ("when", "step", "question", "answer"), rows)


def title_of_mine(reader: Reader) -> ColumnElement[str | None]:
    """The title of a step of the person's own route; NULL for other people's steps."""
    return case((Route.person_id == reader.me, RouteStep.title))


def _of_mine(what: Any, reader: Reader) -> Select[Any]:
    """Rows of a table that refers to steps, for the person's own steps, with the step's title."""
    return (
        select(what, RouteStep.title)
        .join(RouteStep, RouteStep.id == what.step_id)
        .join(Route, Route.id == RouteStep.route_id)
        .where(Route.person_id == reader.me)
    )
