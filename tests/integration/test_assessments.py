"""Questionnaires taken, paused and changed; a result is seen by its owner until the owner opens it."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta

import pytest
from sqlalchemy import delete, func, select

from bot.delivery.render import render
from handlers.assessments import notices
from handlers.assessments.links import (
    AfterExplanation,
    AnswerItem,
    Begin,
    ChooseViewer,
    CloseResult,
    GoToItem,
    GrowthTopic,
    GrowthTopics,
    Intro,
    OpenResult,
    ShowAllScores,
    ShowPicture,
    ShowResult,
    SkipOpenItem,
)
from services.assessments import actions, queries
from services.assessments.models import Answer, Assessment, Score, Sharing
from services.assessments.rules import option_codes
from services.errors import Invalid, NotAllowed, NotFound, WrongState
from services.outbox import Delivery
from services.people.models import OrgUnit, RoleGrant
from services.people.queries import identify
from tests.conftest import MONDAY, MOSCOW, Phones, Town
from tests.integration.stories import (
    ON_SQLITE,
    PASSING,
    answered,
    finish,
    grown,
    reacts,
    statements,
    stored,
    unit_of,
)
from tests.personas import (
    ADMIN,
    DEPUTY_HEAD,
    ENGLISH_TEACHER,
    GYMNASIUM_METHODIST,
    HEAD,
    MENTOR,
    MUNICIPAL_METHODIST,
    PSYCHOLOGIST,
    SCHOOL_METHODIST,
    TEACHER,
    YOUNG_SPECIALIST,
)
from tests.shown import refusal

FIRST_YEAR, FULL, DIGITAL, TEAM, WELLBEING = (
    "novice_first_year", "teacher_full", "digital", "leader_team", "wellbeing"
)  # fmt: skip
SITUATION, OPTIONAL, LENGTH = 11, 16, 24  # of the first-year questionnaire


async def answers(town: Town) -> dict[str, str]:
    return dict(await town.rows(select(Answer.item_id, Answer.option)))


async def count(town: Town, table: type) -> int:
    return int(await town.one(select(func.count()).select_from(table)))


async def begun(town: Town, code: str = YOUNG_SPECIALIST, questionnaire: str = FIRST_YEAR) -> int:
    return (await actions.begin(await town.acting(code), questionnaire)).assessment_id


# What is offered


@ON_SQLITE
async def test_people_are_offered_the_questionnaires_of_their_roles(town: Town) -> None:
    expected = {
        TEACHER: [FULL, DIGITAL, WELLBEING],
        YOUNG_SPECIALIST: [FIRST_YEAR, FULL, DIGITAL, WELLBEING],
        HEAD: [TEAM, WELLBEING],
        DEPUTY_HEAD: [TEAM, FULL, DIGITAL, WELLBEING],
        PSYCHOLOGIST: [],
        MUNICIPAL_METHODIST: [],
    }
    for who, offered in expected.items():
        ctx = await town.acting(who)
        assert [one.questionnaire.code for one in await queries.offers(ctx)] == offered, who
        for code in {FIRST_YEAR, FULL, DIGITAL, TEAM, WELLBEING} - set(offered):
            with pytest.raises(NotAllowed):
                await actions.begin(ctx, code)
        for code in ("no_such", ""):
            with pytest.raises(NotFound):
                await actions.begin(ctx, code)
    assert await count(town, Assessment) == 0


@ON_SQLITE
async def test_first_year_questionnaire_is_offered_to_young_specialists_only(town: Town) -> None:
    await town.change_person(YOUNG_SPECIALIST, teaching_since=date(2023, 11, 23))
    offered = [one.questionnaire.code for one in await queries.offers(await town.acting(YOUNG_SPECIALIST))]
    assert offered == [FULL, DIGITAL, WELLBEING]
    town.clock.set(MONDAY - timedelta(days=1))
    offered = [one.questionnaire.code for one in await queries.offers(await town.acting(YOUNG_SPECIALIST))]
    assert FIRST_YEAR in offered


# Answering


async def test_each_answer_is_saved_and_the_last_one_counts(town: Town) -> None:
    ctx = await town.acting(YOUNG_SPECIALIST)
    first = await actions.begin(ctx, FIRST_YEAR)
    codes = [option_codes(first.questionnaire, item) for item in first.questionnaire.items]
    ids = [item.id for item in first.questionnaire.items]

    second = await actions.answer(ctx, first.assessment_id, 0, 3)
    assert second is not None and second.place == 1
    again = await actions.answer(ctx, first.assessment_id, 0, 3)  # a double tap
    assert again is not None and again.place == 1
    assert await answers(town) == {ids[0]: codes[0][3]}

    await actions.answer(ctx, first.assessment_id, 1, 2)
    looked = await queries.item_at(ctx, first.assessment_id, 0)
    assert looked.chosen == 3
    following = await actions.answer(ctx, first.assessment_id, 0, 1)
    assert following is not None and following.place == 2, "the first unanswered item comes next"
    assert await answers(town) == {ids[0]: codes[0][1], ids[1]: codes[1][2]}


async def test_questionnaire_continues_after_a_month_where_it_stopped(town: Town) -> None:
    ctx = await town.acting(YOUNG_SPECIALIST)
    view = await actions.begin(ctx, FIRST_YEAR)
    for place in range(6):
        await actions.answer(ctx, view.assessment_id, place, 2)
    (offer, *_) = await queries.offers(ctx)
    assert offer.continue_from == 6

    town.clock.move(timedelta(days=31))
    later = await town.acting(YOUNG_SPECIALIST)
    resumed = await actions.begin(later, FIRST_YEAR)
    assert (resumed.assessment_id, resumed.place) == (view.assessment_id, 6)
    assert len(await answers(town)) == 6
    assert await count(town, Assessment) == 1


async def test_finished_questionnaire_stores_every_answer_and_score_once(town: Town) -> None:
    ctx = await town.acting(YOUNG_SPECIALIST)
    assessment_id = await finish(ctx, FIRST_YEAR, lambda place: -1 if place == OPTIONAL else place % 4)
    assert await count(town, Answer) == LENGTH - 1
    ((finished, who, version),) = await town.rows(
        select(Assessment.finished_at, Assessment.person_id, Assessment.version)
    )
    assert (who, version) == (town.id_of(YOUNG_SPECIALIST), 1)
    assert finished.astimezone(MOSCOW).date() == MONDAY.date()
    result = await queries.result(ctx, assessment_id)
    subjects = {item.competency for item in result.questionnaire.items}
    assert {one.subject for one in result.competencies} == subjects
    assert await count(town, Score) == len(result.competencies) + len(result.groups)
    assert result.opened_to == ()


async def test_optional_item_may_be_skipped_and_its_answer_taken_back(town: Town) -> None:
    ctx = await town.acting(YOUNG_SPECIALIST)
    assessment_id = await begun(town)
    with pytest.raises(Invalid):
        await actions.answer(ctx, assessment_id, 0, -1)
    assert await answers(town) == {}
    for place in range(OPTIONAL):
        await actions.answer(ctx, assessment_id, place, 2)
    await actions.answer(ctx, assessment_id, OPTIONAL, 2)
    assert await count(town, Answer) == OPTIONAL + 1
    following = await answered(ctx, assessment_id, OPTIONAL, -1)
    assert await count(town, Answer) == OPTIONAL
    assert following is not None and following.place == OPTIONAL + 1


@ON_SQLITE
async def test_items_are_not_answered_out_of_order_by_forged_buttons(town: Town) -> None:
    ctx = await town.acting(YOUNG_SPECIALIST)
    assessment_id = await begun(town)
    await actions.answer(ctx, assessment_id, 0, 1)
    before = await stored(town)
    for place in (2, OPTIONAL, LENGTH - 1):
        with pytest.raises(Invalid):
            await actions.answer(ctx, assessment_id, place, 0)
        with pytest.raises(NotFound):
            await queries.item_at(ctx, assessment_id, place)
    assert await stored(town) == before


@ON_SQLITE
async def test_choice_that_is_not_on_the_screen_is_refused(town: Town) -> None:
    assessment_id = await begun(town)
    forged = [(0, 4), (0, -2), (0, -1), (0, 10**6), (11, 4), (LENGTH, 0), (-1, 0), (10**6, 0)]
    for place, choice in forged:
        with pytest.raises(Invalid):
            await actions.answer(await town.acting(YOUNG_SPECIALIST), assessment_id, place, choice)
    assert await answers(town) == {}


async def test_finished_questionnaire_takes_no_more_answers(town: Town) -> None:
    ctx = await town.acting(YOUNG_SPECIALIST)
    assessment_id = await finish(ctx, FIRST_YEAR)
    before = await stored(town)
    with pytest.raises(WrongState, match="error-assessment-finished"):
        await actions.answer(ctx, assessment_id, 0, 3)
    with pytest.raises(WrongState, match="error-assessment-finished"):
        await actions.answer(ctx, assessment_id, OPTIONAL, -1)
    with pytest.raises(NotFound):
        await queries.item_at(ctx, assessment_id, 0)
    # A second tap on the last answer shows the result again.
    assert await actions.answer(ctx, assessment_id, LENGTH - 1, 1) is None
    assert await stored(town) == before


async def test_questionnaire_is_answered_by_its_owner_only(town: Town) -> None:
    assessment_id = await begun(town)
    before = await stored(town)
    for nosy in (ENGLISH_TEACHER, SCHOOL_METHODIST, HEAD, ADMIN):
        ctx = await town.acting(nosy)
        for refused in (
            actions.answer(ctx, assessment_id, 0, 0),
            queries.item_at(ctx, assessment_id, 0),
            queries.viewers(ctx, assessment_id),
            actions.share(ctx, assessment_id, ctx.me.person_id),
            actions.close(ctx, assessment_id),
            actions.answer(ctx, 10**6, 0, 0),
        ):
            with pytest.raises(NotFound):
                await refused
    assert await stored(town) == before


async def test_refusal_of_an_early_repeat_tells_the_first_day(town: Town) -> None:
    ctx = await town.acting(YOUNG_SPECIALIST)
    await finish(ctx, FIRST_YEAR)
    before = await stored(town)
    allowed_from = MONDAY.date() + timedelta(days=90)
    (offer, *_) = await queries.offers(ctx)
    assert (offer.repeat_from, offer.continue_from) == (allowed_from, None)
    town.clock.set(MONDAY + timedelta(days=89))
    with pytest.raises(WrongState, match="error-assessment-early") as refused:
        await actions.begin(await town.acting(YOUNG_SPECIALIST), FIRST_YEAR)
    assert refused.value.arguments == {"day": allowed_from, "year": "2027"}
    assert await stored(town) == before

    town.clock.set(MONDAY + timedelta(days=90))
    assert await begun(town) != offer.finished_id
    assert await count(town, Assessment) == 2


async def test_double_tap_on_begin_begins_once(town: Town) -> None:
    """Also where each tap reaches another process."""
    contexts = [await town.acting(YOUNG_SPECIALIST) for _ in range(4)]
    views = await asyncio.gather(*(actions.begin(ctx, FIRST_YEAR) for ctx in contexts))
    assert len({view.assessment_id for view in views}) == 1
    assert await count(town, Assessment) == 1


async def test_double_tap_on_an_answer_stores_it_once(town: Town) -> None:
    assessment_id = await begun(town)
    contexts = [await town.acting(YOUNG_SPECIALIST) for _ in range(4)]
    await asyncio.gather(
        *(actions.answer(ctx, assessment_id, 0, choice) for choice, ctx in enumerate(contexts))
    )
    assert await count(town, Answer) == 1


async def test_answer_costs_two_reads_and_a_write(town: Town) -> None:
    assessment_id = await begun(town)
    ctx = town.nobody
    with statements(town.database) as heard:
        ctx.actor = (await identify(ctx, town.people[YOUNG_SPECIALIST].chat_id)).actor
        await actions.answer(ctx, assessment_id, 0, 2)
    verbs = [statement.split()[0] for statement in heard]
    assert sorted(verbs) == ["INSERT", "SELECT", "SELECT"], heard

    with statements(town.database) as heard:
        await actions.answer(await town.acting(YOUNG_SPECIALIST), assessment_id, 0, 2)
    assert not [statement for statement in heard if not statement.startswith("SELECT")]


# Who sees a result


@ON_SQLITE
async def test_result_is_seen_by_its_owner_only(town: Town) -> None:
    assessment_id = await finish(await town.acting(YOUNG_SPECIALIST), FIRST_YEAR)
    for nosy in (
        ENGLISH_TEACHER,
        MENTOR,
        SCHOOL_METHODIST,
        MUNICIPAL_METHODIST,
        HEAD,
        DEPUTY_HEAD,
        ADMIN,
        GYMNASIUM_METHODIST,
    ):
        with pytest.raises(NotAllowed, match="error-result-private"):
            await queries.result(await town.acting(nosy), assessment_id)
    assert await town.rows(select(Delivery.id)) == [], "no one is told of a result"


async def test_result_is_opened_to_the_methodist_and_closed_again(town: Town) -> None:
    ctx, methodist = await town.acting(YOUNG_SPECIALIST), await town.acting(SCHOOL_METHODIST)
    assessment_id = await finish(ctx, FIRST_YEAR)
    for _ in range(2):
        await actions.share(ctx, assessment_id, town.id_of(SCHOOL_METHODIST))
    assert await count(town, Sharing) == 1
    assert await town.rows(select(Delivery.person_id, Delivery.kind)) == [
        (town.id_of(SCHOOL_METHODIST), "result_opened")
    ]
    seen = await queries.result(methodist, assessment_id)
    assert (seen.is_mine, seen.owner.id) == (False, town.id_of(YOUNG_SPECIALIST))
    assert await notices.result_opened(methodist, assessment_id) is not None
    for nosy in (HEAD, ADMIN, MUNICIPAL_METHODIST, MENTOR):
        with pytest.raises(NotAllowed):
            await queries.result(await town.acting(nosy), assessment_id)
    with pytest.raises(NotFound):
        # A reader does not pass the result on.
        await actions.share(methodist, assessment_id, town.id_of(MUNICIPAL_METHODIST))

    await actions.close(ctx, assessment_id)
    with pytest.raises(NotAllowed, match="error-result-private"):
        await queries.result(methodist, assessment_id)
    assert await render(methodist, "result_opened", {"assessment_id": assessment_id}) is None
    assert (await queries.result(ctx, assessment_id)).opened_to == ()
    assert len(await town.rows(select(Sharing.id).where(Sharing.closed_at.is_not(None)))) == 1

    # Opened again on the same day it is seen again, without a second notice.
    await actions.share(ctx, assessment_id, town.id_of(SCHOOL_METHODIST))
    assert (await queries.result(methodist, assessment_id)).owner.id == town.id_of(YOUNG_SPECIALIST)
    assert await count(town, Delivery) == 1


async def test_result_may_be_opened_to_the_mentor_and_methodists_only(town: Town) -> None:
    ctx = await town.acting(YOUNG_SPECIALIST)
    first_year, full = await finish(ctx, FIRST_YEAR), await finish(ctx, FULL)
    names = [one.id for one in await queries.viewers(ctx, first_year)]
    assert names[:2] == [town.id_of(MENTOR), town.id_of(SCHOOL_METHODIST)]
    assert town.id_of(MENTOR) not in {one.id for one in await queries.viewers(ctx, full)}

    before = await stored(town)
    for forged in (HEAD, DEPUTY_HEAD, ENGLISH_TEACHER, GYMNASIUM_METHODIST, YOUNG_SPECIALIST):
        with pytest.raises(NotAllowed):
            await actions.share(ctx, first_year, town.id_of(forged))
    with pytest.raises(NotAllowed):
        await actions.share(ctx, full, town.id_of(MENTOR))
    with pytest.raises(NotAllowed):
        await actions.share(ctx, first_year, 10**6)
    assert await stored(town) == before


@ON_SQLITE
async def test_administrator_without_another_role_never_sees_a_result(town: Town) -> None:
    async with town.database.transaction() as session:
        await session.execute(
            delete(RoleGrant).where(
                RoleGrant.person_id == town.id_of(ADMIN), RoleGrant.role == "municipal_methodist"
            )
        )
        root = await session.scalar(select(OrgUnit.id).where(OrgUnit.parent_id.is_(None)))
        session.add(RoleGrant(person_id=town.id_of(ADMIN), role="admin", unit_id=root))
    ctx, admin = await town.acting(YOUNG_SPECIALIST), await town.acting(ADMIN)
    assessment_id = await finish(ctx, FIRST_YEAR)
    with pytest.raises(NotAllowed):
        await actions.share(ctx, assessment_id, town.id_of(ADMIN))
    with pytest.raises(NotAllowed, match="error-result-private"):
        await queries.result(admin, assessment_id)
    town.admin_ids = frozenset({town.chat_of(ADMIN)})
    with pytest.raises(NotAllowed, match="error-result-private"):
        await queries.result(await town.acting(ADMIN), assessment_id)


@ON_SQLITE
async def test_unfinished_questionnaire_is_not_opened(town: Town) -> None:
    assessment_id = await begun(town)
    ctx = await town.acting(YOUNG_SPECIALIST)
    with pytest.raises(WrongState):
        await actions.share(ctx, assessment_id, town.id_of(SCHOOL_METHODIST))
    with pytest.raises(NotFound):
        await queries.result(ctx, assessment_id)
    assert await count(town, Sharing) == 0


# On the phone


@ON_SQLITE
async def test_questionnaire_is_taken_on_a_phone(phones: Phones) -> None:
    town, novice = phones.town, phones.of(YOUNG_SPECIALIST)
    await novice.says("/assess")
    await novice.presses("Мой первый год")
    await novice.sees("Результат видите только вы")
    await novice.presses("Начать")
    first = await novice.sees(f"1 из {LENGTH}")
    assert first.button("Назад") is None
    options = [row[0] for row in novice.buttons(first)]
    await novice.presses(options[2])
    await novice.sees(f"2 из {LENGTH}")
    await novice.presses("Назад")
    looked = await novice.sees(f"1 из {LENGTH}")
    assert looked.button(f"✓ {options[2]}"), "the given answer is marked"
    await novice.presses(options[0], looked)
    await novice.sees(f"2 из {LENGTH}")
    await novice.presses("Прервусь")
    paused = await novice.sees("Самодиагностика")
    await novice.presses("Продолжить с вопроса 2", paused)
    question = await novice.sees(f"2 из {LENGTH}")
    assert len(await answers(town)) == 1

    for place in range(1, LENGTH):
        question = await novice.sees(f"{place + 1} из {LENGTH}")
        await asyncio.gather(  # a double tap
            *(novice.presses_data(question.buttons[0][0].data or "", question) for _ in range(2))
        )
        if place == SITUATION:
            told = await novice.sees("Ваш ответ, А", "Лучше сработает Б", "Смена вида работы")
            await novice.presses("Дальше", told)
    asked = await novice.sees("О чём хотите поговорить с наставником")
    await novice.presses("К результату", asked)
    result = await novice.sees("Видите только вы", "💪")
    assert await count(town, Answer) == LENGTH
    assert await count(town, Assessment) == 1
    assert result.button("Открыть результат")

    await novice.presses("Назад", result)
    await novice.sees("Выберите опросник")


@ON_SQLITE
async def test_old_buttons_of_a_finished_questionnaire_change_nothing(town: Town) -> None:
    assessment_id = await finish(await town.acting(YOUNG_SPECIALIST), FIRST_YEAR)
    before = await answers(town)
    for link, words in (
        (Begin(code=FIRST_YEAR), "Повторить можно с 21 февраля"),
        (AnswerItem(assessment_id=assessment_id, place=0, choice=3), "Этот опросник уже завершён"),
    ):
        with pytest.raises(WrongState) as refused:
            await town.presses(YOUNG_SPECIALIST, link)
        assert words in refusal(refused.value)
    assert await answers(town) == before


@ON_SQLITE
async def test_result_is_opened_and_closed_on_a_phone(phones: Phones) -> None:
    town, novice, methodist = phones.town, phones.of(YOUNG_SPECIALIST), phones.of(SCHOOL_METHODIST)
    assessment_id = await finish(await town.acting(YOUNG_SPECIALIST), FIRST_YEAR)
    await novice.says("/assess")
    await novice.presses("Итоги")
    await novice.presses("Открыть результат")
    await novice.sees("Кому открыть результат?", "не отдельные ответы")
    assert await novice.presses("Озерова") == "Открыто. Сообщение уже в пути"
    await novice.sees("Открыто: Озерова")
    await methodist.sees("Калинина", "открывает вам результат")
    await methodist.presses("Посмотреть")
    shown = await methodist.sees("Калинина", "Школа № 1")
    assert shown.button("Составить маршрут") is None and shown.button("🔒 Закрыть") is None
    await methodist.presses("Подробно")
    scores = await methodist.sees("Все компетенции", "%")

    assert await novice.presses("🔒 Закрыть") == "Закрыто. Результат снова видите только вы"
    await novice.sees("Видите только вы")
    assert await methodist.presses("Назад", scores) == "Этот результат видит только его владелец."
    assert await methodist.presses_data(ShowResult(assessment_id=assessment_id).pack()) == (
        "Этот результат видит только его владелец."
    )


@ON_SQLITE
async def test_forged_buttons_of_a_questionnaire_show_and_change_nothing(phones: Phones) -> None:
    town, nosy = phones.town, phones.of(ENGLISH_TEACHER)
    running = await begun(town, TEACHER, FULL)
    finished = await finish(await town.acting(YOUNG_SPECIALIST), FIRST_YEAR)
    own = await finish(await town.acting(ENGLISH_TEACHER), FULL)
    phones.sandbox.limits.enabled = False
    before = await stored(town, but=PASSING)
    for forged in (
        AnswerItem(assessment_id=running, place=0, choice=0),
        GoToItem(assessment_id=running, place=0),
        AnswerItem(assessment_id=finished, place=0, choice=0),
        ShowResult(assessment_id=finished),
        ShowAllScores(assessment_id=finished),
        ChooseViewer(assessment_id=finished),
        OpenResult(assessment_id=finished, viewer_id=town.id_of(ENGLISH_TEACHER)),
        OpenResult(assessment_id=own, viewer_id=town.id_of(HEAD)),
        CloseResult(assessment_id=finished),
        Intro(code=FIRST_YEAR),
        Begin(code=FIRST_YEAR),
        Begin(code=FULL),
        GrowthTopics(assessment_id=finished),
        GrowthTopic(assessment_id=finished, competency="met_design"),
        GrowthTopic(assessment_id=own, competency="led_staff"),
        ShowPicture(assessment_id=finished),
        AfterExplanation(assessment_id=running, place=13),
        SkipOpenItem(assessment_id=finished, place=0),
        SkipOpenItem(assessment_id=running, place=0),
        ShowResult(assessment_id=running),
        GoToItem(assessment_id=own, place=10**6),
    ):
        await nosy.says("/menu")
        await nosy.sees("Чем займёмся")
        read = await reacts(nosy, nosy.presses_data(forged.pack()))
        assert read and "Калинина" not in read and "%" not in read and "из" not in read.split(), forged
    assert grown(before, await stored(town, but=PASSING)) == {}


async def test_former_methodist_does_not_see_the_result_of_a_person_who_moved(town: Town) -> None:
    ctx, methodist = await town.acting(YOUNG_SPECIALIST), await town.acting(SCHOOL_METHODIST)
    assessment_id = await finish(ctx, FIRST_YEAR)
    await actions.share(ctx, assessment_id, town.id_of(SCHOOL_METHODIST))
    await town.change_person(YOUNG_SPECIALIST, unit_id=await unit_of(town, GYMNASIUM_METHODIST))
    with pytest.raises(NotAllowed, match="error-result-private"):
        await queries.result(methodist, assessment_id)
    assert await render(methodist, "result_opened", {"assessment_id": assessment_id}) is None
