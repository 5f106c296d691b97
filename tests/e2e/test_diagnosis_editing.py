"""A regional methodist publishes a new version from Excel; a begun assessment finishes the old one."""

from __future__ import annotations

from sqlalchemy import select

from bot.sandbox.user import SandboxUser
from services.assessments.models import Assessment
from services.questionnaires.models import QuestionnaireVersion
from services.questionnaires.workbook import ABOUT, ITEMS
from tests import personas
from tests.e2e.conftest import Street
from tests.e2e.diagnosis import BY_ITSELF, WAIT, answers, answers_all, bot_until_power_cut, opens_menu
from tests.integration.stories import PASSING, stored
from tests.workbooks import KIND, QUESTION, SUBJECT, new_item, put, reworked

METHODIST, TEACHER, COLLEAGUE = personas.REGIONAL_METHODIST, personas.TEACHER, personas.ENGLISH_TEACHER
CODE, LENGTH = "digital", 18
MOVING = (*PASSING, *BY_ITSELF)
SELF = "Делаю сам(а)"
SITUATIONS = (15, 18)
OTHERWISE = {4: "Иногда"} | dict.fromkeys(SITUATIONS, "А")
BEFORE_START_ROW, FIFTH_ROW = 6, 6
OLD_WORDS, NEW_WORDS = "Делаю презентацию, которая помогает", "Собираю <слайды> под одну мысль & крупно."
ADDED = "Сохраняю копии важных файлов в двух местах."


async def begins(teacher: SandboxUser, length: int) -> None:
    await teacher.says("/assess")
    await teacher.presses("Цифровые навыки, 6 мин", within=WAIT)
    await teacher.presses("Начать", await teacher.sees(f"{length} вопросов"))


async def goes_through(teacher: SandboxUser, places: range, of: int) -> None:
    """Answer everything; after a situation, go on past what is worth knowing."""
    for place in places:
        await answers(teacher, place, of, OTHERWISE.get(place, SELF))
        if place in SITUATIONS:
            await teacher.presses("Дальше", await teacher.sees("Ваш ответ, А"))


async def test_new_version_is_published_and_begun_assessments_keep_theirs(street: Street) -> None:
    town = street.town
    methodist, teacher, colleague = (street.of(code) for code in (METHODIST, TEACHER, COLLEAGUE))
    async with bot_until_power_cut(street):
        await begins(teacher, LENGTH)
        await answers_all(teacher, range(1, 4), LENGTH, {}, SELF)
        fourth = await teacher.sees("4 из 18")

        # Down the workbook comes, and goes back with two slips in it.
        await opens_menu(methodist)
        await methodist.presses("Общая картина")
        await methodist.presses("Опросники: правка")
        await methodist.presses("Цифровые навыки", await methodist.sees("Опросники: правка"))
        card = await methodist.sees("18 вопросов", "Скачайте таблицу")
        await methodist.presses("Скачать .xlsx", card)
        downloaded = (await methodist.sees("версия 1", "Памятка", within=WAIT)).document
        assert downloaded is not None
        await methodist.presses("Прислать исправленный", card)
        await methodist.sees("Пришлите исправленную таблицу")
        before = await stored(town, but=MOVING)
        topic = town.content.competencies["dig_safety"].title
        slips = (put(ITEMS, 3, SUBJECT, f"{topic}ь"), put(ITEMS, 9, QUESTION, "=A1"))
        await methodist.sends_file("Правка.xlsx", reworked(downloaded.data, *slips))
        await methodist.sees(
            "В файле 2 ошибки",
            f"Лист «Вопросы», строка 3: «Компетенция»: «{topic}ь» в списке нет. Может быть, «{topic}»?",
            "Лист «Вопросы», строка 9: «Вопрос»: здесь формула",
            within=WAIT,
        )
        assert await stored(town, but=MOVING) == before

        # Right this time: what would change, how it looks to a teacher, and only then published.
        right = reworked(
            downloaded.data,
            put(ABOUT, BEFORE_START_ROW, 2, "19 вопросов, около 6 минут."),
            put(ITEMS, FIFTH_ROW, QUESTION, NEW_WORDS),
            new_item(*_row({SUBJECT: topic, KIND: "шкала", QUESTION: ADDED})),
        )
        await methodist.sends_file("Правка.xlsx", right)
        draft = await methodist.sees(
            "Файл верный",
            "версия 1 → 2",
            "Добавится 1 вопрос",
            "Изменится 1 вопрос",
            "1 человек уже начал",
            within=WAIT,
        )
        checked = await stored(town, but=MOVING)
        await methodist.presses("Посмотреть как учитель", draft)
        await methodist.presses("Начать", await methodist.sees("Предпросмотр: ответы не сохраняются"))
        await answers_all(methodist, range(1, 5), LENGTH + 1, OTHERWISE, SELF)
        await methodist.presses("Закончить", await methodist.sees("Предпросмотр", "5 из 19", NEW_WORDS))
        assert await stored(town, but=MOVING) == checked, "a preview saves nothing"
        await methodist.presses("Опубликовать версию 2", await methodist.sees("Файл верный"))
        await methodist.sees("Версия 2 опубликована")
        versions = select(QuestionnaireVersion.version, QuestionnaireVersion.author_id)
        assert await town.rows(versions.where(QuestionnaireVersion.code == CODE).order_by("version")) == [
            (1, None),
            (2, town.id_of(METHODIST)),
        ]

    # Another process knows both: the teacher finishes the words they began with, a colleague gets the new.
    async with street.bot():
        await teacher.presses(OTHERWISE[4], fourth, within=WAIT)
        await teacher.sees("5 из 18", OLD_WORDS)
        await begins(colleague, LENGTH + 1)
        await goes_through(colleague, range(1, 5), LENGTH + 1)
        await colleague.sees("5 из 19", NEW_WORDS)
        await goes_through(teacher, range(5, LENGTH + 1), LENGTH)
        await teacher.sees("Цифровые компетенции, 23 ноября", "Видите только вы")
        await goes_through(colleague, range(5, LENGTH + 1), LENGTH + 1)
        await answers(colleague, 19, LENGTH + 1, SELF)
        await colleague.sees("Цифровые компетенции, 23 ноября", "Видите только вы")
        taken = select(Assessment.person_id, Assessment.version).where(Assessment.finished_at.is_not(None))
        assert await town.rows(taken.order_by(Assessment.version)) == [
            (town.id_of(TEACHER), 1),
            (town.id_of(COLLEAGUE), 2),
        ]


def _row(cells: dict[int, str]) -> list[str | None]:
    """A row of the items by column number."""
    return [cells.get(column) for column in range(1, max(cells) + 1)]
