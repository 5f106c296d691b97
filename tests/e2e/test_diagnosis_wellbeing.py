"""A tired teacher looks at their strength without a trace, then keeps the result, then deletes it."""

from __future__ import annotations

from sqlalchemy import func, select

from handlers.assessments.links import AnswerItem
from handlers.wellbeing.links import UnsavedAnswer
from services.assessments.models import Answer, Assessment, Score
from services.outbox import Delivery
from tests import personas
from tests.e2e.conftest import Street
from tests.e2e.diagnosis import BY_ITSELF, WAIT, answers_all, bot_until_power_cut, opens_menu
from tests.integration.stories import stored

TEACHER = personas.TEACHER
CODE, LENGTH = "wellbeing", 14
LABELS = ("Почти никогда", "Иногда", "Часто", "Почти всегда")
MIXED = "01230123-01230"
ANSWERS = {
    place: "Пропустить" if letter == "-" else LABELS[int(letter)]
    for place, letter in enumerate(MIXED, start=1)
}
# Answers as they would look in a button's data, whole or in part, and the questionnaire's own words.
SECRETS = (MIXED, MIXED[:6], CODE, "выходных", "Запас сил")


async def test_check_is_taken_unsaved_then_saved_and_deleted(street: Street) -> None:
    town, teacher = street.town, street.of(TEACHER)
    async with bot_until_power_cut(street):
        await opens_menu(teacher)
        before = await stored(town, but=BY_ITSELF)

        # Half the way, and the bot is gone: what was answered is in the button and nowhere else.
        await teacher.presses("Самодиагностика")
        await teacher.presses("Как ваши силы?")
        await teacher.sees("Личный результат видите только вы", "Любой вопрос можно пропустить")
        await teacher.presses("Пройти без сохранения")
        await teacher.sees("Ничего не сохраняем")
        await answers_all(teacher, range(1, 8), LENGTH, ANSWERS, "")
        eighth = await teacher.sees("8 из 14")
    assert await stored(town, but=BY_ITSELF) == before

    async with street.bot():
        await teacher.presses(ANSWERS[8], eighth, within=WAIT)
        await answers_all(teacher, range(9, LENGTH + 1), LENGTH, ANSWERS, "")
        result = await teacher.sees("Запас сил: 38 %", "только в этом сообщении")
        await teacher.presses("Куда обратиться", result)
        await teacher.presses("Назад", await teacher.sees("Просить о помощи нормально", "112"))
        await teacher.presses("Стереть с экрана", await teacher.sees("Запас сил: 38 %"))
        erased = await teacher.sees("Итог стёрт")
        assert "38" not in erased.words
        assert MIXED not in str([button.data for row in erased.buttons for button in row])
        assert await stored(town, but=BY_ITSELF) == before

        # The same answers, kept this time: the result stays, how each question was answered does not.
        await opens_menu(teacher)
        await teacher.presses("Самодиагностика")
        await teacher.presses("Как ваши силы?")
        await teacher.presses("Начать")
        await answers_all(teacher, range(1, LENGTH + 1), LENGTH, ANSWERS, "")
        await teacher.sees("Запас сил: 38 %", "Открыть его нельзя никому")
        assert not any("Открыть" in label for row in teacher.buttons() for label in row)
        ((check, percent),) = await town.rows(select(Assessment.id, Assessment.percent))
        assert percent == 38
        assert await town.one(select(func.count()).select_from(Score)) > 0
        assert await town.one(select(func.count()).select_from(Answer)) == 0

        # Deleted at one tap, it leaves what there was before it.
        await teacher.presses("Удалить результат")
        await teacher.sees("Результат удалён")
        assert await stored(town, but=BY_ITSELF) == before
        await teacher.says("/assess")
        assert ["Как ваши силы?, 4 мин"] in teacher.buttons(await teacher.sees("Самодиагностика"))
        assert await town.rows(select(Delivery.id)) == [], "nobody has heard of it"

    log = street.log_file.read_text()
    assert log, "the bot writes its log"
    saved_answers = f"{AnswerItem.__prefix__}:{check}:"
    for secret in (*SECRETS, saved_answers, f"{UnsavedAnswer.__prefix__}:{CODE}"):
        assert secret not in log
