"""A teacher's and a methodist's phones: the route as they press, type and read it."""

from __future__ import annotations

from sqlalchemy import func, select

from handlers.routes.agreement_links import ReturnUnread
from services.routes import agreement
from services.routes.models import Evidence, RouteComment
from tests.conftest import Phones
from tests.integration.route_stories import METHODIST, TEACHER, approved, finish_questionnaire, sent


async def test_leaving_the_form_by_its_button_stops_asking(phones: Phones) -> None:
    await approved(phones.town)
    teacher = phones.of(TEACHER)
    await teacher.says("/route")
    await teacher.presses("1. ")
    await teacher.presses("Сделано")
    await teacher.presses("Назад")
    await teacher.says("Просто слова")
    await teacher.sees("Передать это")
    assert await phones.town.one(select(func.count(Evidence.id))) == 0


async def test_home_counts_what_waits_whatever_led_there(phones: Phones) -> None:
    await finish_questionnaire(await phones.town.acting(TEACHER))
    teacher, methodist = phones.of(TEACHER), phones.of(METHODIST)
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


async def test_words_typed_about_a_route_do_not_land_on_another_sending(phones: Phones) -> None:
    town, methodist = phones.town, phones.of(METHODIST)
    view = await sent(town)
    teacher = await town.acting(TEACHER)
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
