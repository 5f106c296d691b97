"""Routes as a teacher and a methodist press, type and read them."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select

from handlers.people.links import CalendarUnits, PersonCard
from handlers.routes.agreement.links import ApproveRoute, RecallRoute, ReturnUnread
from handlers.routes.overview.links import RouteInList, RoutesListed, RoutesOverview
from handlers.routes.usage.links import UsageShare
from services.routes.agreement import actions as agreement
from services.routes.models import Evidence, Route, RouteComment, RouteStep
from tests.conftest import Phones, Town
from tests.integration.route_stories import approved, finish_questionnaire, route_status, sent
from tests.integration.stories import ON_SQLITE
from tests.personas import (
    GYMNASIUM_CLASS_TEACHER,
    GYMNASIUM_HEAD,
    GYMNASIUM_METHODIST,
    GYMNASIUM_TEACHER,
    GYMNASIUM_YOUNG_SPECIALIST,
)


@ON_SQLITE
async def test_leaving_the_question_by_its_button_closes_it(town: Town) -> None:
    await approved(town)
    teacher = town.visit(GYMNASIUM_TEACHER)
    await teacher.says("/route")
    await teacher.presses("1. ")
    await teacher.presses("Сделано")
    await teacher.presses("Назад")
    await teacher.says("Просто слова")
    teacher.sees("Передать это")
    assert await town.one(select(func.count(Evidence.id))) == 0


async def test_every_way_home_counts_what_waits(phones: Phones) -> None:
    await finish_questionnaire(await phones.town.acting(GYMNASIUM_TEACHER))
    teacher, methodist = phones.of(GYMNASIUM_TEACHER), phones.of(GYMNASIUM_METHODIST)
    await teacher.says("/route")
    await teacher.presses("Составить маршрут")
    await teacher.presses("Отправить методисту")
    await teacher.presses("Ольхова В. Д.")
    await methodist.sees("просит согласовать маршрут")
    await methodist.says("/menu")
    home = await methodist.sees("Чем займёмся")
    counted = methodist.buttons(home)
    assert "1" in counted[0][0]
    await methodist.presses_data("of-an-older-version", home)
    assert methodist.buttons(methodist.last) == counted


async def test_second_tap_does_not_decide_next_item(phones: Phones) -> None:
    town, methodist = phones.town, phones.of(GYMNASIUM_METHODIST)
    views = [
        await sent(town, code)
        for code in (GYMNASIUM_TEACHER, GYMNASIUM_YOUNG_SPECIALIST, GYMNASIUM_CLASS_TEACHER)
    ]
    await methodist.says("/review")
    shown = await methodist.sees("1 из 3")
    for place, left in enumerate(("1 из 2", "1 из 1")):
        pressed = methodist.buttons(shown)
        below = next(at for at, row in enumerate(reversed(pressed)) if "✅ Утвердить" in row)
        data = ApproveRoute(route_id=views[place].id, sent_id=views[place].sent_id).pack()
        await methodist.presses("Утвердить", shown)
        shown = await methodist.sees("✅ Утверждено: ", left)
        assert "✅ Утвердить" not in methodist.buttons(shown)[-1 - below], (
            "the button is not drawn in the same place"
        )
        assert await methodist.presses_data(data, shown) == "Этот маршрут вы уже утвердили"
        assert left in (await methodist.sees("✅ Утверждено: ")).words, "the queue stands still"
    assert [await route_status(town, view.id) for view in views] == ["approved", "approved", "on_review"]


async def test_late_press_is_told_with_a_way_on(phones: Phones) -> None:
    town, methodist = phones.town, phones.of(GYMNASIUM_METHODIST)
    recalled = await sent(town, GYMNASIUM_CLASS_TEACHER)
    decided = await approved(town)
    await methodist.says("/review")
    shown = await methodist.sees("1 из 1")
    await agreement.recall(await town.acting(GYMNASIUM_CLASS_TEACHER), recalled.id)
    await methodist.presses("Утвердить", shown)
    assert "📥 К делам" in str(methodist.buttons(await methodist.sees("Учитель забрал маршрут")))
    teacher = phones.of(GYMNASIUM_TEACHER)
    await teacher.says("/route")
    await teacher.presses_data(RecallRoute(route_id=decided.id).pack(), await teacher.sees("Мой маршрут"))
    assert "🧭 К маршруту" in str(teacher.buttons(await teacher.sees("уже утверждён")))


@ON_SQLITE
async def test_methodist_finds_every_route_and_the_way_back(town: Town) -> None:
    methodist = town.visit(GYMNASIUM_METHODIST)
    view, over = await approved(town), await approved(town, GYMNASIUM_YOUNG_SPECIALIST)
    for step in over.steps:
        await town.change(RouteStep, step.id, status="done", done_on=town.today)
    await town.change(Route, over.id, status="done", finished_at=town.clock.now())
    await town.change(RouteStep, view.steps[0].id, due=town.today - timedelta(days=7))
    await methodist.says("/menu")
    methodist.sees("Чем займёмся")
    await methodist.follows(RoutesOverview())
    for label, *seen in (
        ("Завершённые", "Завершённые за год маршруты: 1"),
        (over.owner.full_name[:10], "завершён", over.owner.full_name),
        ("Итоги маршрута", "Сделано"),
        ("Назад", "завершён"),
        ("Ещё", "Сохранить как шаблон"),
    ):
        await methodist.presses(label)
        methodist.sees(*seen)
    await methodist.follows(RoutesOverview())
    methodist.sees("Маршруты педагогов")
    for label, *seen in (
        ("В работе", "Маршруты в работе: 1", "сделано 0 из"),
        ("Назад", "Маршруты педагогов"),
        ("Кому нужна помощь: 1", "Шаги ждут неделю и больше"),
        (view.owner.full_name[:10], view.owner.full_name),
        ("Назад", "Может понадобиться помощь: 1 человек"),
    ):
        await methodist.presses(label)
        methodist.sees(*seen)
    await methodist.follows(PersonCard(person_id=over.owner.id))
    methodist.sees(over.owner.full_name)
    await methodist.presses("Прошлый маршрут")
    methodist.sees("завершён")
    await methodist.presses("Написать")
    methodist.sees("Напишите несколько слов.")


@ON_SQLITE
async def test_calendars_and_usage_lead_back_to_where_they_stand(town: Town) -> None:
    methodist = town.visit(GYMNASIUM_METHODIST)
    overview, group = "Маршруты педагогов", "Диагностика ваших учителей"
    for link, above in ((CalendarUnits(), overview), (UsageShare(), group)):
        await methodist.follows(link)
        await methodist.presses("Назад")
        methodist.sees(above)


async def test_head_who_forges_a_button_sees_progress_only(phones: Phones) -> None:
    town, head = phones.town, phones.of(GYMNASIUM_HEAD)
    over = await approved(town, GYMNASIUM_YOUNG_SPECIALIST)
    await town.change(Route, over.id, status="done", finished_at=town.clock.now())
    await head.says("/menu")
    await head.sees("Чем займёмся")
    for forged in (RoutesListed(state="done"), RouteInList(route_id=over.id, state="done")):
        await head.presses_data(forged.pack(), head.last)
        assert over.steps[0].title not in head.screen()


@ON_SQLITE
async def test_comment_on_a_recalled_sending_is_not_taken_for_the_next_one(town: Town) -> None:
    methodist = town.visit(GYMNASIUM_METHODIST)
    view = await sent(town)
    teacher = await town.acting(GYMNASIUM_TEACHER)
    await methodist.says("/review")
    await methodist.presses("Вернуть с комментарием")
    methodist.sees("Что поправить?")
    await agreement.recall(teacher, view.id)
    await agreement.send_to_review(teacher, view.id)
    await methodist.says("Уберите первый шаг")
    methodist.sees("Маршрут изменился", "ждёт согласования")
    await methodist.follows(ReturnUnread(route_id=view.id))
    assert await town.one(select(func.count(RouteComment.id))) == 0
    await methodist.presses("Вернуть с комментарием")
    await methodist.says("Уберите второй шаг")
    methodist.sees("Вернули")
    assert await town.one(select(RouteComment.text)) == "Уберите второй шаг"
