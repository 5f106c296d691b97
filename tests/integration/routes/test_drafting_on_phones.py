"""On a phone: a route without a diagnosis, a step in the teacher's own words, typed dates."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from handlers.routes.drafting.links import DateStep, OwnNoResult
from services.routes.models import Route, RouteStep
from tests.conftest import Phones
from tests.integration.stories import ON_SQLITE, reacts
from tests.personas import GYMNASIUM_TEACHER


@ON_SQLITE
async def test_route_for_a_named_reason_gets_a_step_in_own_words(phones: Phones) -> None:
    town, teacher = phones.town, phones.of(GYMNASIUM_TEACHER)
    await teacher.says("/route")
    await teacher.presses("Другое основание")
    await teacher.presses("Готовлюсь к аттестации", await teacher.sees("Зачем нужен маршрут"))
    await teacher.presses("Свой шаг", await teacher.sees("Основание: Готовлюсь к аттестации"))
    await teacher.sees("Что хотите сделать")
    await teacher.sends_sticker()
    await teacher.sees("Здесь нужны слова")
    await teacher.says("Провести три урока <в парах>")
    await teacher.presses(
        "Методическая",
        await teacher.sees("О чём этот шаг", "Какая это компетенция", "Провести три урока <в парах>"),
    )
    await teacher.says("Приёмы")
    await teacher.sees("Выберите, пожалуйста, кнопкой")
    await teacher.presses("← Назад", await teacher.sees("Методическая компетенция: что именно"))
    await teacher.presses("Методическая", await teacher.sees("Какая это компетенция"))
    await teacher.presses("Приёмы и технологии")
    # A teacher who is called away finds what was typed.
    await teacher.sees("Когда закончить")
    await teacher.says("/menu")
    await teacher.sees("Чем займёмся")
    await teacher.says("/route")
    await teacher.presses("➕")
    await teacher.presses("Свой шаг")
    await teacher.sees("Когда закончить", "Провести три урока")
    for typed, told in (
        ("31 февраля", "в феврале 28 дней"),
        ("5 декабря 3000", "слишком далеко"),
        ("вчера", "уже прошёл"),
        ("когда-нибудь", "дат"),
    ):
        await teacher.says(typed)
        await teacher.sees(told, "Когда закончить", "Провести три урока")
    await teacher.says("3 января 2027")
    await teacher.presses("Лучше", await teacher.sees("выходной или каникулы", "12 января"))
    await teacher.sees("Срок: 12 января", "Что получится")
    await teacher.presses("Пропустить")
    await teacher.sees("В маршруте", "Провести три урока <в парах>", "12 января")
    stale = await reacts(teacher, teacher.presses_data(OwnNoResult().pack()))
    assert "уже добавлен" in stale
    (step,) = await town.rows(select(RouteStep.id, RouteStep.title, RouteStep.due, RouteStep.competency))
    assert (step.title, step.competency) == ("Провести три урока <в парах>", "met_methods")

    await teacher.says("/route")
    await teacher.presses("1. ")
    await teacher.presses("📅 Срок")
    await teacher.sends_sticker()
    await teacher.sees("Здесь нужна дата")
    await teacher.says("через месяц")
    await teacher.sees("Новый срок: 23 декабря")
    forged = DateStep(step_id=step.id, day=date(3000, 1, 1).toordinal())
    assert "слишком далеко" in (await teacher.presses_data(forged.pack()) or "")
    await teacher.presses("🗑 Убрать")
    await teacher.presses("Нет, оставить", await teacher.sees("вернуть его будет нельзя"))
    await teacher.presses("🗑 Убрать")
    await teacher.presses("Да, убрать")
    await teacher.presses("Добавить шаг", await teacher.sees("Шагов больше нет"))
    await teacher.presses("Из каталога")
    await teacher.presses("Цифровая", await teacher.sees("О чём этот шаг"))
    await teacher.presses("Нейросети")
    await teacher.presses("1. ", await teacher.sees("Нейросеть-помощник"))
    await teacher.sees("В маршруте")
    await teacher.presses("К маршруту")
    await teacher.presses("1. ")
    await teacher.presses("Заменить")
    await teacher.presses("1. ", await teacher.sees("Чем заменить"))
    await teacher.presses("🗑 Убрать")
    assert await teacher.presses("Вернуть") == "Шаг снова в черновике"
    assert await town.rows(select(RouteStep.status)) == [("planned",)]
    assert await town.one(select(Route.status)) == "draft"
