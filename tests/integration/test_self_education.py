"""A theme from its first question to the last stage, attestation ahead, and what the portfolio is made of."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from handlers.self_education import attestation_screens, papers, theme_screens
from services.errors import Invalid, NotAllowed, NotFound, WrongState
from services.people.models import Person
from services.people.my_data.withdrawal import withdraw
from services.routes.models import Evidence
from services.self_education import actions, attestation, portfolio, queries
from services.self_education.models import Theme, ThemeStage
from services.self_education.queries import ThemeView
from tests.conftest import Town
from tests.integration.route_stories import draft, finish_questionnaire
from tests.integration.routes.test_usage import learnt
from tests.integration.stories import ON_SQLITE, outcome
from tests.personas import (
    GYMNASIUM_CLASS_TEACHER,
    GYMNASIUM_HEAD,
    GYMNASIUM_METHODIST,
    GYMNASIUM_TEACHER,
    OPERATORS_ADMIN,
    SCHOOL_METHODIST,
)
from tests.shown import read

pytestmark = pytest.mark.usefixtures("admin")
TITLE, WORDS = "Как вовлечь <тихих> учеников", "Понял, с чего начать"


async def begun(town: Town) -> ThemeView:
    return await actions.begin(await town.acting(GYMNASIUM_TEACHER), TITLE)


async def finished(town: Town) -> ThemeView:
    """A theme taken through all its stages, with words about the first."""
    theme, ctx = await begun(town), await town.acting(GYMNASIUM_TEACHER)
    for number, stage in enumerate(town.content.self_education.stages):
        theme = await actions.finish_stage(ctx, theme.id, stage.code, None if number else WORDS)
    return theme


async def test_one_theme_is_begun_by_simultaneous_taps(town: Town) -> None:
    ctx = await town.acting(GYMNASIUM_TEACHER)
    assert "Начать" in read(theme_screens.my_theme(await queries.my_themes(ctx)))
    contexts = [await town.acting(GYMNASIUM_TEACHER) for _ in range(3)]
    taps = await asyncio.gather(*(actions.begin(one, f" {TITLE}\n ") for one in contexts))
    assert {one.title for one in taps} == {TITLE}
    assert await town.one(select(func.count(Theme.id))) == 1
    told = read(theme_screens.my_theme(await queries.my_themes(ctx)))
    assert "▸ <b>Вопрос и план</b>" in told
    assert "Как вовлечь &lt;тихих&gt; учеников" in told


@ON_SQLITE
async def test_theme_has_a_title_and_no_second_one_beside_it(town: Town) -> None:
    ctx = await town.acting(GYMNASIUM_TEACHER)
    for wrong in ("  ", "а" * 301):
        with pytest.raises(Invalid):
            await actions.begin(ctx, wrong)
    await actions.begin(ctx, TITLE)
    with pytest.raises(WrongState):
        await actions.begin(ctx, "Другая тема")


@ON_SQLITE
async def test_stage_ahead_is_not_finished_and_no_stage_with_empty_words(town: Town) -> None:
    ctx, theme = await town.acting(GYMNASIUM_TEACHER), await begun(town)
    first, second, *_ = town.content.self_education.stages
    with pytest.raises(WrongState):
        await actions.finish_stage(ctx, theme.id, second.code)
    with pytest.raises(Invalid):
        await actions.finish_stage(ctx, theme.id, first.code, " ")


async def test_simultaneous_taps_finish_one_stage_and_keep_the_words(town: Town) -> None:
    theme = await begun(town)
    first, second, *_ = town.content.self_education.stages
    taps = [
        actions.finish_stage(await town.acting(GYMNASIUM_TEACHER), theme.id, first.code, words)
        for words in (None, WORDS)
    ]
    await asyncio.gather(*taps)
    stages = await town.rows(select(ThemeStage.stage, ThemeStage.words))
    assert [tuple(row) for row in stages] == [(first.code, WORDS)]
    assert await town.one(select(Theme.stage)) == second.code


@ON_SQLITE
async def test_theme_is_finished_with_its_last_stage(town: Town) -> None:
    ctx, theme = await town.acting(GYMNASIUM_TEACHER), await begun(town)
    for stage in town.content.self_education.stages:
        read(theme_screens.my_theme(await queries.my_themes(ctx)))
        theme = await actions.finish_stage(ctx, theme.id, stage.code, "с" * 1000)
        await actions.finish_stage(ctx, theme.id, stage.code)  # a second tap
    assert (theme.is_finished, theme.ended_on, theme.current) == (True, ctx.today, None)
    assert "Поделиться практикой" in read(theme_screens.finished(theme))


async def test_theme_is_renamed_while_it_lasts(town: Town) -> None:
    ctx, theme = await town.acting(GYMNASIUM_TEACHER), await begun(town)
    renamed = await actions.rename(ctx, theme.id, "Разговор на уроке")
    assert renamed.current is not None
    for stage in town.content.self_education.stages:
        await actions.finish_stage(ctx, theme.id, stage.code)
    assert await outcome(actions.rename(ctx, theme.id, "Иначе")) == "WrongState"
    assert "Разговор на уроке" in read(theme_screens.past(await queries.past_themes(ctx, 7)))


@ON_SQLITE
async def test_only_the_words_of_a_finished_theme_can_be_mended(town: Town) -> None:
    ctx, theme = await town.acting(GYMNASIUM_TEACHER), await finished(town)
    first = town.content.self_education.stages[0].code
    await actions.finish_stage(ctx, theme.id, first, f"{WORDS}. И чем кончить")
    assert "И чем кончить" in read(theme_screens.notes(await queries.my_theme(ctx, theme.id)))
    assert await outcome(actions.rename(ctx, theme.id, "Иначе")) == "WrongState"
    assert await outcome(actions.leave(ctx, theme.id)) == "WrongState"


@ON_SQLITE
async def test_another_theme_is_begun_after_a_finished_one(town: Town) -> None:
    theme = await finished(town)
    assert (await begun(town)).id != theme.id


async def test_abandoned_theme_keeps_its_history_and_another_can_begin(town: Town) -> None:
    ctx = await town.acting(GYMNASIUM_TEACHER)
    theme = await actions.begin(ctx, TITLE)
    stage = town.content.self_education.stages[0].code
    await actions.finish_stage(ctx, theme.id, stage, "Успела немного")
    read(theme_screens.leave_warning(theme))
    await actions.leave(ctx, theme.id)
    await actions.leave(ctx, theme.id)
    later = town.content.self_education.stages[1].code
    assert await outcome(actions.finish_stage(ctx, theme.id, later)) == "WrongState"
    mine = await queries.my_themes(ctx)
    assert (mine.theme, mine.past) == (None, 1)
    assert "Успела немного" in read(theme_screens.notes(await queries.my_theme(ctx, theme.id)))
    assert await queries.my_nudge(ctx) is None


@ON_SQLITE
async def test_past_themes_are_shown_by_pages(town: Town) -> None:
    ctx = await town.acting(GYMNASIUM_TEACHER)
    for number in range(7):
        await actions.leave(ctx, (await actions.begin(ctx, f"Тема {number}")).id)
    assert "Страница 2 из 2" in read(theme_screens.past(await queries.past_themes(ctx, 1)))


async def test_others_see_the_title_and_the_stage_of_a_theme_and_no_words(town: Town) -> None:
    theme = await actions.begin(await town.acting(GYMNASIUM_TEACHER), TITLE)
    stages = town.content.self_education.stages
    await actions.finish_stage(await town.acting(GYMNASIUM_TEACHER), theme.id, stages[0].code, "Личное")
    for code in (GYMNASIUM_TEACHER, GYMNASIUM_METHODIST):
        told = await queries.theme_of(await town.acting(code), town.id_of(GYMNASIUM_TEACHER))
        assert told == queries.ThemeNudge(TITLE, stages[1].title)
    assert await queries.my_nudge(await town.acting(GYMNASIUM_TEACHER)) == told
    for code in (GYMNASIUM_HEAD, OPERATORS_ADMIN, GYMNASIUM_CLASS_TEACHER, SCHOOL_METHODIST):
        with pytest.raises(NotAllowed):
            await queries.theme_of(await town.acting(code), town.id_of(GYMNASIUM_TEACHER))
    assert [row[0] for row in await town.rows(queries.with_theme())] == [town.id_of(GYMNASIUM_TEACHER)]


@ON_SQLITE
async def test_theme_is_read_and_changed_by_its_owner_only(town: Town) -> None:
    theme, stage = await begun(town), town.content.self_education.stages[0].code
    for code in (GYMNASIUM_METHODIST, GYMNASIUM_CLASS_TEACHER):
        ctx = await town.acting(code)
        for forged in (
            queries.my_theme(ctx, theme.id),
            actions.rename(ctx, theme.id, "Чужая"),
            actions.finish_stage(ctx, theme.id, stage, "Чужое"),
            actions.leave(ctx, theme.id),
        ):
            with pytest.raises(NotFound):
                await forged


async def test_themes_are_suggested_by_the_route_or_else_by_the_result(town: Town) -> None:
    ctx = await town.acting(GYMNASIUM_CLASS_TEACHER)
    assert await queries.suggestions(ctx) == ()
    await finish_questionnaire(ctx)
    from_result = await queries.suggestions(ctx)
    assert 0 < len(from_result) <= 4
    view = await draft(town)
    from_route = await queries.suggestions(await town.acting(GYMNASIUM_TEACHER))
    assert list(from_route) == list(dict.fromkeys(step.competency for step in view.steps))[:4]
    told = read(theme_screens.ask_title(from_route))
    assert "видите только вы" in told


@ON_SQLITE
async def test_day_of_an_attestation_is_ahead_and_not_too_far(town: Town) -> None:
    ctx = await town.acting(GYMNASIUM_TEACHER)
    for wrong in (ctx.today - timedelta(days=1), date(3000, 1, 1)):
        with pytest.raises(Invalid):
            await attestation.set_day(ctx, wrong)
    mine = select(Person.attestation_on).where(Person.id == town.id_of(GYMNASIUM_TEACHER))
    assert await town.one(mine) is None


async def test_days_to_an_attestation_are_counted_down(town: Town) -> None:
    ctx = await town.acting(GYMNASIUM_TEACHER)
    assert "Когда аттестация?" in read(attestation_screens.attestation(await attestation.mine(ctx)))
    for ahead, said in ((0, "Она сегодня"), (1, "Остался 1 день"), (2, "2 дня"), (90, "Осталось 90 дней")):
        view = await attestation.set_day(ctx, ctx.today + timedelta(days=ahead))
        assert said in read(attestation_screens.attestation(view))


@ON_SQLITE
async def test_attestation_that_is_over_is_forgotten_when_its_owner_says_so(town: Town) -> None:
    await town.change_person(GYMNASIUM_TEACHER, attestation_on=town.today - timedelta(days=1))
    ctx = await town.acting(GYMNASIUM_TEACHER)
    assert "уже прошёл" in read(attestation_screens.attestation(await attestation.mine(ctx)))
    for _ in range(2):
        assert (await attestation.set_day(ctx, None)).day is None


async def test_attestation_is_reminded_of_on_its_days(town: Town) -> None:
    """A Sunday, holidays or a stopped server lose no reminder; the number is that of the day it is told."""
    await town.change_person(GYMNASIUM_TEACHER, attestation_on=town.today + timedelta(days=90))
    ctx = await town.acting(GYMNASIUM_TEACHER)
    assert await queries.my_countdown(ctx, ctx.today) == 90
    assert await queries.my_countdown(ctx, ctx.today + timedelta(days=1)) is None
    assert await queries.my_countdown(ctx, ctx.today + timedelta(days=2), since=ctx.today) is None
    later = ctx.today + timedelta(days=31)
    assert await queries.my_countdown(ctx, later, since=ctx.today + timedelta(days=28)) == 59
    told = await town.rows(queries.before_attestation(ctx, [ctx.today]))
    assert [row[0] for row in told] == [town.id_of(GYMNASIUM_TEACHER)]
    assert await queries.my_countdown(await town.acting(GYMNASIUM_CLASS_TEACHER), ctx.today) is None


async def test_a_portfolio_is_made_of_accepted_steps_alone_and_is_private(town: Town) -> None:
    ctx = await town.acting(GYMNASIUM_TEACHER)
    read(attestation_screens.portfolio(await portfolio.mine(ctx), 0))
    first = await learnt(town, GYMNASIUM_TEACHER, ctx.today - timedelta(days=400), title="Курс <о главном>")
    await learnt(town, GYMNASIUM_TEACHER, ctx.today - timedelta(days=40), form="open_lesson")
    await learnt(town, GYMNASIUM_TEACHER, ctx.today, status="on_review")
    await learnt(town, GYMNASIUM_CLASS_TEACHER, ctx.today)
    of_the_first = {"step_id": first, "author_id": town.id_of(GYMNASIUM_TEACHER), "at": ctx.now}
    sheet = {"kind": "document", "file_id": "BQAD", "file_name": "Лист.pdf"}
    await town.add(Evidence(source="1:0", text="Что вышло", **sheet, **of_the_first))
    await town.add(Evidence(source="1:1", text="Что вышло", kind="text", **of_the_first))
    view = await portfolio.mine(ctx)
    assert [(len(step.evidence), step.done_on) for step in view.steps] == [
        (2, ctx.today - timedelta(days=400)),
        (0, ctx.today - timedelta(days=40)),
    ]
    assert (await attestation.mine(ctx)).steps == 2
    told = read(attestation_screens.portfolio(view, 0))
    assert "2 подтверждённых шага, 32 часа" in told
    assert "2. Курс &lt;о главном&gt;, 19\u00a0октября 2025\u00a0года" in told
    for code in (GYMNASIUM_METHODIST, GYMNASIUM_HEAD):
        assert (await portfolio.mine(await town.acting(code))).steps == ()


@ON_SQLITE
async def test_archive_in_the_queue_is_not_made_for_a_person_who_left(town: Town) -> None:
    ctx = await town.acting(GYMNASIUM_TEACHER)
    await learnt(town, GYMNASIUM_TEACHER, ctx.today)
    waiting = papers.archive(ctx)
    await withdraw(await town.acting(GYMNASIUM_TEACHER))
    assert await outcome(anext(waiting)) == "NotAllowed"
