"""A teacher's, an observer's and a leader's view of one skill, side by side and never averaged."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from handlers.skill_views import side_screens
from handlers.skill_views.links import SkillViews
from services.assessments import actions as assessments
from services.assessments.models import Assessment, Score
from services.content.folder import Content
from services.errors import NotAllowed, NotFound
from services.mentoring.models import MentorPair
from services.skill_views import actions, rules, side_by_side
from services.skill_views.side_by_side import SideBySide
from tests.conftest import CONTENT, MONDAY, Phones, Town
from tests.integration.stories import ON_SQLITE, finish
from tests.integration.test_skill_views import shown
from tests.integration.test_skill_views_training import answered, event
from tests.personas import (
    GYMNASIUM_CLASS_TEACHER,
    GYMNASIUM_DEPUTY_HEAD,
    GYMNASIUM_HEAD,
    GYMNASIUM_MENTOR,
    GYMNASIUM_METHODIST,
    GYMNASIUM_YOUNG_SPECIALIST,
    HEAD,
    MUNICIPAL_METHODIST,
    OPERATORS_ADMIN,
)
from tests.shown import read_plainly

LEVELS = list(CONTENT.levels.values())


pytestmark = pytest.mark.usefixtures("admin")


async def scored(
    town: Town, percent: int, who: str = GYMNASIUM_YOUNG_SPECIALIST, at: datetime = MONDAY
) -> int:
    """A finished diagnosis with the same percent everywhere."""
    assessment_id = await finish(await town.acting(who), "teacher_full")
    async with town.database.transaction() as db:
        await db.execute(
            update(Score)
            .where(Score.assessment_id == assessment_id)
            .values(percent=percent, level="acceptable")
        )
        await db.execute(update(Assessment).where(Assessment.id == assessment_id).values(finished_at=at))
    return assessment_id


async def sees(town: Town, who: str = GYMNASIUM_YOUNG_SPECIALIST) -> SideBySide:
    return await side_by_side.mine(await town.acting(who), 0)


def texts(view: SideBySide) -> str:
    return read_plainly(side_screens.my_views(view))


def test_levels_of_marks() -> None:
    percents = [rules.percent_of_mark(mark) for mark in range(4)]
    codes = [LEVELS[rules.level_number(percent, LEVELS)].code for percent in percents]
    assert codes == ["critical", "critical", "acceptable", "optimal"]


@pytest.mark.parametrize(
    ("own", "others", "talk"),
    [
        (20, [3], "lower"),
        (20, [3, 0], "lower"),
        (34, [1, 3], "lower"),
        (90, [0], "higher"),
        (90, [3, 1], "higher"),
        (50, [1, 3], "mixed"),
        (50, [1, 2], "mixed"),  # the teacher is between them, the others a mark apart
        (67, [1], "higher"),
        (100, [2], "higher"),
        (99, [2], None),  # less than a mark apart, on whichever side of a level's edge
        (83, [2], None),
        (39, [2], None),
        (40, [1], None),
        (0, [1], None),  # a mark apart, but on the same level
        (50, [2, 2], None),
        (None, [1, 2], "mixed"),
        (None, [0, 1], None),
        (None, [3, 3], None),
    ],
)
def test_where_views_differ(own: int | None, others: list[int], talk: str | None) -> None:
    percents = [rules.percent_of_mark(mark) for mark in others]
    assert rules.reason_to_talk(own, percents, LEVELS) == talk


async def test_three_views_stand_side_by_side_and_no_mean_appears(town: Town) -> None:
    assert "Здесь рядом встанут" in texts(await sees(town))
    await scored(town, 50)
    assert (await sees(town)).competencies.items == (), "one view is nothing to compare"
    await shown(town, 1, 3, 2)
    trained = await event(town, competencies=("met_design",))
    await answered(town, trained, 3)
    view = await sees(town)
    first = next(one for one in view.competencies.items if one.code == "met_design")
    assert first.own is not None
    assert (first.own.percent, first.own.sign) == (50, "🟡")
    assert [(one.by, one.words) for one in first.others] == [
        ("mentor", "Отдельные моменты"),
        ("leader", "Применяет уверенно"),
    ]
    assert first.talk == "mixed"
    said = texts(view)
    assert "Вы: 🟡 50 % (23 ноября)" in said
    assert "Наставник: «Отдельные моменты» (23 ноября)" in said
    assert "Руководитель: «Применяет уверенно» (23 ноября)" in said
    assert "✏️ Ясенева Е. Р." in said
    assert "Берёзкина" not in said, "nobody writes to a leader through the bot"
    # 50, 33 and 100 per cent: neither their mean nor anybody else's percent is anywhere.
    assert said.count("%") == len([one for one in view.competencies.items if one.own])
    assert "61" not in said
    assert {one.own.percent for one in view.competencies.items if one.own} == {50}


@pytest.mark.parametrize(
    ("percent", "mark", "words"),
    [
        (20, 3, "Со стороны видно больше. Спросите, что понравилось."),
        (90, 0, "Вы видите больше, чем было видно на уроке. Спросите, что именно."),
        (20, 1, None),
        (50, 2, None),
        (90, 3, None),
    ],
)
async def test_a_difference_is_a_reason_to_talk_in_both_directions(
    town: Town, percent: int, mark: int, words: str | None
) -> None:
    await scored(town, percent)
    await shown(town, mark)
    view = await sees(town)
    assert len(view.competencies.items) == 1
    said = texts(view)
    assert ("💬" in said) == ("✏️" in said) == (words is not None)
    assert words is None or words in said


async def test_latest_view_of_each_author_counts_and_several_authors_are_named(town: Town) -> None:
    await scored(town, 20, at=MONDAY - timedelta(days=300))
    town.clock.move(timedelta(days=1))
    await scored(town, 90, at=MONDAY)
    await shown(town, 0)
    await shown(town, 3)
    await shown(town, 1, author=GYMNASIUM_METHODIST)
    await shown(town, 2, author=MUNICIPAL_METHODIST)
    view = await sees(town)
    (one,) = view.competencies.items
    assert one.own is not None
    assert one.own.percent == 90
    assert [(other.by, other.words) for other in one.others] == [
        ("mentor", "Уверенно, можно показать"),
        ("methodist", "Отдельные моменты"),
        ("methodist", "В целом да"),
    ]
    said = texts(view)
    assert "Наставник: «" in said
    assert "Методист Ольхова В. Д.: «" in said
    assert "Методист Ключевская М. Ю.: «" in said


async def test_wellbeing_is_not_a_view_of_a_skill(town: Town) -> None:
    ctx = await town.acting(GYMNASIUM_YOUNG_SPECIALIST)
    feeling = await finish(ctx, "wellbeing", lambda place: 0)
    async with town.database.transaction() as db:
        db.add(
            Score(assessment_id=feeling, subject="met_design", is_group=False, percent=1, level="critical")
        )
    await shown(town, 3)
    assert (await sees(town)).competencies.items == ()


async def test_the_pages_hold_every_competency_once_and_fit(town: Town) -> None:
    await scored(town, 50)
    await shown(town, 0, 1, 2, 3, 3)
    ctx = await town.acting(GYMNASIUM_YOUNG_SPECIALIST)
    first, second = [await side_by_side.mine(ctx, page) for page in (0, 1)]
    codes = [one.code for view in (first, second) for one in view.competencies.items]
    assert sorted(codes) == sorted(item.competency for item in CONTENT.lesson_visit.items)
    talks = [one.talk is not None for view in (first, second) for one in view.competencies.items]
    assert talks == sorted(talks, reverse=True), "what to talk about comes first"
    assert first.competencies.count == 2
    assert await side_by_side.mine(ctx, 99) == second
    texts(second)


# For a person with the result open


async def test_person_with_the_result_open_sees_the_views_the_teacher_has_seen(town: Town) -> None:
    earlier = await scored(town, 20, at=MONDAY - timedelta(days=300))
    result_id = await scored(town, 90)
    visit = await shown(town, 1)
    trained = await event(town, competencies=("met_design",))
    await answered(town, trained, 0)
    teacher, methodist = await town.acting(GYMNASIUM_YOUNG_SPECIALIST), await town.acting(GYMNASIUM_METHODIST)
    with pytest.raises(NotAllowed, match="error-result-private"):
        await side_by_side.of_result(methodist, result_id, 0)
    await assessments.share(teacher, result_id, town.id_of(GYMNASIUM_METHODIST))
    view = await side_by_side.of_result(methodist, result_id, 0)
    assert view.competencies.items == (), "the teacher sees it first"
    mentor = await town.acting(GYMNASIUM_MENTOR)
    with pytest.raises(NotAllowed):
        await side_by_side.of_result(mentor, result_id, 0)

    await actions.look(teacher, visit.id)
    await sees(town)
    (one,) = (await side_by_side.of_result(methodist, result_id, 0)).competencies.items
    assert one.own is not None
    assert one.own.percent == 90
    assert [other.by for other in one.others] == ["mentor", "leader"]
    said = read_plainly(
        side_screens.views_of(await side_by_side.of_result(methodist, result_id, 0), result_id)
    )
    assert "Росина Алина Тимуровна" in said
    assert "Взгляды расходятся" in said
    assert "✏️" not in said
    with pytest.raises(NotAllowed):
        await side_by_side.of_result(methodist, earlier, 0)
    own = await side_by_side.of_result(teacher, result_id, 0)
    assert own.owner is None

    await assessments.close(teacher, result_id)
    with pytest.raises(NotAllowed):
        await side_by_side.of_result(methodist, result_id, 0)


async def test_opened_earlier_result_does_not_show_the_latest_one(town: Town) -> None:
    earlier = await scored(town, 20, at=MONDAY - timedelta(days=300))
    await scored(town, 90)
    visit = await shown(town, 3, author=GYMNASIUM_METHODIST)
    teacher, methodist = await town.acting(GYMNASIUM_YOUNG_SPECIALIST), await town.acting(GYMNASIUM_METHODIST)
    await assessments.share(teacher, earlier, town.id_of(GYMNASIUM_METHODIST))
    (one,) = (await side_by_side.of_result(methodist, earlier, 0)).competencies.items
    assert one.own is not None
    assert one.own.percent == 20
    assert [other.words for other in one.others] == ["Уверенно, можно показать"], visit.id


@pytest.mark.parametrize(
    "who",
    [GYMNASIUM_HEAD, GYMNASIUM_DEPUTY_HEAD, OPERATORS_ADMIN, GYMNASIUM_CLASS_TEACHER, GYMNASIUM_MENTOR, HEAD],
)
async def test_other_people_do_not_see_views_side_by_side(town: Town, who: str) -> None:
    result_id = await scored(town, 50)
    await shown(town, 1)
    ctx = await town.acting(who)
    with pytest.raises(NotAllowed):
        await side_by_side.of_result(ctx, result_id, 0)
    with pytest.raises(NotFound):
        await side_by_side.of_result(ctx, 999_999, 0)
    assert (await sees(town, who)).competencies.items == ()


async def test_mentor_sees_views_side_by_side_while_the_pair_works(town: Town) -> None:
    teacher, mentor = await town.acting(GYMNASIUM_YOUNG_SPECIALIST), await town.acting(GYMNASIUM_MENTOR)
    result_id = await finish(teacher, "novice_first_year", lambda place: 1)
    await assessments.share(teacher, result_id, town.id_of(GYMNASIUM_MENTOR))
    await shown(town, 3)
    assert (await side_by_side.of_result(mentor, result_id, 0)).owner is not None
    async with town.database.transaction() as db:
        await db.execute(update(MentorPair).values(status="completed"))
    with pytest.raises(NotAllowed):
        await side_by_side.of_result(mentor, result_id, 0)


# The checklist


def test_a_checklist_with_mistakes_is_refused() -> None:
    raw = CONTENT.read("lesson_visit")
    item = raw["items"][0]

    class Edited(Content):
        def read(self, name: str) -> dict[str, Any]:
            return changed if name == "lesson_visit" else super().read(name)

    for changes in (
        {"items": [item] * 5},
        {"items": raw["items"][:4]},
        {"items": [*raw["items"][:4], {**item, "competency": "no_such_thing"}]},
        {"marks": [*raw["marks"], {"value": 4, "button": "Блестяще"}]},
        {"marks": [*raw["marks"], {"value": 3, "button": "Ещё раз"}]},
        {"marks": [{"value": 0, "button": "Слишком длинная подпись кнопки"}, *raw["marks"][1:]]},
    ):
        changed = {**raw, **changes}
        with pytest.raises(ValueError, match=r"lesson_visit|LessonVisit"):
            _ = Edited().lesson_visit


# On phones


@ON_SQLITE
async def test_a_leader_answers_from_the_weekly_notice_and_the_teacher_compares(phones: Phones) -> None:
    town, head, teacher = phones.town, phones.of(GYMNASIUM_HEAD), phones.of(GYMNASIUM_YOUNG_SPECIALIST)
    await event(town)
    await event(town, ago=50, competencies=("met_design",))
    await scored(town, 50)
    await phones.app.scheduler.scan()
    await head.sees("Что изменилось после обучения?", "2 ответа")
    await head.presses("Посмотреть")
    await head.sees("1. Росина А. Т.: Практикум «Диалог <на> уроке»", "2. Росина")
    await head.presses("Назад")
    await head.sees("Ждёт вас: 2 дела", "🎓 что изменилось после обучения")
    await head.presses("После обучения: 2")
    await head.presses("1. Росина")
    await head.sees("Проектирование урока", "Видно ли это в работе учителя?")
    assert await head.presses("Пробует") == "Спасибо, записали"
    await head.presses("Росина")
    await head.sees("Практикум «Диалог <на> уроке»", "Проектирование урока", "1 из 2")
    await head.presses("Пробует")
    await head.sees("Диалог и разрешение конфликтов", "2 из 2")
    await head.presses("Назад")
    await head.presses("✓ Пробует")
    assert await head.presses("Применяет уверенно") == "Спасибо, записали"
    await head.sees("Сейчас вопросов нет")

    await teacher.quiet()
    await teacher.says("/menu")
    await teacher.sees("Чем займёмся")
    await teacher.presses_data(SkillViews().pack())
    await teacher.sees("Руководитель: «Применяет уверенно»", "Руководитель: «Пробует»", "Вы: 🟡 50 %")
