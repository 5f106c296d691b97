"""A teacher's and a methodist's phones: the route as they press, type and read it."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select, update

from handlers.people.links import CalendarUnits, PersonCard
from handlers.routes.agreement.links import ApproveRoute, RecallRoute, ReturnUnread
from handlers.routes.overview.links import RouteInList, RoutesListed, RoutesOverview
from handlers.routes.usage.links import UsageShare
from services.routes.agreement import actions as agreement
from services.routes.models import Evidence, Route, RouteComment, RouteStep
from tests.conftest import MONDAY, Phones
from tests.integration.route_stories import approved, finish_questionnaire, route_status, sent
from tests.personas import (
    GYMNASIUM_CLASS_TEACHER,
    GYMNASIUM_HEAD,
    GYMNASIUM_METHODIST,
    GYMNASIUM_TEACHER,
    GYMNASIUM_YOUNG_SPECIALIST,
)


async def test_leaving_the_form_by_its_button_stops_asking(phones: Phones) -> None:
    await approved(phones.town)
    teacher = phones.of(GYMNASIUM_TEACHER)
    await teacher.says("/route")
    await teacher.presses("1. ")
    await teacher.presses("Сделано")
    await teacher.presses("Назад")
    await teacher.says("Просто слова")
    await teacher.sees("Передать это")
    assert await phones.town.one(select(func.count(Evidence.id))) == 0


async def test_home_counts_what_waits_whatever_led_there(phones: Phones) -> None:
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


async def test_a_finger_that_taps_twice_decides_once(phones: Phones) -> None:
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
        assert "✅ Утвердить" not in methodist.buttons(shown)[-1 - below], "not under the same finger"
        assert await methodist.presses_data(data, shown) == "Этот маршрут вы уже утвердили"
        assert left in (await methodist.sees("✅ Утверждено: ")).words, "and nothing moves"
    assert [await route_status(town, view.id) for view in views] == ["approved", "approved", "on_review"]

    # What is closed by now is told with a way on.
    await agreement.recall(await town.acting(GYMNASIUM_CLASS_TEACHER), views[2].id)
    await methodist.presses("Утвердить", shown)
    assert "📥 К делам" in str(methodist.buttons(await methodist.sees("Учитель забрал маршрут")))
    teacher = phones.of(GYMNASIUM_TEACHER)
    await teacher.says("/route")
    await teacher.presses_data(RecallRoute(route_id=views[0].id).pack(), teacher.last)
    assert "🧭 К маршруту" in str(teacher.buttons(await teacher.sees("уже утверждён")))


async def test_a_methodist_finds_every_route_and_the_way_back(phones: Phones) -> None:
    town, methodist = phones.town, phones.of(GYMNASIUM_METHODIST)
    view, over = await approved(town), await approved(town, GYMNASIUM_YOUNG_SPECIALIST)
    async with town.database.transaction() as db:
        done = update(RouteStep).where(RouteStep.route_id == over.id)
        await db.execute(done.values(status="done", done_on=MONDAY.date()))
        finished = update(Route).where(Route.id == over.id)
        await db.execute(finished.values(status="done", finished_at=town.clock.now()))
        late = MONDAY.date() - timedelta(days=7)
        await db.execute(update(RouteStep).where(RouteStep.id == view.steps[0].id).values(due=late))
    await methodist.says("/menu")
    await methodist.presses_data(RoutesOverview().pack(), await methodist.sees("Чем займёмся"))
    await methodist.presses("Завершённые", await methodist.sees("Маршруты педагогов"))
    await methodist.presses(over.owner.full_name[:10], await methodist.sees("Завершённые за год маршруты: 1"))
    await methodist.presses("Итоги маршрута", await methodist.sees("завершён", over.owner.full_name))
    await methodist.presses("Назад", await methodist.sees("Сделано"))
    await methodist.presses("Ещё", await methodist.sees("завершён"))
    assert "Сохранить как шаблон" in methodist.screen()
    await methodist.presses_data(RoutesOverview().pack(), methodist.last)
    await methodist.presses("В работе", await methodist.sees("Маршруты педагогов"))
    await methodist.presses("Назад", await methodist.sees("Маршруты в работе: 1", "сделано 0 из"))
    await methodist.presses("Кому нужна помощь: 1", await methodist.sees("Маршруты педагогов"))
    await methodist.presses(view.owner.full_name[:10], await methodist.sees("Шаги ждут неделю и больше"))
    await methodist.presses("Назад", await methodist.sees(view.owner.full_name))
    await methodist.sees("Может понадобиться помощь: 1 человек")
    await methodist.presses_data(PersonCard(person_id=over.owner.id).pack(), methodist.last)
    await methodist.presses("Прошлый маршрут", await methodist.sees(over.owner.full_name))
    await methodist.presses("Написать", await methodist.sees("завершён"))
    await methodist.sees("Напишите несколько слов.")
    overview, group = "Маршруты педагогов", "Диагностика ваших учителей"
    for link, above in ((CalendarUnits(), overview), (UsageShare(), group)):
        await methodist.presses_data(link.pack(), methodist.last)
        await methodist.presses("Назад")
        await methodist.sees(above)
    head = phones.of(GYMNASIUM_HEAD)
    await head.says("/menu")
    await head.sees("Чем займёмся")
    for forged in (RoutesListed(state="done"), RouteInList(route_id=over.id, state="done")):
        await head.presses_data(forged.pack(), head.last)
        assert over.steps[0].title not in head.screen(), "a head sees progress only"


async def test_words_typed_about_a_route_do_not_land_on_another_sending(phones: Phones) -> None:
    town, methodist = phones.town, phones.of(GYMNASIUM_METHODIST)
    view = await sent(town)
    teacher = await town.acting(GYMNASIUM_TEACHER)
    await methodist.says("/review")
    await methodist.presses("Вернуть с комментарием")
    await methodist.sees("Что поправить?")
    await agreement.recall(teacher, view.id)
    await agreement.send_to_review(teacher, view.id)
    await methodist.says("Уберите первый шаг")
    shown = await methodist.sees("Маршрут изменился", "ждёт согласования")
    await methodist.presses_data(ReturnUnread(route_id=view.id).pack(), shown)
    assert await town.one(select(func.count(RouteComment.id))) == 0
    await methodist.presses("Вернуть с комментарием")
    await methodist.says("Уберите второй шаг")
    await methodist.sees("Вернули")
    assert await town.one(select(RouteComment.text)) == "Уберите второй шаг"
