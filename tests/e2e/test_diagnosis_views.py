"""Three views of one skill: the teacher's own, a mentor's after a lesson, the head's after training."""

from __future__ import annotations

import re
from datetime import timedelta

from sqlalchemy import select

from services.assessments.models import Sharing
from services.skill_views.models import AFTER_TRAINING, LESSON_VISIT, SkillMark, SkillView
from tests import personas
from tests.conftest import MONDAY
from tests.e2e.conftest import Street
from tests.e2e.diagnosis import WAIT, opens_menu
from tests.integration.stories import finish

MENTOR, TEACHER, HEAD = (
    personas.GYMNASIUM_MENTOR,
    personas.GYMNASIUM_YOUNG_SPECIALIST,
    personas.GYMNASIUM_HEAD,
)
SKILL = "met_design"
MARKS = {
    "met_design": "Отдельные моменты",
    "met_methods": "В целом да",
    "met_assess": "В целом да",
    "psy_behavior": "Уверенно, можно показать",
    "com_dialog": "Не наблюдал(а)",
}


async def test_three_views_stand_side_by_side_without_a_mean(street: Street) -> None:
    town = street.town
    mentor, teacher, head = street.of(MENTOR), street.of(TEACHER), street.of(HEAD)
    skill = town.content.competencies[SKILL].title
    # Ten days ago there was a workshop; the teacher then looked at herself: everything rather easy.
    await town.event(starts_at=MONDAY - timedelta(days=10), competencies=[SKILL], guests=[TEACHER])
    await finish(await town.acting(TEACHER), "novice_first_year", lambda place: 2)

    async with street.bot():
        # The mentor was at her lesson: the teacher, the day, five marks.
        await mentor.says("/mentor")
        await mentor.presses("👤 Росина", within=WAIT)
        await mentor.presses("Посетил(а) урок")
        await mentor.presses("Сегодня", await mentor.sees("Когда был урок?"))
        for place, (code, mark) in enumerate(MARKS.items(), start=1):
            asked = await mentor.sees(f"{place} из 5", town.content.competencies[code].title)
            await mentor.presses(mark, asked)
        before_showing = await mentor.sees("Учитель увидит это первым", f"{skill}: Отдельные моменты")
        await teacher.quiet()
        assert "урок" not in teacher.screen(), "nothing is shown until the mentor says so"
        assert await mentor.presses("Показать учителю", before_showing) == "Показано учителю"

        # She sees it first, and answers.
        await teacher.sees("Ясенева Е. Р.", "на вашем уроке 23 ноября", "не оценка", within=WAIT)
        await teacher.presses("Посмотреть")
        await teacher.sees(f"{skill}: Отдельные моменты", "Видите вы и автор записи")
        await teacher.presses("Ответить")
        await teacher.says("Цель урока & правда терялась")
        await teacher.sees("Передали: Ясенева Е. Р.")
        await mentor.sees("Росина Алина Тимуровна отвечает", "Цель урока & правда терялась", within=WAIT)
        views = select(SkillView.kind, SkillView.author_id, SkillView.comment).order_by(SkillView.id)
        visit = (LESSON_VISIT, town.id_of(MENTOR), "Цель урока & правда терялась")
        assert await town.rows(views) == [visit]
        marked = {row[0] for row in await town.rows(select(SkillMark.competency))}
        assert marked == set(MARKS) - {"com_dialog"}, "what was not watched is no mark"

        # Forty days after the workshop the head is asked about it, and about nothing else.
        street.set_clock(MONDAY + timedelta(days=30))
        asked = await head.sees("Что изменилось после обучения?", "1 ответ", within=WAIT)
        await head.presses("Посмотреть", asked)
        await head.presses("1. Росина", await head.sees("1. Росина А. Т.: Практикум"))
        question = await head.sees("Росина", skill, "Видно ли это в работе учителя?")
        assert await head.presses("Применяет уверенно", question) == "Спасибо, записали"
        await head.sees("Сейчас вопросов нет")
        assert "%" not in head.screen()
        assert "Отдельные моменты" not in head.screen()
        assert await town.rows(views) == [visit, (AFTER_TRAINING, town.id_of(HEAD), "")]

        # Side by side, each by itself; where they differ there is something to talk about, and with whom.
        await opens_menu(teacher)
        await teacher.presses("Самодиагностика")
        await teacher.presses("Три взгляда")
        page = await teacher.sees("ничего не складываем и не усредняем", skill)
        own = town.content.levels["acceptable"].mark
        assert (
            f"{skill}\n"
            f"Вы: {own} 50 % (23 ноября)\n"
            "Наставник: «Отдельные моменты» (23 ноября)\n"
            "Руководитель: «Применяет уверенно» (23 декабря)\n"
            "💬 Со стороны видно разное. Спросите каждого, что именно."
        ) in page.words
        # The only percents are her own; 50, a third and all of it would make 61.
        assert len(re.findall(r"\d+ %", page.words)) == page.words.count("Вы: ")
        assert "61" not in page.words
        assert page.button("✏️ Ясенева")
        assert await town.rows(select(Sharing.id)) == [], "and nobody else has been let in"
