"""An agreed route that moves: reminders put off, dates and steps changed with the methodist's consent."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from handlers.routes.changes import notices as change_notices
from handlers.routes.changes import screens as change_screens
from handlers.routes.changes.links import AgreeToChange, AskChange, RefuseChange, TypeChange
from handlers.routes.steps import notices as step_notices
from handlers.routes.steps import screens as step_screens
from services.context import Context
from services.errors import Invalid, WrongState
from services.outbox import Delivery
from services.people.models import OrgUnit, Person
from services.people.my_data.withdrawal import withdraw
from services.routes import reading, remarks
from services.routes.agreement import actions as agreement
from services.routes.changes import actions as changes
from services.routes.changes import queries as change_queries
from services.routes.changes.actions import TooLate, Wish
from services.routes.changes.queries import ChangeCard
from services.routes.models import Evidence, Route, RouteComment, RouteStep, StepChange, StepEvent
from services.routes.remarks import Remark
from services.routes.steps import actions as step_actions
from services.routes.steps import queries as step_queries
from services.routes.views import RouteView
from tests.conftest import MONDAY, Town
from tests.integration.route_stories import (
    ADMIN,
    HEAD,
    MENTEE,
    MENTOR,
    METHODIST,
    MUNICIPAL,
    OTHER_METHODIST,
    STRANGER,
    TEACHER,
    approved,
    sent,
    step_status,
    words,
)
from tests.integration.stories import outcome, posted
from tests.shown import presses, read, sends

pytestmark = pytest.mark.usefixtures("admin")

TODAY = MONDAY.date()


def moved(due: date, why: str = "Болезнь") -> Wish:
    return Wish("move", why, due)


REMOVED = Wish("remove", "Нужна помощь")


async def key_of(attempt: Any) -> str:
    """What is told to who may not."""
    with pytest.raises((WrongState, Invalid)) as told:
        await attempt
    return told.value.key


async def due_of(town: Town, step_id: int) -> date:
    return date.fromisoformat(str(await town.one(select(RouteStep.due).where(RouteStep.id == step_id))))


async def change_status(town: Town, change_id: int) -> str:
    return str(await town.one(select(StepChange.status).where(StepChange.id == change_id)))


async def asked(town: Town, view: RouteView, wish: Wish, place: int = 0) -> ChangeCard:
    return await changes.ask(await town.acting(TEACHER), view.steps[place].id, wish)


async def test_a_reminder_is_put_off_and_the_date_stands(town: Town) -> None:
    view = await approved(town)
    step, teacher = view.steps[0], await town.acting(TEACHER)
    card = await changes.snooze(teacher, step.id, 3)
    assert (card.step.remind_on, card.step.due) == (TODAY + timedelta(days=3), step.due)
    shown = read(change_screens.put_off(card))
    assert "⏰ Напомним 26" in shown
    assert "⏰ Напомнить через неделю" in shown

    async def reminded(day: date) -> list[int]:
        due = await step_queries.due_steps(teacher, day, day - timedelta(days=1))
        return [one.id for one in due.told]

    overdue = step.due + timedelta(days=3)
    assert step.id not in await reminded(TODAY)
    assert step.id in await reminded(TODAY + timedelta(days=3)), (
        "long before it is due, since it was asked for"
    )
    assert step.id in await reminded(overdue)
    town.clock.move(timedelta(days=(overdue - TODAY).days))
    await changes.snooze(teacher, step.id, 7)  # what is overdue can wait as well
    assert step.id not in await reminded(overdue)

    assert await outcome(changes.snooze(teacher, step.id, 30)) == "Invalid"
    for code in (STRANGER, METHODIST, MENTOR):
        assert await outcome(changes.snooze(await town.acting(code), step.id, 1)) == "NotAllowed"
    await step_actions.submit(teacher, step.id, words())
    assert await town.one(select(RouteStep.remind_on).where(RouteStep.id == step.id)) is None


async def test_a_date_moves_with_the_methodists_consent(town: Town) -> None:
    view = await approved(town)
    last = max(view.steps, key=lambda one: one.due)
    place, until = last.number - 1, view.ends + timedelta(days=5)
    for wrong, key in (
        (TODAY - timedelta(days=1), "error-day-past"),
        (date(3000, 1, 1), "error-day-far"),
        (last.due, "error-day-same"),
    ):
        assert await key_of(asked(town, view, moved(wrong), place)) == key
    for why in (" ", "а" * 301):
        assert await outcome(asked(town, view, moved(until, why), place)) == "Invalid"
    card = await asked(town, view, moved(until), place)
    assert await posted(town, "change_asked") == [town.id_of(METHODIST)]
    assert await due_of(town, last.id) == last.due
    notice = await change_notices.change_asked(await town.acting(METHODIST), card.change.id)
    assert notice is not None
    said = read(notice)
    assert "просит другой срок" in said
    assert "Причина: Болезнь" in said
    assert "✅ Согласовать" in said

    # While it waits another one is not asked for; the step's card tells of it.
    again = await asked(town, view, moved(until + timedelta(days=1)), place)
    assert again.change == card.change
    seen = await reading.step_card(await town.acting(TEACHER), last.id)
    assert seen.step.asked == card.change
    assert "Отозвать просьбу" in read(change_screens.put_off(seen))

    for code in (TEACHER, HEAD, ADMIN, STRANGER, OTHER_METHODIST, MENTOR):
        for decide in (changes.agree, changes.refuse):
            assert await outcome(decide(await town.acting(code), card.change.id)) == "NotAllowed"
    both = [await town.acting(METHODIST) for _ in range(2)]
    await asyncio.gather(*(changes.agree(ctx, card.change.id) for ctx in both))
    assert await due_of(town, last.id) == until
    assert await town.one(select(Route.ends)) == until
    (entry,) = await town.rows(select(StepEvent).where(StepEvent.field == "due"))
    assert (entry[0].old, entry[0].new, entry[0].why) == (last.due.isoformat(), until.isoformat(), "Болезнь")
    told = await change_notices.change_decided(await town.acting(TEACHER), card.change.id)
    assert told is not None
    assert "новый срок согласован" in read(told)
    assert await posted(town, "change_decided") == [town.id_of(TEACHER)]
    assert await change_notices.change_asked(await town.acting(METHODIST), card.change.id) is None
    with pytest.raises(WrongState) as late:
        await changes.refuse(await town.acting(MUNICIPAL), card.change.id)
    assert late.value.arguments == {"decision": "agreed", "name": both[0].me.full_name}


async def test_a_request_is_refused_taken_back_or_overtaken(town: Town) -> None:
    view = await approved(town)
    teacher, methodist = await town.acting(TEACHER), await town.acting(METHODIST)
    until = view.steps[0].due + timedelta(days=9)
    first = await asked(town, view, moved(until))
    await changes.refuse(methodist, first.change.id, Remark("Начните с <малого>", "voice", "a voice"))
    assert await due_of(town, view.steps[0].id) == view.steps[0].due
    comment_id = await town.one(select(RouteComment.id))
    told = await change_notices.change_decided(await town.acting(TEACHER), first.change.id, comment_id)
    assert told is not None
    assert "срок пока прежний" in read(told)
    assert "&lt;малого&gt;" in read(told)
    assert told.file is not None

    # What a step was returned with stands, whatever was said of a change of it since.
    returned = view.steps[3].id
    await step_actions.submit(teacher, returned, words(50))
    await step_actions.return_step(methodist, returned, Remark("Добавьте фото доски"))
    other = await asked(town, view, moved(view.steps[3].due + timedelta(days=9)), place=3)
    await changes.refuse(methodist, other.change.id, Remark("Срок не меняем"))
    card = read(step_screens.step_card(await reading.step_card(teacher, returned)))
    told = await step_notices.step_returned(await town.acting(TEACHER), returned)
    assert told is not None
    for said in (card, read(told)):
        assert "Добавьте фото доски" in said and "Срок не меняем" not in said
    last = await town.one(select(func.max(RouteComment.id)))
    told = await change_notices.change_decided(await town.acting(TEACHER), other.change.id, last)
    assert told is not None
    assert "Срок не меняем" in read(told) and "Добавьте фото доски" not in read(told)

    second = await asked(town, view, REMOVED)
    assert await outcome(changes.withdraw(await town.acting(STRANGER), second.change.id)) == "NotFound"
    await changes.withdraw(teacher, second.change.id)
    await changes.withdraw(teacher, second.change.id)
    assert await key_of(changes.agree(methodist, second.change.id)) == "error-change-withdrawn"
    assert await change_notices.change_asked(await town.acting(METHODIST), second.change.id) is None

    # Done meanwhile, there is nothing to ask about.
    third = await asked(town, view, moved(until))
    await step_actions.submit(teacher, view.steps[0].id, words())
    assert await change_status(town, third.change.id) == "withdrawn"
    assert await key_of(changes.agree(methodist, third.change.id)) == "error-change-withdrawn"
    assert await key_of(asked(town, view, REMOVED)) == "error-step-on-review"
    await step_actions.accept_step(methodist, view.steps[0].id)
    assert await key_of(asked(town, view, REMOVED)) == "error-step-finished"
    assert await key_of(change_queries.mine_to_change(teacher, view.steps[0].id)) == "error-step-finished"

    # Of two at once who decide differently one is heard.
    fourth = await asked(town, view, moved(view.steps[1].due + timedelta(days=9)), place=1)

    async def against(ctx: Context) -> str:
        return await outcome(changes.refuse(ctx, fourth.change.id))

    outcomes = await asyncio.gather(
        outcome(changes.agree(methodist, fourth.change.id)), against(await town.acting(MUNICIPAL))
    )
    assert sorted(outcomes) == ["WrongState", "done"]
    # Answered too late, a date is not set in the past.
    fifth = await asked(town, view, moved(view.steps[2].due + timedelta(days=1)), place=2)
    town.clock.move(timedelta(days=300))
    assert await key_of(changes.agree(methodist, fifth.change.id)) == "error-change-late"
    # The methodist withdrew, and their words with them: the decision is told all the same.
    await withdraw(methodist)
    told = await change_notices.change_decided(await town.acting(TEACHER), first.change.id, comment_id)
    assert told is not None and told.file is None
    assert "срок пока прежний" in read(told) and "малого" not in read(told)


async def test_where_the_day_asked_for_went_by_another_one_is_found(town: Town) -> None:
    view = await approved(town)
    teacher, methodist = await town.acting(TEACHER), await town.acting(METHODIST)
    until = view.steps[0].due + timedelta(days=2)
    card = await asked(town, view, moved(until))
    town.clock.set(MONDAY + timedelta(days=(until - TODAY).days + 1))
    with pytest.raises(TooLate):
        await changes.agree(methodist, card.change.id)
    late = await change_queries.change_card(methodist, card.change.id)
    assert late.nearest is not None and until < methodist.today < late.nearest
    shown = read(change_screens.change(late))
    assert f"✅ На {late.nearest.day}" in shown and "Оставить срок" in shown and "Согласовать" not in shown
    with pytest.raises(TooLate):
        await changes.agree(methodist, card.change.id, until)

    # Its owner may ask for another day instead.
    mine = await change_queries.mine_to_change(teacher, view.steps[0].id)
    assert "этот день прошёл без ответа" in read(change_screens.put_off(mine))
    assert "Попросить другой срок" in read(change_screens.put_off(mine))
    assert "день прошёл без ответа" in read(step_screens.step_card(mine))
    second = await asked(town, view, moved(methodist.today + timedelta(days=1)))
    assert second.change.id != card.change.id
    assert await change_status(town, card.change.id) == "withdrawn"

    town.clock.move(timedelta(days=3))
    late = await change_queries.change_card(methodist, second.change.id)
    assert late.nearest is not None
    done = await changes.agree(methodist, second.change.id, late.nearest)
    assert not done.is_repeated
    assert (await changes.agree(methodist, second.change.id, late.nearest)).is_repeated
    assert await due_of(town, view.steps[0].id) == late.nearest
    arguments = await town.one(select(Delivery.arguments).where(Delivery.kind == "change_decided"))
    told = await change_notices.change_decided(await town.acting(TEACHER), **arguments)
    assert told is not None
    assert f"новый срок согласован, до {late.nearest.day}" in read(told)
    assert "Вы просили до" in read(told)


async def test_why_a_change_is_asked_for_stays_between_the_teacher_and_the_methodist(town: Town) -> None:
    view = await approved(town, MENTEE)
    mentee, methodist, mentor = [await town.acting(code) for code in (MENTEE, METHODIST, MENTOR)]
    step, private = view.steps[0], "Ложусь на операцию"
    refused = await changes.ask(mentee, step.id, moved(step.due + timedelta(days=8), "Личное"))
    answer = "Понимаю про операцию, но срок оставим"
    await changes.refuse(methodist, refused.change.id, Remark(answer, "voice", "a voice"))
    comment_id = await town.one(select(RouteComment.id))
    card = await changes.ask(mentee, step.id, moved(step.due + timedelta(days=9), private))

    async def told(reader: Context) -> list[str]:
        """What the reader learns of the reason: in the route, on the step's card."""
        seen = (
            (await reading.route_of(reader, view.id)).steps[0],
            (await reading.step_card(reader, step.id)).step,
        )
        assert all(one.asked is not None and one.asked.due for one in seen), "that it was asked is no secret"
        return [one.asked.why for one in seen if one.asked is not None]

    assert await told(mentee) == await told(methodist) == [private] * 2
    assert await told(mentor) == [""] * 2
    await changes.agree(methodist, card.change.id)
    for reader, is_told in ((mentee, True), (methodist, True), (mentor, False)):
        shown = await reading.details(reader, step.id)
        assert [one.new_due for one in shown.events if one.new_due] == [step.due + timedelta(days=9)]
        assert (private in read(step_screens.details(shown))) is is_told
        assert (answer in read(step_screens.details(shown))) is is_told
        heard = await outcome(remarks.said(reader, comment_id))
        assert heard == ("done" if is_told else "NotAllowed")


async def test_days_are_those_of_the_teachers_organisation_whoever_reads(town: Town) -> None:
    """In the evening in Moscow it is already tomorrow where the teacher works."""
    view = await approved(town)
    step = view.steps[0]
    async with town.database.transaction() as db:
        unit = select(Person.unit_id).where(Person.id == town.id_of(TEACHER)).scalar_subquery()
        await db.execute(update(OrgUnit).where(OrgUnit.id == unit).values(timezone="Asia/Kamchatka"))
        await db.execute(update(RouteStep).where(RouteStep.id == step.id).values(due=TODAY))
    card = await asked(town, view, moved(TODAY), place=1)
    town.clock.move(timedelta(hours=12))
    teacher, municipal = await town.acting(TEACHER), await town.acting(MUNICIPAL)
    assert (municipal.today, teacher.today) == (TODAY, TODAY + timedelta(days=1))
    for reader in (teacher, municipal):
        assert (await reading.route_of(reader, view.id)).overdue == 1
        assert (await reading.step_card(reader, step.id)).step.is_overdue
    assert await key_of(changes.agree(municipal, card.change.id)) == "error-change-late"


async def test_a_step_is_removed_and_what_was_sent_stays(town: Town) -> None:
    view = await approved(town)
    teacher, methodist = await town.acting(TEACHER), await town.acting(METHODIST)
    *others, last = view.steps
    later = await asked(town, view, moved(last.due + timedelta(days=9)), last.number - 1)
    await changes.agree(methodist, later.change.id)
    await step_actions.submit(teacher, last.id, words())
    await step_actions.return_step(methodist, last.id, Remark("Ещё немного"))
    for number, step in enumerate(others):
        await step_actions.submit(teacher, step.id, words(100 + number))
        await step_actions.accept_step(methodist, step.id)
    card = await changes.ask(teacher, last.id, REMOVED)
    assert "Присланное останется в истории" in read(change_screens.change(card))
    await changes.agree(methodist, card.change.id)
    assert await step_status(town, last.id) == "cancelled"
    assert await town.one(select(func.count(Evidence.id)).where(Evidence.step_id == last.id)) == 1
    assert await town.one(select(Route.status)) == "done", "nothing is left to do"
    assert await posted(town, "route_done") == [town.id_of(TEACHER)]
    told = await change_notices.change_decided(await town.acting(TEACHER), card.change.id)
    assert told is not None
    assert "шаг убран" in read(told)
    # The methodist withdrew: their words are gone, those of the teacher who asked are not.
    await withdraw(methodist)
    history = await town.rows(
        select(StepEvent.new, StepEvent.why)
        .where(StepEvent.step_id == last.id, StepEvent.actor_id == town.id_of(METHODIST))
        .order_by(StepEvent.id)
    )
    moved_to = (last.due + timedelta(days=9)).isoformat()
    assert history == [(moved_to, "Болезнь"), ("returned", ""), ("cancelled", "Нужна помощь")]


async def test_a_draft_and_a_route_on_review_are_not_changed_this_way(town: Town) -> None:
    view = await sent(town, MENTEE)
    mentee, step_id = await town.acting(MENTEE), view.steps[0].id
    assert await key_of(change_queries.mine_to_change(mentee, step_id)) == "error-route-sent"
    await agreement.recall(mentee, view.id)
    assert await key_of(changes.ask(mentee, step_id, REMOVED)) == "error-step-in-draft"
    assert await outcome(changes.ask(await town.acting(STRANGER), step_id, REMOVED)) == "NotAllowed"
    assert await outcome(change_queries.change_card(mentee, 999_999)) == "NotFound"
    assert await town.one(select(func.count(StepChange.id))) == 0


async def wishes(town: Town) -> list[tuple[Any, ...]]:
    """What was asked for: kind, why, until when."""
    return [tuple(row) for row in await town.rows(select(StepChange.kind, StepChange.why, StepChange.due))]


async def test_reason_and_day_typed_under_buttons_are_the_answer(town: Town) -> None:
    view = await approved(town)
    step, ctx = view.steps[0], await town.acting(TEACHER)
    assert "Болезнь" in await presses(ctx, AskChange(step_id=step.id, kind="move"))
    refused = await sends(ctx, "а" * 301)
    assert "300" in refused and "Болезнь" in refused, "asked again, with the reason and the buttons"
    assert "До какого дня перенести" in await sends(ctx, "Уехала к <маме>")
    for wrong, told in (
        ("когда-нибудь", "Не получилось понять дату"),
        ("20 ноября 2026", "уже прошёл"),
        (f"{step.due:%d.%m.%Y}", "Это и есть нынешний срок"),
    ):
        again = await sends(ctx, wrong)
        assert told in again and "Другой день" in again
    assert "Спросили методиста" in await sends(ctx, "15 декабря")
    assert await wishes(town) == [("move", "Уехала к <маме>", date(2026, 12, 15))]
    assert ctx.kept.asked is None


async def test_typed_label_of_a_reason_is_that_reason(town: Town) -> None:
    view = await approved(town)
    (first, last), ctx = view.steps[:2], await town.acting(TEACHER)
    await presses(ctx, AskChange(step_id=last.id, kind="move"))
    await sends(ctx, "нужна помощь")
    assert "Нужна помощь" in await sends(ctx, "15 декабря"), "the way to help"
    await presses(ctx, AskChange(step_id=first.id, kind="remove"))
    assert "Напоминание можно отложить" in await sends(ctx, "Назад"), "a way back is no reason"
    await presses(ctx, AskChange(step_id=first.id, kind="remove"))
    assert "Спросили методиста" in await sends(ctx, "уже умею это")
    assert [row[:2] for row in await wishes(town)] == [("move", "Нужна помощь"), ("remove", "Уже умею это")]


async def test_another_day_may_be_typed_after_a_day_off(town: Town) -> None:
    view = await approved(town)
    step, ctx = view.steps[0], await town.acting(TEACHER)
    await presses(ctx, TypeChange(step_id=step.id, kind="move", why="ill"))
    assert "Ближайший рабочий день" in await sends(ctx, "13 декабря")
    assert "Спросили методиста" in await sends(ctx, "15 декабря")
    assert [row[2] for row in await wishes(town)] == [date(2026, 12, 15)]


async def test_words_typed_about_one_step_are_no_reason_for_another(town: Town) -> None:
    view = await approved(town)
    one, other, ctx = view.steps[0], view.steps[1], await town.acting(TEACHER)
    await presses(ctx, TypeChange(step_id=one.id, kind="move"))
    await sends(ctx, "Болела")
    assert "Почему нужен другой срок" in await presses(
        ctx, AskChange(step_id=other.id, kind="move", why="own", day="2026-12-15")
    )
    assert "Спросили" in await presses(
        ctx, AskChange(step_id=one.id, kind="move", why="own", day="2027-01-20")
    )
    assert [row[1] for row in await wishes(town)] == ["Болела"]


def test_typed_label_never_decides_about_a_change() -> None:
    assert AgreeToChange(change_id=1).is_final
    assert RefuseChange(change_id=1).is_final
    assert not RefuseChange(change_id=1, words=True).is_final
