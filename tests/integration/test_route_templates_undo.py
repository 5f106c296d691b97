"""A given template taken back within a day: what was begun stays, who was told hears, and who may."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from handlers.route_templates import giving_screens, notices
from services.conversations.models import Conversation
from services.errors import WrongState
from services.letters import Letter
from services.outbox import Delivery
from services.people.models import AuditEntry, OrgUnit
from services.route_templates import assignments, undoing
from services.route_templates.assignments import AssignmentCard
from services.route_templates.touching import FILLED
from services.routes.models import (
    Evidence,
    Route,
    RouteComment,
    RouteStep,
    StepChange,
    StepEvent,
    StepReflection,
    UsageAnswer,
)
from services.routes.steps import actions as step_actions
from tests.conftest import Town
from tests.integration.stories import ON_SQLITE, outcome, posted, unit_of
from tests.integration.test_route_templates import GETTING, TODAY, given, kept, owners
from tests.personas import (
    GYMNASIUM_CLASS_TEACHER,
    GYMNASIUM_ENGLISH_TEACHER,
    GYMNASIUM_HEAD,
    GYMNASIUM_MENTOR,
    GYMNASIUM_METHODIST,
    GYMNASIUM_TEACHER,
    MUNICIPAL_METHODIST,
    OPERATORS_ADMIN,
    SCHOOL_METHODIST,
)
from tests.shown import read_plainly

pytestmark = pytest.mark.usefixtures("admin")


async def first_step(town: Town, who: str) -> int:
    steps = select(RouteStep.id).join(Route).where(Route.person_id == town.id_of(who), Route.status != "done")
    return int(await town.one(steps.order_by(RouteStep.position).limit(1)))


async def told(town: Town, *people: str) -> None:
    """The message about their route has reached these people."""
    ids = [town.id_of(code) for code in people]
    async with town.database.transaction() as db:
        await db.execute(
            update(Delivery)
            .where(Delivery.kind == "route_given", Delivery.person_id.in_(ids))
            .values(state="sent", message_id=1)
        )


async def test_undo_keeps_touched_routes_and_removes_the_others(town: Town) -> None:
    """Any touch keeps a route."""
    template = await kept(town, MUNICIPAL_METHODIST)
    region = await town.one(select(OrgUnit.id).where(OrgUnit.kind == "municipality"))
    card = await given(town, template.id, MUNICIPAL_METHODIST, unit_id=region)
    everyone = await owners(town)
    now, author = town.clock.now(), town.id_of(MUNICIPAL_METHODIST)
    touches: list[Any] = [
        lambda step: Evidence(step_id=step, author_id=author, kind="text", source=f"1:{step}", at=now),
        lambda step: StepEvent(step_id=step, actor_id=author, field="due", old="", new="", at=now),
        lambda step: StepChange(step_id=step, kind="remove", why="-", status="asked", asked_at=now),
        lambda step: StepReflection(step_id=step, question="outcome", text="-", at=now),
        lambda step: UsageAnswer(step_id=step, after=30, answer="tried", at=now),
        lambda step: Conversation(
            asker_id=author, answerer_id=author, step_id=step, status="open", answer_due=now, created_at=now
        ),
    ]
    begun = everyone[: len(touches) + len(FILLED) + 2]
    async with town.database.transaction() as db:
        commented, shortened, *touched = begun
        for code, touch in zip(touched, touches, strict=False):
            db.add(touch(await _step_of(db, town, code)))
        for code, column in zip(touched[len(touches) :], FILLED, strict=True):
            value = TODAY if column.type.python_type is date else column.type.python_type()
            changed = update(RouteStep).where(RouteStep.id == await _step_of(db, town, code))
            await db.execute(changed.values({column: value}))
        route_id = await db.scalar(select(Route.id).where(Route.person_id == town.id_of(commented)))
        db.add(RouteComment(route_id=route_id, author_id=author, text="Удачи", at=now))
        await db.execute(delete(RouteStep).where(RouteStep.id == await _step_of(db, town, shortened)))
    left = [code for code in everyone if code not in begun]
    assert left

    ctx = await town.acting(MUNICIPAL_METHODIST)
    card = await assignments.assignment(ctx, card.id)
    assert (card.given, card.begun) == (len(everyone), len(begun))
    assert "останется" in read_plainly(giving_screens.undo_warning(card))
    undone = await undoing.undo(ctx, card.id)
    assert undone.taken == len(left)
    assert await owners(town) == begun
    shown = read_plainly(giving_screens.assignment(undone.card, TODAY))
    assert f"остался у тех, кто уже начал: {len(begun)}" in shown
    assert town.people[begun[0]].last_name in shown
    assert (await undoing.undo(ctx, card.id)).taken == 0
    assert len(await town.rows(select(AuditEntry.id).where(AuditEntry.action == "template_undone"))) == 1


async def begun_by_one(town: Town) -> AssignmentCard:
    """A template given and undone. The mentor had begun; of the others only the class teacher had heard."""
    card = await given(town, (await kept(town)).id)
    step_id = await first_step(town, GYMNASIUM_MENTOR)
    await step_actions.submit(await town.acting(GYMNASIUM_MENTOR), step_id, Letter("1:1", "Сходила на урок"))
    await told(town, GYMNASIUM_CLASS_TEACHER, GYMNASIUM_MENTOR)
    return (await undoing.undo(await town.acting(GYMNASIUM_METHODIST), card.id)).card


async def test_people_who_were_told_of_their_route_hear_that_it_is_cancelled(town: Town) -> None:
    card = await begun_by_one(town)
    assert await posted(town, "route_taken_back") == [town.id_of(GYMNASIUM_CLASS_TEACHER)]
    notice = await notices.route_taken_back(await town.acting(GYMNASIUM_CLASS_TEACHER), card.id)
    assert notice is not None
    assert "отменил маршрут" in read_plainly(notice)
    assert await notices.route_given(await town.acting(GYMNASIUM_ENGLISH_TEACHER), card.id) is None
    assert await notices.route_taken_back(await town.acting(GYMNASIUM_MENTOR), card.id) is None


@ON_SQLITE
async def test_undone_template_is_given_again_to_those_who_are_free_again(town: Town) -> None:
    card = await begun_by_one(town)
    assert (await given(town, card.template_id)).given == len(GETTING) - 1
    ctx = await town.acting(GYMNASIUM_METHODIST)
    page = await assignments.assignments(ctx, card.template_id, 0)
    assert [one.is_undone for one in page.lines.items] == [False, True]
    read_plainly(giving_screens.assignments(page))


async def _step_of(db: Any, town: Town, who: str) -> int:
    steps = select(RouteStep.id).join(Route, Route.id == RouteStep.route_id)
    mine = steps.where(Route.person_id == town.id_of(who), Route.assignment_id.is_not(None))
    return int(await db.scalar(mine.order_by(RouteStep.position).limit(1)))


@ON_SQLITE
async def test_people_without_a_right_to_a_template_do_not_undo_it(town: Town) -> None:
    card = await given(town, (await kept(town)).id)
    for code in (GYMNASIUM_TEACHER, GYMNASIUM_HEAD, OPERATORS_ADMIN, GYMNASIUM_MENTOR):
        assert await outcome(assignments.assignment(await town.acting(code), card.id)) == "NotAllowed"
        assert await outcome(undoing.undo(await town.acting(code), card.id)) == "NotAllowed"
    assert await outcome(undoing.undo(await town.acting(SCHOOL_METHODIST), card.id)) == "NotFound"
    assert await outcome(undoing.undo(await town.acting(GYMNASIUM_METHODIST), 999)) == "NotFound"
    assert await owners(town) == list(GETTING)


async def test_author_and_methodists_above_undo_within_a_day(town: Town) -> None:
    card = await given(town, (await kept(town)).id)
    town.clock.move(timedelta(hours=25))
    with pytest.raises(WrongState, match="undo-late"):
        await undoing.undo(await town.acting(GYMNASIUM_METHODIST), card.id)
    card = await assignments.assignment(await town.acting(GYMNASIUM_METHODIST), card.id)
    assert card.undo_until is None
    assert "Отменить" not in read_plainly(giving_screens.assignment(card, TODAY))
    assert await owners(town) == list(GETTING)
    town.clock.move(-timedelta(hours=2))
    contexts = [await town.acting(code) for code in (MUNICIPAL_METHODIST, GYMNASIUM_METHODIST)]
    undone = await asyncio.gather(*(undoing.undo(ctx, card.id) for ctx in contexts))
    assert sorted(one.taken for one in undone) == [0, 4]
    assert await owners(town) == []


async def test_author_who_left_the_school_cannot_undo(town: Town) -> None:
    template = await kept(town)
    card = await given(town, template.id)
    await town.change_grants(GYMNASIUM_METHODIST, unit_id=await unit_of(town, SCHOOL_METHODIST))
    ctx = await town.acting(GYMNASIUM_METHODIST)
    seen = await assignments.assignment(ctx, card.id)
    assert (seen.given, seen.undo_until) == (len(GETTING), None)
    assert "Отменить" not in read_plainly(giving_screens.assignment(seen, TODAY))
    assert await outcome(undoing.undo(ctx, card.id)) == "NotAllowed"
    assert await owners(town) == list(GETTING)
    assert (await undoing.undo(await town.acting(MUNICIPAL_METHODIST), card.id)).taken == len(GETTING)


async def test_proof_sent_while_a_template_is_undone_is_kept(town: Town) -> None:
    template = await kept(town)
    card = await given(town, template.id)
    proofs = {
        code: (await first_step(town, code), Letter(f"{code}:1", "Сходила на урок")) for code in GETTING
    }
    undo = undoing.undo(await town.acting(GYMNASIUM_METHODIST), card.id)
    sent = [step_actions.submit(await town.acting(code), *proofs[code]) for code in GETTING]
    results = await asyncio.gather(*map(outcome, sent[:2]), outcome(undo), *map(outcome, sent[2:]))
    assert results[2] == "done"
    done = [code for code, came in zip(GETTING, [*results[:2], *results[3:]], strict=True) if came == "done"]
    assert await owners(town) == sorted(done)
    assert len(await town.rows(select(Evidence.id))) == len(done)
    assert set(results) <= {"done", "NotFound"}
