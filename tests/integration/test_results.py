"""What a result tells its owner, and what they can begin from it."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.telegram.display import TEXT_LIMIT
from handlers.answers import Work
from handlers.assessments import result_screens
from handlers.assessments.links import GrowthTopic, ShowPicture, ShowResult
from handlers.screen import LABEL_LIMIT, Screen
from handlers.words import translator
from services.assessments import actions, queries
from services.assessments.models import Assessment, OpenAnswer, ResultPicture
from services.assessments.queries import Result
from services.assessments.rules import option_codes, points
from services.errors import Invalid, NotAllowed, NotFound, WrongState
from services.outbox import Delivery
from services.pictures.charts import RadarChart
from services.pictures.painter import CannotDrawError, Painter
from services.routes.agreement import actions as agreement
from services.routes.drafting import actions as drafting
from services.routes.drafting import topics
from services.routes.models import Route, RouteStep
from tests.conftest import MONDAY, Phones, Town
from tests.integration.stories import ON_SQLITE, finish, stored
from tests.personas import (
    ENGLISH_TEACHER,
    HEAD,
    MENTOR,
    MUNICIPAL_METHODIST,
    SCHOOL_METHODIST,
    TEACHER,
    YOUNG_SPECIALIST,
)

FIRST_YEAR, FULL = "novice_first_year", "teacher_full"
OPEN_QUESTION = "nf_open1"


def said(screen: Screen) -> str:
    return "\n".join(translator("ru").plain(line) for line in screen.lines)


async def result_of(town: Town, who: str, choice: int, code: str = FULL) -> Result:
    ctx = await town.acting(who)
    return await queries.result(ctx, await finish(ctx, code, lambda place: choice))


# What it says


async def test_strengths_stand_before_deficits(town: Town) -> None:
    ctx = await town.acting(YOUNG_SPECIALIST)
    assessment_id = await finish(ctx, FIRST_YEAR, lambda place: 3 if place < 4 else 1)
    screen = result_screens.result(await queries.result(ctx, assessment_id), town.content)
    words = said(screen)
    assert words.index("Сильнее всего") < words.index("Предметная") < words.index("Есть куда расти")
    assert "ФГОС, ФООП и рабочая программа 100" in words
    assert town.content.questionnaires[FIRST_YEAR].texts.overall["acceptable"] in words
    assert len(words) < TEXT_LIMIT
    labels = [translator("ru").plain(button.label) for row in screen.rows for button in row]
    assert len(screen.rows) <= 8
    assert all(len(label) <= LABEL_LIMIT + 4 for label in labels), labels


@ON_SQLITE
async def test_result_without_deficits_uses_the_words_of_the_questionnaire(town: Town) -> None:
    ctx = await town.acting(TEACHER)
    items = town.content.questionnaires[FULL].items

    def best(place: int) -> int:
        options = option_codes(town.content.questionnaires[FULL], items[place])
        return max(range(len(options)), key=lambda number: points(items[place], options[number], 3))

    view = await queries.result(ctx, await finish(ctx, FULL, best))
    screen = result_screens.result(view, town.content)
    assert view.deficits == () and view.questionnaire.texts.no_deficits in said(screen)
    assert view.questionnaire.texts.overall["optimal"] in said(screen)
    with pytest.raises(WrongState):
        await drafting.draft(ctx, view.assessment_id)


async def test_second_result_shows_the_first_beside_it(town: Town) -> None:
    ctx = await town.acting(YOUNG_SPECIALIST)
    first = await queries.result(ctx, await finish(ctx, FIRST_YEAR, lambda place: 1))
    assert first.before is None
    town.clock.move(timedelta(days=91))
    ctx = await town.acting(YOUNG_SPECIALIST)
    second = await queries.result(ctx, await finish(ctx, FIRST_YEAR, lambda place: 2))
    assert second.before is not None and second.before.day == MONDAY.date()
    was = {one.subject: one.percent for one in (*first.groups, *first.competencies)}
    assert {subject: second.before.percents[subject] for subject in was} == was
    words = said(result_screens.result(second, town.content))
    assert f"было {was['met']} → стало" in words
    everything = said(result_screens.all_scores(second, town.content))
    assert everything.count(" → ") == len(second.competencies) + 1, "a line each, under a heading"
    # The first result stays what it was.
    again = await queries.result(ctx, first.assessment_id)
    assert (again.before, again.competencies) == (None, first.competencies)


async def test_results_of_different_questionnaires_are_not_compared(town: Town) -> None:
    await result_of(town, YOUNG_SPECIALIST, 1, FIRST_YEAR)
    town.clock.move(timedelta(days=2))
    assert (await result_of(town, YOUNG_SPECIALIST, 2)).before is None


@ON_SQLITE
async def test_owner_is_thanked_on_the_day_of_the_answers_only(town: Town) -> None:
    new = await result_of(town, TEACHER, 2)
    assert new.questionnaire.texts.finish in said(result_screens.result(new, town.content))
    town.clock.move(timedelta(days=1))
    old = await queries.result(await town.acting(TEACHER), new.assessment_id)
    words = said(result_screens.result(old, town.content))
    assert words.startswith(new.questionnaire.short_title) and new.questionnaire.texts.finish not in words


@ON_SQLITE
async def test_hasty_answers_are_mentioned_to_the_owner_only(town: Town) -> None:
    hasty = await result_of(town, YOUNG_SPECIALIST, 1, FIRST_YEAR)
    assert hasty.is_hasty
    soft = hasty.questionnaire.scoring.quality_checks
    assert soft is not None
    assert soft.soft_text in said(result_screens.result(hasty, town.content))
    owner = await town.acting(YOUNG_SPECIALIST)
    await actions.share(owner, hasty.assessment_id, town.id_of(SCHOOL_METHODIST))
    seen = await queries.result(await town.acting(SCHOOL_METHODIST), hasty.assessment_id)
    assert soft.soft_text not in said(result_screens.result(seen, town.content))


async def test_calm_answers_are_not_called_hasty(town: Town) -> None:
    ctx = await town.acting(TEACHER)
    view = await actions.begin(ctx, FULL)
    town.clock.move(timedelta(minutes=8))
    ctx = await town.acting(TEACHER)
    assert (await actions.begin(ctx, FULL)).assessment_id == view.assessment_id
    assessment_id = await finish(ctx, FULL, lambda place: place % 4)
    assert not (await queries.result(ctx, assessment_id)).is_hasty


# The open question


async def test_open_answer_is_shown_to_people_with_the_result_open(town: Town) -> None:
    ctx = await town.acting(YOUNG_SPECIALIST)
    assessment_id = await finish(ctx, FIRST_YEAR)
    asked = await queries.open_item(ctx, assessment_id)
    assert asked is not None and asked.item.id == OPEN_QUESTION
    await actions.write_open_answer(ctx, assessment_id, OPEN_QUESTION, "  Как начать <урок>?  ")
    assert await queries.open_item(ctx, assessment_id) is None
    view = await queries.result(ctx, assessment_id)
    assert view.own_words == ((asked.item.text, "Как начать <урок>?"),)
    assert "Как начать" in said(result_screens.all_scores(view, town.content))

    with pytest.raises(NotFound):
        await actions.write_open_answer(
            await town.acting(ENGLISH_TEACHER), assessment_id, OPEN_QUESTION, "Моё"
        )
    with pytest.raises(NotFound):
        await actions.write_open_answer(ctx, assessment_id, "nf01", "Не открытый вопрос")
    for wrong in ("", "   ", "я" * 1001):
        with pytest.raises(Invalid):
            await actions.write_open_answer(ctx, assessment_id, OPEN_QUESTION, wrong)
    assert await town.rows(select(OpenAnswer.text)) == [("Как начать <урок>?",)]


@ON_SQLITE
async def test_the_open_question_is_answered_on_a_phone(phones: Phones) -> None:
    town, novice = phones.town, phones.of(YOUNG_SPECIALIST)
    ctx = await town.acting(YOUNG_SPECIALIST)
    view = await actions.begin(ctx, FIRST_YEAR)
    for place in range(23):
        await actions.answer(ctx, view.assessment_id, place, 1)
    await novice.says("/assess")
    await novice.presses("Продолжить с вопроса 24")
    await novice.presses("Скорее трудно", await novice.sees("24 из 24"))
    await novice.sees("О чём хотите поговорить с наставником")
    await novice.sends_photo()
    await novice.sees("О чём хотите поговорить", "Напишите")
    await novice.says("О начале урока")
    await novice.sees("Есть куда расти")
    assert await town.rows(select(OpenAnswer.text)) == [("О начале урока",)]


# Three ways to begin


async def test_a_topic_is_added_to_a_route_once_and_with_its_reason(town: Town) -> None:
    ctx = await town.acting(YOUNG_SPECIALIST)
    view = await queries.result(ctx, await finish(ctx, FIRST_YEAR, lambda place: 0))
    first, second = view.deficits[0].subject, view.deficits[1].subject
    route = await topics.add_competency(ctx, first, view.assessment_id)
    assert route.status == "draft"
    assert {step.competency.code for step in route.steps} == {first}
    assert all(step.reason.level == view.deficits[0].level for step in route.steps)
    longer = await topics.add_competency(ctx, second, view.assessment_id)
    assert longer.id == route.id and {step.competency.code for step in longer.steps} == {first, second}
    assert [step.number for step in longer.steps] == list(range(1, len(longer.steps) + 1))
    assert longer.ends == max(step.due for step in longer.steps)
    before = await stored(town)
    again = await topics.add_competency(ctx, first, view.assessment_id)
    assert again.steps == longer.steps, "a second tap adds nothing"
    for code, result, error in (
        ("led_staff", view.assessment_id, NotFound),
        ("nothing", view.assessment_id, NotFound),
        (first, 10**6, NotFound),
    ):
        with pytest.raises(error):
            await topics.add_competency(ctx, code, result)
    with pytest.raises(NotFound):
        await topics.add_competency(await town.acting(ENGLISH_TEACHER), first, view.assessment_id)
    assert await stored(town) == before


async def test_route_takes_at_most_eight_open_steps(town: Town) -> None:
    ctx = await town.acting(TEACHER)
    view = await queries.result(ctx, await finish(ctx, FULL, lambda place: 0))
    rules = town.content.catalog.assembly_rules
    refused = []
    for score in view.deficits[:6]:
        try:
            route = await topics.add_competency(ctx, score.subject, view.assessment_id)
        except WrongState as error:
            refused.append(error.key)
    assert refused and set(refused) <= {"error-route-full", "error-route-topics"}
    assert len(route.steps) == await town.one(select(func.count(RouteStep.id))) <= rules.max_steps_per_route
    assert len({step.competency.code for step in route.steps}) == rules.max_competencies_per_route
    assert sum(step.form.code == "course" for step in route.steps) == 1


async def test_a_topic_added_to_a_route_under_way_follows_it_and_its_methodist_hears(town: Town) -> None:
    ctx, methodist = await town.acting(TEACHER), await town.acting(SCHOOL_METHODIST)
    view = await queries.result(ctx, await finish(ctx, FULL, lambda place: 1))
    route = await topics.add_competency(ctx, view.deficits[0].subject, view.assessment_id)
    waiting = await agreement.send_to_review(ctx, route.id)
    other = view.deficits[1].subject
    with pytest.raises(WrongState, match="error-route-on-review"):
        await topics.add_competency(ctx, other, view.assessment_id)
    await agreement.approve(methodist, route.id, waiting.sent_id)
    agreed = {step.id: (step.starts, step.due) for step in route.steps}
    longer = await topics.add_competency(ctx, other, view.assessment_id)
    dates = {step.id: (step.starts, step.due) for step in longer.steps}
    assert {step_id: dates[step_id] for step_id in agreed} == agreed, "agreed dates stay"
    last = max(due for _, due in agreed.values())
    assert all(step.starts > last for step in longer.steps if step.id not in agreed)
    heard = await town.rows(select(Delivery.person_id).where(Delivery.kind == "route_extended"))
    assert heard == [(town.id_of(SCHOOL_METHODIST),)]


async def test_a_route_based_on_another_result_does_not_tell_this_ones_level(town: Town) -> None:
    ctx = await town.acting(YOUNG_SPECIALIST)
    basis = await queries.result(ctx, await finish(ctx, FIRST_YEAR, lambda place: 0))
    other = await queries.result(ctx, await finish(ctx, FULL, lambda place: 0))
    await topics.add_competency(ctx, basis.deficits[0].subject, basis.assessment_id)
    await topics.add_competency(ctx, "sub_content", other.assessment_id)
    told = dict(await town.rows(select(RouteStep.competency, RouteStep.reason)))
    assert told["sub_content"]["level"] is None and told["sub_content"]["percent"] is None
    assert told[basis.deficits[0].subject]["level"] == "critical"
    # The number of steps tells nothing either: it is that of a topic chosen without a result.
    usual = town.content.catalog.assembly_rules.steps_per_competency["acceptable"]
    count = select(func.count()).where(RouteStep.competency == "sub_content")
    assert (
        await town.one(count) == usual < town.content.catalog.assembly_rules.steps_per_competency["critical"]
    )


@ON_SQLITE
async def test_every_topic_offers_three_ways_on_a_phone(phones: Phones) -> None:
    town, novice, mentor = phones.town, phones.of(YOUNG_SPECIALIST), phones.of(MENTOR)
    ctx = await town.acting(YOUNG_SPECIALIST)
    assessment_id = await finish(ctx, FIRST_YEAR, lambda place: 0)
    deficit = (await queries.result(ctx, assessment_id)).deficits[0]
    title = town.content.competencies[deficit.subject].title
    await novice.says("/menu")
    await novice.sees("Чем займёмся")
    link = GrowthTopic(assessment_id=assessment_id, competency=deficit.subject).pack()
    await novice.presses_data(ShowResult(assessment_id=assessment_id).pack())
    await novice.presses(title)
    topic = await novice.sees(title, "Очень нужна поддержка")
    assert await novice.presses("В мой маршрут", topic) == "Тема в вашем маршруте"
    await novice.sees("Черновик")
    assert await town.one(select(func.count(Route.id))) == 1

    await novice.presses_data(link)
    await novice.presses("Спросить совета")
    asked = await novice.sees("Тема", title)
    await novice.presses("Назад", asked)
    await novice.sees(title, "Очень нужна поддержка")
    await novice.presses("Спросить совета")
    await novice.presses("Полевой", await novice.sees("Тема", title))
    question = await novice.sees("Ваш результат вместе с вопросом не отправляется")
    await novice.presses("Назад", question)
    await novice.presses("Полевой", await novice.sees("Тема", title))
    await novice.sees("Ваш результат вместе с вопросом не отправляется")
    await novice.says("Как спланировать урок на 40 минут?")
    heard = await mentor.sees("Как спланировать урок", f"Тема: {title}")
    assert "%" not in heard.words

    await novice.presses_data(link)
    await novice.presses("Найти событие")
    found = await novice.sees(title, "пока ничего не назначено")
    await novice.presses("Назад", found)
    await novice.sees(title, "Очень нужна поддержка")


# The picture


async def drawn(phones: Phones, who: str) -> None:
    """Wait until no picture is made for somebody any more."""
    while phones.app.works.is_under_way(phones.town.id_of(who), Work.PICTURE):
        await asyncio.sleep(0.01)


@ON_SQLITE
async def test_the_picture_is_drawn_once_and_sent_again(phones: Phones) -> None:
    town, novice = phones.town, phones.of(YOUNG_SPECIALIST)
    assessment_id = await finish(await town.acting(YOUNG_SPECIALIST), FIRST_YEAR)
    await novice.says("/menu")
    await novice.sees("Чем займёмся")
    press = ShowPicture(assessment_id=assessment_id).pack()
    assert await novice.presses_data(press) == "Рисуем, секунду…"
    await novice.sees("Мой первый год в школе", "23 ноября", within=30)
    await drawn(phones, YOUNG_SPECIALIST)
    (kept,) = await town.rows(select(ResultPicture.file_id))
    first = novice.last
    assert first.photo
    assert await novice.presses_data(press) != "Рисуем, секунду…"
    await novice.quiet()
    assert await town.rows(select(ResultPicture.file_id)) == [kept]
    await novice.presses("Назад", first)
    await novice.sees("Есть куда расти")


@ON_SQLITE
async def test_picture_the_channel_has_lost_is_drawn_anew(phones: Phones) -> None:
    town, novice = phones.town, phones.of(YOUNG_SPECIALIST)
    ctx = await town.acting(YOUNG_SPECIALIST)
    assessment_id = await finish(ctx, FIRST_YEAR)
    await actions.keep_picture(ctx, assessment_id, "AgACAgIAAxkBAAIgone")
    await novice.says("/menu")
    await novice.sees("Чем займёмся")
    await novice.presses_data(ShowPicture(assessment_id=assessment_id).pack())
    picture = await novice.sees("Мой первый год в школе", "23 ноября", within=30)
    await drawn(phones, YOUNG_SPECIALIST)
    assert picture.photo is not None
    assert await town.rows(select(ResultPicture.file_id)) == [(picture.photo.file_id,)]


@ON_SQLITE
async def test_picture_that_cannot_be_drawn_leaves_the_numbers(
    phones: Phones, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(self: Painter, chart: RadarChart) -> bytes:
        raise CannotDrawError("on purpose")

    monkeypatch.setattr(Painter, "draw", fails)
    novice = phones.of(YOUNG_SPECIALIST)
    assessment_id = await finish(await phones.town.acting(YOUNG_SPECIALIST), FIRST_YEAR)
    await novice.says("/menu")
    await novice.sees("Чем займёмся")
    await novice.presses_data(ShowPicture(assessment_id=assessment_id).pack())
    await novice.presses("Назад", await novice.sees("Картинка не получилась"))
    await novice.sees("Есть куда расти")


# Other people


async def test_opening_a_result_does_not_open_the_one_before(town: Town) -> None:
    ctx = await town.acting(YOUNG_SPECIALIST)
    first = await finish(ctx, FIRST_YEAR, lambda place: 1)
    town.clock.move(timedelta(days=91))
    ctx = await town.acting(YOUNG_SPECIALIST)
    second = await finish(ctx, FIRST_YEAR, lambda place: 2)
    await actions.share(ctx, second, town.id_of(SCHOOL_METHODIST))
    methodist = await town.acting(SCHOOL_METHODIST)
    assert (await queries.result(methodist, second)).before is None
    await actions.share(ctx, first, town.id_of(SCHOOL_METHODIST))
    assert (await queries.result(methodist, second)).before is not None
    await actions.close(ctx, first)
    assert (await queries.result(methodist, second)).before is None


@ON_SQLITE
async def test_somebody_elses_picture_is_drawn_for_them_alone(phones: Phones) -> None:
    town, methodist = phones.town, phones.of(SCHOOL_METHODIST)
    ctx = await town.acting(YOUNG_SPECIALIST)
    assessment_id = await finish(ctx, FIRST_YEAR)
    await actions.share(ctx, assessment_id, town.id_of(SCHOOL_METHODIST))
    await methodist.sees("открывает вам результат")
    await methodist.presses_data(ShowPicture(assessment_id=assessment_id).pack())
    await methodist.sees("Мой первый год в школе", "23 ноября", within=30)
    await drawn(phones, SCHOOL_METHODIST)
    assert await town.rows(select(ResultPicture.file_id)) == []
    with pytest.raises(NotFound):
        await actions.keep_picture(await town.acting(SCHOOL_METHODIST), assessment_id, "theirs")


async def test_only_the_owner_acts_upon_a_result(town: Town) -> None:
    ctx = await town.acting(YOUNG_SPECIALIST)
    assessment_id = await finish(ctx, FIRST_YEAR, lambda place: 0)
    await actions.share(ctx, assessment_id, town.id_of(SCHOOL_METHODIST))
    methodist = await town.acting(SCHOOL_METHODIST)
    assert not (await queries.result(methodist, assessment_id)).is_mine
    with pytest.raises(NotAllowed):
        await queries.my_result(methodist, assessment_id)
    with pytest.raises(NotAllowed):
        await drafting.draft(methodist, assessment_id)


async def test_a_leaders_result_may_be_opened_above_their_school_only(town: Town) -> None:
    ctx = await town.acting(HEAD)
    assessment_id = await finish(ctx, "leader_team")
    viewers = {one.id for one in await queries.viewers(ctx, assessment_id)}
    assert town.id_of(MUNICIPAL_METHODIST) in viewers and town.id_of(SCHOOL_METHODIST) not in viewers
    with pytest.raises(NotAllowed):
        await actions.share(ctx, assessment_id, town.id_of(SCHOOL_METHODIST))


async def test_finishing_twice_at_once_stores_one_result(town: Town) -> None:
    ctx = await town.acting(YOUNG_SPECIALIST)
    view = await actions.begin(ctx, FIRST_YEAR)
    for place in range(23):
        await actions.answer(ctx, view.assessment_id, place, 1)
    contexts = [await town.acting(YOUNG_SPECIALIST) for _ in range(3)]
    await asyncio.gather(
        *(actions.answer(one, view.assessment_id, 23, 1) for one in contexts), return_exceptions=True
    )
    finished = await town.rows(select(Assessment.percent, Assessment.level))
    assert len(finished) == 1 and finished[0].percent is not None
