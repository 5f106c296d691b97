"""The end of a route: it closes once and by itself, and tells its owner what came of it."""

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
from tests.conftest import MONDAY, MOSCOW, Town
from tests.integration.route_stories import (
    HEAD,
    MENTEE,
    MENTOR,
    METHODIST,
    MUNICIPAL,
    STRANGER,
    TEACHER,
    all_but,
    approved,
    route_status,
)
from tests.integration.stories import finish, outcome, posted
from tests.shown import read


async def test_the_last_steps_accepted_by_two_at_once_close_the_route_once(town: Town) -> None:
    view = await approved(town)
    with pytest.raises(WrongState):
        await closing.summary(await town.acting(TEACHER), view.id)
    first, second = await all_but(town, view.id, 2)
    presses = [(METHODIST, first), (MUNICIPAL, second), (MUNICIPAL, first)]
    contexts = [(await town.acting(code), step_id) for code, step_id in presses]
    accepted = await asyncio.gather(
        *(outcome(step_actions.accept_step(ctx, step_id)) for ctx, step_id in contexts)
    )
    assert accepted.count("done") == 2
    assert await route_status(town, view.id) == "done"
    assert await town.one(select(Route.finished_at)) is not None
    assert await posted(town, "route_done") == [town.id_of(TEACHER)]
    assert len(await posted(town, "step_accepted")) == 1

    seen = await closing.summary(await town.acting(TEACHER), view.id)
    assert seen.done == view.total
    assert seen.hours == sum(step.hours for step in view.steps)
    assert set(seen.topics) == {step.competency.title for step in view.steps}
    assert seen.change is None
    assert seen.repeat is not None
    shown = read(summary_screen(seen))
    assert "Увидеть, что изменилось" in shown
    assert "Поделиться практикой" in shown
    practice = Letter("100023:77", "Карточки самооценки на каждом уроке")
    await conversations.ask(await town.acting(TEACHER), town.id_of(METHODIST), practice, PRACTICE, second)
    (row,) = await town.rows(select(Conversation.topic, Conversation.step_id))
    assert tuple(row) == (PRACTICE, second)
    notice = await closing_notices.route_done(await town.acting(TEACHER), view.id)
    assert notice is not None
    assert "поздравляем" in read(notice)
    assert await closing_notices.route_closed(await town.acting(TEACHER), view.id) is None


async def test_before_and_after_by_the_same_questionnaire(town: Town) -> None:
    view = await approved(town, MENTEE)
    (last,) = await all_but(town, view.id, 1)
    await step_actions.accept_step(await town.acting(METHODIST), last)
    days = town.content.questionnaires["teacher_full"].repeat_after_days
    town.clock.set(MONDAY + timedelta(days=days - 1))
    early = await closing.summary(await town.acting(MENTEE), view.id)
    assert early.repeat is not None
    assert early.repeat.repeat_from is not None
    assert "Пройти ещё раз" not in read(summary_screen(early))

    # The day it may be taken again comes with a word in the morning, once.
    day = (MONDAY + timedelta(days=days)).date()
    for scanned, is_told in ((day - timedelta(days=1), False), (day, True), (day + timedelta(days=1), False)):
        told = await town.rows(closing.before_repeat(town.nobody, [scanned], MOSCOW))
        assert told == ([(town.id_of(MENTEE),)] if is_told else [])
        digest = await reminders.digest(await town.acting(MENTEE), scanned.isoformat())
        assert (digest is not None and "можно пройти ещё раз" in read(digest)) is is_told

    town.clock.set(MONDAY + timedelta(days=days + 1))
    ready = await closing.summary(await town.acting(MENTEE), view.id)
    assert "Пройти ещё раз" in read(summary_screen(ready))
    after = await finish(await town.acting(MENTEE), "teacher_full", lambda place: 3)
    assert await closing.my_repeat(await town.acting(MENTEE), [day]) is None, "it was taken"
    seen = await closing.summary(await town.acting(MENTEE), view.id)
    assert seen.change is not None
    assert seen.repeat is None
    assert (seen.change.before, seen.change.after) == (MONDAY.date(), (await town.acting(MENTEE)).today)
    told = {step.competency.title: step.reason.percent for step in view.steps}
    assert {one.title: one.before for one in seen.change.topics} == told
    assert all(one.after > one.before for one in seen.change.topics)
    shown = read(summary_screen(seen)).replace("\N{NO-BREAK SPACE}%", " %")
    assert f"{seen.change.topics[0].before} % → <b>{seen.change.topics[0].after} %</b>" in shown

    # What is taken years later, after other routes, tells nothing of this one; of what was taken on the way,
    # the newest tells.
    ended = await town.one(select(Route.finished_at))
    town.clock.move(timedelta(days=700))
    await finish(await town.acting(MENTEE), "teacher_full", lambda place: 0)
    for moment, told_of in ((town.clock.now() + timedelta(days=1), town.clock.now().date()),
                            (ended, seen.change.after)):  # fmt: skip
        async with town.database.transaction() as db:
            await db.execute(update(Route).values(finished_at=moment))
        later = (await closing.summary(await town.acting(MENTEE), view.id)).change
        assert later is not None and later.after == told_of
    assert later == seen.change

    # To a methodist only where both results are open; never to a mentor or a leader.
    before = await town.one(select(func.min(Assessment.id)).where(Assessment.person_id == town.id_of(MENTEE)))
    for opened, changed in ((before, False), (after, True)):
        await assessments.share(await town.acting(MENTEE), opened, town.id_of(METHODIST))
        told_methodist = await closing.summary(await town.acting(METHODIST), view.id)
        assert (told_methodist.change is not None) is changed
        assert told_methodist.repeat is None
    for code in (MENTOR, HEAD):
        other = await closing.summary(await town.acting(code), view.id)
        assert (other.change, other.repeat) == (None, None)
        assert "%" not in read(summary_screen(other))
    assert (await closing.summary(await town.acting(HEAD), view.id)).topics == ()
    assert await outcome(closing.summary(await town.acting(STRANGER), view.id)) == "NotAllowed"


async def test_a_draft_that_was_put_away_is_no_past_route(town: Town) -> None:
    view = await approved(town, MENTEE)
    (last,) = await all_but(town, view.id, 1)
    methodist, ctx = await town.acting(METHODIST), await town.acting(MENTEE)
    await step_actions.accept_step(methodist, last)
    assert view.assessment_id is not None
    again = await drafting.draft(ctx, view.assessment_id)
    again = await agreement.send_to_review(ctx, again.id)
    await agreement.return_route(methodist, again.id, again.sent_id, Remark("Слишком мало"))
    await drafting.drop_draft(ctx, again.id)
    assert await route_status(town, again.id) == "closed"
    for code in (HEAD, METHODIST, MENTOR):
        assert await reading.past_route_id(await town.acting(code), town.id_of(MENTEE)) == view.id
    assert (await reading.my_page(ctx)).past_route_id == again.id, (
        "its owner reads the words it came back with"
    )


async def test_a_route_of_which_nothing_is_left_is_closed(town: Town) -> None:
    view = await approved(town)
    ctx = await town.acting(METHODIST)
    for status in ("planned", "cancelled"):
        async with ctx.transaction() as db:
            await db.execute(update(RouteStep).where(RouteStep.position > 0).values(status="cancelled"))
            await db.execute(update(RouteStep).where(RouteStep.position == 0).values(status=status))
            closed = await close_if_complete(ctx, await load_route(ctx, view.id, lock=True))
        assert closed is (status == "cancelled")
    assert await route_status(town, view.id) == "closed"
    assert await posted(town, "route_closed") == [town.id_of(TEACHER)]
    notice = await closing_notices.route_closed(await town.acting(TEACHER), view.id)
    assert notice is not None
    assert "Новый маршрут" in read(notice)
    shown = read(summary_screen(await closing.summary(await town.acting(TEACHER), view.id)))
    assert "закрыт" in shown
    assert "Поделиться" not in shown
