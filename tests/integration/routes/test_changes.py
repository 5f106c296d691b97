"""Changes of an approved route: postponed reminders, dates and steps changed with the methodist's consent."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from handlers.routes.changes import notices as change_notices
from handlers.routes.changes import screens as change_screens
from handlers.routes.changes.links import AgreeToChange, AskChange, RefuseChange, TypeChange
from handlers.routes.steps import notices as step_notices
from handlers.routes.steps import screens as step_screens
from services.context import Context
from services.errors import Invalid, WrongState
from services.outbox import Delivery
from services.people.my_data.withdrawal import withdraw
from services.routes import reading, remarks, step_reading
from services.routes.agreement import actions as agreement
from services.routes.changes import actions as changes
from services.routes.changes import queries as change_queries
from services.routes.changes.actions import TooLate, Wish
from services.routes.changes.queries import ChangeCard
from services.routes.models import Evidence, Route, RouteComment, RouteStep, StepChange, StepEvent
from services.routes.remarks import Remark
from services.routes.steps import actions as step_actions
from services.routes.steps import queries as step_queries
from services.routes.views import RouteView, StepView
from tests.conftest import MONDAY, Town
from tests.integration.route_stories import approved, sent, step_status, words
from tests.integration.stories import outcome, posted
from tests.personas import (
    GYMNASIUM_CLASS_TEACHER,
    GYMNASIUM_HEAD,
    GYMNASIUM_MENTOR,
    GYMNASIUM_METHODIST,
    GYMNASIUM_TEACHER,
    GYMNASIUM_YOUNG_SPECIALIST,
    MUNICIPAL_METHODIST,
    OPERATORS_ADMIN,
    SCHOOL_METHODIST,
)
from tests.shown import read

pytestmark = pytest.mark.usefixtures("admin")

TODAY = MONDAY.date()


def moved(due: date, why: str = "Болезнь") -> Wish:
    """A request for another date."""
    return Wish("move", why, due)


REMOVED = Wish("remove", "Нужна помощь")


async def key_of(attempt: Any) -> str:
    """The key of the refusal that an attempt meets."""
    with pytest.raises((WrongState, Invalid)) as told:
        await attempt
    return told.value.key


async def due_of(town: Town, step_id: int) -> date:
    return date.fromisoformat(str(await town.one(select(RouteStep.due).where(RouteStep.id == step_id))))


async def change_status(town: Town, change_id: int) -> str:
    return str(await town.one(select(StepChange.status).where(StepChange.id == change_id)))


async def asked(town: Town, view: RouteView, wish: Wish, place: int = 0) -> ChangeCard:
    """The teacher asks for a change of the step at this place of the route."""
    return await changes.ask(await town.acting(GYMNASIUM_TEACHER), view.steps[place].id, wish)


async def test_postponed_reminder_keeps_the_due_date(town: Town) -> None:
    view = await approved(town)
    step, teacher = view.steps[0], await town.acting(GYMNASIUM_TEACHER)
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
    assert step.id in await reminded(TODAY + timedelta(days=3)), "its owner chose this day, long before due"
    assert step.id in await reminded(overdue)
    town.clock.move(timedelta(days=(overdue - TODAY).days))
    await changes.snooze(teacher, step.id, 7)  # a reminder of an overdue step can wait, too
    assert step.id not in await reminded(overdue)


async def test_only_the_owner_postpones_a_reminder(town: Town) -> None:
    step, teacher = (await approved(town)).steps[0], await town.acting(GYMNASIUM_TEACHER)
    assert await outcome(changes.snooze(teacher, step.id, 30)) == "Invalid"
    for code in (GYMNASIUM_CLASS_TEACHER, GYMNASIUM_METHODIST, GYMNASIUM_MENTOR):
        assert await outcome(changes.snooze(await town.acting(code), step.id, 1)) == "NotAllowed"


async def test_submitted_step_is_no_longer_reminded_of(town: Town) -> None:
    step, teacher = (await approved(town)).steps[0], await town.acting(GYMNASIUM_TEACHER)
    await changes.snooze(teacher, step.id, 7)
    await step_actions.submit(teacher, step.id, words())
    assert await town.one(select(RouteStep.remind_on).where(RouteStep.id == step.id)) is None


def latest(view: RouteView) -> tuple[StepView, int, date]:
    """The step that is due last, its place, and a day after the end of the route."""
    last = max(view.steps, key=lambda one: one.due)
    return last, last.number - 1, view.ends + timedelta(days=5)


async def test_wrong_day_or_reason_of_a_change_is_refused(town: Town) -> None:
    view = await approved(town)
    last, place, until = latest(view)
    for wrong, key in (
        (TODAY - timedelta(days=1), "error-day-past"),
        (date(3000, 1, 1), "error-day-far"),
        (last.due, "error-day-same"),
    ):
        assert await key_of(asked(town, view, moved(wrong), place)) == key
    for why in (" ", "а" * 301):
        assert await outcome(asked(town, view, moved(until, why), place)) == "Invalid"


async def test_methodist_hears_of_a_request_and_the_date_waits(town: Town) -> None:
    view = await approved(town)
    last, place, until = latest(view)
    card = await asked(town, view, moved(until), place)
    assert await posted(town, "change_asked") == [town.id_of(GYMNASIUM_METHODIST)]
    assert await due_of(town, last.id) == last.due
    notice = await change_notices.change_asked(await town.acting(GYMNASIUM_METHODIST), card.change.id)
    assert notice is not None
    said = read(notice)
    assert "просит другой срок" in said
    assert "Причина: Болезнь" in said
    assert "✅ Согласовать" in said

    # A second request adds nothing while the first waits; the step's card shows the first.
    again = await asked(town, view, moved(until + timedelta(days=1)), place)
    assert again.change == card.change
    seen = await step_reading.step_card(await town.acting(GYMNASIUM_TEACHER), last.id)
    assert seen.step.asked == card.change
    assert "Отозвать просьбу" in read(change_screens.put_off(seen))


async def test_date_moves_with_the_methodists_consent(town: Town) -> None:
    view = await approved(town)
    last, place, until = latest(view)
    card = await asked(town, view, moved(until), place)
    for code in (
        GYMNASIUM_TEACHER,
        GYMNASIUM_HEAD,
        OPERATORS_ADMIN,
        GYMNASIUM_CLASS_TEACHER,
        SCHOOL_METHODIST,
        GYMNASIUM_MENTOR,
    ):
        for decide in (changes.agree, changes.refuse):
            assert await outcome(decide(await town.acting(code), card.change.id)) == "NotAllowed"
    both = [await town.acting(GYMNASIUM_METHODIST) for _ in range(2)]
    await asyncio.gather(*(changes.agree(ctx, card.change.id) for ctx in both))
    assert await due_of(town, last.id) == until
    assert await town.one(select(Route.ends)) == until
    (entry,) = await town.rows(select(StepEvent).where(StepEvent.field == "due"))
    assert (entry[0].old, entry[0].new, entry[0].why) == (last.due.isoformat(), until.isoformat(), "Болезнь")
    told = await change_notices.change_decided(await town.acting(GYMNASIUM_TEACHER), card.change.id)
    assert told is not None
    assert "новый срок согласован" in read(told)
    assert await posted(town, "change_decided") == [town.id_of(GYMNASIUM_TEACHER)]
    assert await change_notices.change_asked(await town.acting(GYMNASIUM_METHODIST), card.change.id) is None
    with pytest.raises(WrongState) as late:
        await changes.refuse(await town.acting(MUNICIPAL_METHODIST), card.change.id)
    assert late.value.arguments == {"decision": "agreed", "name": both[0].me.full_name}


async def test_refusal_is_told_to_the_teacher_in_the_methodists_words(town: Town) -> None:
    view, methodist = await approved(town), await town.acting(GYMNASIUM_METHODIST)
    until = view.steps[0].due + timedelta(days=9)
    first = await asked(town, view, moved(until))
    await changes.refuse(methodist, first.change.id, Remark("Начните с <малого>", "voice", "a voice"))
    assert await due_of(town, view.steps[0].id) == view.steps[0].due
    comment_id = await town.one(select(RouteComment.id))
    told = await change_notices.change_decided(
        await town.acting(GYMNASIUM_TEACHER), first.change.id, comment_id
    )
    assert told is not None
    assert "срок пока прежний" in read(told)
    assert "&lt;малого&gt;" in read(told)
    assert told.file is not None
    # The methodist withdraws their consent, and their words go with them: the decision is told all the same.
    await withdraw(methodist)
    told = await change_notices.change_decided(
        await town.acting(GYMNASIUM_TEACHER), first.change.id, comment_id
    )
    assert told is not None and told.file is None
    assert "срок пока прежний" in read(told) and "малого" not in read(told)


async def test_words_about_a_change_do_not_replace_the_words_a_step_was_returned_with(town: Town) -> None:
    view = await approved(town)
    teacher, methodist = await town.acting(GYMNASIUM_TEACHER), await town.acting(GYMNASIUM_METHODIST)
    returned = view.steps[3].id
    await step_actions.submit(teacher, returned, words(50))
    await step_actions.return_step(methodist, returned, Remark("Добавьте фото доски"))
    other = await asked(town, view, moved(view.steps[3].due + timedelta(days=9)), place=3)
    await changes.refuse(methodist, other.change.id, Remark("Срок не меняем"))
    card = read(step_screens.step_card(await step_reading.step_card(teacher, returned)))
    told = await step_notices.step_returned(await town.acting(GYMNASIUM_TEACHER), returned)
    assert told is not None
    for said in (card, read(told)):
        assert "Добавьте фото доски" in said and "Срок не меняем" not in said
    last = await town.one(select(func.max(RouteComment.id)))
    told = await change_notices.change_decided(await town.acting(GYMNASIUM_TEACHER), other.change.id, last)
    assert told is not None
    assert "Срок не меняем" in read(told) and "Добавьте фото доски" not in read(told)


async def test_only_the_owner_withdraws_a_request(town: Town) -> None:
    view = await approved(town)
    teacher, methodist = await town.acting(GYMNASIUM_TEACHER), await town.acting(GYMNASIUM_METHODIST)
    second = await asked(town, view, REMOVED)
    assert (
        await outcome(changes.withdraw(await town.acting(GYMNASIUM_CLASS_TEACHER), second.change.id))
        == "NotFound"
    )
    await changes.withdraw(teacher, second.change.id)
    await changes.withdraw(teacher, second.change.id)
    assert await key_of(changes.agree(methodist, second.change.id)) == "error-change-withdrawn"
    assert await change_notices.change_asked(await town.acting(GYMNASIUM_METHODIST), second.change.id) is None


async def test_submitted_step_needs_no_change(town: Town) -> None:
    view = await approved(town)
    teacher, methodist = await town.acting(GYMNASIUM_TEACHER), await town.acting(GYMNASIUM_METHODIST)
    third = await asked(town, view, moved(view.steps[0].due + timedelta(days=9)))
    await step_actions.submit(teacher, view.steps[0].id, words())
    assert await change_status(town, third.change.id) == "withdrawn"
    assert await key_of(changes.agree(methodist, third.change.id)) == "error-change-withdrawn"
    assert await key_of(asked(town, view, REMOVED)) == "error-step-on-review"
    await step_actions.accept_step(methodist, view.steps[0].id)
    assert await key_of(asked(town, view, REMOVED)) == "error-step-finished"
    assert await key_of(change_queries.mine_to_change(teacher, view.steps[0].id)) == "error-step-finished"


async def test_two_opposite_decisions_at_once_count_once(town: Town) -> None:
    view, methodist = await approved(town), await town.acting(GYMNASIUM_METHODIST)
    fourth = await asked(town, view, moved(view.steps[1].due + timedelta(days=9)), place=1)

    async def against(ctx: Context) -> str:
        return await outcome(changes.refuse(ctx, fourth.change.id))

    outcomes = await asyncio.gather(
        outcome(changes.agree(methodist, fourth.change.id)), against(await town.acting(MUNICIPAL_METHODIST))
    )
    assert sorted(outcomes) == ["WrongState", "done"]


async def test_late_consent_sets_no_date_in_the_past(town: Town) -> None:
    view, methodist = await approved(town), await town.acting(GYMNASIUM_METHODIST)
    fifth = await asked(town, view, moved(view.steps[2].due + timedelta(days=1)), place=2)
    town.clock.move(timedelta(days=300))
    assert await key_of(changes.agree(methodist, fifth.change.id)) == "error-change-late"


async def test_consent_after_the_asked_day_offers_the_nearest_one(town: Town) -> None:
    view = await approved(town)
    teacher, methodist = await town.acting(GYMNASIUM_TEACHER), await town.acting(GYMNASIUM_METHODIST)
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

    # The owner may ask for another day instead.
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
    told = await change_notices.change_decided(await town.acting(GYMNASIUM_TEACHER), **arguments)
    assert told is not None
    assert f"новый срок согласован, до {late.nearest.day}" in read(told)
    assert "Вы просили до" in read(told)


async def test_reason_of_a_change_is_seen_by_the_teacher_and_the_methodist_only(town: Town) -> None:
    view = await approved(town, GYMNASIUM_YOUNG_SPECIALIST)
    mentee, methodist, mentor = [
        await town.acting(code)
        for code in (GYMNASIUM_YOUNG_SPECIALIST, GYMNASIUM_METHODIST, GYMNASIUM_MENTOR)
    ]
    step, private = view.steps[0], "Ложусь на операцию"
    refused = await changes.ask(mentee, step.id, moved(step.due + timedelta(days=8), "Личное"))
    answer = "Понимаю про операцию, но срок оставим"
    await changes.refuse(methodist, refused.change.id, Remark(answer, "voice", "a voice"))
    comment_id = await town.one(select(RouteComment.id))
    card = await changes.ask(mentee, step.id, moved(step.due + timedelta(days=9), private))

    async def told(reader: Context) -> list[str]:
        """The reasons that the reader sees: in the route and on the step's card."""
        seen = (
            (await reading.route_of(reader, view.id)).steps[0],
            (await step_reading.step_card(reader, step.id)).step,
        )
        assert all(one.asked is not None and one.asked.due for one in seen), (
            "the request itself is seen by all readers"
        )
        return [one.asked.why for one in seen if one.asked is not None]

    assert await told(mentee) == await told(methodist) == [private] * 2
    assert await told(mentor) == [""] * 2
    await changes.agree(methodist, card.change.id)
    for reader, is_told in ((mentee, True), (methodist, True), (mentor, False)):
        shown = await step_reading.details(reader, step.id)
        assert [one.new_due for one in shown.events if one.new_due] == [step.due + timedelta(days=9)]
        assert (private in read(step_screens.details(shown))) is is_told
        assert (answer in read(step_screens.details(shown))) is is_told
        heard = await outcome(remarks.said(reader, comment_id))
        assert heard == ("done" if is_told else "NotAllowed")


async def test_days_are_counted_in_the_teachers_zone_for_every_reader(town: Town) -> None:
    """An evening in Moscow is already tomorrow in the teacher's zone."""
    view = await approved(town)
    step = view.steps[0]
    await town.change_unit(GYMNASIUM_TEACHER, timezone="Asia/Kamchatka")
    await town.change(RouteStep, step.id, due=TODAY)
    card = await asked(town, view, moved(TODAY), place=1)
    town.clock.move(timedelta(hours=12))
    teacher, municipal = await town.acting(GYMNASIUM_TEACHER), await town.acting(MUNICIPAL_METHODIST)
    assert (municipal.today, teacher.today) == (TODAY, TODAY + timedelta(days=1))
    for reader in (teacher, municipal):
        assert (await reading.route_of(reader, view.id)).overdue == 1
        assert (await step_reading.step_card(reader, step.id)).step.is_overdue
    assert await key_of(changes.agree(municipal, card.change.id)) == "error-change-late"


async def test_removed_step_keeps_its_proof(town: Town) -> None:
    view = await approved(town)
    teacher, methodist = await town.acting(GYMNASIUM_TEACHER), await town.acting(GYMNASIUM_METHODIST)
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
    assert await posted(town, "route_done") == [town.id_of(GYMNASIUM_TEACHER)]
    told = await change_notices.change_decided(await town.acting(GYMNASIUM_TEACHER), card.change.id)
    assert told is not None
    assert "шаг убран" in read(told)
    # The methodist withdraws their consent: their words are deleted, the teacher's reason stays.
    await withdraw(methodist)
    history = await town.rows(
        select(StepEvent.new, StepEvent.why)
        .where(StepEvent.step_id == last.id, StepEvent.actor_id == town.id_of(GYMNASIUM_METHODIST))
        .order_by(StepEvent.id)
    )
    moved_to = (last.due + timedelta(days=9)).isoformat()
    assert history == [(moved_to, "Болезнь"), ("returned", ""), ("cancelled", "Нужна помощь")]


async def test_draft_and_route_on_review_take_no_change_requests(town: Town) -> None:
    view = await sent(town, GYMNASIUM_YOUNG_SPECIALIST)
    mentee, step_id = await town.acting(GYMNASIUM_YOUNG_SPECIALIST), view.steps[0].id
    assert await key_of(change_queries.mine_to_change(mentee, step_id)) == "error-route-sent"
    await agreement.recall(mentee, view.id)
    assert await key_of(changes.ask(mentee, step_id, REMOVED)) == "error-step-in-draft"
    assert (
        await outcome(changes.ask(await town.acting(GYMNASIUM_CLASS_TEACHER), step_id, REMOVED))
        == "NotAllowed"
    )
    assert await outcome(change_queries.change_card(mentee, 999_999)) == "NotFound"
    assert await town.one(select(func.count(StepChange.id))) == 0


async def wishes(town: Town) -> list[tuple[Any, ...]]:
    """The stored requests: kind, reason, day."""
    return [tuple(row) for row in await town.rows(select(StepChange.kind, StepChange.why, StepChange.due))]


async def test_typed_reason_and_day_answer_the_questions(town: Town) -> None:
    view = await approved(town)
    step = view.steps[0]
    assert "Болезнь" in await town.presses(GYMNASIUM_TEACHER, AskChange(step_id=step.id, kind="move"))
    refused = await town.sends(GYMNASIUM_TEACHER, "а" * 301)
    assert "300" in refused and "Болезнь" in refused, (
        "the question comes again with the reason and its buttons"
    )
    assert "До какого дня перенести" in await town.sends(GYMNASIUM_TEACHER, "Уехала к <маме>")
    for wrong, told in (
        ("когда-нибудь", "Не получилось понять дату"),
        ("20 ноября 2026", "уже прошёл"),
        (f"{step.due:%d.%m.%Y}", "Это и есть нынешний срок"),
    ):
        again = await town.sends(GYMNASIUM_TEACHER, wrong)
        assert told in again and "Другой день" in again
    assert "Спросили методиста" in await town.sends(GYMNASIUM_TEACHER, "15 декабря")
    assert await wishes(town) == [("move", "Уехала к <маме>", date(2026, 12, 15))]
    assert (await town.acting(GYMNASIUM_TEACHER)).kept.asked is None


async def test_typed_label_of_a_reason_chooses_it(town: Town) -> None:
    view = await approved(town)
    first, last = view.steps[:2]
    await town.presses(GYMNASIUM_TEACHER, AskChange(step_id=last.id, kind="move"))
    await town.sends(GYMNASIUM_TEACHER, "нужна помощь")
    assert "Нужна помощь" in await town.sends(GYMNASIUM_TEACHER, "15 декабря"), "the way to help"
    await town.presses(GYMNASIUM_TEACHER, AskChange(step_id=first.id, kind="remove"))
    assert "Напоминание можно отложить" in await town.sends(GYMNASIUM_TEACHER, "Назад"), (
        "the way back is no reason"
    )
    await town.presses(GYMNASIUM_TEACHER, AskChange(step_id=first.id, kind="remove"))
    assert "Спросили методиста" in await town.sends(GYMNASIUM_TEACHER, "уже умею это")
    assert [row[:2] for row in await wishes(town)] == [("move", "Нужна помощь"), ("remove", "Уже умею это")]


async def test_another_day_may_be_typed_after_a_day_off(town: Town) -> None:
    view = await approved(town)
    step = view.steps[0]
    await town.presses(GYMNASIUM_TEACHER, TypeChange(step_id=step.id, kind="move", why="ill"))
    assert "Ближайший рабочий день" in await town.sends(GYMNASIUM_TEACHER, "13 декабря")
    assert "Спросили методиста" in await town.sends(GYMNASIUM_TEACHER, "15 декабря")
    assert [row[2] for row in await wishes(town)] == [date(2026, 12, 15)]


async def test_words_typed_about_one_step_are_no_reason_for_another(town: Town) -> None:
    view = await approved(town)
    one, other = view.steps[:2]
    await town.presses(GYMNASIUM_TEACHER, TypeChange(step_id=one.id, kind="move"))
    await town.sends(GYMNASIUM_TEACHER, "Болела")
    assert "Почему нужен другой срок" in await town.presses(
        GYMNASIUM_TEACHER, AskChange(step_id=other.id, kind="move", why="own", day="2026-12-15")
    )
    assert "Спросили" in await town.presses(
        GYMNASIUM_TEACHER, AskChange(step_id=one.id, kind="move", why="own", day="2027-01-20")
    )
    assert [row[1] for row in await wishes(town)] == ["Болела"]


def test_typed_label_never_decides_about_a_change() -> None:
    assert AgreeToChange(change_id=1).is_final
    assert RefuseChange(change_id=1).is_final
    assert not RefuseChange(change_id=1, words=True).is_final
