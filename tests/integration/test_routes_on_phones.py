"""A teacher's and a methodist's phones: the route as they press, type and read it."""

from __future__ import annotations

from sqlalchemy import func, select

from bot.sandbox import people
from bot.sandbox.media import tiny_png
from services.routes.models import Evidence, Route, RouteStep
from tests.conftest import Phones
from tests.integration.test_routes import METHODIST, TEACHER, approved, finish_questionnaire


async def test_from_result_to_an_accepted_step(phones: Phones) -> None:
    town = phones.town
    assessment_id = await finish_questionnaire(await town.acting(TEACHER))
    teacher, methodist = phones.of(TEACHER), phones.of(METHODIST)

    await teacher.says("/route")
    await teacher.presses("Составить маршрут")
    drawn = await teacher.sees("Черновик маршрута")
    route_id = await town.one(select(Route.id))
    # «Составить новый» of an older version does not tell what to replace, so nothing is.
    await teacher.presses_data(f"draft:{assessment_id}:1", drawn)
    await teacher.sees("Черновик маршрута")
    assert await town.one(select(Route.id)) == route_id
    await teacher.presses("Ещё")
    await teacher.presses("Почему эти шаги")
    await teacher.sees("критический уровень", "Начинаем с него")
    await teacher.presses("Назад")
    await teacher.presses("Удалить черновик")
    await teacher.sees("Удалить черновик?")
    await teacher.presses("Нет, оставить")
    await teacher.presses("Отправить методисту")
    await teacher.sees("Кому отправить маршрут?", "Гимназия № 2", "Методкабинет")
    assert await teacher.presses("Ольхова В. Д.") == "Отправлено методисту"
    await teacher.sees("на согласовании")

    await methodist.sees("просит согласовать маршрут")
    await methodist.presses("Посмотреть")
    await methodist.presses("Вернуть с комментарием")
    await methodist.sees("Что поправить?")
    await methodist.sends_sticker()
    await methodist.sees("Здесь нужны слова")
    await methodist.says("Начните с <урока> коллеги")
    await methodist.sees("Вернули")
    await teacher.sees("Методист вернул маршрут", "Начните с <урока> коллеги")
    await teacher.presses("К маршруту")
    await teacher.sees("Методист просит поправить")
    await teacher.presses("Отправить методисту")

    await methodist.presses("Посмотреть")
    asked = await methodist.sees("ждёт согласования")
    for old in (f"approve:{route_id}", f"approve:{route_id}:0"):
        assert await methodist.presses_data(old, asked) == "Маршрут изменился, посмотрите ещё раз."
    await methodist.sees("Маршрут изменился", "ждёт согласования")
    assert "Утверждено" in (await methodist.presses("Утвердить") or "")
    await methodist.sees("Всё разобрано")
    await teacher.sees("маршрут утверждён", "Первый шаг")
    await teacher.presses("К маршруту")
    await teacher.sees("0 из")

    first = (await town.rows(select(RouteStep.id, RouteStep.title).order_by(RouteStep.position)))[0]
    await teacher.presses("1. ")
    await teacher.sees(first.title, "Что приложить")
    await teacher.presses("Сделано")
    await teacher.sends_sticker()
    await teacher.sees("фото, файл, ссылку или текст")
    await teacher.sends_photo(caption="Лист наблюдения")
    await teacher.sees("Сохранено и отправлено методисту")
    await methodist.sees("на проверку", "Лист наблюдения")
    await methodist.presses("Посмотреть")
    await methodist.presses("Фото 1")
    await methodist.presses("Назад")
    await methodist.presses("Принять")
    await methodist.sees("Всё разобрано")
    await teacher.sees(first.title, "шаг принят.")
    assert await town.one(select(RouteStep.status).where(RouteStep.id == first.id)) == "done"


async def test_an_album_is_one_proof_and_one_message(phones: Phones) -> None:
    town = phones.town
    await approved(town)
    teacher, methodist = phones.of(TEACHER), phones.of(METHODIST)
    await teacher.says("/route")
    await teacher.presses("1. ")
    await teacher.presses("Сделано")
    for _ in range(3):
        photo = phones.sandbox.store_photo(tiny_png(), "photo.png")
        people._send(phones.sandbox, teacher._chat, media=photo, album="777")
    await teacher.sees("Сохранено и отправлено методисту")
    await methodist.sees("на проверку")
    await teacher.quiet()
    assert await town.one(select(func.count(Evidence.id))) == 3
    assert "не знаем" not in teacher.screen()


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
