"""A first-year teacher takes «Мой первый год» with breaks, grows from its result and takes it again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import func, select

from bot.sandbox.user import SandboxUser
from handlers.assessments.links import Begin, ShowResult
from services.assessments.models import Answer, Assessment, OpenAnswer, ResultPicture, Score, Sharing
from services.conversations.models import ConversationMessage
from services.routes.models import RouteStep
from tests import personas
from tests.conftest import MONDAY, Town
from tests.e2e.conftest import Street
from tests.e2e.diagnosis import WAIT, answers, answers_all, bot_until_power_cut, gets_photo
from tests.integration.stories import reacts

NOVICE, MENTOR = personas.YOUNG_SPECIALIST, personas.MENTOR
CODE, LENGTH = "novice_first_year", 24
EASY, RATHER_EASY, RATHER_HARD, HARD = (
    "Легко, без помощи",
    "Скорее легко",
    "Скорее трудно",
    "Очень трудно",
)
SITUATION, DESIGN = 12, "met_design"
# Lessons are hard to plan, the fourth item being about what goes wrong; special needs are rather hard.
# What is asked of class teachers only is left out, the rest is easy.
FIRST_TIME = {
    3: HARD,
    4: "Почти всегда",
    10: "Почти никогда",
    SITUATION: "Б",
    15: RATHER_HARD,
    16: RATHER_HARD,
    17: "Пропустить",
    18: "Пропустить",
}
SECOND_TIME = FIRST_TIME | {3: RATHER_EASY, 4: "Иногда"}


async def percents(town: Town, assessment_id: int) -> dict[str, int | None]:
    rows = await town.rows(select(Score.subject, Score.percent).where(Score.assessment_id == assessment_id))
    return dict(map(tuple, rows))


async def finished(town: Town) -> Sequence[tuple[int, int]]:
    """Finished assessments: id and percent of the whole, the oldest first."""
    rows = await town.rows(
        select(Assessment.id, Assessment.percent)
        .where(Assessment.finished_at.is_not(None))
        .order_by(Assessment.id)
    )
    return [(row[0], row[1]) for row in rows]


async def begins(novice: SandboxUser) -> None:
    await novice.says("/assess")
    await novice.presses("Мой первый год, 7 мин", within=WAIT)
    await novice.sees("Первый год бывает трудным", "24 вопроса, около 7 минут", "🔒")
    await novice.presses("Начать")


async def test_questionnaire_is_taken_with_breaks_and_repeated(street: Street) -> None:
    town, novice, mentor = street.town, street.of(NOVICE), street.of(MENTOR)
    design = town.content.competencies[DESIGN].title
    title = "Планируем урок без спешки"
    await town.event(title=title, competencies=[DESIGN])

    # Seven answers before the bell rings; then the bot's machine loses its power.
    async with bot_until_power_cut(street):
        await novice.says("/assess")
        offers = await novice.sees("Результат видите только вы", within=WAIT)
        assert novice.buttons(offers)[0] == ["Мой первый год, 7 мин"], "the first-year one stands first"
        await begins(novice)
        await answers_all(novice, range(1, 8), LENGTH, FIRST_TIME, EASY)
        await novice.presses("Прервусь", await novice.sees("8 из 24"))
        paused = await novice.sees("остановились на вопросе 8")
    assert await town.one(select(func.count()).select_from(Answer)) == 7

    # Three days later the old button still knows where she stopped.
    street.set_clock(MONDAY + timedelta(days=3))
    async with street.bot():
        await novice.presses("Продолжить с вопроса 8", paused, within=WAIT)
        await answers(novice, 8, LENGTH, RATHER_EASY)
        await novice.presses("Назад", await novice.sees("9 из 24"))
        assert ["✓ Скорее легко"] in novice.buttons(await novice.sees("8 из 24"))
        await answers_all(novice, range(8, SITUATION), LENGTH, FIRST_TIME, EASY)

        # A situation: long options are in the message, and what is worth knowing comes after the answer.
        question = await novice.sees("12 из 24", "А. Скажу ещё громче", "Б. Замолчу", "Г. Продолжу")
        assert novice.buttons(question)[0] == ["А", "Б", "В", "Г"]
        await novice.presses("А", question)
        explained = await novice.sees("Ваш ответ, А", "Лучше сработает Б", "заранее оговорённый знак")
        await novice.presses("Назад", explained)
        assert novice.buttons(await novice.sees("12 из 24"))[0] == ["✓ А", "Б", "В", "Г"]
        await answers(novice, SITUATION, LENGTH, "Б")
        await novice.presses("Дальше", await novice.sees("Это лучший вариант"))
        await answers_all(novice, range(SITUATION + 1, LENGTH + 1), LENGTH, FIRST_TIME, EASY)

        # The last one is answered in her own words, and she may leave it out.
        await novice.sees("по желанию", "О чём хотите поговорить с наставником")
        await novice.says("Как успевать <всё> за 40 минут")
        result = await novice.sees("Сильнее всего", "Есть куда расти: 2 темы", "Видите только вы")
        ((first, percent),) = await finished(town)
        assert percent == 85
        assert await town.one(select(func.count()).select_from(Answer)) == LENGTH - 2
        assert await town.one(select(OpenAnswer.text)) == "Как успевать <всё> за 40 минут"
        came_out = await percents(town, first)
        assert (came_out[DESIGN], came_out["psy_inclusion"], came_out["met_assess"]) == (0, 33, 100)
        assert came_out["psy_upbringing"] is None, "what was left out is not held against her"
        assert (came_out["met"], came_out["psy"]) == (75, 78)
        assert result.button(f"🔴 {design}")
        assert "Методическая: 75" in result.words

        # The picture is drawn once; Telegram keeps it, and the second time it is only named.
        assert await novice.presses("Картинкой", result, within=WAIT) == "Рисуем, секунду…"
        picture = await gets_photo(novice)
        assert "Мой первый год в школе, 26 ноября" in picture.words
        assert await novice.presses("Картинкой", result) is None
        again = await gets_photo(novice, after=picture)
        assert again.photo is not None
        assert picture.photo is not None
        assert picture.photo.data.startswith(b"\x89PNG")
        assert again.photo.file_id == picture.photo.file_id
        assert await town.one(select(func.count()).select_from(ResultPicture)) == 1

        # Three ways to begin with a topic. The mentor reads what it is about and not how it came out.
        await novice.presses(design, result)
        topic = await novice.sees(design, "Очень нужна поддержка")
        assert "маршрут" in (await novice.presses("В мой маршрут", topic) or "")
        await novice.sees("Черновик")
        assert await town.rows(select(RouteStep.competency).distinct()) == [(DESIGN,)]
        to_result = ShowResult(assessment_id=first).pack()
        await novice.presses_data(to_result)
        await novice.presses(design)
        await novice.presses("Спросить совета")
        await novice.presses("Полевой", await novice.sees("Тема", design))
        await novice.sees("Ваш результат вместе с вопросом не отправляется")
        await novice.says("Как уложить урок в 40 минут?")
        heard = await mentor.sees("Как уложить урок", f"Тема: {design}", within=WAIT)
        assert "%" not in heard.words
        assert "поддержка" not in heard.words
        assert await town.rows(select(ConversationMessage.text)) == [("Как уложить урок в 40 минут?",)]
        assert await town.rows(select(Sharing)) == [], "asking opens nothing"
        await novice.presses_data(to_result)
        await novice.presses(design)
        await novice.presses("Найти событие")
        await novice.sees("Мероприятия по теме", design, title)

        # So soon the picture would hardly change: neither the list nor an old button begins it again.
        await novice.says("/assess")
        offers = await novice.sees("Самодиагностика")
        assert novice.buttons(offers)[0] == ["📊 Итоги: Мой первый год"]
        early = await reacts(novice, novice.presses_data(Begin(code=CODE).pack(), offers))
        assert "Повторить можно с 24 февраля" in early
        assert len(await town.rows(select(Assessment.id))) == 1

        # In spring she tries again, and sees what has changed.
        street.set_clock(town.clock.now() + timedelta(days=91))
        await begins(novice)
        await answers_all(novice, range(1, SITUATION + 1), LENGTH, SECOND_TIME, EASY)
        await novice.presses("Дальше", await novice.sees("Это лучший вариант"))
        await answers_all(novice, range(SITUATION + 1, LENGTH + 1), LENGTH, SECOND_TIME, EASY)
        await novice.presses("К результату", await novice.sees("О чём хотите поговорить"))
        again = await novice.sees("Методическая: было 75 → стало 92", "Видите только вы")
        await novice.presses(design, again)
        await novice.sees(f"🟡 {design}: было 0 → стало 67", "Получается с усилием")
        (_, _), (second, percent) = await finished(town)
        assert percent == 91
        assert (await percents(town, second))[DESIGN] == 67
        assert await percents(town, first) == came_out, "the first result stays what it was"
        assert await town.one(select(func.count()).select_from(OpenAnswer)) == 1
