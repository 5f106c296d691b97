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
from tests.conftest import Town
from tests.integration.route_stories import draft, finish_questionnaire
from tests.integration.routes.test_usage import learnt
from tests.integration.stories import outcome
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
TITLE = "Как вовлечь <тихих> учеников"


async def test_a_theme_goes_through_its_stages_and_keeps_every_word(town: Town) -> None:
    ctx = await town.acting(GYMNASIUM_TEACHER)
    assert "Начать" in read(theme_screens.my_theme(await queries.my_themes(ctx)))
    for wrong in ("  ", "а" * 301):
        with pytest.raises(Invalid):
            await actions.begin(ctx, wrong)
    contexts = [await town.acting(GYMNASIUM_TEACHER) for _ in range(3)]
    begun = await asyncio.gather(*(actions.begin(one, f" {TITLE}\n ") for one in contexts))
    assert {one.title for one in begun} == {TITLE}
    assert await town.one(select(func.count(Theme.id))) == 1
    with pytest.raises(WrongState):
        await actions.begin(ctx, "Другая тема")
    theme = begun[0]
    told = read(theme_screens.my_theme(await queries.my_themes(ctx)))
    assert "▸ <b>Вопрос и план</b>" in told
    assert "Как вовлечь &lt;тихих&gt; учеников" in told

    codes = [stage.code for stage in town.content.self_education.stages]
    with pytest.raises(WrongState):  # it is still ahead
        await actions.finish_stage(ctx, theme.id, codes[1])
    with pytest.raises(Invalid):
        await actions.finish_stage(ctx, theme.id, codes[0], " ")
    # Two taps at once, with words and without: one stage, and the words are there.
    both = [
        actions.finish_stage(await town.acting(GYMNASIUM_TEACHER), theme.id, codes[0], words)
        for words in (None, "Понял, с чего начать")
    ]
    await asyncio.gather(*both)
    assert [tuple(row) for row in await town.rows(select(ThemeStage.stage, ThemeStage.words))] == [
        (codes[0], "Понял, с чего начать")
    ]
    assert await town.one(select(Theme.stage)) == codes[1]
    renamed = await actions.rename(ctx, theme.id, "Разговор на уроке")
    assert renamed.current is not None
    for code in codes[1:]:
        read(theme_screens.my_theme(await queries.my_themes(ctx)))
        theme = await actions.finish_stage(ctx, theme.id, code, "с" * 1000)
        await actions.finish_stage(ctx, theme.id, code)
    assert (theme.is_finished, theme.ended_on, theme.current) == (True, ctx.today, None)
    assert "Поделиться практикой" in read(theme_screens.finished(theme))
    # Words can be mended later; nothing else of a finished theme changes.
    await actions.finish_stage(ctx, theme.id, codes[0], "Понял, с чего начать. И чем кончить")
    mended = await queries.my_theme(ctx, theme.id)
    assert "И чем кончить" in read(theme_screens.notes(mended))
    assert "Разговор на уроке" in read(theme_screens.past(await queries.past_themes(ctx, 7)))
    assert await outcome(actions.rename(ctx, theme.id, "Иначе")) == "WrongState"
    assert await outcome(actions.leave(ctx, theme.id)) == "WrongState"
    assert (await actions.begin(ctx, TITLE)).id != theme.id


async def test_abandoned_theme_keeps_its_history_and_another_can_begin(town: Town) -> None:
    ctx = await town.acting(GYMNASIUM_TEACHER)
    theme = await actions.begin(ctx, TITLE)
    stage = town.content.self_education.stages[0].code
    await actions.finish_stage(ctx, theme.id, stage, "Успела немного")
    read(theme_screens.leave_warning(theme))
    await actions.leave(ctx, theme.id)
    await actions.leave(ctx, theme.id)
    assert await outcome(actions.finish_stage(ctx, theme.id, town.content.self_education.stages[1].code))
    mine = await queries.my_themes(ctx)
    assert (mine.theme, mine.past) == (None, 1)
    assert "Успела немного" in read(theme_screens.notes(await queries.my_theme(ctx, theme.id)))
    assert await queries.my_nudge(ctx) is None
    for number in range(6):
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
    for code in (GYMNASIUM_METHODIST, GYMNASIUM_CLASS_TEACHER):
        ctx = await town.acting(code)
        for forged in (
            queries.my_theme(ctx, theme.id),
            actions.rename(ctx, theme.id, "Чужая"),
            actions.finish_stage(ctx, theme.id, stages[1].code, "Чужое"),
            actions.leave(ctx, theme.id),
        ):
            with pytest.raises(NotFound):
                await forged
    assert [row[0] for row in await town.rows(queries.with_theme())] == [town.id_of(GYMNASIUM_TEACHER)]


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


async def test_attestation_is_counted_down_and_told_on_its_days(town: Town) -> None:
    ctx = await town.acting(GYMNASIUM_TEACHER)
    assert "Когда аттестация?" in read(attestation_screens.attestation(await attestation.mine(ctx)))
    for wrong in (ctx.today - timedelta(days=1), date(3000, 1, 1)):
        with pytest.raises(Invalid):
            await attestation.set_day(ctx, wrong)
    assert (
        await town.one(select(Person.attestation_on).where(Person.id == town.id_of(GYMNASIUM_TEACHER)))
        is None
    )
    for ahead, said in ((0, "Она сегодня"), (1, "Остался 1 день"), (2, "2 дня"), (90, "Осталось 90 дней")):
        view = await attestation.set_day(ctx, ctx.today + timedelta(days=ahead))
        assert said in read(attestation_screens.attestation(view))
    assert await queries.my_countdown(ctx, ctx.today) == 90
    assert await queries.my_countdown(ctx, ctx.today + timedelta(days=1)) is None
    # A Sunday, holidays or a stopped server lose no reminder, and the number is that of the day it is told.
    assert await queries.my_countdown(ctx, ctx.today + timedelta(days=2), since=ctx.today) is None
    later = ctx.today + timedelta(days=31)
    assert await queries.my_countdown(ctx, later, since=ctx.today + timedelta(days=28)) == 59
    told = await town.rows(queries.before_attestation(ctx, [ctx.today]))
    assert [row[0] for row in told] == [town.id_of(GYMNASIUM_TEACHER)]
    assert await queries.my_countdown(await town.acting(GYMNASIUM_CLASS_TEACHER), ctx.today) is None

    town.clock.move(timedelta(days=91))
    ctx = await town.acting(GYMNASIUM_TEACHER)
    assert "уже прошёл" in read(attestation_screens.attestation(await attestation.mine(ctx)))
    await attestation.set_day(ctx, None)
    assert (await attestation.set_day(ctx, None)).day is None


async def test_a_portfolio_is_made_of_accepted_steps_alone_and_is_private(town: Town) -> None:
    ctx = await town.acting(GYMNASIUM_TEACHER)
    read(attestation_screens.portfolio(await portfolio.mine(ctx), 0))
    first = await learnt(town, GYMNASIUM_TEACHER, ctx.today - timedelta(days=400), title="Курс <о главном>")
    await learnt(town, GYMNASIUM_TEACHER, ctx.today - timedelta(days=40), form="open_lesson")
    await learnt(town, GYMNASIUM_TEACHER, ctx.today, status="on_review")
    await learnt(town, GYMNASIUM_CLASS_TEACHER, ctx.today)
    async with ctx.transaction() as db:
        for number, kind in enumerate(("document", "text")):
            file_id = "BQAD" if kind == "document" else None
            name = "Лист.pdf" if file_id else None
            db.add(
                Evidence(
                    step_id=first,
                    author_id=town.id_of(GYMNASIUM_TEACHER),
                    kind=kind,
                    text="Что вышло",
                    file_id=file_id,
                    file_name=name,
                    source=f"1:{number}",
                    at=ctx.now,
                )
            )
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

    # An archive in the queue is not made for a person who has left meanwhile.
    waiting = papers.archive(ctx)
    await withdraw(await town.acting(GYMNASIUM_TEACHER))
    assert await outcome(anext(waiting)) == "NotAllowed"
