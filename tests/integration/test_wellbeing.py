"""How are you? What came out is its owner's alone, can be deleted at once, and is never held against them."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select

from bot.app import App
from bot.config import Settings
from bot.scheduler import JOBS
from handlers.assessments.links import ChooseViewer, OpenResult, ShowAllScores, ShowResult
from handlers.assessments.questions import wellbeing_screen
from handlers.group_results.links import GroupResults
from handlers.menu.links import Desk, Home
from handlers.people.links import People, PersonCard
from handlers.routes.drafting.links import AddToRoute, DraftRoute
from handlers.screen import LABEL_LIMIT, Screen
from handlers.wellbeing import screens
from handlers.wellbeing.links import AddStrengthStep, DeleteCheck, Help, SmallSteps
from handlers.words import translator
from services.assessments import actions as assessments
from services.assessments import queries as results
from services.assessments.models import Answer, Assessment, Score, Sharing
from services.errors import NotAllowed, NotFound, WrongState
from services.outbox import Delivery
from services.people.my_data.export import export_my_data
from services.people.my_data.withdrawal import withdraw
from services.routes.drafting import actions as drafting
from services.routes.models import Route, RouteStep
from services.routes.reading import my_page
from services.wellbeing import actions, queries
from tests.conftest import TOKEN, Phones, Town
from tests.integration.stories import ON_SQLITE, PASSING, finish, reacts, stored
from tests.personas import (
    ADMIN,
    DEPUTY_HEAD,
    ENGLISH_TEACHER,
    HEAD,
    MUNICIPAL_METHODIST,
    REGIONAL_METHODIST,
    REVERSE_MENTOR,
    SCHOOL_METHODIST,
    TEACHER,
)

NOSY = (
    SCHOOL_METHODIST,
    MUNICIPAL_METHODIST,
    REGIONAL_METHODIST,
    REVERSE_MENTOR,
    HEAD,
    DEPUTY_HEAD,
    ADMIN,
    ENGLISH_TEACHER,
)
WELLBEING = "wellbeing"
EMERGENCY, HELPLINE = "Звоните 112", "8 (800) 000-00-00"


def at_worst(town: Town) -> Callable[[int], int]:
    """The answers that leave no strength at all."""
    items = town.content.questionnaires[WELLBEING].items
    return lambda place: 3 if items[place].reverse else 0


def at_best(town: Town) -> Callable[[int], int]:
    items = town.content.questionnaires[WELLBEING].items
    return lambda place: 0 if items[place].reverse else 3


def said(screen: Screen) -> str:
    words = translator("ru")
    return "\n".join(words.plain(line) for line in screen.lines).replace("\u00a0", " ")


def labels(screen: Screen) -> list[str]:
    return [translator("ru").plain(button.label) for row in screen.rows for button in row]


# The result


async def test_only_the_index_and_its_sides_are_kept(town: Town) -> None:
    ctx = await town.acting(TEACHER)
    assessment_id = await finish(ctx, WELLBEING, at_worst(town))
    assert await town.rows(select(Answer.item_id)) == []
    assert await town.rows(select(Assessment.percent, Assessment.level)) == [(0, "critical")]
    scores = await town.rows(select(Score.subject, Score.is_group, Score.percent).order_by(Score.subject))
    assert scores == [(side, False, 0) for side in ("contact", "energy", "interest", "recovery")]
    check = await queries.saved(ctx, assessment_id)
    assert (check.total.percent, check.total.level, check.before) == (0, "critical", None)


@ON_SQLITE
async def test_the_result_is_kind_and_leads_to_help(town: Town) -> None:
    ctx = await town.acting(TEACHER)
    low = await wellbeing_screen(ctx, await finish(ctx, WELLBEING, at_worst(town)))
    for words in (
        "Спасибо, что прислушались к себе", "Запас сил: 0 %", "Нужна поддержка", "Похоже, силы на исходе",
        EMERGENCY, "Силы: режим", "Интерес: радость", "Люди рядом: накопилось", "Отдых: границы",
        "Это не диагноз", "только вы",
    ):  # fmt: skip
        assert words in said(low)
    assert labels(low) == [
        "☎️ Куда обратиться", "🌱 Маленькие шаги", "🧭 Добавить шаг в ИОМ", "🕊 Пройти без сохранения",
        "🗑 Удалить результат", "← Назад", "🏠 В меню",
    ]  # fmt: skip
    for word in ("дефицит", "Критический", "методист", "обратитесь к врачу"):
        assert word not in said(low)
    assert "обратитесь к врачу" in said(screens.contacts(await queries.contacts(ctx, WELLBEING), Home()))
    assert all(len(label) <= LABEL_LIMIT for label in labels(low))

    town.clock.move(timedelta(days=31))
    ctx = await town.acting(TEACHER)
    high = await wellbeing_screen(ctx, await finish(ctx, WELLBEING, at_best(town)))
    assert "Запас сил: 100 %" in said(high)
    assert "Запас сил есть" not in said(high), "it would be said twice"
    assert "ноября, было 0 %. Сил прибавилось." in said(high)
    assert EMERGENCY not in said(high)

    town.clock.move(timedelta(days=31))
    ctx = await town.acting(TEACHER)
    less = await wellbeing_screen(ctx, await finish(ctx, WELLBEING, at_worst(town)))
    assert "было 100 %. Бывает и так" in said(less)


@ON_SQLITE
async def test_check_with_few_answers_gives_no_index(town: Town) -> None:
    ctx = await town.acting(TEACHER)
    screen = await wellbeing_screen(ctx, await finish(ctx, WELLBEING, lambda _: -1))
    assert "Мало ответов, вывод не делаем" in said(screen)
    assert "%" not in said(screen)
    town.clock.move(timedelta(days=31))
    # Only the first side: no index, but where it is low the emergency number stands all the same.
    worst = at_worst(town)
    ctx = await town.acting(TEACHER)
    screen = await wellbeing_screen(ctx, await finish(ctx, WELLBEING, lambda at: worst(at) if at < 4 else -1))
    assert "Мало ответов" in said(screen)
    assert "Силы: режим" in said(screen)
    assert EMERGENCY in said(screen)


async def test_deleting_leaves_nothing_behind(town: Town) -> None:
    before = await stored(town)
    ctx = await town.acting(TEACHER)
    assessment_id = await finish(ctx, WELLBEING)
    await actions.delete_check(ctx, assessment_id)
    assert await stored(town) == before
    with pytest.raises(NotFound, match="error-wellbeing-gone"):
        await actions.delete_check(ctx, assessment_id)
    # Nothing is known of it, so nothing keeps from taking it again.
    assert await finish(ctx, WELLBEING) != assessment_id


async def test_only_the_owner_deletes_a_wellbeing_check_and_nothing_else(town: Town) -> None:
    owner = await town.acting(TEACHER)
    check, full = await finish(owner, WELLBEING), await finish(owner, "teacher_full")
    before = await stored(town)
    for nosy in NOSY:
        with pytest.raises(NotFound):
            await actions.delete_check(await town.acting(nosy), check)
    for wrong in (full, 10**6):
        with pytest.raises(NotFound):
            await actions.delete_check(owner, wrong)
        with pytest.raises(NotFound):
            await queries.saved(owner, wrong)
    assert await stored(town) == before


@ON_SQLITE
async def test_where_to_turn_names_the_regional_line_only_where_there_is_one(town: Town) -> None:
    ctx = await town.acting(TEACHER)
    without = await queries.contacts(ctx, WELLBEING)
    assert "Телефон доверия региона" not in [option.title for option in without.options]
    told = " ".join(option.text for option in without.options)
    assert "8 (495) 989-50-50" in told
    assert EMERGENCY in told
    assert "{" not in told

    ctx = town.nobody
    ctx.actor = (await town.acting(TEACHER)).actor
    ctx.policy = type(ctx.policy)(zone=ctx.policy.zone, regional_helpline=HELPLINE)
    (line,) = [one for one in (await queries.contacts(ctx, WELLBEING)).options if one.code == "regional_line"]
    assert HELPLINE in line.text
    for foreign in ("teacher_full", "no_such"):
        with pytest.raises(NotFound):
            await queries.contacts(ctx, foreign)
        with pytest.raises(NotFound):
            await queries.small_steps(ctx, foreign)


@ON_SQLITE
async def test_the_regional_line_is_a_setting(database_url: str) -> None:
    app = App(
        Settings(
            _env_file=None, bot_token=TOKEN, database_url=database_url, regional_helpline=f" {HELPLINE} "
        )
    )
    assert app.template.policy.regional_helpline == HELPLINE
    await app.close()


# On a phone


@ON_SQLITE
async def test_check_is_taken_and_deleted_on_a_phone(phones: Phones) -> None:
    town, teacher = phones.town, phones.of(TEACHER)
    await teacher.says("/assess")
    before = await stored(town, but=PASSING)
    await teacher.presses("Как ваши силы?")
    await teacher.presses("Начать")
    for place in range(14):
        await teacher.sees(f"{place + 1} из 14")
        await teacher.presses("Пропустить" if place == 5 else "Иногда")
    await teacher.sees("Запас сил:", "Итог видите только вы")
    assert await town.rows(select(Answer.item_id)) == []
    for private in ("Открыть результат", "Составить маршрут"):
        assert private not in str(teacher.buttons())
    await teacher.presses("Куда обратиться")
    await teacher.sees("Просить о помощи нормально")
    await teacher.presses("Назад")
    await teacher.sees("Запас сил:")
    await teacher.presses("Удалить результат")
    await teacher.sees("Результат удалён")
    assert await stored(town, but=PASSING) == before
    await teacher.presses("Назад")
    await teacher.presses("Как ваши силы?")
    await teacher.sees("Итог увидите только вы")


@ON_SQLITE
async def test_help_small_steps_and_goodbye_on_a_phone(phones: Phones) -> None:
    town, teacher = phones.town, phones.of(TEACHER)
    check = await finish(await town.acting(TEACHER), WELLBEING, at_worst(town))
    await teacher.says("/menu")
    await teacher.sees("Чем займёмся")
    await teacher.presses_data(Help(code=WELLBEING, assessment_id=check).pack())
    await teacher.sees("Куда обратиться", "Просить о помощи нормально", "Психологи МЧС России", EMERGENCY)
    await teacher.presses_data(SmallSteps(code=WELLBEING, assessment_id=check).pack())
    await teacher.sees("Маленькие шаги", "Возьмите один", "Минута паузы перед трудным уроком")

    before = await stored(town, but=PASSING)
    await teacher.presses_data(AddStrengthStep(assessment_id=check).pack())
    await teacher.sees("Добавить шаг в маршрут?", "Методист увидит шаг", "не итог", "и без самопроверки")
    assert await stored(town, but=PASSING) == before, "asking is not adding"
    toast = await teacher.presses("Да, добавить")
    assert toast is not None
    assert "О самопроверке там ни слова" in toast
    steps = await town.rows(select(RouteStep.competency, RouteStep.reason))
    assert {competency for competency, _ in steps} == {"psy_resource"}
    assert all(reason["level"] is None and reason["percent"] is None for _, reason in steps)
    assert await town.one(select(Route.assessment_id)) is None
    again = await reacts(
        teacher, teacher.presses_data(AddStrengthStep(assessment_id=check, sure=True).pack())
    )
    assert again, "the second tap is answered"
    assert len(await town.rows(select(RouteStep.id))) == len(steps)

    await teacher.presses_data(DeleteCheck(assessment_id=check).pack())
    await teacher.sees("Результат удалён")
    assert await town.rows(select(Assessment.id)) == []
    await teacher.presses_data(DeleteCheck(assessment_id=check).pack())
    await teacher.sees("уже удалён или не ваш")
    # The screen about help opens for everybody, with a result or without.
    await teacher.presses_data(Help(code=WELLBEING, assessment_id=check).pack())
    await teacher.sees("Куда обратиться")


@ON_SQLITE
async def test_forged_buttons_open_nothing_of_a_check(phones: Phones) -> None:
    town = phones.town
    check = await finish(await town.acting(TEACHER), WELLBEING, at_worst(town))
    before = await stored(town, but=PASSING)
    links = (
        ShowResult(assessment_id=check),
        ShowAllScores(assessment_id=check),
        ChooseViewer(assessment_id=check),
        OpenResult(assessment_id=check, viewer_id=town.id_of(SCHOOL_METHODIST)),
        AddStrengthStep(assessment_id=check),
        AddStrengthStep(assessment_id=check, sure=True),
        DeleteCheck(assessment_id=check),
        DraftRoute(assessment_id=check),
        AddToRoute(assessment_id=check, competency="psy_resource"),
    )
    for nosy in (SCHOOL_METHODIST, HEAD, REVERSE_MENTOR):
        phone = phones.of(nosy)
        await phone.says("/menu")
        await phone.sees("Чем займёмся")
        for link in links:
            heard = await reacts(phone, phone.presses_data(link.pack()))
            assert heard
            for secret in ("Запас сил", "Силы", "сломалось", "Добавить шаг"):
                assert secret not in heard, link
    assert await stored(town, but=PASSING) == before


# Never held against anyone


@ON_SQLITE
async def test_only_the_owner_opens_a_wellbeing_check(town: Town) -> None:
    owner = await town.acting(TEACHER)
    check = await finish(owner, WELLBEING, at_worst(town))
    before = await stored(town)
    assert await results.viewers(owner, check) == []
    for nosy in NOSY:
        ctx = await town.acting(nosy)
        with pytest.raises(NotAllowed):
            await results.result(ctx, check)
        with pytest.raises(NotAllowed):
            await wellbeing_screen(ctx, check)
        with pytest.raises(NotAllowed):
            await assessments.share(owner, check, town.id_of(nosy))
        with pytest.raises(NotFound):
            await assessments.share(ctx, check, ctx.me.person_id)
    assert await stored(town) == before

    # Even a row somebody smuggled into the database opens nothing.
    async with town.database.transaction() as session:
        session.add(
            Sharing(assessment_id=check, viewer_id=town.id_of(SCHOOL_METHODIST), opened_at=town.clock.now())
        )
    with pytest.raises(NotAllowed):
        await results.result(await town.acting(SCHOOL_METHODIST), check)


async def test_low_wellbeing_is_not_a_deficit(town: Town) -> None:
    ctx = await town.acting(TEACHER)
    check = await finish(ctx, WELLBEING, at_worst(town))
    assert (await results.result(ctx, check)).deficits == ()
    assert (await my_page(ctx)).assessment_id is None, "it is no result to begin a route with"
    before = await stored(town)
    with pytest.raises(WrongState, match="error-route-nothing"):
        await drafting.draft(ctx, check)
    assert await stored(town) == before


@ON_SQLITE
async def test_finished_check_posts_no_deliveries(town: Town) -> None:
    before = await stored(town)
    ctx = await town.acting(TEACHER)
    check = await finish(ctx, WELLBEING, at_worst(town))
    for days in (1, 7, 31):
        town.clock.move(timedelta(days=days))
        for job in JOBS:
            await job(town.nobody)
    assert await town.rows(select(Delivery.id)) == []
    assert (await stored(town))["audit_entries"] == before["audit_entries"]
    await actions.delete_check(await town.acting(TEACHER), check)
    assert (await stored(town))["audit_entries"] == before["audit_entries"]
    assert await town.rows(select(Delivery.id)) == []


@ON_SQLITE
async def test_no_screen_of_a_leader_changes_after_a_check(phones: Phones) -> None:
    town, told = phones.town, {}
    card = PersonCard(person_id=town.id_of(TEACHER))
    for moment in ("before", "after"):
        for who in (SCHOOL_METHODIST, HEAD, MUNICIPAL_METHODIST):
            phone = phones.of(who)
            await phone.says("/menu")
            await phone.sees("Чем займёмся")
            for link in (Desk(), People(page=0), card, GroupResults(), Home()):
                toast = await phone.presses_data(link.pack())
                told.setdefault((who, link.pack()), []).append((toast, phone.last.words, phone.buttons()))
        if moment == "before":
            await finish(await town.acting(TEACHER), WELLBEING, at_worst(town))
    for screen, (before, after) in told.items():
        assert before == after, screen


@ON_SQLITE
async def test_only_the_owners_export_holds_a_check(town: Town) -> None:
    def say(key: str, **arguments: object) -> str:
        return key

    ctx = await town.acting(TEACHER)
    await finish(ctx, WELLBEING, at_worst(town))

    async def exported(code: str) -> str:
        book = load_workbook(io.BytesIO(await export_my_data(await town.acting(code), say)))
        return "\n".join(
            str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell
        )

    mine = await exported(TEACHER)
    assert "Как ваши силы?" in mine
    assert "Отдых и границы" in mine
    for nosy in NOSY:
        assert "Как ваши силы?" not in await exported(nosy)


async def test_withdrawal_deletes_wellbeing_checks(town: Town) -> None:
    ctx = await town.acting(TEACHER)
    await finish(ctx, WELLBEING)
    await withdraw(ctx)
    assert await town.rows(select(Assessment.id)) == []
    assert await town.one(select(func.count()).select_from(Score)) == 0
