"""Screens of a route: approved late, under way, on review; and of a request to change it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from handlers.routes import screens
from handlers.routes.agreement import notices as agreement_notices
from handlers.routes.links import MyRoute, ShowRoute
from handlers.routes.steps import screens as step_screens
from handlers.routes.steps.links import ShowStep
from services.errors import WrongState
from services.people.my_data.withdrawal import withdraw
from services.routes import reading, step_reading
from services.routes.agreement import actions as agreement
from services.routes.drafting import adding, editing
from services.routes.models import StepChange, StepEvent
from services.routes.remarks import Remark
from services.routes.steps import actions as step_actions
from services.self_education.queries import ThemeNudge
from tests.conftest import MONDAY, Phones, Town
from tests.integration.route_stories import approved, draft, sent, words
from tests.integration.stories import ON_SQLITE, posted
from tests.personas import GYMNASIUM_METHODIST, GYMNASIUM_TEACHER, MUNICIPAL_METHODIST
from tests.shown import read

LONG_WAIT = timedelta(days=60)


async def test_late_approval_moves_all_steps_ahead(town: Town) -> None:
    teacher = await town.acting(GYMNASIUM_TEACHER)
    drafted = await draft(town)
    topic = drafted.steps[0].competency.code
    await editing.remove(teacher, drafted.steps[-1].id)
    event_id = await town.event()
    view = (await adding.add_event(teacher, drafted.id, event_id, topic)).route
    event = next(step for step in view.steps if step.event_id == event_id)
    view = await agreement.send_to_review(teacher, view.id)

    town.clock.move(LONG_WAIT)
    today = (MONDAY + LONG_WAIT).date()
    assert any(step.due < today for step in view.steps)
    methodist = await town.acting(GYMNASIUM_METHODIST)
    done = await agreement.approve(methodist, view.id, view.sent_id)
    assert done.is_redated
    assert not (await agreement.approve(methodist, view.id, view.sent_id)).is_redated, "only once"
    with pytest.raises(WrongState):
        await agreement.approve(await town.acting(MUNICIPAL_METHODIST), view.id, view.sent_id)
    assert all(step.due >= today for step in done.steps if step.event_id is None and not step.is_closed)
    assert [step.due for step in done.steps if step.event_id] == [event.due], "an event keeps its day"
    assert done.ends == max(step.due for step in done.steps)
    before = {step.id: step.due for step in view.steps}
    kept = await town.rows(
        select(StepEvent.step_id, StepEvent.old, StepEvent.new, StepEvent.actor_id, StepEvent.why).where(
            StepEvent.field == "due"
        )
    )
    why = town.content.catalog.late_approval
    assert {tuple(row) for row in kept} == {
        (step.id, before[step.id].isoformat(), step.due.isoformat(), town.id_of(GYMNASIUM_METHODIST), why)
        for step in done.steps
        if step.due != before[step.id]
    }
    assert await posted(town, "route_approved") == [town.id_of(GYMNASIUM_TEACHER)]
    notice = await agreement_notices.route_approved(
        await town.acting(GYMNASIUM_TEACHER), view.id, redated=True
    )
    assert notice is not None
    assert "согласование заняло время" in read(notice)


async def test_approval_in_time_moves_nothing(town: Town) -> None:
    view = await approved(town)
    assert not await town.rows(select(StepEvent.id).where(StepEvent.field == "due"))
    notice = await agreement_notices.route_approved(await town.acting(GYMNASIUM_TEACHER), view.id)
    assert notice is not None
    assert "заняло время" not in read(notice)


async def test_route_under_way_is_shown_short(town: Town) -> None:
    view = await approved(town)
    teacher, methodist = await town.acting(GYMNASIUM_TEACHER), await town.acting(GYMNASIUM_METHODIST)
    first, second, *_ = view.steps
    await step_actions.submit(teacher, first.id, words(1))
    await step_actions.accept_step(methodist, first.id)
    await step_actions.submit(teacher, second.id, words(2))
    await step_actions.return_step(methodist, second.id, Remark("Ещё немного"))
    mine = await reading.my_page(teacher)
    shown = read(screens.my_route(mine))
    assert f"Дальше: <b>{second.number}. {second.title}</b>, нужно доработать до" in shown
    assert shown.count(second.title) == 1, "the next step is named once"
    assert "✅ Принят шаг 1" in shown
    assert f"1. {first.title}" not in shown
    town.clock.set(MONDAY + timedelta(days=(second.due - MONDAY.date()).days + 1))
    assert "нужно доработать, срок был" in read(screens.my_route(await reading.my_page(teacher)))
    if len(view.steps) - 1 > screens.PAGE:
        assert "Следующие шаги ▸" in shown
        assert f"{view.steps[-1].number}. {view.steps[-1].title}" not in shown
    of_other = await reading.route_of(methodist, view.id)
    assert f"✅ 1. {first.title}" in read(screens.route(of_other))
    assert f"✅ 1. {first.title}" not in read(screens.route(of_other, 1))


async def test_more_of_a_route_shows_the_theme_and_the_reasons(town: Town) -> None:
    view = await approved(town)
    of_other = await reading.route_of(await town.acting(GYMNASIUM_METHODIST), view.id)
    theme = ThemeNudge("Работа <в парах>", "Пробую")
    told = read(screens.more(of_other, may_keep_template=True, theme=theme))
    assert "Тема самообразования: Работа &lt;в парах&gt;. Этап: Пробую" in told
    why = read(screens.reasons(view))
    topics = {step.competency.title for step in view.steps}
    assert all(why.count(f"{title}: здесь") == 1 for title in topics), "each topic is named once"


async def test_steps_of_a_route_on_review_can_be_opened(town: Town) -> None:
    view = await sent(town)
    teacher, methodist = await town.acting(GYMNASIUM_TEACHER), await town.acting(GYMNASIUM_METHODIST)
    for reader in (teacher, methodist):
        shown = screens.route(await reading.route_of(reader, view.id))
        links = [button.link for row in shown.rows for button in row]
        assert ShowStep(step_id=view.steps[0].id) in links
        assert len(shown.rows) <= 8, "a phone shows no more"
        card = step_screens.step_card(await step_reading.step_card(reader, view.steps[0].id))
        assert "Что приложить" in read(card)
        back = card.rows[-1][0].link
        assert back == (MyRoute() if reader is teacher else ShowRoute(route_id=view.id))
    assert all(step.title in read(shown) for step in view.steps), "the methodist reads what they approve"
    across = replace(view, starts=date(2026, 11, 23), ends=date(2027, 9, 28))
    extent = read(screens.route(across)).replace("\u00a0", " ")
    assert "с 23 ноября 2026 года по 28 сентября 2027 года" in extent


async def test_returned_route_loses_the_comment_of_a_methodist_who_withdrew(town: Town) -> None:
    view = await sent(town)
    teacher, methodist = await town.acting(GYMNASIUM_TEACHER), await town.acting(GYMNASIUM_METHODIST)
    await agreement.return_route(methodist, view.id, view.sent_id, Remark("Ещё немного"))
    await withdraw(methodist)
    mine = read(screens.my_route(await reading.my_page(teacher)))
    assert "Методист вернул маршрут на доработку" in mine and "Ещё немного" not in mine


@ON_SQLITE
async def test_draft_shows_why_it_has_these_steps(town: Town) -> None:
    teacher = town.visit(GYMNASIUM_TEACHER)
    view = await sent(town)
    await agreement.recall(await town.acting(GYMNASIUM_TEACHER), view.id)
    await teacher.says("/route")
    teacher.sees("Черновик маршрута")
    await teacher.presses("Почему")
    teacher.sees("Почему эти шаги", "помощь нужнее всего")
    await teacher.presses("Назад")
    teacher.sees("Черновик маршрута", "Если подходит")
    await teacher.presses("Ещё")
    teacher.sees("Черновик маршрута")


async def test_day_off_is_answered_by_a_working_day_and_a_step_is_removed_for_a_reason(
    phones: Phones,
) -> None:
    town, teacher, methodist = phones.town, phones.of(GYMNASIUM_TEACHER), phones.of(GYMNASIUM_METHODIST)
    view = await sent(town)
    await agreement.recall(await town.acting(GYMNASIUM_TEACHER), view.id)
    town.clock.move(LONG_WAIT)
    waiting = await agreement.send_to_review(await town.acting(GYMNASIUM_TEACHER), view.id)
    await methodist.presses("Посмотреть", await methodist.sees("просит согласовать"))
    said = await methodist.presses("Утвердить", await methodist.sees("ждёт согласования")) or ""
    assert "Сроки сдвинули" in said
    begun = await teacher.sees("маршрут утверждён", "согласование заняло время")
    await teacher.presses("К маршруту", begun)
    await teacher.presses(f"{waiting.steps[0].number}. ", await teacher.sees("Дальше:"))
    await teacher.presses("Перенести", await teacher.sees("Что приложить"))
    await teacher.presses("Попросить другой срок", await teacher.sees("Официальный срок"))
    await teacher.presses("Болезнь", await teacher.sees("Почему нужен другой срок?"))
    days = await teacher.sees("До какого дня перенести?")
    assert "[III четверть, до" in teacher.screen()
    await teacher.presses("Другой день", days)
    await teacher.sees("До какого дня?")
    await teacher.says("8 марта")
    await teacher.presses("Лучше 9", await teacher.sees("это выходной или каникулы"))
    await teacher.presses("Отозвать просьбу", await teacher.sees("Спросили методиста", "9"))
    due = await town.one(select(StepChange.due))
    assert str(due) == "2027-03-09"

    await teacher.presses("Убрать шаг", await teacher.sees("Официальный срок"))
    asked = await teacher.sees("Почему шаг больше не нужен?")
    assert "Изменилась нагрузка" in teacher.screen()
    assert "останется в истории" not in teacher.screen()
    await teacher.presses("Уже умею это", asked)
    await methodist.presses("Согласовать", await methodist.sees("просит убрать шаг", "Уже умею это"))
    gone = await teacher.sees("шаг убран из маршрута.")
    assert gone
    assert "осталось в истории" not in teacher.screen()
