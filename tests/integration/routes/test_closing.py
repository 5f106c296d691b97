"""The end of a route: it closes once and by itself, and shows its owner the results."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from handlers.reminders import notices as reminders
from handlers.routes.closing import notices as closing_notices
from handlers.routes.closing.screens import summary as summary_screen
from services.assessments import actions as assessments
from services.assessments.models import Assessment
from services.conversations import actions as conversations
from services.conversations.models import Conversation
from services.conversations.rules import PRACTICE
from services.errors import WrongState
from services.letters import Letter
from services.routes import reading
from services.routes.access import load_route
from services.routes.agreement import actions as agreement
from services.routes.closing import queries as closing
from services.routes.closing.actions import close_if_complete
from services.routes.drafting import actions as drafting
from services.routes.models import Route, RouteStep
from services.routes.remarks import Remark
from services.routes.steps import actions as step_actions
from services.routes.views import RouteView
from tests.conftest import MONDAY, MOSCOW, Town
from tests.integration.route_stories import all_but, approved, route_status
from tests.integration.stories import finish, outcome, posted
from tests.personas import (
    GYMNASIUM_CLASS_TEACHER,
    GYMNASIUM_HEAD,
    GYMNASIUM_MENTOR,
    GYMNASIUM_METHODIST,
    GYMNASIUM_TEACHER,
    GYMNASIUM_YOUNG_SPECIALIST,
    MUNICIPAL_METHODIST,
)
from tests.shown import read


async def test_last_steps_accepted_at_once_close_the_route_once(town: Town) -> None:
    view = await approved(town)
    with pytest.raises(WrongState):
        await closing.summary(await town.acting(GYMNASIUM_TEACHER), view.id)
    first, second = await all_but(town, view.id, 2)
    presses = [(GYMNASIUM_METHODIST, first), (MUNICIPAL_METHODIST, second), (MUNICIPAL_METHODIST, first)]
    contexts = [(await town.acting(code), step_id) for code, step_id in presses]
    accepted = await asyncio.gather(
        *(outcome(step_actions.accept_step(ctx, step_id)) for ctx, step_id in contexts)
    )
    assert accepted.count("done") == 2
    assert await route_status(town, view.id) == "done"
    assert await town.one(select(Route.finished_at)) is not None
    assert await posted(town, "route_done") == [town.id_of(GYMNASIUM_TEACHER)]
    assert len(await posted(town, "step_accepted")) == 1


async def test_summary_of_a_finished_route_leads_to_what_comes_next(town: Town) -> None:
    view, methodist = await approved(town), await town.acting(GYMNASIUM_METHODIST)
    *_, second = last = await all_but(town, view.id, 2)
    for step_id in last:
        await step_actions.accept_step(methodist, step_id)
    seen = await closing.summary(await town.acting(GYMNASIUM_TEACHER), view.id)
    assert seen.done == view.total
    assert seen.hours == sum(step.hours for step in view.steps)
    assert set(seen.topics) == {step.competency.title for step in view.steps}
    assert seen.change is None
    assert seen.repeat is not None
    shown = read(summary_screen(seen))
    assert "Увидеть, что изменилось" in shown
    assert "Поделиться практикой" in shown
    practice = Letter("100023:77", "Карточки самооценки на каждом уроке")
    await conversations.ask(
        await town.acting(GYMNASIUM_TEACHER), town.id_of(GYMNASIUM_METHODIST), practice, PRACTICE, second
    )
    (row,) = await town.rows(select(Conversation.topic, Conversation.step_id))
    assert tuple(row) == (PRACTICE, second)
    notice = await closing_notices.route_done(await town.acting(GYMNASIUM_TEACHER), view.id)
    assert notice is not None
    assert "поздравляем" in read(notice)
    assert await closing_notices.route_closed(await town.acting(GYMNASIUM_TEACHER), view.id) is None


async def finished(town: Town) -> RouteView:
    """A finished route of the young specialist."""
    view = await approved(town, GYMNASIUM_YOUNG_SPECIALIST)
    (last,) = await all_but(town, view.id, 1)
    await step_actions.accept_step(await town.acting(GYMNASIUM_METHODIST), last)
    return view


async def test_owner_is_told_once_when_the_questionnaire_may_be_taken_again(town: Town) -> None:
    view = await finished(town)
    days = town.content.questionnaires["teacher_full"].repeat_after_days
    town.clock.set(MONDAY + timedelta(days=days - 1))
    early = await closing.summary(await town.acting(GYMNASIUM_YOUNG_SPECIALIST), view.id)
    assert early.repeat is not None
    assert early.repeat.repeat_from is not None
    assert "Пройти ещё раз" not in read(summary_screen(early))

    day = (MONDAY + timedelta(days=days)).date()
    for scanned, is_told in ((day - timedelta(days=1), False), (day, True), (day + timedelta(days=1), False)):
        told = await town.rows(closing.before_repeat(town.nobody, [scanned], MOSCOW))
        assert told == ([(town.id_of(GYMNASIUM_YOUNG_SPECIALIST),)] if is_told else [])
        digest = await reminders.digest(await town.acting(GYMNASIUM_YOUNG_SPECIALIST), scanned.isoformat())
        assert (digest is not None and "можно пройти ещё раз" in read(digest)) is is_told

    town.clock.set(MONDAY + timedelta(days=days + 1))
    ready = await closing.summary(await town.acting(GYMNASIUM_YOUNG_SPECIALIST), view.id)
    assert "Пройти ещё раз" in read(summary_screen(ready))
    await finish(await town.acting(GYMNASIUM_YOUNG_SPECIALIST), "teacher_full", lambda place: 3)
    assert await closing.my_repeat(await town.acting(GYMNASIUM_YOUNG_SPECIALIST), [day]) is None


async def retaken(town: Town) -> tuple[RouteView, int]:
    """A finished route and the questionnaire taken again, better, as soon as that is allowed."""
    view = await finished(town)
    days = town.content.questionnaires["teacher_full"].repeat_after_days
    town.clock.set(MONDAY + timedelta(days=days + 1))
    again = await finish(await town.acting(GYMNASIUM_YOUNG_SPECIALIST), "teacher_full", lambda place: 3)
    return view, again


async def test_summary_compares_both_results_of_the_same_questionnaire(town: Town) -> None:
    view, _ = await retaken(town)
    seen = await closing.summary(await town.acting(GYMNASIUM_YOUNG_SPECIALIST), view.id)
    assert seen.change is not None
    assert seen.repeat is None
    assert (seen.change.before, seen.change.after) == (
        MONDAY.date(),
        (await town.acting(GYMNASIUM_YOUNG_SPECIALIST)).today,
    )
    told = {step.competency.title: step.reason.percent for step in view.steps}
    assert {one.title: one.before for one in seen.change.topics} == told
    assert all(one.after > one.before for one in seen.change.topics)
    shown = read(summary_screen(seen)).replace("\N{NO-BREAK SPACE}%", " %")
    assert f"{seen.change.topics[0].before} % → <b>{seen.change.topics[0].after} %</b>" in shown


async def test_newest_result_taken_during_the_route_or_soon_after_counts(town: Town) -> None:
    """A result taken years later, after other routes, says nothing about this one."""
    view, _ = await retaken(town)
    seen = await closing.summary(await town.acting(GYMNASIUM_YOUNG_SPECIALIST), view.id)
    assert seen.change is not None
    ended = await town.one(select(Route.finished_at))
    town.clock.move(timedelta(days=700))
    await finish(await town.acting(GYMNASIUM_YOUNG_SPECIALIST), "teacher_full", lambda place: 0)
    tomorrow, today = town.clock.now() + timedelta(days=1), town.clock.now().date()
    for moment, told_of in ((tomorrow, today), (ended, seen.change.after)):
        async with town.database.transaction() as db:
            await db.execute(update(Route).values(finished_at=moment))
        later = (await closing.summary(await town.acting(GYMNASIUM_YOUNG_SPECIALIST), view.id)).change
        assert later is not None and later.after == told_of
    assert later == seen.change


async def test_methodist_sees_the_change_only_where_both_results_are_open(town: Town) -> None:
    """A mentor and a leader never see it."""
    view, after = await retaken(town)
    before = await town.one(
        select(func.min(Assessment.id)).where(Assessment.person_id == town.id_of(GYMNASIUM_YOUNG_SPECIALIST))
    )
    for opened, changed in ((before, False), (after, True)):
        await assessments.share(
            await town.acting(GYMNASIUM_YOUNG_SPECIALIST), opened, town.id_of(GYMNASIUM_METHODIST)
        )
        told_methodist = await closing.summary(await town.acting(GYMNASIUM_METHODIST), view.id)
        assert (told_methodist.change is not None) is changed
        assert told_methodist.repeat is None
    for code in (GYMNASIUM_MENTOR, GYMNASIUM_HEAD):
        other = await closing.summary(await town.acting(code), view.id)
        assert (other.change, other.repeat) == (None, None)
        assert "%" not in read(summary_screen(other))
    assert (await closing.summary(await town.acting(GYMNASIUM_HEAD), view.id)).topics == ()
    assert await outcome(closing.summary(await town.acting(GYMNASIUM_CLASS_TEACHER), view.id)) == "NotAllowed"


async def test_discarded_draft_is_no_past_route(town: Town) -> None:
    view = await approved(town, GYMNASIUM_YOUNG_SPECIALIST)
    (last,) = await all_but(town, view.id, 1)
    methodist, ctx = await town.acting(GYMNASIUM_METHODIST), await town.acting(GYMNASIUM_YOUNG_SPECIALIST)
    await step_actions.accept_step(methodist, last)
    assert view.assessment_id is not None
    again = await drafting.draft(ctx, view.assessment_id)
    again = await agreement.send_to_review(ctx, again.id)
    await agreement.return_route(methodist, again.id, again.sent_id, Remark("Слишком мало"))
    await drafting.drop_draft(ctx, again.id)
    assert await route_status(town, again.id) == "closed"
    for code in (GYMNASIUM_HEAD, GYMNASIUM_METHODIST, GYMNASIUM_MENTOR):
        assert (
            await reading.past_route_id(await town.acting(code), town.id_of(GYMNASIUM_YOUNG_SPECIALIST))
            == view.id
        )
    assert (await reading.my_page(ctx)).past_route_id == again.id, (
        "the owner reads the comment it was returned with"
    )


async def test_route_whose_steps_are_all_cancelled_is_closed(town: Town) -> None:
    view = await approved(town)
    ctx = await town.acting(GYMNASIUM_METHODIST)
    for status in ("planned", "cancelled"):
        async with ctx.transaction() as db:
            await db.execute(update(RouteStep).where(RouteStep.position > 0).values(status="cancelled"))
            await db.execute(update(RouteStep).where(RouteStep.position == 0).values(status=status))
            closed = await close_if_complete(ctx, await load_route(ctx, view.id, lock=True))
        assert closed is (status == "cancelled")
    assert await route_status(town, view.id) == "closed"
    assert await posted(town, "route_closed") == [town.id_of(GYMNASIUM_TEACHER)]
    notice = await closing_notices.route_closed(await town.acting(GYMNASIUM_TEACHER), view.id)
    assert notice is not None
    assert "Новый маршрут" in read(notice)
    shown = read(summary_screen(await closing.summary(await town.acting(GYMNASIUM_TEACHER), view.id)))
    assert "закрыт" in shown
    assert "Поделиться" not in shown
