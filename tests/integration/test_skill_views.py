"""A lesson visit: written down tap by tap, seen by the teacher first, answered, and nobody else's to see."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from bot.delivery.render import render
from handlers.skill_views import notices, screens
from handlers.words import translator
from services.errors import DomainError, Invalid, NotAllowed, NotFound, WrongState
from services.mentoring.models import MentorPair
from services.outbox import Delivery
from services.people.models import Account, AuditEntry, RoleGrant
from services.people.my_data.withdrawal import withdraw
from services.roles import Role
from services.skill_views import actions, queries
from services.skill_views.models import SkillMark, SkillView
from services.skill_views.queries import Visit
from services.skill_views.rules import SKIPPED
from tests.conftest import MONDAY, Phones, Town
from tests.integration.stories import ON_SQLITE, posted
from tests.personas import (
    GYMNASIUM_CLASS_TEACHER,
    GYMNASIUM_DEPUTY_HEAD,
    GYMNASIUM_HEAD,
    GYMNASIUM_MENTOR,
    GYMNASIUM_METHODIST,
    GYMNASIUM_YOUNG_SPECIALIST,
    MUNICIPAL_METHODIST,
    OPERATORS_ADMIN,
    SCHOOL_METHODIST,
)
from tests.shown import read_plainly

TODAY = MONDAY.date()


pytestmark = pytest.mark.usefixtures("admin")


async def begun(
    town: Town, author: str = GYMNASIUM_MENTOR, teacher: str = GYMNASIUM_YOUNG_SPECIALIST
) -> Visit:
    return await actions.begin(await town.acting(author), town.id_of(teacher), TODAY.toordinal())


async def marked(
    town: Town, *values: int, author: str = GYMNASIUM_MENTOR, teacher: str = GYMNASIUM_YOUNG_SPECIALIST
) -> Visit:
    """A visit with a mark for each of the first competencies."""
    visit = await begun(town, author, teacher)
    ctx = await town.acting(author)
    for place, value in enumerate(values):
        visit, _ = await actions.mark(ctx, visit.id, place, value)
    return visit


async def shown(
    town: Town, *values: int, author: str = GYMNASIUM_MENTOR, teacher: str = GYMNASIUM_YOUNG_SPECIALIST
) -> Visit:
    visit = await marked(town, *(values or (1, 2, 3, 2, 1)), author=author, teacher=teacher)
    return await actions.show_to_teacher(await town.acting(author), visit.id)


async def marks(town: Town, view_id: int) -> dict[str, int]:
    statement = select(SkillMark.competency, SkillMark.value).where(SkillMark.view_id == view_id)
    return dict(map(tuple, await town.rows(statement)))


async def count(town: Town) -> int:
    return int(await town.one(select(func.count(SkillView.id))))


async def end_pair(town: Town) -> None:
    async with town.database.transaction() as db:
        await db.execute(
            update(MentorPair)
            .where(MentorPair.mentor_id == town.id_of(GYMNASIUM_MENTOR))
            .values(status="completed")
        )


# Writing it down


async def test_every_mark_is_saved_and_a_visit_continues_where_it_stopped(town: Town) -> None:
    ctx = await town.acting(GYMNASIUM_MENTOR)
    visit = await marked(town, 1, SKIPPED, 3)
    first, _, third, fourth, _ = visit.codes
    assert await marks(town, visit.id) == {first: 1, third: 3}
    again = await begun(town)
    assert again.id == visit.id
    assert "4 из 5" in read_plainly(screens.unfinished(again))

    _, following = await actions.mark(ctx, visit.id, 3, 0)
    assert following == 4
    _, following = await actions.mark(ctx, visit.id, 3, 0)  # a double tap
    assert following == 4
    assert (await marks(town, visit.id))[fourth] == 0
    visit, following = await actions.mark(ctx, visit.id, 4, SKIPPED)
    assert following is None
    assert "▫️ Диалог и разрешение конфликтов: без отметки" in read_plainly(screens.summary(visit))
    visit, following = await actions.mark(ctx, visit.id, 0, SKIPPED)  # back, and not seen after all
    assert (first in visit.marks, following) == (False, 1)
    assert await posted(town, "visit_shown") == []


async def test_simultaneous_taps_begin_one_visit_and_leave_one_mark(town: Town) -> None:
    visits = await asyncio.gather(*(begun(town) for _ in range(4)))
    assert len({one.id for one in visits}) == await count(town) == 1
    contexts = [await town.acting(GYMNASIUM_MENTOR) for _ in range(4)]
    await asyncio.gather(*(actions.mark(ctx, visits[0].id, 0, 2) for ctx in contexts))
    assert list((await marks(town, visits[0].id)).values()) == [2]
    contexts = [await town.acting(GYMNASIUM_MENTOR) for _ in range(4)]
    await asyncio.gather(*(actions.show_to_teacher(ctx, visits[0].id) for ctx in contexts))
    assert await posted(town, "visit_shown") == [town.id_of(GYMNASIUM_YOUNG_SPECIALIST)]


@pytest.mark.parametrize(("place", "value"), [(-1, 1), (5, 1), (0, 4), (0, -2), (2**31 - 1, 0)])
async def test_forged_marks_are_refused(town: Town, place: int, value: int) -> None:
    visit = await begun(town)
    with pytest.raises(NotFound):
        await actions.mark(await town.acting(GYMNASIUM_MENTOR), visit.id, place, value)
    assert await marks(town, visit.id) == {}


async def test_visit_is_dated_by_one_of_the_last_days(town: Town) -> None:
    ctx, teacher = await town.acting(GYMNASIUM_MENTOR), town.id_of(GYMNASIUM_YOUNG_SPECIALIST)
    days = (await queries.start(ctx, teacher)).days
    assert days[0] == TODAY
    assert TODAY - timedelta(days=1) not in days, "a Sunday"
    for ordinal in (0, -5, 2**31, (TODAY + timedelta(days=1)).toordinal(), TODAY.toordinal() - 15):
        with pytest.raises(WrongState, match="error-visit-day"):
            await actions.begin(ctx, teacher, ordinal)
    assert await count(town) == 0
    visit = await actions.begin(ctx, teacher, TODAY.toordinal() - 14)
    assert visit.observed_on == TODAY - timedelta(days=14)


async def test_visit_without_marks_is_not_shown_and_an_unshown_one_can_be_deleted(town: Town) -> None:
    ctx = await town.acting(GYMNASIUM_MENTOR)
    visit = await begun(town)
    with pytest.raises(WrongState, match="error-visit-empty"):
        await actions.show_to_teacher(ctx, visit.id)
    await actions.drop(ctx, visit.id)
    with pytest.raises(NotFound):
        await actions.drop(ctx, visit.id)
    assert await count(town) == 0


async def test_shown_visit_cannot_be_changed(town: Town) -> None:
    ctx = await town.acting(GYMNASIUM_MENTOR)
    visit = await shown(town)
    before = await marks(town, visit.id)
    for change in (actions.mark(ctx, visit.id, 0, 0), actions.drop(ctx, visit.id)):
        with pytest.raises(WrongState, match="error-visit-shown"):
            await change
    assert await marks(town, visit.id) == before
    assert (await actions.show_to_teacher(ctx, visit.id)).is_shown
    assert await posted(town, "visit_shown") == [town.id_of(GYMNASIUM_YOUNG_SPECIALIST)]
    another = await begun(town)
    assert another.id != visit.id, "the next lesson is another visit"


# The teacher


async def test_teacher_is_told_of_a_visit_comments_and_may_rewrite_the_comment(town: Town) -> None:
    visit = await shown(town)
    teacher = await town.acting(GYMNASIUM_YOUNG_SPECIALIST)
    notice = await notices.visit_shown(await town.acting(GYMNASIUM_YOUNG_SPECIALIST), visit.id)
    assert notice is not None
    assert "Ясенева Е. Р." in read_plainly(notice)
    assert "В целом да" not in read_plainly(notice), (
        "marks are not pushed onto a screen somebody may glance at"
    )

    card = await actions.look(teacher, visit.id)
    assert "Проектирование урока: <b>Отдельные моменты</b>" in read_plainly(screens.card(card))
    assert "без отметки" not in read_plainly(screens.card(card))
    for text in ("  ", "я" * 1001):
        with pytest.raises(Invalid):
            await actions.comment(teacher, visit.id, text)
    await actions.comment(teacher, visit.id, "Спасибо, <учту>")
    await actions.comment(teacher, visit.id, "Спасибо, <учту>")  # the same update again
    assert await posted(town, "visit_answered") == [town.id_of(GYMNASIUM_MENTOR)]
    card = await actions.comment(teacher, visit.id, "Спасибо, попробую")
    assert "Изменить ответ" in read_plainly(screens.card(card))
    assert await town.one(select(SkillView.comment)) == "Спасибо, попробую"
    heard = await notices.visit_answered(await town.acting(GYMNASIUM_MENTOR), visit.id)
    assert heard is not None
    assert "попробую" in read_plainly(heard)
    seen = await actions.look(await town.acting(GYMNASIUM_MENTOR), visit.id)
    assert "Спасибо, попробую" in read_plainly(screens.card(seen))

    assert await posted(town, "visit_answered") == [town.id_of(GYMNASIUM_MENTOR)], (
        "once a day, whatever was polished"
    )
    town.clock.move(timedelta(days=1))
    await actions.comment(teacher, visit.id, "Попробовала, получилось")
    assert await posted(town, "visit_answered") == [town.id_of(GYMNASIUM_MENTOR)] * 2


async def test_notice_of_a_visit_waits_for_the_morning(town: Town) -> None:
    town.clock.set(MONDAY.replace(hour=21))
    await shown(town)
    not_before = await town.one(select(Delivery.not_before).where(Delivery.kind == "visit_shown"))
    assert not_before == MONDAY.replace(hour=8) + timedelta(days=1)


async def test_teacher_does_not_see_an_unfinished_visit(town: Town) -> None:
    visit = await marked(town, 1, 2)
    teacher = await town.acting(GYMNASIUM_YOUNG_SPECIALIST)
    assert (await queries.my_visits(teacher, 0)).items == ()
    for attempt in (
        queries.visit(teacher, visit.id),
        actions.look(teacher, visit.id),
        actions.comment(teacher, visit.id, "Уже вижу"),
        actions.mark(teacher, visit.id, 0, 3),
        actions.show_to_teacher(teacher, visit.id),
        actions.drop(teacher, visit.id),
    ):
        with pytest.raises(NotFound):
            await attempt
    assert (
        await render(await town.acting(GYMNASIUM_YOUNG_SPECIALIST), "visit_shown", {"view_id": visit.id})
        is None
    )


# Rights


@pytest.mark.parametrize("who", [GYMNASIUM_MENTOR, GYMNASIUM_METHODIST, MUNICIPAL_METHODIST])
async def test_mentors_and_methodists_in_scope_may_visit(town: Town, who: str) -> None:
    ctx = await town.acting(who)
    assert await queries.may_visit(ctx, town.id_of(GYMNASIUM_YOUNG_SPECIALIST))
    assert (await begun(town, who)).may_change


@pytest.mark.parametrize(
    "who",
    [
        GYMNASIUM_HEAD,
        GYMNASIUM_DEPUTY_HEAD,
        GYMNASIUM_CLASS_TEACHER,
        SCHOOL_METHODIST,
        OPERATORS_ADMIN,
        GYMNASIUM_YOUNG_SPECIALIST,
    ],
)
async def test_other_people_may_not_visit_and_nobody_visits_themself(town: Town, who: str) -> None:
    ctx = await town.acting(who)
    assert not await queries.may_visit(ctx, town.id_of(GYMNASIUM_YOUNG_SPECIALIST))
    for attempt in (
        queries.start(ctx, town.id_of(GYMNASIUM_YOUNG_SPECIALIST)),
        actions.begin(ctx, town.id_of(GYMNASIUM_YOUNG_SPECIALIST), TODAY.toordinal()),
    ):
        with pytest.raises(NotAllowed):
            await attempt
    assert not await queries.may_visit(
        await town.acting(GYMNASIUM_METHODIST), town.id_of(GYMNASIUM_METHODIST)
    )
    assert await count(town) == 0


@pytest.mark.parametrize(
    "who",
    [
        GYMNASIUM_HEAD,
        GYMNASIUM_DEPUTY_HEAD,
        GYMNASIUM_CLASS_TEACHER,
        GYMNASIUM_METHODIST,
        MUNICIPAL_METHODIST,
        SCHOOL_METHODIST,
        OPERATORS_ADMIN,
    ],
)
async def test_only_its_two_sides_see_a_visit(town: Town, who: str) -> None:
    visit = await shown(town)
    await actions.comment(await town.acting(GYMNASIUM_YOUNG_SPECIALIST), visit.id, "Это между нами")
    ctx = await town.acting(who)
    for attempt in (
        queries.visit(ctx, visit.id),
        actions.look(ctx, visit.id),
        actions.comment(ctx, visit.id, "Чужое"),
        actions.mark(ctx, visit.id, 0, 0),
        actions.show_to_teacher(ctx, visit.id),
        actions.drop(ctx, visit.id),
    ):
        with pytest.raises(NotFound):
            await attempt
    assert (await queries.my_visits(ctx, 0)).items == (await queries.written(ctx, 0)).items == ()
    with pytest.raises(NotFound):  # nor does the observer answer for the teacher
        await actions.comment(await town.acting(GYMNASIUM_MENTOR), visit.id, "За учителя")
    assert "между" not in str([tuple(row) for row in await town.rows(select(Delivery.arguments))])
    assert await town.rows(select(AuditEntry.details).where(AuditEntry.action.contains("visit"))) == []


async def test_former_mentor_reads_own_visits_and_begins_no_new_one(town: Town) -> None:
    visit = await shown(town)
    rest = await marked(town, 2)
    await end_pair(town)
    ctx = await town.acting(GYMNASIUM_MENTOR)
    assert "Отдельные моменты" in read_plainly(screens.card(await actions.look(ctx, visit.id)))
    assert {one.id for one in (await queries.written(ctx, 0)).items} == {visit.id, rest.id}
    for attempt in (
        actions.mark(ctx, rest.id, 1, 2),
        actions.show_to_teacher(ctx, rest.id),
        actions.begin(ctx, town.id_of(GYMNASIUM_YOUNG_SPECIALIST), TODAY.toordinal()),
    ):
        with pytest.raises(NotAllowed):
            await attempt
    left = screens.summary(await actions.look(ctx, rest.id))
    assert "Показать учителю" not in read_plainly(left)
    await actions.comment(await town.acting(GYMNASIUM_YOUNG_SPECIALIST), visit.id, "Спасибо за всё")
    assert await posted(town, "visit_answered") == [town.id_of(GYMNASIUM_MENTOR)]
    await actions.drop(ctx, rest.id)


@pytest.mark.parametrize("missing", ["account", "role"])
async def test_only_a_teacher_who_uses_the_bot_is_written_about(town: Town, missing: str) -> None:
    teacher = town.id_of(GYMNASIUM_YOUNG_SPECIALIST)
    async with town.database.transaction() as db:
        if missing == "account":
            for account in await db.scalars(select(Account).where(Account.person_id == teacher)):
                await db.delete(account)
        else:
            for grant in await db.scalars(select(RoleGrant).where(RoleGrant.person_id == teacher)):
                if grant.role == Role.TEACHER:
                    await db.delete(grant)
    with pytest.raises(NotAllowed, match="error-visit-teacher"):
        await actions.begin(await town.acting(GYMNASIUM_METHODIST), teacher, TODAY.toordinal())


# Leaving


async def test_withdrawal_of_a_teacher_deletes_views_about_the_teacher(town: Town) -> None:
    visit = await shown(town)
    await marked(town, 1, author=GYMNASIUM_METHODIST)
    await withdraw(await town.acting(GYMNASIUM_YOUNG_SPECIALIST))
    assert await count(town) == 0
    assert await town.rows(select(SkillMark)) == []
    with pytest.raises(NotFound):
        await queries.visit(await town.acting(GYMNASIUM_MENTOR), visit.id)
    assert await render(await town.acting(GYMNASIUM_MENTOR), "visit_answered", {"view_id": visit.id}) is None


async def test_withdrawal_of_an_observer_keeps_shown_views(town: Town) -> None:
    visit = await shown(town)
    await marked(town, 1, 1)
    await withdraw(await town.acting(GYMNASIUM_MENTOR))
    assert [row[0] for row in await town.rows(select(SkillView.id))] == [visit.id]
    card = await actions.look(await town.acting(GYMNASIUM_YOUNG_SPECIALIST), visit.id)
    assert "Ясенева Екатерина Романовна" in read_plainly(screens.card(card))


# On phones


@ON_SQLITE
async def test_mentor_begins_a_visit_from_the_card_of_the_mentee_and_the_teacher_answers(
    phones: Phones,
) -> None:
    mentor, teacher = phones.of(GYMNASIUM_MENTOR), phones.of(GYMNASIUM_YOUNG_SPECIALIST)
    await mentor.says("/mentor")
    await mentor.presses("👤 Росина")
    await mentor.presses("Посетил(а) урок")
    await mentor.sees("Когда был урок?")
    await mentor.presses("Сегодня")
    await mentor.sees("1 из 5", "Проектирование урока", "Насколько это было видно?")
    await mentor.presses("Отдельные моменты")
    await mentor.presses("Не наблюдал(а)")
    await mentor.sees("3 из 5")
    await mentor.presses("Прервусь")
    await mentor.sees("Проектирование урока: Отдельные моменты")
    await mentor.says("/mentor")
    await mentor.presses("👤 Росина")
    assert await mentor.presses("Посетил(а) урок") == "Запись начата раньше, продолжаем"
    await mentor.sees("2 из 5")
    await mentor.presses("Назад")
    await mentor.presses("✓ Отдельные моменты")
    await mentor.sees("2 из 5")
    await mentor.presses("В целом да")
    for _ in range(3):
        await mentor.presses("Уверенно, можно показать")
    await mentor.sees("Учитель увидит это первым")
    assert await mentor.presses("Показать учителю") == "Показано учителю"

    await teacher.sees("Ясенева Е. Р.", "на вашем уроке 23 ноября")
    await teacher.presses("Посмотреть")
    await teacher.sees("Приёмы и технологии обучения: В целом да")
    await teacher.presses("Ответить")
    assert "В меню" in teacher.screen()
    await teacher.sends_sticker()
    await teacher.sees("Здесь нужны слова")
    assert "В меню" in teacher.screen()
    await teacher.says("Спасибо! <Попробую> иначе")
    await teacher.sees("Передали: Ясенева Е. Р.")
    await mentor.sees("Росина Алина Тимуровна отвечает", "Спасибо! <Попробую> иначе")
    await mentor.presses("Посмотреть")
    await mentor.sees("Ответ учителя", "Спасибо! <Попробую> иначе")
    await mentor.presses("Назад")
    await mentor.sees("Мои записи с уроков")

    await teacher.presses("Назад")
    await teacher.presses("Ответить" if "Ответить" in teacher.screen() else "Изменить ответ")
    await teacher.presses("Назад")
    await teacher.says("Просто мысль")
    await teacher.sees("Передать это")
    assert await phones.town.one(select(SkillView.comment)) == "Спасибо! <Попробую> иначе"


@ON_SQLITE
async def test_methodist_begins_a_visit_from_the_card_of_a_person_and_can_drop_it(phones: Phones) -> None:
    methodist = phones.of(GYMNASIUM_METHODIST)
    await methodist.says("/people")
    await methodist.sees("Страница 1")
    for _ in range(4):
        if any("Росина" in label for row in methodist.buttons(methodist.last) for label in row):
            break
        await methodist.presses("Следующие")
    await methodist.presses("Росина")
    await methodist.presses("Посетил(а) урок")
    await methodist.presses("Сегодня")
    await methodist.presses("Не видно")
    await methodist.presses("Прервусь")
    await methodist.presses("Удалить запись")
    await methodist.sees("Удалить запись об уроке")
    await methodist.presses("Нет, оставить")
    await methodist.presses("Удалить запись")
    assert await methodist.presses("Да, удалить") == "Запись удалена"
    await methodist.sees("Пока пусто")
    assert await count(phones.town) == 0


async def test_every_refusal_has_words(town: Town) -> None:
    """Whatever the visits refuse can be told."""
    ctx = await town.acting(GYMNASIUM_MENTOR)
    visit = await begun(town)
    for attempt in (
        actions.show_to_teacher(ctx, visit.id),
        actions.begin(ctx, town.id_of(GYMNASIUM_YOUNG_SPECIALIST), 1),
        actions.begin(ctx, town.id_of(GYMNASIUM_CLASS_TEACHER), TODAY.toordinal()),
    ):
        with pytest.raises(DomainError) as refused:
            await attempt
        assert translator("ru").plain(screens.Words(refused.value.key))
